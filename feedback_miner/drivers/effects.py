"""Each driver's association with each outcome, with intervals and warnings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd
from scipy import stats

from feedback_miner.drivers.effect_notes import (
    LEAST_APART,
    cautions,
    sign_of,
    too_few,
    unexplained,
    what_is_left_out,
)
from feedback_miner.drivers.model import Array, Row, fit_model
from feedback_miner.drivers.predictors import Predictors
from feedback_miner.language import t
from feedback_miner.ratings.statistics import Groups, pearson, pearson_interval, taken
from feedback_miner.survey import short
from feedback_miner.tables import DRIVERS, check, frame

__all__ = ["FITS", "Drawn", "estimate"]


# LMG shares of bootstrap samples (rows) by driver (columns), of each (outcome, source) modelled.
Drawn = dict[tuple[str, str], pd.DataFrame]
ROWS_PER_DRIVER = 5
LEAST = 30

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

    def called(one: str) -> str:
        return short(name(one))

    found = _Found()
    for outcome in map(str, predictors.outcomes.columns):
        lacking: list[str] = []  # models of this outcome that have too few responses
        for source, x in predictors.sources(outcome).items():
            if source == "both" and (predictors.text.empty or predictors.closed.empty):
                continue
            model = _laid(outcome, source, x, predictors, found)
            if model is None:
                continue
            n, drivers = model.table.shape
            if n < max(LEAST, ROWS_PER_DRIVER * drivers):
                lacking.append(too_few(n, drivers, source))
                continue
            _explain(model, predictors, found, called, seed, samples)
        if lacking:
            found.notes.append(
                t(f"「{outcome}」：", f'"{outcome}": ') + t("；", "; ").join(lacking)
            )
    notes = [*found.notes, *what_is_left_out(found.follow, found.rare, called)]
    return check(frame(found.rows, DRIVERS), DRIVERS), frame(found.fits, FITS), notes, found.drawn


@dataclass(slots=True)
class _Found:
    """What the models so far tell: rows of DRIVERS and FITS, notes, the samples' LMG; drivers that
    others tell, with the outcomes; by outcome, drivers in which hardly anybody differs."""

    rows: list[Row] = field(default_factory=list)
    fits: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    drawn: Drawn = field(default_factory=dict)
    follow: dict[tuple[str, ...], list[str]] = field(default_factory=dict)
    rare: dict[str, dict[str, None]] = field(default_factory=dict)


class _Model(NamedTuple):
    """What is to be estimated: an outcome and one source of drivers (``x``) over all responses,
    which of them are ``known`` (complete), and their drivers that vary, as a ``table``."""

    outcome: str
    source: str
    x: pd.DataFrame
    known: pd.Series[bool]
    table: pd.DataFrame


def _laid(
    outcome: str, source: str, x: pd.DataFrame, predictors: Predictors, found: _Found
) -> _Model | None:
    """Return what can be estimated; None where nothing can, and ``found`` is told why."""
    y = predictors.outcomes[outcome]
    usable = [c for c in x.columns if x[c].notna().sum() > 2 and x[c].nunique() > 1]
    if not usable or y.notna().sum() < 3:
        if source == "closed" and len(x.columns):
            found.notes.append(unexplained(outcome, int(y.notna().sum()), bool(usable)))
        return None
    known = x[usable].notna().all(axis=1) & y.notna()
    if predictors.weights is not None:
        known = known & (predictors.weights > 0)
    table = x.loc[known, usable]
    # A driver may have lost its variation with the rows that miss another.
    usable = [c for c in usable if table[c].nunique() > 1]
    alike = [c for c in usable if _apart(table[c]) < LEAST_APART]
    usable = [c for c in usable if c not in alike]
    found.rare.setdefault(outcome, {}).update(dict.fromkeys(alike))
    constant = y[known].nunique() < 2
    if constant or not usable:
        if source == "closed" and (constant or not alike):
            found.notes.append(unexplained(outcome, len(table), bool(usable or alike)))
        return None
    return _Model(outcome, source, x, known, table[usable])


def _explain(
    model: _Model,
    predictors: Predictors,
    found: _Found,
    called: Callable[[str], str],
    seed: int,
    samples: int,
) -> None:
    """Estimate a model, and put what it tells into ``found``."""
    outcome, source, x, known, table = model
    y = predictors.outcomes[outcome]
    target, at = y[known].to_numpy(dtype=float), known.to_numpy()
    about = taken(predictors.weights, at), taken(predictors.clusters, at)
    rows, fit, repeated, drawn = fit_model(
        table.to_numpy(dtype=float), target, list(table.columns), *about, seed, samples
    )
    found.drawn[outcome, source] = drawn
    if repeated:
        outcomes_of = found.follow.setdefault(tuple(repeated), [])
        if outcome not in outcomes_of:
            outcomes_of.append(outcome)
    for row in rows:
        driver = str(row["driver"])
        in_words = driver in predictors.text.columns
        row |= _together(x[driver], y, predictors.weights, predictors.clusters)
        row["note"] = sign_of(row)
        row |= {
            "outcome": outcome,
            "source": source,
            "factor": driver if in_words else predictors.factors.get(driver, ""),
        }
    found.rows += sorted(rows, key=lambda row: (-row["lmg"], str(row["driver"])))
    if fit:
        left_out = int(y.notna().sum()) - len(table)
        found.fits.append(fit | {"outcome": outcome, "source": source, "left_out": left_out})
    found.notes += cautions(outcome, source, rows, fit, called)


def _apart(values: pd.Series[float]) -> int:
    """Return how many values differ from the commonest."""
    return len(values) - int(values.value_counts().iloc[0])


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
