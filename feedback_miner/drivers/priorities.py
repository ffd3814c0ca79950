"""Where improvement pays: importance against performance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from feedback_miner.drivers.effects import Drawn
from feedback_miner.drivers.performance import Score, deviations, in_words, level, rating
from feedback_miner.drivers.predictors import Predictors
from feedback_miner.drivers.theme_weights import Weights, weigh
from feedback_miner.tables import frame

__all__ = ["PRIORITIES", "rank"]

Row = dict[str, Any]
ROUNDING = 1e-9  # themes that all do alike are none of them below their mean
QUADRANTS = {  # by whether a theme is important, and does well
    (True, False): "fix",
    (True, True): "keep",
    (False, False): "low",
    (False, True): "overkill",
}

PRIORITIES = {
    "outcome": "str",
    "theme": "str",
    "n": "int",
    "n_closed": "count",
    "n_text": "count",
    "importance": "float",
    "importance_low": "float",
    "importance_high": "float",
    "importance_rank_low": "float",
    "importance_rank_high": "float",
    "importance_clear": "bool",
    "importance_closed": "float",
    "importance_text": "float",
    "performance": "float",
    "performance_closed": "float",
    "performance_text": "float",
    "deviation": "float",
    "deviation_closed": "float",
    "deviation_text": "float",
    "rating_n": "int",
    "mentions": "int",
    "kano": "str",
    "kano_driver": "str",
    "quadrant": "str",
    "rank": "int",
}


def rank(
    predictors: Predictors,
    effects: pd.DataFrame,
    fits: pd.DataFrame,
    drawn: Drawn,
    contrasts: pd.DataFrame,
    factors: pd.DataFrame,
    *,
    minimum_n: int,
) -> pd.DataFrame:
    """Return PRIORITIES: importance-performance analysis (Martilla and James, 1977).

    ``importance``: a theme's share of all that closed scores and words explain (LMG shares of
    both models' R², together 1; ``importance_closed`` and ``importance_text`` are its shares
    within each; words that explain less than 2 % are left out), with the percentile intervals of
    it and of its rank over the models' bootstrap samples (``drawn``). ``importance_clear``: the
    rank's interval keeps out of the lower half. Where it does not, another survey of the same
    kind might as well put the theme among the unimportant, so that nobody should be told to mend
    it before others. ``n_closed`` and ``n_text`` are the bases of the models it
    stands in, ``n`` the smaller.

    Ratings and net sentiment differ in level and spread (people write of what annoys them), so
    that themes with words cannot be held against themes without by a mean of both. Each is
    compared within its source: ``deviation_closed`` and ``deviation_text`` are the distance from
    the mean of the themes that have the source (words: from ``minimum_n`` mentions), in standard
    deviations of its answers. ``deviation`` is their mean weighed by ``rating_n`` and
    ``mentions``, as their precision goes, so that the first few mentions do not turn a theme that
    hundreds rated. ``performance`` tells it on 0-100: laid out on the ratings' mean and spread (as
    scales are equated: Kolen and Brennan, 2014; on the words' where nothing is rated), a theme
    without words keeps its rating.

    A theme is a codebook factor, or a closed driver that has none; ``kano`` that of its driver
    (``kano_driver``; empty: words) with the largest clear penalty or reward, indifferent only
    where all are. Quadrants are split at the mean importance and at a deviation of 0: ``fix``
    (important, performing below), ``keep``, ``low``, ``overkill``. ``rank`` puts what is to be
    fixed first, of that what is clearly important, and orders by importance times the room above
    performance.
    """
    rows: list[Row] = []
    everybody = factors[factors["segment"] == ""].set_index("factor")
    for outcome in map(str, predictors.outcomes.columns):
        weighed = weigh(outcome, effects, fits, drawn)
        rated = {theme: rating(theme, predictors, everybody) for theme in weighed.importance}
        said = {theme: in_words(theme, everybody, minimum_n) for theme in weighed.importance}
        own = contrasts[contrasts["outcome"] == outcome]
        found = list(_themes(weighed, rated, said, own))
        _place(found)
        rows += [{"outcome": outcome} | row for row in found]
    return frame(rows, PRIORITIES)


def _themes(
    weighed: Weights,
    rated: Mapping[str, Score],
    said: Mapping[str, Score],
    contrasts: pd.DataFrame,
) -> Iterator[Row]:
    """Yield how much each theme of an outcome matters and how it does, but for its place."""
    middle, spread = level(rated)
    if not np.isfinite(middle):
        middle, spread = level(said)
    closed, text = deviations(rated), deviations(said)
    for theme, importance in weighed.importance.items():
        parts = [
            (apart[theme], score.n)
            for apart, score in ((closed, rated[theme]), (text, said[theme]))
            if np.isfinite(apart[theme])
        ]
        if not parts:
            continue
        deviation = float(np.average([d for d, _ in parts], weights=[n for _, n in parts]))
        about = contrasts[(contrasts["factor"] == theme) | (contrasts["driver"] == theme)]
        kano, kano_driver = _kind(about.to_dict("records"))
        yield {
            "theme": theme,
            **_importance(weighed, theme, importance),
            "performance": min(100.0, max(0.0, middle + deviation * spread)),
            "performance_closed": rated[theme].value,
            "performance_text": said[theme].value,
            "deviation": deviation,
            "deviation_closed": closed[theme],
            "deviation_text": text[theme],
            "rating_n": rated[theme].n,
            "mentions": said[theme].n,
            "kano": kano,
            "kano_driver": kano_driver,
        }


def _importance(weighed: Weights, theme: str, importance: float) -> Row:
    bases = {source: weighed.n[source] for source in weighed.n if theme in weighed.shares[source]}
    return {
        "n": min(bases.values()),
        "n_closed": bases.get("closed"),
        "n_text": bases.get("text"),
        "importance": importance,
        "importance_low": weighed.intervals[theme][0],
        "importance_high": weighed.intervals[theme][1],
        "importance_rank_low": weighed.ranks[theme][0],
        "importance_rank_high": weighed.ranks[theme][1],
        "importance_clear": weighed.clear(theme),
        "importance_closed": weighed.shares.get("closed", {}).get(theme, np.nan),
        "importance_text": weighed.shares.get("text", {}).get(theme, np.nan),
    }


def _place(rows: list[Row]) -> None:
    """Tell the themes of an outcome their quadrants and ranks, and put them in that order."""
    if not rows:
        return
    middle = float(np.mean([row["importance"] for row in rows]))
    for row in rows:
        row["quadrant"] = QUADRANTS[row["importance"] >= middle, row["deviation"] >= -ROUNDING]
    rows.sort(
        key=lambda r: (
            r["quadrant"] != "fix",
            r["quadrant"] == "fix" and not r["importance_clear"],
            -r["importance"] * (100 - r["performance"]),
            r["theme"],
        )
    )
    for place, row in enumerate(rows, start=1):
        row["rank"] = place


def _kind(rows: list[Mapping[Any, Any]]) -> tuple[str, str]:
    """Return the kind of a theme from the contrasts of its drivers, and which one it is of: that
    with the largest clear penalty or reward. ("indifferent", "") where none is clear, empty
    where none was told."""
    clear = [row for row in rows if row["kano"] != "indifferent"]
    if not clear:
        return ("indifferent" if rows else ""), ""

    def largest(row: Mapping[Any, Any]) -> float:
        hurts = -row["penalty"] if row["penalty_high"] < 0 else 0.0
        pleases = row["reward"] if row["reward_low"] > 0 else 0.0
        return float(max(hurts, pleases))

    first = max(clear, key=largest)
    return str(first["kano"]), str(first["driver"]) if first["source"] == "closed" else ""
