"""Bounds of scheduled runs: which changes are too bad to pass."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from feedback_miner.errors import UsageError
from feedback_miner.language import t
from feedback_miner.waves.compare import Comparison

__all__ = ["Bound", "Crossing", "check", "parse"]

_BOUND = re.compile(r"(.+)=\s*([+-]?)(\d+(?:\.\d+)?|\.\d+)\s*")
SHOWN = 60  # names listed in an error


@dataclass(frozen=True, slots=True)
class Bound:
    """A change of ``name`` that is too much: below ``value`` where ``down``, else above it."""

    name: str
    value: float
    down: bool


@dataclass(frozen=True, slots=True)
class Crossing:
    """A bound and the change it was held against; ``crossed`` where the change is beyond it and
    its interval leaves out 0."""

    bound: Bound
    item: str
    measure: str
    change: float
    low: float
    high: float
    crossed: bool


def parse(text: str) -> Bound:
    """Read NAME=VALUE (nps=-5, negative=+0.03); the sign tells which way is bad. Raises UsageError
    where it is no such thing."""
    found = _BOUND.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            t(
                f"--fail-on 应写作 名称=±数值，如 nps=-5，不是「{text}」",
                f"--fail-on takes NAME=±VALUE, as nps=-5, not {text!r}",
            )
        )
    down = found[2] == "-"
    return Bound(found[1].strip(), float(found[3]) * (-1 if down else 1), down)


def check(bounds: Sequence[Bound], comparison: Comparison) -> list[Crossing]:
    """Hold the changes against the bounds. Raises UsageError, with the names there are, where a
    bound's is none of them."""
    named: dict[str, list[pd.Series[object]]] = {}
    for name, row in _named(comparison):
        named.setdefault(name, []).append(row)
    found = []
    for bound in bounds:
        rows = named.get(bound.name)
        if rows is None:
            names = t("、", ", ").join(list(named)[:SHOWN])
            raise UsageError(
                t(
                    f"--fail-on 的名称「{bound.name}」不在两期都有的指标中",
                    f"--fail-on: {bound.name!r} is no figure of both waves",
                ),
                do=t(f"可用：{names}", f"known: {names}"),
            )
        _reachable(bound, rows)
        found += [_held(bound, row) for row in rows]
    return found


def _reachable(bound: Bound, rows: Sequence[pd.Series[object]]) -> None:
    """Raise UsageError for a bound no change can cross, as one in per cent of a share (-10)."""
    units = {
        "nps": (200.0, t("分（−100 至 +100）", "points of -100 to 100")),
        "net": (2.0, t("净情感（−1 至 +1，如 -0.1）", "net sentiment of -1 to 1, as -0.1")),
        "place": (math.inf, ""),
    }
    share = (1.0, t("占比（0 至 1，5 个百分点写作 0.05）", "a share of 0 to 1: 5 % is 0.05"))
    reach = {}
    for row in rows:
        if "scale_low" in row and row["measure"] != "nps":
            low, high = float(str(row["scale_low"])), float(str(row["scale_high"]))
            span = t(f"分（{low:g}–{high:g} 分制）", f"points of {low:g} to {high:g}")
            one = (high - low, span)
        else:
            one = units.get(str(row["measure"]), share)
        reach[one[0]] = one[1]
    most = max(reach)
    if abs(bound.value) >= most:
        raise UsageError(
            t(
                f"--fail-on 的「{bound.name}」变化最多 ±{most:g}，界限 {bound.value:+g} "
                "永远不会触发",
                f"--fail-on: {bound.name!r} changes by ±{most:g} at most, {bound.value:+g} is "
                "never crossed",
            ),
            do=t(f"单位是{reach[most]}", f"its unit is {reach[most]}"),
        )


def _named(comparison: Comparison) -> Iterator[tuple[str, pd.Series[object]]]:
    """Yield every name a bound may have with its row."""
    scores = comparison.scores
    for _, row in scores[scores["measure"] == "nps"].iterrows():
        yield "nps", row
    means = scores[scores["measure"] != "nps"]
    for _, row in means.iterrows():
        if row["outcome"]:
            yield str(row["outcome"]), row
    for _, row in comparison.sentiment.iterrows():
        yield str(row["item"]), row
    prefixes = {"net": "factor", "share": "mentioned", "negative": "complained"}
    for measure, prefix in prefixes.items():
        rows = comparison.factors[comparison.factors["measure"] == measure]
        for _, row in rows.iterrows():
            yield f"{prefix}:{row['item']}", row
    orders = comparison.orders
    for measure in ("place", "first"):
        for _, row in orders[orders["measure"] == measure].iterrows():
            yield f"{measure}:{row['name']}", row
            yield f"{measure}:{row['item']}", row  # where two rankings have the option
    for _, row in comparison.choices.iterrows():
        yield f"chosen:{row['name']}", row
        yield f"chosen:{row['item']}", row  # where two questions have the option
    for _, row in means.iterrows():
        yield str(row["name"]), row
        if row["item"] != row["name"]:
            yield str(row["item"]), row


def _held(bound: Bound, row: pd.Series[object]) -> Crossing:
    change, low, high = (float(str(row[name])) for name in ("change", "low", "high"))
    beyond = change < bound.value if bound.down else change > bound.value
    clear = high < 0 if bound.down else low > 0
    crossed = beyond and clear and row["verdict"] != "too few" and math.isfinite(change)
    return Crossing(bound, str(row["item"]), str(row["measure"]), change, low, high, bool(crossed))
