"""What each theme in the words means for a score: the score without those who name it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.drivers import bootstrap
from feedback_miner.drivers.predictors import Predictors
from feedback_miner.ratings.statistics import (
    CLEAR,
    Groups,
    adjust,
    nps_points,
    taken,
    weighted_error,
    welch,
)
from feedback_miner.tables import frame

__all__ = ["IMPACT", "themes", "weigh"]

Array = NDArray[np.float64]

IMPACT = {
    "outcome": "str",
    "measure": "str",
    "kind": "str",
    "theme": "str",
    "polarity": "str",
    "n": "int",
    "n_rest": "int",
    "with_theme": "float",
    "without": "float",
    "difference": "float",
    "impact": "float",
    "low": "float",
    "high": "float",
    "p": "float",
    "p_adjusted": "float",
    "clear": "bool",
}


def themes(predictors: Predictors, assignments: pd.DataFrame) -> pd.DataFrame:
    """Return a 0/1 column for each theme, one row a response; rows without a valid answer nan.

    Columns are (kind, theme, polarity): every factor complained of and praised (by whoever has such
    an opinion of it, another beside it or not), and
    every topic ("" polarity). ``assignments`` has response_id and topic (0: none).
    """
    columns: dict[tuple[str, str, str], Array] = {}
    silent = (
        predictors.text.isna().all(axis=1).to_numpy()
        if len(predictors.text.columns)
        else np.ones(len(predictors.ids), dtype=bool)
    )
    for factor in predictors.text.columns:
        for polarity, told in (("negative", predictors.blamed), ("positive", predictors.praised)):
            columns["factor", str(factor), polarity] = told[factor].to_numpy(dtype=float)
    placed = assignments[assignments["topic"] > 0]
    for topic, group in placed.groupby("topic", sort=True):
        columns["topic", str(topic), ""] = (
            predictors.ids.isin(set(group["response_id"])).to_numpy().astype(float)
        )
    table = pd.DataFrame(columns, index=predictors.ids.index, dtype=float)
    table.loc[silent] = np.nan
    return table


def weigh(
    predictors: Predictors,
    named: pd.DataFrame,
    *,
    nps: Collection[str],
    minimum_n: int,
    seed: int,
    samples: int,
) -> pd.DataFrame:
    """Return IMPACT: for each outcome and theme named by ``minimum_n`` responses or more

    ``difference``: the mean of those who name it less the mean of the rest; ``impact``: the mean
    of all less the mean of the rest, that is what the theme's presence goes with (below 0: the
    score would stand higher without), with its bootstrap percentile interval; Welch's test
    (1947) of the difference, adjusted over all themes of an outcome to hold the false-discovery
    rate at 5 % (Benjamini and Hochberg, 1995). For the items in ``nps`` (0-10 recommendation) the
    same for NPS (``measure`` nps, on -100 to 100). The base is responses with a valid answer that
    weigh something.
    """
    rows: list[dict[str, Any]] = []
    if named.empty or not len(named.columns):
        return frame(rows, IMPACT)
    for outcome in predictors.outcomes.columns:
        y = predictors.outcomes[outcome]
        known = (named.notna().all(axis=1) & y.notna()).to_numpy()
        weights = np.ones(len(known)) if predictors.weights is None else predictors.weights
        known = known & (weights > 0)
        weights = weights[known]
        values = y[known].to_numpy(dtype=float)
        counted = named.loc[known]
        measures = {"mean": values}
        if outcome in nps:
            measures["nps"] = nps_points(values)
        for measure, points in measures.items():
            groups = taken(predictors.clusters, known)
            found = list(_each(points, counted, weights, groups, minimum_n, seed, samples))
            if not found:
                continue
            adjusted = adjust(np.array([row["p"] for row in found]))
            for row, q in zip(found, adjusted, strict=True):
                row |= {"outcome": outcome, "measure": measure, "p_adjusted": float(q)}
                row["clear"] = bool(q < CLEAR)
            rows += sorted(found, key=lambda row: row["impact"])
    return frame(rows, IMPACT)


def _each(
    y: Array,
    named: pd.DataFrame,
    w: Array,
    groups: Groups | None,
    minimum_n: int,
    seed: int,
    samples: int,
) -> Iterator[dict[str, Any]]:
    flags = named.to_numpy(dtype=float)
    counts = flags.sum(axis=0)
    usable = np.flatnonzero((counts >= minimum_n) & (len(y) - counts >= minimum_n))
    if not len(usable):
        return
    flags = flags[:, usable]
    centre = float(np.average(y, weights=w)) if w.sum() else 0.0
    off = y - centre
    parts = np.column_stack([w, w * off, flags * w[:, None], flags * (w * off)[:, None]])
    drawn = bootstrap.sums(bootstrap.pooled(parts, groups), samples, seed)
    k = len(usable)
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = (drawn[:, 1:2] - drawn[:, 2 + k :]) / (drawn[:, :1] - drawn[:, 2 : 2 + k])
        spread = drawn[:, 1:2] / drawn[:, :1] - rest
    low, high = bootstrap.percentiles(spread)
    columns = list(named.columns)
    for i, position in enumerate(usable):
        kind, theme, polarity = columns[position]
        inside = flags[:, i] > 0
        (first, first_error, first_n), (second, second_error, second_n) = (
            weighted_error(y[at], w[at], taken(groups, at)) for at in (inside, ~inside)
        )
        yield {
            "kind": kind,
            "theme": theme,
            "polarity": polarity,
            "n": int(inside.sum()),
            "n_rest": int((~inside).sum()),
            "with_theme": first,
            "without": second,
            "difference": first - second,
            "impact": centre - second,
            "low": float(low[i]),
            "high": float(high[i]),
            "p": welch(first - second, first_error**2, second_error**2, first_n, second_n).p,
        }
