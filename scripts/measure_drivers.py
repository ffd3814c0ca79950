"""Whether the drivers part may be believed: coverage, false discoveries, planted effects, speed.

python scripts/measure_drivers.py                 coverage and false discoveries by simulation
python scripts/measure_drivers.py planted         planted effects of corpora/loan_survey.csv
python scripts/measure_drivers.py known DATA      known figures of ../shared/data
python scripts/measure_drivers.py speed           100,000 respondents, 20 items, 8 text factors
"""

from __future__ import annotations

import argparse
import resource
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from make_corpora import CUTS, ITEMS, WEIGHTS
from scipy import stats

from feedback_miner import drivers, factors, lexicon, pipeline, ratings, topics
from feedback_miner.drivers import effects, impact, loyalty, paths, predictors
from feedback_miner.ingest import description
from feedback_miner.lexicon import Codebook
from feedback_miner.ratings.statistics import mean_interval, nps_interval
from feedback_miner.survey import Column, Construct, Options, Scale, Survey
from feedback_miner.tables import OPINIONS, VERBATIMS, frame

COMMON = 0.6  # what the simulated drivers share
BETAS = np.array([0.5, 0.35, 0.2, 0.1, 0.0])


def simulate(n: int, rng: np.random.Generator, themes: int = 12) -> predictors.Predictors:
    """Draw respondents: five drivers, two outcomes, a mediator, themes in words of which the
    first three move satisfaction."""
    common = rng.normal(size=(n, 1))
    x = COMMON * common + rng.normal(size=(n, 5))
    said = (rng.random((n, themes)) < 0.15).astype(float)
    satisfied = x @ BETAS - 0.6 * said[:, :3].sum(axis=1) + rng.normal(size=n)
    trust = 0.5 * satisfied + rng.normal(size=n)
    loyal = 0.4 * satisfied + 0.5 * trust + rng.normal(size=n)
    index = pd.RangeIndex(n)
    closed = pd.DataFrame(x, columns=[f"x{i}" for i in range(5)], index=index)
    closed["trust"] = trust
    text = pd.DataFrame(-said, columns=[f"t{i}" for i in range(themes)], index=index)
    return predictors.Predictors(
        ids=pd.Series([str(i) for i in index], index=index),
        outcomes=pd.DataFrame({"satisfied": satisfied, "loyal": loyal}, index=index),
        kinds={"satisfied": "satisfaction", "loyal": "reuse", "trust": "trust"},
        closed=closed,
        on100=closed,
        text=text,
        mentioned=-text,
        factors={},
        items={},
        weights=None,
    )


def coverage(runs: int, n: int, samples: int) -> None:
    """Print how often the intervals hold the truth, and how often a null theme is called."""
    rng = np.random.default_rng(7)
    truth = simulate(400_000, rng)
    nothing = pd.DataFrame({"response_id": [], "topic": []}).astype({"topic": int})
    want, _, _ = effects.estimate(truth, seed=1, samples=100)
    want = want[want["source"].isin(["closed", "both"])]
    keys = ["outcome", "source", "driver"]
    want_impact = impact.weigh(
        truth, impact.themes(truth, nothing), minimum_n=10, seed=1, samples=100
    ).set_index(["outcome", "theme"])
    want_mediated = float(loyalty.mediation(truth, seed=1, samples=100)["indirect"].iloc[0])
    held: Counter[str] = Counter()
    tried: Counter[str] = Counter()
    proportions = []
    called = null_called = 0

    def count(name: str, low: float, value: float, high: float) -> None:
        held[name] += low <= value <= high
        tried[name] += 1

    for run in range(runs):
        drawn = simulate(n, rng)
        found, _, _ = effects.estimate(drawn, seed=run, samples=samples)
        both = found.merge(want, on=keys, suffixes=("", "_true"))
        for row in both.itertuples():
            if row.outcome != "satisfied" or row.source != "closed":
                continue
            kind = "noise driver" if row.driver == "x4" else "driver"
            count("correlation", row.correlation_low, row.correlation_true, row.correlation_high)
            count("regression weight (HC3)", row.slope_low, row.slope_true, row.slope_high)
            count(f"LMG, {kind}", row.lmg_low, row.lmg_true, row.lmg_high)
            count(f"Johnson, {kind}", row.importance_low, row.importance_true, row.importance_high)
        named = impact.themes(drawn, nothing)
        shown = impact.weigh(drawn, named, minimum_n=10, seed=run, samples=samples)
        part = shown[shown["outcome"] == "satisfied"]
        for row in part.itertuples():
            value = float(want_impact.loc[("satisfied", row.theme), "impact"])
            count("impact of a theme", row.low, value, row.high)
        false = part["clear"] & ~part["theme"].isin(["t0", "t1", "t2"])
        proportions.append(false.sum() / max(1, part["clear"].sum()))
        called += int(part["clear"].sum())
        null_called += int(false.sum())
        mediated = loyalty.mediation(drawn, seed=run, samples=samples).iloc[0]
        count("indirect effect", mediated.indirect_low, want_mediated, mediated.indirect_high)
        scores = rng.choice(11, size=n, p=[0.02] * 6 + [0.08, 0.2, 0.25, 0.2, 0.15])
        nps = nps_interval(int((scores >= 9).sum()), int((scores <= 6).sum()), n)
        count("NPS", nps[1], 100 * (0.35 - 0.2), nps[2])
        mean = mean_interval(scores.astype(float))
        expected = float(np.arange(11) @ np.array([0.02] * 6 + [0.08, 0.2, 0.25, 0.2, 0.15]))
        count("mean", mean[1], expected, mean[2])
    print(f"coverage of the 95 % intervals: {runs} surveys of n={n}, {samples} bootstrap samples")
    for name, number in tried.items():
        share = held[name] / number
        error = np.sqrt(share * (1 - share) / number)
        print(f"  {name:28}{share:7.3f}  (± {1.96 * error:.3f}, {number} intervals)")
    print(
        f"false-discovery rate of themes: {np.mean(proportions):.3f} on average "
        f"(bound .05 x {9 / 12:.2f} null themes); {null_called} of {called} calls are false"
    )


def planted() -> None:
    """Print the planted effects of our own survey against the estimates."""
    analysis = pipeline.analyze([Path(__file__).parent.parent / "corpora" / "loan_survey.csv"])
    table = analysis.drivers.table
    closed = table[(table["outcome"] == analysis.drivers.main) & (table["source"] == "closed")]
    column = {
        factor: next(c.name for c in analysis.survey.columns if c.name.endswith(f"—{name}"))
        for factor, name in ITEMS.items()
    }
    scores = analysis.ratings.scores
    x = scores[[column[f] for f in WEIGHTS]].to_numpy(dtype=float)
    # The planted model: a latent score with noise of sd .45, cut into five answers. What least
    # squares should find is its fit to the expected answer given the items.
    latent = ((x - 3.2) / 1.1) @ np.array(list(WEIGHTS.values()))
    cuts = np.array(SATISFACTION_CUTS)
    expected = 1 + (1 - stats.norm.cdf((cuts[None, :] - latent[:, None]) / 0.45)).sum(axis=1)
    design = np.column_stack([np.ones(len(x)), x])
    truth = np.linalg.lstsq(design, expected, rcond=None)[0][1:]
    print("planted effects (points of satisfaction a point of the item):")
    held = 0
    for factor, value in zip(WEIGHTS, truth, strict=True):
        row = closed[closed["driver"] == column[factor]].iloc[0]
        inside = row.slope_low <= value <= row.slope_high
        held += inside
        print(
            f"  {factor:16} planted {value:.3f}  found {row.slope:.3f} "
            f"[{row.slope_low:.3f}, {row.slope_high:.3f}]  {'held' if inside else 'MISSED'}"
        )
    order = list(closed["factor"])
    print(f"  held {held} of {len(WEIGHTS)}; order found: {', '.join(order)}")
    print(f"  order planted: {', '.join(sorted(WEIGHTS, key=lambda f: -WEIGHTS[f]))}")


SATISFACTION_CUTS = CUTS


def known(data: Path) -> None:
    """Print the known figures beside those found."""
    folder = data / "satisfaction_models"
    table = pd.read_csv(folder / "mobi.csv").astype(float)
    blocks = {
        "IMAG": (5, []),
        "CUEX": (3, ["IMAG"]),
        "PERQ": (7, ["CUEX"]),
        "PERV": (2, ["CUEX", "PERQ"]),
        "CUSA": (3, ["IMAG", "CUEX", "PERQ", "PERV"]),
        "CUSCO": (0, ["CUSA"]),
        "CUSL": (3, ["IMAG", "CUSA", "CUSCO"]),
    }
    constructs = [
        Construct(name, tuple(f"{name}{i + 1}" for i in range(k)) or (name,), tuple(causes))
        for name, (k, causes) in blocks.items()
    ]
    from feedback_miner.ratings.statistics import cronbach_alpha

    print("mobi: Cronbach's alpha (published .714 .433 .872 .817 .770 .442)")
    names = ("IMAG", "CUEX", "PERQ", "PERV", "CUSA", "CUSL")
    items = {c.name: list(c.items) for c in constructs}
    print(" ", *(f"{cronbach_alpha(table[items[n]].to_numpy()).raw:.3f}" for n in names))
    model = paths.estimate(table, table, constructs, weights=None, seed=1, samples=1000)
    assert model is not None
    published = {
        ("IMAG", "CUEX"): 0.505,
        ("IMAG", "CUSA"): 0.179,
        ("IMAG", "CUSL"): 0.195,
        ("CUEX", "PERQ"): 0.557,
        ("CUEX", "PERV"): 0.051,
        ("CUEX", "CUSA"): 0.064,
        ("PERQ", "PERV"): 0.557,
        ("PERQ", "CUSA"): 0.513,
        ("PERV", "CUSA"): 0.192,
        ("CUSA", "CUSCO"): 0.526,
        ("CUSA", "CUSL"): 0.483,
        ("CUSCO", "CUSL"): 0.071,
    }
    print("mobi: PLS paths (Monecke and Leisch, 2012)")
    for row in model.paths[model.paths["direct"]].itertuples():
        was = published[row.cause, row.effect]
        print(
            f"  {row.cause:5} -> {row.effect:5} published {was:.3f} found {row.path:.3f} "
            f"[{row.low:.3f}, {row.high:.3f}] {'' if abs(row.path - was) <= 0.005 else 'OFF'}"
        )
    analysis = pipeline.analyze([folder / "cs-survey.csv"])
    found = analysis.drivers.table
    found = found[(found["outcome"] == "Custloyalty") & (found["source"] == "closed")]
    ordered = found.sort_values("driver")
    print("cs-survey: Spearman (known .49 .37 .49 .40), Pearson (.537 .426 .529 .428)")
    print(" ", *(f"{v:.3f}" for v in ordered["spearman"]))
    print(" ", *(f"{v:.3f}" for v in ordered["correlation"]))
    print(f"  alpha {analysis.ratings.reliability['alpha'].iloc[0]:.3f} (known .893)")
    print("  order:", ", ".join(found["driver"]))
    telecom = next((data / "telecom_survey").glob("*1*.xlsx"))
    analysis = pipeline.analyze([telecom])
    print("telecom:")
    found = analysis.drivers.table[analysis.drivers.table["source"] == "closed"]
    for row in found.itertuples():
        print(
            f"  {row.driver}: r {row.correlation:.3f} weight {row.coefficient:.3f} "
            f"[{row.coefficient_low:.3f}, {row.coefficient_high:.3f}] LMG {row.lmg:.3f} "
            f"rank {row.rank_low:.0f}-{row.rank_high:.0f} VIF {row.vif:.1f}"
        )
    for note in analysis.drivers.notes:
        print("  note:", note)


def speed(n: int, samples: int) -> None:
    """Print the time of the whole drivers part on a large survey."""
    rng = np.random.default_rng(3)
    codebook = lexicon.load()
    common = rng.normal(size=(n, 1))
    items = np.clip(np.round(3 + common + rng.normal(size=(n, 20))), 1, 5)
    overall = items @ rng.uniform(0, 0.2, 20)
    overall = np.clip(np.round(overall - overall.mean() + 3 + rng.normal(size=n)), 1, 5)
    nps = np.clip(np.round(5 + overall + rng.normal(size=n)), 0, 10)
    columns = [Column(f"q{i}", "score", scale=Scale(1, 5)) for i in range(20)]
    columns += [
        Column("overall", "score", scale=Scale(1, 5), outcome="satisfaction"),
        Column("nps", "score", scale=Scale(0, 10), outcome="recommend"),
        Column("age", "segment"),
        Column("text", "text"),
    ]
    survey = Survey(tuple(columns), Options(samples=samples))
    table = pd.DataFrame(items.astype(int).astype(str), columns=[f"q{i}" for i in range(20)])
    table.insert(0, "response_id", [str(i) for i in range(n)])
    table["source"], table["row"] = "x", np.arange(n)
    table["overall"], table["nps"] = overall.astype(int).astype(str), nps.astype(int).astype(str)
    table["age"] = rng.choice(["a", "b", "c", "d"], n)
    verbatims, opinions = _said(n, codebook, rng)
    start = time.perf_counter()
    screened = ratings.screen(table, survey)
    scores = factors.aggregate(verbatims, opinions, screened.ratings, table, survey, codebook)
    middle = time.perf_counter()
    nothing = topics.Topics(
        table=frame([], {}),
        assignments=pd.DataFrame({"response_id": [], "topic": []}).astype({"topic": int}),
        curve=frame([], {}),
        notes=(),
    )
    found = drivers.estimate(
        table, screened.ratings, verbatims, opinions, scores, nothing, survey, codebook
    )
    end = time.perf_counter()
    print(
        f"{n} respondents, 20 items, {len(codebook.factors)} text factors, 2 outcomes, "
        f"{samples} bootstrap samples, {len(found.fit)} models: ratings {middle - start:.1f} s, "
        f"drivers {end - middle:.1f} s, "
        f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB"
    )


def _said(
    n: int, codebook: Codebook, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    ids = [str(i) for i in range(n)]
    verbatims = frame(
        (
            {
                "response_id": i,
                "question": "text",
                "kind": "remark",
                "text": "x",
                "valid": True,
                "sentiment": "neutral",
                "score": 0.0,
                "acts": [],
                "loyalty": "",
                "urgency": 0,
                "flags": [],
            }
            for i in ids
        ),
        VERBATIMS,
    )
    rows = []
    for factor in codebook.factors:
        for i in np.flatnonzero(rng.random(n) < 0.12):
            negative = bool(rng.random() < 0.6)
            rows.append(
                {
                    "response_id": ids[i],
                    "verbatim": int(i),
                    "question": "text",
                    "factor": factor.id,
                    "subfactor": factor.subfactors[0].id,
                    "polarity": "negative" if negative else "positive",
                    "score": -0.8 if negative else 0.8,
                    "act": "",
                    "start": 0,
                    "end": 1,
                    "text": "x",
                    "evidence": [],
                }
            )
    return verbatims, frame(rows, OPINIONS)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", nargs="?", default="coverage")
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--runs", type=int, default=400)
    parser.add_argument("--n", type=int, default=400)
    parser.add_argument("--samples", type=int, default=1000)
    given = parser.parse_args()
    if given.what == "coverage":
        coverage(given.runs, given.n, given.samples)
    elif given.what == "planted":
        planted()
    elif given.what == "known":
        known(given.data)
    elif given.what == "speed":
        speed(100_000, given.samples)
    else:
        parser.error("coverage, planted, known or speed")


if __name__ == "__main__":
    main()
