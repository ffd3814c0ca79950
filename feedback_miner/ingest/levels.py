"""The levels of a segment: what its cells say, without the marks for no answer."""

from __future__ import annotations

import pandas as pd

from feedback_miner.ingest.unanswered import unanswered_cells
from feedback_miner.survey import Column

__all__ = ["answered"]


def answered(table: pd.DataFrame, column: Column) -> pd.Series[str]:
    """Return the cells of a segment or channel, "" where nobody answered: what is ``unanswered`` in
    every export ((空), 拒答, -3), and what the survey lists as ``missing`` (无)."""
    cells = table[column.name].astype("str").str.strip()
    silent = unanswered_cells(cells, "segment") | cells.isin(column.missing).to_numpy(dtype=bool)
    return cells.where(~silent, "")
