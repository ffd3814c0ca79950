"""Sums of a table's rows, and the most of them, of many texts at once."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["most", "summed"]

Kind = TypeVar("Kind", bound=np.floating[Any])


def summed(
    rows: NDArray[np.integer[Any]], ends: NDArray[np.integer[Any]], table: NDArray[Kind]
) -> NDArray[Kind]:
    """Return the sum of the rows of ``table`` that each text has, (texts, columns), zeros where it
    has none: those of a text end at its place of ``ends``. A product with a sparse matrix of ones,
    which copies no row."""
    starts = np.concatenate([[0], ends])
    ones = np.ones(len(rows), dtype=table.dtype)
    return np.asarray(sparse.csr_matrix((ones, rows, starts), (len(ends), len(table))) @ table)


def most(table: NDArray[Kind], many: NDArray[np.integer[Any]]) -> NDArray[Kind]:
    """Return the greatest value of each column over the rows of each text, (texts, columns), of
    which it has so ``many``, one after the other, none of them 0."""
    at = np.cumsum(many) - many
    best: NDArray[Kind] = table.take(at, axis=0)
    longer, place = np.flatnonzero(many > 1), 1
    while len(longer):
        best[longer] = np.maximum(best[longer], table.take(at[longer] + place, axis=0))
        place += 1
        longer = longer[many[longer] > place]
    return best
