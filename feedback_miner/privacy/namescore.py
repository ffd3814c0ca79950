"""How much speaks for a possible name: one weighted sum of its signs.

A log-linear model over the kinds of words in front and behind, the characters there, surname and
given-name characters (their class, and each by itself), and what an ordinary reading of the same
characters costs (after Sun et al. 1995; Zhang and Liu 2002). Weights are learned by
``scripts/train_names.py``; 0 is even odds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from math import log10
from typing import NamedTuple

from feedback_miner import resources
from feedback_miner.lexicon.tsv import read_rows
from feedback_miner.privacy import namelists
from feedback_miner.privacy.wordcost import inside, ordinary_frequency
from feedback_miner.text import dictionary

__all__ = [
    "GRAMMAR",
    "JOINING",
    "NEVER",
    "PLACE_END",
    "around",
    "at_most",
    "beside",
    "district",
    "everyday",
    "exclaimed",
    "folk",
    "form",
    "formed",
    "namesake",
    "near",
    "neighbours",
    "place",
    "proverbial",
    "reach",
    "saved",
    "strengths",
    "tenfolds",
    "titled",
    "total",
    "weights",
]

_FRONT = {
    **dict.fromkeys(("sure", "named", "field", "party", "role", "kin", "listed"), "strong"),
    **dict.fromkeys(("folk", "roleish", "direct", "taking", "unit", "digit", "greeting"), "some"),
    **dict.fromkeys(("line", "edge", "bracket"), "open"),
}
_BACK = {
    **dict.fromkeys(("person", "title", "data", "reporting"), "strong"),
    **dict.fromkeys(("deed", "predicate", "remark", "signed"), "some"),
    "cut": "cut",
    "grammar": "grammar",
}
_FRONTS = ("none", "open", "some", "strong")  # by how much they tell
_BACKS = ("none", "grammar", "cut", "some", "strong")
_TOP = frozenset(
    "王李张刘陈杨黄赵吴周徐孙朱胡郭何林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖董袁潘蒋蔡杜苏魏吕丁卢姚沈姜崔谭"
    "張劉陳楊黃趙吳孫羅鄭謝許韓馮鄧蕭蔣蘇"
)
# Doubtful by the words they begin, but borne by millions.
_FREQUENT = frozenset(
    "马高余程任金石夏付江方史龙康严武文施洪易毛雷乔温章申关兰左尚舒梅苗盛柴项卫田常安万齐"
)
JOINING = frozenset("和与向从对由给要来但才么而为当比都后居连及把被那这只还再就所有者未没因并")
_STOPS = frozenset(
    "来有却将实也都就又再才只去要会能可已正仍与得等想用挺吵够让签和及跟虽则即还向从替帮说是在"
)
# Characters that hardly any given name has, or that end the word before; those that none has.
NEVER = frozenset(
    "的了吗呢吧啊呀哦嘛么是在不也都就要能被把给让对从到着过得地很太没再可以这那哪您你我他她它们什怎谁哎"
    "款贷借还欠账户卡钱费息额率催收投诉审批行分期逾查询询问题何必须应该但而且因所如若则或者某个些每各另哪几两三四五六七八九十百千万亿"
    "先说讲打叫做办接听看见买卖吃喝拿走跑坐站住请问谢找来去出入下上里外后左右内间时候点年月号日天周末刻秒钟岁块毛次遍回家网店员工客服经理电话手机短微邮箱件证据章程序系统软"
    "姓姐哥爷爸妈婆叔姨爹娘弟妹婶嫂伯舅姑"
)
GRAMMAR = frozenset(
    "的了吗呢吧啊呀么是在不也都就要能被把给让很太没这那您你我他她它们什怎谁款贷借还欠账户卡钱费额催投诉审批逾期"
    "查询问须但且因所或者某个些每各另几说讲打叫做听看见买卖吃喝去出入下上外后点号岁块次遍网店姓局姐哥爸妈婆叔姨嫂婶舅总某"
)
PLACE_END = frozenset("路街镇乡县区庄寨湖桥湾巷港村市省")
_PLACE_LAST = frozenset("冲岭苑塘坪咀坡府园栋垸坊山城洲坝")
_TOWN_LAST = PLACE_END | _PLACE_LAST | frozenset("泾堰宅沟溪江河浦店集潭渚埠墩塔家口岗")
# 一张 and 上周 are no surnames.
_COUNTED = frozenset(
    ("张", char) for char in "一两几这那每有办报双多拿张三四五六七八九十0123456789"
) | frozenset(("周", char) for char in "上下这那本每两几一前当三四0123456789")
_ENDING = frozenset(("cut", "title", "person", "data", "signed", "reporting"))
_VERBAL = frozenset("vd")
NEAR = 0.7  # of the characters beside a candidate, of which many are seldom seen
_MOST = 35.0  # nats: more does not tell more


_TITLE = re.compile(
    r"先生|女士|小姐|小哥|小妹|经理|主任|行长|老师|师傅|同志|律师|客服|柜员|总监|老板|医生|主管|"
    r"专员|阿姨|大姐|大哥|大爷|大妈|会计|书记|"
    r"[园县市区局院校队处科部镇村站所组店班厂股厅庭][长]|总经|总监|董事|主席|支书|教授|警官|法官|检察|"
    r"大队|副[总行主经]|主办|顾问|秘书|员工|人员|"
    r"公司|[老小大]师|同学|工程|女儿|儿子|老婆|老公|妈妈|爸爸|朋友"
)


@lru_cache(maxsize=1)
def weights() -> dict[str, float]:
    """Return the learned weight of each feature."""
    path = resources.lexicons() / "models" / "names.tsv"
    return {row["feature"]: float(row["weight"]) for row in read_rows(path, ("feature", "weight"))}


@lru_cache(maxsize=1)
def _grades() -> tuple[dict[str, str], tuple[dict[str, str], ...]]:
    """Return the classes of surnames, and of given characters: alone, first and last of two."""
    lists = namelists.load()
    surname = dict.fromkeys(lists.rare, "rare")
    surname |= dict.fromkeys(lists.doubtful, "doubtful")
    surname |= dict.fromkeys(_FREQUENT & lists.surnames, "frequent")
    surname |= dict.fromkeys(lists.sure, "sure")
    surname |= dict.fromkeys(_TOP, "top")
    surname |= dict.fromkeys(JOINING & lists.surnames, "joining")
    surname |= dict.fromkeys(lists.compound, "compound")
    given = []
    for placed in (frozenset[str](), lists.first, lists.last):
        grades = dict.fromkeys(NEVER, "never") | dict.fromkeys(placed, "placed")
        grades |= dict.fromkeys(lists.possible, "possible") | dict.fromkeys(lists.given, "sure")
        grades |= dict.fromkeys(GRAMMAR, "barred")
        given.append(grades)
    for char in _STOPS:
        given[2][char] = "barred" if given[2].get(char) == "barred" else "stop"
    return surname, tuple(given)


def tenfolds(word: str) -> float:
    """Return how frequent an ordinary word is: the decimal logarithm of 1 + its frequency."""
    return log10(1 + ordinary_frequency(word))


def form(word: str, size: int) -> Iterator[tuple[str, float]]:
    """Yield the features of a candidate that lie in its characters. ``size``: of the surname."""
    surname, given = _grades()
    lists = namelists.load()
    yield "bias", 1.0
    yield "surname=" + surname[word[:size]], 1.0
    yield "surname:" + word[:size], 1.0
    for place, char in enumerate(word[size:], start=1):
        yield f"given{place}of{len(word) - size}:{char}", 1.0
    if len(word) - size == 1:
        yield "only=" + given[0].get(word[-1], "other"), 1.0
    else:
        yield "first=" + given[1].get(word[-2], "other"), 1.0
        yield "last=" + given[2].get(word[-1], "other"), 1.0
        yield "two", 1.0
        if word[-1] == word[-2]:
            yield "doubled", 1.0
        yield "given", tenfolds(word[size:])
        yield "start", tenfolds(word[: size + 1])
        if word[-1] in _PLACE_LAST:
            yield "place_last", 1.0
    if word[-1] in PLACE_END:
        yield "place_end", 1.0
    if word in lists.famous:
        yield "famous", 1.0
    if word in lists.words or word[:3] in lists.words:
        yield "listed", 1.0
    elif (tag := dictionary.load().tags.get(word, "")) == "nr":
        yield "person", 1.0
    elif tag == "ns":
        yield "place", 1.0


def around(
    text: str, start: int, size: int, end: int, left: str, right: str
) -> Iterator[tuple[str, float]]:
    """Yield the features of what stands around a candidate."""
    length = end - start - size
    yield "left=" + left, 1.0
    yield "right=" + right, 1.0
    yield f"pair={_FRONT.get(left, 'none')}/{_BACK.get(right, 'none')}", 1.0
    yield "word:strong" if _FRONT.get(left) == "strong" else "word", tenfolds(text[start:end])
    if (text[start], text[start - 1 : start]) in _COUNTED:
        yield "counted", 1.0
    if length == 1 and right in ("title", "person") and text[end - 1] in namelists.load().sure:
        yield "surname_titled", 1.0  # 感谢张经理
    if length == 2 and text[end - 1] in _STOPS and right not in _ENDING:
        yield "stop_open", 1.0  # 顾佳来我家
    following = text[end : end + 2]
    if right in ("none", "grammar") and not following.startswith("的"):
        yield "verb", float(dictionary.load().tags.get(following, "")[:1] in _VERBAL)


def saved(length: int, left: str, nats: float) -> Iterator[tuple[str, float]]:
    """Yield the features of what a name saves beside the ordinary reading."""
    value = min(nats, _MOST) / 10
    yield f"saved{length}", value
    yield f"saved{length}:{_FRONT.get(left, 'none')}", value


def neighbours(side: str, chars: str) -> Iterator[tuple[str, float]]:
    """Yield the features of the one or two characters before or behind a candidate, none at the
    text's end. ``side``: of the two."""
    plain = "".join("_" if char.isspace() else char for char in chars)
    yield f"{side}:{plain[-1:] if side == 'before' else plain[:1]}", NEAR
    if len(plain) == 2:
        yield f"{side}:{plain}", NEAR


@lru_cache(maxsize=1 << 15)
def near(side: str, chars: str) -> float:
    """Return what the characters on one side of a candidate add to its score."""
    return total(neighbours(side, chars))


def total(features: Iterator[tuple[str, float]]) -> float:
    """Return the weighted sum of features: the natural logarithm of a candidate's odds."""
    known = weights()
    return sum(known.get(name, 0.0) * value for name, value in features)


class Formed(NamedTuple):
    """What the characters of a candidate add to its score, the same with the most that its being a
    word can add, and the most nats that it can save."""

    base: float
    high: float
    most: float


@lru_cache(maxsize=1 << 15)
def formed(word: str, size: int) -> Formed:
    """Return what lies in the characters of a candidate. ``size``: of the surname."""
    base, known = total(form(word, size)), weights()
    heavier = max(0.0, known.get("word", 0.0), known.get("word:strong", 0.0))
    return Formed(base, base + heavier * tenfolds(word), min(inside(word), _MOST))


@lru_cache(maxsize=1 << 15)
def reach(word: str, size: int, lefts: frozenset[str]) -> tuple[float, ...]:
    """Return the most that the candidates in ``word``, of one given character and of all, score
    behind one of ``lefts``, the characters beside them aside."""
    bounds = []
    for length in range(1, len(word) - size + 1):
        one = formed(word[: size + length], size)
        most = (at_most(left, length) for left in lefts)
        bounds.append(max(one.high + best + slope * one.most for best, slope in most))
    return tuple(bounds)


def strengths(left: str, right: str) -> tuple[int, int, str]:
    """Return how strongly the kinds of what stands in front and behind speak for a name (0: not
    at all), and the feature of both together."""
    front, back = _FRONT.get(left, "none"), _BACK.get(right, "none")
    return _FRONTS.index(front), _BACKS.index(back), f"pair={front}/{back}"


@lru_cache(maxsize=512)
def beside(left: str, right: str) -> float:
    """Return about the most that what stands around a candidate adds: its kinds, and a verb."""
    known = weights()
    pair = f"pair={_FRONT.get(left, 'none')}/{_BACK.get(right, 'none')}"
    verb = max(0.0, known.get("verb", 0.0)) if right in ("none", "grammar") else 0.0
    return (
        known.get("left=" + left, 0.0)
        + known.get("right=" + right, 0.0)
        + known.get(pair, 0.0)
        + verb
    )


@lru_cache(maxsize=64)
def at_most(left: str, length: int) -> tuple[float, float]:
    """Return the most that what stands around a candidate adds behind ``left``, and the weight
    of each nat saved."""
    known = weights()
    front = _FRONT.get(left, "none")
    right = max(
        known.get("right=" + kind, 0.0) + known.get(f"pair={front}/{_BACK.get(kind, 'none')}", 0.0)
        for kind in (*_BACK, "none", "saying")
    )
    slope = total(saved(length, left, 1.0))
    return known.get("left=" + left, 0.0) + right + max(0.0, known.get("verb", 0.0)), slope


def proverbial(word: str, left: str, right: str) -> bool:
    """Tell whether a name is one of a saying's people (诸葛亮来了也没用) whom nothing around makes
    a customer or an employee, or a town that nothing makes a person."""
    if dictionary.load().tags.get(word) == "ns":
        return not (_FRONT.get(left) == "strong" or _BACK.get(right) == "strong")
    if word not in namelists.load().famous:
        return False
    return right == "saying" or not (
        _FRONT.get(left) in ("strong", "some") or _BACK.get(right) in ("strong", "some")
    )


def namesake(text: str, start: int, end: int, left: str, right: str) -> bool:
    """Tell whether ``text[start:end]`` is, or is a part of, what is called like a person (萧山,
    高尔夫, 易方 of 易方达), and nothing strong makes it one; so is one with a character of the
    next word (萧山网 of 萧山网点)."""
    # 萧山支行行长 is the head of a branch.
    office = text.startswith(("支行", "分行", "网点"), end)
    if _FRONT.get(left) == "strong" or (_BACK.get(right) == "strong" and not office):
        return False
    lists = namelists.load()
    if end - start == 3 and text[start : start + 2] in lists.namesakes:
        return text[start + 2] not in lists.known or text[start:end] in lists.namesakes
    return any(
        text[begin : begin + size] in lists.namesakes
        for begin in range(max(0, start - 2), start + 1)
        for size in range(max(2, end - begin), 5)
    )


def district(word: str, left: str, right: str) -> bool:
    """Tell whether three characters are a place by the last (杨浦区) with nothing strong in
    front, nor behind one that is not known."""
    if not place(word) or _FRONT.get(left) == "strong":
        return False
    return _known_place(word) or _BACK.get(right) != "strong"


def place(word: str) -> bool:
    """Tell whether three characters are a place by the last: 镇 and 乡, which end given names too
    (林志镇), only behind what is known as one or ends like one (周庄镇)."""
    if len(word) != 3 or word[-1] not in "区县市镇乡":
        return False
    return word[-1] not in "镇乡" or word[1] in _TOWN_LAST or _known_place(word)


def _known_place(word: str) -> bool:
    """Tell whether a word, or what is before its last character (杨浦 of 杨浦区), is known as the
    name of a place."""
    known, tags = namelists.load().namesakes, dictionary.load().tags
    return any(one in known or tags.get(one) == "ns" for one in (word, word[:-1]))


def everyday(word: str, left: str, right: str) -> bool:
    """Tell whether a name is an everyday word (高兴, 周末) that nothing beside it says to be one:
    such people are few, and the words are everywhere. Behind a greeting, and before a remark that
    is made of things as often (真好), any word of the dictionary is one."""
    if left not in ("sure", "named", "field", "party", "listed") and (
        right == "remark" or left == "greeting"
    ):
        return ordinary_frequency(word) > 0
    return (
        word in namelists.load().words
        and left not in ("sure", "named", "field", "party", "kin", "listed")
        and right not in ("data", "person")
    )


def exclaimed(word: str, left: str, right: str) -> bool:
    """Tell whether an everyday word stands by itself (高兴，这次真快) or is remarked on (时光真好),
    as things are more often than persons."""
    if right == "remark" or left == "greeting":
        return everyday(word, left, right)
    return right in ("cut", "signed") and left in ("line", "edge") and everyday(word, left, right)


def folk(word: str, left: str, right: str) -> bool:
    """Tell whether a name is rather people of a place or a kind (常州人, 全组民), and nothing
    beside it says that it is one person's. 民 ends many given names: 高新民 is a name."""
    whose, lists = word[:-1], namelists.load()
    if len(word) != 3 or word[-1] not in "人民" or _FRONT.get(left) == "strong":
        return False
    if right in ("data", "person", "title") or (word[-1] == "民" and word[-2] in lists.known):
        return False
    return ordinary_frequency(whose) > 0 or dictionary.load().tags.get(whose) == "ns"


def titled(text: str, start: int, end: int) -> bool:
    """Tell whether ``text[start:end]``, a given name, has a title in it or begins one."""
    return _TITLE.search(text, start, end + 1) is not None
