"""What outcomes are called in a line."""

from __future__ import annotations

from collections import Counter
from typing import Any, Protocol

from feedback_miner.ingest import wording
from feedback_miner.language import t
from feedback_miner.report.drawing import clip
from feedback_miner.report.driving_words import (
    OUTCOMES,
)
from feedback_miner.survey import short

__all__ = ["Named", "Row", "measured", "outcome_names"]

Row = dict[str, Any]
LONG = 10  # characters of a question from which an outcome goes by what it measures
LONGEST = 24  # characters of a question that a line has room for


class Named(Protocol):
    """Tells what a theme is called."""

    def __call__(self, theme: str, kind: str = "factor") -> str:
        """Return the name of a factor, a question or, of ``kind`` "topic", a topic."""


def outcome_names(summary: Row) -> dict[str, str]:
    """Return what each outcome is called in a line: its question shortened, or what it measures
    where that is still long, the survey says what it measures, and no other measures the same. One
    that is an outcome because the user names it goes by its own words, cut where very long, and so
    does the only score of an export whose header tells no outcome (服务评分)."""
    kinds = measured(summary)
    counts = Counter(kinds.values())
    lone = len(summary["items"]) == 1
    return {
        outcome: clip(short(outcome), LONGEST)
        if len(short(outcome)) <= LONG
        or counts[kind] > 1
        or kind not in OUTCOMES
        or (lone and not wording.outcome_of(outcome))
        else t(*OUTCOMES[kind])
        for outcome, kind in kinds.items()
    }


def measured(summary: Row) -> dict[str, str]:
    """Return what each outcome measures by the survey's own column, "" where it does not say."""
    said = {row["item"]: row["outcome"] for row in summary["items"]}
    return {outcome: said.get(outcome, "") for outcome in summary["outcome_kinds"]}
