"""The charts of the drivers part."""

from __future__ import annotations

from markupsafe import Markup

from feedback_miner.language import t
from feedback_miner.report import charts
from feedback_miner.report.drawing import clip
from feedback_miner.report.driving_names import Named, Row
from feedback_miner.report.driving_words import (
    KANO,
)
from feedback_miner.report.signs import signed

__all__ = [
    "MOST_ROWS",
    "contrast_chart",
    "curve_chart",
    "impact_chart",
    "importance_chart",
    "matrix_chart",
    "path_chart",
]


MOST_ROWS = 16


def contrast_chart(rows: list[Row], name: Named) -> Markup | None:
    """Draw what a bad and a good experience with each driver go with."""
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


def importance_chart(rows: list[Row], name: Named) -> Markup:
    """Draw the relative importance of the drivers of a model."""
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


def matrix_chart(rows: list[Row], name: Named) -> Markup | None:
    """Draw importance against performance; None for fewer than three themes."""
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


def _theme_name(row: Row, name: Named) -> str:
    """Return an impact row's theme in words, with its polarity."""
    said = {"negative": t("（不满）", " (unhappy)"), "positive": t("（称赞）", " (praise)")}
    return f"{name(row['theme'], row['kind'])}{said.get(row['polarity'], '')}"


def impact_chart(rows: list[Row], name: Named, measure: str) -> Markup | None:
    """Draw what the themes cost or bring of a measure; None where none has an interval."""
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


def curve_chart(rows: list[Row], satisfaction: str, outcome: str) -> Markup:
    """Draw the mean of an outcome at each level of satisfaction."""
    ends = [row[key] for row in rows for key in ("low", "high", "mean") if row[key] is not None]
    low, high = min(ends), max(ends)
    margin = (high - low) * 0.05 or 1.0
    return charts.forest(
        [
            charts.Interval(
                f"{clip(satisfaction, 9)} {row['level']:g}",
                row["mean"],
                row["low"] if row["n"] > 1 else None,
                row["high"] if row["n"] > 1 else None,
                f"{row['mean']:.2f}  n={row['n']}",
            )
            for row in rows
        ],
        t(
            f"「{satisfaction}」各分值上的「{outcome}」均值",
            f"Mean of {outcome} by level of {satisfaction}",
        ),
        low=low - margin,
        high=high + margin,
        zero=low - 2 * margin,
    )


def path_chart(direct: list[Row]) -> Markup:
    """Draw the path coefficients with their intervals."""
    return charts.forest(
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
