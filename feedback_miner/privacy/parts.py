"""A mobile number that an export splits over neighbouring columns: 前缀 138, 主体 12345678.

No part is a number by itself, but side by side they are one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from feedback_miner.privacy.columns import digits_of
from feedback_miner.privacy.rows import Known
from feedback_miner.privacy.writing import fold
from feedback_miner.survey import short

__all__ = ["split_phones"]

_PLACES = "[一二三四五六七八0-9]{1,2}位"
_FIRST = re.compile(rf"前(?:缀|段|半|部)|号段|前{_PLACES}|prefix", re.I)
_MIDDLE = re.compile(rf"中(?:段|间|部)|中间?{_PLACES}", re.I)
_LAST = re.compile(rf"主体|(?:后|尾)(?:缀|段|半|部)|后{_PLACES}|尾号|末{_PLACES}|suffix", re.I)
_LONGEST = 20  # characters of a header that names a part
_SIZE = 11
_LOST = 2  # leading zeros that a spreadsheet's number loses
_MOBILE = re.compile("1[3-9][0-9]{9}")


def split_phones(headers: Sequence[str], cells: Sequence[str]) -> dict[int, Known]:
    """Return by its place in the row what is a part of a mobile number there: neighbouring cells
    below headers of parts (前缀 and 主体, 手机前段 and 手机后段) that make one together."""
    found: dict[int, Known] = {}
    for run in _runs(tuple(headers)):
        if run.stop <= len(cells) and _together([cells[place] for place in run]):
            found |= {place: Known("phone", fold(cells[place].strip())) for place in run}
    return found


@lru_cache(maxsize=256)
def _runs(headers: tuple[str, ...]) -> tuple[range, ...]:
    """Return the places of two or three neighbouring columns that hold parts of one number."""
    plain = [part if len(part) <= _LONGEST else "" for part in map(short, headers)]
    runs = []
    for at, part in enumerate(plain):
        if not _FIRST.search(part):
            continue
        last = at + 1 + (at + 1 < len(plain) and _MIDDLE.search(plain[at + 1]) is not None)
        if last < len(plain) and _LAST.search(plain[last]):
            runs.append(range(at, last + 1))
    return tuple(runs)


def _together(cells: Sequence[str]) -> bool:
    parts = [digits_of(cell) or fold(cell).strip() for cell in cells]
    if not all(part.isascii() and part.isdigit() for part in parts):
        return False
    front = "".join(parts[:-1])
    front = front.removeprefix("86") if len(front) > 3 else front
    lost = _SIZE - len(front) - len(parts[-1])
    return 0 <= lost <= _LOST and _MOBILE.fullmatch(front + "0" * lost + parts[-1]) is not None
