"""Where the rules are heard against the model: short texts whose every word the rules know.

A model of characters knows few of the ways to negate a word (一点都不慢, 并不快); where rules read
a whole clause, nothing of it unknown to them, theirs is the sounder reading. Each correction
names itself in ``Reading.ruled``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from feedback_miner.ingest import wording
from feedback_miner.learned.reader import Item
from feedback_miner.lexicon import Lexeme
from feedback_miner.lexicon.headings import WORDED, named
from feedback_miner.sentiment.document import RULED, Reading, Span, label
from feedback_miner.sentiment.rules import LISTING, Finding, RuleReader

__all__ = ["Settler"]

SHORT = 24  # characters of a text that rules may know whole
VERDICT = 10  # characters of an answer that only judges what its question names
QUESTIONS = 1024  # whose factor is remembered
BARE = 0.6  # worth of a word that judges by itself: 一般 and 还行 are no verdicts
OUTRIGHT = 0.45  # worth of a clause that a model of no industry may not overrule (早餐难吃)
WEAK = 0.5  # score of a text up to which thanks may have made it positive
_ASIDE = re.compile(
    r"真的|真|确实|其实|并|倒是|倒|也|都|还|是|就|一直|总体|整体|感觉|觉得|个人|我|有点|"
    r"[了的啊呀啦哦哈噢喔嘛]|\W"
)
# What asks, wonders or scoffs, and turns that the rules take for a negation.
_ODD = re.compile(
    r"没有?见过|[不没].反|[?？]|[吗呢吧]|不$|难道|岂|哪|怎|这么|如此|才怪|屁|像话|什么|咋|谈不上|最"
)
_NOT = re.compile(r"不(?!要)|唔|毫无|没有?(?:那么|想象)")
_ADMIRED = re.compile(r"真?的?不简单[了啊呀]?\W*")  # admiration or complaint: the model's to tell
_AT_ALL = re.compile(r"一点儿?[都也]?不|并不|毫不|从不|没有?多少")
_NONE = re.compile("并?没有?多[收扣要余次等]")
_DIRECTION = re.compile(r"^[^的得比]*(?:[高低多少长短大小快慢贵]了?|[降涨升]了|取消了|减免了)$")
_HAN = re.compile("[\u4e00-\u9fff]")
_BARE = re.compile("[\u4e00-\u9fff]{2,4}")
_MEASURE = re.compile(
    r"(?:有点儿?|有些|比较|太|很|偏|略|稍微?|还是|挺|真|非常|特别|过于?|有待|不|不够|不太)*"
    r"[高低多少长短久大小快慢][了啊呀啦]*"
)
# A question of pace: 长 means slow there, and what is large or many is no answer to it.
_PACE = re.compile(
    "(?:速度|时效|效率|进度|流程|审批|审核|放款|到账|下款|响应|反应|回复|处理|等待)(?:时[间长])?$"
)
_AS_PACE = str.maketrans("长久短", "慢慢快")
_UNFIT = re.compile("[多少大小]")
_LASTING = re.compile("[长久短]")
_MONEY = frozenset(("rates", "limit"))  # factors and subfactors that nothing long or short is of
# Praise laid on thick, and facts that nobody praises.
_THICK = re.compile(r"太|真(?![的正实])|好(?=[^好]{2,3}$)")
_FACT = re.compile(
    r"(?:半夜|凌晨|深夜|大晚上|大清早).{0,8}(?:广告|推销|骚扰|营销|催收|吵醒)|"
    r"年化.{0,3}(?:2[4-9]|[3-9]\d|二十[四五六七八九]|[三四五六七八九]十)|"
    r"(?:让|叫|害)我.{0,6}等|等了.{0,3}(?:[\d一二两三四五六七八九十几半]+)个?(?:小时|钟头|天|周|星期|月)|"
    r"一天.{0,4}(?:[\d几十]{2,}|[五六七八九十几])[个通条次].{0,2}(?:电话|短信|广告)"
)
_EVEN_SO = re.compile("也|陪|帮|终于")
_THANKS = re.compile("谢|感激|辛苦")


class Settler:
    """Hears the rules of a codebook (``reader``) where they know better than the model.

    A ``general`` model never learned what words this codebook's customers praise and blame with:
    the rules are heard against it in every short clause that they know whole and find outright.
    """

    def __init__(self, reader: RuleReader, general: bool = False) -> None:
        self._reader = reader
        self._general = general
        self._factors = {factor.id for factor in reader.codebook.factors}
        self._questions: dict[str, str] = {}

    def settle(self, item: Item, reading: Reading) -> Reading:
        """Return the model's reading of an item, corrected where the rules are heard against it;
        ``ruled`` is then ``negation``, ``direction``, ``verdict``, ``outright``, ``question``,
        ``list``, ``thanks`` or ``irony``."""
        told = None
        if len(item.text) <= SHORT and item.clauses:
            told = self._known(item, reading) or self._listed(item, reading)
            told = self._asked(item, told or reading) or told
        if self._general and not told:
            told = self._outright(item, reading)
        return told or _thanked(item, reading) or _mocked(item, reading) or reading

    def _known(self, item: Item, reading: Reading) -> Reading | None:
        """Return the rules' reading of one clause whose every word they know, where the model
        says otherwise and what they know is a negation, a direction (额度高) or a verdict."""
        ruled, (clause, *more) = item.reading, item.clauses
        said = label(ruled.score)
        if more or clause.acts or not clause.findings or said == "neutral":
            return None
        found = clause.findings
        named = {finding.factor for finding in found if finding.factor}
        if len(named) > 1 or any(label(finding.value) != said for finding in found):
            return None
        others = {span.polarity for span in reading.spans if span.factor in named}
        if label(reading.score) == said and others <= {said}:
            return None
        if _ADMIRED.fullmatch(item.text):
            return None
        if item.kind == "improve" or _ODD.search(item.text):
            return None  # under "what should improve" a bare good is a wish
        words = item.text.strip(" 。.!！~,，")
        why = self._why(words, found)
        if not why and self._general and self._plain(words, found):
            why = "outright"
        if not why:
            return None
        return reading._replace(
            score=ruled.score, spans=ruled.spans, acts=ruled.acts, totals=(), ruled=why
        )

    def _why(self, text: str, found: Sequence[Finding]) -> str:
        """Return by what the rules know a clause whole, "" where they do not."""
        words = "".join(word for finding in found for word in finding.evidence)
        turned = any(finding.negation < 0 for finding in found) and _NOT.search(words)
        turned = turned or (any(one.negation < 0 for one in found) and _NONE.match(text))
        if (turned or _AT_ALL.search(words)) and text.count("不") < 2:
            return "negation" if self._covers(text, found) else ""
        if len(found) > 1 or found[0].negation != 1:
            return ""
        only = found[0]
        if not only.factor:
            bare = only.evidence == (text,) and abs(only.value) >= BARE
            return "verdict" if bare and _BARE.fullmatch(text) else ""
        bare = ":" in only.rule or words == text  # 年化写得比蚂蚁还小 says more than 年化小
        whole = bare and text[only.start : only.end] == text and len(text) <= VERDICT
        return "direction" if whole and _DIRECTION.search(text) else ""

    def _plain(self, text: str, found: Sequence[Finding]) -> bool:
        """Tell whether the rules know a clause whole and find it good or bad outright."""
        worth = abs(sum(one.value for one in found))
        negated = any(one.negation < 0 for one in found)  # weaker than its word, and no less plain
        if not (negated or worth >= OUTRIGHT) or not self._covers(text, found):
            return False
        return all(
            term.is_aspect or any((term.score, term.amount, term.speed, term.negation, term.degree))
            for _, _, term in self._reader.terms(text)
        )  # guards (无法) tell nothing, yet may turn all

    def _outright(self, item: Item, reading: Reading) -> Reading | None:
        """Return the reading with the rules' sign for each factor in a short clause of several
        that they know whole and find good or bad outright; None where the model agrees."""
        ruled = {(span.factor, span.start): span for span in item.reading.spans}
        spans = list(reading.spans)
        for clause in item.clauses if len(item.clauses) > 1 else ():
            words, found = item.text[clause.start : clause.end], clause.findings
            if clause.acts or not found or len(words) > SHORT or _ODD.search(words):
                continue
            if any(one.rule != "aspect" for one in found):
                continue  # of what an earlier clause names, the model hears more (呵呵)
            signs = {label(one.value) for one in found}
            factors = {one.factor for one in found}
            if len(signs) > 1 or len(factors) > 1 or "neutral" in signs:
                continue
            told = ruled.get((found[0].factor, min(one.start for one in found)))
            if told is None or told.polarity not in signs or not self._plain(words, found):
                continue
            spans = [
                told if _same(span, told) and span.polarity != told.polarity else span
                for span in spans
            ]
        if spans == list(reading.spans):
            return None
        changed = {new.factor for new, old in zip(spans, reading.spans, strict=True) if new != old}
        totals = tuple(total for total in reading.totals if total[0] not in changed)
        return reading._replace(spans=tuple(spans), totals=totals, ruled="outright")

    def _covers(self, text: str, found: Sequence[Finding]) -> bool:
        """Tell whether terms and patterns leave nothing of a text but particles and asides."""
        left = list(text)
        for start, end, _ in self._reader.terms(text):
            left[start:end] = " " * (end - start)
        for finding in found:
            if ":" in finding.rule:  # a pattern
                left[finding.start : finding.end] = " " * (finding.end - finding.start)
        return not _ASIDE.sub("", "".join(left))

    def _asked(self, item: Item, reading: Reading) -> Reading | None:
        """Return the reading of an answer that only judges (很好, 有点慢) about the factor that its
        question names, None where it says more or the question names none."""
        if not item.question or len(item.text) > VERDICT or len(item.clauses) != 1:
            return None
        if item.kind not in ("remark", "why"):
            return None  # others ask what is good or bad, not of what the question names
        found = item.clauses[0].findings
        measures = _MEASURE.fullmatch(item.text)
        if not measures and (not found or any(finding.factor for finding in found)):
            return None
        factor = self._named(item.question)
        if factor not in self._factors:
            return None
        if measures:
            return self._measured(item, reading, factor)
        if {span.factor for span in reading.spans} == {factor}:
            return None
        if label(reading.score) == "neutral" or not self._covers(item.text, found):
            return None
        start, end = found[0].start, found[-1].end
        words = tuple(word for finding in found for word in finding.evidence)
        if not _HAN.search("".join(words)):
            return None
        act = RULED.get(label(reading.score), "")
        span = Span(factor, "", reading.score, start, end, act, words, ("question",))
        return reading._replace(spans=(span,), totals=(), ruled="question")

    def _named(self, question: str) -> str:
        """Return the factor that a question names, "" for none: by the loan's own words where the
        codebook rests on it, else by the codebook's names and terms."""
        if question not in self._questions:
            if len(self._questions) >= QUESTIONS:
                self._questions.clear()
            codebook = self._reader.codebook
            worded = codebook.base == WORDED
            self._questions[question] = (
                wording.factor_of(question) if worded else named(codebook, question)
            )
        return self._questions[question]

    def _measured(self, item: Item, reading: Reading, factor: str) -> Reading | None:
        """Return the reading of a bare measure (偏低) as if the aspect of a factor stood there that
        its question names: a low rate is good, a low limit is not. None where the question names
        aspects of several factors, or aspects of which the measure says unlike things."""
        aspects = [hit for hit in self._reader.terms(item.question) if hit[2].is_aspect]
        heads = _heads(item.question, aspects)
        if len({head.factor for head in heads}) > 1:
            return None
        own = [head for head in heads if head.factor == factor]
        own = own or [term for _, _, term in aspects if term.factor == factor]
        pace = any(_PACE.search(one.text) for one in heads or own)
        told = [self._measure(aspect, item, pace) for aspect in own]
        if not told or None in told or len({label(one.value) for one in told if one}) > 1:
            return None
        last = told[-1]
        if last is None or label(last.value) == "neutral":
            return None
        score, said = reading.score, label(last.value)
        if {(span.factor, span.polarity) for span in reading.spans} == {(factor, said)}:
            return None
        if label(score) != said:
            score = math.tanh(last.value)
        act = RULED[said]
        rules = ("question",)
        end = len(item.text)
        span = Span(factor, last.subfactor, score, 0, end, act, (item.text,), rules)
        return reading._replace(
            score=score, spans=(span,), acts=(act,), totals=(), ruled="question"
        )

    def _measure(self, aspect: Lexeme, item: Item, pace: bool) -> Finding | None:
        """Return what a bare measure says of an aspect, or of its ``pace``; None where it does
        not fit it."""
        words = item.text
        if pace:
            if _UNFIT.search(words):
                return None
            words = words.translate(_AS_PACE)
        elif _LASTING.search(words) and _MONEY & {aspect.factor, aspect.subfactor}:
            return None
        whole = self._reader.read(aspect.text + words, item.kind)
        told = [one for clause in whole for one in clause.findings if one.factor == aspect.factor]
        return told[0] if len(told) == 1 else None

    def _listed(self, item: Item, reading: Reading) -> Reading | None:
        """Return the reading of bare aspects (审批速度、利率) with the sign of a question of what
        is liked or disliked; None where anything else is said."""
        if item.kind not in ("like", "dislike") or not reading.spans:
            return None
        found = [finding for clause in item.clauses for finding in clause.findings]
        if not found or any(finding.rule != "mention" for finding in found):
            return None
        sign = "positive" if item.kind == "like" else "negative"
        named = {span.factor: span for span in item.reading.spans}
        known = {span.factor for span in reading.spans}
        wrong = label(reading.score) != sign or any(s.polarity != sign for s in reading.spans)
        lacking = known < set(named)
        if not (wrong or lacking) or not known <= set(named) or not self._only_names(item.text):
            return None
        act = RULED[sign]
        spans = [
            span
            if span.polarity == sign
            else span._replace(score=named[span.factor].score, act=act)
            for span in reading.spans
        ]
        spans += [span._replace(act=act) for f, span in named.items() if f not in known]
        spans.sort(key=lambda span: (span.start, span.end, span.factor))
        score = reading.score if label(reading.score) == sign else item.reading.score
        return reading._replace(
            score=score, spans=tuple(spans), acts=(act,), totals=(), ruled="list"
        )

    def _only_names(self, text: str) -> bool:
        """Tell whether a text is nothing but names of aspects."""
        terms = [(start, end, term) for start, end, term in self._reader.terms(text)]
        left = list(text)
        for start, end, _ in terms:
            left[start:end] = " " * (end - start)
        named = all(term.is_aspect and not term.score for _, _, term in terms)
        return named and not re.sub(r"[和跟与及]|\W", "", "".join(left))


def _same(one: Span, other: Span) -> bool:
    """Tell whether two spans say something of one factor in one place."""
    return one.factor == other.factor and one.start < other.end and other.start < one.end


def _heads(question: str, aspects: Sequence[tuple[int, int, Lexeme]]) -> list[Lexeme]:
    """Return the aspects that a question asks of: neither general ones nor what only tells whose
    the next is (客服的响应速度), save in a list."""
    heads = []
    for place, (_, end, aspect) in enumerate(aspects):
        following = aspects[place + 1][0] if place + 1 < len(aspects) else len(question)
        between = question[end:following]
        listed = bool(between) and set(between) <= LISTING
        last = place + 1 == len(aspects)
        if listed or (aspect.good != "weak" and (last or between not in ("", "的"))):
            heads.append(aspect)
    return heads


def _thanked(item: Item, reading: Reading) -> Reading | None:
    """Return a complaint that ends in thanks as what it says of its only factor: thanks in advance
    praise nobody."""
    if not 0 < reading.score <= WEAK or "praise" in reading.acts:
        return None
    if len({span.factor for span in reading.spans}) != 1 or reading.totals:
        return None
    worst = min(span.score for span in reading.spans)
    if label(reading.score) != "positive" or label(worst) != "negative":
        return None
    if any(span.polarity == "positive" for span in reading.spans):
        return None
    return reading._replace(score=worst, ruled="thanks") if _THANKS.search(item.text) else None


def _mocked(item: Item, reading: Reading) -> Reading | None:
    """Return thick praise (太贴心了) as the complaint it is where a clause soon after it, with no
    "but", tells a fact that nobody praises (半夜两点给我发广告); None where it does not, or the
    model heard the complaint."""
    if len(item.clauses) < 2 or label(reading.score) == "negative" or not _FACT.search(item.text):
        return None
    text = item.text
    for praise, fact in zip(item.clauses, item.clauses[1:], strict=False):
        words = text[fact.start : fact.end]
        if fact.turn or "question" in praise.acts or _EVEN_SO.search(words):
            continue
        if not _FACT.search(words):
            continue
        thick = [
            finding
            for finding in praise.findings
            if finding.value > 0 and _THICK.search(text[praise.start : finding.end])
        ]
        if not thick:
            continue
        score = -max(WEAK, abs(reading.score))
        spans = tuple(
            span._replace(score=score, act="complaint")
            if span.polarity == "positive" and span.start < fact.end and praise.start < span.end
            else span
            for span in reading.spans
        )
        acts = tuple(sorted({*reading.acts, "complaint"} - {"praise"}))
        return reading._replace(score=score, spans=spans, acts=acts, totals=(), ruled="irony")
    return None
