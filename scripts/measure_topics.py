"""Print the figures of topics: agreement with known categories, words, stability, factors, speed.

    python scripts/measure_topics.py [../shared/data] [--engines vectors,nmf] [--only nmi,words]
        [--samples 15]

Factors are those of the default reader, as ``topics`` maps them; the other figures need opinions
for their concepts alone, which the rules tell. Development data: looked at while this was made, no
label was used to set anything. A text without a topic ("too short to say") is a class of its own
for NMI. NPMI is gensim's c_npmi of the top ten words on the texts that were modelled (words of two
characters and more, in five texts or more and in no more than three tenths). Bootstrap: samples of
the texts with replacement, top words matched one to one (Hungarian), the mean over pairs of
samples; of five it is uncertain by .02 or more, which is told by the standard error over samples
(jackknife: each left out in turn, since pairs share samples) and the deviation over pairs.
Seconds are of one process's own CPU, so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import csv
import json
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import normalized_mutual_info_score

from feedback_miner import annotate, lexicon, resources, topics
from feedback_miner.evaluation import is_held_out
from feedback_miner.survey import Options
from feedback_miner.text.segment import Segmenter
from feedback_miner.topics import documents as reading
from feedback_miner.topics.quality import diversity, overlap
from feedback_miner.topics.vocabulary import learn

BOOK = lexicon.load()
SEGMENTER = Segmenter(BOOK.terms, BOOK.stopwords, fast=True)
RULES = Options(sentiment="rules")  # of opinions only the concepts count for clusters: the fast way
Read = tuple[pd.DataFrame, pd.DataFrame]


def annotated(texts: list[str], kinds: list[str] | None = None, options: Options = RULES) -> Read:
    """Return verbatims and opinions of ``texts``."""
    table = pd.DataFrame(
        {
            "response_id": [str(i) for i in range(len(texts))],
            "question": "",
            "kind": kinds or "remark",
            "text": texts,
        }
    )
    return annotate.run(table, options)


def found(read: Read, kind: str, k: int, seed: int = 1) -> topics.Topics:
    """Return the topics of annotated texts."""
    options = Options(topic_model=kind, topics=k, seed=seed)  # type: ignore[arg-type]
    return topics.model(*read, SEGMENTER, BOOK, options)


def sample(read: Read, rows: np.ndarray) -> Read:
    """Return the texts ``rows``, repeats allowed, with their opinions."""
    verbatims, opinions = read
    ids = [str(i) for i in range(len(rows))]
    own = dict(tuple(opinions.groupby("verbatim")))
    parts = [
        own[row].assign(verbatim=i, response_id=ids[i]) for i, row in enumerate(rows) if row in own
    ]
    taken = verbatims.iloc[rows].assign(response_id=ids).reset_index(drop=True)
    return taken, pd.concat(parts, ignore_index=True) if parts else opinions.iloc[:0]


def app_reviews(data: Path) -> list[str]:
    """Return the distinct reviews."""
    lines = (data / "bank_app_reviews" / "reviews.txt").read_text(encoding="utf-8").split("\n")
    return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


def nmi(data: Path, engines: list[str]) -> None:
    with (data / "shop_reviews" / "reviews.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    read = annotated([row["review"] for row in rows])
    gold = [row["category"] for row in rows]
    for kind in engines:
        placed = found(read, kind, 10).assignments.set_index("verbatim")["topic"]
        given = [int(placed.get(i, -1)) for i in range(len(rows))]
        score = normalized_mutual_info_score(gold, given)
        print(f"NMI shop_reviews k=10 {kind}: {score:.3f} (no topic {given.count(-1)})", flush=True)


def spread(drawn: Sequence[Sequence[Sequence[str]]]) -> tuple[float, float, float]:
    """Return the mean overlap of pairs of models' top words, its standard deviation over pairs, and
    the jackknife standard error of the mean over samples (0 for two: none can be left out)."""
    m = len(drawn)
    same = np.full((m, m), np.nan)
    for i, j in combinations(range(m), 2):
        same[i, j] = same[j, i] = overlap(drawn[i], drawn[j])
    pairs = same[np.triu_indices(m, 1)]
    if m < 3:
        return float(pairs.mean()), 0.0, 0.0
    without = [np.nanmean(np.delete(np.delete(same, i, 0), i, 1)) for i in range(m)]
    error = float(np.sqrt((m - 1) * np.var(without)))
    return float(pairs.mean()), float(pairs.std(ddof=1)), error


def words(data: Path, engines: list[str], samples: int) -> None:
    from gensim.corpora import Dictionary
    from gensim.models import CoherenceModel

    read = annotated(app_reviews(data))
    whole = reading.read(read[0], SEGMENTER).whole()
    kept = set(learn(whole, 5, 0.3).words)
    texts = [[word for word in one if word in kept] for one in whole]
    dictionary = Dictionary(texts)
    for kind in engines:
        top = found(read, kind, 15).table["words"].tolist()
        known = [[word for word in one if word in dictionary.token2id] for one in top]
        coherence = CoherenceModel(
            topics=known, texts=texts, dictionary=dictionary, coherence="c_npmi", processes=1
        ).get_coherence()
        print(f"bank_app_reviews k=15 {kind}: NPMI {coherence:.3f}, diversity {diversity(top):.3f}")
        seeds = [
            top,
            *(found(read, kind, 15, seed).table["words"].tolist() for seed in range(2, 6)),
        ]
        same = float(np.mean([overlap(a, b) for a, b in combinations(seeds, 2)]))
        print(f"  top words across 5 seeds {same:.3f}", flush=True)
        if samples:
            rng = np.random.default_rng(11)
            n = len(read[0])
            drawn = [
                found(sample(read, rng.integers(0, n, n)), kind, 15).table["words"].tolist()
                for _ in range(samples)
            ]
            pairs, deviation, error = spread(drawn)
            whole_ = float(np.mean([overlap(top, one) for one in drawn]))
            print(
                f"  across {samples} bootstrap samples {pairs:.3f} (standard error {error:.3f}, "
                f"deviation over pairs {deviation:.3f}), with the whole {whole_:.3f}",
                flush=True,
            )


def factors(engines: list[str]) -> None:
    gold = [
        json.loads(line)
        for path in sorted(resources.corpora().glob("*.gold.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    kinds = [g.get("kind", "remark") for g in gold]
    read = annotated([g["text"] for g in gold], kinds, Options())
    for kind in engines:
        model = found(read, kind, 0)
        mapped = dict(zip(model.table["topic"], model.table["factor"], strict=True))
        for half, chosen in (("training half", False), ("held-out half", True)):
            said: dict[int, Counter[str]] = defaultdict(Counter)
            size: Counter[int] = Counter()
            hit = total = 0
            for row, topic in zip(
                model.assignments["verbatim"], model.assignments["topic"], strict=True
            ):
                one = gold[row]
                labels = {factor for factor, _ in one["factors"]}
                if is_held_out(str(one["id"])) != chosen or not mapped.get(topic) or not labels:
                    continue
                said[topic].update(labels)
                size[topic] += 1
                total += 1
                hit += mapped[topic] in labels
            right = sum(n for t, n in size.items() if said[t].most_common(1)[0][0] == mapped[t])
            print(
                f"factor {kind}, k={len(model.table)}, {half}: topic's factor is the commonest "
                f"label {right / max(total, 1):.3f} (weighted by texts), texts with the label "
                f"{hit / max(total, 1):.3f}, n={total}, topics mapped "
                f"{sum(map(bool, mapped.values()))}/{len(mapped)}",
                flush=True,
            )


def speed(data: Path, engines: list[str]) -> None:
    lines = (data / "finance_questions" / "questions.txt").read_text(encoding="utf-8").splitlines()
    read = annotated(lines[:30_000])
    whole = reading.read(read[0], SEGMENTER)
    for kind in engines:
        start = time.process_time()
        vocabulary = learn(whole.whole())
        terms = vocabulary.terms(whole.whole(), whole.texts)
        topics.make(kind, 15, 1).fit(terms.distinct()).transform(terms)
        middle = time.process_time()
        found(read, kind, 15)
        print(
            f"30,000 questions k=15 {kind}: model {middle - start:.1f} s after segmentation; "
            f"the whole stage (words, curve, names, quotes) {time.process_time() - middle:.1f} s",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--engines", default="vectors,nmf")
    parser.add_argument("--only", default="nmi,words,bootstrap,factors,speed")
    parser.add_argument("--samples", type=int, default=5, help="bootstrap samples, two or more")
    arguments = parser.parse_args()
    if arguments.samples < 2:
        parser.error("--samples: two or more")
    engines, only = arguments.engines.split(","), arguments.only.split(",")
    if "factors" in only:
        factors(engines)
    if arguments.data.is_dir():
        if "nmi" in only:
            nmi(arguments.data, engines)
        if "words" in only:
            words(arguments.data, engines, arguments.samples if "bootstrap" in only else 0)
        if "speed" in only:
            speed(arguments.data, engines)


if __name__ == "__main__":
    main()
