"""Plain outcomes in short texts: a blocked card, too few products, a pass, a bare insult."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from feedback_miner.learned.reader import Item
from feedback_miner.lexicon import expressions
from feedback_miner.sentiment.document import Reading, Span, in_order, label

__all__ = ["plain_outcome", "wanted_good"]

LONGEST = 40  # characters
WORTH = 0.6  # score of an outcome told plainly
OVERALL = 0.3  # score of a text whose overall verdict outweighs one thing that is wrong
UNSURE = 0.5  # score up to which a verdict on the whole is heard against parts of it
Heard = Mapping[str, re.Pattern[str]]


def plain_outcome(item: Item, reading: Reading) -> Reading | None:
    """Return the reading of a short text with the outcome that it tells plainly, by factors of the
    ``loan`` codebook; None where it tells none or is read so."""
    text, heard = item.text, _table()
    if len(text) > LONGEST or not heard["hint"].search(text):
        return None
    for settle in _STEPS:
        told = settle(item, reading, heard)
        if told is not None:
            return told._replace(totals=(), ruled=reading.ruled or "outcome")
    return None


def wanted_good(item: Item, reading: Reading) -> Reading | None:
    """Return the reading of a good in a word or two under "what should improve" (高额度, 无息): a
    wish; None of anything else."""
    if item.kind != "improve" or not reading.spans or not _table()["wanted"].fullmatch(item.text):
        return None
    spans = tuple(span._replace(score=0.0, act="suggestion") for span in reading.spans)
    return reading._replace(score=0.0, spans=spans, acts=("suggestion",), totals=(), ruled="wish")


def _bad(item: Item, reading: Reading, heard: Heard) -> Reading | None:
    """Return the reading of use that is blocked, or of products that are too few."""
    text = item.text
    if item.kind in ("like", "improve") or heard["own"].search(text):
        return None
    if heard["willing"].search(text):
        return None
    blocked = heard["blocked"].search(text)
    lacking = None if blocked else heard["lacking"].search(text)
    found = blocked or lacking or heard["renewal"].search(text)
    if found is None or (lacking and heard["suited"].search(text, lacking.end())):
        return None
    sub = "restriction" if blocked else "variety" if lacking else "term"
    known = [span for span in reading.spans if span.factor == "product"]
    if sub == "term" and not known and _blamed(reading):
        return None
    stray = [s for s in reading.spans if s.factor == "ux" and _within(s, found)]
    right = any(span.polarity == "negative" for span in known) and not stray
    told = label(reading.score) == "negative" and "complaint" in reading.acts
    if right and told:
        return None
    if item.kind != "complaint" and right and _praised(reading):
        return None
    calm = [s for s in reading.spans if s.polarity == "neutral" and _within(s, found)]
    spans = [span for span in reading.spans if span not in [*known, *stray, *calm]]
    blamed = _told(found, "product", sub, -WORTH)
    acts = {*reading.acts, "complaint"} - (set() if _praised(reading, "product") else {"praise"})
    score = reading.score if _praised(reading, "product") else min(-WORTH, reading.score)
    return reading._replace(score=score, spans=in_order([*spans, blamed]), acts=tuple(sorted(acts)))


def _passed(item: Item, reading: Reading, heard: Heard) -> Reading | None:
    """Return the reading of a pass with the sum that was paid out (过了 放了8800)."""
    text = item.text
    found = heard["passed"].search(text)
    if found is None or heard["own"].search(text) or heard["failed"].search(text):
        return None
    if label(reading.score) == "negative":
        return None
    known = {span.factor: span for span in reading.spans}
    passed = known.pop("approval_speed", None) or _told(found, "approval_speed", "outcome", WORTH)
    amount = known.pop("product", None) or _told(found, "product", "limit", WORTH)
    told = [one._replace(score=max(WORTH, one.score), act="praise") for one in (passed, amount)]
    score = max(WORTH, reading.score)
    return reading._replace(score=score, spans=in_order([*known.values(), *told]), acts=("praise",))


def _cheered(item: Item, reading: Reading, heard: Heard) -> Reading | None:
    """Return the reading of a call to others to borrow here (老哥快上): praise."""
    text = item.text
    if not heard["cheer"].search(text) or heard["own"].search(text):
        return None
    if heard["failed"].search(text) or label(reading.score) != "neutral":
        return None
    if any(span.polarity == "negative" for span in reading.spans):
        return None
    return reading._replace(score=WORTH, acts=("praise",))


def _waiting(item: Item, reading: Reading, heard: Heard) -> Reading | None:
    """Return the reading of somebody who only waits: no complaint (坐等审核结果)."""
    if not heard["waiting"].fullmatch(item.text) or not reading.spans:
        return None
    if label(reading.score) != "negative":
        return None
    spans = tuple(span._replace(score=0.0, act="") for span in reading.spans)
    return reading._replace(score=0.0, spans=spans, acts=())


def _insulted(item: Item, reading: Reading, heard: Heard) -> Reading | None:
    """Return the reading of an insult that tells of the institution and nothing narrower."""
    text = item.text
    bare = heard["insult"].fullmatch(text)
    cheats = None if bare else heard["cheats"].search(text)
    if not bare and (not cheats or heard["theft"].search(text) or heard["asked"].search(text)):
        return None
    if cheats and label(reading.score) == "positive":
        return None
    drop = {"ux", "security"} if bare else {"security"}
    spans = [span for span in reading.spans if span.factor not in drop]
    found = bare or cheats
    if found and not any(span.factor == "brand" for span in spans):
        spans.append(_told(found, "brand", "trust" if cheats else "verdict", -WORTH))
    if {s.factor for s in spans} == {s.factor for s in reading.spans}:
        return None
    score = min(-WORTH, reading.score)
    acts = tuple(sorted({*reading.acts, "complaint"} - {"praise"}))
    return reading._replace(score=score, spans=in_order(spans), acts=acts)


def _overall(item: Item, reading: Reading, heard: Heard) -> Reading | None:
    """Return the reading of a text that is content on the whole, whatever single thing is not."""
    torn = {"positive", "negative"} <= {span.polarity for span in reading.spans}
    if not torn or abs(reading.score) > UNSURE or label(reading.score) == "positive":
        return None
    if not heard["overall"].search(item.text):
        return None
    return reading._replace(score=OVERALL)


_STEPS: tuple[Callable[[Item, Reading, Heard], Reading | None], ...] = (
    _bad,
    _passed,
    _cheered,
    _waiting,
    _insulted,
    _overall,
)


def _told(found: re.Match[str], factor: str, sub: str, score: float) -> Span:
    act = "praise" if score > 0 else "complaint"
    return Span(
        factor, sub, score, found.start(), found.end(), act, (found[0].strip(),), ("outcome",)
    )


def _within(span: Span, found: re.Match[str]) -> bool:
    return found.start() <= span.start < found.end()


def _praised(reading: Reading, but: str = "") -> bool:
    return any(span.polarity == "positive" and span.factor != but for span in reading.spans)


def _blamed(reading: Reading) -> bool:
    return label(reading.score) == "negative" and any(
        span.polarity == "negative" and span.factor == "approval_speed" for span in reading.spans
    )


@lru_cache(maxsize=1)  # asked of every text
def _table() -> Heard:
    return expressions.load("loan/outcomes")
