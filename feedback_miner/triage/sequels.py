"""One person's complaints: which goes on about a matter complained of before."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from feedback_miner.lexicon import expressions

__all__ = ["Matter", "pairs"]

MONTHS = 60.0  # days between two complaints of one person about one matter, at most
OPEN = "handling"  # what is said of how a matter is dealt with
# Of no matter in particular: it goes on about one where it says so.
VAGUE = frozenset({"attitude", "other"})
ESCALATED = frozenset({"repeat", "regulator"})
Array = np.ndarray[Any, Any]


@lru_cache(maxsize=1)  # asked of every complaint of who complained before
def _heard() -> Mapping[str, re.Pattern[str]]:
    return expressions.load("care/sequels")


class Matter(NamedTuple):
    """What a case is about: its category, the factor most complained of, its flags and urgency."""

    category: str
    factor: str
    flags: Collection[str]
    urgency: int = 0

    def same_kind(self, other: Matter) -> bool:
        """Tell whether both are of one category, of one factor where neither has a category; what
        has neither is of no kind."""
        if self.category or other.category:
            return self.category == other.category
        return self.factor != "" and self.factor == other.factor

    def goes_on(self, before: Matter, text: str) -> bool:
        """Tell whether this, said in a folded ``text``, may be the next word about an earlier
        matter: it is about how it was dealt with, or goes further with it."""
        if self.category == OPEN or (self.category in VAGUE and _heard()["again"].search(text)):
            return True
        alike = not self.factor or self.factor == before.factor
        return alike and not ESCALATED.isdisjoint(self.flags)


def pairs(
    persons: Sequence[str], matters: Sequence[Matter], texts: Sequence[str], days: Array
) -> Iterator[tuple[int, int]]:
    """Yield pairs of one person's complaints (earlier, later) about one matter within two months:
    of one category, or naming the same thing, else the one before where the later goes on about
    it (``Matter.goes_on``). Where the codebook has no categories, the factor tells the matter."""
    seen: dict[str, list[int]] = defaultdict(list)
    order = np.argsort(np.where(np.isnan(days), np.inf, days), kind="stable")
    nouns: dict[int, set[str]] = {}
    noun = _heard()["noun"]
    for number in order.tolist() if len(persons) else []:
        if not persons[number]:
            continue
        before = seen[persons[number]]
        recent = [one for one in reversed(before) if not abs(days[number] - days[one]) > MONTHS]
        before.append(number)
        if not recent:
            continue
        mine = matters[number]
        same = next((one for one in recent if matters[one].same_kind(mine)), None)
        if same is not None:
            yield same, number
            continue
        for one in (number, *recent):
            if one not in nouns:
                nouns[one] = set(noun.findall(texts[one]))
        named = next((one for one in recent if nouns[one] & nouns[number]), None)
        known = next((one for one in recent if mine.goes_on(matters[one], texts[number])), None)
        if named is not None:
            yield named, number
        elif known is not None and not (nouns[number] and nouns[known]):
            yield known, number
