"""De-identify a table of responses before any stage sees it.

Headers, file names, sheet names and ids are masked as soon as an export is read; cells as soon as
the columns' roles are known. Open texts keep their original wording, because places in them are
counted there: ``annotate`` masks them.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from feedback_miner.privacy.cells import mask_cell
from feedback_miner.privacy.columns import column_kind, name_column, told
from feedback_miner.privacy.masking import mask, redact
from feedback_miner.privacy.span import Span
from feedback_miner.privacy.wholenames import likely_name
from feedback_miner.survey import Survey
from feedback_miner.tables import own_columns

__all__ = ["mask_column", "mask_notes", "shield"]

# Scores, durations and weights are numbers, whatever a stray cell holds: they are never echoed.
_ECHOED = frozenset({"id", "time", "segment", "channel", "multi", "rank"})


def mask_column(
    cells: pd.Series[Any], header: str, salt: str = "", *, ids: bool = False
) -> pd.Series[Any]:
    """Return a column of text with personal data masked, each distinct cell read once.

    In a column of ``ids`` whatever looks like a name is one."""
    distinct = pd.unique(cells)
    named = ids or (column_kind(header) == "" and name_column(map(str, distinct)))
    header = told(header, map(str, distinct))
    table: dict[str, str] = {}
    for cell in distinct:
        if not isinstance(cell, str) or not cell:
            continue
        masked = mask_cell(cell, header, salt)
        if named and masked == cell and likely_name(cell):
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


def mask_notes(notes: tuple[str, ...], survey: Survey) -> tuple[str, ...]:
    """Return notes with personal data masked: they may name levels and labels."""
    return notes if survey.options.keep_pii else tuple(mask(note) for note in notes)
