"""How often the 95 % intervals of the drivers part hold the truth, by simulation.

Three kinds of survey: ``normal`` (what the formulas suppose), ``likert`` (five-point items with a
ceiling, an outcome of 0 to 10) and ``weighted`` (the dissatisfied are three times as likely to
answer, and weights make up for it). The truth is what the same method finds in a population of
400,000 without weights. Themes in words: three of twelve move satisfaction, so that a call of any
other is a false discovery.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner import ratings
from feedback_miner.drivers import contrasts, effects, impact, loyalty, paths, predictors
from feedback_miner.ratings.statistics import cronbach_alpha, nps_interval, weighted_interval
from feedback_miner.survey import Column, Construct, Scale, Survey

__all__ = ["KINDS", "coverage"]

KINDS = ("normal", "likert", "weighted")
POPULATION = 400_000
COMMON = 0.6  # what the simulated drivers share
BETAS = np.array([0.5, 0.35, 0.2, 0.1, 0.0])
THEMES, TELLING = 12, 3
RECOMMENDED = Survey((Column("recommend", "score", scale=Scale(0, 10), outcome="recommend"),))
NOTHING = pd.DataFrame({"response_id": [], "topic": []}).astype({"topic": int})
CONSTRUCTS = (
    Construct("Q", ("x0", "x1", "x2")),
    Construct("T", ("t1", "t2"), ("Q",)),
    Construct("S", ("s1", "s2", "s3"), ("Q", "T")),
    Construct("L", ("l1", "l2"), ("S", "T")),
)
Array = NDArray[np.float64]
Interval = tuple[str, str, float, float, float]  # name, key, low, value, high


def draw(kind: str, n: int, rng: np.random.Generator) -> predictors.Predictors:
    """Draw respondents: five drivers, three outcomes, a mediator, themes, items of constructs."""
    weights = None
    if kind == "weighted" and n < POPULATION:
        pool = _everybody("normal", 6 * n, rng)
        chance = np.where(pool["satisfied"] < 0, 1.0, 1 / 3)
        chosen = np.flatnonzero(rng.random(6 * n) < chance)[:n]
        pool, weights = pool.iloc[chosen].reset_index(drop=True), 1 / chance[chosen]
        weights = weights * (n / weights.sum())
    else:
        pool = _everybody("normal" if kind == "weighted" else kind, n, rng)
    closed = pool[[f"x{i}" for i in range(5)] + ["trust"]]
    on100 = (closed - 1) * 25.0 if kind == "likert" else closed
    text = pool[[f"t{i}_" for i in range(THEMES)]]
    return predictors.Predictors(
        ids=pd.Series([str(i) for i in range(n)]),
        outcomes=pool[["satisfied", "recommend", "again"]],
        kinds={
            "satisfied": "satisfaction",
            "recommend": "recommend",
            "again": "reuse",
            "trust": "trust",
        },
        closed=closed,
        on100=on100,
        text=text,
        mentioned=-text,
        factors={},
        items=pool.to_dict("series"),
        weights=weights,
        praised=(text > 0).astype(float),
        blamed=(text < 0).astype(float),
    )


def _everybody(kind: str, n: int, rng: np.random.Generator) -> pd.DataFrame:
    common = rng.normal(size=(n, 1))
    x = COMMON * common + rng.normal(size=(n, 5))
    said = (rng.random((n, THEMES)) < 0.15).astype(float)
    satisfied = x @ BETAS - 0.6 * said[:, :TELLING].sum(axis=1) + rng.normal(size=n)
    trust = 0.5 * satisfied + rng.normal(size=n)
    loyal = 0.4 * satisfied + 0.5 * trust + rng.normal(size=n)
    again = np.digitize(0.8 * (x @ BETAS) + rng.logistic(size=n), [-2, -0.5, 0.8, 2]) + 1.0
    recommend = np.clip(np.round(7 + 1.5 * loyal), 0, 10)
    items = {
        **{f"t{i}": trust + 0.8 * rng.normal(size=n) for i in (1, 2)},
        **{f"s{i}": satisfied + 0.8 * rng.normal(size=n) for i in (1, 2, 3)},
        **{f"l{i}": loyal + 0.8 * rng.normal(size=n) for i in (1, 2)},
    }
    if kind == "likert":
        x, trust = _five(x), _five(trust)
        satisfied = np.clip(np.round(7.5 + 1.6 * satisfied), 0, 10)
        items = {name: _five(values) for name, values in items.items()}
    return pd.DataFrame(
        {
            **{f"x{i}": x[:, i] for i in range(5)},
            "trust": trust,
            "satisfied": satisfied,
            "recommend": recommend,
            "again": again,
            **{f"t{i}_": -said[:, i] for i in range(THEMES)},
            **items,
        }
    )


def _five(values: Array) -> Array:
    return np.clip(np.round(3.8 + values), 1.0, 5.0)


def intervals(
    drawn: predictors.Predictors, kind: str, seed: int, samples: int
) -> Iterator[Interval]:
    """Yield every interval with the estimate."""
    closed = replace(
        drawn,
        outcomes=drawn.outcomes[["satisfied", "again"]],
        closed=drawn.closed.drop(columns="trust"),
        text=pd.DataFrame(index=drawn.closed.index),
        mentioned=pd.DataFrame(index=drawn.closed.index),
    )
    table, fits, *_ = effects.estimate(closed, seed=seed, samples=samples)
    for row in table[table["source"] == "closed"].itertuples():
        key = f"{row.outcome} {row.driver}"
        noise = "noise driver" if row.driver == "x4" else "driver"
        if row.outcome == "again":
            yield "odds ratio", key, row.odds_low, row.odds, row.odds_high
            continue
        yield "correlation", key, row.correlation_low, row.correlation, row.correlation_high
        yield "regression weight (HC3)", key, row.slope_low, row.slope, row.slope_high
        yield f"LMG, {noise}", key, row.lmg_low, row.lmg, row.lmg_high
        yield f"Johnson, {noise}", key, row.importance_low, row.importance, row.importance_high
    for row in fits[fits["source"] == "closed"].itertuples():
        yield "R²", f"R2 {row.outcome}", row.r2_low, row.r2_adjusted, row.r2_high
    named = impact.themes(drawn, NOTHING)
    asked = _recommended(drawn)
    nps = set(asked.nps["item"])
    shown = impact.weigh(drawn, named, nps=nps, minimum_n=10, seed=seed, samples=samples)
    for row in shown.itertuples():
        if row.outcome != "again" and row.polarity == "negative":
            name = "impact on NPS" if row.measure == "nps" else "impact on a mean"
            key = f"{row.outcome} {row.measure} {row.theme}"
            yield name, key, row.low, row.impact, row.high
            yield "called", key, row.p_adjusted, float(row.clear), 0.0
    two = replace(drawn, outcomes=drawn.outcomes[["satisfied", "recommend"]])
    for row in loyalty.mediation(two, seed=seed, samples=samples).itertuples():
        yield "indirect effect", "indirect", row.indirect_low, row.indirect, row.indirect_high
        yield "direct effect", "direct", row.direct_low, row.direct, row.direct_high
    for row in loyalty.curve(asked, two)[1].itertuples():
        yield "slope of loyalty", "slope", row.slope_low, row.slope, row.slope_high
        yield "bend of loyalty", "bend", row.bend_low, row.bend, row.bend_high
    if kind == "likert":
        opposed = contrasts.contrast(closed, minimum_n=10)
        for row in opposed[opposed["outcome"] == "satisfied"].itertuples():
            yield "penalty", f"pen {row.driver}", row.penalty_low, row.penalty, row.penalty_high
            yield "reward", f"rew {row.driver}", row.reward_low, row.reward, row.reward_high
    yield from _paths(drawn, seed, samples)
    yield from _simple(drawn)


def _recommended(drawn: predictors.Predictors) -> ratings.Ratings:
    """Return the question of recommending as the drivers part knows it: its scale, its NPS."""
    scores = drawn.outcomes["recommend"].astype(int).astype("str")
    table = pd.DataFrame({"response_id": drawn.ids, "recommend": scores})
    return ratings.read(table, RECOMMENDED)


def _paths(drawn: predictors.Predictors, seed: int, samples: int) -> Iterator[Interval]:
    items = [item for construct in CONSTRUCTS for item in construct.items]
    table = pd.DataFrame({item: drawn.items[item] for item in items})
    model = paths.estimate(
        table, table, CONSTRUCTS, weights=drawn.weights, seed=seed, samples=samples
    )
    assert model is not None
    for row in model.paths.itertuples():
        key = f"{row.cause} {row.effect}"
        if row.direct:
            yield "PLS path", f"path {key}", row.low, row.path, row.high
        yield "PLS total effect", f"total {key}", row.total_low, row.total, row.total_high
    for row in model.constructs[model.constructs["r2"].notna()].itertuples():
        yield "PLS R²", f"R2 {row.construct}", row.r2_low, row.r2, row.r2_high
    for row in model.loadings.itertuples():
        yield "PLS loading", f"load {row.item}", row.low, row.loading, row.high


def _simple(drawn: predictors.Predictors) -> Iterator[Interval]:
    scores = drawn.outcomes["recommend"].to_numpy(dtype=float)
    mean, low, high = weighted_interval(scores, drawn.weights)
    yield "mean", "mean", low, mean, high
    promoters, detractors = int((scores >= 9).sum()), int((scores <= 6).sum())
    if drawn.weights is None:
        nps, low, high = nps_interval(promoters, detractors, len(scores))
        alpha = cronbach_alpha(np.column_stack([drawn.items[f"s{i}"] for i in (1, 2, 3)]))
        yield "Cronbach's alpha", "alpha", alpha.low, alpha.raw, alpha.high
    else:
        net = 100.0 * (scores >= 9) - 100.0 * (scores <= 6)
        nps, low, high = weighted_interval(net, drawn.weights)
    yield "NPS", "nps", low, nps, high


def coverage(runs: int, n: int, samples: int, kinds: tuple[str, ...] = KINDS) -> None:
    """Print how often each kind of interval holds the truth, and the false-discovery rate."""
    for kind in kinds:
        start = time.perf_counter()
        rng = np.random.default_rng([7, KINDS.index(kind)])
        whole = draw(kind, POPULATION, rng)
        truth = {one[:2]: one[3] for one in intervals(whole, kind, 1, 30)}
        held: Counter[str] = Counter()
        tried: Counter[str] = Counter()
        rates: list[float] = []
        for run in range(runs):
            drawn = draw(kind, n, rng)
            called: list[Any] = []
            for name, key, low, value, high in intervals(drawn, kind, run, samples):
                if name == "called":
                    called += [key] if value and key.startswith("satisfied") else []
                elif np.isfinite([low, high]).all():
                    held[name] += low <= truth[name, key] <= high
                    tried[name] += 1
            false = [key for key in called if int(key.split(" t")[1].strip("_")) >= TELLING]
            rates.append(len(false) / max(1, len(called)))
        print(
            f"{kind}: coverage of the 95 % intervals, {runs} surveys of n={n}, {samples} "
            f"bootstrap samples, {time.perf_counter() - start:.0f} s"
        )
        for name, number in tried.items():
            share = held[name] / number
            error = 1.96 * np.sqrt(share * (1 - share) / number)
            outside = "" if 0.93 <= share <= 0.97 else "  outside 93-97 %"
            print(f"  {name:26}{share:6.3f}  (± {error:.3f}, {number} intervals){outside}")
        print(
            f"  false-discovery rate of themes {np.mean(rates):.3f} "
            f"(bound .05 x {(THEMES - TELLING) / THEMES:.2f} idle themes)",
            flush=True,
        )
