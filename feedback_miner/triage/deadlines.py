"""The days of a case: statutory, internal, and the customer's own."""

from __future__ import annotations

import math
from datetime import datetime

from feedback_miner.triage import (
    clock,
    status,
    ultimatum,
)
from feedback_miner.triage.cases import Case

__all__ = ["set_deadline", "set_limit"]


def set_deadline(
    case: Case, received: datetime | None, rules: clock.Clock, now: datetime | None
) -> None:
    """Tell a case when it came in, by when it is due by the rules, and whether that is over."""
    stage = status.stage_of(case["status"], case["extension"])
    deadline = rules.deadline(received, case["urgency"], stage)
    due = deadline.due
    closed = case["status"] in status.CLOSED
    late = ""
    left = math.nan
    broken = now is not None and deadline.legal is not None and now > deadline.legal
    if now is not None and deadline.statutory is not None and deadline.legal is not None:
        # Between a day moved before a holiday and the day of the rule there is no day left to work.
        day = deadline.legal if broken else max(deadline.statutory, now)
        left = float((day.date() - now.date()).days)
    if now is not None and not closed:
        if broken:
            late = "statutory"
        elif due is not None and now > due:
            late = "internal"
    case |= {
        "due_hours": deadline.hours,
        # isoformat, not strftime: a tenth of the time
        "received": received.isoformat(" ", "minutes") if received else "",
        "due": due.isoformat(" ", "minutes") if due else "",
        "statutory_due": deadline.statutory.date().isoformat() if deadline.statutory else "",
        "statutory_days": rules.statutory_days(stage),
        "days_left": left,
        "overdue": late,
    }


def set_limit(case: Case, received: datetime | None, now: datetime | None) -> None:
    """Tell a case the day by which its customer wants an answer and, where it is open, whether it
    presses: it is tomorrow at the latest. An open case is to be answered by then, and is overdue
    ("customer") where no other deadline is over but that one."""
    found = ultimatum.find(case["text"], received)
    day = found.day if found else None
    still = case["status"] not in status.CLOSED
    case |= {
        "limit": day.isoformat() if day else "",
        "limit_words": found.words if found else "",
        "pressing": still and day is not None and now is not None and (day - now.date()).days <= 1,
    }
    if still and day is not None and (not case["due"] or case["due"][:10] > case["limit"]):
        case["due"] = f"{case['limit']} {clock.END:%H:%M}"
        if now is not None and now > datetime.combine(day, clock.END):
            case["overdue"] = case["overdue"] or "customer"
