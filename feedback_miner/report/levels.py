"""The outcomes by the levels of each segment, as the page shows them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from feedback_miner.factors.aggregate import MOST_LEVELS
from feedback_miner.language import t
from feedback_miner.ratings.items import LEAST_STEPS, MOST_STEPS
from feedback_miner.report.driving_names import outcome_names
from feedback_miner.report.ordering import in_order
from feedback_miner.survey import short

__all__ = ["view"]

Row = dict[str, Any]


def view(summary: Row) -> Iterator[Row]:
    """Yield a table a segment: levels down, everybody first and the pooled last; outcomes across,
    each cell a row of BY_LEVEL; under them each outcome's tests."""
    called = outcome_names(summary)
    rows = summary["moved"]["by_level"]
    whole = {row["outcome"]: row for row in rows if not row["segment"]}
    parts = (row for row in rows if row["segment"])
    for segment, several in groupby(parts, key=itemgetter("segment")):
        own = list(several)
        pooled = {row["outcome"]: row for row in own if row["pooled"]}
        cells = {(row["level"], row["outcome"]): row for row in own if not row["pooled"]}
        levels = in_order(list(dict.fromkeys(level for level, _ in cells)))
        outcomes = [one for one in whole if any(row["outcome"] == one for row in own)]
        told = {row["outcome"]: row for row in own}
        first = next(iter(whole.values()))["level"]
        lines = [(first, [whole.get(one) for one in outcomes])]
        lines += [(level, [cells.get((level, one)) for one in outcomes]) for level in levels]
        if pooled:
            name = next(iter(pooled.values()))["level"]
            lines.append((name, [pooled.get(one) for one in outcomes]))
        yield {
            "name": segment,
            "outcomes": [
                {
                    "name": called.get(one) or short(one),
                    "nps": whole[one]["nps"] is not None,
                    "top2": whole[one]["top2"] is not None,
                }
                for one in outcomes
            ],
            "rows": [{"name": name, "cells": found} for name, found in lines],
            "pooled": max((row["pooled"] for row in pooled.values()), default=0),
            "left_out": max(row["left_out"] for row in own),
            "tests": [told[one] for one in outcomes],
            "most": MOST_LEVELS,
            "steps": t(f"{LEAST_STEPS}–{MOST_STEPS}", f"{LEAST_STEPS}-{MOST_STEPS}"),
        }
