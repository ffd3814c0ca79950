"""Notes that staff write of a call instead of what a customer said: nobody waits for an answer."""

from __future__ import annotations

import re
from collections.abc import Mapping

from feedback_miner.lexicon import expressions

__all__ = ["is_aside", "is_note"]

LONGEST = 60  # characters of a note; a notice to branches may be longer
NOTICE = 140
_CUT = re.compile(r"[，,。.;；!！、:：\s]+")


def _heard() -> Mapping[str, re.Pattern[str]]:
    return expressions.load("care/notes")


def is_note(text: str) -> bool:
    """Tell whether all of a text of a complaints' column is staff's own record (客户未说话，挂机):
    every clause is known for one, and one of them says what no customer would."""
    if len(text) > NOTICE:
        return False
    heard = _heard()
    if heard["notice"].fullmatch(text.strip(" 。\n")):
        return True
    clauses = [clause for clause in _CUT.split(text) if clause]
    if len(text) > LONGEST or not clauses:
        return False
    told = [heard["note"].fullmatch(clause) is not None for clause in clauses]
    return any(told) and all(
        own or heard["aside"].fullmatch(clause) for own, clause in zip(told, clauses, strict=True)
    )


def is_aside(clause: str) -> bool:
    """Tell whether staff may have added a clause of their own doing to what a customer said."""
    return _heard()["aside"].fullmatch(clause.strip()) is not None
