"""Notes that staff write of a call instead of what a customer said: nobody waits for an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from feedback_miner.lexicon import expressions

__all__ = ["is_aside", "is_note"]

LONGEST = 60  # characters of a note; a notice to branches may be longer
NOTICE = 140
_ANNOUNCED = ("通知", "公告")
_CUT = re.compile(r"[，,。.;；!！、:：\s]+")


@lru_cache(maxsize=1)  # asked of every text
def _heard() -> Mapping[str, re.Pattern[str]]:
    return expressions.load("care/notes")


def is_note(text: str) -> bool:
    """Tell whether all of a text of a complaints' column is staff's own record (客户未说话，挂机):
    every clause is known for one, and one of them says what no customer would."""
    if len(text) > (NOTICE if any(word in text for word in _ANNOUNCED) else LONGEST):
        return False
    if "我" in text or "你" in text:
        return False
    heard = _heard()
    if not heard["hint"].search(text):
        return False
    if heard["notice"].fullmatch(text.strip(" 。\n")):
        return True
    told = False
    for clause in filter(None, _CUT.split(text)):
        if heard["note"].fullmatch(clause):
            told = True
        elif not heard["aside"].fullmatch(clause):
            return False
    return told


def is_aside(clause: str) -> bool:
    """Tell whether staff may have added a clause of their own doing to what a customer said."""
    return _heard()["aside"].fullmatch(clause.strip()) is not None
