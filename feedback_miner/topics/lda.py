"""Latent Dirichlet allocation by gensim, free or seeded by given words."""

from __future__ import annotations

from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from feedback_miner.topics.components import Components
from feedback_miner.topics.vocabulary import Terms

__all__ = ["LdaEngine"]

Array = NDArray[np.float64]
FLAT = 0.01  # prior of a word in a topic
SEEDED = 5.0  # prior of an anchor word in its topic
STEPS = 30  # of folding in


class LdaEngine(Components):
    """Latent Dirichlet allocation (Blei, Ng and Jordan, 2003) by online variational Bayes
    (Hoffman, Blei and Bach, 2010) in one process: the multicore one gives other topics at each run
    with the same seed. ``seeds`` raise the prior ``eta`` of their words in their topics (after
    Jagarlamudi, Daume and Udupa, 2012).
    """

    unit: Literal["text", "clause"] = "text"
    random = True

    def fit(self, terms: Terms) -> Self:
        """Learn topics x words; see ``Engine``."""
        from gensim.matutils import Sparse2Corpus
        from gensim.models import LdaModel

        size = terms.counts.shape[1]
        eta = np.full((self.k, size), FLAT)
        for topic, columns in enumerate(self.seeds):
            eta[topic, columns] = SEEDED
        engine = LdaModel(
            Sparse2Corpus(terms.counts.tocsc(), documents_columns=False),
            num_topics=self.k,
            id2word={i: str(i) for i in range(size)},
            random_state=self.seed % 2**32,
            passes=8,
            alpha="symmetric",
            eta=eta,
        )
        self.components_ = np.asarray(engine.get_topics(), dtype=float)
        return self

    def transform(self, terms: Terms) -> Array:
        """Return each text's topic shares by folding in (Hofmann, 1999); see ``Engine``."""
        counts = terms.counts
        weights = np.full((counts.shape[0], self.k), 1.0 / self.k)
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        words = self.components_[:, counts.indices].T
        for _ in range(STEPS):
            share = weights[rows] * words
            share *= (counts.data / np.maximum(share.sum(axis=1), 1e-300))[:, None]
            weights = np.zeros_like(weights)
            np.add.at(weights, rows, share)
            weights += 0.1 / self.k
            weights /= weights.sum(axis=1, keepdims=True)
        weights[np.diff(counts.indptr) == 0] = 0.0
        return weights
