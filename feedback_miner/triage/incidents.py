"""What happened to many at one place on one day: one event, however each of them puts it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from feedback_miner.lexicon import expressions
from feedback_miner.triage.outages import ALONE, UNUSUAL
from feedback_miner.triage.sequels import Matter

__all__ = ["incidents"]

LEAST = {"branch": 2, "wide": 3}  # complaints that make an event, by how wide it is felt
TIMED = "wide_down"  # of this kind only what tells its day in words makes an event
LONGEST = 120  # characters of a text that tells of one thing
Array = np.ndarray[Any, Any]


class _Told(NamedTuple):
    """What a text tells of an event: its number among the texts, the day, whether in words."""

    number: int
    day: date
    dated: bool


@lru_cache(maxsize=1)
def _heard() -> tuple[Mapping[str, re.Pattern[str]], tuple[str, ...], tuple[str, ...]]:
    """Return the table, the names of its kinds, and plain words of which each such text has one."""
    table = expressions.load("care/incidents")
    kinds = tuple(name for name in table if name.split("_")[0] in LEAST)
    return table, kinds, tuple(table["word"].pattern.split("|"))


def incidents(
    texts: Sequence[str], days: Array, places: Sequence[str], matters: Sequence[Matter]
) -> Iterator[tuple[int, int]]:
    """Yield pairs of texts, numbered, that tell of one event: one kind of fault (a card that a
    machine kept, no power, a sum taken twice, the app down), one place (the branch that the text
    names, else ``places``), one day (as told, else of receipt).

    ``texts`` are folded; ``days`` is the time of each in days, NaN (unknown) joins nothing. A
    branch's fault needs two of them, one felt wider three and UNUSUAL times as many as other days
    bring there. What tells of somebody in danger joins nothing.
    """
    found: dict[tuple[str, str], list[_Told]] = defaultdict(list)
    for number, (text, moment) in enumerate(zip(texts, days.tolist(), strict=True)):
        if moment != moment or len(text) > LONGEST:
            continue
        kind = _kind(text)
        if not kind or not ALONE.isdisjoint(matters[number].flags):
            continue
        place = _place(text, places[number] if len(places) else "")
        told = _told(number, text, datetime.fromtimestamp(moment * 86_400))
        if place and told is not None and (told.dated or kind != TIMED):
            found[kind, place].append(told)
    if not found:
        return
    known = days[~np.isnan(days)]
    length = max(float(known.max() - known.min()), 1.0)
    for (kind, _), every in sorted(found.items()):
        yield from _events(kind, every, length)


def _events(kind: str, every: Sequence[_Told], length: float) -> Iterator[tuple[int, int]]:
    """Yield pairs of one kind and place by day; who tells no day of his own may mean the day
    before he wrote, where there was an event."""
    by_day: dict[date, list[_Told]] = defaultdict(list)
    for one in every:
        by_day[one.day].append(one)
    wide = kind.split("_")[0]
    usual = {}  # as many a day as other days bring, those apart who may mean the day before
    for day, run in by_day.items():
        after = sum(not one.dated for one in by_day.get(day + timedelta(days=1), ()))
        usual[day] = (len(every) - len(run) - after) / length
    events = {
        day
        for day, run in by_day.items()
        if len(run) >= LEAST[wide] and (wide == "branch" or len(run) >= UNUSUAL * usual[day])
    }
    for day, run in sorted(by_day.items()):
        before = day - timedelta(days=1)
        if day in events:
            yield from ((run[0].number, one.number) for one in run[1:])
        elif before in events:
            lead = by_day[before][0].number
            yield from ((lead, one.number) for one in run if not one.dated)


def _kind(text: str) -> str:
    table, kinds, words = _heard()
    for word in words:
        if word in text:
            break
    else:
        return ""
    kind = next((name for name in kinds if table[name].search(text)), "")
    return "" if kind and table["not"].search(text) else kind


def _place(text: str, cell: str) -> str:
    """Return the two characters that name the branch in a text, else the column's."""
    table, *_ = _heard()
    for match in table["branch"].finditer(text):
        if not table["no_branch"].fullmatch(match[1]):
            return match[1]
    return table["place_end"].sub("", cell)[-2:]


def _told(number: int, text: str, received: datetime) -> _Told | None:
    """Return the day that a text tells, not after its receipt and at most two weeks before; None
    where it tells another."""
    table, *_ = _heard()
    came = received.date()
    if match := table["date"].search(text):
        day = _date(came.year, int(match["month"]), int(match["day"]))
    elif match := table["day"].search(text):
        day = _date(came.year, came.month, int(match["day"]))
    elif match := table["ago"].search(text):
        day = came - timedelta(days=2 if match["two"] else 1 if match["one"] else 0)
    else:
        return _Told(number, came, dated=False)
    if day is None or not timedelta(0) <= came - day <= timedelta(days=14):
        return None
    return _Told(number, day, dated=True)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
