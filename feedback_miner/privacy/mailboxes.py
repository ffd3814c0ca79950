"""Whose a mailbox is: a person's, or an organisation's (service@, ccsvc@, 95588@)."""

from __future__ import annotations

import re
from functools import lru_cache

from feedback_miner import resources
from feedback_miner.lexicon.tsv import read_text

__all__ = ["of_organisation"]

# Hotlines, as they are called: 95588@, 12378@, 4008208820@.
_HOTLINE = re.compile(r"(?:95[0-9]{3,4}|96[0-9]{3,4}|12[0-9]{3}|[48]00[0-9]{7})")
# With a free host any number may be one of QQ but the hotlines of banks.
_BANKS_HOTLINE = re.compile(r"95[0-9]{3}")
_SHORT = 2
# Short for a place or a department (hz.kefu): no syllable of a name is without a vowel.
_ABBREVIATION = re.compile("[b-df-hj-np-tvwxz]{1,4}|[0-9]{1,4}")
_OFFICE = frozenset(["zx", "bu", "zhuanyong", "center", "dept"])


def of_organisation(box: str, host: str = "") -> bool:
    """Tell whether the name of a mailbox, what stands in front of its @, is an organisation's.

    With a ``host`` where anybody has a mailbox, as they please (service@qq.com), few names are; a
    figure of years (hr1992), and a person's name beside the word (wang.service), make it personal.
    """
    name = box.strip().lower()
    words, compound = _words()
    if not words["free"].isdisjoint(re.findall("[a-z0-9]+", host.lower())):
        return name in words["shared"] or _BANKS_HOTLINE.fullmatch(name) is not None
    if name in words["whole"] or _HOTLINE.fullmatch(name):
        return True
    pieces = set(re.split(r"[._\-]", name)) - _OFFICE
    ours = {piece for piece in pieces if compound.fullmatch(piece)}
    joined = any(piece.rstrip("0123456789") not in words["whole"] for piece in ours)
    return bool(ours) and all(joined and _ABBREVIATION.fullmatch(one) for one in pieces - ours)


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, frozenset[str]], re.Pattern[str]]:
    """Return the words of the list by group, and what a name or a piece of one is made of: words
    and a figure, which behind two letters is that of a desk (cs01)."""
    groups: dict[str, frozenset[str]] = {}
    for line in read_text(resources.lexicons() / "common" / "mailboxes.txt").splitlines():
        if line and not line.startswith("#"):
            group, _, words = line.partition("\t")
            groups[group] = frozenset(words.split())
    every = sorted(groups["whole"] | groups["part"], key=lambda word: (-len(word), word))
    long = "|".join(word for word in every if len(word) > _SHORT)
    short = "|".join(word for word in every if len(word) <= _SHORT)
    return groups, re.compile(
        rf"(?:{long})(?:{long}|{'|'.join(sorted(_OFFICE))})*[0-9]{{0,3}}|(?:{short})(?:0[1-9])?"
    )
