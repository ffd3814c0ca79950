"""Exploratory factor analysis: which closed questions go together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from statsmodels.multivariate.factor_rotation import rotate_factors

from feedback_miner.language import t
from feedback_miner.ratings.minres import minres
from feedback_miner.ratings.polychoric import category_scores, estimate
from feedback_miner.tables import frame

__all__ = [
    "Solution",
    "Structure",
    "bartlett",
    "efa",
    "explore",
    "kmo",
    "parallel_analysis",
    "rotate",
    "why_not",
]

Array = NDArray[np.float64]
Rotation = Literal["varimax", "oblimin", "none"]
Correlation = Literal["pearson", "polychoric"]

LEAST_N, LEAST_N_PER_ITEM, LEAST_ITEMS = 50, 5, 3
UNFIT_KMO = 0.6  # Kaiser (1974) calls less mediocre or worse; Tabachnick and Fidell's bound
CROSS = 0.4
SAMPLES = 1000  # they cost little
SINGULAR = 1e-10
DUPLICATE = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class Solution:
    """A factor solution. ``loadings``: items x factors (the pattern, if oblique);
    ``variance``: the sum of squared loadings of each factor, ``share`` the same as a share of
    all variance; ``phi``: correlations between factors; ``heywood``: items whose uniqueness
    fell to its bound."""

    loadings: Array
    communalities: Array
    uniqueness: Array
    variance: Array
    share: Array
    phi: Array
    heywood: NDArray[np.bool_]


@dataclass(frozen=True)
class Structure:
    """What ``explore`` finds. ``eigenvalues``: component, eigenvalue, random; ``loadings``:
    item, name, factor, factor_name, loading, communality, primary; ``phi``: factor, other,
    correlation; ``variance``: factor, factor_name, variance, share; ``suggested``: the number of
    factors after parallel analysis, ``factors`` the number taken out."""

    n: int
    kmo: float
    bartlett_chi2: float
    bartlett_df: int
    bartlett_p: float
    suggested: int
    factors: int
    correlation: str
    rotation: str
    eigenvalues: pd.DataFrame
    loadings: pd.DataFrame
    phi: pd.DataFrame
    variance: pd.DataFrame
    notes: tuple[str, ...]


def kmo(r: Array) -> tuple[float, Array]:
    """Return the Kaiser-Meyer-Olkin measure of sampling adequacy (Kaiser, 1974), overall and of
    each item of a correlation matrix; nan where the matrix is singular."""
    k = len(r)
    if k < 2 or not np.isfinite(r).all() or np.linalg.eigvalsh(r)[0] < SINGULAR:
        return float("nan"), np.full(k, np.nan)
    inverse = np.linalg.inv(r)
    scale = np.sqrt(np.diag(inverse))
    partial = (inverse / np.outer(scale, scale)) ** 2
    squared = r**2
    np.fill_diagonal(partial, 0.0)
    np.fill_diagonal(squared, 0.0)
    if squared.sum() + partial.sum() <= 0:
        return float("nan"), np.full(k, np.nan)
    sums = squared.sum(axis=0)
    both = sums + partial.sum(axis=0)
    items = np.divide(sums, both, out=np.full(k, np.nan), where=both > 0)
    return float(squared.sum() / (squared.sum() + partial.sum())), items


def bartlett(r: Array, n: int) -> tuple[float, int, float]:
    """Return Bartlett's (1951) test that the items do not correlate: chi-square, degrees of
    freedom, p."""
    k = len(r)
    df = k * (k - 1) // 2
    sign, logarithm = np.linalg.slogdet(r)
    if not np.isfinite(r).all() or df == 0:
        return float("nan"), df, float("nan")
    if sign <= 0:
        return float("inf"), df, 0.0
    chi2 = max(0.0, float(-(n - 1 - (2 * k + 5) / 6) * logarithm))
    return chi2, df, float(stats.chi2.sf(chi2, df))


def parallel_analysis(
    data: Array,
    seed: int,
    samples: int = 100,
    percentile: float = 95,
    polychoric: bool = False,
) -> tuple[int, Array, Array]:
    """Return how many factors stand out from chance, the eigenvalues, and chance's eigenvalues.

    Horn's (1965) parallel analysis of the eigenvalues of the whole correlation matrix, against
    ``percentile`` of those of independent normal data of the same size (Glorfeld, 1995). Those
    data's correlations are drawn at once from their own distribution (Bartlett's decomposition
    of a Wishart matrix). With ``polychoric`` a random correlation is the first scoring step
    from 0, which is where it lies: the correlation of the category scores, over both their
    variances.
    """
    r = estimate(data)[0] if polychoric else _pearson(data)
    eigenvalues = np.asarray(np.linalg.eigvalsh(r)[::-1], dtype=np.float64)
    n, k = data.shape
    widen = np.ones((k, k))
    if polychoric:
        spread = np.array([category_scores(data[:, i]).std() for i in range(k)])
        widen = 1 / np.outer(spread, spread)
        np.fill_diagonal(widen, 1.0)
    random = _random_eigenvalues(n, widen, np.random.default_rng(seed), samples)
    reference = np.asarray(np.percentile(random, percentile, axis=0), dtype=np.float64)
    beyond = eigenvalues <= reference
    suggested = int(np.argmax(beyond)) if beyond.any() else k
    return suggested, eigenvalues, reference


def _pearson(data: Array) -> Array:
    return np.asarray(np.corrcoef(data, rowvar=False), dtype=np.float64)


def _random_eigenvalues(n: int, widen: Array, rng: np.random.Generator, samples: int) -> Array:
    k = len(widen)
    rows, columns = np.tril_indices(k, -1)
    lower = np.zeros((samples, k, k))
    lower[:, rows, columns] = rng.standard_normal((samples, len(rows)))
    degrees = np.maximum(n - 1 - np.arange(k), 1)
    lower[:, np.arange(k), np.arange(k)] = np.sqrt(rng.chisquare(degrees, (samples, k)))
    wishart = lower @ lower.transpose(0, 2, 1)
    scale = np.sqrt(np.diagonal(wishart, axis1=1, axis2=2))
    r = wishart / (scale[:, :, None] * scale[:, None, :]) * widen
    r = np.where(np.eye(k, dtype=bool), 1.0, np.clip(r, -0.9999, 0.9999))
    return np.asarray(np.linalg.eigvalsh(r)[:, ::-1])


def efa(r: Array, factors: int, rotation: Rotation = "varimax") -> Solution | None:
    """Return the solution of ``factors`` factors of a correlation matrix; None if none is found.

    Minimum residuals (Harman and Jones, 1966), then ``rotate``. Each factor's loadings add up
    to 0 or more, and factors come in the order of their sums of squared loadings.
    """
    fit = minres(r, factors)
    if fit is None:
        return None
    loadings, phi = rotate(fit.loadings, rotation)
    signs = np.where(loadings.sum(axis=0) < 0, -1.0, 1.0)
    loadings, phi = loadings * signs, phi * np.outer(signs, signs)
    variance = np.diag(phi @ loadings.T @ loadings)
    order = np.argsort(-variance, kind="stable")
    loadings, phi = loadings[:, order], phi[np.ix_(order, order)]
    return Solution(
        loadings=loadings,
        communalities=((loadings @ phi) * loadings).sum(axis=1),
        uniqueness=fit.uniqueness,
        variance=variance[order],
        share=variance[order] / len(r),
        phi=phi,
        heywood=fit.heywood,
    )


def rotate(loadings: Array, rotation: Rotation) -> tuple[Array, Array]:
    """Return rotated loadings and the correlations between factors.

    Varimax (Kaiser, 1958) with Kaiser's normalisation, as SPSS and R's factanal have it; direct
    oblimin with gamma 0 (Jennrich and Sampson, 1966) without, as R's GPArotation and psych have
    it. Both by gradient projection (Bernaards and Jennrich, 2005).
    """
    factors = loadings.shape[1]
    if rotation == "none" or factors < 2:
        return loadings, np.eye(factors)
    with np.errstate(divide="ignore"):  # it takes the logarithm of a gradient of nothing
        length = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
        length[length == 0] = 1.0
        unit, _ = rotate_factors(loadings / length, "varimax", max_tries=2000, tol=1e-7)
        turned = np.asarray(unit * length)
        if rotation == "varimax":
            return turned, np.eye(factors)
        turned, turn = rotate_factors(turned, "oblimin", 0, "oblique", max_tries=5000, tol=1e-7)
    return np.asarray(turned), np.asarray(turn.T @ turn)


def why_not(scores: pd.DataFrame) -> str:
    """Say why ``explore`` has no result for these scores; "" where it has one."""
    items, complete, _ = _usable(scores, {})
    if len(items) < LEAST_ITEMS:
        return t(
            f"可用的打分题不足 {LEAST_ITEMS} 题，未做因子分析",
            f"fewer than {LEAST_ITEMS} usable items: no factor analysis",
        )
    needed = max(LEAST_N, LEAST_N_PER_ITEM * len(items))
    if len(complete) < needed:
        return t(
            f"各题都作答的只有 {len(complete)} 份，{len(items)} 题至少要 {needed} 份，未做因子分析",
            f"only {len(complete)} answered every item and {len(items)} items need {needed}: "
            "no factor analysis",
        )
    return ""


def explore(
    scores: pd.DataFrame,
    names: Mapping[str, str],
    *,
    seed: int,
    factors: int | None = None,
    correlation: Correlation = "pearson",
    rotation: Rotation = "varimax",
) -> Structure | None:
    """Take the factors out of the items of ``scores`` (a response_id column is passed over).

    ``names`` gives an item's short text. Only complete rows count; items which hardly anyone
    answered, which do not vary or which repeat another are left out and told of. ``factors``
    None: as many as parallel analysis suggests, at least one. None where fewer than three items
    are usable or too few rows are complete (``why_not`` tells which).
    """
    items, complete, notes = _usable(scores, names)
    if len(items) < LEAST_ITEMS:
        return None
    n, k = complete.shape
    if n < max(LEAST_N, LEAST_N_PER_ITEM * k):
        return None
    ordinal = correlation == "polychoric"
    suggested, eigenvalues, reference = parallel_analysis(
        complete, seed, samples=SAMPLES, polychoric=ordinal
    )
    r, smoothed = estimate(complete) if ordinal else (_pearson(complete), False)
    if smoothed:
        notes.append(
            t(
                "多序相关矩阵不是正定的，已作平滑处理",
                "the polychoric correlations were not positive definite and were smoothed",
            )
        )
    asked = max(1, suggested) if factors is None else factors
    taken = min(max(1, asked), _most_factors(k))
    solution = efa(r, taken, rotation)
    while solution is None and taken > 1:
        taken -= 1
        solution = efa(r, taken, rotation)
    if solution is None:
        return None
    notes += _warnings(r, solution, items, names, suggested, asked, taken)
    chi2, df, p = bartlett(r, n)
    factor_names = [t("一个共同因子", "one common factor")]
    if taken > 1:
        factor_names = _factor_names(solution.loadings, [names.get(i) or i for i in items])
    return Structure(
        n=n,
        kmo=kmo(r)[0],
        bartlett_chi2=chi2,
        bartlett_df=df,
        bartlett_p=p,
        suggested=suggested,
        factors=taken,
        correlation=correlation,
        rotation=rotation,
        eigenvalues=frame(
            [
                {"component": i + 1, "eigenvalue": eigenvalues[i], "random": reference[i]}
                for i in range(k)
            ],
            {"component": "int", "eigenvalue": "float", "random": "float"},
        ),
        loadings=_loadings(solution, items, names, factor_names),
        phi=frame(
            [
                {"factor": i + 1, "other": j + 1, "correlation": solution.phi[i, j]}
                for i in range(taken)
                for j in range(taken)
                if i != j
            ],
            {"factor": "int", "other": "int", "correlation": "float"},
        ),
        variance=frame(
            [
                {
                    "factor": i + 1,
                    "factor_name": factor_names[i],
                    "variance": solution.variance[i],
                    "share": solution.share[i],
                }
                for i in range(taken)
            ],
            {"factor": "int", "factor_name": "str", "variance": "float", "share": "float"},
        ),
        notes=tuple(notes),
    )


def _most_factors(k: int) -> int:
    """Return the most factors ``k`` items can tell apart (Ledermann, 1937)."""
    return max(1, int((2 * k + 1 - np.sqrt(8 * k + 1)) / 2 + 1e-9))


def _usable(scores: pd.DataFrame, names: Mapping[str, str]) -> tuple[list[str], Array, list[str]]:
    """Return the usable items, their complete rows, and what is to be told of the others."""
    items = [str(c) for c in scores.columns if c != "response_id"]
    table = scores[items].to_numpy(dtype=float)
    known = np.isfinite(table)
    rare = [i for i in range(len(items)) if not len(table) or known[:, i].mean() < 0.5]
    kept = [i for i in range(len(items)) if i not in rare]
    complete = table[known[:, kept].all(axis=1)][:, kept] if kept else np.empty((0, 0))
    notes = []
    if rare:
        listed = _listed([items[i] for i in rare], names)
        notes.append(
            t(
                f"作答不到一半，未纳入因子分析：{listed}",
                f"left out of the factor analysis, fewer than half answered: {listed}",
            )
        )
    if len(complete) < 2:
        return [items[i] for i in kept], complete, notes
    varied = np.ptp(complete, axis=0) > 0
    constant = [items[i] for i, v in zip(kept, varied, strict=True) if not v]
    if constant:
        listed = _listed(constant, names)
        notes.append(
            t(
                f"所有人答得一样，未纳入因子分析：{listed}",
                f"left out of the factor analysis, everybody answers the same: {listed}",
            )
        )
    kept = [i for i, v in zip(kept, varied, strict=True) if v]
    complete = complete[:, varied]
    if len(kept) > 1:
        r = np.abs(_pearson(complete))
        repeated = np.asarray((np.tril(r, -1) > DUPLICATE).any(axis=1))
        if repeated.any():
            listed = _listed([items[i] for i, v in zip(kept, repeated, strict=True) if v], names)
            notes.append(
                t(
                    f"与另一题完全同步，未纳入因子分析：{listed}",
                    f"left out of the factor analysis, same as another item: {listed}",
                )
            )
            kept = [i for i, v in zip(kept, repeated, strict=True) if not v]
            complete = complete[:, ~repeated]
    return [items[i] for i in kept], complete, notes


def _listed(items: Sequence[str], names: Mapping[str, str]) -> str:
    shown = [t(f"「{names.get(i) or i}」", f'"{names.get(i) or i}"') for i in items]
    return t("、", ", ").join(shown)


def _warnings(
    r: Array,
    solution: Solution,
    items: list[str],
    names: Mapping[str, str],
    suggested: int,
    asked: int,
    taken: int,
) -> list[str]:
    notes = []
    adequacy = kmo(r)[0]
    if np.isnan(adequacy):
        notes.append(
            t(
                "有题目可由其他题目算出，KMO 无法计算，因子结果仅供参考",
                "an item follows from the others: no KMO, and the factors are but a hint",
            )
        )
    elif adequacy < UNFIT_KMO:
        notes.append(
            t(
                f"KMO = {adequacy:.2f}，低于 {UNFIT_KMO}：数据不适合做因子分析",
                f"KMO {adequacy:.2f} is below {UNFIT_KMO}: the data do not suit factor analysis",
            )
        )
    if suggested == 0:
        notes.append(
            t(
                "平行分析未见高于随机的因子",
                "parallel analysis finds no factor beyond chance",
            )
        )
    if taken < asked:
        notes.append(
            t(
                f"{len(items)} 题提取不了 {asked} 个因子，改为 {taken} 个",
                f"{len(items)} items do not carry {asked} factors: {taken} were taken out",
            )
        )
    if solution.heywood.any():
        listed = _listed([i for i, v in zip(items, solution.heywood, strict=True) if v], names)
        notes.append(
            t(
                f"Heywood 情形（独特性接近 0）：{listed}；因子数可能过多，结果不稳",
                f"Heywood case (uniqueness near 0): {listed}; there may be too many factors, "
                "and the result is unstable",
            )
        )
    crossing = np.asarray((np.abs(solution.loadings) > CROSS).sum(axis=1) > 1)
    if crossing.any():
        listed = _listed([i for i, v in zip(items, crossing, strict=True) if v], names)
        notes.append(
            t(
                f"在两个以上因子上的载荷都超过 {CROSS}：{listed}",
                f"loads above {CROSS} on two factors or more: {listed}",
            )
        )
    return notes


def _loadings(
    solution: Solution, items: list[str], names: Mapping[str, str], factor_names: list[str]
) -> pd.DataFrame:
    primary = np.abs(solution.loadings).argmax(axis=1)
    rows = [
        {
            "item": item,
            "name": names.get(item) or item,
            "factor": j + 1,
            "factor_name": factor_names[j],
            "loading": solution.loadings[i, j],
            "communality": solution.communalities[i],
            "primary": bool(primary[i] == j),
        }
        for i, item in enumerate(items)
        for j in range(len(factor_names))
    ]
    schema = {"item": "str", "name": "str", "factor": "int", "factor_name": "str"}
    schema |= {"loading": "float", "communality": "float", "primary": "bool"}
    return frame(rows, schema)


def _factor_names(loadings: Array, texts: list[str]) -> list[str]:
    """Name each factor by what the items that load most on it, and few others, have in common;
    else by the first of them."""
    strength = np.abs(loadings)
    primary = strength.argmax(axis=1)
    result: list[str] = []
    for j in range(loadings.shape[1]):
        order = [int(i) for i in np.argsort(-strength[:, j], kind="stable")]
        own = [i for i in order if primary[i] == j]
        others = [texts[i] for i in range(len(texts)) if primary[i] != j]
        name = ""
        for top in (own[:3], own[:2]):
            if len(top) > 1 and not name:
                name = _common([texts[i] for i in top], others)
        choices = [name, *(texts[i] for i in own or order)]
        result.append(next((c for c in choices if c and c not in result), texts[order[0]]))
    return result


_EDGE = re.compile(r"^[\W\d_的对您在和与及是了有中]+|[\W\d_的对您在和与及是了有]+$")
_LATIN = re.compile(r"[A-Za-z]")


def _common(texts: Sequence[str], others: Sequence[str]) -> str:
    """Return the longest common substring of two characters or more that stands in no more
    than half of ``others`` and cuts no Latin word in two; "" where there is none."""
    shortest = min(texts, key=len)
    for length in range(len(shortest), 1, -1):
        for start in range(len(shortest) - length + 1):
            part = shortest[start : start + length]
            if _EDGE.search(part) or not all(_whole(part, text) for text in texts):
                continue
            if 2 * sum(part in other for other in others) <= len(others):
                return part
    return ""


def _whole(part: str, text: str) -> bool:
    at = text.find(part)
    while at >= 0:
        end = at + len(part)
        cut_left = at > 0 and _LATIN.match(text[at - 1]) and _LATIN.match(part[0])
        cut_right = end < len(text) and _LATIN.match(text[end]) and _LATIN.match(part[-1])
        if not cut_left and not cut_right:
            return True
        at = text.find(part, at + 1)
    return False
