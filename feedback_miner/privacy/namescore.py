"""A second reading of a possible name: one sum of what speaks for it and what against.

After Sun et al. (1995) and Zhang and Liu (2002): a name is believed where its characters and its
neighbours outweigh the ordinary words that the same characters make, alone or across the name's
ends. Takes over where the stricter patterns of :mod:`names` find nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import log10

from feedback_miner.privacy import namelists
from feedback_miner.text import dictionary

__all__ = ["GRAMMAR", "LOOSE", "NEEDED", "NEVER", "best", "crossed"]

NEEDED = 2.15
"""A candidate is a name from this sum on; the weights below were set by hand."""

_SURNAME = {"compound": 1.6, "sure": 1.0, "frequent": 0.75, "doubtful": 0.4, "rare": 0.0}
# Doubtful by the words they begin, but borne by millions.
_FREQUENT = frozenset(
    "马高余程任金石夏付江方史龙康严武文施洪易毛雷乔温章申关兰左尚舒梅苗盛柴项卫田常"
)
_GIVEN = {
    "sure": 0.6,
    "possible": 0.35,
    "placed": 0.3,
    "other": -0.15,
    "never": -0.9,
    "barred": -9.0,
}
_LONGER = 0.15  # by which the longer of two names at one place must lead
_THREE = 0.25  # two characters behind the surname: fewer words look like it
_RIGHT = {
    "speaker": 1.5,
    "bracket": 1.0,
    "data": 1.4,
    "title": 1.3,
    "deed": 0.9,
    "cut": 0.6,
    "verb": 0.6,
    "grammar": 0.5,
    "none": -0.3,
}
_VERBAL = frozenset("vd")  # tags of verbs and adverbs
_CLEAN = 0.3  # an ordinary word stops right in front
# Against, for each tenfold in the dictionary's frequency of ...
_WORD = 0.5  # the candidate itself
_NAMED_WORD = 0.25  # ... that is tagged as a name there too
_START_WORD = 0.4  # the surname with the character behind it, 马上 in 马上到
_GIVEN_WORD = 0.22  # the characters behind the surname
_ACROSS = 0.42  # a word that crosses the candidate's beginning or end
_BESIDE = 0.8  # the share of a word that ends or begins at the candidate's own end
_COUNT = 0.9  # 张 that counts: 一张, 办张
_LISTED = 300  # the frequency that words listed as no names have at least
_UNCOMMON = 0.7  # taken off where the surname begins few other words
_ROLE_SHARE = 0.75
_ANNOUNCED = 0.5  # the share of these that is left behind 我叫 and the like
_COUNTED = frozenset("一两几这那每有办报双多拿")
_STOPS = frozenset(
    "来有却将实也都就又再才只去要会能可已正仍与得等想用挺吵够"
)  # behind a name of two

# Characters that hardly any given name has, or that end the word before; those that none has.
NEVER = frozenset(
    "的了吗呢吧啊呀哦嘛么是在有不也都就要会能被把给让对从到着过得地很太没再可以这那哪您你我他她它们什怎谁哎"
    "款贷借还欠账户卡钱费息额率催收投诉审批银行分期逾查询询问题为何必须应该但而且因所如若则或者某个些每各另哪几两三四五六七八九十百千万亿"
    "先说讲打叫做办接听看见买卖吃喝拿走跑坐站住请问谢找来去出入下上里外后前左右内间时候点年月号日天周末刻秒钟岁元块毛次遍回家网店员工客服经理电话手机短微邮箱件证据章程序系统软"
    "姓姐哥爷爸妈婆叔姨爹娘弟妹婶嫂伯舅姑"
)
GRAMMAR = frozenset(
    "的了吗呢吧啊呀么是在不也都就要会能被把给让很太没这那您你我他她它们什怎谁款贷借还欠账户卡钱费额催投诉审批银逾期"
    "查询问为须但且因所或者某个些每各另几说讲打叫做听看见买卖吃喝去出入上下里外后前点号岁元块次遍网店"
)

_ROLE_END = frozenset("员师长嫂哥姐妹弟妈爸叔婶舅")
_ROLE = 1.2
_LOOSE = re.compile(
    "(?:[昨今前当][天日时晚]|[上下]午|[刚方]才|后来|现在|最后|收到|不认识|打着?|替|以|到|在|的|"
    "那个|这个|某个|[0-9][、.．)）])$"
)
# What the loose cues end with: a quick look before the pattern.
LOOSE = frozenset("天日时晚午方才来在后到识打着替以的个是.．、)）") | _ROLE_END
_LOOSE_WEIGHT = 0.55

_BEHIND = re.compile(
    "(?P<title>"
    "(?:(?:这|那)[个位名])?(?:大堂|客户|理财|信贷|项目|副|总)?(?:先生|女士|小姐|同志|老师|师傅|律师|"
    "经理|主任|行长|主管|专员|柜员|客服|店长|队长|科长|处长|会计|警官|法官|同学|大姐|大哥|阿姨|"
    "老板|组长)|的?(?:女儿|儿子|老公|老婆|妻子|丈夫|母亲|父亲|妈妈|爸爸|家人|家属|爱人)"
    ")"
    "|(?P<data>"
    "[ ，,：:（(、]{0,2}(?:身份证|证件|手机号|联系|工号|卡号|[男女](?=[，,。）)])|1[3-9][0-9]{2}|"
    "[0-9]{2}岁|尾号)"
    ")"
    "|(?P<deed>"
    "来电|致电|反映|反馈|投诉|表示|声称|自称|称|要求|咨询|申请|回复|答应|承诺|态度|服务|负责|接待|"
    "办理?|沟通|联系|名下|账户|的?名义|欠|骗|签|给[我他她]|跟我|对我|帮我|让我|拿我|带我|教我|"
    "天天|半夜|主动|忽悠|经手|那边|业务|失联|收[了我]|拿[了我]|把我|不接|不给|不肯|没给|没回|亲自|偷偷|挂[断我了]|"
    "[这那]个小|姑娘|小伙|老是|跟进|替[我他她]|删了|打人|叫[我他她]|接[的了]|经手|离职|同意|[两三每多]次|"
    "处理|推荐|推销|说|讲|告[诉知]|解释|[打接]的?(?:电话|来)|打来|骂|威胁|拒|这个?人|[两三]位|真的|点[个了]?赞|"
    "特别|非常|十分|很|太|从头|全程|一直|总是|根本|拖欠|不肯|不理|耐心|热情|专业|认真|细心|辛苦"
    ")"
    "|(?P<cut>"
    r"$|[，,。；;、！!？?\s）)」』”\"】\]》~…（(/&:：\-]"
    ")"
    "|(?P<grammar>"
    "[的是在又都也就还没不未已你您我他她们这那和跟与给让被把将对向从去来到会能要想回发加等因为于因打问不做办用等两该此本带贷借签收叫代拿送骂骗推介接提帮教陪转]"
    ")"
)
_SPEAKER = re.compile("[:：](?=.)")


@dataclass(frozen=True, slots=True)
class _Weights:
    """Weights of surnames, and of given-name characters: alone, first and second of two."""

    surname: dict[str, float]
    given: tuple[dict[str, float], dict[str, float], dict[str, float]]


@lru_cache(maxsize=1)
def _weights() -> _Weights:
    lists = namelists.load()
    surname = dict.fromkeys(lists.rare, _SURNAME["rare"])
    surname |= dict.fromkeys(lists.doubtful, _SURNAME["doubtful"])
    surname |= dict.fromkeys(_FREQUENT, _SURNAME["frequent"])
    surname |= dict.fromkeys(lists.sure, _SURNAME["sure"])
    surname |= dict.fromkeys(lists.compound, _SURNAME["compound"])
    typical = dict.fromkeys(lists.possible, _GIVEN["possible"])
    typical |= dict.fromkeys(lists.given, _GIVEN["sure"])
    barred = dict.fromkeys(GRAMMAR | {"总", "局", "姓"}, _GIVEN["barred"])
    given = []
    for placed in (frozenset[str](), lists.first, lists.last):
        weights = dict.fromkeys(NEVER, _GIVEN["never"]) | dict.fromkeys(placed, _GIVEN["placed"])
        given.append(weights | typical | barred)
    for char in _STOPS:
        given[2][char] = given[2].get(char, _GIVEN["other"]) + _GIVEN["never"]
    return _Weights(surname, (given[0], given[1], given[2]))


def _reach(text: str, start: int, left: float) -> float:
    """Return the weight of what stands before, raised by loose cues such as 昨天 or any …员."""
    if left >= _ROLE or not start or text[start - 1] not in LOOSE:
        return left
    before = text[max(0, start - 4) : start]
    if before[-1] in _ROLE_END or before.endswith("的是"):
        return _ROLE
    return max(left, _LOOSE_WEIGHT) if _LOOSE.search(before) else left


def best(text: str, start: int, size: int, left: float) -> tuple[int, float, str] | None:
    """Return the end, sum and reason of the likeliest name at ``start``; None for none.

    ``size``: length of the surname; ``left``: weight of the words in front.
    """
    weights = _weights()
    other = _GIVEN["other"]
    left = _reach(text, start, left)
    base = weights.surname[text[start : start + size]] + left
    end = start + size + 1
    first = text[end - 1]
    sums = [(end, base + weights.given[0].get(first, other))]
    if end < len(text) and "\u4e00" <= text[end] <= "\u9fff":
        pair = weights.given[1].get(first, other) + weights.given[2].get(text[end], other)
        sums.append((end + 1, base + pair + _THREE))
    found: tuple[int, float, str] | None = None
    for end, total in sums:
        if total + _RIGHT["speaker"] < NEEDED:
            continue
        right, why = _right(text, start, end)
        if (
            right <= _RIGHT["grammar"]
            and total + _RIGHT["verb"] + _CLEAN >= NEEDED
            and dictionary.load().tags.get(text[end : end + 2], "")[:1] in _VERBAL
        ):
            right, why = _RIGHT["verb"], "verb"
        total += right or (0.0 if left >= 1.5 else _RIGHT["none"])
        if left < 0.5 and NEEDED > total >= NEEDED - _CLEAN and _stops(text, start):
            total += _CLEAN
        if total >= NEEDED:
            total -= _words(text, start, size, end, left)
        if total >= NEEDED and (found is None or total > found[1] + _LONGER):
            found = end, total, why
    return found


def _stops(text: str, start: int) -> bool:
    """Tell whether an ordinary word stops right before ``start``."""
    frequencies = dictionary.load().frequencies
    return any(frequencies.get(text[max(0, start - n) : start], 0) > 0 for n in (2, 3))


def _right(text: str, start: int, end: int) -> tuple[float, str]:
    """Weigh what stands behind."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if before and before in '（(【[「“"' and after and after in '）)】]」”"，,':
        return _RIGHT["bracket"], "in brackets"
    if after in ":：" and _SPEAKER.match(text, end) and before in "\n。-— ":
        return _RIGHT["speaker"], "speaker"
    found = _BEHIND.match(text, end)
    group = found.lastgroup if found else None
    return (_RIGHT[group], group) if group else (0.0, "")


def crossed(text: str, start: int, end: int) -> float:
    """Return what ordinary words that cross the ends of ``text[start:end]`` weigh against it,
    less what the words that stop or begin there weigh for it."""
    left = max(
        (
            _tenfolds(text[b:s])
            for b in range(max(0, start - 2), start)
            for s in range(start + 1, start + 4)
        ),
        default=0.0,
    )
    if left:
        left -= _BESIDE * max(_tenfolds(text[b:start]) for b in range(max(0, start - 3), start))
    right = max(
        (
            _tenfolds(text[b:s])
            for b in range(max(start + 1, end - 2), end)
            for s in range(end + 1, min(len(text), end + 2) + 1)
        ),
        default=0.0,
    )
    if right:
        right -= _BESIDE * max(_tenfolds(text[end:s]) for s in range(end + 2, end + 4))
    return (max(0.0, left) + max(0.0, right)) * _ACROSS


def _tenfolds(word: str) -> float:
    """Return the decimal logarithm of a word's frequency, 0 for none."""
    frequency = dictionary.load().frequencies.get(word, 0) if len(word) > 1 else 0
    if word in namelists.load().words:
        frequency = max(frequency, _LISTED)
    return log10(1 + frequency)


def _announced(left: float) -> float:
    """Return the share of what speaks against a name that is left behind so clear a cue."""
    return _ANNOUNCED if left >= 2.0 else _ROLE_SHARE if left >= 1.5 else 1.0


def _words(text: str, start: int, size: int, end: int, left: float) -> float:
    """Return what ordinary words, inside the candidate or across its ends, weigh against it."""
    candidate = text[start:end]
    lists = namelists.load()
    named = dictionary.load().tags.get(candidate, "") == "nr" and candidate not in lists.words
    against = _tenfolds(candidate)
    if candidate[0] in lists.sure and candidate not in lists.words:
        against = max(0.0, against - _UNCOMMON)
    against *= _NAMED_WORD if named else _WORD
    if size == 2:
        against += _tenfolds(text[start + 1 : start + 3]) * _START_WORD
    if end - start - size == 2:
        given = text[start + size : end]
        typical = any(char in lists.given for char in given)
        against += _tenfolds(given) * _GIVEN_WORD * (1 if typical else 2)
        against += _tenfolds(text[start : start + size + 1]) * _START_WORD * (size == 1)
    if candidate[0] == "张" and text[start - 1 : start] in _COUNTED:
        against += _COUNT
    share = 1.0 if candidate[0] in lists.rare else _announced(left)
    return against * share + crossed(text, start, end)
