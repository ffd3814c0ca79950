"""The words that tell a topic: frequent in it, and its own."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback_miner.topics.vocabulary import presence

__all__ = ["NAMING", "OWN", "TOP", "mass", "top_words"]

Array = NDArray[np.float64]
TOP = 10
OWN = 1.5  # weight of a word's being the topic's own beside its frequency there
NAMING = 3.0  # the same for words that are to name it
BELONGS = 2 / 3  # share of p(topic | word) in the word's best topic that a topic needs to tell it


def mass(counts: Any, weights: Array) -> Array:
    """Return topics x words: in how many texts of a topic a word stands. ``weights`` is texts x
    topics: a text between two topics counts in part for each, so that words do not come and go
    with where its border happens to lie."""
    return np.asarray((presence(counts).T @ weights).T)


def top_words(
    found: Array, spoken: NDArray[np.bool_] | None = None, n: int = TOP, power: float = OWN
) -> list[list[int]]:
    """Return each topic's ``n`` most telling words, best first, as columns; of
    ``spoken`` ones where that is given.

    Words are ranked by p(word | topic) x p(topic | word)^power, the relevance of Sievert and
    Shirley (2014) on classes of texts. p(topic | word) is drawn to the topic's share by the texts
    a word has on average, so that no chance word leads, and a word is told only of topics where it
    is at least ``BELONGS`` of that in its best one: a word of all topics tells none. Ties go to the
    earlier word, so that the same texts give the same words everywhere.
    """
    shares = found.sum(axis=1) / max(found.sum(), 1.0)
    texts = found.sum(axis=0)
    shy = max(float(texts.mean()), 1.0)
    own = (found + shy * shares[:, None]) / (texts + shy)
    rank = np.where(own >= BELONGS * own.max(axis=0), found * own**power, 0.0)
    if spoken is not None:
        rank = rank * spoken
    return [
        [int(i) for i in np.argsort(-np.round(row, 9), kind="stable")[:n] if row[i] > 0]
        for row in rank
    ]
