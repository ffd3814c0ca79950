"""Every outcome over time: its mean by period, whether it rose or fell, and the last period."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from feedback_miner.ingest.periods import by_period, label, time_column
from feedback_miner.ratings.read import Ratings
from feedback_miner.ratings.statistics import (
    CLEAR,
    Groups,
    adjust,
    nps_points,
    taken,
    weighted_error,
    weighted_interval,
    weighted_nps,
    welch,
)
from feedback_miner.survey import Survey
from feedback_miner.tables import frame

__all__ = ["TRENDS", "trends"]

Array = NDArray[np.float64]
COARSE = (("D", 14), ("W-SUN", 10), ("M", 24), ("Q", 40))  # a mean needs more answers than a share
NORMAL_N = 25  # answers from which a mean may be compared as one
# ``slope`` is of the outcome a period; ``step`` the last period's mean less that of all before.
TRENDS = {
    "outcome": "str",
    "measure": "str",
    "period": "str",
    "n": "int",
    "mean": "float",
    "mean_low": "float",
    "mean_high": "float",
    "slope": "float",
    "slope_low": "float",
    "slope_high": "float",
    "slope_p": "float",
    "slope_p_adjusted": "float",
    "slope_clear": "bool",
    "step": "float",
    "step_low": "float",
    "step_high": "float",
    "step_p": "float",
    "step_p_adjusted": "float",
    "step_clear": "bool",
}


def trends(ratings: Ratings, responses: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """Return TRENDS: each outcome (each score where there is none) by day, week, month or quarter,
    its NPS in its mean's place where it has one; none without a time column.

    Means have t intervals and NPS Agresti and Min's (2005), weighted and clustered by customer as
    elsewhere; those of fewer than ``minimum_n`` answers are not told. The trend is a straight line
    over the periods in order with a robust error (White, 1980; clustered: Liang and Zeger, 1986)
    where there are three, the last period is held against all before (Welch, 1947) where either has
    25 answers; their p-values are adjusted over all outcomes together (Benjamini and Hochberg,
    1995).
    """
    column = time_column(responses, survey)
    periods = None if column is None else by_period(responses[column], COARSE)
    if periods is None:
        return frame([], TRENDS)
    labels = sorted(set(periods))
    place = pd.Series(np.nan, index=responses.index)
    place[periods.index] = periods.map({one: at for at, one in enumerate(labels)}).astype(float)
    order = place.to_numpy(dtype=float)
    asked = [c.name for c in survey.with_role("score") if c.name in ratings.names]
    outcomes = [c.name for c in survey.with_role("score") if c.outcome and c.name in asked]
    nps = set(ratings.nps["item"])
    found = []
    for name in outcomes or asked:
        values = ratings.scores[name].to_numpy(dtype=float)
        known = np.isfinite(values) & np.isfinite(order)
        if ratings.weights is not None:
            known = known & (ratings.weights > 0)
        weights, groups = taken(ratings.weights, known), taken(ratings.clusters, known)
        about = {"outcome": name, "measure": "nps" if name in nps else "mean"}
        if known.any():
            found.append((about, _One(values[known], order[known], weights, groups, name in nps)))
    tests = [one.slope() | one.step(len(labels) - 1) for _, one in found]
    adjusted = adjust(np.array([row[p] for row in tests for p in ("slope_p", "step_p")]))
    rows = []
    for at, ((about, one), told) in enumerate(zip(found, tests, strict=True)):
        for name, q in zip(("slope", "step"), adjusted[2 * at : 2 * at + 2], strict=True):
            told |= {f"{name}_p_adjusted": float(q), f"{name}_clear": bool(q < CLEAR)}
        rows += [
            about | {"period": label(period)} | told | one.period(i, survey.options.minimum_n)
            for i, period in enumerate(labels)
        ]
    return frame(rows, TRENDS)


class _One:
    """One outcome's answers with the place of their period, from 0."""

    def __init__(
        self,
        values: Array,
        order: Array,
        weights: Array | None,
        groups: Groups | None,
        nps: bool,
    ) -> None:
        self.raw, self.order, self.weights, self.groups = values, order, weights, groups
        self.nps = nps
        self.values = nps_points(values) if nps else values

    def period(self, at: int, minimum_n: int) -> dict[str, Any]:
        """Return base, mean and interval of one period."""
        there = self.order == at
        n = int(there.sum())
        told: tuple[float, float, float] = (np.nan, np.nan, np.nan)
        if n >= minimum_n:
            about = taken(self.weights, there), taken(self.groups, there)
            told = (weighted_nps if self.nps else weighted_interval)(self.raw[there], *about)
        return {"n": n, **dict(zip(("mean", "mean_low", "mean_high"), told, strict=True))}

    def slope(self) -> dict[str, Any]:
        """Return the slope over the periods with its interval and test."""
        w = np.ones(len(self.order)) if self.weights is None else self.weights
        x = self.order - np.average(self.order, weights=w)
        groups = np.arange(len(x)) if self.groups is None else self.groups
        _, place = np.unique(groups, return_inverse=True)
        n, spread = int(place.max()) + 1, float((w * x * x).sum())
        if len(np.unique(self.order)) < 3 or n < 2 * NORMAL_N or not np.ptp(self.values):
            return _untested("slope")
        slope = float((w * x * self.values).sum()) / spread
        left = self.values - np.average(self.values, weights=w) - slope * x
        parts = np.bincount(place, w * x * left)
        error = float(np.sqrt(n / (n - 1) * (parts**2).sum())) / spread
        if error <= 0:
            return _untested("slope")
        half = float(stats.t.ppf(0.975, n - 2)) * error
        p = float(2 * stats.t.sf(abs(slope) / error, n - 2))
        return {"slope": slope, "slope_low": slope - half, "slope_high": slope + half, "slope_p": p}

    def step(self, last: int) -> dict[str, Any]:
        """Return the last period's mean less that of all before, with interval and test."""
        w = np.ones(len(self.order)) if self.weights is None else self.weights
        sides = [
            weighted_error(self.values[at], w[at], taken(self.groups, at))
            for at in (self.order < last, self.order == last)
        ]
        (before, one, n), (after, other, m) = sides
        if min(n, m) < NORMAL_N:
            return _untested("step")
        found = welch(after - before, one**2, other**2, n, m)
        return {
            "step": after - before,
            "step_low": found.low,
            "step_high": found.high,
            "step_p": found.p,
        }


def _untested(name: str) -> dict[str, Any]:
    return dict.fromkeys((name, f"{name}_low", f"{name}_high", f"{name}_p"), np.nan)
