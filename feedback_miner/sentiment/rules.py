"""Rules that read one clause: what it says about which aspect, and whether that is welcome.

Every finding carries the rule and the terms that made it, so that a decision can be explained.
Scope rules follow the lexicon method of Taboada et al. (2011, Computational Linguistics 37(2)):
shifted negation, multiplied degree; the polarity of quantities by aspect follows Ding, Liu and
Yu (2008, WSDM).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from string import ascii_letters
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from feedback_miner.lexicon import Codebook, Lexeme, Match, PatternSet
from feedback_miner.sentiment.amounts import change
from feedback_miner.text import clauses

__all__ = ["Clause", "Finding", "RuleReader"]

NEGATION_REACH = 5  # characters between a negation and the predicate it turns
FAR_REACH = 16  # of one that turns what others do: 不像别家天天打电话
# What must follow such a one (不像别家, 没几家银行比你们), else it is a plain negation.
_OTHERS = re.compile(
    "(?<=家)(?=.{0,10}比)|"
    "别|其[他它]|某|有[的些]|那[些种]|他们|人家|隔壁|同行|高利贷|网贷|以前|之前|从前"
)
_BACK = re.compile("反而|反倒|却|倒(?![闭贴霉挂计卖])")  # where it ends: 不像别家利息低反而高
# What one has heard, between a negation and what it turns: 没有大家说的那么贵.
_HEARSAY = re.compile(
    "[^，。,;；]{0,6}?(?:说|讲|传|吹|想象?|以为|担心|预想)(?:中|里)?的?(?:那么|这么|那样)"
)
# A pattern that tells of a bad thing that there is none: 没有卡顿.
_NONE = re.compile("(?:从|完全|并|绝|毫)?(?:没有?|不|无|未)")
COUNT_REACH = 6  # characters between a bad thing and how much there is of it
DEGREE_REACH = 2
PERSON_REACH = 6  # between a person and what is told of one: 教练对新人特别热情
PLACE_REACH = 2  # between a place and what is told of its people: 食堂的人态度差
OWN_REACH = 5  # between an aspect and a word that judges its own: 房间打扫得干净
RIGHT_REACH = 4  # characters between a predicate and an aspect that follows it (高利率)
SHIFT = 0.8  # a negated word is weaker than its opposite: 不坏 is not 好
QUANTITY = 0.6
ABSENCE = 0.5
BARE = 0.5  # a bare aspect under "what should improve" or "what do you like"
BARE_WORTH = {"like": BARE, "improve": -BARE, "dislike": -BARE, "complaint": -0.3}
_NOT = re.compile("不(?!过|但|仅|管|断|同)|没|未(?!来)|(?<![特区分个级])别(?![人家的])|[唔冇]")
# Between what is told of a person and that person: 态度最差的就是前台.
_IS = re.compile("[^，。,;；]?|[^，。,;；]{0,4}的(?:就|还|也|要|当|一定)?[是数属]?")
_LETTERS = frozenset(ascii_letters)
# What may follow a negation that tells there is none of what stands before it: 闪退几乎没有了.
_ENDING = frozenset(("", *"，。！？；：、,.!?;:~ \n了过的啦呢吧啊"))
# What follows the only thing that is not good: 除了利率(其他)都满意.
_EXCEPTED = re.compile(
    "[，,]?(?:其[他它余]|别的|剩下)?的?(?:地方|方面)?"
    "(?:(?:都|全|样样|哪[儿里]?都)(?:挺|很|还|蛮|非常|比较|特别|是)*(?:满意|好(?![几慢差难贵久坑烂低少麻])|不错|可以|行)"
    "|没有?(?:什么|啥)?(?:别的|其[他它余])?的?(?:毛病|缺点|问题|得说))"
)
TIMES = {"once": 4, "now": 3}  # characters of a clause before the word of time
LISTING = frozenset("、和跟与及以,/")
_JOINS = LISTING | {"或"}


@dataclass(slots=True)
class Finding:
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


@dataclass(slots=True)
class Clause:
    """A clause with what was found in it. ``turn`` is "but", "though" or ""; ``general`` are the
    aspects too general to stand beside a narrower one; ``when`` is "once" or "now" where it says
    what was or is, else ""."""

    start: int
    end: int
    findings: Sequence[Finding]
    acts: frozenset[str]
    turn: str
    general: tuple[Finding, ...] = ()
    when: str = ""


@dataclass(slots=True)
class _Predicate:
    start: int
    end: int
    lexeme: Lexeme
    negation: float
    degree: float
    lead: int  # where its modifiers start
    few: bool = False  # of a bad thing, until how much there is of it is told

    def measure(self, times: float, end: int) -> None:
        """Take in how much there is of the bad thing, up to ``end``."""
        self.negation *= times
        self.end, self.few = end, False


class _Joint(NamedTuple):
    """What was turned last: a bad thing joined to another shares its negation (没有推诿扯皮), and
    so does a word that a pattern cuts in two (手续繁 of 繁琐)."""

    end: int
    negation: float
    cut: bool = False
    none: bool = False  # a pattern told that there is none of it

    @classmethod
    def pattern(cls, match: Match, text: str, negation: float) -> _Joint | None:
        """Return what a pattern's match passes on, None where it turns nothing."""
        if negation != 1.0:
            return cls(match.end, negation, cut=True)
        none = match.pattern.score > 0 and _NONE.match(text, match.start)
        return cls(match.end, -1.0, none=True) if none else None

    @classmethod
    def predicate(cls, lexeme: Lexeme, end: int, negation: float) -> _Joint | None:
        """Return what a predicate passes on, None where nothing turned it or it is none of bad."""
        bad = (lexeme.score or 0.0) < 0
        return cls(end, negation) if bad and negation != 1.0 else None

    def turned(self, lexeme: Lexeme, text: str, start: int) -> float:
        """Return what the negation before multiplies a predicate by, 1 where it has its own."""
        if start - self.end > 1:
            return 1.0
        if start < self.end:
            return self.negation if self.cut else 1.0
        bad = (lexeme.score or 0.0) < 0
        if start == self.end and self.none:  # 没有卡顿闪退, but 没有手续费骗人的
            bad = bad and lexeme.good == "few"
        return self.negation if bad and set(text[self.end : start]) <= _JOINS else 1.0


@dataclass(slots=True)
class _Aspect:
    start: int
    end: int
    lexeme: Lexeme
    used: bool = False


@dataclass(slots=True)
class _Term:
    """A lexicon entry with what the reader asks of it at every hit. ``judges`` marks a predicate
    that speaks of an aspect, ``plays`` a term that plays any part within a clause."""

    lexeme: Lexeme
    negation: float
    degree: float
    aspect: bool
    weak: bool
    judges: bool
    plays: bool
    contrast: str
    telling: bool  # of the clause as a whole: contrast or weak
    few: bool  # a bad thing that there may be much or little of: 闪退, 骚扰电话
    latin: bool  # begins or ends with a Latin letter: no part of a longer word
    about: Lexeme | None  # the aspect that a predicate names itself: 额度 in 额度高

    @classmethod
    def of(cls, lexeme: Lexeme, lexemes: Mapping[str, Lexeme]) -> _Term:
        """Return what the reader asks of an entry; ``lexemes`` are all entries by term."""
        predicative = lexeme.score is not None or bool(lexeme.amount or lexeme.speed)
        aspect = lexeme.is_aspect
        return cls(
            lexeme,
            lexeme.negation,
            0.0 if predicative else lexeme.degree,
            aspect,
            lexeme.weak,
            predicative and not (aspect and not lexeme.score),
            bool(predicative or aspect or lexeme.negation or lexeme.degree),
            lexeme.contrast,
            bool(lexeme.contrast) or lexeme.weak,
            lexeme.good == "few" and (lexeme.score or 0.0) < 0,
            lexeme.text[0] in _LETTERS or lexeme.text[-1] in _LETTERS,
            _named(lexeme, lexemes) if predicative and not aspect else None,
        )


_Hit = tuple[int, int, _Term]
_NO_ACTS: frozenset[str] = frozenset()


class RuleReader:
    """Reads clauses with the lexicons of a codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook = codebook
        self._lexemes = list(codebook.lexemes.values())
        self._terms = [_Term.of(lexeme, codebook.lexemes) for lexeme in self._lexemes]
        self._owning = any(lexeme.own for lexeme in self._lexemes)
        self._personal = any(lexeme.person for lexeme in self._lexemes)
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
        return self.read_many([text], [kind], [sifted[0]], [sifted[1]])[0]

    def read_many(
        self,
        texts: Sequence[str],
        kinds: Sequence[str],
        opinions: Sequence[Sequence[int] | None],
        acts: Sequence[Sequence[int] | None],
    ) -> list[list[Clause]]:
        """Return the clauses of many texts as ``read`` does, with what a sieve let through of
        the patterns of opinions and of acts."""
        hits = self._hits(texts)
        return list(map(self._read, texts, kinds, hits, opinions, acts))

    def _hits(self, texts: Sequence[str]) -> list[list[_Hit]]:
        """Return the terms found in each text: all are searched at once, parted by line breaks,
        which no term of a lexicon holds."""
        hits: list[list[_Hit]] = [[] for _ in texts]
        ends = list(accumulate(len(text) + 1 for text in texts))
        terms = self._terms
        joined = "\n".join(texts)
        at = first = end = 0
        for index, start, stop in self._automaton.find_matches_as_indexes(joined):
            if terms[index].latin and _within_word(joined, start, stop):
                continue
            if start >= end:
                at = bisect_right(ends, start)
                end = ends[at]
                first = end - len(texts[at]) - 1
                own = hits[at]
            own.append((start - first, stop - first, terms[index]))
        return hits

    def _read(
        self,
        text: str,
        kind: str,
        hits: list[_Hit],
        opinions: Sequence[int] | None,
        acts: Sequence[int] | None,
    ) -> list[Clause]:
        """Return the clauses of a text with the terms found in it."""
        spans = clauses.split(text)
        if not spans:
            return []
        starts = [start for start, _ in spans]
        matches = {} if opinions == [] else self._matches(text, starts, opinions, hits)
        told = {} if acts == [] else self._told(text, starts, acts)
        bare = BARE_WORTH.get(kind, 0.0)
        read: list[Clause] = []
        carried: _Aspect | None = None
        for at, ((start, end), terms) in enumerate(
            zip(spans, _by_clause(hits, starts), strict=True)
        ):
            act = told.get(at, _NO_ACTS)
            patterns = matches.get(at, ())
            if not terms and not patterns:
                read.append(Clause(start, end, (), act, ""))
                continue
            turns = terms and terms[0][0] == start and terms[0][2].contrast == "but"
            judging = terms[1:] if turns and terms[0][1] < end else terms  # 无奈权限不够 turns
            findings, carried = self._clause(text, judging, patterns, carried, bare)
            turn = when = ""
            general: tuple[Finding, ...] = ()
            for begin, stop, term in terms:
                if not term.telling:
                    continue
                if term.contrast in TIMES:
                    if not when and begin - start <= TIMES[term.contrast]:
                        when = term.contrast
                elif term.contrast and not turn and begin - start <= 1:
                    turn = term.contrast
                if term.weak:
                    lexeme = term.lexeme
                    words = (lexeme.text,)
                    general += (_finding(lexeme, 0.0, begin, stop, "general", words),)
            read.append(Clause(start, end, findings, act, turn, general, when))
        return read

    def _matches(
        self,
        text: str,
        starts: Sequence[int],
        among: Sequence[int] | None,
        hits: Sequence[_Hit],
    ) -> dict[int, list[Match]]:
        """Return the patterns of opinions that count, by the number of their clause."""
        matches: dict[int, list[Match]] = {}
        found = self._opinions.find(text, among)
        found = [match for match in found if _counts(match, text)]
        if found and hits:
            found = [match for match in found if not _strays(match, hits)]
        for match in _longest(found) if found else ():
            at = (bisect_right(starts, match.start) - 1) % len(starts)
            matches.setdefault(at, []).append(match)
        return matches

    def _told(
        self, text: str, starts: Sequence[int], among: Sequence[int] | None
    ) -> dict[int, frozenset[str]]:
        """Return the acts that patterns tell, by the number of each clause they span: a condition
        (要是没有服务费，我就很满意了) is no claim either."""
        acts: dict[int, set[str]] = {}
        for match in self._acts.find(text, among):
            last = (bisect_right(starts, match.end - 1) - 1) % len(starts)
            first = bisect_right(starts, match.start, hi=last + 1) - 1
            for at in range(max(first, 0), last + 1):
                acts.setdefault(at, set()).add(match.pattern.label)
        return {at: frozenset(labels) for at, labels in acts.items()}

    def terms(self, text: str) -> Iterator[tuple[int, int, Lexeme]]:
        """Yield start, end and entry of each lexicon term that counts in a normalised text: the
        leftmost, and of those the longest."""
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            if not (self._terms[index].latin and _within_word(text, start, end)):
                yield start, end, self._lexemes[index]

    def _clause(
        self,
        text: str,
        terms: Sequence[_Hit],
        matches: Sequence[Match],
        carried: _Aspect | None,
        bare: float,
    ) -> tuple[list[Finding], _Aspect | None]:
        findings: list[Finding] = []
        covered = [(match.start, match.end) for match in matches]
        aspects: list[_Aspect] = []
        predicates: list[_Predicate] = []
        negation, negation_end, negation_start, lacking = 1.0, -99, -1, False
        reach, far = NEGATION_REACH, False
        inner: Lexeme | None = None
        degree, degree_end, degree_start = 1.0, -99, -1
        joint: _Joint | None = None
        pending = sorted(matches, key=lambda match: match.start) if len(matches) > 1 else [*matches]
        for start, end, term in terms:
            while pending and pending[0].start <= start:
                match = pending.pop(0)
                near = match.start >= negation_end or _shared(
                    match, text, negation_start, negation_end
                )
                near = near and _reaches(match, negation_end, reach if far else 2, far)
                turned = negation if near else 1.0
                findings.append(_pattern_finding(match, text, turned))
                joint = _Joint.pattern(match, text, turned)
                if turned != 1.0 and not far:
                    negation = 1.0
            if not term.plays:
                continue
            if term.about:
                inner = term.about
            if covered:
                inside = next((e for s, e in covered if s <= start and end <= e), None)
                # A negation that ends a pattern still turns what follows the pattern.
                if inside is not None and not (term.negation and end == inside):
                    if term.aspect and not term.weak:
                        aspects.append(_Aspect(start, end, term.lexeme, used=True))
                    continue
            if term.negation:
                if start - negation_end > reach:
                    negation, negation_start = 1.0, start
                    reach, far = NEGATION_REACH, False
                negation *= term.negation
                negation_end, lacking = end, term.lexeme.lack
                if term.lexeme.far and _OTHERS.match(text, end):
                    back = _BACK.search(text, end, end + FAR_REACH)
                    reach, far = back.start() - end if back else FAR_REACH, True
                elif heard := _HEARSAY.match(text, end):
                    reach, far = max(reach, heard.end() - end), False
                continue
            if term.degree:
                if predicates and start - predicates[-1].end <= 1 and term.degree > 1:
                    predicates[-1].degree *= term.degree  # 慢得很, 烦死了
                else:
                    degree, degree_end, degree_start = term.degree, end, start
                continue
            lexeme = term.lexeme
            if term.aspect:
                aspect = _Aspect(start, end, lexeme)
                aspects.append(aspect)
                if text.startswith("除了", start - 2) and _EXCEPTED.match(text, end):
                    aspect.used = True
                    words = (text[start - 2 : start], lexeme.text)
                    findings.append(_finding(lexeme, -ABSENCE, start - 2, end, "except", words))
                    continue
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
            if term.judges:
                if lexeme.counts and predicates and _counted(predicates[-1], start):
                    least = -1.0 if lexeme.amount < 0 else 1.0
                    turned = negation if start - negation_end <= reach else 1.0
                    predicates[-1].measure(least * turned, end)
                    negation, negation_end, lacking, degree, degree_end = 1.0, -99, False, 1.0, -99
                    continue
                near = 0 <= start - negation_end <= reach
                strong = 0 <= start - degree_end <= DEGREE_REACH
                turned = negation if near else 1.0
                if joint and turned == 1.0:
                    turned = joint.turned(lexeme, text, start)
                lead = start
                if near and negation != 1.0 and negation_start < lead:
                    lead = negation_start
                if strong and degree_start < lead:
                    lead = degree_start
                predicates.append(
                    _Predicate(
                        start,
                        end,
                        lexeme,
                        turned,
                        degree if strong else 1.0,
                        lead,
                        term.few,
                    )
                )
                joint = _Joint.predicate(lexeme, end, turned)
                if not far:
                    negation, negation_end, lacking = 1.0, -99, False
                degree, degree_end = 1.0, -99
        for match in pending:
            near = _shared(match, text, negation_start, negation_end) or (
                far and match.start >= negation_end and _reaches(match, negation_end, reach, far)
            )
            turned = negation if near else 1.0
            findings.append(_pattern_finding(match, text, turned))
        if (
            negation != 1.0
            and predicates
            and _counted(predicates[-1], negation_start)
            and text[negation_end : negation_end + 1] in _ENDING
        ):
            predicates[-1].measure(negation, negation_end)
        last = aspects[-1] if aspects else None
        if lacking and last and not last.used and 0 <= negation_start - last.end <= 4:
            value = _absence(last.lexeme)
            if value:
                last.used = True
                words = (last.lexeme.text, text[negation_start:negation_end])
                findings.append(
                    _finding(last.lexeme, value, last.start, negation_end, "absence", words)
                )
        named = aspects
        if self._personal:
            _hand(text, aspects, predicates)
        if self._owning and any([aspect.lexeme.own for aspect in aspects]):
            named = [aspect for aspect in aspects if not aspect.lexeme.own]
        for order, predicate in enumerate(predicates):
            after = predicates[order - 1].end if order else 0
            among = aspects if predicate.lexeme.own else named
            findings.extend(self._judge(text, predicate, among, after, carried))
        if not aspects:
            return findings, _Aspect(-1, -1, inner) if inner else carried
        if not all([aspect.used for aspect in aspects]):
            findings.extend(self._mentions(text, aspects, findings, bare))
        if not named:
            return findings, carried
        narrow = (aspect for aspect in reversed(named) if not aspect.lexeme.weak)
        return findings, next(narrow, named[-1])

    def _judge(
        self,
        text: str,
        predicate: _Predicate,
        aspects: Sequence[_Aspect],
        after: int,
        carried: _Aspect | None,
    ) -> list[Finding]:
        """Return what a predicate says of its aspect: the one before it, after it, or carried."""
        lexeme, lead, end = predicate.lexeme, predicate.lead, predicate.end
        negation, degree = predicate.negation, predicate.degree
        words = text[lead:end]
        chosen = _chosen(text, predicate, aspects, after) if aspects else []
        specific = [aspect for aspect in chosen if not aspect.lexeme.weak]
        if not specific and lexeme.home:
            value = self._value(predicate, lexeme.home, None)
            if value is not None:
                for aspect in chosen:
                    aspect.used = True
                factor, sub = lexeme.home, lexeme.home_subfactor
                return [Finding(factor, sub, value, lead, end, "home", (words,), negation, degree)]
        if not chosen and carried and (not lexeme.score or not lexeme.home):
            chosen = [carried]
        found: list[Finding] = []
        for aspect in specific or chosen:
            named = aspect.lexeme
            value = self._value(predicate, named.factor, named)
            if value is None or (aspect is carried and named.good == "few" and lexeme.amount):
                continue
            aspect.used = True
            at, to, rule = lead, end, "carried"
            if aspect is not carried:
                at, to, rule = min(aspect.start, lead), max(aspect.end, end), "aspect"
            evidence = (words,) if named.text == words else (named.text, words)
            factor, sub = named.factor, named.subfactor
            found.append(Finding(factor, sub, value, at, to, rule, evidence, negation, degree))
        if not found and lexeme.score:
            value = lexeme.score * degree * _turned(negation)
            return [Finding("", "", value, lead, end, "feeling", (words,), negation, degree)]
        return found

    def _value(self, predicate: _Predicate, factor: str, aspect: Lexeme | None) -> float | None:
        """Return what a predicate is worth for an aspect; None where it says nothing of it."""
        lexeme = predicate.lexeme
        base = self.codebook.polarity.get((factor, lexeme.text))
        if base is None and aspect is not None and aspect.good not in ("plain", "weak"):
            if aspect.good == "few":
                base = -QUANTITY * lexeme.amount if lexeme.counts else None
            elif lexeme.amount and aspect.good in ("more", "less"):
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
            if aspect.used or aspect.lexeme.weak or aspect.lexeme.factor in seen:
                continue
            following = aspects[position + 1] if position + 1 < len(aspects) else None
            if following and text[aspect.end : following.start] in ("", "的"):
                continue
            if following and following.lexeme.own and following.start - aspect.end <= OWN_REACH:
                continue
            seen.add(aspect.lexeme.factor)
            yield _finding(
                aspect.lexeme, bare, aspect.start, aspect.end, "mention", (aspect.lexeme.text,)
            )


def _by_clause(hits: list[_Hit], starts: Sequence[int]) -> list[list[_Hit]]:
    """Part the terms of a text by the clauses they start in; one of punctuation before the first
    clause counts with the last."""
    if len(starts) == 1 or not hits:
        return [hits, *([] for _ in starts[1:])]
    parted: list[list[_Hit]] = [[] for _ in starts]
    for hit in hits:
        parted[bisect_right(starts, hit[0]) - 1].append(hit)
    return parted


def _shared(match: Match, text: str, start: int, end: int) -> bool:
    """Tell whether a negation ends in the word that a pattern's match begins with (没有多 and
    多收费), and that word is none of the pattern's own negations (从来不 and 不作数)."""
    return start < match.start < end and not _NOT.search(text, match.start, end)


def _reaches(match: Match, end: int, reach: int, far: bool) -> bool:
    """Tell whether a negation that ends at ``end`` reaches a pattern's match; a ``far`` one that
    is cut short does not where the match goes on beyond."""
    if far and reach < FAR_REACH and match.end - end > reach:
        return False
    return match.start - end <= reach


def _counted(predicate: _Predicate, start: int) -> bool:
    """Tell whether what starts at ``start`` may tell how much there is of a bad thing."""
    return predicate.few and 0 <= start - predicate.end <= COUNT_REACH


def _named(lexeme: Lexeme, lexemes: Mapping[str, Lexeme]) -> Lexeme | None:
    """Return the aspect that a predicate begins with: what is carried on after 额度高."""
    for end in range(len(lexeme.text) - 1, 1, -1):
        aspect = lexemes.get(lexeme.text[:end])
        if aspect and aspect.factor and aspect.factor == lexeme.home and not aspect.weak:
            return aspect
    return None


def _within_word(text: str, start: int, end: int) -> bool:
    """Tell whether a hit is a piece of a longer Latin word, as app is of happy and apply; a plural
    is none."""
    if start and text[start] in _LETTERS and text[start - 1] in _LETTERS:
        return True
    if text[end - 1] not in _LETTERS:
        return False
    after = text[end : end + 2]
    if after[:1] in ("s", "S"):
        after = after[1:]
    return after[:1] in _LETTERS  # the empty string is in no set of letters


def _counts(match: Match, text: str) -> bool:
    """Tell whether a match of a pattern counts: whole words, unturned."""
    return not _within_word(text, match.start, match.end) and _unturned(match, text)


def _strays(match: Match, hits: Sequence[_Hit]) -> bool:
    """Tell whether a gap of a match runs over an aspect of another factor, which what follows it
    speaks of, once its own aspect is judged: 额度涨了利息降了 is no 额度…降了."""
    label, source = match.pattern.label, match.pattern.source
    if "…" not in source:
        return False
    judged = False
    for start, end, term in hits:
        if start <= match.start or end >= match.end:
            continue
        other = term.aspect and not term.weak and term.lexeme.factor != label
        if other and judged and term.lexeme.text not in source:
            return True
        judged = judged or term.judges
    return False


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


def _chosen(
    text: str, predicate: _Predicate, aspects: Sequence[_Aspect], after: int
) -> list[_Aspect]:
    """Return the aspects of its clause that a predicate may speak of, the nearest first."""
    start, reach = predicate.start, predicate.end + RIGHT_REACH
    if len(aspects) == 1:  # as mostly
        at, to = aspects[0].start, aspects[0].end
        near = at == start or to <= start or predicate.end <= at <= reach
        return [aspects[0]] if near else []
    if own := [a for a in aspects if a.start == start]:
        return own
    left = [a for a in aspects if a.end <= start]
    right = [a for a in aspects if predicate.end <= a.start <= reach]
    if not left:
        return right[:1]
    if left[-1].used and right and not right[0].used:
        return right[:1]
    chosen = [left[-1]]
    for aspect in reversed(left[:-1]):
        between = text[aspect.end : chosen[-1].start]
        # 医生护士都很好
        joined = between or (aspect.lexeme.person and chosen[-1].lexeme.person)
        if aspect.start >= after and joined and set(between) <= LISTING:
            chosen.append(aspect)
        else:
            break
    return chosen


def _hand(text: str, aspects: Sequence[_Aspect], predicates: Sequence[_Predicate]) -> None:
    """Give words about people to the person named before them (司机态度恶劣), to the place, with
    nothing said of it between (食堂态度差), or to the person after them
    (态度最差的是司机)."""
    spoken, said = None, 0  # whom the words before were about, and where these ended
    for at, aspect in enumerate(aspects):
        lexeme = aspect.lexeme
        if not lexeme.personal:
            spoken, said = aspect, aspect.end
            continue
        found = spoken if spoken and _about(text, spoken, said, aspect, predicates) else None
        if found is None and at + 1 < len(aspects):
            after = aspects[at + 1]
            if after.lexeme.person and _IS.fullmatch(text, aspect.end, after.start):
                found = after
        if found is None:
            continue
        if found is spoken:
            said = aspect.end
        factor, sub = found.lexeme.factor, found.lexeme.subfactor
        aspect.lexeme = replace(lexeme, factor=factor, subfactor=sub, home=factor, loose=False)


def _about(
    text: str, spoken: _Aspect, said: int, aspect: _Aspect, predicates: Sequence[_Predicate]
) -> bool:
    """Tell whether a word about people is about what was spoken of before it, up to ``said``."""
    if spoken.lexeme.person:
        return aspect.start - spoken.end <= PERSON_REACH
    if not spoken.lexeme.place:
        return False
    between = text[said : aspect.start]
    if len(between) > PLACE_REACH or not LISTING.isdisjoint(between):
        return False
    return not any(spoken.start <= one.start < aspect.start for one in predicates)


def _turned(negation: float) -> float:
    return negation * SHIFT if negation < 0 else negation


def _absence(aspect: Lexeme) -> float:
    """What it is worth that there is none of it: no fees is good, no benefits is bad."""
    return {"more": -ABSENCE, "less": ABSENCE, "few": ABSENCE}.get(aspect.good, 0.0)


def _finding(
    lexeme: Lexeme, value: float, start: int, end: int, rule: str, words: tuple[str, ...]
) -> Finding:
    return Finding(lexeme.factor, lexeme.subfactor, value, start, end, rule, words)


def _pattern_finding(match: Match, text: str, negation: float) -> Finding:
    pattern = match.pattern
    score = pattern.score
    if pattern.compares and (found := pattern.regex.match(text, match.start)):
        score *= change(found["from"], found["to"])
    return Finding(
        pattern.label,
        pattern.detail,
        score * _turned(negation),
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
