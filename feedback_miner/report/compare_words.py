"""What verdicts and measures of a comparison are called, and their colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from feedback_miner.language import t
from feedback_miner.report.signs import signed

__all__ = ["MARKS", "measures", "p_value", "percentage_points", "tone", "verdicts", "ways"]

MARKS = {"up": "▲", "down": "▼"}


def tone(row: Mapping[str, Any]) -> str:
    """Return the colour class of a verdict: good news, bad news, or neither."""
    verdict = row["verdict"]
    if verdict not in MARKS:
        return "ci" if verdict in ("no clear change", "too few") else ""
    if row["measure"] in ("first", "chosen"):
        return ""
    if row["measure"] == "share" and row["item"] not in ("positive", "negative"):
        return ""
    good = (verdict == "up") != ("negative" in (row["measure"], row["item"]))
    return "pos" if good else "neg"


def percentage_points(value: float | None) -> str:
    """Format a difference of shares in percentage points."""
    return "—" if value is None else signed(100 * value, 1)


def verdicts() -> dict[str, str]:
    """Return the verdicts in words."""
    return {
        "up": t("▲ 上升", "▲ up"),
        "down": t("▼ 下降", "▼ down"),
        "no clear change": t("无明确变化", "no clear change"),
        "too few": t("样本太少", "too few"),
        "more important": t("▲ 重要性上升", "▲ more important"),
        "less important": t("▼ 重要性下降", "▼ less important"),
        "real": t("真实变化", "real"),
        "mix only": t("或只因构成变化", "may be mix only"),
        "less certain": t("真实变化，把握较小", "real, less certain"),
        "masked": t("被构成变化掩盖的真实变化", "real, masked by mix"),
    }


def measures() -> dict[str, str]:
    """Return the measures in words."""
    return {
        "mean": t("均值", "mean"),
        "mean100": t("0–100 均值", "mean, 0-100"),
        "nps": t("净推荐值", "NPS"),
        "share": t("提及占比", "mentioned"),
        "negative": t("不满占比", "unhappy"),
        "net": t("净情感", "net"),
        "place": t("平均位次（越小越重要）", "mean rank (small: important)"),
        "first": t("排第一占比", "put first"),
        "chosen": t("选择占比", "chosen"),
    }


def ways() -> dict[str, str]:
    """Return how items are matched in words."""
    return {
        "name": t("题名", "name"),
        "outcome": t("所测内容", "outcome"),
        "stem": t("题干", "stem"),
    }


def p_value(value: float | None) -> str:
    """Format a p-value."""
    if value is None:
        return "—"
    return "<0.001" if value < 0.001 else f"{value:.3f}"
