"""Cases that an export calls closed though the customer, called back, takes them for no end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pandas as pd

from feedback_miner.language import t
from feedback_miner.lexicon import expressions
from feedback_miner.tables import own_columns
from feedback_miner.triage.closing import listed
from feedback_miner.triage.status import CLOSED, export_statuses

__all__ = ["notes", "stated"]


def stated(responses: pd.DataFrame) -> dict[str, str]:
    """Return the status by response_id that the export gives (``status.export_statuses``), open
    where a closed case's callback (回访结果) says that the customer is not content with its end."""
    given = export_statuses(responses)
    return given | dict.fromkeys(_reopened(responses, given), "open")


def notes(cases: pd.DataFrame, responses: pd.DataFrame) -> list[str]:
    """Say which cases were opened again so, of those that are open still."""
    opened = set(_reopened(responses, export_statuses(responses)))
    still = cases[cases["status"] == "open"] if "status" in cases else cases
    found = [one for one in still["response_id"].tolist() if one in opened]
    if not found:
        return []
    return [
        t(
            f"{len(found)} 件导出写已结，但回访里客户不满意或要求重新处理，按待处理计："
            f"{listed(found)}",
            f"{len(found)} cases that the export calls closed count as open, as the customer said "
            f"when called back that he is not content or wants it done again: {listed(found)}",
        )
    ]


def _reopened(responses: pd.DataFrame, given: dict[str, str]) -> Iterator[str]:
    heard = expressions.load("care/revisits")
    ids = responses["response_id"].astype("str").tolist()
    for name in own_columns(responses):
        if not heard["column"].search(name.strip().lower()):
            continue
        for response_id, cell in zip(ids, responses[name].astype("str").tolist(), strict=True):
            if given.get(response_id) in CLOSED and _verdict(cell.lower(), heard) == "unhappy":
                yield response_id


def _verdict(cell: str, heard: Mapping[str, re.Pattern[str]]) -> str:
    """Return the last verdict of a callback: content, unhappy, or "" where it has none."""
    kinds = ("none", "content", "unhappy")
    last, at = "", 0
    while found := [
        (m.start(), -m.end(), kind) for kind in kinds if (m := heard[kind].search(cell, at))
    ]:
        # The first, of those at one place the longest.
        start, end, kind = min(found)
        last, at = (last if kind == "none" else kind), max(-end, start + 1)
    return last
