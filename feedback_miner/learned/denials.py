"""Clauses that deny: where the rules know one whole, theirs is the sounder reading of it.

A model of characters learns of 额度不高，放款快 that both are praise: what stands beside a denied
word drowns it. The rules read 额度不高 for itself, and are heard about that factor.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from feedback_miner.learned.reader import Item
from feedback_miner.lexicon import Lexeme, expressions
from feedback_miner.sentiment.document import RULED, Reading, Span, in_order, label
from feedback_miner.sentiment.rules import Clause, Finding

__all__ = ["Covers", "denied", "doubted", "within"]

LONGEST = 48  # characters: what is longer tells its mood by more than one clause
PART = 12  # characters of a clause that rules may know whole
WORD = 2  # characters of a word that judges alone: 额度高 names what it judges
SURE = 0.25  # worth from which a denied word is a verdict
_NAMING = ("aspect", "absence", "carried")  # rules by which a clause names what it judges
_NAMED = ("aspect", "absence", "home")  # rules by which it judges that alone
Covers = Callable[[str, Clause], bool]
Terms = Callable[[str], Iterable[tuple[int, int, Lexeme]]]


@lru_cache(maxsize=1)  # asked of every text
def _table() -> Mapping[str, re.Pattern[str]]:
    return expressions.load("common/denials")


def denied(item: Item, reading: Reading, covers: Covers, terms: Terms) -> Reading | None:
    """Return the reading of a text in which a clause denies (额度不高，放款快), with each factor as
    the rules read it, where they know every clause whole; None where none denies or the model
    agrees. ``covers`` tells whether terms leave nothing of a clause, ``terms`` what
    entries of the lexicon stand in words."""
    text = item.text
    if len(text) > LONGEST or not item.clauses:
        return None
    heard = _table()
    if not heard["hint"].search(text):
        return None
    causes = heard["cause"].search(text)
    if causes:
        return _caused(item, reading, causes.span(), causes.start("told"))
    known = [clause for clause in item.clauses if _plain(item, clause)]
    if not any(heard["hint"].search(_words(item, clause)) for clause in known):
        return None
    sure = [clause for clause in known if _sure(item, clause, covers, terms)]
    turning = [clause for clause in sure if heard["hint"].search(_words(item, clause))]
    if not turning or len(sure) < len(item.clauses):
        return None
    if len(item.clauses) == 1 and label(reading.score) == "neutral" and not _spared(turning[0]):
        return None  # 临额不能分期 may only tell a fact
    spans = list(reading.spans)
    told: set[str] = set()
    for clause in sure:
        for factor in dict.fromkeys(one.factor for one in _judged(clause)):
            settled = _heard(item, clause, factor, spans)
            if settled is not None:
                spans, told = settled, told | {factor}
    return _settled(item, reading, spans, told)


def doubted(words: str) -> bool:
    """Tell whether a clause asks, supposes, compares, quotes or scoffs."""
    return _table()["odd"].search(words) is not None


def _words(item: Item, clause: Clause) -> str:
    return item.text[clause.start : clause.end].strip(" ，。,.!！~")


def _plain(item: Item, clause: Clause) -> bool:
    """Tell whether all that the rules find in a short clause is one factor with one sign."""
    found = _judged(clause)
    if not found or clause.acts or clause.when or clause.end - clause.start > PART:
        return False
    if not all(one.factor for one in found):
        return False
    if not all(one.rule in _NAMED or ":" in one.rule or _split(item, clause, one) for one in found):
        return False
    signs = {label(one.value) for one in found}
    worth = sum(one.value for one in found)
    wished = worth > 0 and item.kind == "improve"  # there a bare good is a wish
    return len(signs) == 1 and "neutral" not in signs and abs(worth) >= SURE and not wished


def _judged(clause: Clause) -> Sequence[Finding]:
    """Return what was found in a clause, save what the name of an aspect alone is worth where a
    word judges it (到账不快)."""
    found = clause.findings
    if len(found) < 2:
        return found
    judging = {one.start for one in found if one.rule == "aspect" and len(one.evidence) > 1}
    return [
        one
        for one in found
        if not (one.rule == "aspect" and len(one.evidence) == 1 and one.start in judging)
    ]


def _split(item: Item, clause: Clause, found: Finding) -> bool:
    """Tell whether a word judges what stands right before its clause (额度虽然不高)."""
    before = item.text[clause.start - 1 : clause.start]
    return found.rule == "carried" and clause.turn == "though" and before.isalnum()


def _sure(item: Item, clause: Clause, covers: Covers, terms: Terms) -> bool:
    """Tell whether a plain clause names what it judges, is known whole, means what it says, and
    no other says something else of its factors."""
    if doubted(_words(item, clause)) or not covers(item.text, clause):
        return False
    found = _judged(clause)
    sign, named = label(found[0].value), {one.factor for one in found}
    for part in item.clauses:
        for one in part.findings if part is not clause else ():
            if one.factor in named and label(one.value) not in (sign, "neutral"):
                return False
    if any(one.rule in _NAMING for one in found):
        return True
    return any(
        term.factor in named or (term.home in named and len(term.text) > WORD)
        for _, _, term in terms(item.text[clause.start : clause.end])
    )


def _spared(clause: Clause) -> bool:
    """Tell whether a clause tells that there is none of a bad thing: no neutral fact."""
    return any(one.value > 0 for one in clause.findings)


def _heard(item: Item, clause: Clause, factor: str, spans: list[Span]) -> list[Span] | None:
    """Return the spans with the rules' sign for a clause's factor, None where they have it; one
    that the model lacks is added where it hears no other factor there."""
    found = [one for one in _judged(clause) if one.factor == factor]
    ruled = (s for s in item.reading.spans if s.factor == factor and within(s, clause))
    own = next(ruled, None)
    if own is None:
        return None
    worth = math.tanh(sum(one.value for one in found))
    own = own._replace(score=worth, act=RULED[label(worth)])
    told = [span for span in spans if span.factor == factor and within(span, clause)]
    if not told:
        if any(s.factor == factor or within(s, clause) for s in spans):
            return None
        return list(in_order([*spans, own]))
    if all(span.polarity == own.polarity for span in told):
        return None
    return [
        own
        if span in told
        else span._replace(score=own.score, act=own.act)
        if span.factor == factor and span.rules == ("mention",)
        else span
        for span in spans
    ]


def within(span: Span, clause: Clause) -> bool:
    """Tell whether a span begins in a clause."""
    return clause.start <= span.start < clause.end


def _caused(item: Item, reading: Reading, cause: tuple[int, int], told: int) -> Reading | None:
    """Return the reading without what is denied to be the cause, where another is told."""
    spans = [span for span in reading.spans if not cause[0] <= span.start < told]
    others = {span.factor for span in spans if span.start >= told and span.polarity != "neutral"}
    gone = {span.factor for span in reading.spans} - {span.factor for span in spans}
    if not gone or not others:
        return None
    return _settled(item, reading, spans, gone)


def _settled(item: Item, reading: Reading, spans: Sequence[Span], told: set[str]) -> Reading | None:
    """Return the reading with other spans, None where nothing changes: its acts follow their
    signs, and its score where they all have one, or the rules do not feel what the model does."""
    signs = {span.polarity for span in spans} - {"neutral"}
    score, rules = reading.score, item.reading.score
    if len(signs) == 1:
        (sign,) = signs
        if label(score) != sign:
            worth = [span.score for span in spans if span.polarity == sign]
            score = rules if label(rules) == sign else max(worth, key=abs)
    elif signs and label(score) != label(rules):
        score = 0.0
    acts = tuple(sorted(set(reading.acts) - set(RULED.values()) | {RULED[sign] for sign in signs}))
    if not told and acts == reading.acts:
        return None
    totals = tuple(total for total in reading.totals if total[0] not in told)
    return reading._replace(
        score=score, spans=tuple(spans), acts=acts, totals=totals, ruled="negation"
    )
