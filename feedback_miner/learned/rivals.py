"""A rival's merit is no praise of us: which side of a comparison the author is on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from feedback_miner.learned.reader import Item
from feedback_miner.lexicon import expressions
from feedback_miner.sentiment.document import RULED, Reading, Span, label
from feedback_miner.sentiment.rules import Clause

__all__ = ["compared"]

LONGEST = 60  # characters: longer texts compare among much else
UNSURE = 0.3  # score up to which a model may be wrong about who is praised
PLAIN = 0.4  # worth of words that tell good or bad of a side
WORTH = 0.5  # score of what a comparison settles
ASKED = ("complaint", "dislike")  # asked what is wrong, a bank he went to is another
_FACTORS = ("approval_speed", "rates", "product", "service", "ux")


@lru_cache(maxsize=1)  # asked of every text
def _heard() -> Mapping[str, re.Pattern[str]]:
    return expressions.load("common/rivals")


class _Outcome(NamedTuple):
    """Whether we come off ``better`` and the (start, end) of the clauses that compare."""

    better: bool
    places: tuple[tuple[int, int], ...]


def compared(item: Item, reading: Reading, factors: frozenset[str]) -> Reading | None:
    """Return the reading of a text that sets a rival beside us (你家一个月，工行五分钟放款): what
    it compares is against us where the rival comes off better, and for us where it does not. Of
    ``factors`` one may be named by the words alone.

    None where nothing is compared, as where a text praises a bank by its name (招行秒批), and
    where it is read so already.
    """
    text = item.text
    heard = _heard()
    if len(text) > LONGEST or not heard["hint"].search(text) or not heard["cue"].search(text):
        return None
    if heard["rival"].search(text) is None and heard["look"].search(text) is None:
        return None
    if not reading.spans and label(reading.score) == "positive" and heard["than"].search(text):
        return _told(item, reading, _Outcome(True, ((0, len(text)),)), factors)
    if "suggestion" in reading.acts or heard["blind"].search(text):
        return None
    outcome = _contrast(item, reading) or _turned_away(item)
    return None if outcome is None else _told(item, reading, outcome, factors)


def _contrast(item: Item, reading: Reading) -> _Outcome | None:
    """Return who comes off better of a rival and us in clauses of their own, None where the text
    names but one of them, or does not tell."""
    heard, text = _heard(), item.text
    theirs: list[tuple[int, int]] = []
    ours: list[tuple[int, int]] = []
    for start, end in item.parts:
        words = text[start:end]
        named, us = heard["rival"].search(words), heard["us"].search(words)
        if named and us:
            return None
        if named or us:
            (theirs if named else ours).append((start, end))
        elif heard["cheer"].search(words):
            return None
    if not theirs or not ours:
        return None
    better = _figures(text, theirs, ours)
    if better is None:
        rival, own = _worth(item, theirs), _worth(item, ours)
        one_sided = not rival or not own
        if rival == own or (one_sided and _contradicts(reading, own - rival)):
            return None
        better = own > rival
    rest = sum(_value(c) for c in item.clauses if (c.start, c.end) not in (*theirs, *ours))
    contrary = rest < 0 if better else rest > 0
    return None if contrary else _Outcome(better, (*theirs, *ours))


def _contradicts(reading: Reading, sign: int) -> bool:
    """Tell whether the model, sure of itself, feels otherwise than what one side alone tells."""
    return reading.score * sign < 0 and abs(reading.score) > UNSURE


def _figures(text: str, theirs: list[tuple[int, int]], ours: list[tuple[int, int]]) -> bool | None:
    """Tell by a rate or a limit that both sides name whether ours is better; None by neither."""
    heard = _heard()
    for name, low in (("rate", True), ("limit", False)):
        sides = [
            [
                _number(next(filter(None, found.groups())))
                for a, b in side
                for found in heard[name].finditer(text[a:b])
            ]
            for side in (theirs, ours)
        ]
        if all(len(side) == 1 for side in sides) and sides[0] != sides[1]:
            return (sides[1][0] < sides[0][0]) == low
    return None


def _number(figure: str) -> float:
    """Return the value of digits or of one Chinese numeral."""
    return float("一二三四五六七八九".find(figure) + 1) or float(figure)


def _worth(item: Item, places: list[tuple[int, int]]) -> int:
    """Return 1 for clauses that tell good of their side, -1 for bad, 0 for both or neither."""
    heard = _heard()
    good = bad = False
    for start, end in places:
        words = item.text[start:end]
        good = good or heard["better"].search(words) is not None
        bad = bad or heard["worse"].search(words) is not None
    if not good and not bad:
        value = sum(
            _value(clause) for clause in item.clauses if (clause.start, clause.end) in places
        )
        good, bad = value >= PLAIN, value <= -PLAIN
    return int(good) - int(bad)


def _value(clause: Clause) -> float:
    return sum(finding.value for finding in clause.findings if finding.rule != "mention")


def _turned_away(item: Item) -> _Outcome | None:
    """Return that a rival comes off better to whom the author turned (被拒，去工行就批了) or whom
    he holds up to us (看看人家); None where he tells nothing of the kind, or cheers."""
    heard, text = _heard(), item.text
    if heard["cheer"].search(text):
        return None
    whole = ((0, len(text)),)
    if heard["came"].search(text) or heard["dearer"].search(text):
        return _Outcome(True, whole)
    if heard["alone"].search(text):
        return _Outcome(False, whole)
    if heard["later"].search(text) and (item.kind in ASKED or heard["driven"].search(text)):
        return _Outcome(False, whole)
    refused = heard["refused"].search(text)
    if refused is None or heard["rival"].search(text[: refused.end()]):
        return None
    return _Outcome(False, whole) if heard["granted"].match(text, refused.end()) else None


def _told(
    item: Item, reading: Reading, outcome: _Outcome, factors: frozenset[str]
) -> Reading | None:
    """Return the reading with what is compared for or against us, None where it is so already."""
    sign = "positive" if outcome.better else "negative"
    spans = reading.spans or item.reading.spans or _named(item.text, factors)
    inside = {
        span.factor
        for span in spans
        if any(span.start < end and start < span.end for start, end in outcome.places)
    }
    worth = WORTH if outcome.better else -WORTH
    told = tuple(
        span._replace(score=worth, act=RULED[sign])
        if span.factor in inside and span.polarity != sign
        else span
        for span in spans
    )
    rest = {span.polarity for span in told} - {sign, "neutral"}
    score = 0.0 if rest else reading.score if label(reading.score) == sign else worth
    acts = {*reading.acts, RULED[sign]}
    if not rest:
        acts -= {*RULED.values()} - {RULED[sign]}
    acted = tuple(sorted(acts))
    if (told, acted) == (reading.spans, reading.acts) and label(reading.score) == label(score):
        return None
    return reading._replace(score=score, spans=told, acts=acted, totals=(), ruled="rival")


def _named(text: str, factors: frozenset[str]) -> tuple[Span, ...]:
    """Return a span of the first factor whose words a comparison holds, none where it has none."""
    heard = _heard()
    for factor in _FACTORS:
        if factor in factors and (found := heard[factor].search(text)):
            return (Span(factor, "", 0.0, 0, len(text), "", (found[0],), ("rival",)),)
    return ()
