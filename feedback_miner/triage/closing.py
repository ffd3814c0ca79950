"""Where each case stands: the analyst's word, the export's, and what a line's closing takes along.

A queue keeps, beside each status and owner, what the export and the routing gave when it was
written. What equals that is nobody's word and follows the new export; what differs is the
analyst's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from feedback_miner.language import t
from feedback_miner.triage.status import CLOSED, STATUSES, Update, Updates

__all__ = ["is_over", "listed", "note", "notes", "settle"]

LISTED = 12  # numbers of cases named in a message, at most


def settle(cases: Sequence[dict[str, Any]], told: Updates, stated: Mapping[str, str]) -> None:
    """Give each case its ``status``, ``status_given`` (the export's word) and ``closed_with``.

    ``stated`` are the export's statuses by response_id. A word that an analyst wrote on a line and
    that closes or extends holds for the line's own case, for true copies of it and for the same
    person's, for nobody else's; that somebody is at work on it holds for all its open cases.
    """
    by_id = {case["response_id"]: case for case in cases}
    none = Update()
    for case in cases:
        update = told.get(case["response_id"], none)
        given = stated.get(case["response_id"], "open")
        case |= {"status": _word(update, given) or given, "status_given": given, "closed_with": ""}
    for case in cases if told else ():
        update = told.get(case["response_id"], none)
        line = told.get(update.line, none)
        if not update.line or not (line.status and line.fresh):
            continue
        if (update.status and update.fresh) or case["status"] in CLOSED or line.status == "open":
            continue
        lead = by_id.get(update.line)
        if line.status == "progress":
            case["status"] = "progress" if case["status"] == "open" else case["status"]
        elif lead is not None and _alike(case, lead):
            case["status"] = line.status
            case["closed_with"] = update.line if line.status in CLOSED else ""


def _word(update: Update, given: str) -> str:
    """Return the analyst's word, "" where he has none, or where the export has come to close or to
    reopen the case after he wrote it."""
    if update.status and not update.fresh:
        turned = (given in CLOSED) != (update.given in CLOSED)
        return "" if turned else update.status
    return update.status


def _alike(case: Mapping[str, Any], lead: Mapping[str, Any]) -> bool:
    """Tell whether a case is the lead's own told again: one person's, or a copy whose writer is not
    known to be another."""
    if case["person"] and lead["person"]:
        return bool(case["person"] == lead["person"])
    return bool(case["folded"] and case["folded"] == lead["folded"])


def is_over(update: Update, told: Updates) -> bool:
    """Tell whether a case of a queue read back is closed by all that is known without its export:
    its own word, else the word of its line where ``settle`` would let that hold for it."""
    if (update.status or update.given) in CLOSED:
        return True
    line = told.get(update.line)
    if line is None or not line.fresh or line.status not in CLOSED:
        return False
    if update.status and update.fresh:
        return False
    if update.person and line.person:
        return update.person == line.person
    return bool(update.said) and update.said == line.said


def note(update: Update) -> str:
    """Return an analyst's note, with the word for a status that was not understood, which the cell
    of the status cannot keep; the same word is told once."""
    if not update.unread:
        return update.note
    word = t(f"状态原写：{update.unread}", f"status as written: {update.unread}")
    return update.note if word in update.note else "\n".join(filter(None, (update.note, word)))


def notes(cases: pd.DataFrame, told: Updates) -> list[str]:
    """Say what a line's closing took along and what it left open, and where analyst and export
    differ, each by number."""
    found = []
    status = dict(zip(cases["response_id"], cases["status"], strict=True))
    taken = dict(zip(cases["response_id"], cases["closed_with"], strict=True))
    lines: dict[str, list[str]] = {}
    for response_id, update in told.items():
        line = told.get(update.line)
        closing = line is not None and line.fresh and line.status in CLOSED
        if closing and response_id in status and status.get(update.line) in CLOSED:
            lines.setdefault(update.line, []).append(response_id)
    for lead, members in sorted(lines.items()):
        along = [one for one in members if taken[one] == lead]
        left = [one for one in members if status[one] not in CLOSED]
        if along:
            found.append(
                t(
                    f"随 {lead} 一并办结 {len(along)} 件（同一人或同一份投诉）：{listed(along)}",
                    f"{len(along)} cases closed with {lead} (the same person's, or copies): "
                    f"{listed(along)}",
                )
            )
        if left:
            found.append(
                t(
                    f"{lead} 已办结，同一事件里其他客户的 {len(left)} 件仍未结：{listed(left)}"
                    "（要结请在「同组」表逐件写）",
                    f"{lead} is closed; {len(left)} cases of others in the same event stay open: "
                    f"{listed(left)} (close them one by one on the sheet Groups)",
                )
            )
    rows = zip(cases["response_id"], cases["status"], cases["status_given"], strict=True)
    apart = [
        f"{one}（{t(*STATUSES[ours])} / {t(*STATUSES[given])}）"
        for one, ours, given in rows
        if (ours in CLOSED) != (given in CLOSED)
    ]
    if apart:
        found.append(
            t(
                f"{len(apart)} 件是否办结，分析员所写与导出不同，照分析员（所写 / 导出）："
                f"{listed(apart)}",
                f"{len(apart)} cases: the analyst and the export differ on whether they are "
                f"closed; the analyst's word holds (his / the export's): {listed(apart)}",
            )
        )
    return found


def listed(ids: Sequence[str]) -> str:
    """Return numbers in a row, cut after LISTED."""
    more = t(" 等", ", …") if len(ids) > LISTED else ""
    return t("、", ", ").join(ids[:LISTED]) + more
