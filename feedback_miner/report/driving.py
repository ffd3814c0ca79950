"""The drivers part of the report: charts and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from markupsafe import Markup

from feedback_miner.drivers.effects import COLLINEAR
from feedback_miner.language import t
from feedback_miner.report import charts
from feedback_miner.report.driving_words import (
    KANO,
    KINDS,
    METHODS,
    OUTCOMES,
    QUADRANTS,
    SAID,
    SOURCES,
)
from feedback_miner.report.signs import signed
from feedback_miner.survey import short

__all__ = [
    "CHANCE",
    "concord",
    "leading",
    "outcome_names",
    "related",
    "strongest",
    "unsettled",
    "view",
]

MOST_ROWS, MOST_PAIRS, MOST_RIVALS, MOST_OPTIONS = 16, 6, 3, 15
LONG = 10  # characters of a question from which an outcome goes by what it measures
LONGEST = 24  # characters of a question that a line has room for
AGREED, SOMEWHAT = 0.5, 0.2  # Kendall's W from which respondents agree, agree in part
CHANCE = 0.05  # p-value from which agreement may be chance
TELLING = 0.02  # adjusted R² below which a model is told not to explain anything
Row = dict[str, Any]


def outcome_names(summary: Row) -> dict[str, str]:
    """Return what each outcome is called in a line: its question shortened, or what it measures
    where that is still long, the survey says what it measures, and no other measures the same. One
    that is an outcome because the user names it goes by its own words, cut where very long."""
    kinds = _measured(summary)
    counts = Counter(kinds.values())
    return {
        outcome: charts.clip(short(outcome), LONGEST)
        if len(short(outcome)) <= LONG or counts[kind] > 1 or kind not in OUTCOMES
        else t(*OUTCOMES[kind])
        for outcome, kind in kinds.items()
    }


def _measured(summary: Row) -> dict[str, str]:
    """Return what each outcome measures by the survey's own column, "" where it does not say."""
    said = {row["item"]: row["outcome"] for row in summary["items"]}
    return {outcome: said.get(outcome, "") for outcome in summary["outcome_kinds"]}


def view(summary: Row, names: dict[str, str], topics: dict[str, str]) -> Row:
    """Return what the drivers template shows. ``names`` are factors', ``topics`` topics' names."""
    moved = summary["moved"]

    def name(theme: str, kind: str = "factor") -> str:
        if kind == "topic":
            return topics.get(theme, theme)
        return names.get(theme, short(theme))

    called = outcome_names(summary)
    outcomes = list(dict.fromkeys(row["outcome"] for row in summary["fits"]))
    outcomes.sort(key=lambda outcome: outcome != summary["main"])
    return {
        "name": name,
        "quadrants": {key: t(*words) for key, words in QUADRANTS.items()},
        "kano": {key: t(*words) for key, words in KANO.items()},
        "said": {key: t(*words) for key, words in SAID.items()},
        "kinds": {key: t(*words) for key, words in KINDS.items()},
        "outcomes": [_outcome(summary, outcome, name) for outcome in outcomes],
        "curves": [
            _curve(moved, shape, called, shape["satisfaction"] == _first(summary))
            for shape in moved["shape"]
        ],
        "paths": _paths(moved) if moved.get("paths") else None,
        "clear_tabs": [
            _with_pairs(row, moved["pairs"]) for row in moved["crosstabs"] if row["clear"]
        ],
        "choices": list(_choices(moved["choices"])),
        "ranks": list(_rankings(moved["ranks"])),
        "methods": {key: t(*words) for key, words in METHODS.items()},
        "touchpoints": _touchpoints(moved["touchpoints"], name),
    }


def _first(summary: Row) -> str:
    """Return the satisfaction that comes first: the main outcome, or the first there is."""
    found = [str(row["satisfaction"]) for row in summary["moved"]["shape"]]
    return summary["main"] if summary["main"] in found else next(iter(found), "")


def _with_pairs(row: Row, pairs: list[Row]) -> Row:
    """Add the clear differences between two levels of a clear comparison, the largest first, and
    how many more there are."""
    own = [
        pair
        for pair in pairs
        if (pair["segment"], pair["measure"], pair["kind"])
        == (row["segment"], row["measure"], row["kind"])
        and pair["clear"]
    ]
    return row | {
        "pairs": sorted(own, key=lambda pair: -abs(pair["difference"]))[:MOST_PAIRS],
        "more_pairs": max(0, len(own) - MOST_PAIRS),
    }


def _choices(rows: list[Row]) -> Iterator[Row]:
    """Yield each multi-select question with its options, and how many more there are."""
    for name, several in groupby(rows, key=itemgetter("question")):
        own = list(several)
        yield {
            "name": name,
            "n": own[0]["n"],
            "outcome": own[0]["outcome"],
            "rows": own[:MOST_OPTIONS],
            "more": max(0, len(own) - MOST_OPTIONS),
        }


def _rankings(rows: list[Row]) -> Iterator[Row]:
    """Yield each ranking question with its options, and how many more there are."""
    for name, several in groupby(rows, key=itemgetter("question")):
        own = list(several)
        yield own[0] | {
            "name": name,
            "rows": own[:MOST_OPTIONS],
            "more": max(0, len(own) - MOST_OPTIONS),
            "small": own[0]["options"] - len(own),
            "concord": concord(own[0]),
        }


def concord(row: Row) -> str:
    """Say how far respondents rank alike, by Kendall's W and whether it differs from 0."""
    w, p = row["kendall_w"], row["kendall_p"]
    if w is None:
        return ""
    if p is None or p >= CHANCE:
        return t("各人的排序看不出共识", "no agreement beyond chance")
    if w >= AGREED:
        return t("各人的排序相当一致", "respondents agree")
    if w >= SOMEWHAT:
        return t("各人的排序部分一致", "respondents agree in part")
    return t("各人的排序差别很大", "respondents differ widely")


def _outcome(summary: Row, outcome: str, name: Any) -> Row:
    moved = summary["moved"]
    models = []
    for fit in summary["fits"]:
        if fit["outcome"] != outcome:
            continue
        rows = [
            row
            for row in summary["drivers"]
            if (row["outcome"], row["source"]) == (outcome, fit["source"])
        ]
        models.append(
            {
                "fit": fit,
                "rows": rows,
                "source": t(*SOURCES[fit["source"]]),
                "telling": (fit["r2_adjusted"] or 0) >= TELLING,
                "forest": _importance(rows, name),
                "sentence": strongest(fit, rows, name),
            }
        )
    ranked = [row for row in moved["priorities"] if row["outcome"] == outcome]
    impact = [row for row in moved["impact"] if row["outcome"] == outcome]
    impact.sort(key=lambda row: (row["measure"], not row["clear"], -abs(row["impact"])))
    contrasts = [row for row in moved["contrasts"] if row["outcome"] == outcome]
    several = Counter(row["factor"] or row["driver"] for row in contrasts)
    modelled = [
        t(f"{t(*SOURCES[source])}模型 n={n}", f"model of {t(*SOURCES[source])} n={n}")
        for source, key in (("closed", "n_closed"), ("text", "n_text"))
        for n in [max((row[key] or 0 for row in ranked), default=0)]
        if n
    ]
    return {
        "name": outcome,
        "kind": _measured(summary).get(outcome, ""),
        "models": models,
        "priorities": [
            row | {"kind_of": _kind_of(row, name) if several[row["theme"]] > 1 else ""}
            for row in ranked
        ],
        "settled": any(row["importance_clear"] for row in ranked),
        "unsettled": unsettled(ranked, name),
        "bases": t("，", ", ").join(modelled),
        "matrix": _matrix(ranked, name),
        "contrasts": contrasts,
        "contrast_chart": _contrasts(contrasts, name),
        "impact": {
            measure: [row for row in impact if row["measure"] == measure][:MOST_ROWS]
            for measure in ("mean", "nps")
        },
        "impact_charts": [
            chart
            for chart in (_impact(impact, name, measure) for measure in ("mean", "nps"))
            if chart
        ],
    }


def _kind_of(row: Row, name: Any) -> str:
    """Return the driver that a theme of several has its kind from."""
    if row["kano"] in ("", "indifferent"):
        return ""
    return str(name(row["kano_driver"])) if row["kano_driver"] else t("文字", "words")


def unsettled(rows: list[Row], name: Any) -> str:
    """Say where importance does not tell which theme of an outcome to mend first: of all of them,
    or of those that would be (important by their mean, performing below the average); "" where
    it does. ``rows`` are the outcome's priorities."""
    if len(rows) < 2:
        return ""
    if not any(row["importance_clear"] for row in rows):
        most = max(rows, key=itemgetter("importance"))
        between = ranks_between(most)
        return t(
            f"重要性分不出先后：{len(rows)} 个因素的重要性名次区间都伸到后一半"
            f"（占比最高的「{name(most['theme'])}」{between}），不宜据此排改进的先后",
            f"importance does not separate the factors: the rank intervals of all {len(rows)} "
            f"reach into the lower half (the largest, {name(most['theme'])}: {between}); do not "
            "order improvements by it",
        )
    open_ranks = [r for r in rows if r["quadrant"] == "fix" and not r["importance_clear"]]
    if not open_ranks:
        return ""
    told = [(name(row["theme"]), ranks_between(row)) for row in open_ranks]
    listed = t("、", ", ").join(t(f"「{one}」（{at}）", f"{one} ({at})") for one, at in told)
    return t(
        f"{listed}表现低于平均，但重要性名次区间伸到 {len(rows)} 个因素的后一半，"
        "重要性是否居前分不清，不宜说先改",
        f"{listed}: below the average, yet the rank interval reaches into the lower half of "
        f"{len(rows)} factors, so that it cannot be said to come first",
    )


def ranks_between(row: Row) -> str:
    """Say the 95 % interval of a theme's rank by importance."""
    low, high = row["importance_rank_low"], row["importance_rank_high"]
    return t(f"名次区间 {low:.0f}–{high:.0f}", f"rank interval {low:.0f}-{high:.0f}")


def strongest(fit: Row, rows: list[Row], name: Any) -> str:
    """Say how much a model explains, what weighs most, and whether the order is certain."""
    between = ""  # too few resamples could be fitted for an interval
    if fit["r2_low"] is not None:
        low, high = fit["r2_low"], fit["r2_high"]
        between = t(
            f"，95% 区间 {low:.0%} 至 {high:.0%}", f", 95% interval {low:.0%} to {high:.0%}"
        )
    explained = t(
        f"{t(*SOURCES[fit['source']])}合起来与它 {max(fit['r2_adjusted'], 0):.0%} 的差异有关"
        f"（校正 R²{between}，n={fit['n']}）",
        f"{t(*SOURCES[fit['source']])} together go with {max(fit['r2_adjusted'], 0):.0%} of its "
        f"differences (adjusted R²{between}, n={fit['n']})",
    )
    if len(rows) == 1:
        return explained + t("。", ".")
    if fit["r2_low"] is not None and fit["r2_low"] <= 0:
        return explained + t(
            "；区间含 0，哪个居首不宜说。", "; the interval holds 0: none can be said to lead."
        )
    return explained + t("；这部分差异中", "; ") + leading(fit, rows, name) + t("。", ".")


def leading(fit: Row, rows: list[Row], name: Any) -> str:
    """Say which of two or more drivers weighs most, and whether that is certain."""
    first = rows[0]
    share = (first["lmg"] or 0.0) / fit["r2"] if fit["r2"] else 0.0
    rivals = [
        t(f"「{name(row['driver'])}」", name(row["driver"]))
        for row in rows[1:]
        if row["rank_low"] == 1
    ]
    told = t(
        f"「{name(first['driver'])}」占 {share:.0%}，居首",
        f"{name(first['driver'])} has the largest part, {share:.0%} of it",
    )
    if first["rank_high"] is None:
        order = ""
    elif not rivals and first["rank_high"] == 1:
        order = t("，名次稳定", ", and firmly so")
    elif rivals:
        listed = t("、", ", ").join(rivals[:MOST_RIVALS]) + (
            t(f"等 {len(rivals)} 项", f" and others ({len(rivals)} in all)")
            if len(rivals) > MOST_RIVALS
            else ""
        )
        order = t(
            f"，但与{listed}分不出先后（名次区间都含第 1）",
            f", yet it cannot be told from {listed} (their rank intervals hold 1 too)",
        )
    else:
        order = t(
            f"，名次区间 1–{first['rank_high']:.0f}", f", rank interval 1-{first['rank_high']:.0f}"
        )
    inflated = fit.get("highest_vif") or 0.0
    mingled = ""
    if inflated >= COLLINEAR:
        mingled = t(
            f"；它们彼此高度相关（膨胀因子至 {inflated:.1f}），份额慎读",
            f"; they go closely together (inflation to {inflated:.1f}): read the parts with care",
        )
    return told + order + mingled


def _contrasts(rows: list[Row], name: Any) -> Markup | None:
    if not rows:
        return None
    shown = sorted(rows, key=lambda row: row["penalty"] - row["reward"])[:MOST_ROWS]
    words = t("（文本）", " (words)")
    return charts.sides(
        [
            charts.Sides(
                f"{name(row['driver'])}{words if row['source'] == 'text' else ''}",
                (row["penalty"], row["penalty_low"], row["penalty_high"]),
                (row["reward"], row["reward_low"], row["reward_high"]),
                f"{t(*KANO[row['kano']])}  n={row['n']}",
            )
            for row in shown
        ],
        t("惩罚（红）与奖励（绿）", "Penalty (red) and reward (green)"),
    )


def _importance(rows: list[Row], name: Any) -> Markup:
    shown = rows[:MOST_ROWS]
    most = max([row["lmg_high"] or row["lmg"] for row in shown] + [0.02])
    return charts.forest(
        [
            charts.Interval(
                name(row["driver"]),
                max(row["lmg"], 0.0),
                row["lmg_low"],
                row["lmg_high"],
                f"{row['lmg']:.3f}  {_ranks(row)}",
            )
            for row in shown
        ],
        t("相对重要性（LMG，R² 的份额，95% 区间）", "Relative importance (LMG, shares of R², 95%)"),
        low=0,
        high=most * 1.05,
    )


def _ranks(row: Row) -> str:
    low, high = row["rank_low"], row["rank_high"]
    if low is None or high is None:
        return ""
    return f"#{low:.0f}" if low == high else f"#{low:.0f}–{high:.0f}"


def _matrix(rows: list[Row], name: Any) -> Markup | None:
    if len(rows) < 3:
        return None
    return charts.matrix(
        [
            charts.Point(name(row["theme"]), row["deviation"], 100 * row["importance"])
            for row in rows
        ],
        t(
            "重要性—表现矩阵（竖线：各因素平均的表现；横线：平均重要性）",
            "Importance-performance matrix (lines: average performance, mean importance)",
        ),
        t(
            "表现与各因素平均之差（标准差，评分与文字各与自己的平均比）",
            "performance against the factors' average (standard deviations, by source)",
        ),
        t("重要性（解释力的 %）", "importance (% of what is explained)"),
        corners=(
            t("先改", "fix first"),
            t("保持", "keep"),
            t("次要", "low"),
            t("维持", "maintain"),
        ),
        across_at=0.0,
    )


def _theme_name(row: Row, name: Any) -> str:
    """Return an impact row's theme in words, with its polarity."""
    said = {"negative": t("（不满）", " (unhappy)"), "positive": t("（称赞）", " (praise)")}
    return f"{name(row['theme'], row['kind'])}{said.get(row['polarity'], '')}"


def _impact(rows: list[Row], name: Any, measure: str) -> Markup | None:
    found = [row for row in rows if row["measure"] == measure and row["low"] is not None]
    if not found:
        return None
    chosen = sorted(found, key=lambda row: -abs(row["impact"]))[:MOST_ROWS]
    chosen.sort(key=lambda row: row["impact"])
    most = max([abs(row[key]) for row in chosen for key in ("low", "high")] + [0.01]) * 1.05
    digits = 1 if measure == "nps" else 3
    title = (
        t("主题对 NPS 的影响（全体 NPS − 不提者 NPS）", "Impact of themes on NPS")
        if measure == "nps"
        else t("主题对平均分的影响（全体均值 − 不提者均值）", "Impact of themes on the mean")
    )
    return charts.forest(
        [
            charts.Interval(
                _theme_name(row, name),
                row["impact"],
                row["low"],
                row["high"],
                f"{signed(row['impact'], digits)}{'*' if row['clear'] else ''}  n={row['n']}",
            )
            for row in chosen
        ],
        title,
        low=-most,
        high=most,
    )


def related(shape: Row, name: Callable[[str], str]) -> str:
    """Say how an outcome goes with satisfaction, as far as the interval of the slope allows."""
    satisfied, outcome, n = name(shape["satisfaction"]), name(shape["outcome"]), shape["n"]
    slope, low, high = shape["slope"], shape["slope_low"], shape["slope_high"]
    if low is None or low <= 0 <= high:
        between = ""
        if low is not None:
            between = t(
                f"，95% 区间 {low:.2f} 至 {high:.2f}", f", 95% interval {low:.2f} to {high:.2f}"
            )
        return t(
            f"看不出「{outcome}」与「{satisfied}」有关（斜率 {slope:.2f}{between}，n={n}）。",
            f"{outcome} shows no relation with {satisfied} (slope {slope:.2f}{between}, n={n}).",
        )
    more = t("高", "more") if slope > 0 else t("低", "less")
    return t(
        f"「{satisfied}」每高 1 分，「{outcome}」平均{more} {abs(slope):.2f} 分（斜率的 95% 区间 "
        f"{low:.2f} 至 {high:.2f}，n={n}）；关系{shape['shape']}。",
        f"One point more of {satisfied} goes with {abs(slope):.2f} points {more} of {outcome} "
        f"(95% interval of the slope {low:.2f} to {high:.2f}, n={n}); the relation is "
        f"{shape['shape']}.",
    )


def _curve(moved: Row, shape: Row, called: dict[str, str], first: bool) -> Row:
    def name(question: str) -> str:
        return called.get(question) or short(question)

    rows = [
        row
        for row in moved["curve"]
        if (row["satisfaction"], row["outcome"]) == (shape["satisfaction"], shape["outcome"])
    ]
    ends = [row[key] for row in rows for key in ("low", "high", "mean") if row[key] is not None]
    low, high = min(ends), max(ends)
    margin = (high - low) * 0.05 or 1.0
    chart = charts.forest(
        [
            charts.Interval(
                f"{charts.clip(name(shape['satisfaction']), 9)} {row['level']:g}",
                row["mean"],
                row["low"] if row["n"] > 1 else None,
                row["high"] if row["n"] > 1 else None,
                f"{row['mean']:.2f}  n={row['n']}",
            )
            for row in rows
        ],
        t(
            f"「{name(shape['satisfaction'])}」各分值上的「{name(shape['outcome'])}」均值",
            f"Mean of {name(shape['outcome'])} by level of {name(shape['satisfaction'])}",
        ),
        low=low - margin,
        high=high + margin,
        zero=low - 2 * margin,
    )
    return {
        "shape": shape,
        "satisfaction": name(shape["satisfaction"]),
        "outcome": name(shape["outcome"]),
        "sentence": related(shape, name),
        "rows": rows,
        "chart": chart,
        "first": first,
    }


def _paths(moved: Row) -> Row:
    direct = [row for row in moved["paths"] if row["direct"]]
    chart = charts.forest(
        [
            charts.Interval(
                f"{row['cause']} → {row['effect']}",
                row["path"],
                row["low"],
                row["high"],
                f"{row['path']:.3f}{'' if row['clear'] else t('（不明确）', ' (unclear)')}",
            )
            for row in direct
        ],
        t("路径系数（PLS，95% 自助区间）", "Path coefficients (PLS, bootstrap 95%)"),
        low=min([row["low"] or 0.0 for row in direct] + [-0.1]),
        high=max([row["high"] or 0.0 for row in direct] + [0.1]) * 1.03,
    )
    return {
        "chart": chart,
        "rows": moved["paths"],
        "constructs": moved["constructs"],
        "loadings": moved["path_loadings"],
    }


def _touchpoints(rows: list[Row], name: Any) -> Row | None:
    if not rows:
        return None
    places = list(dict.fromkeys((row["touchpoint"], row["name"]) for row in rows))
    levels = {row["touchpoint"]: row["levels"] for row in rows}
    measures = list(dict.fromkeys((row["kind"], row["measure"]) for row in rows))
    cells = {(row["kind"], row["measure"], row["touchpoint"]): row for row in rows}
    return {
        "column": rows[0]["column"],
        "places": [{"name": label, "levels": levels[key]} for key, label in places],
        "rows": [
            {
                "kind": kind,
                "name": name(measure),
                "cells": [cells.get((kind, measure, key)) for key, _ in places],
            }
            for kind, measure in measures
            if any((cells.get((kind, measure, key)) or {"n": 0})["n"] for key, _ in places)
        ],
    }
