"""What a clause's characters weigh for the presence of a factor, of many clauses at once."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from heapq import heapify, heappop
from itertools import pairwise

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray

from feedback_miner.learned.features import shortened
from feedback_miner.learned.model import Table
from feedback_miner.ngrams import distinct

__all__ = ["Presence"]

WORDS = 2  # shown as evidence
LOOKED_AT = 6  # grams, the heaviest first
MOST = 10  # characters of grams that were joined
_LATIN = re.compile("[A-Za-z]+")
LONGEST = 4  # characters of the longest gram of ``features.grams``
_ROOTS = [length**0.5 for length in range(LONGEST + 1)]


class Presence:
    """The weights of grams for factors: of ``table`` the columns that tell of their presence.

    ``terms`` are words that no evidence cuts through.
    """

    def __init__(self, table: Table, columns: slice, terms: Iterable[str] = ()) -> None:
        self._table = table
        known = sorted({term for term in terms if len(term) > 1})
        self._words = AhoCorasick(known, matchkind=MatchKind.LeftmostLongest)
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
        """Return the words of each clause around the characters that weigh most for its factor;
        the whole clause, or its beginning, where none of them does."""
        if not clauses:
            return []
        texts = list(map(shortened, clauses))
        hits = self._table.grams.find(texts)
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
        return [self._apart(text, grams) for text, grams in zip(texts, ranked, strict=True)]

    def _apart(self, text: str, ranked: list[tuple[float, str]]) -> tuple[str, ...]:
        """Return the words around the first grams in order, those that touch as one."""
        words = [(start, end) for _, start, end in self._known(text)]
        words += [match.span() for match in _LATIN.finditer(text)]
        heapify(ranked)
        places: list[tuple[int, int]] = []
        for _ in range(LOOKED_AT):
            if not ranked:
                break
            gram = heappop(ranked)[1]
            start = text.find(gram)
            end = start + len(gram)
            for a, b in words:  # as ``_widened``
                if a < end and start < b:
                    start, end = min(start, a), max(end, b)
            for a, b in places:
                if a < end and start < b:
                    break
            else:
                if len(places) < WORDS:
                    places.append((start, end))
                continue
            place = start, end
            met = [other for other in places if other[0] < end and start < other[1]]
            whole = min(place, *met)[0], max(end for _, end in (place, *met))
            if whole[1] - whole[0] <= MOST:
                places[places.index(met[0])] = whole
                places = [other for other in places if other not in met[1:]]
        if not places:
            beginning = _widened((0, min(len(text), MOST)), words)
            return (text[slice(*beginning)].strip(),) if text.strip() else ()
        return tuple([text[start:end].strip() for start, end in places])

    def _known(self, text: str) -> list[tuple[int, int, int]]:
        """Return number, start and end of the words of ``terms`` in a text, the longest first to
        begin."""
        return self._words.find_matches_as_indexes(text)


def _widened(place: tuple[int, int], words: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """Return a place with the words that it cuts through."""
    start, end = place
    for a, b in words:
        if a < end and start < b:
            start, end = min(start, a), max(end, b)
    return start, end
