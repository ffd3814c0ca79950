"""The outcomes by the levels of each segment, as the page shows them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from feedback_miner.language import t
from feedback_miner.report.driving import outcome_names
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
        cells = {(row["level"], row["outcome"]): row for row in own}
        levels = in_order([v for v in dict.fromkeys(row["level"] for row in own) if v])
        pooled = [row for row in own if not row["level"]]
        outcomes = [one for one in whole if any(row["outcome"] == one for row in own)]
        told = {row["outcome"]: row for row in own}
        lines = [(t("全体", "all"), [whole[one] for one in outcomes])]
        lines += [(level, [cells.get((level, one)) for one in outcomes]) for level in levels]
        if pooled:
            lines.append(
                (t("其余合并", "the rest together"), [cells.get(("", one)) for one in outcomes])
            )
        yield {
            "name": segment,
            "outcomes": [
                {"name": called.get(one) or short(one), "nps": whole[one]["nps"] is not None}
                for one in outcomes
            ],
            "rows": [{"name": name, "cells": found} for name, found in lines],
            "pooled": max((row["pooled"] for row in pooled), default=0),
            "left_out": max(row["left_out"] for row in own),
            "tests": [told[one] for one in outcomes],
        }
