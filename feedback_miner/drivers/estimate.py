"""Drivers of each outcome: correlation, robust regression, relative importance with intervals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm
from numpy.typing import NDArray

from feedback_miner.drivers.importance import relative_weights, variance_inflation
from feedback_miner.factors.aggregate import by_response
from feedback_miner.language import t
from feedback_miner.ratings.read import Ratings
from feedback_miner.ratings.statistics import pearson_interval
from feedback_miner.survey import Survey
from feedback_miner.tables import DRIVERS, check, frame

__all__ = ["Drivers", "estimate"]

Array = NDArray[np.float64]
SAMPLES = 500  # bootstrap
COLLINEAR = 5.0  # variance inflation from which regression weights are not to be read
ROWS_PER_DRIVER = 5


@dataclass(frozen=True)
class Drivers:
    """``table``: DRIVERS, by outcome, then by importance; ``fit``: outcome, source, n, r2,
    drivers; ``notes``: what an analyst must know before quoting a figure."""

    table: pd.DataFrame
    fit: pd.DataFrame
    notes: tuple[str, ...]


def estimate(
    ratings: Ratings,
    opinions: pd.DataFrame,
    verbatims: pd.DataFrame,
    survey: Survey,
    *,
    samples: int = SAMPLES,
) -> Drivers:
    """Estimate what moves each outcome, by closed items and by text factors.

    For each outcome and source (``closed``: every closed item that is no outcome; ``text``: for
    each factor +1, 0 or -1 as the response speaks of it): Pearson correlations with Fisher
    intervals, standardised regression coefficients with HC3 errors (MacKinnon and White, 1985),
    Johnson's relative weights as shares of R² with bootstrap percentile intervals, and variance
    inflation. Rows with a missing value are left out, and the base ``n`` says so. Association,
    not cause.
    """
    rows: list[dict[str, Any]] = []
    fits: list[dict[str, Any]] = []
    notes: list[str] = []
    columns = {c.name: c for c in survey.with_role("score") if c.name in ratings.scores.columns}
    outcomes = [c for c in columns.values() if c.outcome]
    closed = [c.name for c in columns.values() if not c.outcome]
    factors = {c.name: c.factor for c in columns.values()}
    words = _text_scores(ratings, opinions, verbatims)
    for outcome in outcomes:
        y = ratings.scores[outcome.name]
        for source, x in (("closed", ratings.scores[closed]), ("text", words)):
            usable = [c for c in x.columns if x[c].notna().sum() > 2 and x[c].nunique() > 1]
            if not usable:
                continue
            table = pd.concat([y.rename("_y"), x[usable]], axis=1).dropna()
            # A driver may have lost its variation with the rows that miss another.
            usable = [c for c in usable if table[c].nunique() > 1]
            if table["_y"].nunique() < 2 or not usable:
                continue
            if len(table) < max(30, ROWS_PER_DRIVER * len(usable)):
                notes.append(
                    t(
                        f"「{outcome.name}」只有 {len(table)} 份完整答卷，"
                        f"不足以估计 {len(usable)} 个驱动因素",
                        f'"{outcome.name}": {len(table)} complete responses are too few for '
                        f"{len(usable)} drivers",
                    )
                )
                continue
            found = list(_one(table, usable, survey.options.seed, samples))
            r2 = sum(row["importance"] for row in found) if found else float("nan")
            for row in found:
                driver = str(row["driver"])
                row |= {
                    "outcome": outcome.name,
                    "source": source,
                    "factor": factors.get(driver, "") if source == "closed" else driver,
                }
            rows += sorted(found, key=lambda row: (-row["importance"], str(row["driver"])))
            fits.append(
                {
                    "outcome": outcome.name,
                    "source": source,
                    "n": len(table),
                    "r2": r2,
                    "drivers": len(usable),
                }
            )
            notes += _warnings(outcome.name, found)
    table = check(frame(rows, DRIVERS), DRIVERS)
    fit = frame(
        fits, {"outcome": "str", "source": "str", "n": "int", "r2": "float", "drivers": "int"}
    )
    return Drivers(table, fit, tuple(notes))


def _text_scores(ratings: Ratings, opinions: pd.DataFrame, verbatims: pd.DataFrame) -> pd.DataFrame:
    """Return a column for each factor: +1, 0, -1 as a response speaks of it; nan for responses
    with no valid answer at all."""
    ids = ratings.scores["response_id"]
    said = by_response(opinions)
    signs = said["polarity"].map({"positive": 1.0, "neutral": 0.0, "negative": -1.0})
    wide = said.assign(sign=signs).pivot(index="response_id", columns="factor", values="sign")
    wide = wide.reindex(ids).fillna(0.0).reset_index(drop=True)
    valid = set(verbatims.loc[verbatims["valid"], "response_id"])
    wide.columns.name = None
    wide.loc[~ids.isin(valid).to_numpy()] = np.nan
    return wide


def _one(
    table: pd.DataFrame, drivers: list[str], seed: int, samples: int
) -> Iterator[dict[str, Any]]:
    x = table[drivers].to_numpy(dtype=float)
    y = table["_y"].to_numpy(dtype=float)
    n, k = x.shape
    correlations = np.corrcoef(np.column_stack([x, y]), rowvar=False)
    try:
        weights = relative_weights(correlations[:k, :k], correlations[:k, k])
        inflation = variance_inflation(correlations[:k, :k])
    except np.linalg.LinAlgError:
        return
    zx = (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)
    zy = (y - y.mean()) / y.std(ddof=1)
    model = sm.OLS(zy, sm.add_constant(zx)).fit(cov_type="HC3")
    intervals = np.asarray(model.conf_int())[1:]
    low, high = _bootstrap(x, y, seed, samples)
    for i, driver in enumerate(drivers):
        r, r_low, r_high = pearson_interval(x[:, i], y)
        yield {
            "driver": driver,
            "n": n,
            "correlation": r,
            "correlation_low": r_low,
            "correlation_high": r_high,
            "coefficient": float(model.params[i + 1]),
            "coefficient_low": float(intervals[i, 0]),
            "coefficient_high": float(intervals[i, 1]),
            "importance": float(weights[i]),
            "importance_low": float(low[i]),
            "importance_high": float(high[i]),
            "vif": float(inflation[i]),
        }


def _bootstrap(x: Array, y: Array, seed: int, samples: int) -> tuple[Array, Array]:
    """Return the percentile interval of the relative weights over resampled respondents."""
    rng = np.random.default_rng(seed)
    n, k = x.shape
    both = np.column_stack([x, y])
    drawn = np.full((samples, k), np.nan)
    for s in range(samples):
        # Counts of each respondent in the sample give the same moments as drawing the rows.
        counts = rng.multinomial(n, np.full(n, 1 / n)).astype(float)
        mean = counts @ both / n
        centred = both - mean
        cov = (centred * counts[:, None]).T @ centred
        sd = np.sqrt(np.diag(cov))
        if (sd == 0).any():
            continue
        r = cov / np.outer(sd, sd)
        try:
            drawn[s] = relative_weights(r[:k, :k], r[:k, k])
        except np.linalg.LinAlgError:
            continue
    if np.isnan(drawn).all(axis=0).any():
        return np.full(k, np.nan), np.full(k, np.nan)
    low, high = np.nanpercentile(drawn, [2.5, 97.5], axis=0)
    return low, high


def _warnings(outcome: str, rows: list[dict[str, Any]]) -> Iterator[str]:
    collinear = [str(row["driver"]) for row in rows if row["vif"] >= COLLINEAR]
    if collinear:
        yield t(
            f"「{outcome}」：{'、'.join(collinear)} 彼此高度相关（VIF ≥ {COLLINEAR:g}），"
            "回归系数不稳定，请看相对重要性",
            f'"{outcome}": {", ".join(collinear)} are highly correlated (VIF >= {COLLINEAR:g}): '
            "regression weights are unstable, read the relative importance",
        )
    turned = [
        str(row["driver"])
        for row in rows
        if row["correlation_low"] > 0 > row["coefficient_high"]
        or row["correlation_high"] < 0 < row["coefficient_low"]
    ]
    if turned:
        yield t(
            f"「{outcome}」：{'、'.join(turned)} 的回归系数与相关方向相反"
            "（抑制效应），不可单独解读",
            f'"{outcome}": the regression weight of {", ".join(turned)} has another sign than its '
            "correlation (suppression): do not read it alone",
        )
