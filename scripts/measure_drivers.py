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
from pathlib import Path

import numpy as np
import pandas as pd
from coverage_of_intervals import KINDS, coverage
from make_corpora import CUTS, ITEMS, WEIGHTS
from scipy import stats

from feedback_miner import drivers, factors, lexicon, pipeline, ratings, topics
from feedback_miner.drivers import paths
from feedback_miner.lexicon import Codebook
from feedback_miner.survey import Column, Construct, Options, Scale, Survey
from feedback_miner.tables import OPINIONS, VERBATIMS, frame


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
    start, busy = time.perf_counter(), time.process_time()
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
        f"drivers {end - middle:.1f} s, of it all {time.process_time() - busy:.1f} s of processor "
        "time (what matters where others share the machine), "
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
    parser.add_argument("--kind", choices=KINDS, action="append", help="of simulated survey")
    given = parser.parse_args()
    if given.what == "coverage":
        coverage(given.runs, given.n, given.samples, tuple(given.kind or KINDS))
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
