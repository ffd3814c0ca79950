"""What an export holds that asks for no case: nothing of it leaves without a word."""

from __future__ import annotations

from typing import Any

import pandas as pd

from feedback_miner.tables import frame
from feedback_miner.triage.notes import is_note

__all__ = ["LEFT_OUT", "REASONS", "left_out"]

LEFT_OUT = {"response_id": "str", "reason": "str", "text": "str"}
REASONS = {
    "empty": ("没写内容", "says nothing"),
    "note": ("坐席记录", "staff's note of a call"),
    "praise": ("表扬", "praise"),
    "asking": ("咨询或建议", "question or suggestion"),
    "content": ("看不出不满", "no dissatisfaction seen"),
}
_TELLING = ("asking", "praise", "content", "note", "empty")  # of several texts, what tells most


def left_out(verbatims: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """Return LEFT_OUT: each response without a case, in the order of the export, and why, as what
    was read in its texts tells."""
    queued = set(cases["response_id"])
    rows: dict[str, dict[str, Any]] = {}
    for response_id, text, kind, valid, label, acts in zip(
        *(verbatims[n].tolist() for n in ("response_id", "text", "kind", "valid", "sentiment")),
        verbatims["acts"],
        strict=True,
    ):
        if response_id in queued:
            continue
        row = rows.setdefault(
            response_id, {"response_id": response_id, "reason": "empty", "text": ""}
        )
        if valid:
            row["text"] = " / ".join(filter(None, (row["text"], " ".join(text.split()))))
            noted = kind == "complaint" and is_note(text)
            reason = "note" if noted else _reason(label, acts)
            row["reason"] = min(row["reason"], reason, key=_TELLING.index)
    return frame(list(rows.values()), LEFT_OUT)


def _reason(label: str, acts: list[str]) -> str:
    if label == "positive" or "praise" in acts:
        return "praise"
    return "asking" if {"question", "suggestion"} & set(acts) else "content"
