"""Closed scores from an export's cells: numbers, one scale, descriptives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from feedback_miner.language import t
from feedback_miner.ratings.statistics import cronbach_alpha, mean_interval, nps_interval
from feedback_miner.survey import Column, Scale, Survey
from feedback_miner.tables import ITEMS, check, frame

__all__ = ["Ratings", "numbers", "read"]

WEAK_ALPHA = 0.7  # Nunnally (1978)
NPS_HIGH, NPS_LOW = 9, 6


@dataclass(frozen=True)
class Ratings:
    """The closed questions of an export.

    ``scores``: response_id and one float column an item, on its own scale, turned so that high
    is good, missing as nan; ``on100``: the same on 0 to 100; ``items``: ITEMS; ``distribution``:
    item, value, n, share; ``nps``: item, n, promoters, passives, detractors, nps, low, high;
    ``reliability``: scale, items, n, alpha, alpha_standardised, low, high, note.
    """

    scores: pd.DataFrame
    on100: pd.DataFrame
    items: pd.DataFrame
    distribution: pd.DataFrame
    nps: pd.DataFrame
    reliability: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """The items' names, in the order of the export."""
        return [str(name) for name in self.scores.columns[1:]]


def numbers(cells: pd.Series[Any], scale: Scale) -> tuple[pd.Series[Any], int]:
    """Return cells as floats on the scale, turned so that high is good, and how many cells were
    filled but neither on the scale nor a missing code (they become nan)."""
    text = cells.astype("str").str.strip()
    labels = dict(scale.labels)
    values = text.map(labels) if labels else pd.Series(np.nan, index=text.index)
    plain = pd.to_numeric(text.where(~text.isin(labels), ""), errors="coerce")
    values = values.astype(float).fillna(plain)
    absent = text.isin(["", *scale.missing])
    values = values.where(~absent)
    outside = values.notna() & ~values.between(scale.low, scale.high)
    values = values.where(~outside)
    strange = int((values.isna() & ~absent).sum())
    if scale.reversed:
        values = scale.low + scale.high - values
    return values.astype(float), strange


def read(responses: pd.DataFrame, survey: Survey) -> Ratings:
    """Read the closed questions of the accepted responses.

    Reversed scales are turned. Cells off the scale count as missing and are told of in ``notes``.
    """
    columns = [c for c in survey.with_role("score") if c.scale and c.name in responses.columns]
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
    table = pd.DataFrame(scores)
    reliability = _reliability(table, columns)
    notes += [
        t(
            f"量表「{row.scale}」的 Cronbach's α = {row.alpha:.3f}，"
            f"低于 {WEAK_ALPHA}：各题不宜合成一个分数",
            f'scale "{row.scale}": Cronbach\'s alpha {row.alpha:.3f} is below {WEAK_ALPHA}: '
            "its items should not be read as one score",
        )
        for row in reliability.itertuples()
        if row.alpha < WEAK_ALPHA
    ]
    return Ratings(
        scores=table,
        on100=pd.DataFrame(on100),
        items=_items(table, columns),
        distribution=_distribution(table, columns),
        nps=_nps(table, columns),
        reliability=reliability,
        notes=tuple(notes),
    )


def _items(scores: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    rows = []
    for column in columns:
        scale = column.scale
        assert scale is not None
        values = scores[column.name].dropna().to_numpy(dtype=float)
        mean, low, high = mean_interval(values)
        width = scale.high - scale.low
        top, bottom = scale.high - 0.2 * width - 1e-9, scale.low + 0.2 * width + 1e-9
        if width <= 4:  # five steps or fewer: the two best and the two worst
            top, bottom = scale.high - 1, scale.low + 1
        rows.append(
            {
                "item": column.name,
                "factor": column.factor,
                "outcome": column.outcome,
                "low": scale.low,
                "high": scale.high,
                "reversed": scale.reversed,
                "n": len(values),
                "missing": len(scores) - len(values),
                "mean": mean,
                "mean_low": low,
                "mean_high": high,
                "sd": float(np.std(values, ddof=1)) if len(values) > 1 else np.nan,
                "rating": (mean - scale.low) / width * 100,
                "top2": float(np.mean(values >= top)) if len(values) else np.nan,
                "bottom2": float(np.mean(values <= bottom)) if len(values) else np.nan,
            }
        )
    return check(frame(rows, ITEMS), ITEMS)


def _distribution(scores: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    rows = []
    for column in columns:
        counts = scores[column.name].value_counts().sort_index()
        total = int(counts.sum())
        rows += [
            {"item": column.name, "value": float(v), "n": int(n), "share": int(n) / total}
            for v, n in counts.items()
        ]
    return frame(rows, {"item": "str", "value": "float", "n": "int", "share": "float"})


def _nps(scores: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    rows = []
    for column in columns:
        scale = column.scale
        if column.outcome != "recommend" or scale is None or (scale.low, scale.high) != (0, 10):
            continue
        values = scores[column.name].dropna()
        promoters = int((values >= NPS_HIGH).sum())
        detractors = int((values <= NPS_LOW).sum())
        nps, low, high = nps_interval(promoters, detractors, len(values))
        rows.append(
            {
                "item": column.name,
                "n": len(values),
                "promoters": promoters,
                "passives": len(values) - promoters - detractors,
                "detractors": detractors,
                "nps": nps,
                "low": low,
                "high": high,
            }
        )
    schema = {"item": "str", "n": "int", "promoters": "int", "passives": "int"}
    schema |= {"detractors": "int", "nps": "float", "low": "float", "high": "float"}
    return frame(rows, schema)


def _scales(columns: Sequence[Column]) -> dict[str, list[str]]:
    """Group items into scales: by factor, and by a common name with numbers (CUEX1, CUEX2)."""
    scales: dict[str, list[str]] = {}
    for column in columns:
        stem = column.name.rstrip("0123456789").rstrip("_- .（(")
        numbered = stem != column.name and stem and not column.name[len(stem) :].isspace()
        name = stem if numbered else column.factor
        if name and (numbered or not column.outcome):
            scales.setdefault(name, []).append(column.name)
    return {name: items for name, items in scales.items() if len(items) > 1}


def _reliability(scores: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    scales = _scales(columns)
    drivers = [c.name for c in columns if not c.outcome]
    everything = t("全部分项", "all items")
    if len(drivers) > 2 and not any(set(drivers) <= set(items) for items in scales.values()):
        ranges = {(c.scale.low, c.scale.high) for c in columns if c.scale and not c.outcome}
        if len(ranges) == 1:
            scales[everything] = drivers
    rows = []
    for name, items in scales.items():
        alpha = cronbach_alpha(scores[items].dropna().to_numpy(dtype=float))
        note = ""
        if alpha.raw < WEAK_ALPHA:
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
                "note": note,
            }
        )
    schema = {"scale": "str", "items": "list", "n": "int", "alpha": "float"}
    schema |= {"alpha_standardised": "float", "low": "float", "high": "float", "note": "str"}
    return frame(rows, schema)
