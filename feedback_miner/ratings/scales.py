"""Which items make a scale, and how well they hang together."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from typing import Any

import numpy as np
import pandas as pd

from feedback_miner.language import t
from feedback_miner.ratings.reliability import item_analysis, omega_total
from feedback_miner.ratings.statistics import (
    Alpha,
    cronbach_alpha,
)
from feedback_miner.survey import Column, Survey
from feedback_miner.tables import frame

__all__ = ["reliability_of", "weak_scales"]


WEAK_ALPHA = 0.7  # Nunnally (1978)


def weak_scales(reliability: pd.DataFrame, name: Callable[[str], str]) -> list[str]:
    """Say once which scales hang together too little to be read as one score."""
    weak = [row for row in reliability.itertuples() if row.note]
    if not weak:
        return []
    negative = t("为负", "negative")
    alphas = [negative if np.isnan(row.alpha) else f"{row.alpha:.2f}" for row in weak]
    zh = "、".join(f"「{name(row.scale)}」{a}" for row, a in zip(weak, alphas, strict=True))
    en = ", ".join(f"{name(row.scale)} {a}" for row, a in zip(weak, alphas, strict=True))
    return [
        t(
            f"量表的 Cronbach's α 低于 {WEAK_ALPHA}，各题不宜合成一个分数：{zh}",
            f"Cronbach's alpha is below {WEAK_ALPHA}, the items should not be read as one score: "
            f"{en}",
        )
    ]


def _scales(
    columns: Sequence[Column], survey: Survey, against: Container[str]
) -> dict[str, list[str]]:
    """Group items into scales: by construct, by factor, by a common name with numbers (CUEX1).
    Items that run ``against`` all others count in no factor's."""
    names = {column.name for column in columns}
    scales = {c.name: [i for i in c.items if i in names] for c in survey.constructs}
    measured = {item for items in scales.values() for item in items}
    for column in columns:
        if column.name in measured:
            continue
        stem = column.name.rstrip("0123456789").rstrip("_- .（(")
        numbered = stem != column.name and stem and not column.name[len(stem) :].isspace()
        name = stem if numbered else column.factor
        if name and (numbered or not (column.outcome or column.name in against)):
            scales.setdefault(name, []).append(column.name)
    return {name: items for name, items in scales.items() if len(items) > 1}


def reliability_of(
    scores: pd.DataFrame, columns: Sequence[Column], survey: Survey, against: Container[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return alpha and omega of each scale, and each item's part in it (see ``Ratings``); of all
    drivers together where they stand on one range."""
    scales = _scales(columns, survey, against)
    drivers = [c.name for c in columns if not c.outcome and c.name not in against]
    everything = t("全部分项", "all items")
    if len(drivers) > 2 and not any(set(drivers) <= set(items) for items in scales.values()):
        ranges = {(c.scale.low, c.scale.high) for c in columns if c.scale and not c.outcome}
        if len(ranges) == 1:
            scales[everything] = drivers
    rows: list[dict[str, Any]] = []
    analysed: list[dict[str, Any]] = []
    for name, items in scales.items():
        complete = scores[items].dropna().to_numpy(dtype=float)
        alpha, omega = cronbach_alpha(complete), omega_total(complete)
        note = ""
        if alpha.raw < 0:
            # Items that work against each other: no consistency that could be told from 0 to 1.
            note = t(
                f"α 为负（{alpha.raw:.2f}）：各题方向相反或互不相关，不是信度",
                f"alpha is negative ({alpha.raw:.2f}): items run against each other or have "
                "nothing in common, it is no reliability",
            )
            nan = float("nan")
            alpha, omega = Alpha(nan, nan, nan, nan, alpha.n), nan
        elif alpha.raw < WEAK_ALPHA:
            note = t("α 低于 0.7，信度不足", "alpha below 0.7: weak")
        rows.append(
            {
                "scale": name,
                "items": items,
                "n": alpha.n,
                "alpha": alpha.raw,
                "alpha_standardised": alpha.standardised,
                "low": alpha.low,
                "high": alpha.high,
                "omega": omega,
                "note": note,
            }
        )
        analysed += [
            {
                "scale": name,
                "item": item,
                "n": alpha.n,
                "item_total": row.item_total,
                "alpha_if_deleted": row.alpha_if_deleted,
            }
            for item, row in zip(items, item_analysis(complete), strict=False)
        ]
    schema = {"scale": "str", "items": "list", "n": "int", "alpha": "float"}
    schema |= {"alpha_standardised": "float", "low": "float", "high": "float"}
    schema |= {"omega": "float", "note": "str"}
    by_item = {"scale": "str", "item": "str", "n": "int"}
    by_item |= {"item_total": "float", "alpha_if_deleted": "float"}
    return frame(rows, schema), frame(analysed, by_item)
