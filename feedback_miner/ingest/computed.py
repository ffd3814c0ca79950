"""Columns that were computed from the scores before them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from feedback_miner.ingest.findings import Verdict, ignored
from feedback_miner.ingest.profile import Profile
from feedback_miner.language import t

__all__ = ["find_computed"]


def find_computed(
    part: pd.DataFrame, profiles: Sequence[Profile], verdicts: dict[int, Verdict]
) -> dict[int, Verdict]:
    """Find means and sums of the scores before them: as outcomes they would explain themselves."""
    result: dict[int, Verdict] = {}
    scores = [p for p, v in verdicts.items() if v.column.role == "score"]
    for position, column in enumerate(profiles):
        if position in verdicts and verdicts[position].column.role != "score":
            continue
        if column.numbers < 0.9 or column.distinct < 5:
            continue
        before = [p for p in range(position - 1, -1, -1) if p in scores and p != position]
        run: list[int] = []
        for p in before:
            if run and p != run[-1] - 1:
                break
            run.append(p)
        if len(run) < 2 or run[0] < position - 1:
            continue
        target = pd.to_numeric(part[column.name], errors="coerce").to_numpy(dtype=float)
        matrix = np.column_stack(
            [pd.to_numeric(part[profiles[p].name], errors="coerce") for p in run]
        ).astype(float)
        for size in range(2, len(run) + 1):
            with np.errstate(invalid="ignore"):
                block = matrix[:, :size]
                known = ~np.isnan(block)
                total = np.where(known, block, 0).sum(axis=1)
                mean = total / np.maximum(known.sum(axis=1), 1)
            # Those who give every item the same mark tell nothing of means.
            differ = np.ptp(np.where(known, block, 0), axis=1) > 0
            valid = ~np.isnan(target) & known.all(axis=1) & differ
            if valid.sum() < 20:
                continue
            close_mean = np.mean(np.abs(mean[valid] - target[valid]) < 0.011)
            close_sum = np.mean(np.abs(total[valid] - target[valid]) < 0.011)
            if max(close_mean, close_sum) >= 0.95:
                why = t(
                    f"由前 {size} 题算出（均值或总分）", f"computed from the {size} items before it"
                )
                result[position] = ignored(column.name, why)
                break
    return result
