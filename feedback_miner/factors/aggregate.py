"""Factor scores: mentions, net sentiment and closed score of each factor in each group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from feedback_miner.ingest.levels import answered
from feedback_miner.ingest.unanswered import is_code, unanswered_cells
from feedback_miner.lexicon import Codebook
from feedback_miner.ratings.read import Ratings
from feedback_miner.ratings.statistics import net_interval, share_interval, weighted_interval
from feedback_miner.sentiment.document import label
from feedback_miner.survey import Survey
from feedback_miner.tables import FACTORS, check, frame

__all__ = ["aggregate", "by_response", "common_levels", "rated_on100"]

WEIGHT = "__weight__"  # no factor has such an id
_ZEROS = frozenset({"0", "0.0"})
MOST_LEVELS = 20  # levels of a segment that are shown; rarer ones are left to the tables


def by_response(opinions: pd.DataFrame) -> pd.DataFrame:
    """Return one row a response and factor: response_id, factor, score, polarity, both, praises,
    complains.

    A response counts once for a factor however often it speaks of it. Within a verbatim its
    strongest opinion decides, the earlier one where two are equally strong, or what was settled of
    the factor there (column ``total``, where there is one). A response that praises in one
    verbatim what it blames in another is ``both``: neutral, of score 0. ``praises`` and
    ``complains`` tell whether any opinion of it is positive, negative: who is ``both`` does either.
    """
    keys = ["response_id", "factor"]
    if opinions.empty:
        nobody = opinions[[*keys, "score", "polarity"]].copy()
        return nobody.assign(**dict.fromkeys(("both", "praises", "complains"), False)).astype(
            dict.fromkeys(("both", "praises", "complains"), bool)
        )
    told = opinions[keys].assign(
        praises=opinions["polarity"] == "positive", complains=opinions["polarity"] == "negative"
    )
    if "total" in opinions:
        settled = opinions["total"]
        opinions = opinions.assign(score=settled, polarity=settled.map(label))
    strength = opinions.assign(_strength=-opinions["score"].abs())
    strongest = strength.sort_values([*keys, "_strength"], kind="stable")
    each = strongest.drop_duplicates([*keys, "verbatim"])
    signs = each[keys].assign(
        good=each["polarity"] == "positive", bad=each["polarity"] == "negative"
    )
    sides = signs.groupby(keys)[["good", "bad"]].any()
    kept = each.drop_duplicates(keys)[[*keys, "score", "polarity"]].set_index(keys)
    kept["both"] = (sides["good"] & sides["bad"]).reindex(kept.index)
    kept.loc[kept["both"], ["score", "polarity"]] = [0.0, "neutral"]
    return kept.join(told.groupby(keys)[["praises", "complains"]].any()).reset_index()


def aggregate(
    verbatims: pd.DataFrame,
    opinions: pd.DataFrame,
    ratings: Ratings,
    responses: pd.DataFrame,
    survey: Survey,
    codebook: Codebook,
) -> pd.DataFrame:
    """Return FACTORS: each factor for everybody, then by each level of each segment.

    The base ``n`` of mentions is the responses with a valid answer; of ratings those that
    answered an item of the factor (its items are averaged on 0-100; weighted, where there are
    weights; words are not). ``net`` is (positive -
    negative) / mentions; ``gap`` the words' net on 0-100 less the rating. ``both`` are those of
    ``neutral`` that praise in one answer what they blame in another; ``complaints`` all with a
    negative opinion, these among them.
    """
    valid = set(verbatims.loc[verbatims["valid"], "response_id"])
    said = by_response(opinions)
    rated = rated_on100(ratings, survey, codebook)
    rows = list(_rows("", "", valid, said, rated, codebook))
    ids = responses["response_id"].astype("str")
    for column in (*survey.with_role("segment"), *survey.with_role("channel")):
        if column.name not in responses.columns:
            continue
        cells = answered(responses, column)
        for level in common_levels(cells):
            members = set(ids[cells == level])
            rows += _rows(
                column.name,
                level,
                valid & members,
                said[said["response_id"].isin(members)],
                rated[rated.index.isin(members)],
                codebook,
            )
    return check(frame(rows, FACTORS), FACTORS)


def common_levels(cells: pd.Series[Any], most: int | None = MOST_LEVELS) -> list[str]:
    """Return the ``most`` common levels of a segment (None: all), the commonest first.

    The marks of a question that was skipped or not shown are no levels, nor is 0 or a usual code
    for a missing answer beside levels that are all words: nothing says what it stands for.
    """
    counts = cells[~unanswered_cells(cells, "segment")].value_counts()
    common = counts.sort_index(kind="stable").sort_values(ascending=False, kind="stable")
    levels = [str(level) for level in common.index]
    named = [level for level in levels if level not in _ZEROS and not is_code(level)]
    if named and not any(level.lstrip("-").replace(".", "", 1).isdecimal() for level in named):
        levels = named
    return levels[:most]


def rated_on100(ratings: Ratings, survey: Survey, codebook: Codebook) -> pd.DataFrame:
    """Return each response's mean rating of each factor on 0-100, indexed by response_id."""
    table = pd.DataFrame(index=pd.Index(ratings.on100["response_id"], name="response_id"))
    if ratings.weights is not None:
        table[WEIGHT] = ratings.weights
    for factor in codebook.factors:
        items = [
            column.name
            for column in survey.with_role("score")
            if column.factor == factor.id
            and not column.outcome
            and column.name in ratings.on100
            and column.name not in ratings.against
        ]
        if items:
            table[factor.id] = ratings.on100[items].mean(axis=1).to_numpy()
    return table


def _rows(
    segment: str,
    level: str,
    valid: set[str],
    said: pd.DataFrame,
    rated: pd.DataFrame,
    codebook: Codebook,
) -> Iterator[dict[str, Any]]:
    counts = said.groupby(["factor", "polarity"]).size()
    sides = said.groupby("factor")[["both", "complains"]].sum()
    for factor in codebook.factors:
        positive, neutral, negative = (
            int(counts.get((factor.id, polarity), 0))
            for polarity in ("positive", "neutral", "negative")
        )
        mentions = positive + neutral + negative
        share_low, share_high = share_interval(mentions, len(valid))
        net, net_low, net_high = net_interval(positive, negative, mentions)
        values, weights = np.array([]), None
        if factor.id in rated.columns:
            known = rated[rated[factor.id].notna()]
            if WEIGHT in known:
                known = known[known[WEIGHT] > 0]
            values = known[factor.id].to_numpy(dtype=float)
            weights = known[WEIGHT].to_numpy(dtype=float) if WEIGHT in known else None
        rating, rating_low, rating_high = weighted_interval(values, weights)
        yield {
            "segment": segment,
            "level": level,
            "factor": factor.id,
            "n": len(valid),
            "mentions": mentions,
            "share": mentions / len(valid) if valid else np.nan,
            "share_low": share_low,
            "share_high": share_high,
            "positive": positive,
            "neutral": neutral,
            "negative": negative,
            "both": int(sides["both"].get(factor.id, 0)),
            "complaints": int(sides["complains"].get(factor.id, 0)),
            "net": net,
            "net_low": net_low,
            "net_high": net_high,
            "rating_n": len(values),
            "rating": rating,
            "rating_low": rating_low,
            "rating_high": rating_high,
            "gap": (net + 1) * 50 - rating,
        }
