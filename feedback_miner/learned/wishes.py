"""Wishes for better still (额度再高点就完美了): what they name is wished for, not praised."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from feedback_miner.learned.reader import LEARNED, Item
from feedback_miner.lexicon import expressions
from feedback_miner.sentiment.document import Reading, label

__all__ = ["better_still"]

LONGEST = 60  # characters
PLACED = frozenset((LEARNED, "carried"))  # rules of what is named elsewhere
NAMED = 3  # characters from which a clause names what is wished for
WORTH = 0.4  # score of praise with such a wish behind it


@lru_cache(maxsize=1)
def _heard() -> Mapping[str, re.Pattern[str]]:
    return expressions.load("common/wishes")


def better_still(item: Item, reading: Reading) -> Reading | None:
    """Return the reading of a text that ends in a wish for better still: what the wish names is
    neutral, the whole as what stands before it. None where there is no such wish, where a
    complaint stands before it, and where it is read so already."""
    text = item.text
    if "就" not in text or len(text) > LONGEST:
        return None
    heard = _heard()
    tail = heard["tail"].search(text)
    if tail is None:
        return None
    start = _start(text, tail.start())
    wish = text[start : tail.start()]
    if not heard["more"].search(wish) or heard["past"].search(wish):
        return None
    return _told(item, reading, start)


def _start(text: str, tail: int) -> int:
    """Return where the wish begins whose tail stands at ``tail``: with its clause, or with that
    before where its own names nothing (那就完美了)."""
    start = _begin(text, tail)
    return start if tail - start >= NAMED or not start else _begin(text, start - 1)


def _begin(text: str, end: int) -> int:
    return max(text.rfind(sign, 0, end) for sign in "，,。；;！! ") + 1


def _told(item: Item, reading: Reading, start: int) -> Reading | None:
    """Return the reading with what is named from ``start`` on wished for."""
    before = {span.factor: span for span in reading.spans if span.start < start}
    if any(span.polarity == "negative" for span in reading.spans):
        return None
    value = sum(
        finding.value
        for clause in item.clauses
        if clause.end <= start and "suggestion" not in clause.acts
        for finding in clause.findings
    )
    if value < 0:
        return None
    only = start > 0 and not before
    told = tuple(
        span
        if span.factor in before
        or span.polarity == "neutral"
        or (only and PLACED.issuperset(span.rules))
        else span._replace(score=0.0, act="suggestion")
        for span in reading.spans
    )
    praised = any(span.polarity == "positive" for span in before.values())
    good = start > 0 and (value > 0 or praised or "praise" in reading.acts)
    acts = ("praise", "suggestion") if good else ("suggestion",)
    score = max(WORTH, reading.score) if good else 0.0
    if (told, acts) == (reading.spans, reading.acts) and label(score) == label(reading.score):
        return None
    return reading._replace(score=score, spans=told, acts=acts, totals=(), ruled="wish")
