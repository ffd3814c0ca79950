"""Known character n-grams of many texts at once: arrays in the place of a string for each gram.

Characters are numbered by an alphabet of the known grams' own, so that up to four of them make
one 64-bit key; keys are looked up in an open-addressed table (Knuth, 1973, volume 3, 6.4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["LONGEST", "Hits", "Ints", "Ngrams"]

LONGEST = 4  # characters of a gram
SLICE = 1 << 15  # characters looked at together: their arrays stay in the processor's cache
_BITS = 64 // LONGEST  # of a character's number
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing
_BETWEEN = "\0"  # between texts; in no known gram

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hits:
    """Which texts hold which grams: pairs of ``texts[i]`` (ascending) and ``grams[i]``."""

    texts: Ints
    grams: Ints

    def ends(self, many: int) -> Ints:
        """Return where each of ``many`` texts' hits end."""
        return np.cumsum(np.bincount(self.texts, minlength=many))


class Ngrams:
    """Finds grams of one to four characters; a gram's number is its place in ``grams``.

    ``alike`` maps characters of the texts to the one they count as. Raises ValueError for a gram
    that is empty, too long or twice there.
    """

    def __init__(self, grams: Sequence[str], alike: Mapping[str, str] | None = None) -> None:
        if not all(0 < len(gram) <= LONGEST and _BETWEEN not in gram for gram in grams):
            raise ValueError(f"grams have 1 to {LONGEST} characters")
        if len(set(grams)) != len(grams):
            raise ValueError("grams are distinct")
        characters = sorted({character for gram in grams for character in gram})
        if len(characters) >= 1 << _BITS:
            raise ValueError("too many different characters")
        self._longest = max(map(len, grams), default=1)
        number = {character: code for code, character in enumerate(characters, start=1)}
        self._alphabet = np.zeros(0x110000, dtype=np.uint16)
        for character, code in number.items():
            self._alphabet[ord(character)] = code
        for character, other in (alike or {}).items():
            self._alphabet[ord(character)] = number.get(other, 0)
        self._many = len(grams)
        size = 1 << (2 * len(grams) + 1).bit_length()  # at most half full
        self._shift = np.uint64(65 - size.bit_length())
        self._keys = np.zeros(size, dtype=np.uint64)  # 0: free
        self._numbers = np.zeros(size, dtype=np.int64)
        self._fill(grams, number)

    def _fill(self, grams: Sequence[str], number: Mapping[str, int]) -> None:
        keys = np.zeros(len(grams), dtype=np.uint64)
        for at, gram in enumerate(grams):
            key = 0
            for character in gram:
                key = key << _BITS | number[character]
            keys[at] = key
        waiting = np.arange(len(grams))
        slots = self._slots(keys)
        while len(waiting):
            free = self._keys[slots] == 0
            self._keys[slots[free]] = keys[waiting[free]]  # of several for one slot the last stays
            placed = self._keys[slots] == keys[waiting]
            self._numbers[slots[placed]] = waiting[placed]
            waiting = waiting[~placed]
            slots = (slots[~placed] + 1) % len(self._keys)

    def _slots(self, keys: NDArray[np.uint64]) -> Ints:
        return (keys * _SPREAD >> self._shift).astype(np.int64)

    def _lookup(self, keys: NDArray[np.uint64]) -> Ints:
        """Return the number of each key's gram, -1 where it is unknown."""
        slots = self._slots(keys)
        there = self._keys[slots]
        known = there == keys
        found = np.where(known, self._numbers[slots], -1)
        waiting = np.flatnonzero(~known & (there != 0))
        while len(waiting):
            slots[waiting] = (slots[waiting] + 1) % len(self._keys)
            there = self._keys[slots[waiting]]
            known = there == keys[waiting]
            found[waiting[known]] = self._numbers[slots[waiting[known]]]
            waiting = waiting[~known & (there != 0)]
        return found

    def find(self, texts: Sequence[str]) -> Hits:
        """Return the known grams of each text, each once a text: texts in order, within one the
        shorter grams first and those of a length as they first appear."""
        parts = []
        first = size = 0
        for last, text in enumerate(texts, start=1):
            size += len(text) + 1
            if size >= SLICE or last == len(texts):
                found = self._find(texts[first:last])
                parts.append(Hits(found.texts + first, found.grams))
                first, size = last, 0
        if len(parts) == 1:
            return parts[0]
        nothing = np.zeros(0, dtype=np.int64)
        return Hits(
            np.concatenate([nothing, *(part.texts for part in parts)]),
            np.concatenate([nothing, *(part.grams for part in parts)]),
        )

    def _find(self, texts: Sequence[str]) -> Hits:
        joined = _BETWEEN.join([*texts, ""]).encode("utf-32-le", "surrogatepass")
        codes = self._alphabet[np.frombuffer(joined, dtype=np.uint32)].astype(np.uint64)
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
        owner = np.repeat(np.arange(len(texts)), lengths)
        starts = np.flatnonzero(codes)
        keys = codes[starts]
        where, which = [], []
        for length in range(1, self._longest + 1):
            if length > 1:
                following = starts + (length - 1)
                inside = following < len(codes)
                starts, keys, following = starts[inside], keys[inside], following[inside]
                added = codes[following]
                good = added != 0
                starts = starts[good]
                keys = keys[good] << np.uint64(_BITS) | added[good]
            found = self._lookup(keys)
            known = found >= 0
            where.append(owner[starts[known]])
            which.append(found[known])
        return self._distinct(np.concatenate(where), np.concatenate(which))

    def _distinct(self, where: Ints, which: Ints) -> Hits:
        """Sort hits by text, keeping their order within one, and drop all but the first of each."""
        # Of 16-bit numbers it is a radix sort; a slice has fewer texts than characters.
        order = np.argsort(where.astype(np.uint16), kind="stable")
        where, which = where[order], which[order]
        pairs = where * self._many + which
        order = np.argsort(pairs, kind="stable")
        ranked = pairs[order]
        first = np.ones(len(pairs), dtype=bool)
        first[order[1:][ranked[1:] == ranked[:-1]]] = False
        return Hits(where[first], which[first])
