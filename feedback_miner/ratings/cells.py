"""Closed answers as numbers on their scale, turned so that high is good."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from feedback_miner.ingest.unanswered import unanswered_cells
from feedback_miner.survey import Scale

__all__ = ["numbers"]


def numbers(cells: pd.Series[Any], scale: Scale) -> tuple[pd.Series[Any], int]:
    """Return cells as floats on the scale, turned so that high is good, and how many cells were
    filled but neither on the scale nor a missing code or mark of no answer (they become nan)."""
    text = cells.astype("str").str.strip()
    labels = dict(scale.labels)
    values = text.map(labels) if labels else pd.Series(np.nan, index=text.index)
    plain = pd.to_numeric(text.where(~text.isin(labels), ""), errors="coerce")
    values = values.astype(float).fillna(plain)
    absent = text.isin(["", *scale.missing])
    # Nobody answered, whatever was asked; who cannot rate (说不清) did answer, and is told of.
    absent |= unanswered_cells(text, "text") & values.isna()
    values = values.where(~absent)
    outside = values.notna() & ~values.between(scale.low, scale.high)
    values = values.where(~outside)
    strange = int((values.isna() & ~absent).sum())
    if scale.reversed:
        values = scale.low + scale.high - values
    return values.astype(float), strange
