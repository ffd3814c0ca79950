"""Names that are the whole of a cell, where no words stand around them."""

from __future__ import annotations

import re

from feedback_miner.privacy import namelists, namescore, transliterated
from feedback_miner.privacy.wordcost import ordinary_frequency
from feedback_miner.text import dictionary

__all__ = ["known_word", "likely_name", "sure_level"]

_HAN = re.compile("[\u4e00-\u9fff]+")
_FREQUENT = 10  # rarer words of the dictionary are as often names (马东, 高志)


def likely_name(cell: str, *, strict: bool = False) -> bool:
    """Tell whether a whole cell looks like a full name: what a column of names holds.

    ``strict``, where nothing announces a name, wants typical characters.
    """
    text = cell.strip()
    lists = namelists.load()
    if not 2 <= len(text) <= 4:
        return not strict and len(text) <= 24 and transliterated.whole(text)
    size = 2 if text[:2] in lists.compound and len(text) > 2 else 1
    if size == 1 and (text[0] not in lists.surnames or len(text) > 3):
        return False
    typical = _typical(text, size)
    if text in lists.namesakes or namescore.place(text):
        return False
    if typical is None or namescore.titled(text, size, len(text)):
        return False
    if not strict:
        return typical >= (-0.3 if len(text) > 2 else 0.0)
    if text[0] in lists.rare or text[-1] in namescore.PLACE_END:
        return False
    if len(text) - size == 1:
        return text[0] in lists.sure and typical >= 0.45
    return typical >= (0.45 if size == 2 or text[0] in lists.sure else 0.2)


def known_word(cell: str) -> bool:
    """Tell whether a whole cell is a word of the dictionary, a place, or what is called like a
    person (萧山, 高尔夫)."""
    word, lists, known = cell.strip(), namelists.load(), dictionary.load()
    if word in lists.namesakes:
        return True
    if not known.tags.get(word, "").startswith("nr"):
        return ordinary_frequency(word) >= _FREQUENT
    # Of the dictionary's people most that begin with a doubtful surname are words (白云, 高薪).
    doubtful = len(word) == 2 and word[0] not in lists.sure
    return doubtful and known.frequencies.get(word, 0) >= _FREQUENT


def sure_level(cell: str, *, strict: bool = False) -> bool:
    """Tell whether a level of a column, where nothing announces a name, is one all the same: two
    characters by being no word that is known, more (all, if ``strict``) by being typical too."""
    word = cell.strip()
    return likely_name(word, strict=strict or len(word) > 2) and not known_word(word)


def _typical(word: str, size: int) -> float | None:
    """Return how typical the characters of a word are of a name; None where it is none.

    ``size``: length of the surname."""
    lists = namelists.load()
    given = word[size:]
    if word in lists.words or word[:3] in lists.words or not _HAN.fullmatch(given):
        return None
    if any(char in namescore.GRAMMAR for char in given):
        return None
    # 叶子, but 叶子涵: a word in front leaves room for a name where the rest is typical.
    weight = -0.3 if word[:2] in lists.words else 0.0
    if weight and (len(word) < 3 or word[2] not in lists.known):
        return None
    for char in given:
        other = -0.25 if char in namescore.NEVER else 0.0
        weight += 0.5 if char in lists.given else 0.3 if char in lists.possible else other
    if size > 1:
        weight += 0.6
    elif word[0] not in lists.sure:
        weight -= 0.3
    if len(given) == 2 and given[0] == given[1]:
        weight += 0.1
    return weight
