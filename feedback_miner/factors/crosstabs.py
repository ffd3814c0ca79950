"""Segments against outcomes, ratings and words: the right test, its size, its correction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from statsmodels.stats.libqsturng import psturng, qsturng
from statsmodels.stats.oneway import anova_generic

from feedback_miner.factors.aggregate import by_response, common_levels
from feedback_miner.ingest.levels import answered
from feedback_miner.language import t
from feedback_miner.lexicon import Codebook
from feedback_miner.ratings.read import Ratings
from feedback_miner.ratings.statistics import (
    CLEAR,
    Groups,
    adjust,
    counted,
    nps_points,
    taken,
    weighted_error,
    welch,
)
from feedback_miner.survey import Survey
from feedback_miner.tables import frame

__all__ = [
    "CROSSTABS",
    "NORMAL_N",
    "PAIRS",
    "Group",
    "adjusted",
    "group",
    "tabulate",
]

Array = NDArray[np.float64]
SMALL_EXPECTED = 5.0  # Cochran's (1954) rule for the chi-square test
NORMAL_N = 25  # group size from which a mean may be compared as one
SEED = 20240601
RESAMPLES = 9999

CROSSTABS = {
    "segment": "str",
    "kind": "str",
    "measure": "str",
    "levels": "list",
    "n": "int",
    "bases": "list",
    "values": "list",
    "suppressed": "int",
    "test": "str",
    "statistic": "float",
    "df": "float",
    "p": "float",
    "p_adjusted": "float",
    "effect": "str",
    "size": "float",
    "strength": "str",
    "clear": "bool",
}
PAIRS = {
    "segment": "str",
    "kind": "str",
    "measure": "str",
    "level": "str",
    "other": "str",
    "n": "int",
    "n_other": "int",
    "difference": "float",
    "low": "float",
    "high": "float",
    "test": "str",
    "p": "float",
    "clear": "bool",
}


@dataclass(frozen=True)
class Group:
    """The answers of one level: their (weighted) mean and its squared standard error;
    ``independent``: of how many customers they are, each answer's its own where nobody has several,
    and ``each`` of these's mean."""

    values: Array
    mean: float
    variance: float
    independent: int
    each: Array

    @property
    def n(self) -> int:
        return len(self.values)

    @property
    def worth(self) -> float:
        """How many independent answers the mean is as certain as."""
        if self.independent == self.n:
            return float(self.n)
        return float(np.var(self.values, ddof=1)) / self.variance

    @property
    def varies(self) -> bool:
        return bool(np.ptp(self.values)) and self.variance > 0


def group(values: Array, weights: Array | None, groups: Groups | None = None) -> Group:
    """Return the known values of a 1-D array as a group, weighted where ``weights`` are given and
    clustered where ``groups`` (of one customer each) are."""
    known = np.isfinite(values)
    if weights is not None:
        known = known & (weights > 0)
    values, groups = values[known], taken(groups, known)
    w = np.ones(len(values)) if weights is None else weights[known]
    mean, error, n = weighted_error(values, w, groups)
    if n < 2:
        mean = float(np.average(values, weights=w)) if n else np.nan
    each = values
    if groups is not None:
        _, place = np.unique(groups, return_inverse=True)
        each = np.bincount(place, values) / np.bincount(place)
    return Group(values, mean, error**2, n, each)


def tabulate(
    ratings: Ratings,
    opinions: pd.DataFrame,
    verbatims: pd.DataFrame,
    responses: pd.DataFrame,
    survey: Survey,
    codebook: Codebook,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return CROSSTABS and PAIRS: every segment and channel against every closed item and factor

    Closed items (``kind`` score) and NPS (``kind`` nps): Welch's (1951) analysis of variance with
    omega squared where every level has 25 answers, else Kruskal and Wallis (1952) with epsilon
    squared. Factors in words (``complaint``: a negative opinion of it; base: responses with a
    valid answer): chi-square, or Fisher's exact test (by Monte Carlo beyond 2 x 2) where an
    expected count is below 5, with Cramér's V. p-values are adjusted over a segment's tests
    (Benjamini and Hochberg, 1995). Levels below ``minimum_n`` are suppressed and counted. PAIRS:
    for what is clear after correction, each two levels: Games and Howell (1976) for means,
    Newcombe's (1998) interval with Holm's (1979) correction for shares.

    With weights, means have linearised errors (Cochran, 1977), and shares count as so many
    respondents as Kish's (1965) effective base; ranks and bases stay unweighted, but responses of
    weight 0 do not count.

    Where customers have several responses, means have errors clustered by customer (Liang and
    Zeger, 1986) with as many degrees of freedom, ranks are of the customers' means, and counts are
    divided by their design effect (Rao and Scott, 1992).
    """
    minimum_n = survey.options.minimum_n
    ids = responses["response_id"].astype("str")
    valid = ids.isin(set(verbatims.loc[verbatims["valid"], "response_id"])).to_numpy()
    counts_in = valid if ratings.weights is None else valid & (ratings.weights > 0)
    said = by_response(opinions)
    unhappy = said[said["complains"]].groupby("factor")["response_id"].agg(set)
    rows: list[dict[str, Any]] = []
    pairs: list[dict[str, Any]] = []
    for column in (*survey.with_role("segment"), *survey.with_role("channel")):
        if column.name not in responses.columns:
            continue
        cells = answered(responses, column)
        levels = common_levels(cells)
        codes = cells.map({level: i for i, level in enumerate(levels)}).to_numpy(dtype=float)
        family: list[dict[str, Any]] = []
        later: list[Iterator[dict[str, Any]]] = []
        for kind, name, values in _measures(ratings):
            groups = [
                group(
                    values[codes == i],
                    taken(ratings.weights, codes == i),
                    taken(ratings.clusters, codes == i),
                )
                for i in range(len(levels))
            ]
            found = _scores(groups, levels, minimum_n, "{:+.0f}" if kind == "nps" else "{:.2f}")
            if found:
                family.append(found | {"kind": kind, "measure": name})
                later.append(_games_howell(groups, levels, minimum_n))
        for factor in codebook.factors:
            if factor.id not in unhappy.index:
                continue
            flags = ids.isin(unhappy[factor.id]).to_numpy()
            inside = [counts_in & (codes == i) for i in range(len(levels))]
            sizes = [int(one.sum()) for one in inside]
            counts = np.array(
                [
                    counted(flags[one], taken(ratings.weights, one), taken(ratings.clusters, one))
                    for one in inside
                ]
            )
            found = _shares(counts.reshape(-1, 2), sizes, levels, minimum_n)
            if found:
                family.append(found | {"kind": "complaint", "measure": factor.id})
                later.append(_differences(counts.reshape(-1, 2), sizes, levels, minimum_n))
        for row, told, find in zip(family, adjusted(family), later, strict=True):
            row |= {"segment": column.name, **told}
            if row["clear"]:
                pairs += [
                    one | {"segment": column.name, "kind": row["kind"], "measure": row["measure"]}
                    for one in find
                ]
        rows += family
    return frame(rows, CROSSTABS), frame(pairs, PAIRS)


def adjusted(family: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return of each test of a family its p-value adjusted for the false-discovery rate (Benjamini
    and Hochberg, 1995), nan where it has none, and whether it is clear."""
    q = adjust(np.array([row["p"] for row in family], dtype=float))
    return [{"p_adjusted": one, "clear": one < CLEAR} for one in q.tolist()]


def _measures(ratings: Ratings) -> Iterator[tuple[str, str, Array]]:
    """Yield kind, name and values of every closed item, and -100, 0, 100 of each NPS item."""
    for name in ratings.names:
        values = ratings.scores[name].to_numpy(dtype=float)
        yield "score", name, values
        if name in set(ratings.nps["item"]):
            yield "nps", name, nps_points(values)


def _kept(sizes: Sequence[int], minimum_n: int) -> list[int]:
    return [i for i, size in enumerate(sizes) if size >= max(2, minimum_n)]


def _row(
    levels: Sequence[str], kept: Sequence[int], sizes: Sequence[int], values: Sequence[str]
) -> dict[str, Any]:
    return {
        "levels": [levels[i] for i in kept],
        "n": int(sum(sizes[i] for i in kept)),
        "bases": [str(sizes[i]) for i in kept],
        "values": [values[i] for i in kept],
        "suppressed": len(levels) - len(kept),
    }


def _scores(
    groups: list[Group], levels: list[str], minimum_n: int, form: str
) -> dict[str, Any] | None:
    sizes = [group.n for group in groups]
    kept = _kept(sizes, minimum_n)
    if len(kept) < 2:
        return None
    used = [groups[i] for i in kept]
    everything = np.concatenate([group.each for group in used])
    shown = [form.format(group.mean) if group.n else "" for group in groups]
    row = _row(levels, kept, sizes, shown)
    if not np.ptp(everything):
        return None
    k = len(used)
    if min(g.independent for g in used) >= NORMAL_N and all(group.varies for group in used):
        bases = np.array([group.independent for group in used], dtype=float)
        result = anova_generic(
            np.array([group.mean for group in used]),
            np.array([group.variance for group in used]) * bases,
            bases,
            use_var="unequal",
            welch_correction=True,
        )
        f, df = float(result.statistic), float(result.df_num)
        n = sum(group.worth for group in used)
        size = max(0.0, df * (f - 1) / (df * (f - 1) + n))  # Kirk (1996), from F
        row |= {"test": "Welch ANOVA", "effect": "ω²", "df": df, "statistic": f}
        row |= {
            "p": float(result.pvalue),
            "size": size,
            "strength": _strength(size, (0.01, 0.06, 0.14)),
        }
    else:
        h = stats.kruskal(*(group.each for group in used))
        size = float(h.statistic) / (len(everything) - 1)  # Tomczak and Tomczak (2014)
        row |= {"test": "Kruskal-Wallis", "effect": "ε²", "df": k - 1.0}
        row |= {"statistic": float(h.statistic), "p": float(h.pvalue), "size": size}
        row["strength"] = _strength(size, (0.01, 0.06, 0.14))
    return row


def _shares(
    counts: Array, sizes: list[int], levels: list[str], minimum_n: int
) -> dict[str, Any] | None:
    kept = _kept(sizes, minimum_n)
    if len(kept) < 2:
        return None
    shown = [f"{c / n:.1%}" if n else "" for c, n in counts]
    row = _row(levels, kept, sizes, shown)
    table = np.column_stack([counts[kept, 0], counts[kept, 1] - counts[kept, 0]])
    if not table[:, 0].sum() or not table[:, 1].sum():
        return None
    chi2, p, df, expected = stats.chi2_contingency(table, correction=False)
    size = float(np.sqrt(chi2 / table.sum()))  # Cramér's V: the smaller side has two
    row |= {"test": "χ²", "statistic": float(chi2), "df": float(df), "p": float(p)}
    if expected.min() < SMALL_EXPECTED:
        table = np.rint(table).astype(np.int64)
        if not table[:, 0].sum() or not table[:, 1].sum() or not table.sum(axis=1).all():
            p = 1.0  # weights leave less than half a respondent
        elif len(table) == 2:
            p = stats.fisher_exact(table).pvalue
        else:
            rng = np.random.default_rng(SEED)
            p = stats.fisher_exact(
                table, method=stats.MonteCarloMethod(n_resamples=RESAMPLES, rng=rng)
            ).pvalue
        row |= {"test": "Fisher", "statistic": np.nan, "df": np.nan, "p": float(p)}
    row |= {"effect": "Cramér V", "size": size, "strength": _strength(size, (0.1, 0.3, 0.5))}
    return row


def _strength(size: float, bounds: tuple[float, float, float]) -> str:
    """Put an effect size in Cohen's (1988) words."""
    small, medium, large = bounds
    if size >= large:
        return t("大", "large")
    if size >= medium:
        return t("中", "medium")
    return t("小", "small") if size >= small else t("极小", "negligible")


def _games_howell(
    groups: list[Group], levels: list[str], minimum_n: int
) -> Iterator[dict[str, Any]]:
    """Yield each pair of levels with its mean difference, interval and adjusted p-value."""
    kept = [i for i in _kept([group.n for group in groups], minimum_n) if groups[i].varies]
    k = len(kept)
    for i, j in combinations(kept, 2):
        a, b = groups[i], groups[j]
        va, vb = a.variance, b.variance
        error = np.sqrt((va + vb) / 2)
        difference = a.mean - b.mean
        df = welch(difference, va, vb, a.independent, b.independent).freedom
        # Copenhaver and Holland's approximations: scipy's integral takes seconds for a table.
        p = float(np.min(psturng(abs(difference) / error, k, df)))
        half = float(np.max(qsturng(0.95, k, df)) * error)
        yield {
            "level": levels[i],
            "other": levels[j],
            "n": a.n,
            "n_other": b.n,
            "difference": difference,
            "low": difference - half,
            "high": difference + half,
            "test": "Games-Howell",
            "p": p,
            "clear": p < CLEAR,
        }


def _differences(
    counts: Array, sizes: list[int], levels: list[str], minimum_n: int
) -> Iterator[dict[str, Any]]:
    """Yield each pair of levels with the difference of their shares."""
    from statsmodels.stats.proportion import confint_proportions_2indep

    kept = _kept(sizes, minimum_n)
    found: list[dict[str, Any]] = []
    for i, j in combinations(kept, 2):
        (a, n), (b, m) = counts[i], counts[j]
        whole = np.rint([[a, n - a], [b, m - b]]).astype(np.int64)
        low, high = confint_proportions_2indep(a, n, b, m, method="newcomb")
        found.append(
            {
                "level": levels[i],
                "other": levels[j],
                "n": sizes[i],
                "n_other": sizes[j],
                "difference": float(a / n - b / m),
                "low": float(low),
                "high": float(high),
                "test": "Fisher",
                "p": float(stats.fisher_exact(whole).pvalue),
            }
        )
    # Holm's step-down: the smallest p-value is multiplied by the number of pairs.
    order = sorted(range(len(found)), key=lambda i: found[i]["p"])
    highest = 0.0
    for step, position in enumerate(order):
        highest = max(highest, min(1.0, found[position]["p"] * (len(found) - step)))
        found[position] |= {"p": highest, "clear": highest < CLEAR}
    yield from found
