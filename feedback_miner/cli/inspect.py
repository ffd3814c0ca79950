"""``inspect``: what an export is, column by column, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedback_miner.cli.asked import load_survey, make_options, sources
from feedback_miner.cli.groups import Command
from feedback_miner.cli.options import exports, input_options, option, output
from feedback_miner.cli.outputs import emit, ready_files
from feedback_miner.cli.telling import say, veiled
from feedback_miner.errors import UsageError
from feedback_miner.language import t

if TYPE_CHECKING:
    from feedback_miner.ingest import Finding, Inspection, Responses
    from feedback_miner.survey import Column, Survey

__all__ = ["command"]

ROLES = {
    "id": ("编号", "id"),
    "customer": ("客户", "customer"),
    "time": ("时间", "time"),
    "duration": ("用时", "duration"),
    "weight": ("权重", "weight"),
    "segment": ("分组", "segment"),
    "channel": ("渠道", "channel"),
    "score": ("评分", "score"),
    "multi": ("多选", "multi-select"),
    "rank": ("排序", "ranking"),
    "text": ("开放题", "open text"),
    "ignored": ("忽略", "ignored"),
}


@click.command(
    "inspect",
    cls=Command,
    zh="说明一个导出：编码、分隔符、每列的角色与理由、质量。--write survey.toml 保存可编辑的说明，"
    "其他命令用 --survey 读取。",
    en="Tell what an export is: encoding, delimiter, each column's role and why, quality. "
    "--write survey.toml saves an editable description that every command takes by --survey.",
)
@exports
@output
@option(
    "--write",
    type=click.Path(path_type=Path),
    zh="把建议写入 survey.toml",
    en="save the proposal as survey.toml",
)
@option("--force", is_flag=True, zh="覆盖已有的说明", en="overwrite an existing description")
@option(
    "--header-rows",
    type=click.IntRange(0, 10),
    zh="表头占几行（0：自动判断；两级表头写 2）；随说明保存",
    en="how many rows the header takes (0: found; 2 for groups of columns); saved with it",
)
@option("--json", "as_json", is_flag=True, zh="输出 JSON", en="write JSON")
@option(
    "--codebook",
    zh="评分题按哪个编码本找因素，默认 loan；随说明保存",
    en="whose factors scored items are about [loan]; saved with the description",
)
@input_options
def command(
    exports: tuple[Path, ...],
    output: Path,
    write: Path | None,
    force: bool,
    header_rows: int | None,
    as_json: bool,
    codebook: str | None,
    survey: Path | None,
    encoding: str | None,
    lang: str | None,
    debug: bool,
) -> None:
    """Describe exports and propose a survey."""
    from feedback_miner import ingest
    from feedback_miner.ingest import description
    from feedback_miner.store import write_text

    if write is not None and write.exists() and not force:
        raise UsageError(
            t("文件已存在", "the file exists"),
            file=str(write),
            do=t("换个名字，或用 --force 覆盖", "choose another name, or overwrite with --force"),
        )
    # A description that is read may be written over: what it says stands, and --force was given.
    ready_files([write], exports, "--write")
    ready_files([output], [*exports, *([survey] if survey else [])])
    described = load_survey(survey)
    # Tells a factor that its codebook lacks.
    options = make_options(described, inputs=exports, codebook=codebook)
    kept = replace(described.options if described else options, codebook=options.codebook)
    if header_rows is not None and header_rows != kept.header_rows:
        options, kept = (replace(one, header_rows=header_rows) for one in (options, kept))
        # The survey's columns may go by the names of another header.
        responses = ingest.read(sources(exports), None, encoding=encoding, options=options)
        described = described and _under(described, responses.columns)
    else:
        responses = ingest.read(sources(exports), described, encoding=encoding, options=options)
    inspection = _fitted(ingest.propose(responses, kept, described), described)
    inspection = _shown(inspection, described)
    if as_json:
        body = json.dumps(_as_json(responses, inspection), ensure_ascii=False, indent=1)
        emit(output, [body + "\n"])
    else:
        emit(output, (line + "\n" for line in _lines(responses, inspection)))
    if write is not None:
        write_text(write, description.dump(inspection.survey, inspection))
        say(t(f"说明已写入 {veiled(write)}", f"description written to {veiled(write)}"))


def _lines(responses: Responses, inspection: Inspection) -> Iterator[str]:
    for source in responses.sources:
        how = ", ".join(
            part
            for part in (
                source.format,
                source.encoding,
                source.delimiter and repr(source.delimiter),
                source.sheet,
            )
            if part
        )
        yield t(
            f"{source.name}（{how}）：读入 {source.read} 行，"
            f"接受 {source.accepted}，隔离 {source.quarantined}",
            f"{source.name} ({how}): {source.read} rows read, {source.accepted} accepted, "
            f"{source.quarantined} quarantined",
        )
        for note in source.notes:
            yield f"  · {note}"
    for row in responses.quarantined.head(20).itertuples():
        yield t(
            f"  隔离：{row.source} 第 {row.row} 行：{row.reason}",
            f"  quarantined: {row.source} row {row.row}: {row.reason}",
        )
    yield ""
    for number, column in enumerate(inspection.columns, start=1):
        yield f"{number:3}. {column.name}  [{t(*ROLES[column.role])}{_detail(column.column)}]"
        fill = t("填写", "filled")
        distinct = t("不同值", "distinct")
        yield f"     {fill} {column.fill:.0%} · {distinct} {column.distinct} · {column.why}"
        examples = " | ".join(_short(example) for example in column.examples)
        if examples:
            yield f"     {t('例', 'e.g.')}: {examples}"
        for warning in column.warnings:
            yield f"     ! {warning}"
    for warning in inspection.warnings:
        yield f"! {warning}"


def _under(described: Survey, names: list[str]) -> Survey:
    """Return what of a survey holds for an export of other column names, and tell what does not."""
    columns = tuple(c for c in described.columns if c.name in names)
    scores = {column.name for column in columns if column.role == "score"}
    constructs = tuple(c for c in described.constructs if scores.issuperset(c.items))
    while any(set(c.explained_by) - {one.name for one in constructs} for c in constructs):
        known = {one.name for one in constructs}
        constructs = tuple(c for c in constructs if known.issuperset(c.explained_by))
    gone = [one.name for one in described.columns if one not in columns]
    gone += [one.name for one in described.constructs if one not in constructs]
    if gone:
        listed = t("、", ", ").join(map(veiled, gone))
        say(
            t(
                f"按新的表头行数，说明里的这些列或构念不再存在，未带入：{listed}",
                f"under this header these columns or constructs of the description are not there "
                f"and are left out: {listed}",
            )
        )
    return replace(described, columns=columns, constructs=constructs)


def _fitted(inspection: Inspection, described: Survey | None) -> Inspection:
    """Return an inspection whose proposed items name factors of its codebook; what the user's own
    description says stands."""
    from feedback_miner import lexicon
    from feedback_miner.factors.headers import fitted

    own = {column.name: column for column in described.columns} if described else {}
    proposed = fitted(inspection.survey, lexicon.load(inspection.survey.options.codebook))
    columns = {one.name: own.get(one.name, one) for one in proposed.columns}
    findings = tuple(
        replace(found, column=columns.get(found.name, found.column)) for found in inspection.columns
    )
    survey = replace(inspection.survey, columns=tuple(columns.values()))
    return replace(inspection, survey=survey, columns=findings)


def _detail(described: Column) -> str:
    parts = []
    if described.role == "score" and described.scale:
        scale = described.scale
        parts.append(f"{scale.low:g}–{scale.high:g}")
        if scale.reversed:
            parts.append(t("反向", "reversed"))
        if scale.missing:
            parts.append(t("缺失码 ", "missing ") + "/".join(scale.missing))
        parts += [part for part in (described.factor, described.outcome) if part]
    if described.role == "text":
        parts.append(described.question)
    if described.role in ("multi", "rank") and described.group:
        parts.append(described.group)
    return "".join(f" · {part}" for part in parts)


def _shown(inspection: Inspection, described: Survey | None) -> Inspection:
    """Return an inspection with personal data masked in all that quotes cells; what the user's
    own description says is written back as it stands."""
    from feedback_miner import privacy

    def scale(column: Column) -> Column:
        if column.scale is None:
            return column
        labels = tuple((privacy.mask(label), value) for label, value in column.scale.labels)
        missing = tuple(map(privacy.mask, column.scale.missing))
        return replace(column, scale=replace(column.scale, labels=labels, missing=missing))

    findings = tuple(
        replace(
            found,
            column=scale(found.column),
            why=privacy.mask(found.why),
            examples=_masked(found),
            warnings=tuple(map(privacy.mask, found.warnings)),
        )
        for found in inspection.columns
    )
    own = described.columns if described else ()
    columns = tuple(one if one in own else scale(one) for one in inspection.survey.columns)
    return replace(
        inspection,
        survey=replace(inspection.survey, columns=columns),
        columns=findings,
        warnings=tuple(map(privacy.mask, inspection.warnings)),
    )


def _masked(found: Finding) -> tuple[str, ...]:
    import pandas as pd

    from feedback_miner.privacy.shield import mask_column

    cells = pd.Series(found.examples, dtype="str")
    return tuple(mask_column(cells, found.name, ids=found.role == "id"))


def _short(text: str, limit: int = 40) -> str:
    """Return a cell fit for a terminal: on one line, without control characters."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return shown if len(shown) <= limit else shown[:limit] + "…"


def _as_json(responses: Responses, inspection: Inspection) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "sources": [asdict(source) for source in responses.sources],
        "columns": [
            {
                **asdict(column.column),
                "why": column.why,
                "fill": column.fill,
                "distinct": column.distinct,
                "examples": [_short(example) for example in column.examples],
                "warnings": list(column.warnings),
            }
            for column in inspection.columns
        ],
        "warnings": list(inspection.warnings),
    }
