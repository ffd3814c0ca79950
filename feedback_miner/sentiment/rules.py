"""Rules that read one clause: what it says about which aspect, and whether that is welcome.

Every finding carries the rule and the terms that made it, so that a decision can be explained.
Scope rules follow the lexicon method of Taboada et al. (2011, Computational Linguistics 37(2)):
shifted negation, multiplied degree; the polarity of quantities by aspect follows Ding, Liu and
Yu (2008, WSDM).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from feedback_miner.lexicon import Codebook, Lexeme, Match, PatternSet
from feedback_miner.text import clauses

__all__ = ["Clause", "Finding", "RuleReader"]

NEGATION_REACH = 5  # characters between a negation and the predicate it turns
DEGREE_REACH = 2
RIGHT_REACH = 4  # characters between a predicate and an aspect that follows it (高利率)
SHIFT = 0.8  # a negated word is weaker than its opposite: 不坏 is not 好
QUANTITY = 0.6
ABSENCE = 0.5
BARE = 0.5  # a bare aspect under "what should improve" or "what do you like"
_NOT = re.compile("不(?!过|但|仅|管|断|同)|没|未(?!来)|(?<![特区分个级])别(?![人家的])")
LISTING = frozenset("、和跟与及以,/")


class Finding(NamedTuple):
    """One thing a clause says: about ``factor`` ("" where none is named), worth ``value``.

    ``start`` and ``end`` bound the words of the finding in the normalised text; ``rule`` tells
    how it came about; ``evidence`` the terms. ``negation`` and ``degree`` are what words before
    it multiplied its worth by.
    """

    factor: str
    subfactor: str
    value: float
    start: int
    end: int
    rule: str
    evidence: tuple[str, ...]
    negation: float = 1.0
    degree: float = 1.0


class Clause(NamedTuple):
    """A clause with what was found in it. ``turn`` is "but", "though" or ""; ``general`` are the
    aspects too general to stand beside a narrower one."""

    start: int
    end: int
    findings: tuple[Finding, ...]
    acts: frozenset[str]
    turn: str
    general: tuple[Finding, ...] = ()


@dataclass(slots=True)
class _Predicate:
    start: int
    end: int
    lexeme: Lexeme
    negation: float
    degree: float
    lead: int  # where its modifiers start


@dataclass(slots=True)
class _Aspect:
    start: int
    end: int
    lexeme: Lexeme
    used: bool = False


class RuleReader:
    """Reads clauses with the lexicons of a codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self._lexemes = list(codebook.lexemes.values())
        self._automaton = AhoCorasick(
            [lexeme.text for lexeme in self._lexemes], matchkind=MatchKind.LeftmostLongest
        )
        self._opinions = PatternSet(codebook.opinions)
        self._acts = PatternSet(codebook.acts)
        self.sets = (self._opinions, self._acts)

    def read(
        self, text: str, kind: str = "remark", sifted: Sequence[Sequence[int] | None] = (None, None)
    ) -> list[Clause]:
        """Return the clauses of a normalised text with their findings.

        ``sifted`` are the patterns a sieve of ``sets`` let through, where one was asked.

        ``kind`` is the question's kind: bare aspects count against under improve, dislike and
        complaint, in favour under like.
        """
        spans = clauses.split(text)
        if not spans:
            return []
        starts = [start for start, _ in spans]
        hits: list[list[tuple[int, int, Lexeme]]] = [[] for _ in spans]
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            hits[bisect_right(starts, start) - 1].append((start, end, self._lexemes[index]))
        matches: list[list[Match]] = [[] for _ in spans]
        found = self._opinions.find(text, sifted[0])
        for match in _longest(m for m in found if _unturned(m, text)):
            matches[bisect_right(starts, match.start) - 1].append(match)
        acts: list[set[str]] = [set() for _ in spans]
        for match in self._acts.find(text, sifted[1]):
            acts[bisect_right(starts, match.end - 1) - 1].add(match.pattern.label)
        bare = {"like": BARE, "improve": -BARE, "dislike": -BARE, "complaint": -0.3}.get(kind, 0.0)
        read: list[Clause] = []
        carried: _Aspect | None = None
        for (start, end), lexemes, patterns, act in zip(spans, hits, matches, acts, strict=True):
            if not lexemes and not patterns:
                read.append(Clause(start, end, (), frozenset(act), ""))
                continue
            findings, carried = self._clause(text, lexemes, patterns, carried, bare)
            turn = next(
                (lx.contrast for at, _, lx in lexemes if lx.contrast and at - start <= 1), ""
            )
            general = tuple(
                [
                    _finding(lexeme, 0.0, at, to, "general", (lexeme.text,))
                    for at, to, lexeme in lexemes
                    if lexeme.good == "weak"
                ]
            )
            read.append(Clause(start, end, tuple(findings), frozenset(act), turn, general))
        return read

    def terms(self, text: str) -> Iterator[tuple[int, int, Lexeme]]:
        """Yield start, end and entry of each lexicon term that counts in a normalised text: the
        leftmost, and of those the longest."""
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            yield start, end, self._lexemes[index]

    def _clause(
        self,
        text: str,
        lexemes: Sequence[tuple[int, int, Lexeme]],
        matches: Sequence[Match],
        carried: _Aspect | None,
        bare: float,
    ) -> tuple[list[Finding], _Aspect | None]:
        findings: list[Finding] = []
        covered = [(match.start, match.end) for match in matches]
        aspects: list[_Aspect] = []
        predicates: list[_Predicate] = []
        negation, negation_end, negation_start, lacking = 1.0, -99, -1, False
        degree, degree_end, degree_start = 1.0, -99, -1
        pending = sorted(matches, key=lambda match: match.start)
        for start, end, lexeme in lexemes:
            while pending and pending[0].start <= start:
                match = pending.pop(0)
                turned = negation if 0 <= match.start - negation_end <= 2 else 1.0
                findings.append(_pattern_finding(match, text, turned))
                if turned != 1.0:
                    negation = 1.0
            inside = next((e for s, e in covered if s <= start and end <= e), None)
            # A negation that ends a pattern still turns what follows the pattern.
            if inside is not None and not (lexeme.negation and end == inside):
                if lexeme.is_aspect and lexeme.good != "weak":
                    aspects.append(_Aspect(start, end, lexeme, used=True))
                continue
            predicative = lexeme.score is not None or lexeme.amount or lexeme.speed
            if lexeme.negation:
                if start - negation_end > NEGATION_REACH:
                    negation, negation_start = 1.0, start
                negation *= lexeme.negation
                negation_end, lacking = end, lexeme.lack
                continue
            if lexeme.degree and not predicative:
                if predicates and start - predicates[-1].end <= 1 and lexeme.degree > 1:
                    predicates[-1].degree *= lexeme.degree  # 慢得很, 烦死了
                else:
                    degree, degree_end, degree_start = lexeme.degree, end, start
                continue
            if lexeme.is_aspect:
                aspect = _Aspect(start, end, lexeme)
                aspects.append(aspect)
                if lacking and start - negation_end <= 3 and lexeme.score is None:
                    value = _absence(lexeme)
                    if value:
                        aspect.used = True
                        words = (text[negation_start:negation_end], lexeme.text)
                        findings.append(
                            _finding(lexeme, value, negation_start, end, "absence", words)
                        )
                        negation, negation_end = 1.0, -99
                        continue
            if predicative and not (lexeme.is_aspect and not lexeme.score):
                near = 0 <= start - negation_end <= NEGATION_REACH
                strong = 0 <= start - degree_end <= DEGREE_REACH
                lead = min(
                    [start]
                    + ([negation_start] if near and negation != 1.0 else [])
                    + ([degree_start] if strong else [])
                )
                predicates.append(
                    _Predicate(
                        start,
                        end,
                        lexeme,
                        negation if near else 1.0,
                        degree if strong else 1.0,
                        lead,
                    )
                )
                negation, negation_end, lacking, degree, degree_end = 1.0, -99, False, 1.0, -99
        findings.extend(_pattern_finding(match, text, 1.0) for match in pending)
        last = aspects[-1] if aspects else None
        if lacking and last and not last.used and 0 <= negation_start - last.end <= 4:
            value = _absence(last.lexeme)
            if value:
                last.used = True
                words = (last.lexeme.text, text[negation_start:negation_end])
                findings.append(
                    _finding(last.lexeme, value, last.start, negation_end, "absence", words)
                )
        for order, predicate in enumerate(predicates):
            after = predicates[order - 1].end if order else 0
            findings.extend(self._judge(text, predicate, aspects, after, carried))
        findings.extend(self._mentions(text, aspects, findings, bare))
        named = [a for a in aspects if a.lexeme.good != "weak"] or aspects
        return findings, (named[-1] if named else carried)

    def _judge(
        self,
        text: str,
        predicate: _Predicate,
        aspects: Sequence[_Aspect],
        after: int,
        carried: _Aspect | None,
    ) -> Iterable[Finding]:
        """Yield what a predicate says of its aspect: the one before it, after it, or carried."""
        lexeme = predicate.lexeme
        own = [a for a in aspects if a.start == predicate.start]
        left = [a for a in aspects if a.end <= predicate.start]
        right = [a for a in aspects if 0 <= a.start - predicate.end <= RIGHT_REACH]
        chosen: list[_Aspect] = []
        if own:
            chosen = own
        elif left:
            chosen = [left[-1]]
            for aspect in reversed(left[:-1]):
                between = text[aspect.end : chosen[-1].start]
                if aspect.start >= after and between and set(between) <= LISTING:
                    chosen.append(aspect)
                else:
                    break
            if left[-1].used and right and not right[0].used:
                chosen = [right[0]]
        elif right:
            chosen = [right[0]]
        specific = [aspect for aspect in chosen if aspect.lexeme.good != "weak"]
        if not specific and lexeme.home:
            value = self._value(predicate, lexeme.home, None)
            if value is not None:
                for aspect in chosen:
                    aspect.used = True
                yield Finding(
                    lexeme.home,
                    lexeme.home_subfactor,
                    value,
                    predicate.lead,
                    predicate.end,
                    "home",
                    (text[predicate.lead : predicate.end],),
                    predicate.negation,
                    predicate.degree,
                )
                return
        if not chosen and carried and (not lexeme.score or not lexeme.home):
            chosen = [carried]
        found = False
        for aspect in specific or chosen:
            value = self._value(predicate, aspect.lexeme.factor, aspect.lexeme)
            if value is None:
                continue
            found = aspect.used = True
            yield Finding(
                aspect.lexeme.factor,
                aspect.lexeme.subfactor,
                value,
                min(aspect.start, predicate.lead) if aspect is not carried else predicate.lead,
                max(aspect.end, predicate.end) if aspect is not carried else predicate.end,
                "carried" if aspect is carried else "aspect",
                tuple(dict.fromkeys((aspect.lexeme.text, text[predicate.lead : predicate.end]))),
                predicate.negation,
                predicate.degree,
            )
        if not found and lexeme.score:
            yield Finding(
                "",
                "",
                lexeme.score * predicate.degree * _turned(predicate.negation),
                predicate.lead,
                predicate.end,
                "feeling",
                (text[predicate.lead : predicate.end],),
                predicate.negation,
                predicate.degree,
            )

    def _value(self, predicate: _Predicate, factor: str, aspect: Lexeme | None) -> float | None:
        """Return what a predicate is worth for an aspect; None where it says nothing of it."""
        lexeme = predicate.lexeme
        base = self.codebook.polarity.get((factor, lexeme.text))
        if base is None and aspect is not None and aspect.good not in ("plain", "weak"):
            if lexeme.amount and aspect.good in ("more", "less"):
                base = QUANTITY * lexeme.amount * (1 if aspect.good == "more" else -1)
            elif lexeme.speed:
                base = QUANTITY * lexeme.speed * (-1 if aspect.good == "slow" else 1)
        if base is None and lexeme.score:
            base = lexeme.score
        if base is None and lexeme.speed:
            base = QUANTITY * lexeme.speed
        if base is None:
            return None
        return base * predicate.degree * _turned(predicate.negation)

    def _mentions(
        self, text: str, aspects: Sequence[_Aspect], findings: Sequence[Finding], bare: float
    ) -> Iterable[Finding]:
        """Yield the aspects that are named but not judged, save modifiers of a later aspect."""
        seen = {finding.factor for finding in findings}
        for position, aspect in enumerate(aspects):
            if aspect.used or aspect.lexeme.good == "weak" or aspect.lexeme.factor in seen:
                continue
            following = aspects[position + 1] if position + 1 < len(aspects) else None
            if following and text[aspect.end : following.start] in ("", "的"):
                continue
            seen.add(aspect.lexeme.factor)
            yield _finding(
                aspect.lexeme, bare, aspect.start, aspect.end, "mention", (aspect.lexeme.text,)
            )


def _unturned(match: Match, text: str) -> bool:
    """Tell whether a match is free of negations that its pattern does not name: one in a gap
    turns the meaning, and the words are left to be read one by one."""
    source = match.pattern.source
    for found in _NOT.finditer(text, match.start, match.end):
        word = found[0]
        beside = text[found.start() : found.start() + len(word) + 1]
        alone = f"{word}(" in source or any(f"{a}{word}{b}" in source for a in "(|" for b in "|)")
        if not alone and beside not in source:
            return False
    return True


def _turned(negation: float) -> float:
    return negation * SHIFT if negation < 0 else negation


def _absence(aspect: Lexeme) -> float:
    """What it is worth that there is none of it: no fees is good, no benefits is bad."""
    return {"more": -ABSENCE, "less": ABSENCE}.get(aspect.good, 0.0)


def _finding(
    lexeme: Lexeme, value: float, start: int, end: int, rule: str, words: tuple[str, ...]
) -> Finding:
    return Finding(lexeme.factor, lexeme.subfactor, value, start, end, rule, words)


def _pattern_finding(match: Match, text: str, negation: float) -> Finding:
    pattern = match.pattern
    return Finding(
        pattern.label,
        pattern.detail,
        pattern.score * _turned(negation),
        match.start,
        match.end,
        pattern.rule,
        (text[match.start : match.end],),
        negation,
    )


def _longest(matches: Iterable[Match]) -> list[Match]:
    """Keep the longest of overlapping matches; ties go to the earlier, then to the file's order."""
    matches = list(matches)
    if len(matches) < 2:
        return matches
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: (m.start - m.end, m.start)):
        if all(match.end <= other.start or match.start >= other.end for other in kept):
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)
