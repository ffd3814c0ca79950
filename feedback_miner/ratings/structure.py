"""Exploratory factor analysis: which closed questions go together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from feedback_miner.language import t
from feedback_miner.ratings.adequacy import bartlett, kmo
from feedback_miner.ratings.efa import Array, Rotation, Solution, efa, most_factors
from feedback_miner.ratings.factor_names import name_factors
from feedback_miner.ratings.parallel import parallel_analysis, pearson
from feedback_miner.ratings.polychoric import estimate
from feedback_miner.tables import frame

__all__ = ["Structure", "explore", "why_not"]

Correlation = Literal["pearson", "polychoric"]

LEAST_N, LEAST_N_PER_ITEM, LEAST_ITEMS = 50, 5, 3
UNFIT_KMO = 0.6  # Kaiser (1974) calls less mediocre or worse; Tabachnick and Fidell's bound
CROSS = 0.4
SAMPLES = 1000  # they cost little
DUPLICATE = 1 - 1e-9


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
    r, smoothed = estimate(complete) if ordinal else (pearson(complete), False)
    if smoothed:
        notes.append(
            t(
                "多序相关矩阵不是正定的，已作平滑处理",
                "the polychoric correlations were not positive definite and were smoothed",
            )
        )
    asked = max(1, suggested) if factors is None else factors
    solution = _extracted(r, min(max(1, asked), most_factors(k)), rotation)
    if solution is None:
        return None
    taken = solution.loadings.shape[1]
    notes += _warnings(r, solution, items, names, suggested, asked)
    chi2, df, p = bartlett(r, n)
    factor_names = [t("一个共同因子", "one common factor")]
    if taken > 1:
        factor_names = name_factors(solution.loadings, [names.get(i) or i for i in items])
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
        eigenvalues=_eigenvalues(eigenvalues, reference),
        loadings=_loadings(solution, items, names, factor_names),
        phi=_phi(solution),
        variance=_variance(solution, factor_names),
        notes=tuple(notes),
    )


def _extracted(r: Array, factors: int, rotation: Rotation) -> Solution | None:
    """Return the solution of as many factors, up to ``factors``, as have one."""
    for taken in range(factors, 0, -1):
        solution = efa(r, taken, rotation)
        if solution is not None:
            return solution
    return None


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
        r = np.abs(pearson(complete))
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
) -> list[str]:
    """Say what an analyst must know before quoting a solution."""
    taken = solution.loadings.shape[1]
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


def _eigenvalues(eigenvalues: Array, random: Array) -> pd.DataFrame:
    rows = [
        {"component": i + 1, "eigenvalue": value, "random": random[i]}
        for i, value in enumerate(eigenvalues)
    ]
    return frame(rows, {"component": "int", "eigenvalue": "float", "random": "float"})


def _phi(solution: Solution) -> pd.DataFrame:
    factors = range(len(solution.phi))
    rows = [
        {"factor": i + 1, "other": j + 1, "correlation": solution.phi[i, j]}
        for i in factors
        for j in factors
        if i != j
    ]
    return frame(rows, {"factor": "int", "other": "int", "correlation": "float"})


def _variance(solution: Solution, factor_names: list[str]) -> pd.DataFrame:
    rows = [
        {
            "factor": i + 1,
            "factor_name": name,
            "variance": solution.variance[i],
            "share": solution.share[i],
        }
        for i, name in enumerate(factor_names)
    ]
    schema = {"factor": "int", "factor_name": "str", "variance": "float", "share": "float"}
    return frame(rows, schema)
