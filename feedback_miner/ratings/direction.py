"""Scores that run against all others, and what is to be told of them."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from feedback_miner.ingest import reverse
from feedback_miner.language import t
from feedback_miner.survey import Column, Survey

__all__ = ["Judged", "doubts_of", "judge", "other_way"]


class Judged(NamedTuple):
    """Items that run ``against`` all others, ``outcomes`` that do, and ``overall`` of every item
    that may be reversed: each with its correlation with the others."""

    against: dict[str, float]
    outcomes: dict[str, float]
    overall: dict[str, float]


def judge(on100: pd.DataFrame, columns: Sequence[Column], survey: Survey) -> Judged:
    """Return which scores run against the others. Items of a construct stay, for its user has put
    them together."""
    names = [column.name for column in columns]
    if not names:
        return Judged({}, {}, {})
    measured = {item for construct in survey.constructs for item in construct.items}
    free = {c.name for c in columns if not c.outcome and c.name not in measured}
    values = on100[names].to_numpy(dtype=float) / 100
    suspect = reverse.suspects(values, columns)
    low = reverse.running_against(values, [p for p in suspect.items if names[p] in free])
    values[:, list(low)] = np.nan
    r = reverse.correlations(values)
    return Judged(
        {names[p]: found for p, found in low.items()},
        {names[p]: found for p, found in suspect.outcomes.items()},
        {names[p]: float(r[p]) for p in suspect.items if np.isfinite(r[p])},
    )


def other_way(columns: Sequence[Column]) -> dict[str, str]:
    """Return what to write at ``reversed`` for an item to be scored the other way."""
    return {c.name: "false" if c.scale and c.scale.reversed else "true" for c in columns}


def doubts_of(judged: Judged, columns: Sequence[Column], against: Container[str]) -> list[str]:
    """Say which scores run against the others and how they count: ``against`` in nothing."""
    turned = other_way(columns)
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
