"""Characters, words and whole sentences that are written over and over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from feedback_miner.text.alignment import Edit
from feedback_miner.text.folding import EMOJI

__all__ = ["MARKS", "PRECHECK", "phrases", "punctuation", "runs", "stars", "whole"]

_PUNCTUATION = re.compile(r"([!！])[!！]+|([?？])[?？]+|([,，;；~。、…])\3+|(\.)\.+")
_RUN = re.compile(rf"([{EMOJI}])\1+|([^\d\s*Xx])\2{{2,}}")
_STARS = re.compile("(?<![☆✩])([⭐★🌟]+)([☆✩]*)")
_PHRASE = re.compile(r"(\S.{1,7}?)\1{2,}")
# Words of one character that are drawn out for force: 慢慢慢死了 means 慢死了, 太太太贵 means 太贵.
# Others keep two, which leaves 哈哈, 谢谢, 天天 and their like whole.
_ONE = frozenset(
    "太很真超最特极巨好差慢快烂贵坑坏卡难渣破丑笨假黑狠赞棒牛强爽美多少高低大小没不无别非快滚呸"
)

MARKS = "!！?？,，;；~。、…."
PRECHECK: tuple[re.Pattern[str], ...] = (
    re.compile(rf"[{MARKS}]{{2}}"),
    re.compile("[⭐★🌟]{3}|[⭐★🌟][☆✩]"),
    re.compile(rf"([{EMOJI}])\1"),
    re.compile(r"(.)\1\1"),
    # Two characters that come again soon are rare, and quicker to look for.
    re.compile(r"(?=(..).{0,4}\1)(?:\1\1\1|(...)\2\2|(....)\3\3|(.....)\4\4|(......)\5\5)"),
)
"""A text in which none of these is found has no repeats worth an edit."""


def punctuation(text: str) -> Iterator[Edit]:
    """Yield an edit for each run of one mark: !!!!! → !, ..... → …"""
    for match in _PUNCTUATION.finditer(text):
        mark = match[0][0]
        yield match.start(), match.end(), "…" if mark == "." else mark


def stars(text: str) -> Iterator[Edit]:
    """Yield an edit for each mark given in stars, three to five or such as are filled up to five:
    ⭐⭐⭐⭐⭐ → 五颗星, ★☆☆☆☆ → 一颗星. Others are ornaments."""
    found = list(_STARS.finditer(text))
    for match in found if len(found) == 1 else ():
        given, left = len(match[1]), len(match[2])
        if given + left == 5 if left else 3 <= given <= 5:
            yield match.start(), match.end(), f"{'一两三四五'[given - 1]}颗星"


def runs(text: str) -> Iterator[Edit]:
    """Yield an edit for each run of one character or emoji.

    Three or more of a Chinese character become two (哈哈哈哈 → 哈哈), or one where it is drawn out
    for force (慢慢慢死了 → 慢死了); two, as in 慢慢 or 谢谢, stay. Two or more of an emoji become
    one, four or more of anything else three; digits and masks (138****0000) stay.
    """
    for match in _RUN.finditer(text):
        character, length = match[0][0], match.end() - match.start()
        if match[1] or character in _ONE:
            keep = 1
        elif "\u3400" <= character <= "\u9fff":
            keep = 2
        else:
            keep = 3
        if length > keep:
            yield match.start(), match.end(), character * keep


def phrases(text: str) -> Iterator[Edit]:
    """Yield an edit for each phrase of two to eight characters that stands three times or more."""
    for match in _PHRASE.finditer(text):
        unit = match[1]
        if (
            unit.strip(unit[0])
            and not unit.isdigit()
            and any(c.isalpha() or c > "\U0001f000" for c in unit)
        ):
            yield match.start(), match.end(), unit


def whole(text: str) -> Iterator[Edit]:
    """Yield an edit where all of the text is one phrase over and over."""
    period = (text + text).find(text, 1)
    if 0 < period < len(text) and (period >= 4 or len(text) >= 3 * period > 3):
        unit = text[:period]
        if unit.strip(unit[0]) and not unit.isdigit():
            yield 0, len(text), unit
