"""Each driver's association with each outcome, with intervals and warnings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from feedback_miner.drivers import bootstrap
from feedback_miner.drivers.importance import (
    lmg,
    relative_weights,
    stability,
    variance_inflation,
)
from feedback_miner.drivers.predictors import Predictors
from feedback_miner.drivers.regression import ordered_logit, robust
from feedback_miner.language import t
from feedback_miner.ratings.statistics import (
    Groups,
    effective,
    pearson,
    pearson_interval,
    taken,
)
from feedback_miner.survey import short
from feedback_miner.tables import DRIVERS, check, frame

__all__ = ["COLLINEAR", "FITS", "Drawn", "estimate"]

Array = NDArray[np.float64]
# LMG shares of bootstrap samples (rows) by driver (columns), of each (outcome, source) modelled.
Drawn = dict[tuple[str, str], pd.DataFrame]
COLLINEAR = 5.0  # variance inflation from which regression weights are not to be read
ROWS_PER_DRIVER = 5
LEAST = 30
MODELS = {  # what explains an outcome, in words
    "closed": ("评分题", "closed scores"),
    "text": ("文本", "words"),
    "mentioned": ("提及者的文本", "words of those who mention the factor"),
    "both": ("评分题与文本", "closed scores and words"),
}
LEAST_APART = 5  # responses that must differ from the rest for a driver to be judged
TELLING = 0.02  # adjusted R² below which importance is not to be read
MOST_LEVELS = 11  # levels up to which an outcome is taken as ordinal

FITS = {
    "outcome": "str",
    "source": "str",
    "n": "int",
    "left_out": "int",
    "drivers": "int",
    "r2": "float",
    "r2_low": "float",
    "r2_high": "float",
    "r2_adjusted": "float",
    "pseudo_r2": "float",
    "rank_stability": "float",
    "highest_vif": "float",
}


def estimate(
    predictors: Predictors, *, seed: int, samples: int, name: Callable[[str], str] = str
) -> tuple[pd.DataFrame, pd.DataFrame, list[str], Drawn]:
    """Return DRIVERS, FITS, notes and the samples' LMG: for each outcome and source of drivers

    Pearson (Fisher intervals) and Spearman correlations; least squares, standardised and in
    points, with HC3 errors; the proportional-odds model for outcomes of few levels; Johnson's
    and LMG's relative importance with bootstrap percentile intervals, the bootstrap interval of
    each rank, and the mean rank correlation of the samples with the whole; variance inflation.
    A bootstrap sample fits chance twice, the survey's and its own, so that its R² is adjusted
    twice before the interval is taken: that is one of the adjusted R².
    ``name`` tells what a factor is called in the notes.
    Rows with a missing value are left out and counted; drivers in which fewer than
    ``LEAST_APART`` responses differ from the rest are left out and told, as single people would
    decide what they show. Association, not cause.
    """
    rows: list[dict[str, Any]] = []
    fits: list[dict[str, Any]] = []
    notes: list[str] = []
    samples_of: Drawn = {}
    follow: dict[tuple[str, ...], list[str]] = {}  # drivers that others tell, with the outcomes
    rare: dict[str, dict[str, None]] = {}  # by outcome, drivers in which hardly anybody differs

    def called(one: str) -> str:
        return short(name(one))

    for outcome in predictors.outcomes.columns:
        y = predictors.outcomes[outcome]
        lacking: list[str] = []  # models of this outcome that have too few responses
        for source, x in predictors.sources(str(outcome)).items():
            if source == "both" and (predictors.text.empty or predictors.closed.empty):
                continue
            usable = [c for c in x.columns if x[c].notna().sum() > 2 and x[c].nunique() > 1]
            if not usable or y.notna().sum() < 3:
                if source == "closed" and len(x.columns):
                    notes.append(_unexplained(str(outcome), int(y.notna().sum()), bool(usable)))
                continue
            known = x[usable].notna().all(axis=1) & y.notna()
            if predictors.weights is not None:
                known = known & (predictors.weights > 0)
            table = x.loc[known, usable]
            # A driver may have lost its variation with the rows that miss another.
            usable = [c for c in usable if table[c].nunique() > 1]
            alike = [c for c in usable if _apart(table[c]) < LEAST_APART]
            usable = [c for c in usable if c not in alike]
            target = y[known].to_numpy(dtype=float)
            rare.setdefault(str(outcome), {}).update(dict.fromkeys(alike))
            constant = len(np.unique(target)) < 2
            if constant or not usable:
                if source == "closed" and (constant or not alike):
                    drivers = bool(usable or alike)
                    notes.append(_unexplained(str(outcome), len(target), drivers))
                continue
            if len(table) < max(LEAST, ROWS_PER_DRIVER * len(usable)):
                lacking.append(
                    t(
                        f"{len(table)} 份完整答卷不足以估计 {len(usable)} 个驱动因素"
                        f"（{MODELS[source][0]}）",
                        f"{len(table)} complete responses are too few for {len(usable)} drivers "
                        f"({MODELS[source][1]})",
                    )
                )
                continue
            at = known.to_numpy()
            about = taken(predictors.weights, at), taken(predictors.clusters, at)
            found, fit, repeated, drawn = _one(
                table[usable].to_numpy(dtype=float), target, usable, *about, seed, samples
            )
            samples_of[str(outcome), source] = drawn
            if repeated:
                outcomes_of = follow.setdefault(tuple(repeated), [])
                if str(outcome) not in outcomes_of:
                    outcomes_of.append(str(outcome))
            for row in found:
                driver = str(row["driver"])
                in_words = driver in predictors.text.columns
                row |= _together(x[driver], y, predictors.weights, predictors.clusters)
                row["note"] = _sign(row)
                row |= {
                    "outcome": outcome,
                    "source": source,
                    "factor": driver if in_words else predictors.factors.get(driver, ""),
                }
            rows += sorted(found, key=lambda row: (-row["lmg"], str(row["driver"])))
            if fit:
                left_out = int(y.notna().sum()) - len(table)
                fits.append(fit | {"outcome": outcome, "source": source, "left_out": left_out})
            notes += _warnings(str(outcome), source, found, fit, called)
        if lacking:
            notes.append(t(f"「{outcome}」：", f'"{outcome}": ') + t("；", "; ").join(lacking))
    notes += _left_out(
        follow,
        called,
        t(
            "{}：{} 可由其他驱动因素完全推出，未列入",
            "{}: {} follow from other drivers exactly and were left out",
        ),
    )
    few: dict[tuple[str, ...], list[str]] = {}
    for one, alone in rare.items():
        if alone:
            few.setdefault(tuple(alone), []).append(one)
    notes += _left_out(
        few,
        called,
        t(
            f"{{}}：{{}} 只有不到 {LEAST_APART} 份答卷与其余不同，"
            "个别人就能左右结果，不列入相应模型",
            f"{{}}: in {{}} fewer than {LEAST_APART} responses differ from the rest, single people "
            "would decide the result: left out of the models where that is so",
        ),
    )
    return check(frame(rows, DRIVERS), DRIVERS), frame(fits, FITS), notes, samples_of


def _left_out(
    found: Mapping[tuple[str, ...], Sequence[str]], called: Callable[[str], str], form: str
) -> Iterator[str]:
    """Yield a note a set of drivers left out; ``form`` takes the outcomes, then the drivers."""

    def listed(several: Sequence[str]) -> str:
        return t("、", ", ").join(t(f"「{called(one)}」", called(one)) for one in several)

    for dropped, outcomes_of in found.items():
        yield form.format(listed(outcomes_of), listed(dropped))


def _apart(values: pd.Series[float]) -> int:
    """Return how many values differ from the commonest."""
    return len(values) - int(values.value_counts().iloc[0])


def _unexplained(outcome: str, n: int, drivers: bool) -> str:
    """Say why an outcome has no model: too few answers, all alike, or drivers that do not vary."""
    if n < 3:
        return t(
            f"「{outcome}」只有 {n} 份可用的答卷，无法分析驱动因素",
            f'"{outcome}": only {n} usable responses, drivers were not estimated',
        )
    if drivers:
        return t(
            f"「{outcome}」的 {n} 份答卷都一样，没有差异可解释",
            f'"{outcome}": its {n} answers are all alike, there is nothing to explain',
        )
    return t(
        f"「{outcome}」：没有随人变化的评分题可作驱动因素",
        f'"{outcome}": no closed score varies, so none can be a driver',
    )


def _independent(r: Array) -> list[int]:
    """Return the predictors that no earlier ones repeat exactly, from their correlations."""
    kept: list[int] = []
    for i in range(len(r)):
        chosen = [*kept, i]
        if np.linalg.eigvalsh(r[np.ix_(chosen, chosen)])[0] > 1e-8:
            kept.append(i)
    return kept


def _one(
    x: Array,
    y: Array,
    names: list[str],
    weights: Array | None,
    groups: Groups | None,
    seed: int,
    samples: int,
) -> tuple[list[dict[str, Any]], dict[str, Any], list[str], pd.DataFrame]:
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
    r2 = float(weight.sum())
    rows = []
    for i, name in enumerate(names):
        scale = deviation[k] / deviation[i]
        rows.append(
            {
                "driver": name,
                "n": n,
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
        )
    rows = [{key: _told(value) for key, value in row.items()} for row in rows]
    base = n if weights is None else effective(weights)
    corrected = _adjusted(_adjusted(drawn.sum(axis=1), base, k), base, k)
    r2_low, r2_high = bootstrap.percentiles(np.maximum(corrected, 0.0)[:, None])
    whole = {
        "n": n,
        "drivers": k,
        "r2": r2,
        "r2_low": float(r2_low[0]),
        "r2_high": float(r2_high[0]),
        "r2_adjusted": float(_adjusted(np.array(r2), base, k)),
        "pseudo_r2": ordinal.pseudo_r2 if ordinal else np.nan,
        "rank_stability": agreement,
        "highest_vif": float(inflation.max()),
    }
    return rows, whole, repeated, pd.DataFrame(drawn_lmg, columns=names)


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


def _together(
    driver: pd.Series[float],
    outcome: pd.Series[float],
    weights: Array | None,
    groups: Groups | None,
) -> dict[str, float]:
    """Return both correlations over all responses that answered the two, and how many did."""
    known = (driver.notna() & outcome.notna()).to_numpy()
    if weights is not None:
        known = known & (weights > 0)
    w = None if weights is None else weights[known]
    x, y = driver[known].to_numpy(dtype=float), outcome[known].to_numpy(dtype=float)
    n = int(known.sum())
    r, low, high = pearson_interval(x, y, w, taken(groups, known))
    return {
        "correlation_n": n,
        "correlation": r,
        "correlation_low": low,
        "correlation_high": high,
        "spearman": pearson(stats.rankdata(x), stats.rankdata(y), w),
    }


def _sign(row: dict[str, Any]) -> str:
    """Say where the regression weight points another way than the correlation."""
    turned = row["correlation_low"] > 0 > row["coefficient"]
    turned |= row["correlation_high"] < 0 < row["coefficient"]
    if not turned:
        return ""
    clear = row["coefficient_high"] < 0 or row["coefficient_low"] > 0
    if clear:
        return t("回归系数与相关方向相反（抑制效应）", "sign differs from correlation: suppression")
    return t("回归系数方向不稳，勿解读", "the sign of the weight is uncertain: do not read it")


def _warnings(
    outcome: str,
    source: str,
    rows: list[dict[str, Any]],
    fit: dict[str, Any],
    called: Callable[[str], str],
) -> Iterator[str]:
    if source not in ("closed", "text") or not rows:
        return
    outcome = called(outcome)
    by = t("评分题", "closed scores") if source == "closed" else t("文本", "words")
    alone = [called(str(row["driver"])) for row in rows if np.isnan(row["coefficient_low"])]
    if alone:
        yield t(
            f"「{outcome}」（{by}）：{'、'.join(alone)} 的回归系数取决于个别答卷，无法给出区间",
            f'"{outcome}" ({by}): the regression weight of {", ".join(alone)} hangs on single '
            "responses, so that no interval can be given",
        )
    if fit["r2_adjusted"] < TELLING:
        return
    collinear = [called(str(row["driver"])) for row in rows if row["vif"] >= COLLINEAR]
    if collinear:
        yield t(
            f"「{outcome}」（{by}）：{'、'.join(collinear)} 彼此高度相关（VIF ≥ {COLLINEAR:g}），"
            "回归系数不稳定，请看相对重要性及其名次区间",
            f'"{outcome}" ({by}): {", ".join(collinear)} are highly correlated '
            f"(VIF >= {COLLINEAR:g}): "
            "regression weights are unstable, read the relative importance and its rank intervals",
        )
    turned = [called(str(row["driver"])) for row in rows if row["note"]]
    if turned:
        yield t(
            f"「{outcome}」（{by}）：{'、'.join(turned)} 的回归系数与相关方向相反"
            "（抑制效应或不稳定），不可单独解读",
            f'"{outcome}" ({by}): the regression weight of {", ".join(turned)} has another sign '
            "than its correlation (suppression or chance): do not read it alone",
        )
    if fit and len(rows) > 1 and fit["rank_stability"] < 0.7:
        yield t(
            f"「{outcome}」（{by}）：重要性名次不稳（自助样本与整体的名次相关平均 "
            f"{fit['rank_stability']:.2f}），勿凭名次排优先级",
            f'"{outcome}" ({by}): the ranking by importance is unstable (mean rank correlation of '
            f"bootstrap samples {fit['rank_stability']:.2f}): do not set priorities by rank alone",
        )
