"""survey.toml as it is written: an export's description with what to know beside it."""

from __future__ import annotations

import dataclasses

import tomlkit
from tomlkit.items import Table

from feedback_miner.ingest.findings import Finding, Inspection
from feedback_miner.language import t
from feedback_miner.survey import (
    OUTCOMES,
    QUESTION_KINDS,
    ROLES,
    SECRET,
    Column,
    Construct,
    Options,
    Scale,
    Survey,
)

__all__ = ["dump"]


def dump(survey: Survey, inspection: Inspection | None = None) -> str:
    """Return ``survey`` as TOML; with an ``inspection`` each column carries its reason.

    Comments name no cell of open texts or ids. ``load`` reads the text back to an equal survey.
    """
    document = tomlkit.document()
    for line in _about():
        document.add(tomlkit.comment(line))
    document.add(tomlkit.nl())
    options = tomlkit.table()
    for field in dataclasses.fields(Options):
        if field.name in SECRET:
            continue
        options.add(field.name, getattr(survey.options, field.name))
    document.add("options", options)
    found = {finding.name: finding for finding in inspection.columns} if inspection else {}
    columns = tomlkit.aot()
    for column in survey.columns:
        columns.append(_column(column, found.get(column.name)))
    if survey.columns:
        document.add("column", columns)
    constructs = tomlkit.aot()
    for construct in survey.constructs:
        constructs.append(_construct(construct))
    if survey.constructs:
        document.add("construct", constructs)
    return tomlkit.dumps(document)


def _construct(construct: Construct) -> Table:
    table = tomlkit.table()
    table.add("name", construct.name)
    table.add("items", list(construct.items))
    table.add("explained_by", list(construct.explained_by))
    table.add("mode", construct.mode)
    return table


def _about() -> list[str]:
    return [
        t("问卷描述：每列的角色与标尺，可以修改", "The survey: roles and scales, edit freely"),
        "role: " + " | ".join(ROLES),
        "question (text): " + " | ".join(QUESTION_KINDS),
        "outcome (score): " + " | ".join(one for one in OUTCOMES if one),
        t(
            "[[construct]] name、items、explained_by：路径模型，各构念的题目与受哪些构念影响",
            "[[construct]] name, items, explained_by: a path model, what measures and what "
            "explains each construct",
        ),
        t(
            "missing（segment、channel，或评分的 scale）：不算一类、不算回答的取值",
            "missing (segment, channel; scale of a score): cells that are no level and no answer",
        ),
        t(
            "factor（score）：观点编码表中的因素；reversed = true 表示数字小的一端是好的",
            "factor (score): a factor of the codebook; reversed = true: the low number is good",
        ),
    ]


def _column(column: Column, finding: Finding | None) -> Table:
    table = tomlkit.table()
    if finding:
        share = f"{finding.fill:.0%}"
        table.add(
            tomlkit.comment(
                _one_line(
                    t(
                        f"{finding.why}；{share} 填写，{finding.distinct} 种取值",
                        f"{finding.why}; {share} filled, {finding.distinct} different",
                    )
                )
            )
        )
        if finding.role in ("score", "segment", "channel", "multi", "rank") and finding.examples:
            shown = " | ".join(example[:20] for example in finding.examples)
            table.add(tomlkit.comment(_one_line(t(f"例：{shown}", f"for example: {shown}"))))
        for warning in finding.warnings:
            table.add(tomlkit.comment(_one_line(t(f"请核对：{warning}", f"check: {warning}"))))
    table.add("name", column.name)
    table.add("role", column.role)
    if column.role == "text" or column.question != "remark":
        table.add("question", column.question)
    if column.role == "score" or column.outcome:
        table.add("outcome", column.outcome)
    if column.role == "score" or column.factor:
        table.add("factor", column.factor)
    if column.role in ("multi", "rank") or column.group:
        table.add("group", column.group)
    if column.missing:
        table.add("missing", list(column.missing))
    if column.scale is not None:
        table.add("scale", _scale(column.scale))
    return table


def _scale(scale: Scale) -> Table:
    table = tomlkit.table()
    table.add("low", _number(scale.low))
    table.add("high", _number(scale.high))
    table.add("reversed", scale.reversed)
    table.add("missing", list(scale.missing))
    if scale.labels:
        rows = tomlkit.array()
        for text, number in scale.labels:
            rows.append([text, _number(number)])
        table.add("labels", rows.multiline(True))
    return table


def _number(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
