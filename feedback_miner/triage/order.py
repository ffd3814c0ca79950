"""The order of the queue: whom to call first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from feedback_miner.triage import (
    ongoing,
    status,
)
from feedback_miner.triage.cases import Case
from feedback_miner.triage.flags import GRAVITY

__all__ = ["in_order"]


def in_order(cases: list[Case], times: Mapping[str, datetime | None]) -> Iterable[Case]:
    """Yield the cases in order with rank, line and lead: a group stands where its gravest case
    does, which leads it."""
    keys = [_key(case, times.get(case["response_id"]), n) for n, case in enumerate(cases)]
    numbers: dict[str, int] = {}
    for rank_, number in enumerate(sorted(range(len(cases)), key=keys.__getitem__), start=1):
        case = cases[number]
        lead = case["group"] not in numbers
        line = numbers.setdefault(case["group"], len(numbers) + 1)
        yield case | {"rank": rank_, "line": line, "lead": lead}


def _key(case: Mapping[str, Any], received: datetime | None, number: int) -> tuple[Any, ...]:
    """Return what a case is ordered by (see ``rank``)."""
    level = case["urgency"]
    if case["overdue"] == "statutory":
        level = min(3, level + 1)
    gravest = max((GRAVITY[flag] for flag in case["flags"]), default=0)
    return (
        case["status"] in status.CLOSED,
        -level,
        -case["urgency"],
        ongoing.STAGES.index(case["stage"]),
        -gravest,
        not case["pressing"],
        {"statutory": 0, "internal": 1, "customer": 2, "": 3}[case["overdue"]],
        -int(math.log2(case["group_size"])),
        -len(case["flags"]),
        round(case["score"], 2),
        received or datetime.max,
        number,
    )
