"""When a case is due: internal targets by urgency, and the statutory days of the rule in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.lexicon.toml import key_line, read_toml, refuse, unknown
from feedback_miner.lexicon.tsv import read_text
from feedback_miner.triage import workdays

__all__ = ["STAGES", "Clock", "Deadline", "load"]

STAGES = ("simple", "extended", "further")
DAY_KINDS = ("calendar", "working")
LAST_DAYS = ("keep", "before", "after")
DEFAULT_HOURS = {3: 4.0, 2: 24.0, 1: 72.0}
END = time(23, 59)
KEYS: dict[str, tuple[str, ...]] = {
    "due_hours": (),  # 1 to 3, told by _hours
    "internal": ("working",),
    "statutory": ("rule", "from", "days", *STAGES, "last_day"),
}


@dataclass(frozen=True, slots=True)
class Deadline:
    """The next target of a case and its statutory end; None where the receipt is unknown.

    ``statutory`` is the day to keep to, moved from a holiday as ``last_day`` says; ``legal`` the
    end from which the rule is broken: the day itself where ``statutory`` was moved before it."""

    internal: datetime | None
    statutory: datetime | None
    hours: float
    legal: datetime | None = None

    @property
    def due(self) -> datetime | None:
        """Return the earlier of the two."""
        known = [moment for moment in (self.internal, self.statutory) if moment]
        return min(known, default=None)


@dataclass(frozen=True)
class Clock:
    """The rules of ``triage.toml``. ``days`` are the statutory days by stage, None without a
    statutory part."""

    hours: dict[int, float]
    working: frozenset[int]
    days: dict[str, int] | None
    calendar_days: bool
    last_day: str
    rule: str
    since: date

    def deadline(self, received: datetime | None, urgency: int, stage: str = "simple") -> Deadline:
        """Return when a case received at ``received`` is due; the day of receipt is not counted."""
        hours = self.hours.get(urgency, 0.0)
        if received is None:
            return Deadline(None, None, hours)
        internal = None
        if hours:
            if urgency in self.working and hours >= 24:
                day = workdays.add_working_days(received.date(), round(hours / 24))
                at = received.time() if workdays.is_working_day(received.date()) else END
                internal = datetime.combine(day, at)
            else:
                internal = received + timedelta(hours=hours)
        shown = self._statutory(received.date(), stage, self.last_day)
        legal = shown
        if shown is not None and self.last_day == "before":
            legal = self._statutory(received.date(), stage, "keep")
        return Deadline(internal, shown, hours, legal)

    def _statutory(self, received: date, stage: str, last_day: str) -> datetime | None:
        if self.days is None or received < self.since:
            return None
        return datetime.combine(
            _last(received, self.days[stage], self.calendar_days, last_day), END
        )

    def statutory_days(self, stage: str) -> int:
        """Return the statutory days of a stage, 0 without a statutory part."""
        return self.days[stage] if self.days else 0


@lru_cache(maxsize=20_000)
def _last(received: date, count: int, calendar: bool, last_day: str) -> date:
    if not calendar:
        return workdays.add_working_days(received, count)
    day = received + timedelta(days=count)
    if last_day == "before":
        earlier = workdays.working_day_before(day)
        return earlier if earlier > received else day
    if last_day == "after" and not workdays.is_working_day(day):
        return workdays.add_working_days(day, 1)
    return day


def load(folder: Path) -> Clock:
    """Load ``triage.toml`` of a codebook folder; defaults where there is none.

    Raises ConfigError, naming file, place and what is expected.
    """
    path = folder / "triage.toml"
    if not path.is_file():
        return Clock(dict(DEFAULT_HOURS), frozenset(), None, True, "keep", "", date.min)
    given = read_toml(path)
    refuse(_misspelled(given, path))
    hours = {**DEFAULT_HOURS, **_hours(given.get("due_hours", {}), path)}
    working = given.get("internal", {}).get("working", [])
    if not isinstance(working, list) or any(u not in (1, 2, 3) for u in working):
        raise _wrong(
            path, t("internal.working 应是 1 到 3 的列表", "internal.working: 1 to 3"), "working"
        )
    law = given.get("statutory")
    if law is None:
        return Clock(hours, frozenset(working), None, True, "keep", "", date.min)
    days = {stage: law.get(stage) for stage in STAGES}
    counts = [d for d in days.values() if isinstance(d, int) and not isinstance(d, bool)]
    if len(counts) < len(STAGES) or sorted(counts) != counts or counts[0] < 1:
        raise _wrong(
            path,
            t(
                "statutory 的 simple、extended、further 应是递增的天数",
                "statutory: simple, extended, further are rising numbers of days",
            ),
            next((stage for stage in STAGES if stage in law), "statutory"),
        )
    kind, last_day = law.get("days", "calendar"), law.get("last_day", "keep")
    for name, value, known in (("days", kind, DAY_KINDS), ("last_day", last_day, LAST_DAYS)):
        if value not in known:
            raise _wrong(path, f"statutory.{name}: {', '.join(known)}", name)
    since = law.get("from", date.min)
    if not isinstance(since, date) or isinstance(since, datetime):
        raise _wrong(path, t("statutory.from 应是日期", "statutory.from: a date"), "from")
    fixed = {stage: int(value) for stage, value in days.items()}
    return Clock(
        hours,
        frozenset(working),
        fixed,
        kind == "calendar",
        last_day,
        str(law.get("rule", "")),
        since,
    )


def _misspelled(given: dict[str, Any], path: Path) -> Iterator[ConfigError]:
    """Yield an error for each part that is no table and each key that nobody reads."""
    lines = read_text(path).splitlines()
    yield from unknown(given, tuple(KEYS), path, lines, "triage.toml")
    for part, known in KEYS.items():
        if part in given and not isinstance(given[part], dict):
            yield _wrong(path, t(f"{part} 应是一个表", f"{part} must be a table"), part)
        elif known:
            yield from unknown(
                given.get(part, {}), known, path, lines, f"[{part}]", key_line(lines, part) or 1
            )


def _hours(given: Any, path: Path) -> dict[int, float]:
    found = {}
    for key, value in given.items() if isinstance(given, dict) else [("", None)]:
        fit = isinstance(value, int | float) and not isinstance(value, bool) and value > 0
        if key not in ("1", "2", "3") or not fit or value is None:
            raise _wrong(
                path, t("due_hours 应写作 3 = 小时数", "due_hours: 3 = hours"), key or "due_hours"
            )
        found[int(key)] = float(value)
    return found


def _wrong(path: Path, what: str, key: str) -> ConfigError:
    return ConfigError(
        t("处理时限规则有误：", "wrong deadlines: ") + what,
        file=str(path),
        row=key_line(read_text(path).splitlines(), key),
        do=t("请改正该文件", "mend the file"),
    )
