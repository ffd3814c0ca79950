"""How many topics: by stability over bootstrap samples and coherence together."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.tables import frame
from feedback_miner.topics.emerging import FEWEST as TEXTS
from feedback_miner.topics.engines import Seeds, make
from feedback_miner.topics.quality import diversity, npmi, overlap
from feedback_miner.topics.vocabulary import Terms, presence
from feedback_miner.topics.words import mass, top_words

__all__ = ["CURVE", "candidates", "choose", "least", "standing"]

CURVE = {
    "k": "int",
    "npmi": "float",
    "diversity": "float",
    "stability": "float",
    "seeds": "float",
    "score": "float",
    "error": "float",
    "chosen": "bool",
}
LEAST = 30  # the same where texts are few, for up to ``SMALL`` topics
SMALL = 12  # what few texts carry: fewer themes than a codebook has factors lump what differs
APART = 10  # texts of different words a topic has on average: copies tell of no further theme
CANDIDATES = (3, 5, 7, 9, 12, 15, 20)
FEWEST = 60  # texts a topic has on average: of fewer nobody can quote and count
SMALLEST = 0.01  # share of the texts that a topic of a chosen number has at least
SAMPLE = 4000  # texts the number is chosen on: it shows by then
RESAMPLES = 3


def candidates(texts: int, words: int, different: int | None = None) -> list[int]:
    """Return the numbers of topics worth trying for ``texts`` texts, ``different`` of them (all
    where not given) of other words."""
    most = max(texts / FEWEST, min(SMALL, texts / LEAST))
    most = min(most, (texts if different is None else different) / APART)
    fit = [k for k in CANDIDATES if k <= most and k < words - 1]
    # Where texts are many, three themes tell nobody anything.
    return [k for k in fit if k >= min(7, fit[-1] / 2)] if fit else []


def least(texts: int) -> int:
    """Return how many of ``texts`` texts a topic has at least, where its number is chosen: of fewer
    nobody can tell anything, and the words of a handful always cohere."""
    return max(TEXTS, math.ceil(SMALLEST * texts))


def standing(weights: NDArray[np.float64], fewest: float) -> NDArray[np.int64]:
    """Return the topics (columns of ``weights``, texts x topics) that are the main one of at least
    ``fewest`` texts; where these are less than two, the two greatest."""
    spoken = weights.max(axis=1, initial=0.0) > 0
    sizes = np.bincount(weights[spoken].argmax(axis=1), minlength=weights.shape[1])
    order = np.argsort(-sizes, kind="stable")
    return np.sort(order[: max(2, int((sizes >= fewest).sum()))])


def choose(
    terms: Terms,
    spoken: NDArray[np.bool_],
    kind: str,
    seed: int,
    seeds: Seeds = (),
    fixed: int = 0,
    texts: int = 0,
) -> tuple[int, pd.DataFrame]:
    """Return the number of topics, and CURVE.

    ``stability``: the overlap of top words with those of models of bootstrap samples (Greene,
    O'Callaghan and Cunningham, 2014); ``seeds``: with that of another seed; ``score``: stability
    times diversity plus coherence (NPMI); ``error``: its standard error over the bootstrap samples.
    The fewest topics are chosen whose score lies within one standard error of the best (Breiman et
    al., 1984): more must be worth reading. Coherence alone is never asked: it grows with the number
    of topics; and topics that are too small (``least``) tell nothing of a number, they are left out
    as they will be of the model. ``spoken`` are the columns that are
    words. ``fixed`` is chosen whatever the score. ``texts``: how many
    texts there are where ``terms`` are the distinct ones of them.
    """
    rng = np.random.default_rng(seed)
    n = len(terms)
    if n > SAMPLE:
        terms = terms.take(np.sort(rng.choice(n, SAMPLE, replace=False)))
        n = SAMPLE
    flags = presence(terms.counts)
    drawn = [terms.take(rng.integers(0, n, n)).distinct() for _ in range(RESAMPLES)]
    tried = candidates(max(n, texts), terms.counts.shape[1], n)
    if fixed and fixed not in tried and fixed < min(n, terms.counts.shape[1]):
        tried = sorted([*tried, fixed])
    # Of samples, whose texts are fewer, in proportion; a number that was asked for has them all.
    small = 0.0 if fixed else least(n) / max(n, 1)
    random = make(kind, 2, seed).random
    rows: list[dict[str, Any]] = []
    for k in tried:
        words = _words(terms, spoken, kind, k, seed, seeds, small)
        same = [
            overlap(words, _words(sample, spoken, kind, k, seed, seeds, small)) for sample in drawn
        ]
        distinct = diversity(words)
        row = {
            "k": k,
            "npmi": npmi(words, flags),
            "diversity": distinct,
            "stability": float(np.mean(same)),
            "seeds": overlap(words, _words(terms, spoken, kind, k, seed + 1, seeds, small))
            if random
            else 1.0,
            "error": distinct * float(np.std(same, ddof=1)) / RESAMPLES**0.5,
            "chosen": False,
        }
        rows.append(row | {"score": row["stability"] * row["diversity"] + row["npmi"]})
    if not rows:
        return fixed or CANDIDATES[0], frame([], CURVE)
    best = max(rows, key=lambda row: (round(row["score"], 6), -row["k"]))
    enough = round(best["score"] - best["error"], 6)
    chosen = fixed or min(row["k"] for row in rows if round(row["score"], 6) >= enough)
    table = frame(rows, CURVE)
    return chosen, table.assign(chosen=(table["k"] == chosen).astype(bool))


def _words(
    terms: Terms,
    spoken: NDArray[np.bool_],
    kind: str,
    k: int,
    seed: int,
    seeds: Seeds,
    small: float,
) -> list[list[int]]:
    """Return the top words of topics, of those with a share of ``small`` at least."""
    engine = make(kind, k, seed, seeds).fit(terms)
    weights = engine.transform(terms)
    stand = standing(weights, small * len(terms))
    if len(stand) < weights.shape[1]:
        weights = engine.keep(stand).transform(terms)
    return top_words(mass(terms.counts, weights), spoken)
