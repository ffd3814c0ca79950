"""The order in which people expect the levels of a segment: ages and sums by their numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["in_order"]

_NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?([千万亿kK]?)")
_TIMES = {"": 1.0, "千": 1e3, "k": 1e3, "K": 1e3, "万": 1e4, "亿": 1e8}
_COUNTED = "零一二三四五六七八九十"
_BELOW = re.compile("以下|以内|不到|不足|低于|小于|未满|少于|[<≤]|under|below|less")


def in_order(levels: Sequence[str]) -> list[str]:
    """Return levels by the numbers they name (31-40, 51及以上, 5-10万, 新一线), where all of them
    name one; else as they are."""
    places = {level: place for level in levels if (place := _place(level))}
    return sorted(levels, key=places.__getitem__) if len(places) == len(levels) else list(levels)


def _place(level: str) -> tuple[float, bool] | None:
    """Return the first number of a level and whether it is the lower end."""
    found = _NUMBER.findall(level)
    if found:
        unit = found[0][1] or next((unit for _, unit in found if unit), "")
        return float(found[0][0]) * _TIMES[unit], not _BELOW.search(level)
    counted = [character for character in level if character in _COUNTED]
    if counted:
        return float(_COUNTED.index(counted[0])), level.startswith("新")
    return None
