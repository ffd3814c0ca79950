"""Closed scores from an export's cells: numbers, one scale, descriptives."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.ingest import reverse, wording
from feedback_miner.ingest.unanswered import unanswered_cells
from feedback_miner.language import t
from feedback_miner.ratings import customers
from feedback_miner.ratings.reliability import item_analysis, omega_total
from feedback_miner.ratings.statistics import (
    Alpha,
    Groups,
    cronbach_alpha,
    effective,
    nps_points,
    taken,
    weighted_interval,
    weighted_nps,
)
from feedback_miner.survey import Column, Scale, Survey
from feedback_miner.tables import ITEMS, check, frame

__all__ = ["Ratings", "ends", "numbers", "read"]

WEAK_ALPHA = 0.7  # Nunnally (1978)
AGAINST = -0.1  # item-total correlation that tells of a reversed item
LEAST_STEPS, MOST_STEPS = 4, 11  # of a scale whose two best steps are told
AT_END = 0.15  # share at one end from which an item hardly tells people apart: Terwee et al. (2007)


@dataclass(frozen=True)
class Ratings:
    """The closed questions of an export.

    ``scores``: response_id and one float column an item, on its own scale, turned so that high
    is good, missing as nan; ``on100``: the same on 0 to 100; ``items``: ITEMS; ``distribution``:
    item, value, n, share; ``nps``: item, n, promoters, passives, detractors, nps, low, high;
    ``reliability``: scale, items, n, alpha, alpha_standardised, low, high, omega, note, their
    figures nan where alpha is negative, as the note then tells;
    ``item_analysis``: scale, item, n, item_total, alpha_if_deleted. ``weights``: one a response,
    adding up to their number; None where all count alike. Means, shares, deviations, medians, nets
    and their intervals are weighted, and their counts (n) are of responses that weigh something;
    reliability is not. ``clusters``: the number of each response's customer, by whom intervals are
    clustered; None where nobody has several. ``against``: drivers of a proposed survey that run
    against all other scores; whether they are reversed or not is for the user to say, until then
    they count in no factor's score and stand in no model. ``doubts``: the notes on them and on
    those that a survey file or their header settles, which count as they stand.
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


def numbers(cells: pd.Series[Any], scale: Scale) -> tuple[pd.Series[Any], int]:
    """Return cells as floats on the scale, turned so that high is good, and how many cells were
    filled but neither on the scale nor a missing code or mark of no answer (they become nan)."""
    text = cells.astype("str").str.strip()
    labels = dict(scale.labels)
    values = text.map(labels) if labels else pd.Series(np.nan, index=text.index)
    plain = pd.to_numeric(text.where(~text.isin(labels), ""), errors="coerce")
    values = values.astype(float).fillna(plain)
    absent = text.isin(["", *scale.missing])
    # Nobody answered, whatever was asked; who cannot rate (说不清) did answer, and is told of.
    absent |= unanswered_cells(text, "text") & values.isna()
    values = values.where(~absent)
    outside = values.notna() & ~values.between(scale.low, scale.high)
    values = values.where(~outside)
    strange = int((values.isna() & ~absent).sum())
    if scale.reversed:
        values = scale.low + scale.high - values
    return values.astype(float), strange


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
    weights, told = _weights(responses, survey)
    notes += told
    groups = customers.clusters(responses, survey)
    if groups is not None:
        notes.append(customers.note(groups))
    points = pd.DataFrame(on100)
    judged = _judge(points, columns, survey)
    against = [item for item in judged.against if proposed and not wording.names_direction(item)]
    doubts = _doubts(judged, columns, against)
    notes += doubts
    reliability, analysed = _reliability(table, columns, survey, against)
    notes += _weak(reliability, name)
    everything = t("全部分项", "all items")
    turned = _turned(columns)
    notes += [
        t(
            f"「{row.item}」与量表「{name(row.scale)}」其余各题负相关"
            f"（题总相关 {row.item_total:.2f}），"
            f"可能是反向题：请核对，方向不对则在 survey.toml 中写 reversed = {turned[row.item]}",
            f'"{row.item}" runs against the other items of scale "{name(row.scale)}" (item-total '
            f"{row.item_total:.2f}): if it is scored the other way, set reversed = "
            f"{turned[row.item]} in survey.toml",
        )
        for row in analysed.itertuples()
        if row.item_total < AGAINST
        and row.scale != everything
        and row.item not in judged.against
        # In a small scale a reversed item drags the others: all scores together tell which it is.
        and judged.overall.get(str(row.item), np.nan) < AGAINST
    ]
    return Ratings(
        scores=table,
        on100=points,
        items=_items(table, columns, weights, groups),
        distribution=_distribution(table, columns, weights),
        nps=_nps(table, columns, weights, groups),
        reliability=reliability,
        item_analysis=analysed,
        notes=tuple(notes),
        weights=weights,
        weighting=() if weights is None else tuple(told),
        against=tuple(against),
        doubts=tuple(doubts),
        clusters=groups,
    )


class _Judged(NamedTuple):
    """Items that run ``against`` all others, ``outcomes`` that do, and ``overall`` of every item
    that may be reversed: each with its correlation with the others."""

    against: dict[str, float]
    outcomes: dict[str, float]
    overall: dict[str, float]


def _judge(on100: pd.DataFrame, columns: Sequence[Column], survey: Survey) -> _Judged:
    """Return which scores run against the others. Items of a construct stay, for its user has put
    them together."""
    names = [column.name for column in columns]
    if not names:
        return _Judged({}, {}, {})
    measured = {item for construct in survey.constructs for item in construct.items}
    free = {c.name for c in columns if not c.outcome and c.name not in measured}
    values = on100[names].to_numpy(dtype=float) / 100
    suspect = reverse.suspects(values, columns)
    low = reverse.running_against(values, [p for p in suspect.items if names[p] in free])
    values[:, list(low)] = np.nan
    r = reverse.correlations(values)
    return _Judged(
        {names[p]: found for p, found in low.items()},
        {names[p]: found for p, found in suspect.outcomes.items()},
        {names[p]: float(r[p]) for p in suspect.items if np.isfinite(r[p])},
    )


def _turned(columns: Sequence[Column]) -> dict[str, str]:
    """Return what to write at ``reversed`` for an item to be scored the other way."""
    return {c.name: "false" if c.scale and c.scale.reversed else "true" for c in columns}


def _doubts(judged: _Judged, columns: Sequence[Column], against: Container[str]) -> list[str]:
    turned = _turned(columns)
    told = []
    for item, r in judged.against.items():
        other = turned[item]
        kept = "false" if other == "true" else "true"
        zh = f"「{item}」与其余各题方向相反（相关 {r:.2f}），"
        en = f'"{item}" runs against all other scores (r = {r:.2f})'
        if item in against:
            zh += (
                "可能是反向题：未计入因素得分与优先级；请核对，"
                f"在 survey.toml 中写 reversed = {other}（反向）或 reversed = {kept}（方向无误，"
                "照样计入），再用 --survey"
            )
            en += (
                " and may be scored in reverse: it counts in no factor's score or priority; "
                f"please check, and set reversed = {other} (it is) or reversed = {kept} (it is "
                "right as it is, and counts) in a survey.toml for --survey"
            )
        else:
            zh += (
                f"按 reversed = {kept} 照样计入：方向无误就不必改，"
                f"反了请在 survey.toml 中写 reversed = {other}"
            )
            en += (
                f" and counts as reversed = {kept}: if it is right as it is, leave it so, if not "
                f"set reversed = {other} in survey.toml"
            )
        told.append(t(zh, en))
    return told + [
        t(
            f"「{item}」与其余评分方向相反（相关 {r:.2f}），这题或其余多数题可能是反向题，"
            "无从判定是哪些，均照 reversed 所写计入：请在 survey.toml 中逐题核对",
            f'"{item}" runs against the other scores (r = {r:.2f}): it or most of the others may '
            "be scored in reverse, nothing tells which, and all count as `reversed` says; please "
            "check each in survey.toml",
        )
        for item, r in judged.outcomes.items()
    ]


def _weights(
    responses: pd.DataFrame, survey: Survey
) -> tuple[NDArray[np.float64] | None, list[str]]:
    """Return weights that add up to the number of responses, from the first weight column."""
    column = next((c for c in survey.with_role("weight") if c.name in responses.columns), None)
    if column is None or responses.empty:
        return None, []
    given = pd.to_numeric(responses[column.name].astype("str").str.strip(), errors="coerce")
    values = given.to_numpy(dtype=float)
    unfit = ~np.isfinite(values) | (values < 0)
    values = np.where(unfit, 0.0, values)
    notes = []
    if values.sum() <= 0:
        return None, [
            t(
                f"权重列「{column.name}」没有可用的数字，未加权",
                f'the weight column "{column.name}" has no usable number: nothing was weighted',
            )
        ]
    nothing = int((values <= 0).sum()) - int(unfit.sum())
    base = effective(values)
    notes.append(
        t(
            f"评分、NPS、驱动与分组检验按「{column.name}」加权，有效样本量 {base:.0f}；"
            "文本计数、信度、因子分析与秩检验未加权"
            + (f"；{int(unfit.sum())} 行权重缺失或为负，不计入加权结果" if unfit.any() else "")
            + (f"；{nothing} 行权重为 0，不计入加权结果" if nothing else ""),
            f'scores, NPS, drivers and tests by segment are weighted by "{column.name}", effective '
            f"sample size {base:.0f}; counts of words, reliability, factor analysis and rank "
            "tests are not"
            + (
                f"; {int(unfit.sum())} rows without a usable weight are left out of them"
                if unfit.any()
                else ""
            )
            + (f"; {nothing} rows of weight 0 are left out of them" if nothing else ""),
        )
    )
    return values * (len(values) / values.sum()), notes


def _items(
    scores: pd.DataFrame,
    columns: Sequence[Column],
    weights: NDArray[np.float64] | None,
    groups: Groups | None,
) -> pd.DataFrame:
    rows = []
    counting = np.ones(len(scores), dtype=bool) if weights is None else weights > 0
    for column in columns:
        scale = column.scale
        assert scale is not None
        known = scores[column.name].notna().to_numpy() & counting
        values = scores.loc[known, column.name].to_numpy(dtype=float)
        w = np.ones(len(values)) if weights is None else weights[known]
        mean, low, high = weighted_interval(values, taken(weights, known), taken(groups, known))
        floor = _share(values == scale.low, w)
        ceiling = _share(values == scale.high, w)
        width = scale.high - scale.low
        bounds = ends(scale.low, scale.high)
        rows.append(
            {
                "item": column.name,
                "factor": column.factor,
                "outcome": column.outcome,
                "low": scale.low,
                "high": scale.high,
                "reversed": scale.reversed,
                "n": len(values),
                "missing": int(counting.sum()) - len(values),
                "mean": mean,
                "mean_low": low,
                "mean_high": high,
                "sd": _deviation(values, w),
                "rating": (mean - scale.low) / width * 100,
                "top2": _share(values >= bounds[1], w) if bounds else np.nan,
                "bottom2": _share(values <= bounds[0], w) if bounds else np.nan,
                "median": _median(values, w),
                "floor": floor,
                "ceiling": ceiling,
                "note": _ends(floor, ceiling, width),
            }
        )
    return check(frame(rows, ITEMS), ITEMS)


def _share(flags: NDArray[np.bool_], weights: NDArray[np.float64]) -> float:
    return float(np.average(flags, weights=weights)) if weights.sum() > 0 else float("nan")


def _deviation(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    n = int((weights > 0).sum())
    if n < 2:
        return float("nan")
    mean = np.average(values, weights=weights)
    return float(np.sqrt(n / (n - 1) * np.average((values - mean) ** 2, weights=weights)))


def _median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return the value half of the weight lies below; the middle of two where it lies between."""
    if not len(values) or weights.sum() <= 0:
        return float("nan")
    order = np.argsort(values, kind="stable")
    below = np.cumsum(weights[order]) / weights.sum()
    first = int(np.searchsorted(below, 0.5 - 1e-12))
    between = abs(below[first] - 0.5) < 1e-12 and first + 1 < len(values)
    return float(np.mean(values[order][first : first + 1 + between]))


def _ends(floor: float, ceiling: float, width: float) -> str:
    """Say where too many stand at one end of a scale to be told apart.

    Terwee et al. (2007) take 15 % for scores of many steps; a single item of five steps or fewer
    holds a fifth of its answers at an end by chance alone, so there it is half of them.
    """
    bound = AT_END if width > 9 else 0.5 if width <= 4 else 0.3
    told = []
    if floor >= bound:
        told.append(t(f"地板效应：{floor:.0%} 选最低分", f"floor: {floor:.0%} at the lowest"))
    if ceiling >= bound:
        told.append(t(f"天花板效应：{ceiling:.0%} 选最高分", f"ceiling: {ceiling:.0%} at the top"))
    return t("；", "; ").join(told)


def _distribution(
    scores: pd.DataFrame, columns: Sequence[Column], weights: NDArray[np.float64] | None
) -> pd.DataFrame:
    rows = []
    weighed = pd.Series(1.0 if weights is None else weights, index=scores.index)
    for column in columns:
        grouped = weighed[weighed > 0].groupby(scores[column.name])
        sums, counts = grouped.sum(), grouped.size()
        total = float(sums.sum())
        rows += [
            {
                "item": column.name,
                "value": float(str(v)),
                "n": int(counts[v]),
                "share": float(sums[v]) / total if total > 0 else np.nan,
            }
            for v in counts.index
        ]
    return frame(rows, {"item": "str", "value": "float", "n": "int", "share": "float"})


def _weak(reliability: pd.DataFrame, name: Callable[[str], str]) -> list[str]:
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


def ends(low: float, high: float) -> tuple[float, float] | None:
    """Return the highest score of the bottom two steps and the lowest of the top two of a scale;
    None where it has more than ``MOST_STEPS`` steps or fewer than ``LEAST_STEPS``, of which the
    top and the bottom two would share some, or others than whole numbers."""
    whole = float(low).is_integer() and float(high).is_integer()
    return (low + 1, high - 1) if whole and LEAST_STEPS <= high - low + 1 <= MOST_STEPS else None


def _nps(
    scores: pd.DataFrame,
    columns: Sequence[Column],
    weights: NDArray[np.float64] | None,
    groups: Groups | None,
) -> pd.DataFrame:
    rows = []
    for column in columns:
        scale = column.scale
        if column.outcome != "recommend" or scale is None or (scale.low, scale.high) != (0, 10):
            continue
        known = scores[column.name].notna().to_numpy()
        if weights is not None:
            known = known & (weights > 0)
        values = scores.loc[known, column.name].to_numpy(dtype=float)
        points = nps_points(values)
        promoters, detractors = int((points > 0).sum()), int((points < 0).sum())
        nps, low, high = weighted_nps(values, taken(weights, known), taken(groups, known))
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


def _reliability(
    scores: pd.DataFrame, columns: Sequence[Column], survey: Survey, against: Container[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
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
