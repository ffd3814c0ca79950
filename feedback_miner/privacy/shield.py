"""De-identify a table of responses before any stage sees it.

Headers, file names, sheet names and ids are masked as soon as an export is read; cells as soon as
the columns' roles are known. Open texts keep their original wording, because places in them are
counted there: ``annotate`` masks them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pandas as pd

from feedback_miner.language import t
from feedback_miner.privacy.cells import mask_cell, told_apart
from feedback_miner.privacy.columns import among_names, column_kind, name_column, of_levels, told
from feedback_miner.privacy.masking import mask, redact
from feedback_miner.privacy.span import Span
from feedback_miner.privacy.wholenames import likely_name
from feedback_miner.survey import Survey
from feedback_miner.tables import own_columns

__all__ = ["levels_apart", "levels_merged", "mask_column", "mask_notes", "shield"]

# Scores, durations and weights are numbers, whatever a stray cell holds: they are never echoed.
_ECHOED = frozenset({"id", "time", "segment", "channel", "multi", "rank"})


def mask_column(
    cells: pd.Series[Any], header: str, salt: str = "", *, ids: bool = False
) -> pd.Series[Any]:
    """Return a column of text with personal data masked, each distinct cell read once.

    In a column of ``ids`` whatever looks like a name is one."""
    distinct = pd.unique(cells)
    plain = column_kind(header) == ""
    named = plain and name_column(map(str, distinct))
    looks_named = among_names if named and not ids else likely_name
    things = plain and not (named or ids) and of_levels(cells.map(str).tolist())
    header = told(header, map(str, distinct))
    table: dict[str, str] = {}
    for cell in distinct:
        if not isinstance(cell, str) or not cell:
            continue
        masked = mask_cell(cell, header, salt, things=things)
        if (named or ids) and masked == cell and looks_named(cell):
            masked = redact(cell, [Span("name", 0, len(cell), 0.7, "a column of names")], salt)
        if masked != cell:
            table[cell] = masked
    return cells.map(lambda cell: table.get(cell, cell)) if table else cells


def shield(table: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """Return the responses with the cells that outputs echo masked, unless the survey's options
    keep personal data."""
    options = survey.options
    if options.keep_pii:
        return table
    roles = {column.name: column.role for column in survey.columns}
    changed = {}
    for name in own_columns(table):
        role = roles.get(name, "ignored")
        asked = name == "question" and "text" in table.columns
        if role in _ECHOED or asked:
            masked = mask_column(table[name], name, options.salt, ids=role == "id")
            if not masked.equals(table[name]):
                changed[name] = masked.astype("str")
    return table.assign(**changed) if changed else table


def levels_apart(
    given: pd.DataFrame, shielded: pd.DataFrame, survey: Survey
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return shielded responses whose levels are still as many as those ``given``, and a note for
    each column where several got the same mask: these are numbered by their order in the data, or
    the figures of different groups would be added up."""
    changed, notes = {}, []
    for name, pairs, alike in _alike(given, shielded, survey):
        before, after = given[name], shielded[name]
        apart = dict(zip(pairs, told_apart([*pairs], [*pairs.values()]), strict=True))
        changed[name] = pd.Series(
            [apart.get(plain, masked) for plain, masked in zip(before, after, strict=True)],
            index=after.index,
        ).astype("str")
        notes.append(
            t(
                f"「{name}」列有 {alike} 个不同的取值脱敏后相同，"
                "已按出现先后编号（如「（2）」），分组互不合并",
                f'{alike} different values of column "{name}" are masked alike; they are '
                'numbered in their order in the data, as in "（2）", and stay groups of their own',
            )
        )
    return (shielded.assign(**changed) if changed else shielded), tuple(notes)


def levels_merged(given: pd.DataFrame, shielded: pd.DataFrame, survey: Survey) -> tuple[str, ...]:
    """Return a note for each column of shielded responses where several levels got the same mask
    and are one group there: numbers by order would not mean the same level in another wave."""
    return tuple(
        t(
            f"「{name}」列有 {alike} 个不同的取值脱敏后相同，比较时合并为同名的组；"
            "要分开比较，请先在文件里换成代号（如 A、B）",
            f'{alike} different values of column "{name}" are masked alike and are compared as '
            "one group; to compare them apart, write codes such as A and B in the files instead",
        )
        for name, _, alike in _alike(given, shielded, survey)
    )


def _alike(
    given: pd.DataFrame, shielded: pd.DataFrame, survey: Survey
) -> Iterator[tuple[str, dict[str, str], int]]:
    """Yield each column of groups where several levels got the same mask: its name, the masked
    form of each level, and how many levels are masked like another."""
    for column in survey.columns:
        if column.role not in ("segment", "channel") or column.name not in shielded.columns:
            continue
        before, after = given[column.name], shielded[column.name]
        pairs = {
            plain: masked
            for plain, masked in zip(before, after, strict=True)
            if isinstance(plain, str) and plain.strip()
        }
        masks = Counter(masked for plain, masked in pairs.items() if masked != plain)
        if alike := sum(count for count in masks.values() if count > 1):
            yield column.name, pairs, alike


def mask_notes(notes: tuple[str, ...], survey: Survey) -> tuple[str, ...]:
    """Return notes with personal data masked: they may name levels and labels."""
    return notes if survey.options.keep_pii else tuple(mask(note) for note in notes)
