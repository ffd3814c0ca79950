"""A text as clauses and sentences, and what the words around a mention make of it.

Each function answers one question about a mention at ``start`` to ``end``; none knows of flags, so
that each can be tested on its own. Scope follows NegEx (Chapman et al., 2001) and ConText (Harkema
et al., 2009): a cue acts within its clause or sentence, forwards, until something ends its reach.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from feedback_miner.text import clauses

__all__ = ["Reading"]

# Words that may stand between a negation and what it denies.
_LIGHT = (
    r"(?:要|想|再|又|去|来|会|能|被|遭到?|受到?|过|有|任何|什么|真的?|打算|准备|考虑|必要|需要|用|敢"
    r"|至于|到|发现|出现|发生|遇到?|碰到?|收到|接到|存在|构成|说|是|的|地|得|人|对|向|找|把|我"
    r"|跟|直接|继续|现在|暂时|那么|这么|意思|想过|想要|主动|随便|轻易|一直|因此|所谓|进行|采取"
    r"|必|故意|擅自|私自|一次|一个|半点|丝毫|闹到|走到|非)"
)
_NEGATOR = (
    r"(?:(?<!得)(?<!能)(?<!怎)(?<!还)(?<!再)(?<!要)不(?!得不|然)|没有?|未曾?|别(?!人|的|处|家|怪|逼)|勿|毫无|并无|并非|绝非"
    r"|无意|无需|无须|何必|犯不着|懒得|放弃|拒绝|免得|省得|免去|避免|以免|杜绝|从来?没|哪有|不是说?)"
)
_NEGATED = re.compile(rf"{_NEGATOR}{_LIGHT}{{0,4}}$")
# Negations that only forbid: what is forbidden is mostly going on.
_FORBIDDING = re.compile(
    r"(?:不要|别|请勿|不得|不许|不准|不能|禁止|停止|严禁|不可以|不应该?|不该|杜绝|避免|以免|免得|拒绝|放弃)"
    rf"{_LIGHT}{{0,4}}$"
)
# 不投诉不行, 不得不报警, 不是…是, 不就: negations that deny nothing.
_MUST = re.compile(r"^.{0,6}?(?:不行|不可|才怪|都不行|就没)")
_ASKS = re.compile(
    r"[?？]\s*$|(?:吗|嘛|么|呢|不)[。！!~\s]*$|会不会|是否|能否|会否|可否|有没有可能|怎么办|咋办|如何"
    r"|咨询|询问|请问|想问|问一下|问下|是不是(?:要|会|就|得)|多久(?:会|能|才)|什么情况下"
)
_MAYBE = re.compile(
    r"会|可能|可以|能|是不是|是否|算不算|属于|多久|怎么办|咋办|如何|要|咨询|询问|请问|想问|怎么"
)
# Questions in form only, or about what has happened already.
_NOT_ASKING = re.compile(
    r"凭什么|凭啥|为什么|为啥|为何|怎么能|怎么还|怎么可以|怎么会|怎么可能|难道|谁(?:给|让|把|泄|卖|允许)"
    r"|居然|竟|怎么知道|咋知道|从哪|哪来的|还要不要|合法吗|犯法吗|违法吗|管不管|有没有人管|还有没有|有没有王法|该不该|要不要脸|信不信"
    r"|是不是(?:太|觉得|以为|想逼|要逼|非要|非得|逼|不想|你们)|至于吗|什么意思|想干什么|想干嘛|知道吗|好意思"
)
_SUPPOSES = re.compile(
    r"(?:如果|假如|要是|万一|假设|倘若|假使|若是|若(?=被|发生|遇|有)|一旦|的话|担心|怕(?!不|他们|你们再)"
    r"|害怕|生怕|就怕|恐怕|以防)"
)
_AGAIN = re.compile(r"再|还|又|继续|不(?:处理|解决|给|退|管|停|把|还|撤|删|能)|仍|照样")
_OWN = re.compile(
    r"(?<!听)(?<!跟)(?<!和)(?<!替)(?:我|本人|俺|咱(?!们国)|自己)"
    r"(?!朋友|同事|同学|邻居|亲戚|一?个?朋友|有个|们?村|们?单位|听|看|在网|在新闻|觉得|们?国)"
)
_SENTENCE = re.compile(r"[。！!\n]+|[?？]+|\.{3,}")
NEAR = 48  # characters over which a cue within a sentence is believed to reach


class Reading:
    """A normalised text with its clauses and sentences, worked out when first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _clauses(self) -> list[tuple[int, int]]:
        return clauses.split(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self._clauses]

    @cached_property
    def _sentences(self) -> list[int]:
        return [0, *(match.end() for match in _SENTENCE.finditer(self.text))]

    def clause(self, position: int) -> tuple[int, int]:
        """Return start and end of the clause that holds ``position``."""
        index = bisect_right(self._starts, position) - 1
        if index < 0:
            return 0, len(self.text)
        start, end = self._clauses[index]
        return start, max(end, position + 1)

    def sentence(self, position: int) -> tuple[int, int]:
        """Return start and end of the sentence that holds ``position``."""
        index = bisect_right(self._sentences, position) - 1
        start = self._sentences[index]
        last = index + 1 >= len(self._sentences)
        return start, len(self.text) if last else self._sentences[index + 1]

    def negated(self, start: int, end: int, *, forbidding: bool = True) -> bool:
        """Tell whether a negation right before the mention denies it.

        ``forbidding`` says whether prohibitions (不要打给我家人) deny too.
        """
        first, last = self.clause(start)
        before = self.text[max(first, start - 14) : start]
        found = _NEGATED.search(before)
        if found is None:
            return False
        cue = found.start()
        around = before[max(0, cue - 1) : cue + 2]
        if len(around) == 3 and around[1] == "不" and around[0] == around[2]:
            return False  # 会不会, 能不能, 要不要: a question, no negation
        if not forbidding and _FORBIDDING.search(before):
            return False
        return _MUST.match(self.text[end:last]) is None

    def asked(self, start: int, end: int) -> bool:
        """Tell whether the mention is only asked about, as a possibility."""
        first, last = self.clause(start)
        clause = self.text[first : max(last, end)]
        if _NOT_ASKING.search(clause):
            return False
        if _ASKS.search(clause) and _MAYBE.search(clause):
            return True
        # 咨询…, 请问…: what the sentence asks about may follow commas.
        opening, _ = self.sentence(start)
        lead = self.text[max(opening, start - NEAR) : first]
        return bool(re.search(r"(?:请问|咨询|询问|想问|问一下|想了解)[^。]*$", lead)) and bool(
            _ASKS.search(clause) or _MAYBE.search(clause)
        )

    def supposed(self, start: int, end: int) -> bool:
        """Tell whether the mention stands in a condition or a fear (万一信息泄露了怎么办)."""
        first, _ = self.clause(start)
        cue = None
        for cue in _SUPPOSES.finditer(self.text, first, max(first, start) + 2):  # noqa: B007
            pass
        if cue is None:
            return self.text[end : end + 6].startswith(("的话", "了的话")) and not _AGAIN.search(
                self.text[first:end]
            )
        return not _AGAIN.search(self.text[cue.start() : end])

    def own_between(self, start: int, end: int) -> bool:
        """Tell whether the author speaks of himself between two positions."""
        return _OWN.search(self.text, start, end) is not None
