"""The closed scores of an export: numbers, one scale, descriptives, reliability."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.ingest import wording
from feedback_miner.language import t
from feedback_miner.ratings import customers
from feedback_miner.ratings.cells import numbers
from feedback_miner.ratings.direction import Judged, doubts_of, judge, other_way
from feedback_miner.ratings.items import describe, distribute, net_promoters
from feedback_miner.ratings.scales import reliability_of, weak_scales
from feedback_miner.ratings.statistics import Groups
from feedback_miner.ratings.weighting import read_weights
from feedback_miner.survey import Column, Survey

__all__ = ["Ratings", "read"]

AGAINST = -0.1  # item-total correlation that tells of a reversed item


@dataclass(frozen=True)
class Ratings:
    """The closed questions of an export.

    ``scores``: response_id and one float column an item, on its own scale, turned so that high
    is good, missing as nan; ``on100``: the same on 0 to 100; ``items``: ITEMS;
    ``distribution``: item, value, n, share; ``nps``: item, n, promoters, passives, detractors,
    nps, low, high; ``reliability``: scale, items, n, alpha, alpha_standardised, low, high,
    omega, note, their figures nan where alpha is negative, as the note then tells;
    ``item_analysis``: scale, item, n, item_total, alpha_if_deleted. ``weights``: one a
    response, adding up to their number; None where all count alike. Means, shares, deviations,
    medians, nets and their intervals are weighted, and their counts (n) are of responses that
    weigh something; reliability is not. ``clusters``: the number of each response's customer,
    by whom intervals are clustered; None where nobody has several. ``against``: drivers of a
    proposed survey that run against all other scores; whether they are reversed or not is for
    the user to say, until then they count in no factor's score and stand in no model.
    ``doubts``: the notes on them and on those that a survey file or their header settles, which
    count as they stand.
    """

    scores: pd.DataFrame
    on100: pd.DataFrame
    items: pd.DataFrame
    distribution: pd.DataFrame
    nps: pd.DataFrame
    reliability: pd.DataFrame
    item_analysis: pd.DataFrame
    notes: tuple[str, ...]
    weights: NDArray[np.float64] | None = None
    weighting: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    clusters: Groups | None = None

    @property
    def ids(self) -> list[str]:
        """The responses' ids, in order."""
        return [str(one) for one in self.scores["response_id"]]

    @property
    def names(self) -> list[str]:
        """The items' names, in the order of the export."""
        return [str(name) for name in self.scores.columns[1:]]


def read(
    responses: pd.DataFrame,
    survey: Survey,
    name: Callable[[str], str] = str,
    *,
    proposed: bool = False,
) -> Ratings:
    """Read the closed questions of the accepted responses.

    Reversed scales are turned. Cells off the scale count as missing and are told of in ``notes``.
    ``name`` tells what a factor is called. What a survey says of an item's direction stands; of
    one that is only ``proposed``, items that run against all others are set aside.
    """
    columns = [c for c in survey.with_role("score") if c.scale and c.name in responses.columns]
    table, points, notes = _scores(responses, columns)
    weights, told = read_weights(responses, survey)
    groups = customers.clusters(responses, survey)
    grouped = [] if groups is None else [customers.note(groups)]
    judged = judge(points, columns, survey)
    against = [item for item in judged.against if proposed and not wording.names_direction(item)]
    doubts = doubts_of(judged, columns, against)
    reliability, analysed = reliability_of(table, columns, survey, against)
    return Ratings(
        scores=table,
        on100=points,
        items=describe(table, columns, weights, groups),
        distribution=distribute(table, columns, weights),
        nps=net_promoters(table, columns, weights, groups),
        reliability=reliability,
        item_analysis=analysed,
        notes=(
            *notes,
            *told,
            *grouped,
            *doubts,
            *weak_scales(reliability, name),
            *_against_their_scale(analysed, judged, columns, name),
        ),
        weights=weights,
        weighting=() if weights is None else tuple(told),
        against=tuple(against),
        doubts=tuple(doubts),
        clusters=groups,
    )


def _scores(
    responses: pd.DataFrame, columns: Sequence[Column]
) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
    """Return the scores, the same on 0 to 100, and what is to be told of cells and direction."""
    ids = responses["response_id"].astype("str")
    scores, on100 = {"response_id": ids}, {"response_id": ids}
    notes: list[str] = []
    for column in columns:
        assert column.scale is not None
        values, strange = numbers(responses[column.name], column.scale)
        scores[column.name] = values
        low, high = column.scale.low, column.scale.high
        on100[column.name] = (values - low) / (high - low) * 100
        if strange:
            notes.append(
                t(
                    f"「{column.name}」有 {strange} 个单元格不在 {low:g}–{high:g} 之内，按缺失处理",
                    f'"{column.name}": {strange} cells are not within {low:g}-{high:g}, '
                    "taken as missing",
                )
            )
        if column.scale.reversed:
            notes.append(
                t(
                    f"「{column.name}」为反向计分，已翻转为高分更好",
                    f'"{column.name}" is scored in reverse and was turned: high is good',
                )
            )
    return pd.DataFrame(scores), pd.DataFrame(on100), notes


def _against_their_scale(
    analysed: pd.DataFrame,
    judged: Judged,
    columns: Sequence[Column],
    name: Callable[[str], str],
) -> list[str]:
    """Say which items run against the others of their own scale, not of all scores."""
    everything = t("全部分项", "all items")
    other = other_way(columns)
    return [
        t(
            f"「{row.item}」与量表「{name(row.scale)}」其余各题负相关"
            f"（题总相关 {row.item_total:.2f}），"
            f"可能是反向题：请核对，方向不对则在 survey.toml 中写 reversed = {other[row.item]}",
            f'"{row.item}" runs against the other items of scale "{name(row.scale)}" (item-total '
            f"{row.item_total:.2f}): if it is scored the other way, set reversed = "
            f"{other[row.item]} in survey.toml",
        )
        for row in analysed.itertuples()
        if row.item_total < AGAINST
        and row.scale != everything
        and row.item not in judged.against
        # In a small scale a reversed item drags the others: all scores together tell which it is.
        and judged.overall.get(str(row.item), np.nan) < AGAINST
    ]
