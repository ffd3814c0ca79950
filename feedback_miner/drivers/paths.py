"""Path models of latent variables by partial least squares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.drivers import bootstrap
from feedback_miner.language import t
from feedback_miner.ratings.statistics import Groups, taken
from feedback_miner.survey import Construct
from feedback_miner.tables import frame

__all__ = ["PathModel", "estimate", "solve"]

Array = NDArray[np.float64]
ITERATIONS, TOLERANCE = 500, 1e-9
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


@dataclass(frozen=True)
class _Solution:
    weights: Array  # B x items
    loadings: Array  # B x items
    latent: Array  # B x constructs x constructs, correlations
    paths: Array  # B x constructs (effect) x constructs (cause)
    total: Array
    r2: Array  # B x constructs
    converged: Array  # B


def solve(
    r: Array,
    blocks: Sequence[Sequence[int]],
    causes: NDArray[np.bool_],
    modes: Sequence[str],
    scheme: str = "centroid",
) -> Any:
    """Solve PLS path models from item correlations r (B x p x p).

    ``blocks`` holds each construct's item positions, ``causes`` (J x J) is true at [effect,
    cause]. Wold (1982) as laid down by Lohmöller (1989) and Tenenhaus et al. (2005): the
    centroid, factorial or path scheme inside, mode A (reflective) or B (formative) outside, path
    coefficients by least squares on the scores. Everything follows from the correlations, so
    that all bootstrap samples are solved at once. A construct's sign is that of the sum of its
    loadings.
    """
    batch, p, _ = r.shape
    count = len(blocks)
    member = np.zeros((p, count))
    for j, positions in enumerate(blocks):
        member[list(positions), j] = 1
    formative = [
        (j, np.array(positions))
        for j, (positions, mode) in enumerate(zip(blocks, modes, strict=True))
        if mode == "formative"
    ]
    w = _scaled(np.broadcast_to(member, (batch, p, count)).copy(), r)
    converged = np.zeros(batch, dtype=bool)
    for _ in range(ITERATIONS):
        to_scores = r @ w  # covariances of items with scores
        inner = _inner(np.swapaxes(w, 1, 2) @ to_scores, causes, scheme)
        z = to_scores @ inner
        new = z * member
        for j, block in formative:
            part = r[:, block[:, None], block]
            new[:, block, j] = np.linalg.solve(part, z[:, block, j][..., None])[..., 0]
        new = _scaled(new, r)
        converged = np.abs(np.abs(new) - np.abs(w)).max(axis=(1, 2)) < TOLERANCE
        w = new
        if converged.all():
            break
    loadings = ((r @ w) * member).sum(axis=2)
    sign = np.sign(loadings @ member)
    sign[sign == 0] = 1
    w = w * sign[:, None, :]
    loadings = loadings * (member @ sign[..., None])[..., 0]
    latent = np.swapaxes(w, 1, 2) @ r @ w
    paths, r2 = np.zeros((batch, count, count)), np.full((batch, count), np.nan)
    for j in range(count):
        chosen = np.flatnonzero(causes[j])
        if not len(chosen):
            continue
        side = latent[:, chosen, j]
        found = np.linalg.solve(latent[:, chosen[:, None], chosen], side[..., None])[..., 0]
        paths[:, j, chosen] = found
        r2[:, j] = (found * side).sum(axis=1)
    total = np.linalg.inv(np.eye(count) - paths) - np.eye(count)
    return _Solution(w.sum(axis=2), loadings, latent, paths, total, r2, converged)


def _inner(latent: Array, causes: NDArray[np.bool_], scheme: str) -> Array:
    """Return the weights of neighbours in each construct's inner estimate (columns)."""
    linked = causes | causes.T
    if scheme == "centroid":
        return np.sign(latent) * linked
    inner = latent * linked
    if scheme == "path":
        # Causes by their regression weights, effects by their correlations.
        for j in range(len(causes)):
            chosen = np.flatnonzero(causes[j])
            if len(chosen):
                side = latent[:, chosen, j]
                part = latent[:, chosen[:, None], chosen]
                inner[:, chosen, j] = np.linalg.solve(part, side[..., None])[..., 0]
    return inner


def _scaled(w: Array, r: Array) -> Array:
    """Scale weights so that every score has variance 1."""
    variance = np.einsum("bpj,bpj->bj", w, r @ w)
    scaled: Array = w / np.sqrt(np.maximum(variance, 1e-12))[:, None, :]
    return scaled


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
    names = [c.name for c in constructs]
    if not any(c.explained_by for c in constructs):
        return None
    items = [item for c in constructs for item in c.items]
    scores, filled = _fill(scores[items])
    on100 = _fill(on100[items])[0]
    known = scores[items].notna().all(axis=1).to_numpy()
    if weights is not None:
        known = known & (weights > 0)
    x = scores.loc[known, items].to_numpy(dtype=float)
    n = len(x)
    constant = (
        [item for item, spread in zip(items, np.ptp(x, axis=0), strict=True) if not spread]
        if n
        else items
    )
    if n < max(LEAST, len(items)) or constant:
        why = t(
            f"路径模型未估计：完整答卷 {n} 份"
            + (f"，{'、'.join(constant)} 无变化" if constant else ""),
            f"the path model was not estimated: {n} complete responses"
            + (f", {', '.join(constant)} do not vary" if constant else ""),
        )
        return PathModel(frame([], PATHS), frame([], CONSTRUCTS), frame([], LOADINGS), (why,))
    blocks, start = [], 0
    for construct in constructs:
        blocks.append(range(start, start + len(construct.items)))
        start += len(construct.items)
    causes = np.array([[c in e.explained_by for c in names] for e in constructs])
    modes = [c.mode for c in constructs]
    w, groups = taken(weights, known), taken(clusters, known)
    products = bootstrap.products(x - x.mean(axis=0), w)

    def solved(total: Array) -> _Solution:
        r = bootstrap.correlations(bootstrap.moments(total, len(items))[1])
        usable = np.isfinite(r).all(axis=(1, 2))
        found: _Solution = solve(r[usable], blocks, causes, modes, scheme)
        return found

    whole = solved(products.sum(axis=0)[None])
    drawn = solved(bootstrap.sums(bootstrap.pooled(products, groups), samples, seed))
    path_low, path_high = bootstrap.percentiles(drawn.paths)
    total_low, total_high = bootstrap.percentiles(drawn.total)
    r2_low, r2_high = bootstrap.percentiles(drawn.r2)
    load_low, load_high = bootstrap.percentiles(drawn.loadings)
    rows: list[dict[str, Any]] = []
    for e in range(len(names)):
        for c in range(len(names)):
            if not causes[e, c] and abs(whole.total[0, e, c]) < 1e-12:
                continue
            direct = bool(causes[e, c])
            low, high = (path_low, path_high) if direct else (total_low, total_high)
            rows.append(
                {
                    "cause": names[c],
                    "effect": names[e],
                    "n": n,
                    "path": float(whole.paths[0, e, c]) if direct else np.nan,
                    "low": float(path_low[e, c]) if direct else np.nan,
                    "high": float(path_high[e, c]) if direct else np.nan,
                    "total": float(whole.total[0, e, c]),
                    "total_low": float(total_low[e, c]),
                    "total_high": float(total_high[e, c]),
                    "direct": direct,
                    "clear": bool(low[e, c] > 0 or high[e, c] < 0),
                }
            )
    measured, loaded = [], []
    points = on100.loc[known, items].to_numpy(dtype=float)
    mean = np.average(points, axis=0, weights=w)
    # Of the points, not of the answers: indicators may stand on scales of unlike length.
    deviation = np.sqrt(np.average((points - mean) ** 2, axis=0, weights=w))
    for j, construct in enumerate(constructs):
        block = np.array(blocks[j])
        loading = whole.loadings[0, block]
        reflective = construct.mode == "reflective" and len(block) > 1
        share = np.abs(whole.weights[0, block]) / deviation[block]
        measured.append(
            {
                "construct": construct.name,
                "items": list(construct.items),
                "mode": construct.mode,
                "n": n,
                "r2": float(whole.r2[0, j]),
                "r2_low": float(r2_low[j]),
                "r2_high": float(r2_high[j]),
                "composite_reliability": float(
                    loading.sum() ** 2 / (loading.sum() ** 2 + (1 - loading**2).sum())
                )
                if reflective
                else np.nan,
                "variance_extracted": float((loading**2).mean()) if reflective else np.nan,
                "performance": float(np.average(mean[block], weights=share)),
            }
        )
        loaded += [
            {
                "construct": construct.name,
                "item": items[i],
                "n": n,
                "loading": float(whole.loadings[0, i]),
                "low": float(load_low[i]),
                "high": float(load_high[i]),
                "weight": float(whole.weights[0, i]),
            }
            for i in block
        ]
    notes = _notes(whole, drawn, measured, n, len(scores))
    if filled:
        notes.append(
            t(
                f"路径模型中 {filled} 个缺失单元格按该题均值计（各题缺失不足 5%）",
                f"{filled} missing cells of the path model were taken at their item's mean "
                "(below 5% of each item)",
            )
        )
    return PathModel(
        frame(rows, PATHS), frame(measured, CONSTRUCTS), frame(loaded, LOADINGS), tuple(notes)
    )


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
    whole: _Solution, drawn: _Solution, measured: list[dict[str, Any]], n: int, rows: int
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
