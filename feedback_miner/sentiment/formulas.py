"""Formal closings: 谢谢, 辛苦了, 祝工作顺利 after a report are manners, and no praise."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from feedback_miner.lexicon import expressions

__all__ = ["without_closing"]

LAST = 40  # characters of a text in which its closing stands
LEAST = 4  # characters of a report
SHORT = 40  # characters of one that needs no request to be taken for one


def without_closing(text: str, kind: str) -> str:
    """Return a text without its formal closing where what it reports or asks stands before that:
    in a complaint, or after a request; the text itself where it has none, or thanks is what it
    says. ``kind`` is the question's."""
    heard = _table()
    if not heard["hint"].search(text, max(0, len(text) - LAST)) or kind == "like":
        return text
    closing = heard["closing"].search(text, max(0, len(text) - LAST))
    if closing is None or closing.start() < LEAST:
        return text
    rest = text[: closing.start()]
    if heard["meant"].search(rest):
        return text
    if kind == "complaint" and len(rest) <= SHORT:
        return rest
    return rest if heard["plea"].search(rest) else text


@lru_cache(maxsize=1)  # asked of every text
def _table() -> Mapping[str, re.Pattern[str]]:
    return expressions.load("common/formulas", re.IGNORECASE)
