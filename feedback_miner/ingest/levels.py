"""The levels of a segment: what its cells say, without the marks for no answer."""

from __future__ import annotations

import pandas as pd

from feedback_miner.survey import Column

__all__ = ["answered"]


def answered(table: pd.DataFrame, column: Column) -> pd.Series[str]:
    """Return the cells of a segment or channel, "" where nobody answered: blank cells, and those
    that the survey lists as ``missing`` ((空), -3)."""
    cells = table[column.name].astype("str").str.strip()
    return cells.where(~cells.isin(column.missing), "") if column.missing else cells
