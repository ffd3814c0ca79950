"""Which words a model knows, and texts as counts of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from feedback_miner.topics.vectors import word_vectors

__all__ = ["CONCEPT", "Terms", "Vocabulary", "learn", "presence", "unknown"]

Array = NDArray[np.float64]
CONCEPT = "#"  # what a column begins with that is no word but what an opinion is about
FEW = 5000  # texts below which a word that recurs three times is known
FEWER = 1500  # texts below which one that recurs twice is


BOLD = {"shy": 1.0, "rare": 0.0}


@dataclass(frozen=True)
class Terms:
    """Texts x words: ``counts`` and ``tfidf`` (sublinear, rows of length 1), both CSR; ``texts``
    are the wordings, for models that read them."""

    counts: Any
    tfidf: Any
    texts: Sequence[str]
    _vectors: dict[tuple[int, bool], Array] = field(default_factory=dict, repr=False)

    def vectors(self, dimensions: int, bold: bool = False) -> Array:
        """Return the words' vectors, learned once; see ``vectors.word_vectors``. ``bold`` doubts
        rare words and pairs hardly: for models that have another view beside."""
        key = (dimensions, bold)
        if key not in self._vectors:
            doubts = BOLD if bold else {}
            self._vectors[key] = word_vectors(presence(self.counts), dimensions, **doubts)
        return self._vectors[key]

    def take(self, rows: NDArray[np.int64]) -> Terms:
        """Return the texts ``rows``, in that order, repeats allowed."""
        return Terms(self.counts[rows], self.tfidf[rows], [self.texts[i] for i in rows])

    def distinct(self) -> Terms:
        """Return texts of other words only, and none of no word: copies of one text tell no more
        of what is talked about, and what is pasted a hundred times is no theme by that."""
        codes = np.random.default_rng(0).random(self.counts.shape[1])
        marks = np.round(self.counts @ codes, 9)
        rows = np.sort(np.unique(marks, return_index=True)[1])
        return self.take(rows[marks[rows] > 0])

    def __len__(self) -> int:
        return int(self.counts.shape[0])


@dataclass(frozen=True)
class Vocabulary:
    """The words known, in alphabetical order, and their inverse document frequencies
    (ln((1 + n) / (1 + df)) + 1)."""

    words: tuple[str, ...]
    idf: Array

    @cached_property
    def spoken(self) -> NDArray[np.bool_]:
        """Which columns are words that people say."""
        return np.array([not word.startswith(CONCEPT) for word in self.words], dtype=bool)

    @cached_property
    def place(self) -> dict[str, int]:
        """The column of each word."""
        return {word: i for i, word in enumerate(self.words)}

    def terms(self, documents: Sequence[Sequence[str]], texts: Sequence[str] = ()) -> Terms:
        """Return documents as counts and TF-IDF; unknown words are left out."""
        place = self.place
        indices: list[int] = []
        ends = [0]
        for document in documents:
            indices += [place[word] for word in document if word in place]
            ends.append(len(indices))
        counts = sp.csr_matrix(
            (np.ones(len(indices)), np.array(indices, dtype=np.int32), np.array(ends)),
            shape=(len(documents), len(self.words)),
        )
        counts.sum_duplicates()
        weights = counts.copy()
        weights.data = (1 + np.log(weights.data)) * self.idf[weights.indices]
        return Terms(counts, unit_rows(weights), texts or [""] * len(documents))


def learn(documents: Sequence[Sequence[str]], least: int = 0, most: float = 0.0) -> Vocabulary:
    """Return the vocabulary of ``documents``: words in ``least`` of them or more and in no more
    than the share ``most``; by default 2, 3 or 5 after their number, and 0.3 (0.9 in small
    sets)."""
    n = len(documents)
    least = least or (2 if n < FEWER else 3 if n < FEW else 5)
    most = most or (0.3 if n > 300 else 0.9)
    found = Counter(word for document in documents for word in set(document))
    words = tuple(sorted(word for word, df in found.items() if least <= df <= most * n))
    df = np.array([found[word] for word in words], dtype=float)
    return Vocabulary(words, np.log((1 + n) / (1 + df)) + 1)


def unknown(
    documents: Sequence[Sequence[str]], known: Vocabulary, frequencies: Mapping[str, int]
) -> float:
    """Return the share of the words of ``documents``, each once a text, that stand neither in a
    vocabulary nor in ``frequencies``: 0 where there is no word."""
    said = [word for document in documents for word in set(document)]
    unheard = sum(word not in known.place and word not in frequencies for word in said)
    return unheard / len(said) if said else 0.0


def presence(counts: Any) -> Any:
    """Return which words a text has: counts as 0 and 1."""
    flags = counts.copy()
    flags.data = np.ones_like(flags.data)
    return flags


def unit_rows(matrix: Any) -> Any:
    """Return a sparse matrix with rows of length 1 (rows of nothing stay so)."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    return sp.csr_matrix(sp.diags(scale) @ matrix)
