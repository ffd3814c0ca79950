"""Where topics live: over time, in segments, beside closed scores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from feedback_miner.ingest.levels import answered
from feedback_miner.ingest.periods import by_period, label, time_column
from feedback_miner.ratings import Ratings
from feedback_miner.ratings.differences import means
from feedback_miner.ratings.statistics import adjust
from feedback_miner.survey import Survey
from feedback_miner.tables import frame
from feedback_miner.topics.model import Topics

__all__ = ["SCORED", "SEGMENTED", "TREND", "by_score", "by_segment", "trend"]

# ``p`` is of the trend (TREND), of the topic's differing between the levels of a segment
# (SEGMENTED), or of the difference of means (SCORED); ``p_adjusted`` over all tests of the table.
TREND = {
    "topic": "int",
    "name": "str",
    "period": "str",
    "n": "int",
    "base": "int",
    "share": "float",
    "p": "float",
    "p_adjusted": "float",
}
SEGMENTED = {
    "segment": "str",
    "level": "str",
    "topic": "int",
    "name": "str",
    "n": "int",
    "base": "int",
    "share": "float",
    "p": "float",
    "p_adjusted": "float",
}
SCORED = {
    "item": "str",
    "topic": "int",
    "name": "str",
    "n": "int",
    "mean": "float",
    "rest_n": "int",
    "rest_mean": "float",
    "difference": "float",
    "low": "float",
    "high": "float",
    "p": "float",
    "p_adjusted": "float",
}
FEW = 10  # responses below which a level or a topic is not compared
LEVELS = 8


def _memberships(topics: Topics) -> tuple[set[str], dict[int, set[str]]]:
    """Return the responses with a valid text, and those of each topic."""
    of = topics.assignments
    base = set(of["response_id"])
    return base, {int(k): set(g["response_id"]) for k, g in of[of["topic"] > 0].groupby("topic")}


def _names(topics: Topics) -> dict[int, str]:
    return dict(zip(topics.table["topic"], topics.table["name"], strict=True))


def trend(topics: Topics, responses: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """Return TREND: each topic's share of the responses with a valid text, by day, week, month or
    quarter, whichever the first that leaves few enough; none without a time column.

    The test of a trend is Cochran's (1954) and Armitage's (1955), over the periods in order.
    """
    column = time_column(responses, survey)
    base, members = _memberships(topics)
    if column is None or not members:
        return frame([], TREND)
    here = responses[responses["response_id"].isin(base)]
    periods = by_period(here[column])
    if periods is None:
        return frame([], TREND)
    ids = here.loc[periods.index, "response_id"]
    labels = sorted(set(periods))
    rows: list[dict[str, Any]] = []
    names = _names(topics)
    totals = np.array([int((periods == period).sum()) for period in labels], dtype=float)
    for topic, name in names.items():
        inside = ids.isin(members.get(topic, set()))
        counts = np.array([int(inside[periods == one].sum()) for one in labels], dtype=float)
        p = _armitage(counts, totals)
        rows += [
            {
                "topic": topic,
                "name": name,
                "period": label(period),
                "n": int(n),
                "base": int(total),
                "share": n / total if total else float("nan"),
                "p": p,
            }
            for period, n, total in zip(labels, counts, totals, strict=True)
        ]
    return _adjusted(rows, TREND, lambda row: row["topic"])


def _armitage(counts: NDArray[np.float64], totals: NDArray[np.float64]) -> float:
    """Return the two-sided p-value of a linear trend in proportions."""
    order = np.arange(len(counts), dtype=float)
    n, x = totals.sum(), counts.sum()
    if not 0 < x < n:
        return 1.0
    rate = x / n
    middle = (totals * order).sum() / n
    spread = rate * (1 - rate) * (totals * (order - middle) ** 2).sum()
    if spread <= 0:
        return 1.0
    z = ((counts - totals * rate) * (order - middle)).sum() / np.sqrt(spread)
    return float(2 * stats.norm.sf(abs(z)))


def by_segment(topics: Topics, responses: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """Return SEGMENTED: each topic's share in each level of every segment and channel (levels of
    ``FEW`` responses and more), with the chi-square test that it is the same in all."""
    base, members = _memberships(topics)
    here = responses[responses["response_id"].isin(base)]
    rows: list[dict[str, Any]] = []
    for column in (*survey.with_role("segment"), *survey.with_role("channel")):
        if column.name not in here.columns:
            continue
        cells = answered(here, column)
        sizes = cells[cells != ""].value_counts()
        levels = [str(level) for level, n in sizes.items() if n >= FEW][:LEVELS]
        if len(levels) < 2:
            continue
        for topic, name in _names(topics).items():
            inside = here["response_id"].isin(members.get(topic, set()))
            pairs = [(int(inside[cells == one].sum()), int((cells == one).sum())) for one in levels]
            table = np.array([[n, total - n] for n, total in pairs])
            tested = bool(table.sum(axis=0).min() > 0)
            p = float(stats.chi2_contingency(table, correction=False)[1]) if tested else 1.0
            rows += [
                {
                    "segment": column.name,
                    "level": level,
                    "topic": topic,
                    "name": name,
                    "n": n,
                    "base": total,
                    "share": n / total,
                    "p": p,
                }
                for level, (n, total) in zip(levels, pairs, strict=True)
            ]
    return _adjusted(rows, SEGMENTED, lambda row: (row["segment"], row["topic"]))


def by_score(topics: Topics, ratings: Ratings) -> pd.DataFrame:
    """Return SCORED: the mean of each closed item among the responses of a topic less that of the
    other responses with a valid text, with Welch's (1947) interval and test; weighted where the
    survey has weights."""
    base, members = _memberships(topics)
    ids = ratings.scores["response_id"].astype("str")
    valid = ids.isin(base).to_numpy()
    weights = np.ones(len(ids)) if ratings.weights is None else ratings.weights
    rows: list[dict[str, Any]] = []
    for item in ratings.names:
        values = ratings.scores[item].to_numpy(dtype=float)
        answered = valid & np.isfinite(values) & (weights > 0)
        for topic, name in _names(topics).items():
            inside = ids.isin(members.get(topic, set())).to_numpy()
            mine, others = answered & inside, answered & ~inside
            own, rest = values[mine], values[others]
            if len(own) < FEW or len(rest) < FEW:
                continue
            found = means(rest, own, (weights[others], weights[mine]))
            rows.append(
                {
                    "item": item,
                    "topic": topic,
                    "name": name,
                    "n": len(own),
                    "mean": found.new,
                    "rest_n": len(rest),
                    "rest_mean": found.base,
                    "difference": found.change,
                    "low": found.low,
                    "high": found.high,
                    "p": found.p,
                }
            )
    return _adjusted(rows, SCORED, lambda row: (row["item"], row["topic"]))


def _adjusted(
    rows: list[dict[str, Any]], schema: dict[str, str], test: Callable[[dict[str, Any]], Any]
) -> pd.DataFrame:
    """Return a table of ``rows`` with p-values adjusted (Benjamini and Hochberg, 1995), each test
    counted once."""
    first = {test(row): row["p"] for row in rows}
    p = np.array(list(first.values()), dtype=float)
    adjusted = dict(zip(first, adjust(p), strict=True))
    return frame([row | {"p_adjusted": adjusted[test(row)]} for row in rows], schema)
