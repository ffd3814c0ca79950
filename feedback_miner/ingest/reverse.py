"""Scores that run against the others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from feedback_miner.ingest.findings import Verdict
from feedback_miner.language import t

__all__ = ["warn_of_reversed"]

_AGAINST = -0.3  # correlation with the other scores that tells of a reversed scale


def warn_of_reversed(part: pd.DataFrame, verdicts: dict[int, Verdict]) -> None:
    """Warn of scores that run against the others: their scale may be reversed."""
    positions = sorted(p for p, v in verdicts.items() if v.column.role == "score")
    if len(positions) < 3 or len(part) < 30:
        return
    values = np.full((len(part), len(positions)), np.nan)
    for place, position in enumerate(positions):
        column = verdicts[position].column
        assert column.scale is not None
        cells = part[column.name].str.strip()
        number = pd.to_numeric(cells, errors="coerce").astype(float)
        if column.scale.labels:
            number = cells.map(dict(column.scale.labels)).astype(float).fillna(number)
        low, high = column.scale.low, column.scale.high
        number = number.where(number.between(low, high))
        if column.scale.reversed:
            number = low + high - number
        values[:, place] = (number - low) / (high - low)
    for place, position in enumerate(positions):
        others = np.delete(values, place, axis=1)
        known = ~np.isnan(others)
        mean = np.where(known, others, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
        valid = known.any(axis=1) & ~np.isnan(values[:, place])
        own, rest = values[valid, place], mean[valid]
        if valid.sum() < 30 or own.std() == 0 or rest.std() == 0:
            continue
        r = float(np.corrcoef(own, rest)[0, 1])
        if r <= _AGAINST:
            verdict = verdicts[position]
            warning = t(
                f"与其余评分负相关（r = {r:.2f}），可能是反向计分，请核对",
                f"runs against the other scores (r = {r:.2f}): reversed? please check",
            )
            verdicts[position] = replace(verdict, warnings=(*verdict.warnings, warning))
