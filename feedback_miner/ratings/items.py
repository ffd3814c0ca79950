"""Descriptives of each closed question: mean, shares, distribution, net promoters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.language import t
from feedback_miner.ratings.statistics import (
    Groups,
    nps_points,
    taken,
    weighted_interval,
    weighted_nps,
)
from feedback_miner.survey import Column
from feedback_miner.tables import ITEMS, check, frame

__all__ = ["LEAST_STEPS", "MOST_STEPS", "describe", "distribute", "ends", "net_promoters"]

LEAST_STEPS, MOST_STEPS = 4, 11  # of a scale whose two best steps are told
AT_END = 0.15  # share at one end from which an item hardly tells people apart: Terwee et al. (2007)


def describe(
    scores: pd.DataFrame,
    columns: Sequence[Column],
    weights: NDArray[np.float64] | None,
    groups: Groups | None = None,
) -> pd.DataFrame:
    """Return ITEMS: a row a closed question, weighted where there are weights, intervals clustered
    where responses are of ``groups``."""
    rows = []
    counting = np.ones(len(scores), dtype=bool) if weights is None else weights > 0
    for column in columns:
        scale = column.scale
        assert scale is not None
        known = scores[column.name].notna().to_numpy() & counting
        values = scores.loc[known, column.name].to_numpy(dtype=float)
        w = np.ones(len(values)) if weights is None else weights[known]
        mean, low, high = weighted_interval(values, taken(weights, known), taken(groups, known))
        floor = _share(values == scale.low, w)
        ceiling = _share(values == scale.high, w)
        width = scale.high - scale.low
        bounds = ends(scale.low, scale.high)
        rows.append(
            {
                "item": column.name,
                "factor": column.factor,
                "outcome": column.outcome,
                "low": scale.low,
                "high": scale.high,
                "reversed": scale.reversed,
                "n": len(values),
                "missing": int(counting.sum()) - len(values),
                "mean": mean,
                "mean_low": low,
                "mean_high": high,
                "sd": _deviation(values, w),
                "rating": (mean - scale.low) / width * 100,
                "top2": _share(values >= bounds[1], w) if bounds else np.nan,
                "bottom2": _share(values <= bounds[0], w) if bounds else np.nan,
                "median": _median(values, w),
                "floor": floor,
                "ceiling": ceiling,
                "note": _crowded(floor, ceiling, width),
            }
        )
    return check(frame(rows, ITEMS), ITEMS)


def _share(flags: NDArray[np.bool_], weights: NDArray[np.float64]) -> float:
    return float(np.average(flags, weights=weights)) if weights.sum() > 0 else float("nan")


def _deviation(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    n = int((weights > 0).sum())
    if n < 2:
        return float("nan")
    mean = np.average(values, weights=weights)
    return float(np.sqrt(n / (n - 1) * np.average((values - mean) ** 2, weights=weights)))


def _median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the value half of the weight lies below; the middle of two where it lies between."""
    if not len(values) or weights.sum() <= 0:
        return float("nan")
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order]) / weights.sum()
    first = int(np.searchsorted(below, 0.5 - 1e-12))
    between = abs(below[first] - 0.5) < 1e-12 and first + 1 < len(values)
    return float(np.mean(values[order][first : first + 1 + between]))


def _crowded(floor: float, ceiling: float, width: float) -> str:
    """Say where too many stand at one end of a scale to be told apart.

    Terwee et al. (2007) take 15 % for scores of many steps; a single item of five steps or fewer
    holds a fifth of its answers at an end by chance alone, so there it is half of them.
    """
    bound = AT_END if width > 9 else 0.5 if width <= 4 else 0.3
    told = []
    if floor >= bound:
        told.append(t(f"地板效应：{floor:.0%} 选最低分", f"floor: {floor:.0%} at the lowest"))
    if ceiling >= bound:
        told.append(t(f"天花板效应：{ceiling:.0%} 选最高分", f"ceiling: {ceiling:.0%} at the top"))
    return t("；", "; ").join(told)


def distribute(
    scores: pd.DataFrame, columns: Sequence[Column], weights: NDArray[np.float64] | None
) -> pd.DataFrame:
    """Return how many, and which share by weight, chose each value of each item."""
    rows = []
    weighed = pd.Series(1.0 if weights is None else weights, index=scores.index)
    for column in columns:
        grouped = weighed[weighed > 0].groupby(scores[column.name])
        sums, counts = grouped.sum(), grouped.size()
        total = float(sums.sum())
        rows += [
            {
                "item": column.name,
                "value": float(str(v)),
                "n": int(counts[v]),
                "share": float(sums[v]) / total if total > 0 else np.nan,
            }
            for v in counts.index
        ]
    return frame(rows, {"item": "str", "value": "float", "n": "int", "share": "float"})


def ends(low: float, high: float) -> tuple[float, float] | None:
    """Return the highest score of the bottom two steps and the lowest of the top two of a scale;
    None where it has more than ``MOST_STEPS`` steps or fewer than ``LEAST_STEPS``, of which the
    top and the bottom two would share some, or others than whole numbers."""
    whole = float(low).is_integer() and float(high).is_integer()
    return (low + 1, high - 1) if whole and LEAST_STEPS <= high - low + 1 <= MOST_STEPS else None


def net_promoters(
    scores: pd.DataFrame,
    columns: Sequence[Column],
    weights: NDArray[np.float64] | None,
    groups: Groups | None = None,
) -> pd.DataFrame:
    """Return the net promoter score (-100 to 100) of each item that asks on 0 to 10 whether one
    recommends (Reichheld, 2003), with its interval."""
    rows = []
    for column in columns:
        scale = column.scale
        if column.outcome != "recommend" or scale is None or (scale.low, scale.high) != (0, 10):
            continue
        known = scores[column.name].notna().to_numpy()
        if weights is not None:
            known = known & (weights > 0)
        values = scores.loc[known, column.name].to_numpy(dtype=float)
        points = nps_points(values)
        promoters, detractors = int((points > 0).sum()), int((points < 0).sum())
        nps, low, high = weighted_nps(values, taken(weights, known), taken(groups, known))
        rows.append(
            {
                "item": column.name,
                "n": len(values),
                "promoters": promoters,
                "passives": len(values) - promoters - detractors,
                "detractors": detractors,
                "nps": nps,
                "low": low,
                "high": high,
            }
        )
    schema = {"item": "str", "n": "int", "promoters": "int", "passives": "int"}
    schema |= {"detractors": "int", "nps": "float", "low": "float", "high": "float"}
    return frame(rows, schema)
