"""Full names: a surname, one or two characters, and what stands around them.

No single sign tells a name in Chinese; they add up (see :mod:`namescore`): the words in front
(我叫, 客户, 找), the words behind (先生, 来电), how typical surname and characters are, and how
badly they read as ordinary words. What may be one is looked at once more, for signs that tell only
together (see :mod:`secondlook`). 张经理 is no full name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import NamedTuple

from feedback_miner.privacy import (
    latinnames,
    namecues,
    namelists,
    namescore,
    secondlook,
    spacednames,
    traits,
    transliterated,
)
from feedback_miner.privacy.span import Span
from feedback_miner.privacy.wordcost import Reading, ordinary_frequency

__all__ = ["Candidate", "candidates", "recognise"]

NEEDED = -1.0
"""The score from which on a candidate is one to all appearances."""
LOOKED_AT = -3.0
"""The score from which on a candidate is looked at once more."""
ENOUGH, EVERYDAY = -1.25, 0.0
"""The logarithm of the odds, after the second look, from which on a candidate is a name, chosen by
cross-validation over the writers of our gold's tuning half; of everyday words (连续, 成功) more is
asked: forums and surveys have far more of them than our gold."""
_SURE = 0.5  # from here on the same characters elsewhere in the text are the name too
_CHEAP = 10.0  # nats: what reads that well is not learned from
_LISTED = frozenset(("listed",))


class Candidate(NamedTuple):
    """A possible name ``text[start:end]``, the length of its surname, what stands around it, its
    score, and what it saves beside an ordinary reading (nats)."""

    start: int
    size: int
    end: int
    left: str
    right: str
    score: float
    saved: float


_PLACE_NEXT = re.compile(
    r"[路街镇乡村县市区庄寨湾园苑城湖站港郡墅]|外国语|学校|中学|小学|幼儿园|医院|超市|物业|山庄|公馆|"
    r"小区|大道|花园|广场|大厦|银行|公司|集团|[一二三四五六七八九十]路"
)
# 于贵行, 向本行, 由平台, 应今年: a preposition that is a surname, and whom or when it is of.
_OF_BANK = re.compile(
    r"[于向从和由应与对曾经](?:[贵本该我你][行司处方社部]|贵(?=[公平支网单中机])|平台|银行|柜台|网点|"
    r"此(?=[办申反投提请])|[今去当本上前昨][年天日月周晚]|[年月]初)"
)
# The clause goes on with when or how (本人李明现于贵行…, 刘洋特向…): no third character of a name.
_GOES_ON = re.compile(
    r"现(?:[于在因已就将向对需要有住居年任]|申请|投诉|反映|恳|特)|特(?:[向此地]|申请|投诉|来[电信函])|"
    r"今(?:[天日年晚早向因于]|投诉|反映|申请|来[电信函])|自(?:[0-9去今前本]|[一二三四五六七八九十]月)|"
    r"强(?:烈(?!的)|制(?!作[了过]))|原(?:[在于系]|[是为]贵)"
)
# What a name is told of, the first character of which is none of it: 杨帆生病, 王丽请打….
_TOLD_OF = re.compile(
    r"请(?:[打拨回不勿别你您速尽核联处让把转]|帮)|早(?:[就已上离搬走前不]|都)|"
    r"来(?:[跟我电函找给]|处理)|生(?:[病气前]|孩子)|拉(?:黑|着|我|住)|"
    r"发(?:朋友圈|短信|消息|微信|信息|来|给|我|语音)|滚(?:[出蛋开回]|吧)|调(?:[走离岗去到]|职)|"
    r"签(?:[的字了名过下约]|合同)|申请|助学|真[棒好行差]|拦(?:[着住我下])|冒(?:[用充名])|无(?:[法力故权缘理]|人(?:接|管|处|回|理))"
)
# What ends the word in front and is no surname before another: 老赖王丽, 代周婷咨询, 房东郭芳.
_NO_SURNAME = frozenset(("老赖", "我代", "房东", "率高", "额高", "费高", "太高", "很高"))
# 和 before whom one speaks with is no surname: 和东北电话沟通.
_SPOKEN_WITH = re.compile("(?:电话|微信)(?:沟通|联系)")
# A preposition that is a surname, before 小刘经理.
_PREPOSED = frozenset("由向应和与从对于曾")
# What is asked of a lender, no person: 您对禾穗的贷款服务…, 把禾穗推荐给亲友.
_RECOMMENDED = re.compile(r"推荐给(?:亲|朋友|他人|别人|其他|家人|同事|身边|周围)")
_OFFERS = re.compile(r"的(?:贷款|产品|放款|审批|利率|额度|业务|理财|[Aa][Pp][Pp])")
_COUNTED = re.compile(
    r"[0-9一二两三四五六七八九十百几多各这那每] ?[项段章](?=[有无已未均都是能可不])"
)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """Return the pattern of a surname and a character that may stand in a given name."""
    lists = namelists.load()
    # One class of all that may stand is quicker than a look ahead at what may not.
    chars = map(chr, (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)))  # rare ones too: 龚㛃
    given = f"[{''.join(c for c in chars if c not in namescore.GRAMMAR)}]"
    singles = "".join(sorted(lists.surnames))
    begun: dict[str, str] = {}
    for surname in sorted(lists.compound):
        begun[surname[0]] = begun.get(surname[0], "") + surname[1]
    compounds = "|".join(f"(?<={first})[{rest}]" for first, rest in begun.items())
    # It begins with a class, and looks back at what that was: so it is sought at a bound.
    return re.compile(
        rf"[{singles}{''.join(begun)}]"
        rf"(?:(?=[{''.join(begun.values())}])(?:{compounds})|(?<=[{singles}]))"
        rf"(?={given}(?P<second>{given})?)"
    )


@lru_cache(maxsize=1 << 13)
def _ahead(chars: str) -> tuple[float, frozenset[str]]:
    """Return what the two characters in front of a name add to its score, and the kinds of what
    may end in them."""
    return namescore.near("before", chars), namecues.may_end(chars[-1:])


def candidates(text: str, needed: float = NEEDED) -> Iterator[Candidate]:
    """Yield what may be a name and scores at least ``needed``, from left to right.

    They may overlap. One that stands beside an earlier name (a list) is scored as such."""
    named, near = -1, namescore.near  # where the last name ended
    for match in _pattern().finditer(text):
        (start, given), left, reading = match.span(), "", None
        size = given - start
        longest = max(given + 1, match.end("second"))
        before, lefts = _ahead(text[max(0, start - 2) : start])
        if 0 < named < start and text[named:start] in namecues.LISTED:
            lefts = _LISTED
        for end, high in enumerate(namescore.reach(text[start:longest], size, lefts), given + 1):
            beside = before + near("behind", text[end : end + 2])
            lacking = needed - beside
            if high < lacking:
                continue
            left = left or _left(text, start, named)
            formed = namescore.formed(text[start:end], size)
            best, slope = namescore.at_most(left, end - start - size)
            if formed.high + best + slope * formed.most < lacking:
                continue
            right = namecues.behind(text, end)
            around = namescore.beside(left, right)
            if formed.high + around + slope * formed.most < lacking:
                continue
            if _barred(text, start, given, end, left):
                continue
            if named == end - 1 > given and _GOES_ON.match(text, end - 1):
                continue  # only where the shorter name was found: 张中原是… is no 张中
            if right in ("title", "person") and _of_next(text, start, end, left):
                continue
            if end - start == 2 and text[start : end + 1] in namelists.load().famous:
                continue  # 刘强东 is no 刘强
            if namescore.proverbial(text[start:end], left, right):
                continue
            if namescore.namesake(text, start, end, left, right):
                continue
            if namescore.district(text[start:end], left, right):
                continue
            if namescore.folk(text[start:end], left, right):
                continue
            score = (
                formed.base
                + beside
                + namescore.total(namescore.around(text, start, size, end, left, right))
            )
            if score + slope * formed.most < needed:
                continue
            reading = reading or Reading(text, start)
            saved = reading.saved(start, end)
            score += namescore.total(namescore.saved(end - start - size, left, saved))
            if score >= needed:
                if score >= NEEDED:
                    named = end
                yield Candidate(start, size, end, left, right, score, saved)


def seen(text: str, one: Candidate) -> tuple[float, ...]:
    """Return what the second look sees of a candidate."""
    place = (one.start, one.size, one.end)
    return secondlook.signs(text, place, (_apart(text, one), one.right), one.score, one.saved)


def _apart(text: str, one: Candidate) -> str:
    """Return what stands in front of a candidate; a clause's end does behind a name that one
    ended with: 李国栋，全程跟进."""
    apart = one.left == "listed" and text[one.start - 1] in "，,；\n"
    return "edge" if apart else one.left


def looked_at(text: str) -> list[Candidate]:
    """Return the candidates that are names after a second look, which scores them."""
    found = []
    for whole in candidates(text, LOOKED_AT):
        one = _trimmed(text, whole)
        if namescore.exclaimed(text[one.start : one.end], _apart(text, one), one.right):
            continue
        described = traits.told(text, one.start, one.end, one.left, one.right)
        if described and not secondlook.speaks_of_names(text, one.start, one.end):
            continue
        score = secondlook.odds(seen(text, one))
        everyday = namescore.everyday(text[whole.start : whole.end], _apart(text, one), one.right)
        if score >= (EVERYDAY if everyday else ENOUGH):
            found.append(one._replace(score=score))
    return found


def described(text: str, ends: frozenset[int]) -> Iterator[tuple[Candidate, dict[str, float]]]:
    """Yield every candidate with its features, for learning: of those that read well otherwise
    only names and everyday words that look like one. ``ends``: where names end."""
    words = namelists.load().words
    for match in _pattern().finditer(text):
        start = match.start()
        size = match.end() - start
        named = max((end for end in ends if end <= start), default=-1)
        left, reading = _left(text, start, named), Reading(text, start)
        for end in (start + size + 1, start + size + 2)[: 2 if match["second"] else 1]:
            saved = reading.saved(start, end)
            plain = saved < _CHEAP and text[start:end] not in words
            if (plain and end not in ends) or _barred(text, start, start + size, end, left):
                continue
            right = namecues.behind(text, end)
            features = dict(namescore.form(text[start:end], size))
            features.update(namescore.around(text, start, size, end, left, right))
            features.update(namescore.saved(end - start - size, left, saved))
            features.update(namescore.neighbours("before", text[max(0, start - 2) : start]))
            features.update(namescore.neighbours("behind", text[end : end + 2]))
            yield Candidate(start, size, end, left, right, 0.0, saved), features


def _left(text: str, start: int, named: int) -> str:
    if 0 < named < start and text[named:start] in namecues.LISTED:
        return "listed"
    return namecues.in_front(text, start)


def _of_next(text: str, start: int, end: int, left: str) -> bool:
    """Tell whether ``text[end - 1]`` is the surname of whom a title follows: 感谢张经理, and
    感谢小刘经理 where what seems a surname belongs to what stands before it."""
    if text[end - 1] not in namelists.load().surnames:
        return False
    if end - start == 3:
        if text[start + 1] not in "小老大":
            return False
        if text[start] in _PREPOSED and left not in ("sure", "named", "field"):
            return left != "party" or text[start] not in "于曾"  # 联系人于小平
    return start > 0 and ordinary_frequency(text[start - 1 : start + 1]) > 0


def _barred(text: str, start: int, given: int, end: int, left: str) -> bool:
    """Tell whether a title in the name, a place behind it, or its being a preposition and its
    noun or a count (3 项有明确…) bars it, whatever the sum."""
    if left != "sure" and (
        _PLACE_NEXT.match(text, end)
        or _OF_BANK.match(text, start)
        or (text[max(0, start - 2) : start] in ("您对", "你对") and _OFFERS.match(text, end))
        or (text[max(0, start - 1) : start] in ("把", "将") and _RECOMMENDED.match(text, end))
        or (text[start] in "和与" and _SPOKEN_WITH.match(text, end))
        or any(_COUNTED.match(text, at) for at in (start - 1, start - 2) if at >= 0)
    ):
        return True
    return namescore.titled(text, given, end)


def _trimmed(text: str, found: Candidate) -> Candidate:
    """Return a name of three characters without the first of the next word (杨帆生 of 杨帆生病) or
    the last of the word in front (代周婷 of 我代周婷咨询)."""
    start, end, left = found.start, found.end, found.left
    if end - start - found.size == 2 and _TOLD_OF.match(text, end - 1):
        return found._replace(end=end - 1)
    if end - start != 3:
        return found
    before = text[max(0, start - 1) : start + 1]
    open_ = text[start] in "从代" and left in ("none", "line", "edge", "loose")
    if (before in _NO_SURNAME or open_) and text[start + 1] in namelists.load().surnames:
        return found._replace(start=start + 1, size=1)
    return found


def recognise(text: str) -> Iterator[Span]:
    """Yield full names; one that was told apart by what is around it is found at its other
    places too."""
    if transliterated.MAYBE(text):
        yield from transliterated.recognise(text)
    if latinnames.MAYBE(text):
        yield from latinnames.recognise(text)
    if " " in text:
        yield from spacednames.recognise(text)
    every = looked_at(text)
    if not every:
        return
    kept: list[Candidate] = []
    taken: set[int] = set()  # characters of those kept
    starts = {c.start for c in every}
    for found in sorted(every, key=lambda c: (-c.score, c.start)):
        if text[found.start] in namescore.JOINING and found.start + 1 in starts:
            continue  # 由邹凯负责
        if taken.isdisjoint(range(found.start, found.end)):
            kept.append(found)
            taken.update(range(kept[-1].start, kept[-1].end))
    for name in sorted(kept):
        score = min(0.95, 0.5 + 0.06 * (name.score - ENOUGH))
        yield Span(
            "name", name.start, name.end, score, f"{name.left} in front, {name.right} behind"
        )
    sure = {text[c.start : c.end] for c in kept if c.score >= _SURE and c.end - c.start > 2}
    for start, end in _places(text, sure):
        if not _PLACE_NEXT.match(text, end):
            yield Span("name", start, end, 0.6, "named elsewhere in the text")


def _places(text: str, words: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield where the words stand in a text, in one pass however many they are: one word's places
    do not overlap."""
    if not words:
        return
    sizes, ended = sorted({len(word) for word in words}), dict.fromkeys(words, 0)
    for match in re.finditer(f"[{''.join(sorted({word[0] for word in words}))}]", text):
        start = match.start()
        for size in sizes:
            word = text[start : start + size]
            if ended.get(word, start + 1) <= start:
                ended[word] = start + size
                yield start, start + size
