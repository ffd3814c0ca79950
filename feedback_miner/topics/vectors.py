"""Word vectors learned from the texts at hand: no model beside them."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.utils.extmath import randomized_svd

__all__ = ["unit", "word_vectors"]

Array = NDArray[np.float64]
SMOOTHING = 0.75  # of context counts (Levy, Goldberg and Dagan, 2015)
SHY = 5.0  # co-occurrences a pair is doubted by (a discount as in Pantel and Lin, 2002)
RARE = 10.0  # texts a word is doubted by: the direction of a rare one is chance
NOTHING = 1e-9  # of the greatest singular value: what is smaller is 0


def word_vectors(presence: Any, dimensions: int, shy: float = SHY, rare: float = RARE) -> Array:
    """Return a vector for each word, words x dimensions (fewer where there are few words), of a
    length below 1 that tells how well the word is known: df / (df + rare).

    The positive pointwise mutual information of words in one text, its contexts smoothed and
    chance pairs discounted, factored by singular values whose root weighs the axes (Levy and
    Goldberg, 2014; Levy, Goldberg and Dagan, 2015). ``presence`` is texts x words, 0
    and 1. The start of the factoring is fixed: the same texts give the same vectors.
    """
    size = presence.shape[1]
    together = sp.coo_matrix(presence.T @ presence)
    apart = together.row != together.col
    rows, columns, n = together.row[apart], together.col[apart], together.data[apart]
    if not len(n):
        return np.zeros((size, 1))
    sums = np.bincount(rows, n, size)
    contexts = sums**SMOOTHING
    contexts /= contexts.sum()
    information = np.log(n / (sums[rows] * contexts[columns])) * (n / (n + shy))
    kept = information > 0
    matrix = sp.csr_matrix((information[kept], (rows[kept], columns[kept])), shape=(size, size))
    matrix = (matrix + matrix.T) * 0.5
    d = max(1, min(dimensions, size - 2))
    left, values, _ = randomized_svd(matrix, d, n_oversamples=10, n_iter=4, random_state=0)
    # Axes of no weight hold rounding errors, other ones on other processors, which a word without
    # company would have for its direction.
    values[values < NOTHING * values.max(initial=0.0)] = 0.0
    texts = np.asarray(presence.sum(axis=0)).ravel()
    shrunk: Array = unit(left * np.sqrt(values)) * (texts / np.maximum(texts + rare, 1))[:, None]
    return shrunk


def unit(rows: Array) -> Array:
    """Return rows scaled to length 1; rows of nothing stay so."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Array = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-12)
    return scaled
