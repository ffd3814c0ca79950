"""Times as exports write them, read as times of the clock in China."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache

__all__ = ["CHINA", "parse_time"]

CHINA = timezone(timedelta(hours=8))  # no summer time since 1991
_EARLIEST, _LATEST = datetime(1990, 1, 1), datetime(2100, 1, 1)
_DATE = re.compile(
    r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*[日号]?"
    r"|(?P<y2>(?:19|20)\d\d)(?P<m2>[01]\d)(?P<d2>[0-3]\d)"
    r"|(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y3>\d{4})"
)
_CLOCK = re.compile(
    r"[\sT,，]*(?:星期.|周.)?\s*(?P<half>上午|下午|晚上|凌晨|中午|早上|AM|PM)?\s*"
    r"(?:(?P<h>\d{1,2})\s*[:：时点]\s*(?P<n>\d{1,2})?\s*(?:[:：分]\s*(?P<s>\d{1,2})?(?:[.,]\d+)?)?秒?分?"
    r"|(?P<h2>\d{2})(?P<n2>\d{2})(?P<s2>\d{2})?)"
    r"\s*(?P<half2>AM|PM)?\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?",
    re.I,
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?(?:\.\d+)?")
_LATE = frozenset({"下午", "晚上", "PM"})


@lru_cache(maxsize=200_000)
def parse_time(cell: str) -> datetime | None:
    """Return the time a cell tells, None where it tells none; never raises.

    Reads 2026-01-05 09:46, 2026/1/5, 2026年1月5日 下午3时5分, 20260105094600, 5/1/2026 (day first
    only where the first number is beyond 12), ISO 8601 with an offset or Z (turned into Chinese
    time), seconds or milliseconds since 1970, and day numbers of spreadsheets.
    """
    text = cell.strip().translate(_WIDE)
    if not text:
        return None
    found = _DATE.match(text)
    try:
        if _EPOCH.fullmatch(text):
            number = float(text)
            seconds = number / 1000 if number > 1e11 else number
            moment = datetime.fromtimestamp(seconds, CHINA).replace(tzinfo=None)
        elif found:
            moment = _clock(_day(found), text[found.end() :])
        elif _SERIAL.fullmatch(text):
            moment = datetime(1899, 12, 30) + timedelta(seconds=round(float(text) * 86_400))
        else:
            return None
    except (ValueError, OverflowError):
        return None
    return moment if _EARLIEST <= moment < _LATEST else None


_WIDE = str.maketrans("０１２３４５６７８９：／－．", "0123456789:/-.")


def _day(found: re.Match[str]) -> datetime:
    if found["y"]:
        return datetime(int(found["y"]), int(found["m"]), int(found["d"]))
    if found["y2"]:
        return datetime(int(found["y2"]), int(found["m2"]), int(found["d2"]))
    first, second = int(found["a"]), int(found["b"])
    month, day = (second, first) if first > 12 else (first, second)
    return datetime(int(found["y3"]), month, day)


def _clock(day: datetime, rest: str) -> datetime:
    found = _CLOCK.match(rest)
    if not found:
        return day
    hour = int(found["h"] or found["h2"])
    half = (found["half"] or found["half2"] or "").upper()
    if half in _LATE and hour < 12:
        hour += 12
    elif half in ("AM", "凌晨") and hour == 12:
        hour = 0
    minute, second = int(found["n"] or found["n2"] or 0), int(found["s"] or found["s2"] or 0)
    moment = day + timedelta(hours=hour, minutes=minute, seconds=second)
    if hour > 24 or minute > 59 or second > 60:
        return day
    zone = (found["zone"] or "").upper().replace(":", "")
    if not zone:
        return moment
    offset = timedelta(0)
    if zone not in ("Z", "UTC"):
        sign = -1 if zone[0] == "-" else 1
        offset = sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5]))
    return moment - offset + timedelta(hours=8)
