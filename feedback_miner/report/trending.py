"""Outcomes over time: charts of their periods and what clearly moved, in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from feedback_miner.language import t
from feedback_miner.report import charts
from feedback_miner.report.asked_sentences import Line
from feedback_miner.report.driving_names import outcome_names
from feedback_miner.report.signs import signed
from feedback_miner.survey import short

__all__ = ["lines", "view"]

Row = dict[str, Any]
MOST = 6  # charts: where no score is an outcome each has a trend, and the tables hold all


def view(summary: Row) -> Iterator[Row]:
    """Yield each outcome with the chart of its periods, its tests and its sentence, "" where
    nothing clearly moved."""
    for name, rows in islice(_outcomes(summary), MOST):
        known = [row for row in rows if row["mean"] is not None]
        if len(known) < 2:
            continue
        ends = [row[key] for row in known for key in ("mean", "mean_low", "mean_high")]
        low, high = min(e for e in ends if e is not None), max(e for e in ends if e is not None)
        margin = (high - low) * 0.05 or 1.0
        chart = charts.forest(
            [
                charts.Interval(
                    row["period"],
                    row["mean"],
                    row["mean_low"],
                    row["mean_high"],
                    f"{_figure(row, row['mean'])}  n={row['n']}",
                )
                for row in known
            ],
            t(f"「{name}」的走势", f"{name} over time"),
            low=low - margin,
            high=high + margin,
            zero=low - 2 * margin,
        )
        yield {"name": name, "chart": chart, "told": _told(name, rows), "first": rows[0]}


def lines(summary: Row) -> Iterator[Line]:
    """Yield a sentence for each outcome that clearly moved."""
    for name, rows in _outcomes(summary):
        if told := _told(name, rows):
            yield Line("trend", told)


def _outcomes(summary: Row) -> Iterator[tuple[str, list[Row]]]:
    called = outcome_names(summary)
    for outcome, rows in groupby(summary["moved"]["trends"], key=itemgetter("outcome")):
        own = list(rows)
        name = called.get(outcome) or short(outcome)
        yield (f"{name} NPS" if own[0]["measure"] == "nps" else name), own


def _figure(row: Row, value: float) -> str:
    return signed(value) if row["measure"] == "nps" else f"{value:.2f}"


def _told(name: str, rows: list[Row]) -> str:
    """Say how an outcome moved: as a trend, or in the last period; "" where neither is clear."""
    first = rows[0]
    digits = 1 if first["measure"] == "nps" else 2
    known = [row for row in rows if row["mean"] is not None]
    if first["slope_clear"] and len(known) > 1:
        one, two = known[0], known[-1]
        slope, low, high = (
            signed(first[key], digits) for key in ("slope", "slope_low", "slope_high")
        )
        way = t("走高", "rises") if first["slope"] > 0 else t("走低", "falls")
        return t(
            f"{name}随时间{way}：{one['period']} 为 {_figure(one, one['mean'])}（n={one['n']}），"
            f"{two['period']} 为 {_figure(two, two['mean'])}（n={two['n']}）；每期 {slope} 分"
            f"（95% 区间 {low} 至 {high}）。",
            f"{name} {way} over time: {_figure(one, one['mean'])} in {one['period']} "
            f"(n={one['n']}), {_figure(two, two['mean'])} in {two['period']} (n={two['n']}); "
            f"{slope} points a period (95% interval {low} to {high}).",
        )
    if first["step_clear"]:
        last = rows[-1]
        step, low, high = (signed(first[key], digits) for key in ("step", "step_low", "step_high"))
        way = t("高于", "above") if first["step"] > 0 else t("低于", "below")
        return t(
            f"{name}最近一期（{last['period']}，n={last['n']}）{way}此前各期：{step} 分"
            f"（95% 区间 {low} 至 {high}）。",
            f"{name} in the last period ({last['period']}, n={last['n']}) is {way} all before: "
            f"{step} points (95% interval {low} to {high}).",
        )
    return ""
