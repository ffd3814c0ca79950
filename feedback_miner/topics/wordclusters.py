"""The default model: texts as means of word vectors, clustered by direction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from feedback_miner.topics import spherical
from feedback_miner.topics.vectors import unit
from feedback_miner.topics.vocabulary import Terms, presence

__all__ = ["VectorsEngine", "soft"]

Array = NDArray[np.float64]
DIMENSIONS = 30
DIGITS = 9  # beyond these processors differ
SHARPNESS = 12.0  # concentration by which cosines become weights


class VectorsEngine:
    """Spherical k-means of texts, each the TF-IDF-weighted mean of its words' vectors.

    The vectors come from the same texts (``vectors.word_vectors``), so that texts without a common
    word meet where their words keep the same company: what short answers lack in counts. They
    start from anchor words (``spherical.from_anchors``): the same topics for every seed.
    """

    kind = "vectors"
    unit: Literal["text", "clause"] = "text"
    random = False

    def __init__(self, k: int) -> None:
        self.k = k

    def fit(self, terms: Terms) -> Self:
        """Learn word vectors and centres; see ``Engine``."""
        self.vectors_ = terms.vectors(DIMENSIONS)
        points = embed(terms, self.vectors_)
        known = np.abs(points).sum(axis=1) > 0
        flags = presence(terms.counts)[known]
        self.centres_ = spherical.from_anchors(points[known], flags, self.k)
        return self

    def transform(self, terms: Terms) -> Array:
        """Return weights by the cosine with each centre; see ``Engine``."""
        return soft(embed(terms, self.vectors_), self.centres_)

    def keep(self, topics: NDArray[np.int64]) -> Self:
        """See ``Engine``."""
        self.k = len(topics)
        self.centres_ = self.centres_[topics]
        return self

    def state(self) -> dict[str, Array]:
        """See ``Engine``."""
        return {"vectors": self.vectors_, "centres": self.centres_}

    @classmethod
    def restore(cls, kind: str, state: Mapping[str, Array]) -> Self:
        """Return a fitted engine."""
        engine = cls(len(state["centres"]))
        engine.vectors_, engine.centres_ = state["vectors"], state["centres"]
        return engine


def embed(terms: Terms, vectors: Array) -> Any:
    """Return texts x dimensions, rows of length 1 (0 where no word is known)."""
    return unit(np.asarray(terms.tfidf @ vectors))


def soft(points: Array, centres: Array) -> Array:
    """Return weights of texts in clusters, as of a mixture of von Mises-Fisher distributions
    (Banerjee et al., 2005) with one concentration; 0 for texts of nothing."""
    cosines = np.round(points @ centres.T, DIGITS)
    weights = np.exp(SHARPNESS * (cosines - cosines.max(axis=1, keepdims=True)))
    weights /= weights.sum(axis=1, keepdims=True)
    weights[np.abs(points).sum(axis=1) == 0] = 0.0
    result: Array = np.round(weights, DIGITS)
    return result
