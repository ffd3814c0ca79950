"""What an ordinary reading of characters costs: the likeliest words of the dictionary.

Unigram lattice (Sproat et al. 1996): a text's cheapest words, each at minus the natural logarithm
of its share. A name is believed where reading its characters as words, in their neighbourhood,
costs much: 全面军 reads cheaply, 柴玉芬 does not, and the 根 of 骆宾根本 belongs to a word.
"""

from __future__ import annotations

from functools import lru_cache
from math import log

from feedback_miner.privacy import namelists
from feedback_miner.text import dictionary

__all__ = ["Reading", "cheapest", "inside", "ordinary_frequency", "words"]

_LONGEST = 5
_LISTED = 300  # the frequency that words listed as no names have at least
_UNKNOWN = 18.5  # a character that the dictionary lacks
_NAME = 4  # characters of the longest name
_REACH = 4  # characters beside a candidate that are read with it


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, int], dict[str, str], frozenset[str], frozenset[str], float]:
    words = dictionary.load()
    lists = namelists.load()
    return words.frequencies, words.tags, lists.words, lists.surnames, log(words.total)


def ordinary_frequency(word: str) -> int:
    """Return the frequency of an ordinary word, 0 for none; the dictionary's people are none."""
    frequencies, tags, listed, surnames, _ = _tables()
    frequency = frequencies.get(word, 0)
    if len(word) > 1:
        if word in listed:
            return max(frequency, _LISTED)
        if frequency and (len(word) > 2 or word[0] in surnames) and tags.get(word, "") == "nr":
            return 0
    return frequency


@lru_cache(maxsize=1 << 14)
def _cost(word: str) -> float:
    """Return the cost of reading ``word`` as one ordinary word; 0 where it is none."""
    frequency = ordinary_frequency(word)
    if frequency:
        return _tables()[4] - log(frequency)
    return _UNKNOWN if len(word) == 1 else 0.0


def cheapest(text: str, low: int, high: int) -> list[float]:
    """Return the cost of the cheapest words of ``text[low:n]`` for each n up to ``high``."""
    costs = [0.0]
    for at in range(low + 1, high + 1):
        best = costs[-1] + _cost(text[at - 1])
        for begin in range(max(low, at - _LONGEST), at - 1):
            cost = _cost(text[begin:at])
            if cost and costs[begin - low] + cost < best:
                best = costs[begin - low] + cost
        costs.append(best)
    return costs


def words(text: str) -> list[str]:
    """Return the words of the cheapest ordinary reading of ``text``, which they make up."""
    costs, found = cheapest(text, 0, len(text)), list[str]()
    at = len(text)
    while at:
        begin = next(
            (
                begin
                for begin in range(max(0, at - _LONGEST), at - 1)
                if (cost := _cost(text[begin:at])) and costs[begin] + cost == costs[at]
            ),
            at - 1,
        )
        found.append(text[begin:at])
        at = begin
    return found[::-1]


class Reading:
    """The cheapest ordinary readings around one place of a text."""

    __slots__ = ("_costs", "_high", "_low", "_text")

    def __init__(self, text: str, start: int) -> None:
        """Read from a few characters before ``start`` to a few behind the longest name there."""
        self._low = max(0, start - _REACH)
        self._high = min(len(text), start + _NAME + _REACH)
        self._text = text
        self._costs = cheapest(text, self._low, self._high)

    def saved(self, start: int, end: int) -> float:
        """Return what is saved where ``text[start:end]`` needs no ordinary reading (nats)."""
        behind = cheapest(self._text, end, self._high)[-1]
        return self._costs[-1] - self._costs[start - self._low] - behind


def inside(word: str) -> float:
    """Return the cost of the cheapest words of ``word`` by itself (nats)."""
    return cheapest(word, 0, len(word))[-1]
