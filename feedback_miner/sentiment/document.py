"""From clauses to opinions and the sentiment of a whole text, by rules."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from feedback_miner.sentiment.rules import Clause, Finding

__all__ = ["Reading", "Span", "coloured", "in_order", "label", "once", "summarise"]

NEUTRAL = 0.15  # scores within ±NEUTRAL are neutral
WISH = 0.5  # a wished-for good is a lack now, and less strong than a complaint
ASKED = 0.2  # what is only asked about is hardly claimed
CLAUSE_LIMIT = 1.2
SHORT_VERDICT = 10  # characters
MOST = 3.0  # times the words that judge, up to which a clause judges and says nothing else
BUT, THOUGH = 1.5, 0.5  # after "but" stands the writer's own point; a "though" clause yields
RULED = {"negative": "complaint", "positive": "praise"}  # what feeling does where no words tell
PAST = 0.2  # what was yields to what is now
_HAN = re.compile("[\u4e00-\u9fff]")
ONCE = "once:"  # before the rule of what yielded
WISH_WEIGHT, QUESTION_WEIGHT = 0.3, 0.3


class Span(NamedTuple):
    """A span about one factor, with its score in [-1, 1] and offsets in the normalised text."""

    factor: str
    subfactor: str
    score: float
    start: int
    end: int
    act: str
    evidence: tuple[str, ...]
    rules: tuple[str, ...]

    @property
    def polarity(self) -> str:
        """``negative``, ``neutral`` or ``positive``."""
        return label(self.score)


def in_order(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return spans as they stand in the text, those of one place by factor."""
    return tuple(sorted(spans, key=lambda span: (span.start, span.end, span.factor)))


class Reading(NamedTuple):
    """What rules make of a text: its score in [-1, 1], spans and acts; ``care`` is what a second
    opinion said to the care team's questions (log-odds in the order of ``semantic.CARE``), empty
    where none was asked; not ``loud`` where it is sure enough that nobody need be called.
    ``silent``: log-odds of saying nothing at all, None where nobody was asked. ``totals`` are the
    (factor, score) of factors praised here and blamed there, whose spans keep their own signs;
    ``ruled`` tells why the rules were heard against the model, "" where they were not;
    ``suspect`` is "irony" where the praise in the text may not be meant, else ""."""

    score: float
    spans: tuple[Span, ...]
    acts: tuple[str, ...]
    care: tuple[float, ...] = ()
    loud: bool = True
    silent: float | None = None
    totals: tuple[tuple[str, float], ...] = ()
    ruled: str = ""
    suspect: str = ""


def label(score: float) -> str:
    """Return the label of a score in [-1, 1]."""
    return "positive" if score >= NEUTRAL else "negative" if score <= -NEUTRAL else "neutral"


def summarise(
    clauses: Sequence[Clause], verdict: tuple[str, str] = ("", ""), apart: bool = False
) -> Reading:
    """Return the opinions and the sentiment of a text from its clauses.

    ``verdict`` is the (factor, sub-factor) that a short overall verdict is about; where ``apart``
    is set, a short clause that judges before anything is named is one, whatever else is said.

    Within a clause the findings about one factor become one span. Wishes turn a named good into
    a mild lack; real questions claim hardly anything; "but" and "though" weigh the clauses.
    """
    if apart and verdict[0] and len(clauses) > 1:
        clauses = [
            _judged(clause, verdict) if len(clause.findings) == 1 else clause for clause in clauses
        ]
    spans: list[Span] = []
    total = 0.0
    acts: set[str] = set()
    turned = "but" in [clause.turn for clause in clauses]
    past: frozenset[int] = frozenset()
    if "now" in [clause.when for clause in clauses]:
        clauses, past = _present(clauses)
    for clause in clauses:
        said = clause.acts
        if not clause.findings and not said:
            continue  # nothing said
        if not said and len(clause.findings) == 1:  # as most are
            finding = clause.findings[0]
            wish = asked = False
            feeling = max(-CLAUSE_LIMIT, min(CLAUSE_LIMIT, finding.value))
            act = RULED.get(label(feeling), "")
            if finding.factor:
                spans.append(_alone(finding, finding.value, act))
        else:
            wish = "suggestion" in said
            asked = "question" in said and not ("rhetorical" in said or "why" in said)
            feeling, act = _clause(clause, wish, asked, spans)
        if act:
            acts.add(act)
        weight = BUT if clause.turn == "but" else THOUGH if clause.turn == "though" else 1.0
        if turned and not clause.turn:
            weight = 0.8
        weight *= WISH_WEIGHT if wish else QUESTION_WEIGHT if asked else 1.0
        if clause.start in past:
            weight *= PAST
        total += feeling * weight
    if not spans:
        spans += _general(clauses, total, verdict)
    return Reading(math.tanh(total), tuple(spans), tuple(sorted(acts)) if acts else ())


def _judged(clause: Clause, verdict: tuple[str, str]) -> Clause:
    """Return a clause whose bare judgement is about the whole: 不错, 还可以."""
    found = clause.findings
    if found[0].factor or clause.acts or clause.general:
        return clause
    words = "".join(found[0].evidence)
    if clause.end - clause.start > min(SHORT_VERDICT, MOST * len(words)) or not _HAN.search(words):
        return clause
    told = replace(found[0], factor=verdict[0], subfactor=verdict[1], rule="verdict")
    return replace(clause, findings=[told])


def _present(clauses: Sequence[Clause]) -> tuple[Sequence[Clause], frozenset[int]]:
    """Return the clauses with what they say of the past made small where a later one tells how the
    same factor is now; and the starts of the past ones, none where nothing later feels.

    A clause without a word of time is of the time of the one before it.
    """
    times = []
    when = ""
    for clause in clauses:
        when = clause.when if clause.when == "once" or (clause.when and when) else when
        times.append(when)
    timed = list(zip(clauses, times, strict=True))
    now = [finding for clause, at in timed if at == "now" for finding in clause.findings]
    told = {finding.factor for finding in now if label(finding.value) != "neutral"}
    if not told:
        return clauses, frozenset()
    past = [finding for clause, at in timed if at == "once" for finding in clause.findings]
    about = {finding.factor: finding.subfactor for finding in past if finding.factor}
    if told == {""} and len(about) == 1:  # 以前服务好，现在一塌糊涂
        told |= about.keys()
    else:
        about = {}
    present = []
    for clause, at in timed:
        findings = clause.findings
        if at == "once":
            findings = [_yielded(f) if f.factor in told else f for f in findings]
        elif at == "now" and about:
            ((factor, sub),) = about.items()
            findings = [
                f if f.factor else replace(f, factor=factor, subfactor=sub) for f in findings
            ]
        present.append(replace(clause, findings=findings))
    return present, frozenset(clause.start for clause, at in timed if at == "once")


def _yielded(finding: Finding) -> Finding:
    """Return what was, once it is told how it is now."""
    return replace(finding, value=finding.value * PAST, rule=ONCE + finding.rule)


def once(span: Span) -> bool:
    """Tell whether a span says what was, and another how it is now."""
    return any(rule.startswith(ONCE) for rule in span.rules)


def _clause(clause: Clause, wish: bool, asked: bool, spans: list[Span]) -> tuple[float, str]:
    """Return what a clause feels and does, and add its opinions to ``spans``."""
    said = clause.acts
    rhetorical = "rhetorical" in said
    merged: dict[str, list[tuple[Finding, float]]] = {}
    feeling = 0.0
    for finding in clause.findings:
        value = _meant(finding, wish, asked, rhetorical) if said else finding.value
        feeling += value
        if finding.factor:
            merged.setdefault(finding.factor, []).append((finding, value))
    if rhetorical and not feeling:
        feeling = -0.5
    feeling = max(-CLAUSE_LIMIT, min(CLAUSE_LIMIT, feeling))
    act = "suggestion" if wish else "question" if asked else RULED.get(label(feeling), "")
    if not act and said:
        if "why" in said:
            act = "question"
        act = next((a for a in ("complaint", "praise") if not act and a in said), act)
    for factor, found in merged.items():
        spans.append(_alone(*found[0], act) if len(found) == 1 else _span(factor, found, act))
    return feeling, act


def _alone(finding: Finding, value: float, act: str) -> Span:
    """Return the span of the only finding about a factor."""
    words, rules = finding.evidence, (finding.rule,)
    if len(words) > 1:
        words = tuple(dict.fromkeys(words))
    at, to = finding.start, finding.end
    return Span(finding.factor, finding.subfactor, math.tanh(value), at, to, act, words, rules)


def _span(factor: str, found: Sequence[tuple[Finding, float]], act: str) -> Span:
    """Return one span of all findings about a factor, each with its worth."""
    value = sum(value for _, value in found)
    strongest = max(found, key=lambda pair: abs(pair[1]))[0]
    return Span(
        factor,
        strongest.subfactor,
        math.tanh(value),
        min(finding.start for finding, _ in found),
        max(finding.end for finding, _ in found),
        act,
        tuple(dict.fromkeys(word for f, _ in found for word in f.evidence)),
        tuple(dict.fromkeys(f.rule for f, _ in found)),
    )


def coloured(spans: Sequence[Span], score: float) -> tuple[Span, ...]:
    """Return the spans where those that are only named take the whole text's feeling.

    They do so where the text has one (``score``, by whichever engine), asks and wishes nothing
    there, and no other span of it says the opposite. What was once and is no longer is not named
    only.
    """
    feeling = label(score)
    if feeling == "neutral" or any(s.polarity not in ("neutral", feeling) for s in spans):
        return tuple(spans)
    act = "complaint" if feeling == "negative" else "praise"
    return tuple(
        span._replace(score=score, act=span.act or act)
        if span.polarity == "neutral"
        and span.act not in ("question", "suggestion")
        and not once(span)
        else span
        for span in spans
    )


def _general(clauses: Sequence[Clause], total: float, verdict: tuple[str, str]) -> list[Span]:
    """Return what a text without a narrower opinion is about, worth its whole score: the first
    too-general aspect, else, where it is a short verdict, the codebook's factor for those."""
    score = math.tanh(total)
    act = RULED.get(label(score), "")
    for clause in clauses:
        for found in clause.general:
            rules = (found.rule,)
            at, to = found.start, found.end
            return [Span(found.factor, found.subfactor, score, at, to, act, found.evidence, rules)]
    felt = [
        finding
        for clause in clauses
        for finding in clause.findings
        if _HAN.search("".join(finding.evidence))
    ]
    short = bool(clauses) and clauses[-1].end - clauses[0].start <= SHORT_VERDICT
    if verdict[0] and felt and short and act:
        words = tuple(word for finding in felt for word in finding.evidence)
        at, to = felt[0].start, felt[-1].end
        return [Span(*verdict, score, at, to, act, words, ("verdict",))]
    return []


def _meant(finding: Finding, wish: bool, asked: bool, rhetorical: bool) -> float:
    """Return what a finding is worth once the act of its clause is known."""
    if asked:
        return finding.value * ASKED
    if wish:
        return -abs(finding.value) * WISH
    if rhetorical and finding.value > 0:
        return -finding.value
    return finding.value
