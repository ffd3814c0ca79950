"""What single characters are folded to: widths, compatibility forms, invisible characters.

The mapping follows Unicode's NFKC (Unicode Standard Annex 15) except where that would harm
Chinese feedback: full-width sentence punctuation stays (it is the ordinary form here), so do the
parts of emoticons such as （￣▽￣）, and circled numbers become list numbers, ``(1)``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import chain

__all__ = ["EMOJI", "character_class", "folds"]

EMOJI = "\U0001f000-\U0001f3fa\U0001f400-\U0001faff\u2600-\u27bf\u2b50\u2b55\u2300-\u23ff"
"""Emoji as the inside of a character class, without the skin tones (1F3FB-1F3FF)."""

_KEPT = frozenset("，！？；：（）…ªº＾｡")
_KEPT_RANGES = (
    (0x02B0, 0x02FF),  # modifier letters: parts of emoticons
    (0x1D2C, 0x1D6A),
    (0x1D9B, 0x1DBF),
    (0x3131, 0x318E),  # Hangul letters: parts of emoticons
    (0xFE30, 0xFE4F),  # vertical and wavy forms: parts of emoticons
    (0xFF65, 0xFF9F),  # half-width katakana: parts of emoticons
    (0xFFA1, 0xFFDC),
)
_CIRCLED = (
    *range(0x2460, 0x2474),
    *range(0x24EA, 0x24FF),
    *range(0x2776, 0x2794),
    *range(0x3251, 0x3260),
    *range(0x32B1, 0x32C0),
)
_SINGLE = {
    "\t": " ",
    "\r": "\n",
    "\v": "\n",
    "\f": "\n",
    "\x85": "\n",
    "‥": "…",
    "⋯": "…",
    "〜": "~",
    "⁄": "/",
    "､": "、",
    "\u2800": " ",  # blanks that count as letters or symbols
    "\u3164": " ",
    "\uffa0": " ",
    "\ufffc": "",
}
# Radicals that copying from a PDF leaves in the place of characters; NFKC has no mapping for them.
_RADICALS = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻥⻦⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长门青页风飞食马鱼鸟黄齐齿龙龟",
        strict=True,
    )
)
# Emoji of old phones (SoftBank's private use code points), still found in app-store reviews.
_SOFTBANK = dict(
    zip(
        "\ue00e\ue421\ue420\ue011\ue012\ue010\ue14c\ue41d\ue41f\ue022\ue023\ue032\ue056\ue057"
        "\ue058\ue059\ue05a\ue106\ue107\ue401\ue403\ue404\ue405\ue406\ue407\ue408\ue409\ue40d"
        "\ue40e\ue40f\ue410\ue411\ue412\ue413\ue414\ue415\ue416\ue418",
        "👍👎👌✌✋✊💪🙏👏❤💔🌹😊😃😞😠💩😍😱😥😔😁😉😣😖😪😝😳😒😰😲😭😂😢☺😄😡😘",
        strict=True,
    )
)


def _fold(code: int) -> str | None:
    """Return what a character is folded to, or None where it stays."""
    character = chr(code)
    category = unicodedata.category(character)
    if character in "\n ":
        return None
    if category in ("Zl", "Zp"):
        return "\n"
    if category == "Zs":
        return " "
    if category in ("Cc", "Cf", "Cs"):
        return ""
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:  # variation selectors
        return ""
    if 0x20D0 <= code <= 0x20F0 or 0x1F3FB <= code <= 0x1F3FF:  # keycap and its like, skin tones
        return ""
    if 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE:  # not characters at all
        return ""
    folded = unicodedata.normalize("NFKC", character)
    if folded == character and code not in _CIRCLED:
        return None
    if character in _KEPT or any(low <= code <= high for low, high in _KEPT_RANGES):
        return None
    if code in _CIRCLED:
        return f"({int(unicodedata.numeric(character))})"
    if 0x3280 <= code <= 0x3289:
        return f"({folded})"
    # A space with a mark on it, as ￣ or ´: a part of emoticons.
    if folded == character or folded.startswith(" "):
        return None
    return "".join(_SINGLE.get(part, part) for part in folded)


@cache
def folds() -> dict[str, str]:
    """Return the characters that are folded and what each becomes ("": dropped)."""
    # Beyond these blocks lie only emoji and rare characters; the last two are compatibility
    # characters and tags. Hangul and the private use area between them are what they are.
    codes = chain(
        range(0x3400),
        range(0xA000, 0xAC00),
        range(0xD7A4, 0xE000),
        range(0xF900, 0x10000),
        range(0x1D400, 0x1D800),
        range(0x1F3FB, 0x1F400),
        range(0x2F800, 0x2FA20),
        range(0xE0000, 0xE01F0),
    )
    table = {}
    for code in codes:
        folded = _fold(code)
        if folded is not None:
            table[chr(code)] = folded
    table.update(_SINGLE)
    table.update(_RADICALS)
    table.update(_SOFTBANK)
    return table


def character_class(characters: Iterable[str]) -> str:
    """Return a regular expression's character class for ``characters``, as ranges."""
    ranges: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    parts = (
        re.escape(chr(low)) + (f"-{re.escape(chr(high))}" if high > low else "")
        for low, high in ranges
    )
    return f"[{''.join(parts)}]"
