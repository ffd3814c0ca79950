"""What names are made of: surnames, given-name characters, words that only look like names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from feedback_miner import resources
from feedback_miner.lexicon.tsv import read_text

__all__ = ["NameLists", "load"]


@dataclass(frozen=True, slots=True)
class NameLists:
    """Surnames that seldom begin another word, those that often do and those that are rare,
    compound surnames, characters of given names (sure, possible), and words that are no names."""

    sure: frozenset[str]
    doubtful: frozenset[str]
    rare: frozenset[str]
    compound: frozenset[str]
    given: frozenset[str]
    possible: frozenset[str]
    words: frozenset[str]
    surnames: frozenset[str]
    known: frozenset[str]


def _groups(name: str) -> dict[str, str]:
    groups: dict[str, str] = {}
    for line in read_text(resources.lexicons() / "common" / name).splitlines():
        if line and not line.startswith("#"):
            group, _, members = line.partition("\t")
            groups[group] = groups.get(group, "") + members
    return groups


@lru_cache(maxsize=1)
def load() -> NameLists:
    """Return the lists of ``lexicons/common``."""
    surnames, given = _groups("surnames.txt"), _groups("given_names.txt")
    words = read_text(resources.lexicons() / "common" / "not_names.txt").splitlines()
    sure = frozenset(surnames["sure"])
    doubtful = frozenset(surnames["doubtful"]) - sure
    rare = frozenset(surnames["rare"]) - sure - doubtful
    return NameLists(
        sure=sure,
        doubtful=doubtful,
        rare=rare,
        compound=frozenset(surnames["compound"].split()),
        given=frozenset(given["sure"]),
        possible=frozenset(given["possible"]),
        words=frozenset(w.strip() for w in words if w and not w.startswith("#")),
        surnames=sure | doubtful | rare,
        known=frozenset(given["sure"] + given["possible"]),
    )
