"""Clusters of sentence embeddings beside word vectors: the extra ``semantic``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from feedback_miner.text.embed import embedder
from feedback_miner.topics import spherical
from feedback_miner.topics.vectors import unit
from feedback_miner.topics.vocabulary import Terms
from feedback_miner.topics.wordclusters import DIMENSIONS, embed, soft

__all__ = ["SemanticEngine"]

Array = NDArray[np.float64]
READING = 1.1  # weight of the embedding beside the word vectors


class SemanticEngine:
    """Spherical k-means of two views of a text side by side: its sentence embedding less the mean
    embedding (they lie in a narrow cone: Mu and Viswanath, 2018), and the mean of its words'
    vectors learned from the same texts, which know the field's own words."""

    kind = "semantic"
    unit: Literal["text", "clause"] = "text"
    random = False

    def __init__(self, k: int) -> None:
        self.k = k

    def fit(self, terms: Terms) -> Self:
        """Learn word vectors and centres; see ``Engine``."""
        read = embedder().encode(terms.texts).astype(float)
        self.mean_ = read.mean(axis=0)
        self.vectors_ = terms.vectors(3 * DIMENSIONS, bold=True)
        self.centres_ = spherical.cluster(self._points(terms), self.k)
        return self

    def _points(self, terms: Terms) -> Array:
        read = unit(embedder().encode(terms.texts).astype(float) - self.mean_)
        return unit(np.hstack([READING * read, embed(terms, self.vectors_)]))

    def transform(self, terms: Terms) -> Array:
        """Return weights by the cosine with each centre; see ``Engine``."""
        weights = soft(self._points(terms), self.centres_)
        weights[np.diff(terms.counts.indptr) == 0] = 0.0
        return weights

    def keep(self, topics: NDArray[np.int64]) -> Self:
        """See ``Engine``."""
        self.k = len(topics)
        self.centres_ = self.centres_[topics]
        return self

    def state(self) -> dict[str, Array]:
        """See ``Engine``."""
        return {"mean": self.mean_, "vectors": self.vectors_, "centres": self.centres_}

    @classmethod
    def restore(cls, kind: str, state: Mapping[str, Array]) -> Self:
        """Return a fitted engine."""
        engine = cls(len(state["centres"]))
        engine.mean_, engine.vectors_ = state["mean"], state["vectors"]
        engine.centres_ = state["centres"]
        return engine
