"""Every outcome by the levels of every segment: mean, share in the top two, NPS, and the test."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.factors.aggregate import MOST_LEVELS, common_levels
from feedback_miner.ingest.levels import answered as cells_of
from feedback_miner.language import t
from feedback_miner.ratings.items import ends
from feedback_miner.ratings.read import Ratings
from feedback_miner.ratings.statistics import share, taken, weighted_interval, weighted_nps
from feedback_miner.survey import Survey
from feedback_miner.tables import frame

__all__ = ["BY_LEVEL", "by_level"]

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

BY_LEVEL = {
    "segment": "str",
    "level": "str",
    "outcome": "str",
    "pooled": "int",
    "left_out": "int",
    "n": "int",
    "mean": "float",
    "mean_low": "float",
    "mean_high": "float",
    "top2": "float",
    "top2_low": "float",
    "top2_high": "float",
    "nps": "float",
    "nps_low": "float",
    "nps_high": "float",
    "test": "str",
    "p": "float",
    "p_adjusted": "float",
    "clear": "bool",
    "nps_p": "float",
    "nps_p_adjusted": "float",
    "nps_clear": "bool",
}


def by_level(
    ratings: Ratings,
    responses: pd.DataFrame,
    survey: Survey,
    first: Sequence[str],
    tests: pd.DataFrame,
) -> pd.DataFrame:
    """Return BY_LEVEL: each outcome that is a closed item, those of ``first`` before the others,
    for everybody (``segment`` "") and by each level of each segment and channel.

    Means on the item's own scale (t intervals), the share in the top two of scales that have such
    (``ratings.items.ends``; Wilson, 1927), and NPS on -100 to 100 (Agresti and Min, 2005) of 0-10
    recommendation; weighted as elsewhere (Cochran, 1977; Kish, 1965). Answers of weight 0 count
    nowhere. Levels with fewer than ``minimum_n`` answers, and those past the ``MOST_LEVELS``
    commonest of a segment, share one row, ``pooled`` of them, without figures where together they
    are still fewer; ``left_out`` answered the outcome but belong to no level. The tests are those
    of CROSSTABS (``tests``), over the levels that are not pooled.
    """
    made = {(row.segment, row.kind, row.measure): row for row in tests.itertuples()}
    known = set(ratings.names)
    asked = (c.name for c in survey.with_role("score") if c.outcome)
    items = [n for n in dict.fromkeys((*first, *asked, *ratings.nps["item"])) if n in known]
    rows: list[dict[str, Any]] = []
    whole = t("（全体）", "(all)")
    everybody = np.ones(len(responses), dtype=bool)
    for outcome in items:
        rows.append(
            {"segment": "", "level": whole, "outcome": outcome, "pooled": 0, "left_out": 0}
            | _figures(ratings, survey, outcome, everybody)
        )
    for column in (*survey.with_role("segment"), *survey.with_role("channel")):
        if column.name not in responses.columns:
            continue
        cells = cells_of(responses, column)
        for outcome in items:
            about = {"segment": column.name, "outcome": outcome}
            about |= _told(made.get((column.name, "score", outcome)), "")
            about |= _told(made.get((column.name, "nps", outcome)), "nps_")
            answered = _answered(ratings, outcome)
            rows += [about | row for row in _levels(ratings, survey, outcome, cells, answered)]
    return frame(rows, BY_LEVEL)


def _told(row: Any, prefix: str) -> dict[str, Any]:
    """Return what a test says; nothing of it where none could be made."""
    if row is None:
        return {f"{prefix}p": np.nan, f"{prefix}p_adjusted": np.nan, f"{prefix}clear": False}
    told = {name: getattr(row, name) for name in ("p", "p_adjusted", "clear")}
    return {f"{prefix}{name}": value for name, value in told.items()} | (
        {} if prefix else {"test": row.test}
    )


def _answered(ratings: Ratings, outcome: str) -> Flags:
    """Tell which responses answered an outcome and weigh something."""
    known: Flags = ratings.scores[outcome].notna().to_numpy()
    return known if ratings.weights is None else known & (ratings.weights > 0)


def _levels(
    ratings: Ratings, survey: Survey, outcome: str, cells: pd.Series[Any], answered: Flags
) -> Iterator[dict[str, Any]]:
    """Yield the rows of one segment: each level of some size, then the rest together."""
    levels = common_levels(cells, most=None)
    shown = set(levels[:MOST_LEVELS])
    left_out = int((answered & ~cells.isin(levels).to_numpy()).sum())
    rest, pooled = np.zeros(len(cells), dtype=bool), 0
    for level in levels:
        members = (cells == level).to_numpy()
        n = int((members & answered).sum())
        if n < survey.options.minimum_n or level not in shown:
            if n:
                rest, pooled = rest | members, pooled + 1
            continue
        yield {"level": level, "pooled": 0, "left_out": left_out} | _figures(
            ratings, survey, outcome, members
        )
    if pooled:
        together = {
            "level": t("（其余合并）", "(the rest)"),
            "pooled": pooled,
            "left_out": left_out,
        }
        n = int((rest & answered).sum())
        if n < survey.options.minimum_n:
            yield together | {"n": n}
        else:
            yield together | _figures(ratings, survey, outcome, rest)


def _figures(ratings: Ratings, survey: Survey, outcome: str, members: Flags) -> dict[str, Any]:
    """Return the figures of one outcome among ``members``, a flag a response."""
    inside = members & _answered(ratings, outcome)
    values = ratings.scores[outcome].to_numpy(dtype=float)[inside]
    about = taken(ratings.weights, inside), taken(ratings.clusters, inside)
    mean, low, high = weighted_interval(values, *about)
    found = {"n": len(values), "mean": mean, "mean_low": low, "mean_high": high}
    if outcome in set(ratings.nps["item"]):
        nps = weighted_nps(values, *about)
        return found | dict(zip(("nps", "nps_low", "nps_high"), nps, strict=True))
    scale = next(c.scale for c in survey.with_role("score") if c.name == outcome)
    assert scale is not None
    bounds = ends(scale.low, scale.high)
    if bounds is None:
        return found
    top = share(values >= bounds[1], *about)
    return found | dict(zip(("top2", "top2_low", "top2_high"), top, strict=True))
