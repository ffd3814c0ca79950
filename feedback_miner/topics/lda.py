"""Latent Dirichlet allocation by gensim, free or seeded by given words, that can go on learning.

gensim's LdaSeqModel (dynamic topics: Blei and Lafferty, 2006) is not offered beside it: on 3,930
app reviews in four slices (k = 8, 1,320 words) it was not done after 3 minutes of CPU, where going
on slice by slice takes 2 seconds (``scripts/measure_dynamic.py``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from feedback_miner.topics.components import Components
from feedback_miner.topics.vocabulary import Terms

__all__ = ["LdaEngine"]

Array = NDArray[np.float64]
FLAT = 0.01  # prior of a word in a topic
SEEDED = 5.0  # prior of an anchor word in its topic
STEPS = 30  # of folding in
FORGETTING = 0.7  # 0.5 to 1; at 1 all texts ever read weigh alike, below it later ones weigh more


class LdaEngine(Components):
    """Latent Dirichlet allocation (Blei, Ng and Jordan, 2003) by online variational Bayes
    (Hoffman, Blei and Bach, 2010) in one process: the multicore one gives other topics at each run
    with the same seed. ``seeds`` raise the prior ``eta`` of their words in their topics (after
    Jagarlamudi, Daume and Udupa, 2012).

    ``counts_`` are the expected counts of each word in each topic, ``read_`` the number of texts
    they stand for.
    """

    unit: Literal["text", "clause"] = "text"
    random = True
    counts_: Array
    eta_: Array

    def __init__(self, k: int, seed: int, seeds: Sequence[Sequence[int]], kind: str) -> None:
        super().__init__(k, seed, seeds, kind)
        self.read_ = 0

    def fit(self, terms: Terms) -> Self:
        """Learn topics x words; see ``Engine``."""
        size = terms.counts.shape[1]
        self.eta_ = np.full((self.k, size if self.seeds else 1), FLAT)
        for topic, columns in enumerate(self.seeds):
            self.eta_[topic, columns] = SEEDED
        engine = self._engine(size)
        engine.update(_corpus(terms), passes=8)
        return self._learned(engine, len(terms))

    def partial_fit(self, terms: Terms) -> Self:
        """Go on learning from further ``terms``, the topics staying what they are; see ``Online``.

        All of them are one step of Hoffman, Blei and Bach (2010): they weigh (1 + texts read
        before / texts now) ^ -``FORGETTING`` against what was learned.
        """
        if not self.read_:
            return self.fit(terms)
        if not len(terms):
            return self
        n = len(terms)
        rate = (1 + self.read_ / n) ** -FORGETTING
        # gensim takes the counts to stand for all texts, those to come among them.
        known = self.counts_ * ((self.read_ + n) / self.read_)
        # A word without counts would stay without: it starts as likely in each topic, which the
        # words beside it decide between, and what it started with is taken away again.
        start = np.where(known.any(axis=0), 0.0, _even(known))
        engine = self._engine(terms.counts.shape[1])
        engine.state.sstats[:] = known + start
        engine.state.numdocs = engine.num_updates = self.read_
        engine.sync_state()
        engine.update(_corpus(terms), passes=1, chunksize=n, decay=FORGETTING)
        engine.state.sstats[:] = np.maximum(engine.state.sstats - (1 - rate) * start, 0.0)
        return self._learned(engine, n)

    def widen(self, places: NDArray[np.int64], size: int) -> Self:
        """Know ``size`` words, of which the former stand at ``places``; see ``Online``."""
        self.counts_ = _placed(self.counts_, places, size, 0.0)
        if self.eta_.shape[1] > 1:
            self.eta_ = _placed(self.eta_, places, size, FLAT)
        return self._shared()

    def _engine(self, size: int) -> Any:
        """Return gensim's model, which has learned nothing yet."""
        from gensim.models import LdaModel, ldamodel

        # It would tell users of too few updates: one a wave is what is wanted.
        ldamodel.logger.setLevel("ERROR")
        return LdaModel(
            num_topics=self.k,
            id2word={i: str(i) for i in range(size)},
            random_state=self.seed % 2**32,
            alpha="symmetric",
            eta=np.broadcast_to(self.eta_, (self.k, size)).copy(),
        )

    def _learned(self, engine: Any, texts: int) -> Self:
        self.counts_ = np.asarray(engine.state.sstats, dtype=float)
        self.read_ += texts
        return self._shared()

    def _shared(self) -> Self:
        weights = self.counts_ + self.eta_
        self.components_ = weights / weights.sum(axis=1, keepdims=True)
        return self

    def keep(self, topics: NDArray[np.int64]) -> Self:
        """See ``Engine``."""
        self.k = len(topics)
        self.counts_, self.eta_ = self.counts_[topics], self.eta_[topics]
        return self._shared()

    def state(self) -> dict[str, Array]:
        """Return all that it takes to go on; see ``Engine``."""
        return {"counts": self.counts_, "eta": self.eta_, "read": np.array([self.read_])}

    @classmethod
    def restore(cls, kind: str, state: Mapping[str, Array]) -> Self:
        """Return a fitted engine. Raises ValueError or KeyError for what ``state`` never
        returned."""
        counts, eta, (read,) = state["counts"], state["eta"], state["read"]
        engine = cls(len(counts), 0, (), kind)
        if counts.ndim != 2 or eta.shape not in {(engine.k, 1), counts.shape}:
            raise ValueError("shapes")
        if (counts < 0).any() or (eta <= 0).any() or read < 1:
            raise ValueError("numbers")
        engine.counts_, engine.eta_, engine.read_ = counts, eta, int(read)
        return engine._shared()

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


def _corpus(terms: Terms) -> Any:
    from gensim.matutils import Sparse2Corpus

    return Sparse2Corpus(terms.counts.tocsc(), documents_columns=False)


def _even(counts: Array) -> Array:
    """Return topics x 1: one count in each topic on average, after the topics' sizes."""
    sizes: Array = counts.sum(axis=1, keepdims=True)
    even: Array = sizes / sizes.mean()
    return even


def _placed(rows: Array, places: NDArray[np.int64], size: int, empty: float) -> Array:
    wide = np.full((len(rows), size), empty)
    wide[:, places] = rows
    return wide
