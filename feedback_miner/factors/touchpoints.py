"""The touchpoint view: the same figures online, offline and by phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from feedback_miner.factors.aggregate import by_response
from feedback_miner.factors.clustered import SIGNS
from feedback_miner.ingest.levels import answered
from feedback_miner.lexicon import Codebook
from feedback_miner.ratings.read import Ratings
from feedback_miner.ratings.statistics import alike, net_interval, taken, weighted_interval
from feedback_miner.survey import Survey
from feedback_miner.tables import frame

__all__ = ["TOUCHPOINTS", "view"]

TOUCHPOINTS = {
    "column": "str",
    "touchpoint": "str",
    "name": "str",
    "levels": "list",
    "kind": "str",
    "measure": "str",
    "n": "int",
    "value": "float",
    "low": "float",
    "high": "float",
}


def view(
    ratings: Ratings,
    opinions: pd.DataFrame,
    responses: pd.DataFrame,
    survey: Survey,
    codebook: Codebook,
) -> pd.DataFrame:
    """Return TOUCHPOINTS: each closed item (``score``, its own scale) and each factor's net
    sentiment in words (``net``, on -1 to 1) by touchpoint.

    The levels of a segment or channel belong to touchpoints by the codebook's words. The column
    with the most responses in two or more touchpoints is taken; no row where there is none.
    Figures of fewer than ``minimum_n`` are suppressed. Scores are weighted, words are not.
    """
    ids = responses["response_id"].astype("str").to_numpy()
    best: tuple[int, str, pd.Series[str]] | None = None
    for column in (*survey.with_role("channel"), *survey.with_role("segment")):
        if column.name not in responses.columns:
            continue
        cells = answered(responses, column)
        placed = cells.map({level: _place(str(level), codebook) for level in cells.unique()})
        offered = set(placed) - {""}
        known = int((placed != "").sum())
        # Offline or phone must be among them: 微信 or 链接 alone tell how a form was sent.
        if len(offered) > 1 and known >= len(cells) / 2 and (best is None or known > best[0]):
            best = known, column.name, placed
    if best is None:
        return frame([], TOUCHPOINTS)
    _, name, placed = best
    cells = responses[name].astype("str").str.strip()
    rows: list[dict[str, Any]] = []
    for touchpoint in codebook.touchpoints:
        mask = (placed == touchpoint.id).to_numpy()
        if mask.sum() < survey.options.minimum_n:
            continue
        about = {
            "column": name,
            "touchpoint": touchpoint.id,
            "name": touchpoint.name,
            "levels": sorted(set(cells[mask])),
        }
        members = set(ids[mask])
        figures = _figures(ratings, opinions, codebook, mask, members)
        rows += [about | row for row in figures if row["n"] >= survey.options.minimum_n]
    return frame(rows, TOUCHPOINTS)


def _place(level: str, codebook: Codebook) -> str:
    lowered = level.lower()
    for touchpoint in codebook.touchpoints:
        if any(word in lowered for word in touchpoint.words):
            return touchpoint.id
    return ""


def _figures(
    ratings: Ratings, opinions: pd.DataFrame, codebook: Codebook, mask: Any, members: set[str]
) -> Iterator[dict[str, Any]]:
    for item in ratings.names:
        values = ratings.scores[item].to_numpy(dtype=float)
        known = mask & np.isfinite(values)
        if ratings.weights is not None:
            known = known & (ratings.weights > 0)
        values = values[known]
        mean, low, high = weighted_interval(
            values, taken(ratings.weights, known), taken(ratings.clusters, known)
        )
        yield {
            "kind": "score",
            "measure": item,
            "n": len(values),
            "value": mean,
            "low": low,
            "high": high,
        }
    said = by_response(opinions)
    said = said[said["response_id"].isin(members)]
    groups = None
    if ratings.clusters is not None:
        groups = said["response_id"].map(dict(zip(ratings.ids, ratings.clusters, strict=True)))
    for factor in codebook.factors:
        polarity = said.loc[said["factor"] == factor.id, "polarity"]
        positive, negative = (
            int((polarity == "positive").sum()),
            int((polarity == "negative").sum()),
        )
        effect = 1.0
        if groups is not None and len(polarity):
            signs = polarity.map(SIGNS).to_numpy(dtype=float)
            effect = alike(signs, None, groups[polarity.index].to_numpy(dtype=np.int64))
        net, low, high = net_interval(positive / effect, negative / effect, len(polarity) / effect)
        yield {
            "kind": "net",
            "measure": factor.id,
            "n": len(polarity),
            "value": net,
            "low": low,
            "high": high,
        }
