"""What models, rankings and relations say, each in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter

from feedback_miner.drivers.effect_notes import COLLINEAR
from feedback_miner.language import t
from feedback_miner.ratings.statistics import CLEAR
from feedback_miner.report.driving_names import Row
from feedback_miner.report.driving_words import (
    SOURCES,
)

__all__ = ["concord", "leading", "ranks_between", "related", "strongest", "unsettled"]

MOST_RIVALS = 3
AGREED, SOMEWHAT = 0.5, 0.2  # Kendall's W from which respondents agree, agree in part


def concord(row: Row) -> str:
    """Say how far respondents rank alike, by Kendall's W and whether it differs from 0."""
    w, p = row["kendall_w"], row["kendall_p"]
    if w is None:
        return ""
    if p is None or p >= CLEAR:
        return t("各人的排序看不出共识", "no agreement beyond chance")
    if w >= AGREED:
        return t("各人的排序相当一致", "respondents agree")
    if w >= SOMEWHAT:
        return t("各人的排序部分一致", "respondents agree in part")
    return t("各人的排序差别很大", "respondents differ widely")


def unsettled(rows: list[Row], name: Callable[[str], str]) -> str:
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


def strongest(fit: Row, rows: list[Row], name: Callable[[str], str]) -> str:
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


def leading(fit: Row, rows: list[Row], name: Callable[[str], str]) -> str:
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
