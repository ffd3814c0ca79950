"""How each theme does in its ratings and in its words, each against its own average."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from feedback_miner.drivers.predictors import Predictors

__all__ = ["Score", "deviations", "in_words", "level", "rating"]


class Score(NamedTuple):
    """How a theme does in one source: ``value`` on 0-100, ``variance`` of an answer, answers."""

    value: float
    variance: float
    n: int


def rating(theme: str, predictors: Predictors, everybody: pd.DataFrame) -> Score:
    """Return how the closed scores rate a theme, weighted where there are weights: of a factor
    what FACTORS tells, of another theme its own answers."""
    own = [name for name in predictors.on100 if theme in (predictors.factors.get(str(name)), name)]
    values = predictors.on100[own].mean(axis=1).to_numpy(dtype=float)
    weights = np.ones(len(values)) if predictors.weights is None else predictors.weights
    known = np.isfinite(values) & (weights > 0)
    values, weights = values[known], weights[known]
    mean = variance = np.nan
    n = len(values)
    if n:
        mean = float(np.average(values, weights=weights))
        variance = float(np.average((values - mean) ** 2, weights=weights))
    if theme in everybody.index:
        mean, n = float(everybody.loc[theme, "rating"]), int(everybody.loc[theme, "rating_n"])
    return Score(mean, variance, n)


def in_words(theme: str, everybody: pd.DataFrame, minimum_n: int) -> Score:
    """Return the net sentiment of a theme on 0-100, nan below ``minimum_n`` mentions."""
    if theme not in everybody.index:
        return Score(np.nan, np.nan, 0)
    row = everybody.loc[theme]
    mentions = int(row["mentions"])
    if mentions < minimum_n:
        return Score(np.nan, np.nan, mentions)
    net = float(row["net"])
    square = (float(row["positive"]) + float(row["negative"])) / mentions
    return Score(50 * (net + 1), 2500 * (square - net**2), mentions)


def level(scores: Mapping[str, Score]) -> tuple[float, float]:
    """Return the mean of a source's themes, and how far its answers stand from it (root mean
    square, each theme weighing alike); nan of none."""
    known = [score for score in scores.values() if np.isfinite(score.value)]
    if not known:
        return np.nan, np.nan
    values = np.array([score.value for score in known])
    variances = [score.variance for score in known if np.isfinite(score.variance)]
    within = float(np.mean(variances)) if variances else 0.0
    return float(values.mean()), float(np.sqrt(within + values.var()))


def deviations(scores: Mapping[str, Score]) -> dict[str, float]:
    """Return how far each theme stands from the mean of its source, in standard deviations of an
    answer; nan where the source tells nothing of it."""
    middle, spread = level(scores)
    return {
        theme: (score.value - middle) / spread if spread > 0 else score.value - middle
        for theme, score in scores.items()
    }
