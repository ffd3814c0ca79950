"""The drivers part of the report: charts, tables and the sentences that read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from feedback_miner.language import t
from feedback_miner.report import charts
from feedback_miner.survey import short

__all__ = ["sentences", "view"]

MOST_ROWS = 16
Row = dict[str, Any]
QUADRANTS = {
    "fix": ("先改", "fix first"),
    "keep": ("保持", "keep"),
    "low": ("次要", "low priority"),
    "overkill": ("够好", "good enough"),
}
KANO = {
    "basic": ("基本型", "basic"),
    "performance": ("期望型", "performance"),
    "delighter": ("魅力型", "delighter"),
    "indifferent": ("无差异", "indifferent"),
}
SOURCES = {
    "closed": ("评分题", "closed scores"),
    "text": ("文本褒贬", "polarity in words"),
    "mentioned": ("文本提及", "mentions in words"),
    "both": ("评分与文本", "scores and words"),
}
SAID = {
    "said_stay": ("说会留下、继续用", "say they stay"),
    "said_recommend": ("说会推荐", "say they recommend"),
    "said_leave": ("说要离开", "say they leave"),
    "said_warn": ("说会劝退他人", "say they warn others"),
}
KINDS = {
    "satisfaction": ("满意", "satisfaction"),
    "recommend": ("推荐", "recommend"),
    "reuse": ("再次办理", "reuse"),
    "price_tolerance": ("价格容忍", "price tolerance"),
    "trust": ("信任", "trust"),
    "switching_cost": ("转换成本", "switching cost"),
}


def view(summary: Row, names: dict[str, str], topics: dict[str, str]) -> Row:
    """Return what the drivers template shows. ``names`` are factors', ``topics`` topics' names."""
    moved = summary["moved"]

    def name(theme: str, kind: str = "factor") -> str:
        if kind == "topic":
            return topics.get(theme, theme)
        return names.get(theme, short(theme))

    outcomes = list(dict.fromkeys(row["outcome"] for row in summary["fits"]))
    outcomes.sort(key=lambda outcome: outcome != summary["main"])
    return {
        "name": name,
        "quadrants": {key: t(*words) for key, words in QUADRANTS.items()},
        "kano": {key: t(*words) for key, words in KANO.items()},
        "said": {key: t(*words) for key, words in SAID.items()},
        "kinds": {key: t(*words) for key, words in KINDS.items()},
        "outcomes": [_outcome(summary, outcome, name) for outcome in outcomes],
        "curves": [_curve(moved, shape) for shape in moved["shape"]],
        "paths": _paths(moved) if moved.get("paths") else None,
        "clear_tabs": [row for row in moved["crosstabs"] if row["clear"]],
        "touchpoints": _touchpoints(moved["touchpoints"], name),
    }


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
                "telling": (fit["r2_adjusted"] or 0) >= 0.02,
                "forest": _importance(rows, name),
            }
        )
    ranked = [row for row in moved["priorities"] if row["outcome"] == outcome]
    impact = [row for row in moved["impact"] if row["outcome"] == outcome]
    return {
        "name": outcome,
        "kind": summary["outcome_kinds"].get(outcome, ""),
        "models": models,
        "priorities": ranked,
        "matrix": _matrix(ranked, name),
        "contrasts": [row for row in moved["contrasts"] if row["outcome"] == outcome],
        "impact": impact,
        "impact_chart": _impact(impact, name),
    }


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
            charts.Point(name(row["theme"]), row["performance"], 100 * row["importance"])
            for row in rows
        ],
        t(
            f"重要性—表现矩阵（n={rows[0]['n']}）：左上先改",
            f"Importance-performance matrix (n={rows[0]['n']}): upper left first",
        ),
        t("表现（0–100）", "performance (0-100)"),
        t("重要性（解释力的 %）", "importance (% of what is explained)"),
    )


def theme_name(row: Row, name: Any) -> str:
    """Return an impact row's theme in words, with its polarity."""
    said = {"negative": t("（不满）", " (unhappy)"), "positive": t("（称赞）", " (praise)")}
    return f"{name(row['theme'], row['kind'])}{said.get(row['polarity'], '')}"


def _impact(rows: list[Row], name: Any) -> Markup | None:
    means = [row for row in rows if row["measure"] == "mean" and row["low"] is not None]
    if not means:
        return None
    chosen = sorted(means, key=lambda row: -abs(row["impact"]))[:MOST_ROWS]
    chosen.sort(key=lambda row: row["impact"])
    most = max([abs(row[key]) for row in chosen for key in ("low", "high")] + [0.01]) * 1.05
    return charts.forest(
        [
            charts.Interval(
                theme_name(row, name),
                row["impact"],
                row["low"],
                row["high"],
                f"{row['impact']:+.3f}{'*' if row['clear'] else ''}  n={row['n']}",
            )
            for row in chosen
        ],
        t("主题对平均分的影响（全体均值 − 不提者均值）", "Impact of themes on the mean"),
        low=-most,
        high=most,
    )


def _curve(moved: Row, shape: Row) -> Row:
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
                f"{short(shape['satisfaction'])} = {row['level']:g}",
                row["mean"],
                row["low"] if row["n"] > 1 else None,
                row["high"] if row["n"] > 1 else None,
                f"{row['mean']:.2f}  n={row['n']}",
            )
            for row in rows
        ],
        t(
            f"各满意度水平上的「{short(shape['outcome'])}」均值",
            f"Mean of {short(shape['outcome'])} by level of satisfaction",
        ),
        low=low - margin,
        high=high + margin,
        zero=low - 2 * margin,
    )
    return {"shape": shape, "rows": rows, "chart": chart}


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


def sentences(summary: Row, names: dict[str, str], topics: dict[str, str]) -> Iterator[str]:
    """Yield what the drivers part found, in plain words with their base."""
    moved, main = summary["moved"], summary["main"]

    def name(theme: str, kind: str = "factor") -> str:
        return topics.get(theme, theme) if kind == "topic" else names.get(theme, short(theme))

    ranked = [r for r in moved["priorities"] if r["outcome"] == main]
    first = [r for r in ranked if r["quadrant"] == "fix"][:3]
    if first:
        listed = [
            (name(r["theme"]), f"{100 * r['importance']:.0f}%", f"{r['performance']:.0f}")
            for r in first
        ]
        yield t(
            f"对「{short(main)}」重要而表现低于平均、应先改的："
            + "、".join(f"「{n}」（占解释力 {i}，表现 {p}/100）" for n, i, p in listed)
            + "。",
            f"Important for {short(main)} and performing below average, fix first: "
            + ", ".join(f"{n} ({i} of what is explained, {p}/100)" for n, i, p in listed)
            + ".",
        )
    for kind, zh, en in (
        ("basic", "做不好明显扣分、做好加分少（基本型）", "Basics (their lack costs more)"),
        ("delighter", "做好加分、做不好扣分少（魅力型）", "Delighters (their presence gives more)"),
    ):
        found = [
            name(r["factor"] or r["driver"])
            for r in moved["contrasts"]
            if r["outcome"] == main and r["kano"] == kind and r["source"] == "closed"
        ]
        if found:
            yield t(f"{zh}：{'、'.join(found)}。", f"{en}: {', '.join(found)}.")
    clear = [r for r in moved["impact"] if r["clear"] and r["outcome"] == main]
    for row in sorted(
        (r for r in clear if r["measure"] == "mean"), key=lambda r: -abs(r["impact"])
    )[:3]:
        yield t(
            f"说到「{theme_name(row, name)}」的 {row['n']} 份答卷，「{short(main)}」均值 "
            f"{row['with_theme']:.2f}，其余 {row['n_rest']} 份 {row['without']:.2f}；"
            f"对总体均值的影响 {row['impact']:+.3f}（95% 区间 {row['low']:+.3f} 至 "
            f"{row['high']:+.3f}）。",
            f"{theme_name(row, name)}: {row['n']} responses, mean {row['with_theme']:.2f} against "
            f"{row['without']:.2f} of the other {row['n_rest']}; impact on the mean "
            f"{row['impact']:+.3f} (95% interval {row['low']:+.3f} to {row['high']:+.3f}).",
        )
    for row in moved["shape"]:
        yield t(
            f"「{short(row['satisfaction'])}」每高 1 分，「{short(row['outcome'])}」高 "
            f"{row['slope']:.2f} 分（95% 区间 {row['slope_low']:.2f} 至 {row['slope_high']:.2f}，"
            f"n={row['n']}）；关系{row['shape']}。",
            f"One point more of {short(row['satisfaction'])} goes with {row['slope']:.2f} points "
            f"of {short(row['outcome'])} (95% interval {row['slope_low']:.2f} to "
            f"{row['slope_high']:.2f}, n={row['n']}); the relation is {row['shape']}.",
        )
    for row in moved["mediation"]:
        if row["share"] is None or row["indirect_low"] is None or row["indirect_low"] <= 0:
            continue
        yield t(
            f"「{short(row['satisfaction'])}」与「{short(row['outcome'])}」的联系有 "
            f"{row['share']:.0%} 经由「{short(row['mediator'])}」（间接 {row['indirect']:.2f}，"
            f"95% 区间 {row['indirect_low']:.2f} 至 {row['indirect_high']:.2f}，n={row['n']}；"
            f"{row['verdict']}）。",
            f"{row['share']:.0%} of the tie between {short(row['satisfaction'])} and "
            f"{short(row['outcome'])} runs by way of {short(row['mediator'])} (indirect "
            f"{row['indirect']:.2f}, 95% interval {row['indirect_low']:.2f} to "
            f"{row['indirect_high']:.2f}, n={row['n']}; {row['verdict']}).",
        )
    for row in moved.get("constructs", []):
        if row["r2"] is None:
            continue
        causes = [p for p in moved["paths"] if p["effect"] == row["construct"] and p["direct"]]
        strongest = max(causes, key=lambda p: abs(p["path"]))
        yield t(
            f"路径模型解释了「{row['construct']}」的 {row['r2']:.0%}；最强的一条来自"
            f"「{strongest['cause']}」（{strongest['path']:.2f}，95% 区间 "
            f"{strongest['low']:.2f} 至 {strongest['high']:.2f}，n={row['n']}）。",
            f"The path model explains {row['r2']:.0%} of {row['construct']}; the strongest path "
            f"comes from {strongest['cause']} ({strongest['path']:.2f}, 95% interval "
            f"{strongest['low']:.2f} to {strongest['high']:.2f}, n={row['n']}).",
        )
    tests = moved["crosstabs"]
    if tests:
        found = [r for r in tests if r["clear"]]
        yield t(
            f"分组比较共 {len(tests)} 项，校正后 {len(found)} 项差异明确。",
            f"{len(tests)} comparisons by segment, {len(found)} clear after correction.",
        )
    if moved["disagreements"]:
        people = len({r["response_id"] for r in moved["disagreements"]})
        yield t(
            f"{people} 份答卷的文字与评分相反，逐条列出，请核对。",
            f"The words and scores of {people} responses contradict each other; they are listed.",
        )
