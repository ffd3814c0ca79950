"""Praise that may not be meant: texts marked as suspected irony, for a person to look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from feedback_miner.learned.reader import Item
from feedback_miner.lexicon import expressions
from feedback_miner.sentiment.document import NEUTRAL, Reading
from feedback_miner.sentiment.rules import Clause

__all__ = ["IRONY", "suspected"]

IRONY = "irony"
LONGEST = 60  # characters: a longer text tells its mood by more than one turn of phrase
TORN = 0.5  # score of praise below which the model hears something else in it
SMILE = "🙂"  # sought apart: beyond the letters that the quick look is for
SURE = 0.9  # and from which only a fact that mocks is heard against it


@lru_cache(maxsize=1)  # asked of every text
def _heard() -> Mapping[str, re.Pattern[str]]:
    return expressions.load("common/irony")


@lru_cache(maxsize=1)
def _quick() -> Callable[[str], object]:
    return _heard()["hinted"].search


def suspected(item: Item, reading: Reading) -> Reading:
    """Return the reading marked where its praise may be irony: where a complaint is worded as
    praise (真会做生意) or with scorn (呵呵, 好一个); and where praise stands beside what nobody
    praises, or the model is unsure of it. Of such praise the score falls to the bound of neutral:
    it is no sure praise. Anything else is returned as it is; what was settled as irony already
    bears the mark."""
    text = item.text
    if not _quick()(text) and SMILE not in text:
        return reading
    heard, score = _heard(), reading.score
    if -NEUTRAL < score < NEUTRAL or len(text) > LONGEST or not heard["cue"].search(text):
        return reading
    scorn = heard["scorn"].search(text) is not None
    praise = None if any(clause.turn for clause in item.clauses) else _laid_on(item)
    if not scorn and praise is None:
        return reading
    if score < 0:
        return reading._replace(suspect=IRONY) if scorn or not _meant(item, reading) else reading
    if not _amiss(item, reading, praise, scorn):
        return reading
    return reading._replace(score=NEUTRAL, suspect=IRONY)


def _meant(item: Item, reading: Reading) -> bool:
    """Tell whether a complaint praises something else in earnest: another factor than it blames,
    with nothing beside it that mocks the praise."""
    praised = {span.factor for span in reading.spans if span.polarity == "positive"}
    blamed = {span.factor for span in reading.spans if span.polarity == "negative"}
    return bool(praised - blamed) and not _heard()["amiss"].search(item.text)


def _laid_on(item: Item) -> Clause | None:
    """Return the clause whose praise is laid on (真贴心), None where there is none or it is of
    what was."""
    heard = _heard()
    laid, mocking = heard["laid"], heard["mocking"].search(item.text)
    for clause in item.clauses:
        if clause.when or "question" in clause.acts:
            continue
        if mocking and clause.start <= mocking.start() < clause.end:
            return clause
        for finding in clause.findings:
            if finding.value > 0 and laid.search(item.text, clause.start, finding.end):
                return clause
    return None


def _amiss(item: Item, reading: Reading, praise: Clause | None, scorn: bool) -> bool:
    """Tell whether something in a text does not go with its praise."""
    heard, text = _heard(), item.text
    if heard["honest"].search(text):
        return False
    if heard["amiss"].search(text):
        return reading.score < SURE
    if scorn:
        return reading.score < TORN
    after = praise is not None and praise.end < item.clauses[-1].start
    return after and reading.score < TORN
