"""Scoffs, mock praise and questions in form only: complaints that a model does not hear."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from feedback_miner.learned.reader import Item
from feedback_miner.lexicon import expressions
from feedback_miner.sentiment.document import NEUTRAL, Reading, Span, label

__all__ = ["ironic"]

LONGEST = 30  # characters of a text that is nothing but a scoff
WORTH = -0.6  # score of what is scoffed at
LISTS = ("like", "dislike")  # asked what there is, 就这 says that this is all
APART = 16  # characters between thick praise and the fact that mocks it


@lru_cache(maxsize=1)  # asked of every text
def _heard() -> Mapping[str, re.Pattern[str]]:
    return expressions.load("common/irony")


def ironic(item: Item, reading: Reading, verdict: str, limit: str) -> Reading | None:
    """Return the reading of a scoff (就这？) or of praise that a fact beside it mocks (真大方
    临时额度给了我200) as the complaint it is, and a complaint whose only question is one in form
    (凭什么？) without it; None of anything else.

    ``verdict`` is the factor of a scoff that names nothing, ``limit`` that of a limit too low to
    buy anything; "" where the codebook has none.
    """
    told = _scoffed(item, reading, verdict, limit)
    if told is None and "question" in reading.acts and "complaint" in reading.acts:
        return _unasked(item.text, reading)
    return told


def _scoffed(item: Item, reading: Reading, verdict: str, limit: str) -> Reading | None:
    """Return the reading of a scoff or of mocked praise, None of anything else."""
    text = item.text
    if len(text) > LONGEST or (reading.score <= -NEUTRAL and "praise" not in reading.acts):
        return None
    heard = _heard()
    if not heard["hint"].search(text):
        return None
    if heard["limit"].search(text):
        return _against(item, reading, limit, frozenset(("approval_speed",)))
    if heard["named"].search(text) or (item.kind not in LISTS and _shrugged(text)):
        return _against(item, reading, verdict)
    thick = heard["thick"].search(text)
    fact = heard["fact"].search(text) if thick else None
    if thick is None or fact is None or heard["others"].search(text):
        return None
    apart = max(thick.start(), fact.start()) - min(thick.end(), fact.end())
    return _against(item, reading, verdict) if apart <= APART else None


def _shrugged(text: str) -> bool:
    """Tell whether a text says that this is all, of the whole or of what it names (就这服务)."""
    heard = _heard()
    return heard["scoff"].search(text) is not None or heard["this"].search(text) is not None


def _unasked(text: str, reading: Reading) -> Reading | None:
    """Return a complaint without its question where that is one in form only."""
    heard = _heard()
    asked = heard["asked"].search(text)
    if asked is None or label(reading.score) != "negative":
        return None
    if heard["sincere"].search(text[: asked.start()] + text[asked.end() :]):
        return None
    acts = tuple(act for act in reading.acts if act != "question")
    return reading._replace(acts=acts, ruled=reading.ruled or "scoff")


def _against(
    item: Item, reading: Reading, factor: str, kept: frozenset[str] = frozenset()
) -> Reading | None:
    """Return the reading with all it names blamed save ``kept``, or ``factor`` where it names
    nothing; None where it is read so already."""
    spans = reading.spans or item.reading.spans
    if not {span.factor for span in spans} - kept and factor:
        end = len(item.text)
        spans = (*spans, Span(factor, "", WORTH, 0, end, "complaint", (item.text,), ("irony",)))
    told = tuple(
        span
        if span.polarity == "negative" or span.factor in kept
        else span._replace(score=WORTH, act="complaint")
        for span in spans
    )
    known = (told, ("complaint",)) == (reading.spans, reading.acts)
    if known and label(reading.score) == "negative":
        return None
    score = min(WORTH, reading.score)
    return reading._replace(
        score=score, spans=told, acts=("complaint",), totals=(), ruled="irony", suspect="irony"
    )
