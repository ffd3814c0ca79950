"""The day by which a customer wants an answer: his own words, and the day that they mean."""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from feedback_miner.lexicon import expressions, literals
from feedback_miner.triage.workdays import add_working_days, next_holiday

__all__ = ["Ultimatum", "find"]

DAY = timedelta(days=1)
LONGEST = 92  # days: what lies further off is no deadline for an answer
ASKED = ("condition", "demand", "latest", "must", "last")  # ways to set a day for an answer
_DIGITS: Mapping[str, int] = {
    **{sign: n for n, sign in enumerate("一二三四五六七八九十", start=1)},
    "两": 2,
}
_RELATIVE = {"今": 0, "明": 1, "后": 2, "大": 3}


@lru_cache(maxsize=1)  # asked of every case
def _heard() -> Mapping[str, re.Pattern[str]]:
    return expressions.load("care/ultimatum")


@lru_cache(maxsize=1)
def _ways() -> tuple[tuple[re.Pattern[str], tuple[tuple[str, ...], ...]], ...]:
    """Return the patterns of ASKED, each with sets of strings of all of which a text has one that
    it matches: few texts have, and to look costs a tenth of matching."""
    ways = [_heard()[way] for way in ASKED]
    return tuple(
        (way, tuple(tuple(sorted(part)) for part in literals.parsed(way.pattern))) for way in ways
    )


class Ultimatum(NamedTuple):
    """The customer's words for a time, and the day they mean; None where the row has no time."""

    words: str
    day: date | None


def find(text: str, received: datetime | None) -> Ultimatum | None:
    """Return the earliest day by which a customer wants an answer or threatens to go further,
    read as said at ``received``; None where none is set.

    Only what is said as a condition (10号之前不处理就去银保监) or a demand (请在三日内答复)
    counts, not what staff, collectors or contracts say, nor days of the past or of every month. A
    bare day of the month is the next one, a bare weekday the next one, days within which something
    is to be done run from the day after.
    """
    heard = _heard()
    spoken = heard["speaker"].sub(lambda match: "。" * len(match[0]), text)
    found = []
    for way, parts in _ways():
        if not all(any(string in spoken for string in part) for part in parts):
            continue
        for match in way.finditer(spoken):
            before = spoken[: match.start()]
            if heard["others"].search(before) and not heard["own"].search(before):
                continue
            if heard["gone"].search(spoken[: match.start("when")]):
                continue
            words = _words(match)
            if received is None:
                found.append(Ultimatum(words, None))
                continue
            day = _day(match, received)
            if day is not None and 0 <= (day - received.date()).days <= LONGEST:
                found.append(Ultimatum(words, day))
    return min(found, key=lambda one: (one.day or date.max, one.words), default=None)


def _words(match: re.Match[str]) -> str:
    """Return the time with what follows it (之前, 内)."""
    tail = _heard()["tail"].match(match.string[match.end("when") :])
    return match["when"] + (tail[0] if tail else "")


def _day(match: re.Match[str], received: datetime) -> date | None:
    """Return the day that a match means, None where there is no such day."""
    today = received.date()
    if match["rel"]:
        return today + _RELATIVE[match["rel"][0]] * DAY
    if match["feast"]:
        name = match["feast"].removesuffix("节")
        feast = next_holiday(today, {"过年": "春", "五一": "劳动"}.get(name, name))
        return feast - DAY if feast else None
    if match["in"]:
        return today + (6 - today.weekday()) * DAY
    if match["week"]:
        return _weekday(match["week"], match["side"] or "", today)
    if match["end"]:
        months = _ahead(_number(match["its"]), today) if match["its"] else match["end"].count("下")
        return _months_on(today.replace(day=1), months, last=True)
    if match["n"]:
        return _within(_number(match["n"]), match["n"] == "半", match["unit"], received)
    day = _number(match["day"])
    if match["month"]:
        return _numbered(_ahead(_number(match["month"]), today), day, today)
    if match["later"]:
        return _numbered(len(match["later"]), day, today)
    return _numbered(int(day < today.day and not match["this"]), day, today)


def _weekday(sign: str, side: str, today: date) -> date:
    number = {"末": 6, "天": 6, "日": 6}.get(sign, _DIGITS.get(sign, 0) - 1)
    ahead = number - today.weekday()
    if side.startswith("下"):
        return today + (ahead + 7 * side.count("下")) * DAY
    return today + (ahead if side or ahead >= 0 else ahead + 7) * DAY


def _within(count: int, half: bool, unit: str, received: datetime) -> date:
    today = received.date()
    if unit == "小时":
        return (received + timedelta(hours=0.5 if half else count)).date()
    if unit == "工作日":
        return add_working_days(today, count)
    if unit == "月":
        return today + 15 * DAY if half else _months_on(today, count)
    return today + (0 if half else count * (1 if unit in "天日" else 7)) * DAY


def _ahead(month: int, today: date) -> int:
    """Return how many months ahead (negative: back) a month is that is named by its number: one
    that is over is next year's only where it is more than half a year back."""
    ahead = month - today.month
    return ahead + 12 if ahead < -6 else ahead


def _months_on(day: date, months: int, last: bool = False) -> date:
    """Return the same day so many months on, or that month's last day where it has no such day or
    ``last`` is asked for."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, length if last else min(day.day, length))


def _numbered(months: int, day: int, today: date) -> date | None:
    """Return that day of the month so many months on, None where it has no such day."""
    first = _months_on(today.replace(day=1), months)
    try:
        return first.replace(day=day)
    except ValueError:
        return None


def _number(words: str) -> int:
    """Return a number up to 99 in digits or Chinese signs, 0 for none."""
    if not words or words.isdigit():
        return int(words or 0)
    tens, found, ones = words.partition("十")
    if found:
        return (_DIGITS.get(tens, 1) if tens else 1) * 10 + _DIGITS.get(ones, 0)
    return _DIGITS.get(words, 0)
