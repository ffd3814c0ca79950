"""Loyalty: how much there is, how it grows with satisfaction, and by way of what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.drivers import bootstrap
from feedback_miner.drivers.predictors import Predictors
from feedback_miner.drivers.regression import Fit, robust
from feedback_miner.language import t
from feedback_miner.ratings.items import ends
from feedback_miner.ratings.read import Ratings
from feedback_miner.ratings.statistics import CLEAR, Groups, share, taken, weighted_interval
from feedback_miner.survey import LOYALTY, RELATIONAL
from feedback_miner.tables import frame

__all__ = ["CURVE", "LOYAL", "MEDIATION", "SHAPE", "curve", "measures", "mediation"]

Array = NDArray[np.float64]
NEARLY_ALL = 0.8  # share from which a tie runs nearly all by way of a mediator
BENT = 0.01  # R² that a bend must add to be more than slight
LEAST = 30
SAID = ("stay", "recommend", "leave", "warn")

LOYAL = {
    "measure": "str",
    "name": "str",
    "unit": "str",
    "n": "int",
    "count": "int",
    "value": "float",
    "low": "float",
    "high": "float",
}
CURVE = {
    "satisfaction": "str",
    "outcome": "str",
    "level": "float",
    "n": "int",
    "mean": "float",
    "low": "float",
    "high": "float",
    "loyal": "float",
    "step": "float",
}
SHAPE = {
    "satisfaction": "str",
    "outcome": "str",
    "n": "int",
    "slope": "float",
    "slope_low": "float",
    "slope_high": "float",
    "r2_linear": "float",
    "r2_levels": "float",
    "bend": "float",
    "bend_low": "float",
    "bend_high": "float",
    "bend_p": "float",
    "shape": "str",
}
MEDIATION = {
    "satisfaction": "str",
    "mediator": "str",
    "outcome": "str",
    "n": "int",
    "a": "float",
    "b": "float",
    "indirect": "float",
    "indirect_low": "float",
    "indirect_high": "float",
    "direct": "float",
    "direct_low": "float",
    "direct_high": "float",
    "total": "float",
    "share": "float",
    "verdict": "str",
}


def measures(ratings: Ratings, predictors: Predictors, verbatims: pd.DataFrame) -> pd.DataFrame:
    """Return LOYAL: NPS, the mean and the top-two share of each loyalty item, and how many said
    in words that they stay, recommend, leave or warn others (share of responses with a valid
    answer; Wilson intervals)."""
    rows: list[dict[str, Any]] = []
    for row in ratings.nps.itertuples():
        rows.append(
            {
                "measure": "nps",
                "name": row.item,
                "unit": "net",
                "n": row.n,
                "count": row.promoters,
                "value": row.nps,
                "low": row.low,
                "high": row.high,
            }
        )
    for outcome, kind in predictors.kinds.items():
        if kind not in LOYALTY or outcome not in predictors.outcomes:
            continue
        values = predictors.outcomes[outcome]
        known = values.notna().to_numpy()
        if predictors.weights is not None:
            known = known & (predictors.weights > 0)
        answers = values[known].to_numpy(dtype=float)
        weights = None if predictors.weights is None else predictors.weights[known]
        groups = taken(predictors.clusters, known)
        mean, low, high = weighted_interval(answers, weights, groups)
        item = ratings.items[ratings.items["item"] == outcome]
        rows.append(
            {
                "measure": kind,
                "name": outcome,
                "unit": "mean",
                "n": len(answers),
                "count": len(answers),
                "value": mean,
                "low": low,
                "high": high,
            }
        )
        bounds = (
            ends(float(item["low"].iloc[0]), float(item["high"].iloc[0])) if len(item) else None
        )
        if bounds and kind != "recommend":
            top, low, high = share(answers >= bounds[1], weights, groups)
            rows.append(
                {
                    "measure": kind,
                    "name": outcome,
                    "unit": "top2",
                    "n": len(answers),
                    "count": int((answers >= bounds[1]).sum()),
                    "value": top,
                    "low": low,
                    "high": high,
                }
            )
    valid = verbatims[verbatims["valid"]]
    answered = predictors.ids.isin(set(valid["response_id"])).to_numpy()
    if predictors.weights is not None:
        answered = answered & (predictors.weights > 0)
    base = int(answered.sum())
    for word in SAID if base else ():
        saying = set(valid.loc[valid["loyalty"] == word, "response_id"])
        says = predictors.ids.isin(saying).to_numpy()[answered]
        part, low, high = share(
            says, taken(predictors.weights, answered), taken(predictors.clusters, answered)
        )
        rows.append(
            {
                "measure": f"said_{word}",
                "name": "",
                "unit": "share",
                "n": base,
                "count": int(says.sum()),
                "value": part,
                "low": low,
                "high": high,
            }
        )
    return frame(rows, LOYAL)


def _pairs(predictors: Predictors) -> Iterator[tuple[str, str]]:
    kinds = predictors.kinds
    for satisfaction in predictors.outcomes.columns:
        if kinds[str(satisfaction)] != "satisfaction":
            continue
        for outcome in predictors.outcomes.columns:
            if kinds[str(outcome)] in LOYALTY:
                yield str(satisfaction), str(outcome)


def curve(ratings: Ratings, predictors: Predictors) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return how loyalty goes with satisfaction, level by level (CURVE) and in sum (SHAPE).

    ``loyal`` is the share within the upper fifth of the loyalty scale (9-10 of 0-10: promoters,
    5 of 1-5); ``step`` what the mean gains on the level before. SHAPE: the linear slope with HC3
    interval, R² of the line and of free levels, and the bend: the coefficient of squared
    satisfaction, centred (positive: loyalty grows faster among the well satisfied; slight where
    it adds less than ``BENT`` to R²). Jones and Sasser (1995) and Mittal and Kamakura (2001) find
    the relation bent.
    """
    rows: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    for satisfaction, outcome in _pairs(predictors):
        x, y = predictors.outcomes[satisfaction], predictors.outcomes[outcome]
        known = (x.notna() & y.notna()).to_numpy()
        if predictors.weights is not None:
            known = known & (predictors.weights > 0)
        weights = None if predictors.weights is None else predictors.weights[known]
        groups = taken(predictors.clusters, known)
        xs, ys = x[known].to_numpy(dtype=float), y[known].to_numpy(dtype=float)
        if len(xs) < LEAST or len(np.unique(xs)) < 3 or not np.ptp(ys):
            continue
        scale_low, scale_high = _scale(ratings, predictors, str(outcome))
        above = scale_high - 0.2 * (scale_high - scale_low)
        levels = xs if len(np.unique(xs)) <= 11 else np.round(xs)
        pair = {"satisfaction": satisfaction, "outcome": outcome}
        rows += [pair | row for row in _levels(levels, ys, above, weights, groups)]
        shapes.append(pair | _shape(xs, levels, ys, weights, groups))
    return frame(rows, CURVE), frame(shapes, SHAPE)


def _levels(
    levels: Array, ys: Array, above: float, weights: Array | None, groups: Groups | None
) -> Iterator[dict[str, Any]]:
    """Yield the figures of loyalty at each level of satisfaction; loyal is who is ``above``."""
    before = np.nan
    for level in np.unique(levels):
        at = levels == level
        mean, low, high = weighted_interval(ys[at], taken(weights, at), taken(groups, at))
        yield {
            "level": float(level),
            "n": int(at.sum()),
            "mean": mean,
            "low": low,
            "high": high,
            "loyal": float(
                np.average(ys[at] > above, weights=None if weights is None else weights[at])
            ),
            "step": mean - before,
        }
        before = mean


def _shape(
    xs: Array, levels: Array, ys: Array, weights: Array | None, groups: Groups | None
) -> dict[str, Any]:
    """Return the slope and the bend of loyalty over satisfaction."""
    line = robust(xs[:, None], ys, weights, groups)
    centred = xs - np.average(xs, weights=weights)
    bent = robust(np.column_stack([centred, centred**2]), ys, weights, groups)
    dummies = (levels[:, None] == np.unique(levels)[None, 1:]).astype(float)
    return {
        "n": len(xs),
        "slope": float(line.coefficients[0]),
        "slope_low": float(line.low[0]),
        "slope_high": float(line.high[0]),
        "r2_linear": line.r2,
        "r2_levels": robust(dummies, ys, weights).r2,
        "bend": float(bent.coefficients[1]),
        "bend_low": float(bent.low[1]),
        "bend_high": float(bent.high[1]),
        "bend_p": float(bent.p[1]),
        "shape": _called(bent, slight=bent.r2 - line.r2 < BENT),
    }


def _called(bent: Fit, *, slight: bool) -> str:
    """Return what a bend is called."""
    if not bent.p[1] < CLEAR:  # nan: a single person makes the bend
        return t("近似线性", "about linear")
    if bent.coefficients[1] > 0:
        if slight:
            return t(
                "略有加速：满意越高，曲线稍陡", "slightly accelerating: a little steeper at the top"
            )
        return t("加速：满意越高，曲线越陡", "accelerating: steeper at the top")
    if slight:
        return t(
            "略有递减：满意越低，曲线稍陡", "slightly flattening: a little steeper at the bottom"
        )
    return t("递减：满意越低，曲线越陡", "flattening: steeper at the bottom")


def _scale(ratings: Ratings, predictors: Predictors, outcome: str) -> tuple[float, float]:
    """Return the ends of an outcome's scale; 0 and 100 of a construct whose items' differ."""
    items = predictors.items.get(outcome, [outcome])
    own = ratings.items[ratings.items["item"].isin(items)]
    scales = {(float(row.low), float(row.high)) for row in own.itertuples()}
    return scales.pop() if len(scales) == 1 else (0.0, 100.0)


def mediators(predictors: Predictors) -> list[str]:
    """Return the closed drivers that measure trust, brand or switching cost."""
    return [
        str(name)
        for name in predictors.closed.columns
        if predictors.kinds.get(str(name)) in RELATIONAL
        or predictors.factors.get(str(name)) == "brand"
    ]


def mediation(predictors: Predictors, *, seed: int, samples: int) -> pd.DataFrame:
    """Return MEDIATION: how much of satisfaction's tie with loyalty runs by way of each mediator.

    Single mediators, standardised: a (satisfaction → mediator), b (mediator → loyalty beside
    satisfaction), the indirect a·b with its bootstrap percentile interval (Preacher and Hayes,
    2008), direct and total. ``share`` = indirect / total, where direct and indirect have one
    sign: otherwise they cancel, and no part of the total is one of them (MacKinnon, Krull and
    Lockwood, 2000). The verdict goes by which of both are clear (Zhao, Lynch and Chen, 2010).
    """
    rows: list[dict[str, Any]] = []
    for satisfaction, outcome in _pairs(predictors):
        for mediator in mediators(predictors):
            data = np.column_stack(
                [
                    predictors.outcomes[satisfaction],
                    predictors.closed[mediator],
                    predictors.outcomes[outcome],
                ]
            ).astype(float)
            known = np.isfinite(data).all(axis=1)
            if predictors.weights is not None:
                known = known & (predictors.weights > 0)
            weights = None if predictors.weights is None else predictors.weights[known]
            data = data[known]
            if len(data) < LEAST or not np.ptp(data, axis=0).all():
                continue
            products = bootstrap.products(data - data.mean(axis=0), weights)
            whole = _effects(products.sum(axis=0)[None])[0]
            products = bootstrap.pooled(products, taken(predictors.clusters, known))
            drawn = _effects(bootstrap.sums(products, samples, seed))
            low, high = bootstrap.percentiles(drawn)
            a, b, indirect, direct, total = (float(v) for v in whole)
            one_sign = indirect * direct >= 0 and abs(total) > 1e-9
            share = indirect / total if one_sign else np.nan
            rows.append(
                {
                    "satisfaction": satisfaction,
                    "mediator": mediator,
                    "outcome": outcome,
                    "n": len(data),
                    "a": a,
                    "b": b,
                    "indirect": indirect,
                    "indirect_low": float(low[2]),
                    "indirect_high": float(high[2]),
                    "direct": direct,
                    "direct_low": float(low[3]),
                    "direct_high": float(high[3]),
                    "total": total,
                    "share": share,
                    "verdict": _verdict(
                        clear=bool(low[2] > 0 or high[2] < 0),
                        direct_clear=bool(low[3] > 0 or high[3] < 0),
                        share=share,
                    ),
                }
            )
    return frame(rows, MEDIATION)


def _verdict(*, clear: bool, direct_clear: bool, share: float) -> str:
    """Say how a tie runs: ``clear`` the indirect, ``direct_clear`` the direct effect, ``share``
    what part of it is indirect, nan where the two oppose each other.

    An unclear direct effect is no proof that there is none: only with a share of ``NEARLY_ALL`` is
    the tie said to run nearly all by way of the mediator.
    """
    if not clear:
        return t("未见中介", "no mediation seen")
    if direct_clear and np.isnan(share):
        return t(
            "间接与直接效应方向相反（竞争性中介，抑制）",
            "indirect and direct effect oppose each other (competitive mediation, suppression)",
        )
    if direct_clear:
        return t("部分中介", "partial mediation")
    if share >= NEARLY_ALL:
        return t("几乎全由其传递", "nearly all by way of it")
    return t("间接效应可见，直接效应不明", "indirect effect seen, direct effect unclear")


def _effects(total: Array) -> Array:
    """Return a, b, a·b, c' and c of each sample (B x 5) from sums of three columns' products."""
    r = bootstrap.correlations(bootstrap.moments(total, 3)[1])
    a, c, m_y = r[:, 0, 1], r[:, 0, 2], r[:, 1, 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        b = (m_y - a * c) / (1 - a**2)
        direct = (c - a * m_y) / (1 - a**2)
    return np.column_stack([a, b, a * b, direct, c])
