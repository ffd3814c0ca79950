"""What may move an outcome: closed factor scores, text factors, both."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from feedback_miner.errors import UsageError
from feedback_miner.factors.aggregate import by_response
from feedback_miner.language import t
from feedback_miner.ratings.read import Ratings
from feedback_miner.ratings.statistics import Groups
from feedback_miner.survey import LOYALTY, RELATIONAL, Column, Survey

__all__ = ["Predictors", "prepare"]


@dataclass(frozen=True)
class Predictors:
    """Tables of one row a response, in the order of ``Ratings.scores``.

    ``outcomes``: each outcome on its own scale; ``closed``: closed drivers, ``text``: each
    factor's polarity (+1, 0, -1; 0 where it is not spoken of, or praised in one answer and blamed
    in another), ``mentioned``: 1 where it is, ``praised`` and ``blamed``: 1 where any opinion of it
    is positive, negative; text columns are nan where a response has no valid answer. ``factors``
    maps a closed driver to its codebook factor, ``items`` to the items averaged in it; ``on100``
    holds the closed drivers on 0 to 100; ``weights`` sums to n, None where all count alike;
    ``clusters`` numbers each response's customer, None where nobody has several.
    """

    ids: pd.Series[str]
    outcomes: pd.DataFrame
    kinds: dict[str, str]
    closed: pd.DataFrame
    on100: pd.DataFrame
    text: pd.DataFrame
    mentioned: pd.DataFrame
    factors: dict[str, str]
    items: dict[str, list[str]]
    weights: np.ndarray[tuple[int], np.dtype[np.float64]] | None
    praised: pd.DataFrame = field(default_factory=pd.DataFrame)
    blamed: pd.DataFrame = field(default_factory=pd.DataFrame)
    clusters: Groups | None = None

    def sources(self, outcome: str) -> dict[str, pd.DataFrame]:
        """Return the drivers of ``outcome`` by source: closed, text, mentioned, both."""
        kind = self.kinds[outcome]
        relational = [
            name for name in self.closed.columns if self.kinds.get(str(name)) in RELATIONAL
        ]
        closed = self.closed.drop(columns=[outcome], errors="ignore")
        if kind not in LOYALTY:
            closed = closed.drop(columns=[n for n in relational if n in closed])
        both = pd.concat([closed, self.text], axis=1)
        return {"closed": closed, "text": self.text, "mentioned": self.mentioned, "both": both}


def prepare(
    ratings: Ratings,
    opinions: pd.DataFrame,
    verbatims: pd.DataFrame,
    survey: Survey,
    outcomes: Sequence[str] = (),
) -> Predictors:
    """Lay out outcomes and drivers.

    ``outcomes`` names score columns or constructs to explain, besides those the survey marks.
    The items of a construct are averaged, on 0 to 100 where their scales differ; every other
    item stands for itself. A construct takes over what its items measure: one of satisfaction
    items is the outcome satisfaction. Raises UsageError for an outcome that is not there.
    """
    columns = [c for c in survey.with_role("score") if c.name in ratings.scores.columns]
    by_name = {c.name: c for c in columns}
    groups = _constructs(survey, by_name)
    taken = {item for items in groups.values() for item in items}
    kinds = _kinds(by_name, groups, taken, outcomes)
    factors = {c.name: c.factor for c in columns}
    closed: dict[str, pd.Series[float]] = {}
    on100: dict[str, pd.Series[float]] = {}
    items_of: dict[str, list[str]] = {}
    for name, names in groups.items():
        scales = {(by_name[i].scale.low, by_name[i].scale.high) for i in names}  # type: ignore[union-attr]
        on100[name] = ratings.on100[names].mean(axis=1)
        same = len(scales) == 1
        closed[name] = (ratings.scores if same else ratings.on100)[names].mean(axis=1)
        items_of[name] = names
        if name not in factors:
            factors[name] = ""
    for column in columns:
        # Whether what runs against all others is good or bad is not known: it explains nothing.
        alone = column.name not in taken and column.name not in ratings.against
        if alone and (not column.outcome or column.outcome in RELATIONAL):
            closed[column.name] = ratings.scores[column.name]
            on100[column.name] = ratings.on100[column.name]
            items_of[column.name] = [column.name]
    explained = {
        name: closed[name] if name in closed else ratings.scores[name]
        for name in kinds
        if kinds[name] not in RELATIONAL or name in outcomes
    }
    for name in explained:
        # An outcome explains no other; one the user names stays a driver of the rest.
        if name in closed and name not in outcomes:
            del closed[name], on100[name]
    words = _words(ratings, opinions, verbatims)
    weights = ratings.weights
    return Predictors(
        ids=ratings.scores["response_id"],
        outcomes=pd.DataFrame(explained, index=ratings.scores.index),
        kinds=kinds,
        closed=pd.DataFrame(closed, index=ratings.scores.index),
        on100=pd.DataFrame(on100, index=ratings.scores.index),
        text=words["sign"],
        mentioned=words["mentioned"],
        factors=factors,
        items=items_of,
        weights=weights,
        praised=words["praises"],
        blamed=words["complains"],
        clusters=ratings.clusters,
    )


def _constructs(survey: Survey, by_name: Mapping[str, Column]) -> dict[str, list[str]]:
    """Return the items of each construct that are there."""
    found = {one.name: [i for i in one.items if i in by_name] for one in survey.constructs}
    return {name: items for name, items in found.items() if items}


def _kinds(
    by_name: Mapping[str, Column],
    groups: Mapping[str, Sequence[str]],
    taken: Collection[str],
    outcomes: Sequence[str],
) -> dict[str, str]:
    """Return what each outcome and what loyalty rests on measure, constructs in place of items;
    UsageError for one of ``outcomes`` that is not there."""
    kinds = {
        name: str(column.outcome)
        for name, column in by_name.items()
        if column.outcome and name not in taken
    }
    for name, items in groups.items():
        measured = {str(by_name[item].outcome) for item in items}
        if len(measured) == 1 and measured != {""}:
            kinds[name] = measured.pop()
    for name in outcomes:
        if name not in by_name and name not in groups:
            known = [*groups, *by_name]
            raise UsageError(
                t(f"没有评分列或构念「{name}」", f'there is no score or construct "{name}"'),
                do=t(f"可选：{'、'.join(known)}", f"known: {', '.join(known)}"),
            )
    return kinds | {name: kinds.get(name, "satisfaction") for name in outcomes}


def _words(
    ratings: Ratings, opinions: pd.DataFrame, verbatims: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Return the tables ``sign``, ``mentioned``, ``praises`` and ``complains``: factors across."""
    ids = ratings.scores["response_id"]
    said = by_response(opinions)
    signs = said["polarity"].map({"positive": 1.0, "neutral": 0.0, "negative": -1.0})
    said = said.assign(sign=signs.astype(float), mentioned=1.0)
    silent = ~ids.isin(set(verbatims.loc[verbatims["valid"], "response_id"])).to_numpy()
    tables: dict[str, pd.DataFrame] = {}
    for values in ("sign", "mentioned", "praises", "complains"):
        wide = said.assign(values=said[values].astype(float)).pivot(
            index="response_id", columns="factor", values="values"
        )
        wide.columns.name = None
        wide = wide.reindex(ids).reset_index(drop=True).fillna(0.0)
        wide.loc[silent] = np.nan
        tables[values] = wide
    return tables
