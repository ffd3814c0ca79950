"""Full names in Latin letters: Li Weiming, Weiming Li, LI WEIMING, Kevin Zhou."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback_miner.privacy.span import Span

__all__ = ["MAYBE", "recognise"]

# Surnames as pinyin and Hong Kong spell them, but for those that are English words (He, Long).
_SURNAMES_LISTED = """
    Li Wang Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo Gao Lin Luo Zheng
    Liang Xie Tang Deng Han Feng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du Ye
    Cheng Wei Su Lyu Lu Ding Ren Shen Yao Cui Zhong Tan Jin Shi Liao Jia Xia Fu Fang Bai Zou
    Meng Xiong Qin Qiu Hou Yin Xue Yan Lei Duan Tao Hao Kong Shao Mao Gu Lai Kang Qian Niu
    Hong Gong Ouyang Situ Shangguan Zhuge Murong Chan Wong Cheung Lau Leung Lam Kwok Tsang Yip
    Chow Ng Ho Cheng Yeung Tse Fung Tong Kim Park Lee Choi Jung Nguyen Tran
"""
_SURNAMES = frozenset(_SURNAMES_LISTED.split())
_WESTERN_LISTED = """
    Alan Albert Alex Alexander Alice Amanda Amy Andrea Andrew Andy Angela Anna Anthony Ben
    Benjamin Betty Bill Bob Brian Bruce Carl Carol Cathy Charles Charlie Chloe Chris Christina
    Cindy Claire Daniel David Diana Donald Edward Elaine Elena Elizabeth Ella Emily Emma Eric
    Eva Evelyn Frank Fred Gary George Gloria Grace Hannah Harry Helen Henry Irene Iris Jack
    Jackson Jacky James Jane Janet Jason Jeff Jennifer Jenny Jerry Jessica Jim Jimmy Joe John
    Johnny Jonathan Joseph Joyce Judy Julia Julie Karen Kate Kathy Kelly Ken Kenneth Kevin
    Larry Laura Lawrence Leo Linda Lisa Louis Lucas Lucy Margaret Maria Marco Mark Martin Mary
    Matthew Michael Michelle Mike Nancy Natalie Nicholas Nick Nicole Olivia Oscar Patrick Paul
    Peter Philip Rachel Raymond Rebecca Richard Robert Robin Roger Ron Ronald Rose Roy Ryan
    Sally Sam Samuel Sandra Sarah Scott Sean Sharon Simon Sophia Sophie Stephen Steve Steven
    Susan Teresa Terry Thomas Tim Tina Tom Tommy Tony Vanessa Victor Victoria Vincent Vivian
    Wendy William Winnie Zoe Ahmed Carlos Hans Hassan Hiroshi Igor Ivan Jean Jose Juan Kenji
    Luis Mohamed Mohammad Mohammed Muhammad Natasha Olga Omar Pedro Pierre Sergei Svetlana Yuki
"""
_WESTERN = frozenset(_WESTERN_LISTED.split())
# Names that are English words too tell one beside a known surname only: Bill Pay, Grace Period.
_WORDS_LISTED = """
    Bill Carol Frank Gary Gloria Grace Iris Jack Jackson Joe Ken Mark Robin Rose
    Scott Victor Victoria
"""
_WORDS = frozenset(_WORDS_LISTED.split())
_MIDDLE = frozenset(("Thi", "Van", "Bin", "Binti", "De", "Del"))
_SYLLABLE = (
    "(?:[bpmf](?:[aoiu]|[ae]i|[ao]u|ao|[ae]ng?|i[ae]n?|iao|ing?)|me"
    "|(?:[zcs]h|[dtnlgkhzcsrjqxyw])?"
    "(?:i?ang|i?ao|i?ong|uang|u?ai|[uoe]i|[io]u|i[ae]|u[aeo]|[iu]?an|[eiu]ng?|er|[aoeiuv]))"
)
_GIVEN = re.compile(rf"{_SYLLABLE}{{1,3}}", re.IGNORECASE)
_PLACES = frozenset(
    ("hong kong", "hu nan", "hu bei", "an hui", "tai wan", "xi an", "yu nan", "fu jian", "du bai")
)
_LOWER, _MARK = "a-zà-öø-ÿ", "(?![A-Za-zÀ-ÿ'’])"
_WORD = rf"[A-Z](?:[{_LOWER}]{{1,11}}|[A-Z]{{1,11}}){_MARK}"
_PAIR = re.compile(
    rf"(?<![A-Za-zÀ-ÿ'’\-])(?P<one>{_WORD}) (?P<two>{_WORD})(?:-[A-Z](?:[{_LOWER}]+|[A-Z]+))?"
    rf"(?: (?P<three>{_WORD}))?{_MARK}"
)
MAYBE = re.compile(" [A-Z]").search
"""Tells quickly whether a text may hold such a name."""


def recognise(text: str) -> Iterator[Span]:
    """Yield words that are a surname and a given name, in either order, or a name of three."""
    at = 0
    while found := _PAIR.search(text, at):
        at = found.end("one")
        three = _three(found)
        if three or _named(found["one"], found["two"]):
            at = found.end() if three or not found["three"] else found.start("three") - 1
            yield Span("name", found.start(), at, 0.7, "surname and given name in Latin letters")


def _three(found: re.Match[str]) -> bool:
    """Tell whether three words are one name: Nguyen Thi Lan, Muhammad Imran Khan."""
    one, two, three = ((found[name] or "").capitalize() for name in ("one", "two", "three"))
    if not three or three in _SURNAMES | _WESTERN:
        return False
    return two in _MIDDLE or (one in _WESTERN - _WORDS and two not in _SURNAMES)


def _named(one: str, two: str) -> bool:
    if f"{one} {two}".lower() in _PLACES:
        return False
    first, second = one.capitalize(), two.capitalize()
    if first in _WESTERN and (second in _SURNAMES or not (one.isupper() or first in _WORDS)):
        return True
    if second in _WESTERN - _WORDS and one.isupper() and two.isupper():
        return True  # IVANOVA OLGA
    if first in _SURNAMES:
        return _GIVEN.fullmatch(two) is not None or second in _WESTERN
    return second in _SURNAMES and one.isupper() == two.isupper() and bool(_GIVEN.fullmatch(one))
