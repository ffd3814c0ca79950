"""What happened to many at one place on one day: one event, however each of them puts it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
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
APART = ALONE | {"harassment", "leak"}  # what is done to one person is no event of many
ROWS, SHARE = 10, 1 / 3  # from so many rows on, a cell of more than this share tells no place
LONGEST = 120  # characters of a text that tells of one thing
Array = np.ndarray[Any, Any]


class _Told(NamedTuple):
    """What a text tells of an event: its number among the texts, the day, whether in words, and
    what it is about: a product or machine, and its category ("" each where none is told)."""

    number: int
    day: date
    dated: bool
    about: tuple[str, str] = ("", "")


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
    machine kept, no power, a sum taken twice, the app down), one place (see ``_place``), one day
    (as told, else of receipt), and not of unlike products, machines or categories.

    ``texts`` are folded; ``days`` is the time of each in days, NaN (unknown) joins nothing. A
    branch's fault needs two of them, one felt wider three and UNUSUAL times as many as other days
    bring there. What tells of somebody in danger, harassed or exposed joins nothing.
    """
    branches = _branches(places)
    found: dict[tuple[str, str], list[_Told]] = defaultdict(list)
    for number, (text, moment) in enumerate(zip(texts, days.tolist(), strict=True)):
        if moment != moment or len(text) > LONGEST:
            continue
        kind = _kind(text)
        if not kind or not APART.isdisjoint(matters[number].flags):
            continue
        place = _place(text, places[number] if len(places) else "", branches)
        told = _told(number, text, datetime.fromtimestamp(moment * 86_400))
        if place and told is not None and (told.dated or kind != TIMED):
            about = (_thing(text), matters[number].category)
            found[kind, place].append(told._replace(about=about))
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
        day: [part for part in _parts(run) if len(part) >= LEAST[wide]]
        for day, run in by_day.items()
        if wide == "branch" or len(run) >= UNUSUAL * usual[day]
    }
    for day, run in sorted(by_day.items()):
        for part in events.get(day, ()):
            yield from ((part[0].number, one.number) for one in part[1:])
        before = [] if events.get(day) else events.get(day - timedelta(days=1), [])
        for one in run if before else ():
            fitting = [part for part in before if _alike(part, one)]
            if len(fitting) == 1 and not one.dated:
                yield fitting[0][0].number, one.number


def _parts(run: Sequence[_Told]) -> list[list[_Told]]:
    """Return a day's texts, apart where they are about unlike things; who tells of none is of the
    one part that there is."""
    parts = [list(run)]
    for side in (0, 1):
        split = []
        for part in parts:
            by: dict[str, list[_Told]] = defaultdict(list)
            for one in part:
                by[one.about[side]].append(one)
            split += [part] if len(by.keys() - {""}) < 2 else list(by.values())
        parts = split
    return parts


def _alike(part: Sequence[_Told], one: _Told) -> bool:
    return all(
        "" in (known, own) or known == own
        for other in part
        for known, own in zip(other.about, one.about, strict=True)
    )


def _thing(text: str) -> str:
    """Return the product or machine that a text is about, as the table names it."""
    match = _heard()[0]["thing"].search(text)
    return match.lastgroup or "" if match else ""


def _kind(text: str) -> str:
    table, kinds, words = _heard()
    for word in words:
        if word in text:
            break
    else:
        return ""
    kind = next((name for name in kinds if table[name].search(text)), "")
    if not kind or table["not"].search(text):
        return ""
    own = table.get(f"not_{kind}")
    return "" if own and own.search(text) else kind


def _branches(places: Sequence[str]) -> set[str]:
    """Return the column's cells that name one branch: neither a head office or central unit, nor
    what so many of the rows have that it tells little of where they happened."""
    central = _heard()[0]["central"]
    counts = Counter(places)
    most = len(places) * SHARE if len(places) >= ROWS else len(places)
    return {cell for cell, n in counts.items() if cell and n <= most and not central.search(cell)}


def _place(text: str, cell: str, branches: Collection[str]) -> str:
    """Return the branch of a text, one of ``branches``: the column's, unless the text names
    another; "" where that is none of them, as part of a name is no name."""
    table, *_ = _heard()
    named = [
        (match[0], text[max(0, match.start() - 1) : match.start()])
        for match in table["branch"].finditer(text)
        if not table["no_branch"].fullmatch(match[1])
    ]
    if not named:
        return cell if cell in branches else ""
    whole = [one for one in branches if one in text and one.endswith(tuple(n for n, _ in named))]
    if whole:
        return max(whole, key=lambda one: (len(one), one))
    for name, before in named:
        if not cell.endswith(name) or (before and not table["no_name"].fullmatch(before)):
            return ""
    return cell if cell in branches else ""


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
