"""What a bad and a good experience with each driver go with: penalty and reward."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from feedback_miner.drivers.predictors import Predictors
from feedback_miner.drivers.regression import robust
from feedback_miner.ratings.statistics import CLEAR, taken
from feedback_miner.tables import frame

__all__ = ["CONTRASTS", "contrast"]

LOW, HIGH = 25.0, 75.0  # on 0-100: the dissatisfied and the satisfied with a driver


CONTRASTS = {
    "outcome": "str",
    "source": "str",
    "driver": "str",
    "factor": "str",
    "n": "int",
    "n_low": "int",
    "n_high": "int",
    "penalty": "float",
    "penalty_low": "float",
    "penalty_high": "float",
    "reward": "float",
    "reward_low": "float",
    "reward_high": "float",
    "contrast": "float",
    "contrast_p": "float",
    "contrast_p_adjusted": "float",
    "kano": "str",
}


def contrast(predictors: Predictors, *, minimum_n: int) -> pd.DataFrame:
    """Return CONTRASTS: what a bad and a good experience with each driver go with.

    Penalty-reward contrast analysis (Brandt, 1987; Matzler and others, 2004): the outcome
    regressed on a dummy for the dissatisfied and one for the satisfied with each driver (the
    lowest and highest quarter of its scale; in words a complaint and praise), HC3 errors.
    ``kano``: basic (the penalty weighs more), delighter (the reward does), performance (one of
    them is clear, but not that they differ), indifferent (neither is). That penalty and reward
    differ is tested itself, adjusted over the drivers of a model (Benjamini and Hochberg, 1995):
    one clear and one not is no such proof (Gelman and Stern, 2006). Drivers with fewer than
    ``minimum_n`` responses in a group are left out.
    """
    rows: list[dict[str, Any]] = []
    for outcome in predictors.outcomes.columns:
        sources = predictors.sources(str(outcome))
        points = {
            "closed": predictors.on100[list(sources["closed"].columns)],
            "text": 50 + 50 * sources["text"],
        }
        for source, table in points.items():
            rows += _contrast(predictors, str(outcome), source, table, minimum_n)
    return frame(rows, CONTRASTS)


def _contrast(
    predictors: Predictors, outcome: str, source: str, table: pd.DataFrame, minimum_n: int
) -> Iterator[dict[str, Any]]:
    y = predictors.outcomes[outcome]
    usable = [c for c in table.columns if table[c].notna().sum() >= 3 * minimum_n]
    if not usable:
        return
    known = (table[usable].notna().all(axis=1) & y.notna()).to_numpy()
    if predictors.weights is not None:
        known = known & (predictors.weights > 0)
    x = table.loc[known, usable].to_numpy(dtype=float)
    low, high = x <= LOW, x >= HIGH
    middle = ~low & ~high
    if source == "text":
        enough = np.minimum(low.sum(axis=0), high.sum(axis=0)) >= minimum_n
    else:
        enough = np.min([low.sum(axis=0), high.sum(axis=0), middle.sum(axis=0)], 0) >= minimum_n
    chosen = np.flatnonzero(enough)
    if not len(chosen) or len(x) < 5 * 2 * len(chosen):
        return
    design = np.column_stack([low[:, chosen], high[:, chosen]]).astype(float)
    about = taken(predictors.weights, known), taken(predictors.clusters, known)
    try:
        fit = robust(design, y[known].to_numpy(dtype=float), *about)
    except np.linalg.LinAlgError:
        return
    k = len(chosen)
    found: list[dict[str, Any]] = []
    for i, position in enumerate(chosen):
        penalty, reward = float(fit.coefficients[i]), float(fit.coefficients[k + i])
        variance = fit.covariance[i, i] + fit.covariance[k + i, k + i]
        variance += 2 * fit.covariance[i, k + i]
        difference = penalty + reward
        p = float(2 * stats.norm.sf(abs(difference) / np.sqrt(variance))) if variance > 0 else 1.0
        name = str(usable[position])
        row = {
            "outcome": outcome,
            "source": source,
            "driver": name,
            "factor": name if source == "text" else predictors.factors.get(name, ""),
            "n": len(x),
            "n_low": int(low[:, position].sum()),
            "n_high": int(high[:, position].sum()),
            "penalty": penalty,
            "penalty_low": float(fit.low[i]),
            "penalty_high": float(fit.high[i]),
            "reward": reward,
            "reward_low": float(fit.low[k + i]),
            "reward_high": float(fit.high[k + i]),
            "contrast": difference,
            "contrast_p": p,
        }
        found.append(row)
    adjusted = stats.false_discovery_control([float(row["contrast_p"]) for row in found])
    for row, q in zip(found, adjusted, strict=True):
        yield row | {"contrast_p_adjusted": float(q), "kano": _kano(row, float(q))}


def _kano(row: dict[str, Any], p: float) -> str:
    hurts, pleases = row["penalty_high"] < 0, row["reward_low"] > 0
    if not hurts and not pleases:
        return "indifferent"
    if p < CLEAR and hurts and row["contrast"] < 0:
        return "basic"
    if p < CLEAR and pleases and row["contrast"] > 0:
        return "delighter"
    return "performance"
