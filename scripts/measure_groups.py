"""Print how well complaints of one event are grouped, on our own gold of pairs.

    python scripts/measure_groups.py [../shared/data] [--learn]

The gold (corpora/near_duplicates.tsv) holds numbers of messages and labels, no text; the messages
are development data. A hash of the pair puts it into the tuning half or the held-out half; weights
and bounds (lexicons/common/grouping.toml) were learned and chosen on the tuning half alone. A pair
counts as found where both messages end in one group. Pairs were drawn by strata of likeness, so
that hard ones weigh more than among all pairs. --learn fits the weights anew and prints them.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from feedback_miner import ingest, resources
from feedback_miner.evaluation import is_held_out
from feedback_miner.ingest.times import parse_time
from feedback_miner.triage.grams import fold
from feedback_miner.triage.groups import candidate_pairs, group
from feedback_miner.triage.likeness import FEATURES, Likeness

MESSAGES = Path("citizen_messages") / "附件3.xlsx"
UNLIKE = 0.08  # candidates below this cosine are taken as different when weights are learned


def read(data: Path) -> tuple[list[str], np.ndarray, dict[str, int]]:
    """Return folded texts, days and the row of each message's number."""
    table = ingest.read([data / MESSAGES]).table
    texts = fold(
        [
            f"{subject}。{text}"
            for subject, text in zip(table["留言主题"], table["留言详情"], strict=True)
        ]
    )
    told = [parse_time(str(cell)) for cell in table["留言时间"]]
    moments = pd.Series(told, dtype="datetime64[us]")
    days = ((moments - moments.min()) / pd.Timedelta(days=1)).to_numpy(dtype=float)
    return texts, days, {str(n): row for row, n in enumerate(table["留言编号"])}


def scores(same: np.ndarray, found: np.ndarray) -> tuple[float, float, float]:
    hits = float((same & found).sum())
    precision, recall = hits / max(found.sum(), 1), hits / max(same.sum(), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def report(name: str, same: np.ndarray, found: np.ndarray) -> None:
    rng = np.random.default_rng(0)
    draws = [scores(same[i], found[i]) for i in rng.integers(0, len(same), (2000, len(same)))]
    low, high = np.percentile(np.array(draws), [2.5, 97.5], axis=0)
    words = zip(("precision", "recall", "F1"), scores(same, found), low, high, strict=True)
    line = "  ".join(f"{w} {v:.3f} [{a:.3f}, {b:.3f}]" for w, v, a, b in words)
    print(f"{name:28} n={len(same):3} ({int(same.sum())} same)  {line}")


def learn(likeness: Likeness, first: np.ndarray, second: np.ndarray, same: np.ndarray) -> None:
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(3)
    a, b = candidate_pairs(likeness)
    drawn = rng.permutation(len(a))[:20_000]
    features, cosine = likeness.features(a[drawn], b[drawn])
    unlike = features[cosine < UNLIKE][:3000]
    known = likeness.features(first, second)[0]
    every = np.vstack([known, unlike])
    spread, middle = every.std(axis=0), every.mean(axis=0)
    model = LogisticRegression(max_iter=1000).fit(
        (every - middle) / spread,
        np.r_[same, np.zeros(len(unlike))],
        sample_weight=np.r_[np.ones(len(known)), np.full(len(unlike), 0.1)],
    )
    weights = model.coef_[0] / spread
    print(f"intercept = {model.intercept_[0] - weights @ middle:.4f}")
    print("\n".join(f"{name} = {w:.4f}" for name, w in zip(FEATURES, weights, strict=True)))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", nargs="?", type=Path, default=Path("../shared/data"))
    parser.add_argument("--learn", action="store_true")
    given = parser.parse_args()
    texts, days, rows = read(given.data)
    gold = pd.read_csv(
        resources.corpora() / "near_duplicates.tsv", sep="\t", comment="#", dtype=str
    )
    first = gold["a"].map(rows).to_numpy(dtype=int)
    second = gold["b"].map(rows).to_numpy(dtype=int)
    same = (gold["same"] == "1").to_numpy()
    held = np.array([is_held_out(f"{a}-{b}") for a, b in zip(gold["a"], gold["b"], strict=True)])
    if given.learn:
        learn(Likeness(texts, days), first[~held], second[~held], same[~held])
        return
    start = time.perf_counter()
    labels = group(texts, days)
    seconds = time.perf_counter() - start
    found = labels[first] == labels[second]
    report("tuning half", same[~held], found[~held])
    report("held-out half", same[held], found[held])
    low = gold["stratum"].isin(["0.05-0.10", "0.10-0.15", "0.15-0.20", "subject", "name"])
    report("held-out, little alike", same[held & low], found[held & low])
    sizes = Counter(Counter(labels.tolist()).values())
    several = sum(n for size, n in sizes.items() if size > 1)
    print(f"{len(texts)} messages, {several} groups, largest {max(sizes)}, {seconds:.1f} s")


if __name__ == "__main__":
    main()
