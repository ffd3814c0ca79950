"""What says that nobody answered, by the role of a column: blank cells, the marks of survey
platforms ((空), 跳过, -3), codes (-99), words (拒答)."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.survey import Role

__all__ = ["is_code", "marks", "unanswered", "unanswered_cells"]

_SKIPPED = frozenset({"-2", "-3"})  # 问卷星's for a question left blank, and for one not shown
# Nobody was asked, or whoever was said nothing: an answer to no question, whatever it asks.
_SILENT_WORDS = """
空 跳过 已跳过 拒答 拒绝回答 不便回答 不方便回答 未作答 未填 未填写 未回答 未答 缺失
"""
# Nor is any of these an answer, but people write them in their own words too.
_EMPTY_WORDS = "不适用 n/a na #n/a null nan - -- — —— / \\ . refused missing"
# No rating; but a group may be called so (未使用), and an option (不知道).
_UNRATED_WORDS = """
无 none 不知道 不清楚 不了解 没用过 未使用 未使用过 没使用过 没有使用过 未接触 未体验 不便评价
无法评价 不予评价 无法回答 说不清 说不清楚 难说 未评价 未评分 dk
"""
_CODES_USED = "-1 -2 -3 -7 -8 -9 -88 -97 -98 -99 -999 77 88 96 97 98 99 777 888 998 999 9999"
_SILENT = frozenset(_SILENT_WORDS.split())
_EMPTY = {*_EMPTY_WORDS.split(), "not applicable", "no answer", "prefer not to say"}
_UNRATED = {*_UNRATED_WORDS.split(), "don't know"}
_CODES = frozenset(_CODES_USED.split())
_NOTHING = "无"  # of a segment no answer, or its lowest level
_COMMON = 0.05  # share of the answers from which it is a level
_COUNTED = re.compile(r"有.*|[一二两三四五六七八九十\d]+\s*[个人笔次套辆台张项家种份].*")
_LONGEST = 24  # characters; no mark is longer
_BRACKETS = re.compile(r"[(\[【<〈《{]\s*(.*?)\s*[)\]】>〉》}]")
_LAST = ")]】>〉》}0"  # what the two patterns end with: most cells need not be tried
_POINT = re.compile(r"(-?\d+)\.0+")


def unanswered(cell: str, role: Role) -> bool:
    """Tell whether a cell of a column in that ``role`` says that nobody answered.

    Marks count bare or bracketed, in any width and case. In every role: blank, (空), 跳过, 拒答,
    未作答, -2, -3. In closed questions also 不适用, N/A, -; of a score whatever rates nothing (无,
    不知道; ``turned_down`` of ``labels`` tells where that is a level, and codes such as 99 are told
    by its scale); of a segment, channel or option every negative code but -1 (not chosen); of a
    ranking every code and 0, for no place is called so. 无 of a segment may be a level: see
    ``marks``. A text is unanswered only where no person wrote it.
    """
    text = _plain(cell)
    if text in _SKIPPED or text in _SILENT or not text:
        return True
    if role == "text" or len(text) > _LONGEST:
        return False
    if role == "score":
        return text in _EMPTY or text in _UNRATED
    if role == "rank":
        return text == "0" or text in _CODES or text in _EMPTY or text in _UNRATED
    return text in _EMPTY or (text in _CODES and text.startswith("-") and text != "-1")


def unanswered_cells(cells: pd.Series[str], role: Role) -> NDArray[np.bool_]:
    """Tell of each cell whether it is ``unanswered``."""
    codes, different = pd.factorize(cells)
    table = np.array([unanswered(str(cell), role) for cell in different], dtype=bool)
    return table[codes] if len(table) else np.zeros(len(cells), dtype=bool)


def marks(counts: Counter[str]) -> Counter[str]:
    """Return those cells of a segment or channel (with how often each occurs) that are no level.

    无 is one of them where it is rare (less than one answer in twenty) and no other level begins
    with 有 or counts (一个, 2笔); else it is the lowest level, as of loans that somebody has.
    """
    found = Counter({text: n for text, n in counts.items() if unanswered(text, "segment")})
    levels = counts - found
    most = _COMMON * levels.total()
    for text, n in levels.items():
        rare = n < most
        if _plain(text) == _NOTHING and rare and not any(map(_COUNTED.fullmatch, levels)):
            found[text] = n
    return found


def is_code(text: str) -> bool:
    """Tell whether a number is a usual code for a missing answer (-99, 98)."""
    return _plain(text) in _CODES


def _plain(cell: str) -> str:
    """Return a cell without spaces around it, width, case, brackets around it and ``.0``."""
    text = cell.strip()
    if len(text) > _LONGEST:
        return text
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.lower()
    for pattern in (_BRACKETS, _POINT):
        found = pattern.fullmatch(text) if text[-1:] in _LAST else None
        text = found[1] if found else text
    return text
