"""The path model that a survey describes: paths, constructs, loadings, with intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.drivers import bootstrap
from feedback_miner.drivers.pls import Array, Solution, solve
from feedback_miner.language import t
from feedback_miner.ratings.statistics import Groups, taken
from feedback_miner.survey import Construct
from feedback_miner.tables import frame

__all__ = ["PathModel", "estimate"]

Row = dict[str, Any]
LEAST = 30
LEVEL = 0.7
FEW = 0.05  # share of missing cells below which they are taken at the mean

PATHS = {
    "cause": "str",
    "effect": "str",
    "n": "int",
    "path": "float",
    "low": "float",
    "high": "float",
    "total": "float",
    "total_low": "float",
    "total_high": "float",
    "direct": "bool",
    "clear": "bool",
}
CONSTRUCTS = {
    "construct": "str",
    "items": "list",
    "mode": "str",
    "n": "int",
    "r2": "float",
    "r2_low": "float",
    "r2_high": "float",
    "composite_reliability": "float",
    "variance_extracted": "float",
    "performance": "float",
}
LOADINGS = {
    "construct": "str",
    "item": "str",
    "n": "int",
    "loading": "float",
    "low": "float",
    "high": "float",
    "weight": "float",
}


@dataclass(frozen=True)
class PathModel:
    """``paths``, ``constructs`` and ``loadings`` as tables, and what to know before quoting."""

    paths: pd.DataFrame
    constructs: pd.DataFrame
    loadings: pd.DataFrame
    notes: tuple[str, ...]


def estimate(
    scores: pd.DataFrame,
    on100: pd.DataFrame,
    constructs: Sequence[Construct],
    *,
    weights: Array | None,
    clusters: Groups | None = None,
    seed: int,
    samples: int,
    scheme: str = "centroid",
) -> PathModel | None:
    """Estimate the path model a survey describes; None where it describes none.

    Paths, total effects, loadings and R² with bootstrap percentile intervals; composite
    reliability (Dillon and Goldstein, 1984) and average variance extracted (Fornell and Larcker,
    1981) of reflective constructs; each construct's performance on 0 to 100, the (weighted) mean
    of its items on 0 to 100 by their outer weights, rescaled from standard deviations to points
    (Ringle and Sarstedt, 2016). Missing cells of items that miss few are taken at the item's mean,
    as Hair, Hult, Ringle and Sarstedt (2017) advise below 5 %; other incomplete responses are
    left out. Where responses are of ``clusters`` of one customer each, these are resampled.
    """
    if not any(c.explained_by for c in constructs):
        return None
    items = [item for c in constructs for item in c.items]
    scores, filled = _fill(scores[items])
    on100 = _fill(on100[items])[0]
    known = scores[items].notna().all(axis=1).to_numpy()
    if weights is not None:
        known = known & (weights > 0)
    x = scores.loc[known, items].to_numpy(dtype=float)
    why = _why_not(x, items)
    if why:
        return PathModel(frame([], PATHS), frame([], CONSTRUCTS), frame([], LOADINGS), (why,))
    w, groups = taken(weights, known), taken(clusters, known)
    fit = _fit(x, constructs, w, groups, seed=seed, samples=samples, scheme=scheme)
    points = on100.loc[known, items].to_numpy(dtype=float)
    measured = list(_measured(fit, constructs, points, w))
    notes = _notes(fit.whole, fit.drawn, measured, fit.n, len(scores))
    if filled:
        notes.append(
            t(
                f"路径模型中 {filled} 个缺失单元格按该题均值计（各题缺失不足 5%）",
                f"{filled} missing cells of the path model were taken at their item's mean "
                "(below 5% of each item)",
            )
        )
    return PathModel(
        frame(list(_paths(fit, constructs)), PATHS),
        frame(measured, CONSTRUCTS),
        frame(list(_loaded(fit, constructs)), LOADINGS),
        tuple(notes),
    )


def _why_not(x: Array, items: Sequence[str]) -> str:
    """Say why complete responses (n x items) carry no model, "" where they do."""
    n = len(x)
    constant = (
        [item for item, spread in zip(items, np.ptp(x, axis=0), strict=True) if not spread]
        if n
        else items
    )
    if n >= max(LEAST, len(items)) and not constant:
        return ""
    return t(
        f"路径模型未估计：完整答卷 {n} 份"
        + (f"，{'、'.join(constant)} 无变化" if constant else ""),
        f"the path model was not estimated: {n} complete responses"
        + (f", {', '.join(constant)} do not vary" if constant else ""),
    )


@dataclass(frozen=True)
class _Fit:
    """A model of ``n`` responses: of all of them (B = 1), and of bootstrap samples; the items'
    positions by construct; ``causes`` is true at [effect, cause]."""

    whole: Solution
    drawn: Solution
    blocks: Sequence[range]
    causes: NDArray[np.bool_]
    n: int


def _fit(
    x: Array,
    constructs: Sequence[Construct],
    weights: Array | None,
    groups: Groups | None,
    *,
    seed: int,
    samples: int,
    scheme: str,
) -> _Fit:
    """Solve the model of complete scores (n x items) and of bootstrap samples of them (of
    ``groups``, where responses are one customer's)."""
    blocks, start = [], 0
    for construct in constructs:
        blocks.append(range(start, start + len(construct.items)))
        start += len(construct.items)
    causes = np.array([[c.name in e.explained_by for c in constructs] for e in constructs])
    modes = [c.mode for c in constructs]
    products = bootstrap.products(x - x.mean(axis=0), weights)

    def solved(total: Array) -> Solution:
        r = bootstrap.correlations(bootstrap.moments(total, x.shape[1])[1])
        usable = np.isfinite(r).all(axis=(1, 2))
        return solve(r[usable], blocks, causes, modes, scheme)

    whole = solved(products.sum(axis=0)[None])
    drawn = solved(bootstrap.sums(bootstrap.pooled(products, groups), samples, seed))
    return _Fit(whole, drawn, blocks, causes, len(x))


def _paths(fit: _Fit, constructs: Sequence[Construct]) -> Iterator[Row]:
    """Yield each path, and each effect that only others carry."""
    whole = fit.whole
    path_low, path_high = bootstrap.percentiles(fit.drawn.paths)
    total_low, total_high = bootstrap.percentiles(fit.drawn.total)
    for e, effect in enumerate(constructs):
        for c, cause in enumerate(constructs):
            direct = bool(fit.causes[e, c])
            if not direct and abs(whole.total[0, e, c]) < 1e-12:
                continue
            low, high = (path_low, path_high) if direct else (total_low, total_high)
            yield {
                "cause": cause.name,
                "effect": effect.name,
                "n": fit.n,
                "path": float(whole.paths[0, e, c]) if direct else np.nan,
                "low": float(path_low[e, c]) if direct else np.nan,
                "high": float(path_high[e, c]) if direct else np.nan,
                "total": float(whole.total[0, e, c]),
                "total_low": float(total_low[e, c]),
                "total_high": float(total_high[e, c]),
                "direct": direct,
                "clear": bool(low[e, c] > 0 or high[e, c] < 0),
            }


def _measured(
    fit: _Fit, constructs: Sequence[Construct], points: Array, weights: Array | None
) -> Iterator[Row]:
    """Yield how well each construct is measured and explained, and its performance by the items'
    ``points`` (n x items, 0 to 100)."""
    mean = np.average(points, axis=0, weights=weights)
    # Of the points, not of the answers: indicators may stand on scales of unlike length.
    deviation = np.sqrt(np.average((points - mean) ** 2, axis=0, weights=weights))
    r2_low, r2_high = bootstrap.percentiles(fit.drawn.r2)
    for j, construct in enumerate(constructs):
        block = np.array(fit.blocks[j])
        loading = fit.whole.loadings[0, block]
        reflective = construct.mode == "reflective" and len(block) > 1
        share = np.abs(fit.whole.weights[0, block]) / deviation[block]
        yield {
            "construct": construct.name,
            "items": list(construct.items),
            "mode": construct.mode,
            "n": fit.n,
            "r2": float(fit.whole.r2[0, j]),
            "r2_low": float(r2_low[j]),
            "r2_high": float(r2_high[j]),
            "composite_reliability": _composite_reliability(loading) if reflective else np.nan,
            "variance_extracted": float((loading**2).mean()) if reflective else np.nan,
            "performance": float(np.average(mean[block], weights=share)),
        }


def _composite_reliability(loading: Array) -> float:
    return float(loading.sum() ** 2 / (loading.sum() ** 2 + (1 - loading**2).sum()))


def _loaded(fit: _Fit, constructs: Sequence[Construct]) -> Iterator[Row]:
    """Yield how each item goes with its construct."""
    low, high = bootstrap.percentiles(fit.drawn.loadings)
    for construct, block in zip(constructs, fit.blocks, strict=True):
        for item, i in zip(construct.items, block, strict=True):
            yield {
                "construct": construct.name,
                "item": item,
                "n": fit.n,
                "loading": float(fit.whole.loadings[0, i]),
                "low": float(low[i]),
                "high": float(high[i]),
                "weight": float(fit.whole.weights[0, i]),
            }


def _fill(scores: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return scores with the missing cells of items that miss few at the mean, and how many."""
    missing = scores.isna().sum()
    few = [str(i) for i in scores.columns if 0 < missing[i] < FEW * len(scores)]
    # A response that answered nothing at all is no response.
    answered = scores.notna().any(axis=1)
    means = {item: scores[item].mean() for item in few}
    filled = scores.fillna(means).where(answered)
    return filled, int(scores.loc[answered, few].isna().sum().sum())


def _notes(
    whole: Solution, drawn: Solution, measured: Sequence[Row], n: int, rows: int
) -> list[str]:
    notes = []
    if n < rows:
        notes.append(
            t(
                f"路径模型只用 {n} 份完整答卷（共 {rows} 份）",
                f"the path model rests on {n} complete responses of {rows}",
            )
        )
    if not whole.converged.all():
        notes.append(
            t("路径模型未收敛，勿引用", "the path model did not converge: do not quote it")
        )
    weak = [
        row["construct"]
        for row in measured
        if row["variance_extracted"] < 0.5 or row["composite_reliability"] < LEVEL
    ]
    if weak:
        notes.append(
            t(
                f"构念 {'、'.join(weak)} 的收敛效度不足（AVE < .5 或组合信度 < .7），其路径宜谨慎",
                f"{', '.join(weak)}: weak convergence (AVE < .5 or composite reliability < .7), "
                "read their paths with care",
            )
        )
    failed = 1 - float(drawn.converged.mean())
    if failed > 0.01:
        notes.append(
            t(f"{failed:.0%} 的自助样本未收敛", f"{failed:.0%} of the bootstrap samples failed")
        )
    return notes
