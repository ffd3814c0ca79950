"""Intervals of FACTORS where customers have several responses each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.factors.aggregate import by_response, rated_on100
from feedback_miner.ingest.levels import answered
from feedback_miner.lexicon import Codebook
from feedback_miner.ratings.read import Ratings
from feedback_miner.ratings.statistics import (
    alike,
    net_interval,
    share_interval,
    taken,
    weighted_interval,
)
from feedback_miner.survey import Survey
from feedback_miner.tables import FACTORS, check

__all__ = ["SIGNS", "clustered"]

Flags = NDArray[np.bool_]
SIGNS = {"positive": 1.0, "neutral": 0.0, "negative": -1.0}
ENDS = tuple(f"{of}_{end}" for of in ("share", "net", "rating") for end in ("low", "high"))


def clustered(
    table: pd.DataFrame,
    verbatims: pd.DataFrame,
    opinions: pd.DataFrame,
    ratings: Ratings,
    responses: pd.DataFrame,
    survey: Survey,
    codebook: Codebook,
) -> pd.DataFrame:
    """Return FACTORS with intervals that allow for responses of one customer being alike: counts
    and bases are divided by their design effect (Rao and Scott, 1992; ``ratings.statistics.alike``)
    and ratings have errors clustered by customer. Figures and bases stay; ``table`` itself is
    returned where nobody has several responses."""
    if ratings.clusters is None:
        return table
    ids = responses["response_id"].astype("str")
    valid = ids.isin(set(verbatims.loc[verbatims["valid"], "response_id"])).to_numpy()
    said = by_response(opinions)
    signs = said.assign(sign=said["polarity"].map(SIGNS).astype(float))
    wide = signs.pivot(index="response_id", columns="factor", values="sign").reindex(ids)
    rated = rated_on100(ratings, survey, codebook).reindex(ids)
    cells = {
        column.name: answered(responses, column)
        for column in (*survey.with_role("segment"), *survey.with_role("channel"))
        if column.name in responses.columns
    }
    rows = table.to_dict("records")
    for (segment, level), places in _parts(table):
        everybody = np.ones(len(ids), dtype=bool)
        members = (cells[segment] == level).to_numpy() if segment else everybody
        for at in places:
            factor = str(rows[at]["factor"])
            rows[at] |= _words(rows[at], wide.get(factor), members, members & valid, ratings)
            if factor in rated:
                rows[at] |= _rating(rated[factor].to_numpy(dtype=float), members, ratings)
    ends = pd.DataFrame(rows, index=table.index)[list(ENDS)].astype("float64")
    return check(table.assign(**{name: ends[name] for name in ENDS}), FACTORS)


def _parts(table: pd.DataFrame) -> Iterator[tuple[tuple[str, str], list[int]]]:
    """Yield segment and level with the places of their rows."""
    places: dict[tuple[str, str], list[int]] = {}
    for at, key in enumerate(zip(table["segment"], table["level"], strict=True)):
        places.setdefault((str(key[0]), str(key[1])), []).append(at)
    yield from places.items()


def _words(
    row: dict[Any, Any], own: pd.Series[Any] | None, members: Flags, base: Flags, ratings: Ratings
) -> dict[str, float]:
    """Return the intervals of a factor's mentions and net among ``members``, of whom ``base`` gave
    a valid answer; ``own`` is each response's sign of it, nan where it is not spoken of."""
    if own is None or not row["mentions"]:
        return {}
    spoken = own.notna().to_numpy()
    effect = _effect(spoken.astype(float), base, ratings)
    ends = share_interval(row["mentions"] / effect, row["n"] / effect)
    effect = _effect(own.to_numpy(dtype=float), members & spoken, ratings)
    counts = (row[name] / effect for name in ("positive", "negative", "mentions"))
    _, low, high = net_interval(*counts)
    return dict(zip(ENDS, (*ends, low, high), strict=False))


def _effect(values: NDArray[np.float64], members: Flags, ratings: Ratings) -> float:
    groups = taken(ratings.clusters, members)
    return 1.0 if groups is None or not len(groups) else alike(values[members], None, groups)


def _rating(values: NDArray[np.float64], members: Flags, ratings: Ratings) -> dict[str, float]:
    known = members & np.isfinite(values)
    if ratings.weights is not None:
        known = known & (ratings.weights > 0)
    _, low, high = weighted_interval(
        values[known], taken(ratings.weights, known), taken(ratings.clusters, known)
    )
    return {"rating_low": low, "rating_high": high}
