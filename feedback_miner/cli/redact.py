"""``redact``: an export in, the same export without personal data out."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click

from feedback_miner.cli.shared import (
    Command,
    OutputPath,
    language_options,
    load_salt,
    option,
    pseudonym_options,
    say,
)
from feedback_miner.errors import UsageError
from feedback_miner.language import t

__all__ = ["command"]

FORMATS = {
    "csv": ("csv", "tsv", "tab", "txt"),
    "text": ("txt", "text", "csv", "log", "md"),
    "jsonl": ("jsonl", "ndjson", "json"),
    "json": ("json",),
    "xlsx": ("xlsx",),
    "parquet": ("parquet",),
}


@click.command(
    "redact",
    cls=Command,
    zh="只做去标识化：把导出里的个人信息换成标记，版式不变（CSV、XLSX、JSON "
    "行、Parquet、文本；列随意；XLSX 的隐藏行列、列宽、格式、公式和"
    "批注除外），"
    "并说明每列遮盖了什么。去标识化不是匿名化，自动识别可能有遗漏。",
    en="De-identify only: personal data becomes tokens, the layout stays (CSV, XLSX, JSON lines, "
    "Parquet, text; any columns; of XLSX not hidden rows and columns, widths, formats, formulas "
    "and comments), and what was masked is told by column. Not anonymisation: "
    "recognition may miss some.",
)
@click.argument("export", type=click.Path(path_type=Path, allow_dash=True), metavar="EXPORT")
@option(
    "-o",
    "--output",
    required=True,
    type=OutputPath(path_type=Path, allow_dash=True),
    zh="输出文件，- 为标准输出",
    en="output file, - is standard output",
)
@option(
    "--kinds",
    metavar="KINDS",
    zh="只遮盖这些，逗号分隔：phone,id_card,bank_card,email,name,address,plate,wechat，"
    "birth_date（出生日期列）；reference 为合同号、订单号（默认不遮盖）；all 为全部",
    en="mask these only, joined by commas: phone,id_card,bank_card,email,name,address,plate,"
    "wechat,birth_date (columns of it); reference is contract and order numbers (left alone by "
    "default); all is all",
)
@option("--json", "as_json", is_flag=True, zh="统计以 JSON 输出", en="tell the counts as JSON")
@pseudonym_options
@language_options
def command(
    export: Path,
    output: Path,
    kinds: str | None,
    as_json: bool,
    pseudonyms: bool,
    salt: Path | None,
    encoding: str | None,
    lang: str | None,
    debug: bool,
) -> None:
    """Mask the personal data of an export."""
    from feedback_miner.ingest.layout import read_layout
    from feedback_miner.ingest.read import read_bytes
    from feedback_miner.privacy import mask_label
    from feedback_miner.privacy.exports import Redactor
    from feedback_miner.report.redacted import to_bytes
    from feedback_miner.store import write_bytes

    chosen = _kinds(kinds)
    secret = load_salt((export,), pseudonyms, salt)
    if str(output) != "-" and output.exists() and export.exists() and output.samefile(export):
        raise UsageError(
            t("输出与输入是同一个文件", "the output is the input"),
            do=t("请换一个 -o", "choose another -o"),
        )
    name = "stdin" if str(export) == "-" else export.name
    layout = read_layout(read_bytes("-" if name == "stdin" else export), name, encoding)
    _suffix(output, layout.kind)
    redactor = Redactor(secret, chosen)
    data = to_bytes(redactor.layout(layout))
    if str(output) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write_bytes(output, data)
    if as_json:
        body = json.dumps(_counts(redactor.counts, mask_label(name)), ensure_ascii=False, indent=1)
        click.echo(body, err=str(output) == "-")
    else:
        for line in _lines(redactor.counts):
            say(line)
    if layout.kind == "xlsx":
        say(
            t(
                "工作簿保留工作表、单元格类型和合并区域；公式写成导出里存的值（没有存值的为空），不保留"
                "隐藏的行列、列宽、数字格式、批注和链接",
                "the workbook keeps sheets, types of cells and merged ranges; formulas become the "
                "values stored with them (empty where there are none); hidden rows and columns, "
                "widths, number formats, comments and links are not kept",
            )
        )


def _kinds(given: str | None) -> tuple[str, ...]:
    from feedback_miner.privacy import IN_COLUMNS, KINDS, ON_REQUEST

    usual = (*KINDS, *IN_COLUMNS)
    known = (*usual, *ON_REQUEST)
    if given is None:
        return usual
    if given.strip() == "all":
        return known
    chosen = tuple(one.strip() for one in given.split(",") if one.strip())
    unknown = [one for one in chosen if one not in known]
    if unknown or not chosen:
        raise UsageError(
            t(f"没有这种个人信息：{', '.join(unknown)}", f"no such kind: {', '.join(unknown)}"),
            do=t(f"可用：{', '.join(known)}", f"known: {', '.join(known)}"),
        )
    return chosen


def _suffix(output: Path, kind: str) -> None:
    """Refuse a name that promises another kind of file than what is written."""
    suffix = output.suffix.lower().lstrip(".")
    if str(output) == "-" or suffix in FORMATS[kind]:
        return
    if any(suffix in known for known in FORMATS.values()):
        wanted = FORMATS[kind][0]
        raise UsageError(
            t(f"版式不变，输出应是 .{wanted} 文件", f"the layout stays: name a .{wanted} file"),
            do=t(f"如 -o {output.stem}.{wanted}", f"as -o {output.stem}.{wanted}"),
        )


def _counts(counts: Counter[tuple[str, str]], name: str) -> dict[str, Any]:
    kinds: Counter[str] = Counter()
    columns: dict[str, dict[str, int]] = {}
    for (column, kind), count in sorted(counts.items()):
        kinds[kind] += count
        columns.setdefault(column, {})[kind] = count
    return {"file": name, "masked": sum(kinds.values()), "kinds": dict(kinds), "columns": columns}


def _lines(counts: Counter[tuple[str, str]]) -> list[str]:
    from feedback_miner.privacy import NAMES

    total = sum(counts.values())
    lines = [
        t(
            f"遮盖了 {total} 处个人信息（去标识化，不是匿名化；自动识别可能有遗漏）",
            f"{total} places masked (de-identified, not anonymised; recognition may miss some)",
        )
    ]
    for kind, names in NAMES.items():
        where = {column: count for (column, of), count in counts.items() if of == kind}
        if where:
            listed = t("，", ", ").join(f"{column} {count}" for column, count in where.items())
            lines.append(f"  {t(*names)} {sum(where.values())}: {listed}")
    return lines
