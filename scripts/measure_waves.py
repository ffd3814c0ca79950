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
from feedback_miner.waves import Reading, match, measure, questions
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
        self.of = reading.opinions["verbatim"].to_numpy(dtype=int)
        self.said = [said.get(one, np.array([], dtype=int)) for one in ids]

    def draw(self, chosen: NDArray[np.int64]) -> Reading:
        """Return a wave of the chosen respondents, each drawing one of its own."""
        whole = self.reading
        ids = np.array([str(k) for k in range(len(chosen))])
        table = whole.responses.table.iloc[chosen].assign(response_id=ids)
        scores = whole.ratings.scores.iloc[chosen].assign(response_id=ids)
        on100 = whole.ratings.on100.iloc[chosen].assign(response_id=ids)
        starts = np.cumsum([0, *(len(self.texts[i]) for i in chosen)])
        moved = [
            start + np.searchsorted(self.texts[i], self.of[self.said[i]])
            for start, i in zip(starts, chosen, strict=False)
        ]
        opinions = _taken(whole.opinions, [self.said[i] for i in chosen], ids)
        return replace(
            whole,
            responses=replace(whole.responses, table=table.reset_index(drop=True)),
            ratings=replace(whole.ratings, scores=scores, on100=on100),
            verbatims=_taken(whole.verbatims, [self.texts[i] for i in chosen], ids),
            opinions=opinions.assign(verbatim=np.concatenate(moved)),
        )


def _taken(table: pd.DataFrame, rows: Sequence[NDArray[np.int64]], ids: Array) -> pd.DataFrame:
    places = np.fromiter(chain.from_iterable(rows), dtype=int)
    return table.iloc[places].assign(response_id=np.repeat(ids, [len(one) for one in rows]))


def truths(pool: Pool, weights: Array, flat: Array) -> dict[tuple[str, str], float]:
    """Return every figure of the population under weights; those of texts at the shares that their
    questions have under ``flat`` ones, the base's."""
    reading = pool.reading
    ids = reading.responses.table["response_id"]
    found = {}
    for name in reading.ratings.names:
        values = reading.ratings.scores[name].to_numpy(dtype=float)
        known = np.isfinite(values)
        found[name, "mean"] = float(np.average(values[known], weights=weights[known]))
        if "0-10" in name:
            net = 100.0 * (values >= 9) - 100.0 * (values <= 6)
            found[name, "nps"] = float(np.average(net[known], weights=weights[known]))

    def at_base(values: Array, texts: pd.DataFrame) -> float:
        """Return the mean of values of texts, by question, at the base's shares of questions."""
        both = [pd.Series(w, index=ids).loc[texts["response_id"]] for w in (weights, flat)]
        w, base = (one.to_numpy(dtype=float) for one in both)
        places = texts.reset_index(drop=True).groupby("question").indices.values()
        each = [(base[at].sum(), np.average(values[at], weights=w[at])) for at in places]
        return float(sum(share * mean for share, mean in each) / base.sum())

    valid = reading.verbatims[reading.verbatims["valid"]]
    for polarity in ("positive", "neutral", "negative"):
        hits = (valid["sentiment"] == polarity).to_numpy(dtype=float)
        found[polarity, "share"] = at_base(hits, valid)
    found["net", "net"] = found["positive", "share"] - found["negative", "share"]
    every = questions.answers(reading.verbatims)
    places = reading.opinions["verbatim"].to_numpy(dtype=int)
    labelled = reading.opinions.assign(question=reading.verbatims["question"].to_numpy()[places])
    told = by_response(reading.opinions.assign(response_id=questions.by_answer(labelled)))
    for factor, rows in told.groupby("factor"):
        of = rows.set_index("response_id")["polarity"].reindex(every.index)
        found[str(factor), "share"] = at_base(of.notna().to_numpy(dtype=float), every)
        found[str(factor), "negative"] = at_base((of == "negative").to_numpy(dtype=float), every)
        said = of.notna().to_numpy()
        signs = of.map(POLARITY).fillna(0.0).to_numpy(dtype=float)
        found[str(factor), "net"] = at_base(signs[said], every[said])
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
    one, two = truths(pool, flat, flat), truths(pool, tilted, flat)
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
                if row.verdict != "too few" and (row.item, row.measure) in two:
                    true = two[row.item, row.measure] - one[row.item, row.measure]
                    covered[f"{name}, {row.measure}"].append(bool(row.low <= true <= row.high))
        both = (base.verbatims, new.verbatims)
        split, _ = mix(base, new, both, pairs, asked(both), set(), samples=300, seed=run)
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
        "sentiment": measure.sentiment(verbatims, asked(verbatims), 10),
    }


def asked(verbatims: tuple[pd.DataFrame, pd.DataFrame]) -> questions.Strata:
    """Return the strata of the valid texts by question."""
    one, two = (table[table["valid"]] for table in verbatims)
    return questions.strata((one, two), 10)


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
