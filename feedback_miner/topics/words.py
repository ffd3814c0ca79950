"""The words that tell a topic: frequent in it, and its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from feedback_miner.topics.vocabulary import presence

__all__ = ["TOP", "mass", "top_words"]

Array = NDArray[np.float64]
TOP = 10
OWN = 0.9  # weight of a word's being the topic's own beside its frequency there
SHY = 4.0  # texts by which a word's being the topic's own is doubted


def mass(counts: Any, topics: NDArray[np.int64], k: int) -> Array:
    """Return topics x words: in how many texts of a topic a word stands. ``topics`` holds each
    text's topic, -1 for none."""
    placed = np.flatnonzero(topics >= 0)
    members = sp.csr_matrix(
        (np.ones(len(placed)), (topics[placed], placed)), shape=(k, counts.shape[0])
    )
    return np.asarray((members @ presence(counts)).todense())


def top_words(
    found: Array, spoken: NDArray[np.bool_] | None = None, n: int = TOP
) -> list[list[int]]:
    """Return each topic's ``n`` most telling words, best first, as columns; of
    ``spoken`` ones where that is given.

    Words are ranked by p(word | topic) x p(topic | word)^OWN, the relevance of Sievert and
    Shirley (2014) on classes of texts, with p(topic | word) drawn to the topic's share where a
    word is rare, so that neither a word of all topics nor a chance word leads. Ties go to the
    earlier word, so that the same texts give the same words everywhere.
    """
    shares = found.sum(axis=1) / max(found.sum(), 1.0)
    own = (found + SHY * shares[:, None]) / (found.sum(axis=0) + SHY)
    rank = found * own**OWN
    if spoken is not None:
        rank = rank * spoken
    return [
        [int(i) for i in np.argsort(-np.round(row, 9), kind="stable")[:n] if row[i] > 0]
        for row in rank
    ]
