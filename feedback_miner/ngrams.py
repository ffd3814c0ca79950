"""Known character n-grams of many texts at once: arrays in the place of a string for each gram.

Characters are numbered by an alphabet of the known grams' own, so that up to four of them make
one 64-bit key; keys are looked up in an open-addressed table (Knuth, 1973, volume 3, 6.4), which
also tells where no longer gram can follow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["LONGEST", "Hits", "Ints", "Ngrams", "distinct", "news"]

LONGEST = 4  # characters of a gram
CHARACTERS = 0x110000  # that there are
SLICE = 1 << 15  # characters looked at together: their arrays stay in the processor's cache
_BITS = 64 // LONGEST  # of a character's number
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing
_SPREAD_AGAIN = np.uint64(0xD6E8FEB86659FD93)  # another odd number, of a key's second place
_ROUNDS = 64  # of driving keys from their places, before a larger table is tried
_BETWEEN = "\0"  # between texts; in no known gram

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Hits:
    """Which texts hold which grams: pairs of ``texts[i]`` (ascending) and ``grams[i]``."""

    texts: Ints
    grams: Ints

    def ends(self, many: int) -> Ints:
        """Return where each of ``many`` texts' hits end."""
        return np.cumsum(np.bincount(self.texts, minlength=many))

    def moved(self, by: int) -> Hits:
        """Return the hits with texts numbered from ``by`` on."""
        return Hits(self.texts + by, self.grams) if by else self


class Ngrams:
    """Finds grams of one to four characters; a gram's number is its place in ``grams``.

    ``alike`` maps characters of the texts to the one they count as. Raises ValueError for a gram
    that is empty, too long or twice there.
    """

    def __init__(self, grams: Sequence[str], alike: Mapping[str, str] | None = None) -> None:
        lengths = np.fromiter(map(len, grams), dtype=np.int64, count=len(grams))
        joined = "".join(grams).encode("utf-32-le", "surrogatepass")
        codes = np.frombuffer(joined, dtype=np.uint32)
        if len(grams) and not (0 < lengths.min() <= lengths.max() <= LONGEST and codes.all()):
            raise ValueError(f"grams have 1 to {LONGEST} characters")
        if len(set(grams)) != len(grams):
            raise ValueError("grams are distinct")
        characters = np.unique(codes)
        if len(characters) >= 1 << _BITS:
            raise ValueError("too many different characters")
        self._alphabet = np.zeros(CHARACTERS, dtype=np.uint16)
        self._alphabet[characters] = np.arange(1, len(characters) + 1)
        numbers = self._alphabet[codes].astype(np.uint64)
        if alike:
            others = self._alphabet[list(map(ord, alike.values()))]
            self._alphabet[list(map(ord, alike))] = others
        self._longest = int(lengths.max(initial=1))
        self._many = len(grams)
        self._fill(*_keys(numbers, lengths))
        # What the table holds of single characters: most that is looked up, and no hashing.
        self._singles = self._lookup(np.arange(len(characters) + 1, dtype=np.uint64))

    def _fill(self, keys: Keys, prefixes: Keys) -> None:
        """Make the table: of each key twice its gram's number plus one, 0 where it is no gram,
        and 1 more where a longer gram begins with it."""
        every = np.concatenate([keys, prefixes])
        bits = (2 * len(every) + 1).bit_length()  # at most half full
        while not self._placed(every, bits):
            bits += 1
        self._values = np.zeros(len(self._keys), dtype=np.int32)
        self._values[self._places(keys)] = 2 * np.arange(1, len(keys) + 1)
        self._values[self._places(prefixes)] |= 1

    def _placed(self, keys: Keys, bits: int) -> bool:
        """Put each key into its first slot or, where that is taken, its second, of 2 ** ``bits``;
        tell whether all found room."""
        self._shift = np.uint64(64 - bits)
        self._keys = np.zeros(1 << bits, dtype=np.uint64)  # 0: free
        slots = self._slots(keys)
        for _ in range(_ROUNDS):
            before = self._keys[slots]
            self._keys[slots] = keys  # of several for one slot the last stays
            there = self._keys[slots] == keys
            driven = np.flatnonzero(there & (before != 0) & (before != keys))
            lost = np.flatnonzero(~there)
            left = np.concatenate([slots[lost], slots[driven]])
            keys = np.concatenate([keys[lost], before[driven]])
            if not len(keys):
                return True
            slots = self._slots(keys)
            slots = np.where(slots == left, self._others(keys), slots)
        return False

    def _places(self, keys: Keys) -> Ints:
        """Return the slot that each of some keys of the table is in."""
        slots = self._slots(keys)
        return np.where(self._keys[slots] == keys, slots, self._others(keys))

    def _slots(self, keys: Keys) -> Ints:
        """Return the first slot of each key."""
        return (keys * _SPREAD >> self._shift).view(np.int64)

    def _others(self, keys: Keys) -> Ints:
        """Return the second slot of each key."""
        mixed = (keys ^ keys >> np.uint64(29)) * _SPREAD_AGAIN
        return (mixed >> self._shift).view(np.int64)

    def _lookup(self, keys: Keys) -> NDArray[np.int32]:
        """Return what the table holds of each key, 0 where it is unknown."""
        slots = self._slots(keys)
        there = self._keys.take(slots)
        found = self._values.take(slots)
        other = np.flatnonzero(there != keys)
        found[other] = 0
        # A key whose first is free has no second.
        other = other.take(np.flatnonzero(there.take(other) != 0))
        keys = keys.take(other)
        slots = self._others(keys)
        known = np.flatnonzero(self._keys.take(slots) == keys)
        found[other[known]] = self._values.take(slots[known])
        return found

    def find(self, texts: Sequence[str]) -> Hits:
        """Return the known grams of each text, each once a text: texts in order, within one the
        shorter grams first and those of a length as they first appear."""
        return _joined(
            [
                self._distinct(*self._find(texts[first:last])[:2]).moved(first)
                for first, last in _slices(texts)
            ]
        )

    def find_parts(
        self, texts: Sequence[str], starts: Sequence[Sequence[int]]
    ) -> tuple[Hits, Hits]:
        """Return the hits of texts as ``find`` does, and those of their parts, which are numbered
        through all texts.

        ``starts`` (ascending, the first 0) are where a text's parts begin. A gram that stands over
        a bound is in no part; one that comes twice in a part is there twice.
        """
        whole, parts, done = [], [], 0
        for first, last in _slices(texts):
            mine = starts[first:last]
            where, which, inside = self._find(texts[first:last], mine)
            whole.append(self._distinct(where, which).moved(first))
            many = sum(map(len, mine))
            parts.append(_sorted(inside, which, many).moved(done))
            done += many
        return _joined(whole), _joined(parts)

    def within(self, texts: Sequence[str], starts: Sequence[Sequence[int]]) -> Hits:
        """Return the hits of the texts' parts alone, as ``find_parts`` does."""
        parts, done = [], 0
        for first, last in _slices(texts):
            mine = starts[first:last]
            _, which, inside = self._find(texts[first:last], mine)
            many = sum(map(len, mine))
            parts.append(_sorted(inside, which, many).moved(done))
            done += many
        return _joined(parts)

    def occurrences(self, texts: Sequence[str]) -> tuple[Ints, Ints]:
        """Return text and gram of every occurrence, in no order that means anything: quicker
        where it matters neither how often nor where a gram stands."""
        found = []
        for first, last in _slices(texts):
            where, which, _ = self._find(texts[first:last])
            found.append(Hits(where, which.astype(np.int64)).moved(first))
        every = _joined(found)
        return every.texts, every.grams

    def _find(
        self, texts: Sequence[str], parts: Sequence[Sequence[int]] = ()
    ) -> tuple[Ints, NDArray[np.int32], Ints]:
        """Return text and gram of every occurrence, the shorter grams first; and, where ``parts``
        tell where those of the texts begin, which one it stands in, -1 for none."""
        joined = _BETWEEN.join([*texts, ""]).encode("utf-32-le", "surrogatepass")
        codes = self._alphabet.take(np.frombuffer(joined, dtype=np.uint32)).astype(np.uint64)
        lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
        owner = np.repeat(np.arange(len(texts)), lengths)
        starts = np.flatnonzero(codes != 0)  # of truth values it is much quicker
        keys = codes.take(starts)
        part = _numbered(lengths, parts) if parts else owner
        where, which, inside = [], [], []
        for length in range(1, self._longest + 1):
            if length > 1:
                added = codes.take(starts + (length - 1))  # at most what stands behind the last
                good = np.flatnonzero(added != 0)
                starts = starts.take(good)
                keys = keys.take(good) << np.uint64(_BITS) | added.take(good)
            found = self._lookup(keys) if length > 1 else self._singles.take(keys.view(np.int64))
            known = np.flatnonzero(found > 1)
            at = starts.take(known)
            where.append(owner.take(at))
            which.append((found.take(known) >> 1) - 1)
            if parts:
                own = part.take(at)
                inside.append(np.where(own == part.take(at + (length - 1)), own, -1))
            longer = np.flatnonzero((found & 1) != 0)
            starts, keys = starts.take(longer), keys.take(longer)
        return np.concatenate(where), np.concatenate(which), np.concatenate(inside or [owner[:0]])

    def _distinct(self, where: Ints, which: NDArray[np.int32]) -> Hits:
        """Drop all but the first of each text's hits of a gram, and sort by text, keeping their
        order within one."""
        leaders = _leaders(
            where.astype(np.uint64) * np.uint64(self._many) + which.astype(np.uint64)
        )
        first = np.flatnonzero(leaders == np.arange(len(leaders)))
        where, which = where.take(first), which.take(first)
        # Of 16-bit numbers it is a radix sort; a slice has fewer texts than characters.
        order = np.argsort(where.astype(np.uint16), kind="stable")
        return Hits(where.take(order), which.take(order).astype(np.int64))


def _joined(slices: Sequence[Hits]) -> Hits:
    """Return the hits of all slices as one."""
    if len(slices) == 1:
        return slices[0]
    nothing = np.zeros(0, dtype=np.int64)
    return Hits(
        np.concatenate([nothing, *(one.texts for one in slices)]),
        np.concatenate([nothing, *(one.grams for one in slices)]),
    )


def _numbered(lengths: Ints, parts: Sequence[Sequence[int]]) -> Ints:
    """Return of each character which part it is in, where texts of such lengths stand in a row."""
    many = np.fromiter(map(len, parts), dtype=np.int64, count=len(parts))
    starts = np.fromiter(chain.from_iterable(parts), dtype=np.int64, count=int(many.sum()))
    begun = np.zeros(int(lengths.sum()), dtype=np.int64)
    begun[starts + np.repeat(np.cumsum(lengths) - lengths, many)] = 1
    return np.cumsum(begun) - 1


def _sorted(inside: Ints, which: NDArray[np.int32], many: int) -> Hits:
    """Return the hits that stand in one of so ``many`` parts, those of a part together."""
    within = np.flatnonzero(inside >= 0)
    numbers = inside.take(within).astype(np.min_scalar_type(many))  # of 16 bits as a rule
    order = within.take(np.argsort(numbers, kind="stable"))
    return Hits(inside.take(order), which.take(order).astype(np.int64))


def _slices(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield first and last of runs of texts that are looked at together."""
    first = size = 0
    for last, text in enumerate(texts, start=1):
        size += len(text) + 1
        if size >= SLICE or last == len(texts):
            yield first, last
            first, size = last, 0


def _keys(numbers: Keys, lengths: Ints) -> tuple[Keys, Keys]:
    """Return the key of each gram, and the distinct keys of what longer ones begin with."""
    starts = np.cumsum(lengths) - lengths
    keys = numbers[starts]
    prefixes = [keys[:0]]
    for place in range(1, int(lengths.max(initial=1))):
        longer = np.flatnonzero(lengths > place)
        before = keys[longer]
        prefixes.append(before)
        keys[longer] = before << np.uint64(_BITS) | numbers[starts[longer] + place]
    every = np.sort(np.concatenate(prefixes))
    return keys, every.take(np.flatnonzero(news(every)))


def _leaders(keys: Keys) -> Ints:
    """Return where each key first stands: by hashing, quicker than sorting."""
    size = 1 << (2 * len(keys) + 1).bit_length()
    shift = np.uint64(65 - size.bit_length())
    table = np.empty(size, dtype=np.int64)  # only what was just written is read
    leaders, at, some = np.arange(len(keys)), np.arange(len(keys)), keys
    while len(at):
        slots = (some * _SPREAD >> shift).view(np.int64)
        table[slots[::-1]] = at[::-1]  # of several for one slot the first stays
        winner = table.take(slots)
        leaders[at] = winner
        other = np.flatnonzero(keys.take(winner) != some)
        at, some = at.take(other), some.take(other)
    return leaders


def distinct(texts: Sequence[str], longest: int) -> list[int]:
    """Return how many distinct grams of one to ``longest`` characters each text has."""
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(joined, dtype=np.uint32).astype(np.int64)
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    left = np.repeat(np.cumsum(lengths), lengths) - np.arange(len(codes))  # to the text's end
    owner = np.repeat(np.arange(len(texts)), lengths)
    counts = np.zeros(len(texts), dtype=np.int64)
    before, starts = owner, np.arange(len(codes))
    for length in range(1, longest + 1):
        inside = np.flatnonzero(left.take(starts) >= length)
        starts, before = starts.take(inside), before.take(inside)
        # The same text, the same first characters and the same last one: the same gram.
        last = codes.take(starts + (length - 1))
        leaders = _leaders((before * CHARACTERS + last).astype(np.uint64))
        first = np.flatnonzero(leaders == np.arange(len(leaders)))
        counts += np.bincount(owner.take(starts.take(first)), minlength=len(texts))
        before = leaders
    return list(counts.tolist())


def news(ascending: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which of ascending numbers come for the first time: quicker than ``np.unique``."""
    news = np.ones(len(ascending), dtype=bool)
    news[1:] = ascending[1:] != ascending[:-1]
    return news
