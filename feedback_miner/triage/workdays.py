"""The working days of China: weekends, holidays and the weekends worked in their place."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

__all__ = [
    "add_working_days",
    "is_announced",
    "is_working_day",
    "next_holiday",
    "working_day_before",
]

ONE = timedelta(days=1)


@lru_cache(maxsize=1)
def _calendar() -> Any:
    import holidays

    return holidays.country_holidays("CN", language="zh_CN")


@lru_cache(maxsize=20_000)
def is_working_day(day: date) -> bool:
    """Tell whether offices in China work on ``day``.

    By the yearly arrangement of the State Council where the ``holidays`` library has it (each
    year's is announced about November of the year before); beyond, by weekends and the statutory
    holidays, which the library works out for any year (see ``is_announced``).
    """
    return bool(_calendar().is_working_day(day))


@lru_cache(maxsize=200)
def is_announced(year: int) -> bool:
    """Tell whether the arrangement of a year is known, with its exchanged working weekends."""
    calendar = _calendar()
    _ = date(year, 1, 1) in calendar  # the library fills a year when it is first asked
    return any(day.year == year for day in calendar.weekend_workdays)


@lru_cache(maxsize=20_000)
def add_working_days(day: date, count: int) -> date:
    """Return the ``count``-th working day after ``day``, which is not counted itself."""
    while count > 0:
        day += ONE
        if is_working_day(day):
            count -= 1
    return day


def next_holiday(day: date, name: str, days: int = 200) -> date | None:
    """Return the first public holiday after ``day`` whose Chinese name has ``name`` in it (any
    where that is ""), None where none falls within so many days."""
    calendar = _calendar()
    ahead = (day + n * ONE for n in range(1, days + 1))
    return next((one for one in ahead if name in calendar.get(one, "!") and one in calendar), None)


def working_day_before(day: date) -> date:
    """Return ``day`` where it is a working day, else the last one before it."""
    while not is_working_day(day):
        day -= ONE
    return day
