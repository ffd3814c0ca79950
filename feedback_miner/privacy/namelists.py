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
    compound surnames, characters of given names (sure, possible, only first or last), words
    that are no names, people of sayings, places and goods that are called like persons, words
    that speak of names (真名, 工牌), and what people are described by (高傲, 水平高: a head, 满嘴…:
    a start)."""

    sure: frozenset[str]
    doubtful: frozenset[str]
    rare: frozenset[str]
    compound: frozenset[str]
    given: frozenset[str]
    possible: frozenset[str]
    first: frozenset[str]
    last: frozenset[str]
    words: frozenset[str]
    famous: frozenset[str]
    namesakes: frozenset[str]
    surnames: frozenset[str]
    known: frozenset[str]
    cues: dict[str, str]
    cue_ends: frozenset[str]
    naming: frozenset[str]
    traits: frozenset[str]
    trait_heads: frozenset[str]
    trait_starts: frozenset[str]


_CUES = (
    "weak",
    "greeting",
    "unit",
    "taking",
    "direct",
    "folk",
    "kin",
    "role",
    "party",
    "sure",
    "none",
)  # a later group has the last word


def _groups(name: str) -> dict[str, str]:
    groups: dict[str, str] = {}
    for line in read_text(resources.lexicons() / "common" / name).splitlines():
        if line and not line.startswith("#"):
            group, _, members = line.partition("\t")
            groups[group] = f"{groups.get(group, '')} {members}".strip()
    return groups


def _lines(name: str) -> list[str]:
    lines = read_text(resources.lexicons() / "common" / name).splitlines()
    return [line.strip() for line in lines if line and not line.startswith("#")]


def _characters(text: str) -> frozenset[str]:
    return frozenset(text.replace(" ", ""))


@lru_cache(maxsize=1)
def load() -> NameLists:
    """Return the lists of ``lexicons/common``."""
    surnames, given = _groups("surnames.txt"), _groups("given_names.txt")
    words, famous, namesakes = map(_lines, ("not_names.txt", "famous.txt", "namesakes.txt"))
    cues, traits = _groups("name_cues.txt"), _groups("traits.txt")
    sure = _characters(surnames["sure"])
    doubtful = _characters(surnames["doubtful"]) - sure
    rare = _characters(surnames["rare"]) - sure - doubtful
    return NameLists(
        sure=sure,
        doubtful=doubtful,
        rare=rare,
        compound=frozenset(surnames["compound"].split()),
        given=_characters(given["sure"]),
        possible=_characters(given["possible"]),
        first=_characters(given["first"]),
        last=_characters(given["last"]),
        words=frozenset(words),
        famous=frozenset(word for line in famous for word in line.split()),
        namesakes=frozenset(word for line in namesakes for word in line.split()),
        surnames=sure | doubtful | rare,
        known=_characters(given["sure"] + given["possible"]),
        cues={word: group for group in _CUES for word in cues[group].split()},
        cue_ends=frozenset(word[-1] for group in _CUES for word in cues[group].split()),
        naming=frozenset(cues["naming"].split()),
        traits=frozenset(traits["trait"].split()),
        trait_heads=frozenset(traits["head"].split()),
        trait_starts=frozenset(traits["start"].split()),
    )
