"""Plain sentences that say what the drivers part found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple

from feedback_miner.language import t
from feedback_miner.report.driving import CHANCE, concord, outcome_names, theme_name
from feedback_miner.survey import short

__all__ = ["Line", "sentences"]

MOST = 3  # sentences of one kind
LISTED = 5  # options of a ranking named in a sentence
Row = dict[str, Any]


class Line(NamedTuple):
    """A finding in words, and what kind it is of."""

    kind: str
    text: str


def _on_one_scale(row: Row) -> float:
    """Return minus the effect as a correlation: omega² and epsilon² are squares, V is not."""
    size = row["size"] or 0.0
    return float(-size if row["kind"] == "complaint" else -(size**0.5))


def sentences(
    summary: Row, names: dict[str, str], topics: dict[str, str], *, words: bool = True
) -> Iterator[Line]:
    """Yield what the drivers part found, in plain words with their base. Without ``words`` those
    are left out that rest on factors read from the texts."""
    moved, main = summary["moved"], summary["main"]
    called = outcome_names(summary)

    def name(theme: str, kind: str = "factor") -> str:
        if kind == "topic":
            return topics.get(theme, theme)
        return names.get(theme) or outcome(theme)

    def outcome(question: str) -> str:
        return called.get(question) or short(question)

    ranked = [
        r
        for r in moved["priorities"]
        if r["outcome"] == main and (words or r["importance_text"] is None)
    ]
    first = [r for r in ranked if r["quadrant"] == "fix"][:3]
    if first:
        listed = [
            (name(r["theme"]), f"{100 * r['importance']:.0f}%", f"{r['performance']:.0f}")
            for r in first
        ]
        yield Line(
            "fix",
            t(
                f"对「{outcome(main)}」重要而表现低于平均、应先改的："
                + "、".join(f"「{n}」（占解释力 {i}，表现 {p}/100）" for n, i, p in listed)
                + "。",
                f"Important for {outcome(main)} and performing below average, fix first: "
                + ", ".join(f"{n} ({i} of what is explained, {p}/100)" for n, i, p in listed)
                + ".",
            ),
        )
    for kind, zh, en in (
        ("basic", "做不好明显扣分、做好加分少（基本型）", "Basics (their lack costs more)"),
        ("delighter", "做好加分、做不好扣分少（魅力型）", "Delighters (their presence gives more)"),
    ):
        found = [
            (
                name(r["factor"] or r["driver"]),
                f"{r['penalty']:+.2f}",
                f"{r['reward']:+.2f}",
                r["n"],
            )
            for r in moved["contrasts"]
            if r["outcome"] == main and r["kano"] == kind and r["source"] == "closed"
        ]
        if found:
            yield Line(
                "kano",
                t(
                    f"{zh}："
                    + "、".join(
                        f"「{n}」（差时 {p} 分，好时 {r} 分，n={b}）" for n, p, r, b in found
                    )
                    + "。",
                    f"{en}: "
                    + ", ".join(f"{n} (poor {p}, good {r} points, n={b})" for n, p, r, b in found)
                    + ".",
                ),
            )
    clear = [
        r
        for r in moved["impact"]
        if r["clear"] and r["outcome"] == main and (words or r["kind"] != "factor")
    ]
    for row in sorted(
        (r for r in clear if r["measure"] == "mean"), key=lambda r: -abs(r["impact"])
    )[:3]:
        yield Line(
            "impact",
            t(
                f"说到「{theme_name(row, name)}」的 {row['n']} 份答卷，「{outcome(main)}」均值 "
                f"{row['with_theme']:.2f}，其余 {row['n_rest']} 份 {row['without']:.2f}；"
                f"对写了文字的 {row['n'] + row['n_rest']} 份均值的影响 {row['impact']:+.3f}（95% "
                "区间 "
                f"{row['low']:+.3f} 至 {row['high']:+.3f}）。",
                f"{theme_name(row, name)}: {row['n']} responses, mean {row['with_theme']:.2f} "
                "against "
                f"{row['without']:.2f} of the other {row['n_rest']}; impact on the mean of these "
                f"{row['impact']:+.3f} (95% interval {row['low']:+.3f} to {row['high']:+.3f}).",
            ),
        )
    shapes = [r for r in moved["shape"] if r["satisfaction"] == main] or moved["shape"]
    for row in shapes[:MOST]:
        if row["slope_low"] is None or row["slope_low"] <= 0 <= row["slope_high"]:
            yield Line(
                "shape",
                t(
                    f"「{outcome(row['outcome'])}」与「{outcome(row['satisfaction'])}」看不出关系"
                    f"（斜率 {row['slope']:.2f}，n={row['n']}）。",
                    f"{outcome(row['outcome'])} shows no relation with "
                    f"{outcome(row['satisfaction'])} "
                    f"(slope {row['slope']:.2f}, n={row['n']}).",
                ),
            )
            continue
        yield Line(
            "shape",
            t(
                f"「{outcome(row['satisfaction'])}」每高 1 分，「{outcome(row['outcome'])}」高 "
                f"{row['slope']:.2f} 分（95% 区间 {row['slope_low']:.2f} 至 "
                f"{row['slope_high']:.2f}，"
                f"n={row['n']}）；关系{row['shape']}。",
                f"One point more of {outcome(row['satisfaction'])} goes with {row['slope']:.2f} "
                "points "
                f"of {outcome(row['outcome'])} (95% interval {row['slope_low']:.2f} to "
                f"{row['slope_high']:.2f}, n={row['n']}); the relation is {row['shape']}.",
            ),
        )
    mediated = sorted(moved["mediation"], key=lambda r: -abs(r["indirect"] or 0.0))
    for row in mediated[:MOST]:
        if row["share"] is None or row["indirect_low"] is None or row["indirect_low"] <= 0:
            continue
        yield Line(
            "mediation",
            t(
                f"「{outcome(row['satisfaction'])}」与「{outcome(row['outcome'])}」的联系有 "
                f"{row['share']:.0%} 经由「{outcome(row['mediator'])}」（间接 "
                f"{row['indirect']:.2f}，"
                f"95% 区间 {row['indirect_low']:.2f} 至 {row['indirect_high']:.2f}，n={row['n']}；"
                f"{row['verdict']}）。",
                f"{row['share']:.0%} of the tie between {outcome(row['satisfaction'])} and "
                f"{outcome(row['outcome'])} runs by way of {outcome(row['mediator'])} (indirect "
                f"{row['indirect']:.2f}, 95% interval {row['indirect_low']:.2f} to "
                f"{row['indirect_high']:.2f}, n={row['n']}; {row['verdict']}).",
            ),
        )
    for row in moved.get("constructs", []):
        if row["r2"] is None:
            continue
        causes = [p for p in moved["paths"] if p["effect"] == row["construct"] and p["direct"]]
        strongest = max(causes, key=lambda p: abs(p["path"]))
        yield Line(
            "paths",
            t(
                f"路径模型解释了「{row['construct']}」的 {row['r2']:.0%}；最强的一条来自"
                f"「{strongest['cause']}」（{strongest['path']:.2f}，95% 区间 "
                f"{strongest['low']:.2f} 至 {strongest['high']:.2f}，n={row['n']}）。",
                f"The path model explains {row['r2']:.0%} of {row['construct']}; the strongest "
                "path "
                f"comes from {strongest['cause']} ({strongest['path']:.2f}, 95% interval "
                f"{strongest['low']:.2f} to {strongest['high']:.2f}, n={row['n']}).",
            ),
        )
    tests = [r for r in moved["crosstabs"] if words or r["kind"] != "complaint"]
    if tests:
        different = sorted((r for r in tests if r["clear"]), key=_on_one_scale)
        largest = ""
        if different:
            top = different[0]
            about = t(f"「{name(top['measure'])}」", name(top["measure"]))
            largest = t(
                f"，最大的是{about}在「{short(top['segment'])}」之间（{top['effect']}="
                f"{top['size']:.2f}，{top['strength']}，n={top['n']}）",
                f", the largest {about} by {short(top['segment'])} ({top['effect']}="
                f"{top['size']:.2f}, {top['strength']}, n={top['n']})",
            )
        yield Line(
            "groups" if different else "none",
            t(
                f"{'' if words else '评分的'}分组比较共 {len(tests)} 项，校正后 {len(different)} "
                f"项差异明确{largest}。",
                f"{len(tests)} comparisons {'' if words else 'of scores '}by segment, "
                f"{len(different)} clear after correction"
                f"{largest}.",
            ),
        )
    yield from islice(_choices(moved["choices"], outcome), MOST)
    yield from islice(_ranks(moved["ranks"]), MOST)
    if moved["disagreements"]:
        people = len({r["response_id"] for r in moved["disagreements"]})
        yield Line(
            "disagreements",
            t(
                f"{people} 份答卷的文字与评分相反，逐条列出，请核对。",
                f"The words and scores of {people} responses contradict each other; they are "
                "listed.",
            ),
        )


def _choices(rows: list[Row], name: Callable[[str], str]) -> Iterator[Line]:
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
            gap = f"{lowest['difference']:+.2f}"
            less = t(
                f"；选「{lowest['option']}」的人「{name(lowest['outcome'])}」低得最多"
                f"（{gap}，n={lowest['n_chosen']}）",
                f"; those who chose {lowest['option']} are lowest in {name(lowest['outcome'])} "
                f"({gap}, n={lowest['n_chosen']})",
            )
        yield Line(
            "choices",
            t(
                f"多选题「{short(question)}」选得最多的是「{most['option']}」（{share}，"
                f"n={most['n']}）{less}。",
                f"Most chosen in {short(question)}: {most['option']} ({share}, "
                f"n={most['n']}){less}.",
            ),
        )


def _ranks(rows: list[Row]) -> Iterator[Line]:
    """Yield the options of each ranking question in the order of importance, and how far
    respondents agree on it."""
    for question, several in groupby(rows, key=itemgetter("question")):
        own = [row for row in several if row["mean_place"] is not None]
        if not own:
            continue
        top = own[0]
        mean, part = f"{top['mean_place']:.2f}", f"{top['first_share']:.0%}"
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
        if top["kendall_p"] is None or top["kendall_p"] >= CHANCE:
            yield Line(
                "ranks",
                t(
                    f"排序题「{short(question)}」看不出共同的先后；平均名次最靠前的是"
                    f"「{top['option']}」（第 {mean} 位，n={top['n_ranked']}），{part} 的人排第一"
                    f"（n={top['n']}）{agreed}。",
                    f"No common order in {short(question)}; {top['option']} has the first mean "
                    f"place ({mean}, n={top['n_ranked']}), {part} put it first (n={top['n']})"
                    f"{agreed}.",
                ),
            )
            continue
        yield Line(
            "ranks",
            t(
                f"排序题「{short(question)}」按重要程度依次为{quoted}{more}；"
                f"「{top['option']}」平均排第 {mean} 位（n={top['n_ranked']}），{part} 的人排第一"
                f"（n={top['n']}）{agreed}。",
                f"Importance in {short(question)}: {', '.join(listed)}{more}; {top['option']} has "
                f"mean place {mean} (n={top['n_ranked']}), {part} put it first (n={top['n']})"
                f"{agreed}.",
            ),
        )
