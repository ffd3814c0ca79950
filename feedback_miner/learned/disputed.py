"""Complaints that are worded politely: a sum, a record or a clause that the customer disputes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from feedback_miner.learned.reader import Item
from feedback_miner.lexicon import expressions
from feedback_miner.sentiment.document import Reading, Span, label
from feedback_miner.triage.notes import is_aside

__all__ = ["disputed"]

LONGEST = 120  # characters: what is longer tells its mood by more than one clause
WORTH = -0.5  # score of what is disputed politely
_END = re.compile(r"[，,。！？；!?;\n]|$")


@lru_cache(maxsize=1)  # asked of every text
def _heard() -> Mapping[str, re.Pattern[str]]:
    return expressions.load("care/disputes")


def disputed(item: Item, reading: Reading) -> Reading | None:
    """Return the reading of a complaint that disputes what it names (还款金额有误) as the complaint
    it is: against that factor, and negative.

    None where it only asks or supposes, where it says that all is settled, names no factor or is
    read so already.
    """
    text = item.text
    if item.kind != "complaint" or len(text) > LONGEST or reading.score > -WORTH:
        return None
    heard = _heard()
    found = heard["hint"].search(text) and heard["dispute"].search(text)
    if found is None:
        return None
    begin = max(text.rfind(sign, 0, found.start()) for sign in "，,。！？；") + 1
    ended = _END.search(text, found.end())
    end = ended.end() if ended else len(text)
    clause = text[begin:end]
    if heard["asked"].search(clause) or heard["supposed"].search(text[max(0, begin - 1) : end]):
        return None
    if heard["over"].search(text):
        return None
    return _against(item, reading, begin, end)


def _against(item: Item, reading: Reading, begin: int, end: int) -> Reading | None:
    """Return the reading with the factors named between two places blamed, None where there are
    none or they are."""
    spans = [one for one in reading.spans or item.reading.spans if not _of_staff(item.text, one)]
    own = [one for one in spans if one.start < end and begin < one.end]
    own = own or [one for one in spans if one.end <= begin]
    kept = len(spans) == len(reading.spans)
    blamed = kept and all(one.polarity == "negative" for one in own)
    if not own or (blamed and label(reading.score) == "negative"):
        return None
    told = tuple(
        one._replace(score=min(WORTH, one.score), act="complaint") if one in own else one
        for one in spans
    )
    acts = tuple(sorted({*reading.acts, "complaint"} - {"praise"}))
    score = min(WORTH, reading.score)
    return reading._replace(score=score, spans=told, acts=acts, totals=(), ruled="dispute")


def _of_staff(text: str, span: Span) -> bool:
    """Tell whether a span stands in a clause that staff added of their own doing (坐席已登记)."""
    begin = max(text.rfind(sign, 0, span.start + 1) for sign in "，,。！？；") + 1
    ended = _END.search(text, span.end)
    return begin > 0 and is_aside(text[begin : ended.start() if ended else len(text)])
