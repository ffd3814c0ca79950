"""Topic models behind one small interface: documents x terms in, weights and words out."""

from __future__ import annotations

import warnings
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning

__all__ = ["Engine", "LdaEngine", "NmfEngine"]

Array = NDArray[np.float64]


class Engine(Protocol):
    """Factors a sparse document-term matrix into k topics."""

    def fit_transform(self, counts: Any, tfidf: Any) -> Array:
        """Return documents x k weights (rows not normalised); sets ``components_`` (k x terms)."""
        ...


class NmfEngine:
    """Non-negative matrix factorisation of TF-IDF (Lee and Seung, 1999), NNDSVD start: no
    randomness, the same topics for every seed."""

    components_: Array

    def __init__(self, k: int, seed: int) -> None:
        self.k, self.seed = k, seed

    def fit_transform(self, counts: Any, tfidf: Any) -> Array:
        """Fit on ``tfidf`` (documents x terms); see ``Engine``."""
        engine = NMF(self.k, init="nndsvd", random_state=self.seed, max_iter=200, tol=1e-3)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            weights: Array = engine.fit_transform(tfidf)
        self.components_ = engine.components_
        return weights


class LdaEngine:
    """Latent Dirichlet allocation (Blei, Ng and Jordan, 2003) by gensim, one process: the
    multicore one gives other topics at each run with the same seed."""

    components_: Array

    def __init__(self, k: int, seed: int) -> None:
        self.k, self.seed = k, seed

    def fit_transform(self, counts: Any, tfidf: Any) -> Array:
        """Fit on ``counts`` (documents x terms); see ``Engine``."""
        from gensim.matutils import Sparse2Corpus
        from gensim.models import LdaModel

        corpus = Sparse2Corpus(counts.tocsc(), documents_columns=False)
        names = {i: str(i) for i in range(counts.shape[1])}
        engine = LdaModel(
            corpus,
            num_topics=self.k,
            id2word=names,
            random_state=self.seed % 2**32,
            passes=8,
            alpha="symmetric",
            eta=0.01,
        )
        self.components_ = engine.get_topics()
        weights = np.zeros((counts.shape[0], self.k))
        for row, topics in enumerate(engine.get_document_topics(corpus, minimum_probability=0)):
            for topic, weight in topics:
                weights[row, topic] = weight
        return weights
