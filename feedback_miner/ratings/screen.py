"""Closed scores of the responses that count: careless ones found, and left out on request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from feedback_miner.errors import UsageError
from feedback_miner.language import t
from feedback_miner.ratings import conduct
from feedback_miner.ratings.read import Ratings, read
from feedback_miner.survey import Survey

__all__ = ["Screened", "screen"]


@dataclass(frozen=True)
class Screened:
    """``table``: the responses that count; ``ratings``: their closed scores; ``conduct``: one row
    a response of the whole export, what looks careless about it; ``excluded``: how many were
    left out; ``notes``."""

    table: pd.DataFrame
    ratings: Ratings
    conduct: pd.DataFrame
    excluded: int
    notes: tuple[str, ...]


def screen(
    responses: pd.DataFrame,
    survey: Survey,
    name: Callable[[str], str] = str,
    *,
    proposed: bool = False,
) -> Screened:
    """Read the closed scores, look for straight-lining, speeding and duplicates, and leave out
    those for the reasons in ``survey.options.exclude`` (none by default). ``name`` tells what a
    factor is called, ``proposed`` whether the survey is (see ``read``). Raises UsageError for a
    reason that is not known."""
    reasons = [one.strip() for one in survey.options.exclude.split(",") if one.strip()]
    for reason in reasons:
        if reason not in conduct.REASONS:
            raise UsageError(
                t(f"没有剔除理由 {reason}", f"there is no reason {reason} to exclude by"),
                do=t(f"可用：{'、'.join(conduct.REASONS)}", f"known: {', '.join(conduct.REASONS)}"),
            )
    ratings = read(responses, survey, name, proposed=proposed)
    review = conduct.review(responses, ratings.scores, survey)
    notes = conduct.notes(review)
    kept = conduct.exclude(responses, review, reasons)
    excluded = len(responses) - len(kept)
    if excluded:
        kept = kept.reset_index(drop=True)
        ratings = read(kept, survey, name, proposed=proposed)
        notes = (
            *notes,
            t(
                f"按要求剔除 {excluded} 份答卷（{'、'.join(reasons)}），其余 {len(kept)} 份计入",
                f"{excluded} responses were left out as asked ({', '.join(reasons)}), "
                f"{len(kept)} count",
            ),
        )
    return Screened(kept, ratings, review, excluded, notes)
