"""Plain sentences about multi-select and ranking questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from feedback_miner.language import t
from feedback_miner.ratings.statistics import CLEAR
from feedback_miner.report.driving_verdicts import concord
from feedback_miner.report.signs import signed
from feedback_miner.survey import short

__all__ = ["Line", "chosen", "ranked"]

LISTED = 5  # options of a ranking named in a sentence
Row = dict[str, Any]


class Line(NamedTuple):
    """A finding in words, and what kind it is of."""

    kind: str
    text: str


def chosen(rows: list[Row], name: Callable[[str], str]) -> Iterator[Line]:
    """Yield the option of each multi-select question that is chosen most, and where those who
    chose one are clearly least satisfied."""
    for question, several in groupby(rows, key=itemgetter("question")):
        own = list(several)
        most = own[0]
        if most["share"] is None:
            continue
        share = f"{most['share']:.0%}"
        less = ""
        lower = [row for row in own if row["clear"] and row["difference"] < 0]
        if lower:
            lowest = min(lower, key=itemgetter("difference"))
            gap = signed(lowest["difference"], 2)
            less = t(
                f"；选「{lowest['option']}」的人「{name(lowest['outcome'])}」低得最明显"
                f"（{gap}，n={lowest['n_chosen']}）",
                f"; those who chose {lowest['option']} are lowest in {name(lowest['outcome'])} "
                f"({gap}, n={lowest['n_chosen']})",
            )
        yield Line(
            "choices",
            t(
                f"多选题「{short(question)}」中选的人最多的是「{most['option']}」（{share}，"
                f"n={most['n']}）{less}。",
                f"Most chosen in {short(question)}: {most['option']} ({share}, "
                f"n={most['n']}){less}.",
            ),
        )


def ranked(rows: list[Row]) -> Iterator[Line]:
    """Yield the options of each ranking question in the order of importance, and how far
    respondents agree on it."""
    for question, several in groupby(rows, key=itemgetter("question")):
        own = [row for row in several if row["mean_rank"] is not None]
        if not own:
            continue
        top = own[0]
        mean, part = f"{top['mean_rank']:.2f}", f"{top['first_share']:.0%}"
        listed = [row["option"] for row in own[:LISTED]]
        quoted = "、".join(f"「{option}」" for option in listed)
        more = t("等", " and others") if len(own) > LISTED else ""
        agreed = ""
        if top["kendall_w"] is not None:
            w = f"{top['kendall_w']:.2f}"
            agreed = t(
                f"；{concord(top)}（Kendall W={w}，n={top['kendall_n']}）",
                f"; {concord(top)} (Kendall's W={w}, n={top['kendall_n']})",
            )
        if top["kendall_p"] is None or top["kendall_p"] >= CLEAR:
            yield Line(
                "ranks",
                t(
                    f"排序题「{short(question)}」看不出一致的先后次序；平均位次最靠前的是"
                    f"「{top['option']}」（第 {mean} 位，{part} 的人排第一，n={top['n']}）"
                    f"{agreed}。",
                    f"No common order in {short(question)}; {top['option']} has the first mean "
                    f"rank ({mean}), {part} put it first (n={top['n']}){agreed}.",
                ),
            )
            continue
        yield Line(
            "ranks",
            t(
                f"排序题「{short(question)}」按重要程度依次为{quoted}{more}；"
                f"「{top['option']}」平均排第 {mean} 位，{part} 的人排第一（n={top['n']}）"
                f"{agreed}。",
                f"Importance in {short(question)}: {', '.join(listed)}{more}; {top['option']} has "
                f"mean rank {mean}, {part} put it first (n={top['n']}){agreed}.",
            ),
        )
