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
from feedback_miner.learned.contrast import weighed
from feedback_miner.learned.denials import denied
from feedback_miner.learned.disputed import disputed
from feedback_miner.learned.irony import ironic
from feedback_miner.learned.outcomes import plain_outcome, wanted_good
from feedback_miner.learned.reader import Item
from feedback_miner.learned.rivals import compared
from feedback_miner.learned.runons import run_on
from feedback_miner.learned.strays import unstrayed
from feedback_miner.learned.suspected import suspected
from feedback_miner.learned.wishes import better_still
from feedback_miner.lexicon import Lexeme
from feedback_miner.lexicon.headings import WORDED, named
from feedback_miner.sentiment.document import RULED, Reading, Span, in_order, label
from feedback_miner.sentiment.rules import LISTING, Clause, Finding, RuleReader

__all__ = ["Settler"]

SHORT = 24  # characters of a text that rules may know whole
NAME = 4  # characters of a bare name
VERDICT = 10  # characters of an answer that only judges what its question names
QUESTIONS = 1024  # whose factor is remembered
BARE = 0.6  # worth of a word that judges by itself: 一般 and 还行 are no verdicts
OUTRIGHT = 0.45  # worth of a clause that a model of no industry may not overrule (早餐难吃)
WEAK = 0.5  # score of a text up to which thanks may have made it positive
_ASIDE = re.compile(
    r"真的|真|确实|其实|并|倒是|倒|也|都|还|是|就|一直|总体|整体|感觉|觉得|个人|我|有点|"
    r"用了[一二两三四五六七八九十几好多半\d]+[年月]|[了的啊呀啦哦哈噢喔嘛]|\W"
)
# What asks, wonders or scoffs, and turns that the rules take for a negation.
_ODD = re.compile(
    r"没有?见过|[不没].反|[?？]|[吗呢吧]|不$|难道|岂|哪|怎|这么|如此|才怪|屁|像话|什么|咋|谈不上|最"
)
_NOT = re.compile(r"不(?!要)|唔|毫无|没有?(?:那么|想象)")
_OWN_NOT = re.compile(
    "从来?[没不]|(?:从来|几乎|基本)?没有?.{1,3}过$"
)  # as a pattern of praise has it: 从没卡过, 没闪退过
_WITH = re.compile("^(?:就?是?因为|出于|由于|就是)|(?:你们|贵行|我行)?[了啊呀的]*$")
_REST = re.compile("其[他它余]|别的|剩下")  # what else is all right: 利息高，其他都不错
# Under "what should improve" a bare good is a wish; these say that it is there already.
_THERE = re.compile(
    "得[好快棒]|放心|已|够|都|挺|很|蛮|真|太|最|还(?![款贷清本息])|也|就|超|一直|比较|非常|特别|相当|算(?![话数])|了|不|没|无|满意|好评|喜欢|谢|祝|愿"
)
_MORE = re.compile("更加?|再|要(?![求是命])|能|些|一?点儿?$")
_PROBLEM = re.compile("别(?![家的人])|不要|少(?=[^点])|杜绝")
_CALL = re.compile(
    "(?:请|希望|建议|应该?|能|多|尽量|尽快|进一步|继续)*"
    "(?:提高|提升|完善|加强|增强|优化|改善|改进|减少|缩短|简化|精简|增加|加大|扩大|降低|保护|加快|延长|做好|注意)"
    "(?:一下|下|好)?"
)
_BESIDE = re.compile(
    r"客户|用户|我们|个人|问题|方面|[和跟与及的]|\W"
)  # what names nothing: 客户隐私
_UNLIKED = re.compile("停|罚|违约|滞纳|骚扰|广告|推销|隐[藏形]|套路|催收")  # whose name complains
_BARGAIN = re.compile(  # 降息我就给五星
    "(?:给我)?(?:[涨提升](?:额度?)?|降息?|减|免|(?:利息|利率|额度|年费)(?:降下来|降了|[涨提]上去))"
    "(?!了[^我就]).{0,6}?(?:我就?|就)(?:一定|马上)?来?(?:给|改|打).{0,2}(?:五星|好评|十分|满分)"
)
_IN_FORM = re.compile(r"(?:(?<!什)[吗么嘛]\W*|[？?])$")
_WHETHER = re.compile(r"(?<!爱)([香用接上办值跟借贷])不\1[?？。]*$")
_DENIES = re.compile("[不没]")
# What is no blame for sure: 短点就短点, 审批一天, 差点被骗, 比我还替我着急, 两字头.
_CONCEDED = re.compile(
    r"(.{1,3})就\1|[\d一二两三几]个?(?:天|小时|分钟)|差一?点[^，]{0,2}被|险些|字头|[比替]我"
)
_NOTHING = re.compile("改进|改善|要改|不满")  # what there is none of under "what should improve"
_IF_ABLE = re.compile(r"[，,]能(.{1,3}?)就\1\W*$")
_LACKING = re.compile("有待|提升空间")
_BOTH_WAYS = re.compile(
    "(?:[^，,]{2,4}?[没给都也得]{0,2}[涨降升提高低多少](?:了|下来|上去)?(?:不少|很多|[点些])?){2}"
)
_ADMIRED = re.compile(r"真?的?不简单[了啊呀]?\W*")  # admiration or complaint: the model's to tell
_AT_ALL = re.compile(r"一点儿?[都也]?不|并不|毫不|从不|没有?多少")
_NONE = re.compile("并?没有?多[收扣要余次等]")
_DIRECTION = re.compile(
    r"^(?:性价比)?[^的得比]*(?:[高低多少长短大小快慢贵]了?|[降涨升]了|取消了|减免了|不过)$"
)
_CHANGED = re.compile(r"\d ?[万千wWkK%元块]?[^\d]{0,6}[变降涨升提砍缩调][^\d]{0,4}\d")  # 20w变2w
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
    r"(?:半夜|凌晨|深夜|大晚上|大清早)(?:(?![不没未别](?!停|断)).){0,8}?(?:广告|推销|骚扰|营销|催收|吵醒)|"
    r"年化.{0,3}(?:2[4-9]|[3-9]\d|二十[四五六七八九]|[三四五六七八九]十)|"
    r"(?:让|叫|害)我.{0,6}等|等了.{0,3}(?:[\d一二两三四五六七八九十几半]+)个?(?:小时|钟头|天|周|星期|月)"
    r"(?!.{0,2}就[放批到下过办])|"
    r"一天.{0,4}(?:[\d几十]{2,}|[五六七八九十几])[个通条次].{0,2}(?:电话|短信|广告)"
)
_FACT_HINT = re.compile(
    "半夜|凌晨|深夜|大晚上|大清早|年化|让|叫|害|等了|一天"
)  # in every such fact
_EVEN_SO = re.compile("也|陪|帮|终于")
_OTHER = {
    "positive": ("negative",),
    "negative": ("positive",),
    "neutral": ("positive", "negative"),
}
_THANKS = re.compile("谢|感激|辛苦")


class Settler:
    """Hears the rules of a codebook (``reader``) where they know better than the model.

    A ``general`` model never learned what words this codebook's customers praise and blame with:
    the rules are heard against it in every short clause that they know whole and find outright.
    """

    def __init__(self, reader: RuleReader, general: bool = False) -> None:
        self._reader = reader
        self._general = general
        self._loan = reader.codebook.base == WORDED
        self._factors = frozenset(factor.id for factor in reader.codebook.factors)
        self._questions: dict[str, str] = {}

    def settle(self, item: Item, reading: Reading) -> Reading:
        """Return the model's reading of an item, corrected where the rules are heard against it;
        ``ruled`` is then ``negation``, ``direction``, ``verdict``, ``outright``, ``wish``,
        ``turn``, ``question``, ``list``, ``blame``, ``thanks``, ``scoff``, ``irony``, ``stray``,
        ``outcome``, ``rival`` or ``dispute``. Praise that may be irony is marked (``suspect``)."""
        told = None
        if len(item.text) <= SHORT and item.clauses:
            told = self._wished(item, reading) or self._known(item, reading)
            told = told or self._turned(item, reading) or self._listed(item, reading)
            told = told or weighed(item, reading)
            told = self._asked(item, told or reading) or told or _scoffed(item, reading)
        told = told or self._blamed(item, reading)
        if self._general and not told:
            told = self._outright(item, reading)
        settled = told or _thanked(item, reading) or _mocked(item, reading) or reading
        settled = denied(item, settled, self._covers_within, self._reader.terms) or settled
        settled = run_on(item, settled, self._covers_within) or settled
        if self._loan:
            settled = unstrayed(item, settled) or settled
            settled = plain_outcome(item, settled) or settled
        settled = self._meant(item, settled)
        return suspected(item, disputed(item, settled) or settled)

    def _meant(self, item: Item, reading: Reading) -> Reading:
        """Return the reading as it is meant: a rival's merit, a wish or a scoff is no praise."""
        told = compared(item, reading, self._factors) or better_still(item, reading)
        if told:
            return told
        limit = "product" if "product" in self._factors else ""
        return ironic(item, reading, self._reader.codebook.verdict[0], limit) or reading

    def _known(self, item: Item, reading: Reading) -> Reading | None:
        """Return the rules' reading of one clause whose every word they know, where the model
        says otherwise and what they know is a negation, a direction (额度高) or a verdict."""
        ruled, (clause, *more) = item.reading, item.clauses
        said = label(ruled.score)
        found = clause.findings
        if more or not found or said == "neutral":
            return self._lukewarm(item, reading) or self._lost(item, reading)
        if clause.acts:
            return None
        named = {finding.factor for finding in found if finding.factor}
        if any(label(finding.value) != said for finding in found):
            return None
        several = len(named) > 1
        if several and not _BOTH_WAYS.fullmatch(item.text):
            return None
        others = {span.polarity for span in reading.spans if span.factor in named}
        lost = bool(named) and not reading.spans
        agreed = label(reading.score) == said and others <= {said}
        if agreed and not lost:
            return None
        if _ADMIRED.fullmatch(item.text):
            return None
        if _ODD.search(item.text):
            return None
        words = item.text.strip(" 。.!！~,，")
        nothing = _whole(words, found) and found[0].value >= 0 and _NOTHING.search(item.text)
        if item.kind == "improve" and not nothing:  # where a bare good is a wish
            return None
        why = "direction" if several else self._why(words, found)
        calm = {span.factor for span in reading.spans if span.polarity == "neutral"} & named
        unsure = lost or (label(reading.score) == "neutral" and len(item.text) > 3)
        if not why and not calm and unsure:
            why = "verdict" if _whole(words, found) else ""
        if not why and self._general and self._plain(words, found):
            why = "outright"
        if not why:
            return None
        return reading._replace(
            score=ruled.score, spans=ruled.spans, acts=ruled.acts, totals=(), ruled=why
        )

    def _lukewarm(self, item: Item, reading: Reading) -> Reading | None:
        """Return a neutral reading of a text that is one verdict neither good nor bad (还可以), as
        the factor is that its question names; None of anything else, where it answers what is
        liked, and where the model agrees."""
        (clause, *more), verdict = item.clauses, self._reader.codebook.verdict[0]
        found = clause.findings
        if more or len(found) != 1 or found[0].value or found[0].factor != verdict:
            return None
        words = item.text.strip(" 。.!！~,，")
        if item.kind == "like" or not words or not _whole(words, found):
            return None
        agreed = {label(reading.score), *(span.polarity for span in reading.spans)} == {"neutral"}
        if agreed and (reading.spans or item.kind not in ("remark", "why")):
            return None
        spans = item.reading.spans
        asked = self._named(item.question) if item.question else ""
        if asked in self._factors and item.kind in ("remark", "why"):
            spans = tuple(span._replace(factor=asked, subfactor="") for span in spans)
        return reading._replace(score=0.0, spans=spans, acts=(), totals=(), ruled="verdict")

    def _lost(self, item: Item, reading: Reading) -> Reading | None:
        """Return the reading with the only factor that the rules find in a short text, where they
        know all its words, feel what the model feels and it names no factor (没死机过，挺稳)."""
        ruled = item.reading
        if reading.spans or label(reading.score) in ("neutral", *_OTHER[label(ruled.score)]):
            return None
        found = _findings(item)
        named = {finding.factor for finding in found}
        if len(named) != 1 or named == {""} or len(item.text) > VERDICT:
            return None
        if any(clause.acts for clause in item.clauses) or not self._covers(item.text, found):
            return None
        if any(label(finding.value) != label(ruled.score) for finding in found):
            return None
        return reading._replace(spans=ruled.spans, totals=(), ruled="verdict")

    def _why(self, text: str, found: Sequence[Finding]) -> str:
        """Return by what the rules know a clause whole, "" where they do not."""
        words = "".join(word for finding in found for word in finding.evidence)
        turned = any(finding.negation < 0 for finding in found) and _NOT.search(words)
        turned = turned or (any(one.negation < 0 for one in found) and _NONE.match(text))
        if (turned or _AT_ALL.search(words)) and text.count("不") < 2:
            return "negation" if self._covers(text, found) else ""
        if _owns_no(found):
            return "negation" if self._covers(text, found) else ""
        if len(found) > 1 or found[0].negation != 1:
            return ""
        only = found[0]
        core = _WITH.sub("", text)
        if only.factor and only.evidence == (core,) and abs(only.value) >= BARE * only.degree:
            alone = only.rule == "home" or (only.rule == "aspect" and only.start == text.find(core))
            if alone and _BARE.fullmatch(core):
                return "verdict"
        if not only.factor:
            bare = only.evidence == (text,) and abs(only.value) >= BARE
            return "verdict" if bare and _BARE.fullmatch(text) else ""
        if ":" in only.rule and _CHANGED.search(words):
            return "direction" if self._covers(text, found) else ""
        bare = ":" in only.rule or words == text  # 年化写得比蚂蚁还小 says more than 年化小
        whole = bare and text[only.start : only.end] == text and len(text) <= VERDICT
        return "direction" if whole and _DIRECTION.search(text) else ""

    def _wished(self, item: Item, reading: Reading) -> Reading | None:
        """Return the reading of a wish that names no problem (界面简洁点, 提高服务质量; under "what
        should improve" also 利息低 and 审批速度): neutral, as the factors it names are; None where
        anything else is said."""
        text = item.text
        if _BARGAIN.fullmatch(text.strip(" 。.!！~")):
            verdict = self._reader.codebook.verdict[0]
            return _as(item, reading, "suggestion", verdict)
        if _WHETHER.search(text):
            calm = {label(reading.score), label(item.reading.score)} == {"neutral"}
            return _as(item, reading, "question") if calm and len(item.clauses) == 1 else None
        if _LACKING.search(text) and len(item.clauses) == len(item.reading.spans) == 1:
            return self._lacking(item, reading)
        if item.kind not in ("improve", "remark"):
            return None
        if item.kind == "improve" and _only_named(item, reading):
            return reading._replace(acts=("suggestion",), ruled="wish")
        asked = not item.question or wording.asks_improvement(item.question)
        if self._loan and asked and (wanted := wanted_good(item, reading)):
            return wanted
        called = _CALL.match(text)
        spans = item.reading.spans
        problem = ""
        if called and len(item.clauses) == 1 and self._only_names(text[called.end() :]):
            spans = spans or reading.spans
        elif item.kind != "improve":
            return None
        elif not self._names_wished(item):
            wishes = [one for one in item.clauses if not _PROBLEM.match(text, one.start)]
            rest = [one for one in item.clauses if one not in wishes]
            if not wishes or not all(self._good(text, one, asked) for one in wishes):
                return None
            named = {finding.factor for one in wishes for finding in one.findings}
            if rest:
                if len(rest) > 1 or {f.factor for f in rest[0].findings} != named:
                    return None
                (problem,) = named if len(named) == 1 else ("",)
        if not spans:
            return None
        if called and item.reading.spans:  # 尽快 of 请尽快完善 names no factor
            spans = tuple(span for span in spans if span.end > called.end())
        if not {span[:2] for span in spans} - {self._reader.codebook.verdict}:
            return None  # 加油, 打满分: cheer is no wish
        plain = {span.factor for span in reading.spans if span.polarity == "neutral"}
        calm = label(reading.score) == "neutral" and not problem
        if calm and plain and plain == {span.factor for span in reading.spans}:
            if problem or reading.acts == ("suggestion",):
                return None
            spans = reading.spans  # read as it is, and not as a wish
        score = -WEAK if problem else 0.0
        acts = ("complaint", "suggestion") if problem else ("suggestion",)
        settled = tuple(span._replace(score=score, act=acts[0]) for span in spans)
        return reading._replace(score=score, spans=settled, acts=acts, totals=(), ruled="wish")

    def _lacking(self, item: Item, reading: Reading) -> Reading | None:
        """Return a polite complaint (服务有待提高): neutral, and against the factor it names."""
        (span,), (clause,) = item.reading.spans, item.clauses
        if any(finding.value > 0 for finding in clause.findings):
            return None
        if not self._covers(item.text, clause.findings):
            return None
        span = span._replace(score=-WEAK, act="suggestion")
        return reading._replace(
            score=0.0, spans=(span,), acts=("suggestion",), totals=(), ruled="wish"
        )

    def _good(self, text: str, clause: Clause, asked: bool) -> bool:
        """Tell whether a clause is nothing but an aspect, or aspects, and a good that is wished
        for: with a sign of more (利息低点), or as what was ``asked`` to improve (利息低)."""
        found, words = clause.findings, text[clause.start : clause.end].strip(" ，。,.!！~")
        if not found or clause.acts - {"suggestion"} or len(words) > VERDICT:
            return False
        if _THERE.search(words) or _ODD.search(words):
            return False
        more = _MORE.search(words)
        if not more and (not asked or all(one.rule == "home" for one in found)):
            return False  # 专业, 方便快捷: praise, whatever is asked
        named = more and [one for one in found if one.rule == "mention"]  # 审批要有人情味
        if any(one.value <= 0 or one.negation != 1 for one in found if one not in (named or ())):
            return False
        if named and len(named) == len(found):
            return False
        if not more and any(one.degree != 1 or not one.factor for one in found):
            return False
        return self._covers_within(text, clause)

    def _names_wished(self, item: Item) -> bool:
        """Tell whether a text only names aspects, none of them bad in itself."""
        found = _findings(item)
        if not found or any(finding.rule != "mention" for finding in found):
            return False
        return not _UNLIKED.search(item.text) and self._only_names(item.text)

    def _turned(self, item: Item, reading: Reading) -> Reading | None:
        """Return the reading of a text that one thing in it turns: a pattern that runs over a comma
        (终于批了，折腾了一个月), a wish behind a complaint (太复杂，能简化就简化), or one bad thing
        where the rest is good (利息高，其他都不错); None where nothing does."""
        text, clauses = item.text, item.clauses
        if len(clauses) < 2 and "除了" not in text:
            return None
        found = _findings(item)
        second = clauses[1].start if len(clauses) > 1 else len(text)
        over = [f for f in found if ":" in f.rule and f.start < second < f.end]
        if len(over) == 1:
            return _spanned(item, reading, over[0])
        if _IF_ABLE.search(text):
            return _softened(item, reading)
        return self._excepted(item, reading, found)

    def _excepted(self, item: Item, reading: Reading, found: Sequence[Finding]) -> Reading | None:
        """Return the reading of one thing that is bad where all the rest is good, None where the
        text says anything else."""
        text, ruled, clauses = item.text, item.reading, item.clauses
        verdict = self._reader.codebook.verdict[0]
        bad = [f for f in found if f.factor not in ("", verdict) and f.value < 0]
        good = [f for f in found if f.factor == verdict and f.value > 0]
        if not bad or not good or len(bad) + len(good) < len(found) or not verdict:
            return None
        excepted = [finding for finding in bad if finding.rule == "except"]
        if not excepted and "除了" not in text:
            rest = clauses[-1]
            if len(clauses) != 2 or not _REST.match(text, rest.start) or rest.acts:
                return None
            if any(finding.start < rest.start for finding in good):
                return None
        if any(clause.acts for clause in clauses):
            return None
        signs = {span.factor: span.polarity for span in reading.spans}
        wanted = {span.factor: span.polarity for span in ruled.spans}
        score = reading.score
        though = any(clause.turn == "though" for clause in clauses)
        agreed = though and label(score) == label(ruled.score) == "positive"
        if label(score) == "negative" or not (excepted or agreed):
            score = 0.0
        if signs == wanted and score == reading.score:
            return None
        return reading._replace(
            score=score,
            spans=ruled.spans,
            acts=("complaint", "praise"),
            totals=(),
            ruled="turn",
        )

    def _blamed(self, item: Item, reading: Reading) -> Reading | None:
        """Return the reading with a factor blamed that the model praises, where rules find it
        blamed by its own words (客户经理不专业) and all praise stands in other clauses and is of
        other factors; None where there is no such factor."""
        if len(item.clauses) < 2 or len(item.text) > SHORT or label(reading.score) == "negative":
            return None
        praised = {span.factor for span in reading.spans if span.polarity == "positive"}
        if not praised:
            return None
        blamed = {s.factor: s for s in item.reading.spans if s.polarity == "negative"}
        wrong = {factor for factor in praised & set(blamed) if self._only_blamed(item, factor)}
        if not wrong:
            return None
        spans = tuple(
            span._replace(score=blamed[span.factor].score, act="complaint")
            if span.factor in wrong
            else span
            for span in reading.spans
        )
        score, acts = reading.score, {*reading.acts, "complaint"}
        if label(score) == "positive" and label(item.reading.score) != "positive":
            score = 0.0
        if not any(span.polarity == "positive" for span in spans):
            acts -= {"praise"}
        return reading._replace(
            score=score, spans=spans, acts=tuple(sorted(acts)), totals=(), ruled="blame"
        )

    def _only_blamed(self, item: Item, factor: str) -> bool:
        """Tell whether all that is found about a factor blames it, and its clauses hold no praise
        at all."""
        told = praised = False
        for clause in item.clauses:
            praised = praised or any(one.value > 0 and one.factor for one in clause.findings)
            own = [finding for finding in clause.findings if finding.factor == factor]
            if not own:
                continue
            if any(one.value > 0 for one in clause.findings):
                return False
            words = item.text[clause.start : clause.end]
            if clause.when or clause.acts or clause.turn == "though" or _ODD.search(words):
                return False
            if _CONCEDED.search(words):
                return False
            sure = any(
                one.value <= -WEAK
                and one.rule == "aspect"
                and _DENIES.search("".join(one.evidence))
                for one in own
            )
            told = told or (sure and self._covers_within(item.text, clause))
        return told and praised

    def _covers_within(self, text: str, clause: Clause) -> bool:
        """Tell whether terms and patterns leave nothing of a clause but words for more."""
        words = self._left(text, clause.findings)[clause.start : clause.end]
        return not _ASIDE.sub("", _MORE.sub("", words))

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
        if len(item.clauses) < 2:
            return None
        ruled = {(span.factor, span.start): span for span in item.reading.spans}
        spans = list(reading.spans)
        for clause in item.clauses:
            found = clause.findings
            if clause.acts or not found or clause.end - clause.start > SHORT:
                continue
            if any([one.rule != "aspect" for one in found]):
                continue  # of what an earlier clause names, the model hears more (呵呵)
            signs = {label(one.value) for one in found}
            factors = {one.factor for one in found}
            if len(signs) > 1 or len(factors) > 1 or "neutral" in signs:
                continue
            told = ruled.get((found[0].factor, min(one.start for one in found)))
            if told is None or told.polarity not in signs:
                continue
            if not any([_same(span, told) and span.polarity not in signs for span in spans]):
                continue
            words = item.text[clause.start : clause.end]
            if _ODD.search(words) or not self._plain(words, found):
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
        return not _ASIDE.sub("", self._left(text, found))

    def _left(self, text: str, found: Sequence[Finding] = ()) -> str:
        """Return a text with its terms, and the patterns among what was found, blanked out."""
        known = [(start, end) for start, end, _ in self._reader.terms(text)]
        known += [(one.start, one.end) for one in found if ":" in one.rule]
        left = list(text)
        for start, end in known:
            left[start:end] = " " * (end - start)
        return "".join(left)

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
        found = _findings(item)
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
        score = reading.score if label(reading.score) == sign else item.reading.score
        return reading._replace(
            score=score, spans=in_order(spans), acts=(act,), totals=(), ruled="list"
        )

    def _only_names(self, text: str) -> bool:
        """Tell whether a text is nothing but names of aspects."""
        named = all(term.is_aspect and not term.score for _, _, term in self._reader.terms(text))
        return named and not _BESIDE.sub("", self._left(text))


def _spanned(item: Item, reading: Reading, only: Finding) -> Reading | None:
    """Return what the only pattern over a comma says of the whole text, None where there is more
    in it, or the model agrees."""
    if only.start > item.clauses[0].start or _ASIDE.sub("", item.text[only.end :]):
        return None
    score = math.tanh(only.value)
    act = RULED.get(label(score), "")
    if not act:
        return None
    place = (only.start, only.end)
    own = Span(only.factor, only.subfactor, score, *place, act, only.evidence, (only.rule,))
    told = {(span.factor, span.polarity) for span in reading.spans}
    if told == {(own.factor, own.polarity)} and label(reading.score) == own.polarity:
        return None
    return reading._replace(score=score, spans=(own,), acts=(act,), totals=(), ruled="turn")


def _softened(item: Item, reading: Reading) -> Reading | None:
    """Return a complaint with a wish behind it as the complaint it is, None where the model heard
    it or there is none."""
    ruled, first = item.reading, item.clauses[0].findings
    if label(reading.score) == "negative" or label(ruled.score) != "negative":
        return None
    if not first or any(finding.value > 0 for finding in first):
        return None
    acts = ("complaint", "suggestion")
    return reading._replace(
        score=ruled.score, spans=ruled.spans, acts=acts, totals=(), ruled="turn"
    )


def _findings(item: Item) -> list[Finding]:
    """Return what the rules found in a text, clause after clause."""
    return [finding for clause in item.clauses for finding in clause.findings]


def _as(item: Item, reading: Reading, act: str, beside: str = "") -> Reading | None:
    """Return a neutral reading of what the rules name, ``beside`` a factor, that only does one
    thing: asks or wishes."""
    spans = tuple(
        span._replace(score=0.0, act=act) for span in item.reading.spans if span.factor != beside
    )
    if not spans:
        return None
    return reading._replace(score=0.0, spans=spans, acts=(act,), totals=(), ruled="wish")


def _only_named(item: Item, reading: Reading) -> bool:
    """Tell whether a bare word (登录) is calmly read as a factor by the model alone, and does
    nothing."""
    words = item.text
    if reading.acts or len(words) > NAME or any(one.findings or one.acts for one in item.clauses):
        return False
    calm = label(reading.score) == "neutral" and len(item.clauses) == 1
    if not calm or not reading.spans or any(s.polarity != "neutral" for s in reading.spans):
        return False
    return not _THERE.search(words) and not _ODD.search(words)


def _whole(text: str, found: Sequence[Finding]) -> bool:
    """Tell whether one pattern is all there is of a text."""
    (only, *more) = found
    bare = not more and ":" in only.rule and text[0] not in "祝愿"
    return bare and only.end - only.start >= len(text) <= VERDICT


def _owns_no(found: Sequence[Finding]) -> bool:
    """Tell whether a pattern of praise holds a negation of its own (从没卡过)."""
    return any(
        ":" in one.rule and one.value > 0 and one.negation > 0 and _OWN_NOT.match(one.evidence[0])
        for one in found
    )


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


def _scoffed(item: Item, reading: Reading) -> Reading | None:
    """Return a short question in form only (这利息合理吗) as the complaint it is, where the model
    hears a question and the rules find nothing but blame; None of anything else."""
    ruled = item.reading
    if label(reading.score) != "neutral" or label(ruled.score) != "negative":
        return None
    if "rhetorical" not in item.clauses[-1].acts or not _IN_FORM.search(item.text):
        return None
    blamed = ruled.spans or reading.spans
    if not blamed or any(span.polarity == "positive" for span in blamed):
        return None
    spans = tuple(
        span if span.polarity == "negative" else span._replace(score=-WEAK)
        for span in (one._replace(act="complaint") for one in blamed)
    )
    return reading._replace(
        score=min(-WEAK, ruled.score), spans=spans, acts=("complaint",), totals=(), ruled="scoff"
    )


def _mocked(item: Item, reading: Reading) -> Reading | None:
    """Return thick praise (太贴心了) as the complaint it is where a clause soon after it, with no
    "but", tells a fact that nobody praises (半夜两点给我发广告); None where it does not, or the
    model heard the complaint."""
    if len(item.clauses) < 2 or label(reading.score) == "negative":
        return None
    text = item.text
    if not _FACT_HINT.search(text) or not _FACT.search(text):
        return None
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
        return reading._replace(
            score=score, spans=spans, acts=acts, totals=(), ruled="irony", suspect="irony"
        )
    return None
