"""One model: regression weights and relative importance of drivers, with intervals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.drivers import bootstrap
from feedback_miner.drivers.importance import (
    lmg,
    relative_weights,
    stability,
    variance_inflation,
)
from feedback_miner.drivers.regression import Fit, OrderedFit, ordered_logit, robust
from feedback_miner.ratings.statistics import Groups, effective

__all__ = ["Array", "Row", "fit_model"]


Array = NDArray[np.float64]
Row = dict[str, Any]
MOST_LEVELS = 11  # levels up to which an outcome is taken as ordinal


def _independent(r: Array) -> list[int]:
    """Return the predictors that no earlier ones repeat exactly, from their correlations."""
    kept: list[int] = []
    for i in range(len(r)):
        chosen = [*kept, i]
        if np.linalg.eigvalsh(r[np.ix_(chosen, chosen)])[0] > 1e-8:
            kept.append(i)
    return kept


def fit_model(
    x: Array,
    y: Array,
    names: list[str],
    weights: Array | None,
    groups: Groups | None,
    seed: int,
    samples: int,
) -> tuple[list[dict[str, Any]], dict[str, Any], list[str], pd.DataFrame]:
    """Estimate the model of an outcome y (n) by drivers x (n x k); return a row a driver, the row
    of the model (both empty where it cannot be fitted), the drivers that follow from others, and
    LMG shares by bootstrap sample."""
    n = len(y)
    mean, covariance = bootstrap.moments(
        bootstrap.products(np.column_stack([x, y]), weights).sum(axis=0)[None], x.shape[1] + 1
    )
    kept = _independent(bootstrap.correlations(covariance)[0, :-1, :-1])
    repeated = [name for i, name in enumerate(names) if i not in kept]
    x, names = x[:, kept], [names[i] for i in kept]
    k = len(names)
    # Centred, so that sums of products keep their digits.
    centred = np.column_stack([x, y]) - mean[0][[*kept, -1]]
    products = bootstrap.products(centred, weights)
    _, covariance = bootstrap.moments(products.sum(axis=0)[None], k + 1)
    r = bootstrap.correlations(covariance)[0]
    deviation = np.sqrt(np.diag(covariance[0]))
    weight, shares = relative_weights(r[:k, :k], r[:k, k]), lmg(r[:k, :k], r[:k, k], seed)
    inflation = variance_inflation(r[:k, :k])
    try:
        fit = robust(centred[:, :k] / deviation[:k], centred[:, k] / deviation[k], weights, groups)
    except np.linalg.LinAlgError:
        return [], {}, repeated, pd.DataFrame()
    ordinal = None
    if len(np.unique(y)) <= MOST_LEVELS:
        ordinal = ordered_logit(centred[:, :k] / deviation[:k], y, weights, groups)
    parts = bootstrap.pooled(products, groups)
    _, drawn_covariance = bootstrap.moments(bootstrap.sums(parts, samples, seed), k + 1)
    drawn_r = bootstrap.correlations(drawn_covariance)
    drawn, drawn_lmg = _drawn(drawn_r, k, seed)
    low, high = bootstrap.percentiles(drawn)
    lmg_low, lmg_high = bootstrap.percentiles(drawn_lmg)
    rank_low, rank_high, agreement = stability(drawn_lmg, shares)
    rows = [
        {
            "driver": name,
            "n": n,
            **_weights(fit, ordinal, i, deviation[k] / deviation[i]),
            "importance": float(weight[i]),
            "importance_low": float(low[i]),
            "importance_high": float(high[i]),
            "lmg": float(shares[i]),
            "lmg_low": float(lmg_low[i]),
            "lmg_high": float(lmg_high[i]),
            "rank_low": float(rank_low[i]),
            "rank_high": float(rank_high[i]),
            "vif": float(inflation[i]),
        }
        for i, name in enumerate(names)
    ]
    rows = [{key: _told(value) for key, value in row.items()} for row in rows]
    whole = {
        "n": n,
        "drivers": k,
        **_explained(float(weight.sum()), drawn, n if weights is None else effective(weights), k),
        "pseudo_r2": ordinal.pseudo_r2 if ordinal else np.nan,
        "rank_stability": agreement,
        "highest_vif": float(inflation.max()),
    }
    return rows, whole, repeated, pd.DataFrame(drawn_lmg, columns=names)


def _weights(fit: Fit, ordinal: OrderedFit | None, i: int, scale: float) -> Row:
    """Return the regression weights of driver ``i``; ``scale`` makes points of standard
    deviations."""
    return {
        "coefficient": float(fit.coefficients[i]),
        "coefficient_low": float(fit.low[i]),
        "coefficient_high": float(fit.high[i]),
        "slope": float(fit.coefficients[i] * scale),
        "slope_low": float(fit.low[i] * scale),
        "slope_high": float(fit.high[i] * scale),
        "p": float(fit.p[i]),
        "odds": float(np.exp(ordinal.coefficients[i])) if ordinal else np.nan,
        "odds_low": float(np.exp(ordinal.low[i])) if ordinal else np.nan,
        "odds_high": float(np.exp(ordinal.high[i])) if ordinal else np.nan,
    }


def _explained(r2: float, drawn: Array, base: float, k: int) -> Row:
    """Return R², adjusted, and the interval of the adjusted from bootstrap samples' weights
    (B x k), which fit chance twice; ``base`` is the effective number of responses."""
    corrected = _adjusted(_adjusted(drawn.sum(axis=1), base, k), base, k)
    low, high = bootstrap.percentiles(np.maximum(corrected, 0.0)[:, None])
    return {
        "r2": r2,
        "r2_low": float(low[0]),
        "r2_high": float(high[0]),
        "r2_adjusted": float(_adjusted(np.array(r2), base, k)),
    }


def _told(value: object) -> object:
    """Return a figure, nan where it has run out of numbers (the odds of a near separation)."""
    return np.nan if isinstance(value, float) and not np.isfinite(value) else value


def _adjusted(r2: Array, n: float, k: int) -> Array:
    """Return R² less what ``k`` predictors explain by chance among ``n`` (Ezekiel, 1930)."""
    adjusted: Array = 1 - (1 - r2) * (n - 1) / max(n - k - 1, 1.0)
    return adjusted


def _drawn(r: Array, k: int, seed: int) -> tuple[Array, Array]:
    """Return both importances of every bootstrap sample; nan where one cannot be told."""
    usable = np.isfinite(r).all(axis=(1, 2))
    weights, shares = np.full((len(r), k), np.nan), np.full((len(r), k), np.nan)
    if usable.any():
        part = r[usable]
        try:
            weights[usable] = relative_weights(part[:, :k, :k], part[:, :k, k])
        except np.linalg.LinAlgError:
            return weights, shares
        # With the seed of the whole's: the same orders where not all are tried.
        shares[usable] = lmg(part[:, :k, :k], part[:, :k, k], seed)
    return weights, shares
