"""Factors that a model hears beside those that a text tells of, left out by what the text says.

Collection calls to the debtor alone concern no data, trips to a branch concern no manners, and a
desk that a customer urges collects nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from feedback_miner.learned.reader import LEARNED, Item
from feedback_miner.lexicon import expressions
from feedback_miner.sentiment.document import Reading, Span, in_order, label

__all__ = ["unstrayed"]

LONGEST = 45  # characters: what is longer may tell of more than it names
BRIEF = 24  # characters of a trip told of and nothing else
_WEAK = {LEARNED, "mention", "general"}  # rules of spans that nothing in the text judges


def unstrayed(item: Item, reading: Reading) -> Reading | None:
    """Return the reading without a factor of the ``loan`` codebook that the text does not tell of;
    None where there is none."""
    text = item.text
    heard = _table()
    if len(text) > LONGEST or label(reading.score) != "negative" or not heard["hint"].search(text):
        return None
    blamed = {span.factor for span in reading.spans if span.polarity == "negative"}
    blamed |= {span.factor for span in item.reading.spans if span.factor == "product"}
    gone = _collected(text, blamed, heard) | _travelled(text, blamed, heard)
    spans = [s for s in reading.spans if s.factor not in gone or not _weak(s, gone)]
    if "aftercare" in blamed and _urges(text, heard):
        spans = _urged(text, spans)
    if spans == list(reading.spans):
        return None
    if not any(span.polarity == "negative" for span in spans):
        own = [s for s in item.reading.spans if s.polarity == "negative" and s.factor not in gone]
        if not own and gone:
            own = [
                s._replace(score=reading.score, act="complaint")
                for s in item.reading.spans
                if s.factor == "product"
            ]
        if not own:
            return None
        spans = list(in_order([*spans, *own]))
    kept = {span.factor for span in spans}
    totals = tuple(total for total in reading.totals if total[0] in kept)
    return reading._replace(spans=tuple(spans), totals=totals, ruled=reading.ruled or "stray")


def _weak(span: Span, gone: set[str]) -> bool:
    """Tell whether nothing in the text judges what a span is about, or only the trips do that were
    made for a change."""
    return set(span.rules) <= _WEAK or (len(gone) > 1 and span.factor == "approval_speed")


def _collected(text: str, blamed: set[str], heard: Mapping[str, re.Pattern[str]]) -> set[str]:
    """Return security where collectors call the debtor, and nobody else."""
    if not {"security", "aftercare"} <= blamed or not heard["collecting"].search(text):
        return set()
    if not heard["calling"].search(text):
        return set()
    told = any(heard[name].search(text) for name in ("third", "other", "data"))
    return set() if told else {"security"}


def _travelled(text: str, blamed: set[str], heard: Mapping[str, re.Pattern[str]]) -> set[str]:
    """Return service where a text tells of trips and of no people; of a change of the loan that
    was refused, the pace as well."""
    if "service" not in blamed and "product" not in blamed:
        return set()
    if not heard["trip"].search(text) or heard["people"].search(text):
        return set()
    if len(text) > BRIEF:
        return set()
    if "product" in blamed and heard["change"].search(text) and heard["refused"].search(text):
        return {"service", "approval_speed"}
    return {"service"}


def _urges(text: str, heard: Mapping[str, re.Pattern[str]]) -> bool:
    """Tell whether a customer urges us, and says what of ours or what came of it."""
    asked = heard["urging"].search(text) and heard["unheard"].search(text)
    return bool(asked) and not heard["owed"].search(text)


def _urged(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return the spans without collection where it is our own desk that is urged: it is about
    service, where nothing else is blamed."""
    others = [span for span in spans if span.factor != "aftercare"]
    told = [span for span in spans if span.factor == "aftercare" and _of_urging(text, span)]
    if not told:
        return list(spans)
    rest = [span for span in spans if span not in told]
    if any(span.polarity == "negative" for span in others):
        return rest
    return [
        span._replace(factor="service", subfactor="handling") if span in told else span
        for span in spans
    ]


def _of_urging(text: str, span: Span) -> bool:
    """Tell whether a span is there for the word that urges."""
    return "催" in "".join(span.evidence) or (
        LEARNED in span.rules and "催" in text[span.start : span.end]
    )


@lru_cache(maxsize=1)  # asked of every text
def _table() -> Mapping[str, re.Pattern[str]]:
    return expressions.load("loan/strays")
