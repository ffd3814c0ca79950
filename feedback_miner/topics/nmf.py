"""Non-negative matrix factorisation of clauses' TF-IDF, free or anchored by given words."""

from __future__ import annotations

import warnings
from typing import Any, Literal, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning

from feedback_miner.topics.components import Components
from feedback_miner.topics.vocabulary import Terms, unit_rows

__all__ = ["NmfEngine"]

Array = NDArray[np.float64]
PULL = 0.05  # weight of all anchors of a topic, as a share of the texts a topic has on average
STEPS = 60  # of folding in


class NmfEngine(Components):
    """Non-negative matrix factorisation (Lee and Seung, 1999) by coordinate descent from NNDSVD
    (Boutsidis and Gallopoulos, 2008): no randomness, the same topics for every seed.

    With ``seeds`` (columns of anchor words, one list a topic) those topics start at the clauses
    that hold their anchors, and pseudo-texts of the anchors alone keep them there, as in guided
    NMF (Vendrow et al., 2021); the other topics are free.
    """

    unit: Literal["text", "clause"] = "clause"
    random = False

    def fit(self, terms: Terms) -> Self:
        """Learn topics x words; see ``Engine``."""
        matrix = terms.tfidf
        free = NMF(self.k, init="nndsvd", random_state=self.seed, max_iter=200, tol=1e-3)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            if self.seeds:
                self.components_ = self._anchored(matrix)
            else:
                self.components_ = free.fit(matrix).components_
        return self

    def _anchored(self, matrix: Any) -> Array:
        anchors = np.zeros((len(self.seeds), matrix.shape[1]))
        for topic, columns in enumerate(self.seeds):
            anchors[topic, columns] = 1.0
        anchors = anchors / np.linalg.norm(anchors, axis=1, keepdims=True)
        near = np.asarray(matrix @ anchors.T)
        start = np.asarray((matrix.T @ near).T) / np.maximum(near.sum(axis=0)[:, None], 1e-9)
        rest = self.k - len(self.seeds)
        if rest:
            untold = np.flatnonzero(near.max(axis=1) < 0.1)
            held = matrix[untold] if len(untold) > rest * 5 else matrix
            free = NMF(rest, init="nndsvd", random_state=self.seed, max_iter=30, tol=1e-2)
            start = np.vstack([start, free.fit(held).components_])
        weight = np.sqrt(PULL * matrix.shape[0] / self.k)
        held = sp.vstack([matrix, sp.csr_matrix(anchors * weight)]).tocsr()
        engine = NMF(self.k, init="custom", random_state=self.seed, max_iter=200, tol=1e-3)
        engine.fit(
            held,
            W=np.asarray(held @ unit_rows(sp.csr_matrix(start)).T.toarray()) + 1e-6,
            H=start + 1e-6,
        )
        found: Array = engine.components_
        return found

    def transform(self, terms: Terms) -> Array:
        """Return non-negative least-squares weights, by multiplicative steps; see ``Engine``."""
        h = self.components_ / np.maximum(self.components_.sum(axis=1, keepdims=True), 1e-12)
        target = np.asarray(terms.tfidf @ h.T)
        weights = target.copy()
        gram = h @ h.T
        for _ in range(STEPS):
            weights *= target / np.maximum(weights @ gram, 1e-12)
        sums = weights.sum(axis=1, keepdims=True)
        scaled: Array = np.divide(weights, sums, out=np.zeros_like(weights), where=sums > 1e-12)
        return scaled
