"""Print what dynamic topics cost: gensim's LdaSeqModel beside LDA that goes on slice by slice.

    python scripts/measure_dynamic.py [../shared/data] [--k 8] [--slices 4] [--words 1500]

The messages of a city's citizens in the order of their time and the reviews of a bank's app in the
order of the file, cut into slices of equally many texts. Coherence is the mean NPMI of each
slice's top ten words on that slice's texts; the overlap is that of a topic's words in neighbouring
slices. Seconds are of one process's own CPU.
"""

from __future__ import annotations

import argparse
import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
from measure_topics import SEGMENTER, annotated, app_reviews

from feedback_miner.topics import documents as reading
from feedback_miner.topics import make
from feedback_miner.topics.quality import diversity, npmi
from feedback_miner.topics.vocabulary import Terms, Vocabulary, learn, presence

TOP = 10


def messages(data: Path) -> list[str]:
    """Return the citizens' messages by time."""
    table = pd.read_excel(data / "citizen_messages" / "附件3.xlsx", engine="calamine")
    times = pd.to_datetime(table["留言时间"], errors="coerce", format="mixed")
    order = np.argsort(times.to_numpy(), kind="stable")
    return [str(text).strip() for text in table["留言详情"].iloc[order]]


def shorter(vocabulary: Vocabulary, documents: list[list[str]], most: int) -> Vocabulary:
    """Return the ``most`` commonest words: LdaSeqModel pays for each."""
    flags = presence(vocabulary.terms(documents).counts)
    texts = np.asarray(flags.sum(axis=0)).ravel()
    kept = np.sort(np.argsort(-texts, kind="stable")[:most])
    return Vocabulary(tuple(vocabulary.words[i] for i in kept), vocabulary.idf[kept])


def told(name: str, topics: list[list[list[int]]], slices: list[Terms], seconds: float) -> None:
    """Print the figures of slices x topics x words."""
    coherent = np.mean([npmi(t, presence(s.counts)) for t, s in zip(topics, slices, strict=True)])
    distinct = np.mean([diversity(one) for one in topics])
    same = np.mean(
        [len({*a} & {*b}) / TOP for x, y in pairwise(topics) for a, b in zip(x, y, strict=True)]
    )
    print(
        f"  {name}: {seconds:.0f} s, NPMI {coherent:.3f}, diversity {distinct:.2f}, words kept from"
        f" slice to slice {same:.2f}",
        flush=True,
    )


def best(components: np.ndarray) -> list[list[int]]:
    """Return each topic's top words."""
    return [np.argsort(-row, kind="stable")[:TOP].tolist() for row in components]


def online(slices: list[Terms], k: int) -> list[list[list[int]]]:
    """Return the top words after each slice of LDA that starts at the first and goes on."""
    engine = make("lda", k, 1).fit(slices[0].distinct())
    found = [best(engine.components_)]
    for terms in slices[1:]:
        engine.partial_fit(terms.distinct())
        found.append(best(engine.components_))
    return found


def sequential(slices: list[Terms], k: int) -> list[list[list[int]]]:
    """Return the top words of each slice of gensim's dynamic topic model."""
    from gensim.models import LdaSeqModel

    corpus = []
    for terms in slices:
        for i in range(len(terms)):
            row = terms.counts[i]
            corpus.append(
                list(zip(row.indices.tolist(), row.data.astype(int).tolist(), strict=True))
            )
    size = slices[0].counts.shape[1]
    model = LdaSeqModel(
        corpus,
        [len(terms) for terms in slices],
        {i: str(i) for i in range(size)},
        num_topics=k,
        random_state=1,
        chunksize=len(corpus),
    )
    return [
        best(np.array([np.exp(chain.e_log_prob[:, t]) for chain in model.topic_chains]))
        for t in range(len(slices))
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--k", type=int, default=8)
    parser.add_argument("--slices", type=int, default=4)
    parser.add_argument("--words", type=int, default=1500)
    parser.add_argument("--texts", type=int, default=4000)
    parser.add_argument("--only", default="online,sequential")
    given = parser.parse_args()
    for name, texts in (
        ("bank_app_reviews", app_reviews(given.data)[: given.texts]),
        ("citizen_messages", messages(given.data)[: given.texts]),
    ):
        whole = reading.read(annotated(texts)[0], SEGMENTER).whole()
        vocabulary = shorter(learn(whole), whole, given.words)
        terms = vocabulary.terms(whole)
        parts = np.array_split(np.arange(len(terms)), given.slices)
        slices = [terms.take(part) for part in parts]
        print(
            f"{name}: {len(terms)} texts, {given.slices} slices, {len(vocabulary.words)} words, "
            f"k={given.k}",
            flush=True,
        )
        for way in given.only.split(","):
            start = time.process_time()
            found = {"online": online, "sequential": sequential}[way](slices, given.k)
            told(way, found, slices, time.process_time() - start)


if __name__ == "__main__":
    main()
