"""Questions with one column an option, or several options a cell: rankings, several choices."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pandas as pd

from feedback_miner.ingest import rankings
from feedback_miner.ingest.findings import Verdict
from feedback_miner.ingest.multiselect import Group, groups, joined
from feedback_miner.ingest.profile import Profile
from feedback_miner.language import t
from feedback_miner.survey import Column

__all__ = ["judge_multi", "judge_rankings"]

_BARE = re.compile(r"[\d\W_]+")  # a ranking of codes, not of words


def judge_rankings(
    part: pd.DataFrame,
    profiles: Sequence[Profile],
    verdicts: dict[int, Verdict],
    identity: str | None,
) -> None:
    """Judge ranking questions, before headers mislead: places look like scores or durations, joined
    options like several choices or open answers."""
    taken: dict[str, int] = {}
    for group in rankings.groups(profiles, part):
        name = _fresh(group, taken)
        for at in group.columns:
            verdicts[at] = Verdict(Column(profiles[at].name, "rank", group=name), group.why)
    for position, column in enumerate(profiles):
        if position in verdicts or column.name == identity:
            continue
        mark = rankings.joined(column)
        if mark:
            shown = t("编号", "numbers") if mark == rankings.NUMBERS else mark
            why = t(
                f"排序题：一格按先后列出选项，以 {shown} 相隔",
                f"a ranking: a cell lists options in order, parted by {shown}",
            )
            bare = column.share(_BARE) >= 0.5
            doubt = t(
                "选项只有编号：按「排在前面的编号最重要」理解",
                "options are numbers alone: the one named first is taken as the most important",
            )
            verdicts[position] = Verdict(
                Column(column.name, "rank", group=column.name), why, (doubt,) if bare else ()
            )


def judge_multi(profiles: Sequence[Profile], verdicts: dict[int, Verdict]) -> None:
    """Judge multi-select questions."""
    open_columns = [p for i, p in enumerate(profiles) if i not in verdicts]
    positions = [i for i in range(len(profiles)) if i not in verdicts]
    runs: list[list[int]] = []
    for place, position in enumerate(positions):
        if place and position == positions[place - 1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    taken: dict[str, int] = {}
    for run in runs:
        for group in groups([open_columns[place] for place in run]):
            name = _fresh(group, taken)
            for at in group.columns:
                place = run[at]
                column = open_columns[place]
                verdicts[positions[place]] = Verdict(
                    Column(column.name, "multi", group=name), group.why
                )
    for position, column in enumerate(profiles):
        if position in verdicts:
            continue
        mark = joined(column)
        if mark:
            verdicts[position] = Verdict(
                Column(column.name, "multi", group=column.name),
                t(f"一格多选，以 {mark} 相隔", f"several options a cell, parted by {mark}"),
            )


def _fresh(group: Group, taken: dict[str, int]) -> str:
    taken[group.name] = taken.get(group.name, 0) + 1
    count = taken[group.name]
    return group.name if count == 1 else f"{group.name}（{count}）"
