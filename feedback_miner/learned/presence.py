"""What a clause's characters weigh for the presence of a factor, of many clauses at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from heapq import heapify, heappop
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from feedback_miner.learned.features import shortened
from feedback_miner.learned.model import Table
from feedback_miner.text.ngrams import distinct

__all__ = ["Presence"]

WORDS = 2  # shown as evidence
LONGEST = 4  # characters of the longest gram of ``features.grams``
_ROOTS = [length**0.5 for length in range(LONGEST + 1)]


class Presence:
    """The weights of grams for factors: of ``table`` the columns that tell of their presence."""

    def __init__(self, table: Table, columns: slice) -> None:
        self._table = table
        self._weights: NDArray[np.float32] = table.weights[:, columns]

    @cached_property
    def _names(self) -> list[str]:
        return list(self._table.index)

    def worth(self, clauses: Sequence[str], factors: Sequence[int]) -> list[float]:
        """Return what the grams of each clause weigh for its factor, over the root of their
        number: as ``attribution.attribute`` has it of one clause."""
        if not clauses:
            return []
        texts = list(map(shortened, clauses))
        hits = self._table.grams.find(texts)
        weights = self._weights[hits.grams, np.asarray(factors)[hits.texts]].tolist()
        ends = hits.ends(len(texts)).tolist()
        return [
            sum(weights[a:b]) / math.sqrt(max(1, many))
            for (a, b), many in zip(pairwise([0, *ends]), distinct(texts, LONGEST), strict=True)
        ]

    def words(self, clauses: Sequence[str], factors: Sequence[int]) -> list[tuple[str, ...]]:
        """Return the characters of each clause that weigh most for its factor, none within
        another."""
        if not clauses:
            return []
        hits = self._table.grams.find(list(map(shortened, clauses)))
        weights = self._weights[hits.grams, np.asarray(factors)[hits.texts]]
        positive = np.flatnonzero(weights > 0)
        names = self._names
        ranked: list[list[tuple[float, str]]] = [[] for _ in clauses]
        for at, row, weight in zip(
            hits.texts[positive].tolist(),
            hits.grams[positive].tolist(),
            weights[positive].tolist(),
            strict=True,
        ):
            gram = names[row]
            if len(gram) > 1:
                ranked[at].append((-weight * _ROOTS[len(gram)], gram))
        return list(map(_apart, ranked))


def _apart(ranked: list[tuple[float, str]]) -> tuple[str, ...]:
    """Return the first words in order of which none is within another."""
    heapify(ranked)
    words: list[str] = []
    while ranked and len(words) < WORDS:
        _, gram = heappop(ranked)
        if not any(gram in word or word in gram for word in words):
            words.append(gram)
    return tuple(words)
