"""Whose a mailbox is: a person's, or an organisation's (service@, ccsvc@, 95588@)."""

from __future__ import annotations

import re
from functools import lru_cache

from feedback_miner import resources
from feedback_miner.lexicon.tsv import read_text

__all__ = ["of_organisation"]

# Hotlines, as they are called: 95588@, 12378@, 4008208820@.
_HOTLINE = re.compile(r"(?:95[0-9]{3,4}|96[0-9]{3,4}|12[0-9]{3}|[48]00[0-9]{7})")


def of_organisation(box: str) -> bool:
    """Tell whether the name of a mailbox, what stands in front of its @, is an organisation's."""
    name = box.strip().lower()
    if _HOTLINE.fullmatch(name):
        return True
    whole, parts = _patterns()
    return whole.fullmatch(name) is not None or parts.search(name) is not None


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what is an organisation's where it is all of a name, and where it is a part of it."""
    groups: dict[str, list[str]] = {}
    for line in read_text(resources.lexicons() / "common" / "mailboxes.txt").splitlines():
        if line and not line.startswith("#"):
            group, _, words = line.partition("\t")
            groups[group] = sorted(words.split(), key=len, reverse=True)
    part, every = "|".join(groups["part"]), "|".join(groups["whole"] + groups["part"])
    return (
        re.compile(
            rf"(?:{every})(?:[._\-]?(?:{every}|zx|bu|zhuanyong|center|dept))*[._\-]?[0-9]{{0,4}}"
        ),
        re.compile(rf"(?:^|[._\-])(?:{part})[0-9]{{0,3}}(?:[._\-]|$)"),
    )
