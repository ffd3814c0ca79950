"""Print how far the comparison of two waves can be trusted: false alarms and coverage.

    python scripts/measure_waves.py [--runs 400] [--n 300]

The bundled survey's respondents are the population. Without a change both waves are drawn from it
with replacement: the share of runs in which a family of tests finds anything is the false discovery
rate, which Benjamini and Hochberg hold at 5 %. With a known change the new wave is drawn with more
weight on the dissatisfied, so that every figure truly differs by what the weights say: the share of
intervals that hold the true change is the coverage, 95 % by name.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner import resources, waves
from feedback_miner.factors.aggregate import by_response
from feedback_miner.survey import Options
from feedback_miner.waves import Reading, match, measure
from feedback_miner.waves.decomposition import parts, totals
from feedback_miner.waves.mix import mix, segments

Array = NDArray[np.float64]
POLARITY = {"positive": 1.0, "negative": -1.0}


class Pool:
    """The population, from which waves are drawn."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        ids = reading.responses.table["response_id"].tolist()
        texts = reading.verbatims.groupby("response_id").indices
        said = reading.opinions.groupby("response_id").indices
        self.texts = [texts.get(one, np.array([], dtype=int)) for one in ids]
        self.said = [said.get(one, np.array([], dtype=int)) for one in ids]

    def draw(self, chosen: NDArray[np.int64]) -> Reading:
        """Return a wave of the chosen respondents, each drawing one of its own."""
        whole = self.reading
        ids = np.array([str(k) for k in range(len(chosen))])
        table = whole.responses.table.iloc[chosen].assign(response_id=ids)
        scores = whole.ratings.scores.iloc[chosen].assign(response_id=ids)
        on100 = whole.ratings.on100.iloc[chosen].assign(response_id=ids)
        return replace(
            whole,
            responses=replace(whole.responses, table=table.reset_index(drop=True)),
            ratings=replace(whole.ratings, scores=scores, on100=on100),
            verbatims=_taken(whole.verbatims, [self.texts[i] for i in chosen], ids),
            opinions=_taken(whole.opinions, [self.said[i] for i in chosen], ids),
        )


def _taken(table: pd.DataFrame, rows: Sequence[NDArray[np.int64]], ids: Array) -> pd.DataFrame:
    places = np.fromiter(chain.from_iterable(rows), dtype=int)
    return table.iloc[places].assign(response_id=np.repeat(ids, [len(one) for one in rows]))


def truths(pool: Pool, weights: Array) -> dict[tuple[str, str], float]:
    """Return every figure of the population under weights."""
    reading = pool.reading
    ids = reading.responses.table["response_id"]
    weight = pd.Series(weights, index=ids)
    found = {}
    for name in reading.ratings.names:
        values = reading.ratings.scores[name].to_numpy(dtype=float)
        known = np.isfinite(values)
        found[name, "mean"] = float(np.average(values[known], weights=weights[known]))
        if "0-10" in name:
            net = 100.0 * (values >= 9) - 100.0 * (values <= 6)
            found[name, "nps"] = float(np.average(net[known], weights=weights[known]))
    valid = reading.verbatims[reading.verbatims["valid"]]
    of_text = weight.loc[valid["response_id"]].to_numpy()
    for polarity in measure.POLARITIES:
        hits = (valid["sentiment"] == polarity).to_numpy(dtype=float)
        found[polarity, "share"] = float(np.average(hits, weights=of_text))
    found["net", "net"] = found["positive", "share"] - found["negative", "share"]
    base = float(weight.loc[valid["response_id"].unique()].sum())
    for factor, rows in by_response(reading.opinions).groupby("factor"):
        w = weight.loc[rows["response_id"]].to_numpy()
        signs = rows["polarity"].map(POLARITY).fillna(0.0).to_numpy(dtype=float)
        found[str(factor), "share"] = float(w.sum()) / base
        found[str(factor), "negative"] = float(w[signs < 0].sum()) / base
        found[str(factor), "net"] = float((w * signs).sum() / w.sum())
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=400)
    parser.add_argument("--n", type=int, default=300, help="respondents a wave")
    given = parser.parse_args()
    export = resources.corpora() / "loan_survey.csv"
    reading, _, _ = waves.read(export, export, options=Options(sentiment="rules"))
    # One small segment suffices for the decomposition.
    columns = [c for c in reading.survey.columns if c.role not in ("segment", "channel")]
    columns += [c for c in reading.survey.columns if "性别" in c.name]
    survey = replace(reading.survey, columns=tuple(columns))
    pool = Pool(replace(reading, survey=survey))
    rng = np.random.default_rng(20240601)
    pairs, _ = match.pair(survey, survey)
    satisfaction = survey.outcome("satisfaction")
    assert satisfaction is not None
    score = reading.ratings.scores[satisfaction.name].fillna(3).to_numpy(dtype=float)
    gender = reading.responses.table[columns[-1].name].to_numpy()
    flat = np.full(len(score), 1 / len(score))
    tilted = np.exp(-0.35 * (score - 3) + 0.3 * (gender == "男"))
    tilted /= tilted.sum()
    one, two = truths(pool, flat), truths(pool, tilted)
    alarms: dict[str, list[bool]] = defaultdict(list)
    for _ in range(given.runs):
        base, new = (pool.draw(rng.choice(len(score), given.n, p=flat)) for _ in range(2))
        for name, rows in families(base, new, pairs).items():
            alarms[name].append(bool(rows["verdict"].isin(["up", "down"]).any()))
    print(f"no change, {given.runs} runs, n={given.n}: runs in which a family finds anything")
    for name, hits in alarms.items():
        error = 1.96 * np.sqrt(0.05 * 0.95 / len(hits))
        print(f"  {name:22} {np.mean(hits):.3f}   (5% ± {error:.3f} by chance)")
    covered: dict[str, list[bool]] = defaultdict(list)
    rate = _rate(pool, flat, tilted)
    for run in range(given.runs):
        base = pool.draw(rng.choice(len(score), given.n, p=flat))
        new = pool.draw(rng.choice(len(score), given.n, p=tilted))
        for name, rows in families(base, new, pairs).items():
            for row in rows.itertuples():
                if row.verdict != "too few":
                    true = two[row.item, row.measure] - one[row.item, row.measure]
                    covered[f"{name}, {row.measure}"].append(bool(row.low <= true <= row.high))
        split, _ = mix(
            base, new, (base.verbatims, new.verbatims), pairs, set(), samples=300, seed=run
        )
        for row in split[split["measure"] == "mean"].itertuples():
            inside = row.rate_low <= rate[row.item] <= row.rate_high
            covered["mix, rate of means"].append(bool(inside))
    print(f"known change, {given.runs} runs, n={given.n}: intervals that hold it")
    for name, hits in sorted(covered.items()):
        print(f"  {name:22} {np.mean(hits):.3f}   of {len(hits)}")


def families(base: Reading, new: Reading, pairs: Sequence[match.Pair]) -> dict[str, pd.DataFrame]:
    """Return the families of tests by name."""
    verbatims, opinions = (base.verbatims, new.verbatims), (base.opinions, new.opinions)
    factors = measure.factors(verbatims, opinions, base.codebook, 10)
    return {
        "scores": measure.scores(base, new, pairs, 10),
        **{f"factors {name}": rows for name, rows in factors.groupby("measure")},
        "sentiment": measure.sentiment(verbatims, 10),
    }


def _rate(pool: Pool, flat: Array, tilted: Array) -> dict[str, float]:
    """Return the true rate part of each mean's change."""
    reading = pool.reading
    codes = next(iter(segments(reading, reading, 10))).base
    found = {}
    for name in reading.ratings.names:
        values = reading.ratings.scores[name].to_numpy(dtype=float)
        known = np.isfinite(values)
        at, size = codes[known], int(codes.max()) + 1
        weights = (flat[known], tilted[known])
        sums = [totals(at, values[known] * w, size) for w in weights]
        bases = [totals(at, w, size) for w in weights]
        found[name] = float(parts((sums[0], sums[1]), (bases[0], bases[1]))[1])
    return found


if __name__ == "__main__":
    main()
