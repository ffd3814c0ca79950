"""``redact``: an export in, the same export without personal data out."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedback_miner.cli.asked import load_salt
from feedback_miner.cli.groups import Command
from feedback_miner.cli.options import (
    OutputPath,
    encoding_option,
    language_options,
    option,
    pseudonym_options,
)
from feedback_miner.cli.outputs import ready_files
from feedback_miner.cli.telling import say
from feedback_miner.errors import UsageError
from feedback_miner.language import t

if TYPE_CHECKING:
    from feedback_miner.ingest.layout import Layout

__all__ = ["command"]

FORMATS = {
    "csv": ("csv", "tsv", "tab", "txt"),
    "text": ("txt", "text", "csv", "log", "md"),
    "jsonl": ("jsonl", "ndjson", "json"),
    "json": ("json",),
    "xlsx": ("xlsx",),
    "parquet": ("parquet",),
}
# What of a workbook may hold words that no mask would reach, or point out of it.
LEFT = {
    "formulas": ("公式（写成值）", "formulas (now values)"),
    "comments": ("批注", "comments"),
    "drawings": ("图片与图形", "pictures and drawings"),
    "links": ("超链接", "hyperlinks"),
    "margins": ("页眉页脚", "headers and footers"),
    "conditions": ("条件格式", "conditional formats"),
    "validations": ("其他数据有效性", "other data validations"),
    "prompts": ("输入提示", "prompts of data validations"),
    "filters": ("筛选条件", "conditions of filters"),
    "tables": ("表格样式", "styles of tables"),
    "pivots": ("数据透视表", "pivot tables"),
    "chartsheets": ("图表工作表", "chart sheets"),
    "names": ("定义的名称", "defined names"),
    "books": ("外部链接", "external links"),
    "documents": ("自定义 XML", "custom XML"),
    "macros": ("宏", "macros"),
    "protections": ("工作表保护", "protections of sheets"),
}


@click.command(
    "redact",
    cls=Command,
    zh="只做去标识化：把导出里的个人信息换成标记，版式不变（CSV、XLSX、JSON "
    "行、Parquet、文本；列随意；XLSX 连同列宽、格式、隐藏的行列和下拉选项，公式写成值，批注、"
    "图形、链接等不带过来并计数），并说明每列遮盖了什么。去标识化不是匿名化，自动识别可能有遗漏。",
    en="De-identify only: personal data becomes tokens, the layout stays (CSV, XLSX, JSON lines, "
    "Parquet, text; any columns; XLSX with widths, formats, what is hidden and drop-down lists, "
    "formulas as values, while comments, drawings, links and the like stay behind and are "
    "counted), and what was masked is told by column. Not anonymisation: recognition may miss "
    "some.",
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
@encoding_option
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
    from feedback_miner.redaction import Redactor
    from feedback_miner.report.redacted import to_bytes
    from feedback_miner.store import write_bytes

    chosen = _kinds(kinds)
    ready_files([output], [export, *([salt] if salt else [])])
    secret = load_salt((export,), pseudonyms, salt)
    name = "stdin" if str(export) == "-" else export.name
    layout = read_layout(read_bytes("-" if name == "stdin" else export), name, encoding)
    _suffix(output, layout.kind)
    redactor = Redactor(secret, chosen)
    layout = redactor.layout(layout)
    left = _left(layout)
    data = to_bytes(layout)
    if str(output) == "-":
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        write_bytes(output, data)
    if as_json:
        told = _counts(redactor.counts, mask_label(name))
        told["unread"] = dict(sorted(redactor.unread.items()))
        if layout.kind == "xlsx":
            told["left_behind"] = dict(sorted(left.items()))
        body = json.dumps(told, ensure_ascii=False, indent=1)
        click.echo(body, err=str(output) == "-")
    else:
        for line in _lines(redactor.counts):
            say(line)
        if redactor.unread:
            say(_unread(redactor.unread))
    if layout.kind == "xlsx":
        for line in _workbook_lines(layout, left):
            say(line)


def _unread(unread: Counter[str]) -> str:
    """Tell which cells could not be looked at."""
    listed = t("，", ", ").join(f"{column} {count}" for column, count in sorted(unread.items()))
    total = sum(unread.values())
    return t(
        f"注意：{total} 个单元格不是文本（二进制），没有检查，原样写出：{listed}；"
        "可能含个人信息的列请先去掉",
        f"caution: {total} cells are no text (binary) and were not looked at, written as they "
        f"are: {listed}; take out first the columns that may hold personal data",
    )


def _workbook_lines(layout: Layout, left: Counter[str]) -> list[str]:
    """Tell what became of a workbook's looks and what stays behind."""
    if layout.looks is None:
        return [
            t(
                "工作簿保留工作表、单元格类型和合并区域；公式写成导出里存的值（没有存值的为空），不保留"
                "隐藏的行列、列宽、数字格式、批注和链接（只有 .xlsx 能读出这些；请先另存为 .xlsx）",
                "the workbook keeps sheets, types of cells and merged ranges; formulas become the "
                "values stored with them (empty where there are none); hidden rows and columns, "
                "widths, number formats, comments and links are not kept (only .xlsx tells them: "
                "save it as .xlsx first)",
            )
        ]
    lines = [
        t(
            "工作簿保留版式：列宽行高、格式、隐藏的行列与工作表（内容同样遮盖）、冻结窗格、筛选箭头、"
            "合并区域和下拉选项；公式写成导出里存的值（没有存值的为空）",
            "the workbook keeps its looks: widths and heights, formats, hidden rows, columns and "
            "sheets (masked alike), frozen panes, arrows of a filter, merged ranges and drop-down "
            "lists; formulas become the values stored with them (empty where there are none)",
        )
    ]
    listed = [f"{t(*words)} {left[name]}" for name, words in LEFT.items() if left[name]]
    told = t("、", ", ").join([t("文档属性（作者等）", "properties (author and so on)"), *listed])
    return [*lines, t(f"没有带过来：{told}", f"left behind: {told}")]


def _left(layout: Layout) -> Counter[str]:
    """Count what a workbook has that its redacted copy has not."""
    from feedback_miner.report.appearance import fits

    left = Counter(layout.looks.left if layout.looks else {})
    for grid in layout.grids:
        lists = grid.look.lists if grid.look else ()
        left["validations"] += sum(not fits(items) for items, _ in lists)
    return +left


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
            # Sorted, wechat is the last: a word behind it would be taken for an id and masked.
            do=t(f"可用：{', '.join(sorted(known))}", f"known: {', '.join(sorted(known))}"),
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
