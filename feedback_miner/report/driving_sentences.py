"""Plain sentences that say what the drivers part found."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from feedback_miner.language import t
from feedback_miner.report.asked_sentences import Line, chosen, ranked
from feedback_miner.report.driving_names import outcome_names
from feedback_miner.report.driving_verdicts import ranks_between, related, unsettled
from feedback_miner.report.signs import signed
from feedback_miner.survey import short

__all__ = ["sentences"]

MOST = 3  # sentences of one kind
SURE = 1.96  # standard errors below the average
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Names:
    """What factors, topics and outcomes are called in a sentence."""

    factors: Mapping[str, str]
    topics: Mapping[str, str]
    outcomes: Mapping[str, str]

    def theme(self, theme: str, kind: str = "factor") -> str:
        """Return the name of a factor, a topic or a question."""
        if kind == "topic":
            return self.topics.get(theme, theme)
        return self.factors.get(theme) or self.outcome(theme)

    def outcome(self, question: str) -> str:
        """Return the name of a question."""
        return self.outcomes.get(question) or short(question)


def sentences(
    summary: Row, names: dict[str, str], topics: dict[str, str], *, words: bool = True
) -> Iterator[Line]:
    """Yield what the drivers part found, in plain words with their base. Without ``words`` those
    are left out that rest on factors read from the texts."""
    moved, main = summary["moved"], summary["main"]
    called = _Names(names, topics, outcome_names(summary))
    yield from _first(moved["priorities"], main, called, words)
    yield from _kinds(moved["contrasts"], main, called)
    yield from _impact(moved["impact"], main, called, words)
    yield from _shapes(moved["shape"], main, called)
    yield from _mediation(moved["mediation"], called)
    yield from _paths(moved.get("constructs", []), moved.get("paths", []))
    yield from _groups(moved["crosstabs"], called, words)
    yield from islice(chosen(moved["choices"], called.outcome), MOST)
    yield from islice(ranked(moved["ranks"]), MOST)
    yield from _disagreements(moved["disagreements"])


def _first(rows: list[Row], main: str, called: _Names, words: bool) -> Iterator[Line]:
    """Yield what to mend first: what matters and does worse than the average.

    Told only of factors whose interval of the rank by importance keeps out of the lower half, and
    which are below the average by more than its answers may differ by chance: else chance would
    name what to mend first. Where nothing is left, it is said which of the two is lacking.
    """
    own = [
        row for row in rows if row["outcome"] == main and (words or row["importance_text"] is None)
    ]
    weighty = [row for row in own if row["quadrant"] == "fix" and row["importance_clear"]]
    first = [row for row in weighty if _below(row)][:MOST]
    outcome = called.outcome(main)
    if weighty and not first:
        yield _told(
            f"对「{outcome}」重要的因素里，没有一个的表现明确低于各因素平均；最接近的是",
            f"None of what matters for {outcome} performs clearly below the average of the "
            "factors; nearest to it: ",
            weighty[:MOST],
            called,
        )
        return
    if not first:
        open_ranks = unsettled(own, called.theme)
        if open_ranks:
            yield Line(
                "fix", t(f"就「{outcome}」而言，{open_ranks}。", f"{outcome}: {open_ranks}.")
            )
        return
    yield _told(
        f"宜优先改进（对「{outcome}」的重要性名次在前一半，而表现明确低于各因素平均）：",
        f"In the upper half by importance for {outcome} and performing clearly below the "
        "average of the factors, fix first: ",
        first,
        called,
    )


def _told(zh: str, en: str, rows: Sequence[Row], called: _Names) -> Line:
    """Return the line that begins with these words and lists how each theme stands."""
    listed = [(called.theme(row["theme"]), _standing(row)) for row in rows]
    return Line(
        "fix",
        t(
            zh + "、".join(f"「{name}」（{standing}）" for name, standing in listed) + "。",
            en + ", ".join(f"{name} ({standing})" for name, standing in listed) + ".",
        ),
    )


def _below(row: Row) -> bool:
    """Tell whether a theme is below the average by more than chance: the deviation is in standard
    deviations of an answer, so that its standard error is about that of a mean of its answers."""
    answers = (row["rating_n"] or 0) + (row["mentions"] or 0)
    return bool(answers) and row["deviation"] <= -SURE / math.sqrt(answers)


def _standing(row: Row) -> str:
    """Say how much a theme matters and how it does, each with its base."""
    part = f"{100 * row['importance']:.0f}%"
    bases = dict.fromkeys(n for n in (row["n_closed"], row["n_text"]) if n is not None)
    models = t("、", ", ").join(f"n={n}" for n in bases)
    scores = [
        t(f"{zh} {row[key]:.0f}/100（n={row[n]}）", f"{en} {row[key]:.0f}/100 (n={row[n]})")
        for key, n, zh, en in (
            ("performance_closed", "rating_n", "评分", "rating"),
            ("performance_text", "mentions", "文字", "words"),
        )
        if row[key] is not None
    ]
    below = f"{-row['deviation']:.2f}"
    return t("，", ", ").join(
        (
            t(
                f"占解释力 {part}，{ranks_between(row)}，模型 {models}",
                f"{part} of what is explained, {ranks_between(row)}, models {models}",
            ),
            *scores,
            t(f"比平均低 {below} 个标准差", f"{below} standard deviations below the average"),
        )
    )


def _kinds(rows: list[Row], main: str, called: _Names) -> Iterator[Line]:
    """Yield the factors whose lack costs more than they give, and those the other way round."""
    for kind, zh, en in (
        ("basic", "做不好明显失分、做好得分有限（基本型）", "Basics (their lack costs more)"),
        (
            "delighter",
            "做好明显得分、做不好失分有限（魅力型）",
            "Delighters (their presence gives more)",
        ),
    ):
        found = [
            (
                called.theme(row["factor"] or row["driver"]),
                signed(row["penalty"], 2),
                signed(row["reward"], 2),
                row["n"],
            )
            for row in rows
            if row["outcome"] == main and row["kano"] == kind and row["source"] == "closed"
        ]
        if found:
            yield Line(
                "kano",
                t(
                    f"{zh}："
                    + "、".join(
                        f"「{name}」（差评时 {poor} 分，好评时 {good} 分，n={n}）"
                        for name, poor, good, n in found
                    )
                    + "。",
                    f"{en}: "
                    + ", ".join(
                        f"{name} (poor {poor}, good {good} points, n={n})"
                        for name, poor, good, n in found
                    )
                    + ".",
                ),
            )


def _impact(rows: list[Row], main: str, called: _Names, words: bool) -> Iterator[Line]:
    """Yield the themes that clearly go with another mean, the largest impact first."""
    clear = [
        row
        for row in rows
        if row["clear"]
        and row["outcome"] == main
        and row["measure"] == "mean"
        and (words or row["kind"] != "factor")
    ]
    about = {
        "negative": t("对「{}」不满的", "unhappy with {}"),
        "positive": t("称赞「{}」的", "who praise {}"),
    }
    for row in sorted(clear, key=lambda row: -abs(row["impact"]))[:MOST]:
        name = called.theme(row["theme"], row["kind"])
        people = about.get(row["polarity"], t("提到「{}」的", "who mention {}")).replace("{}", name)
        total, outcome = row["n"] + row["n_rest"], called.outcome(main)
        moved, low, high = (signed(row[key], 3) for key in ("impact", "low", "high"))
        yield Line(
            "impact",
            t(
                f"{people} {row['n']} 份答卷，「{outcome}」均值 {row['with_theme']:.2f}，其余 "
                f"{row['n_rest']} 份有文字的答卷为 {row['without']:.2f}；相当于使这 {total} "
                f"份有文字答卷的均值变动 {moved} 分（95% 区间 {low} 至 {high}）。",
                f"{row['n']} responses {people}: mean of {outcome} {row['with_theme']:.2f} against "
                f"{row['without']:.2f} of the other {row['n_rest']} with words; the mean of all "
                f"{total} is moved by {moved} (95% interval {low} to {high}).",
            ),
        )


def _shapes(rows: list[Row], main: str, called: _Names) -> Iterator[Line]:
    """Yield how loyalty goes with satisfaction."""
    for row in ([r for r in rows if r["satisfaction"] == main] or rows)[:MOST]:
        yield Line("shape", related(row, called.outcome))


def _mediation(rows: list[Row], called: _Names) -> Iterator[Line]:
    """Yield by way of what satisfaction goes with loyalty."""
    for row in sorted(rows, key=lambda row: -abs(row["indirect"] or 0.0))[:MOST]:
        if row["indirect_low"] is None or row["indirect_low"] <= 0:
            continue
        satisfied, outcome = called.outcome(row["satisfaction"]), called.outcome(row["outcome"])
        mediator, indirect = called.outcome(row["mediator"]), f"{row['indirect']:.2f}"
        low, high = f"{row['indirect_low']:.2f}", f"{row['indirect_high']:.2f}"
        if row["share"] is None:  # direct and indirect cancel: none is a part of the tie
            direct = f"{row['direct']:.2f}"
            if row["direct_low"] is not None:
                ends = f"{row['direct_low']:.2f}", f"{row['direct_high']:.2f}"
                direct += t(
                    f"，95% 区间 {ends[0]} 至 {ends[1]}", f", 95% interval {ends[0]} to {ends[1]}"
                )
            yield Line(
                "mediation",
                t(
                    f"「{satisfied}」与「{outcome}」之间有经由「{mediator}」的间接效应（标准化 "
                    f"{indirect}，95% 区间 {low} 至 {high}），直接效应为 {direct}（n={row['n']}；"
                    f"{row['verdict']}）。",
                    f"An indirect effect of {satisfied} on {outcome} runs by way of {mediator} "
                    f"(standardised {indirect}, 95% interval {low} to {high}), the direct effect "
                    f"is {direct} (n={row['n']}; {row['verdict']}).",
                ),
            )
            continue
        share = f"{row['share']:.0%}"
        yield Line(
            "mediation",
            t(
                f"「{satisfied}」与「{outcome}」的关联中，{share} 经由「{mediator}」"
                f"（标准化间接效应 {indirect}，95% 区间 {low} 至 {high}，n={row['n']}；"
                f"{row['verdict']}）。",
                f"{share} of the tie between {satisfied} and {outcome} runs by way of {mediator} "
                f"(standardised indirect effect {indirect}, 95% interval {low} to {high}, "
                f"n={row['n']}; {row['verdict']}).",
            ),
        )


def _paths(constructs: list[Row], paths: list[Row]) -> Iterator[Line]:
    """Yield how much the path model explains of each construct, and the strongest path to it."""
    for row in constructs:
        if row["r2"] is None:
            continue
        causes = [p for p in paths if p["effect"] == row["construct"] and p["direct"]]
        strongest = max(causes, key=lambda p: abs(p["path"]))
        low, high = f"{strongest['low']:.2f}", f"{strongest['high']:.2f}"
        yield Line(
            "paths",
            t(
                f"路径模型解释「{row['construct']}」{row['r2']:.0%} 的差异；最强的一条路径来自"
                f"「{strongest['cause']}」（系数 {strongest['path']:.2f}，95% 区间 {low} 至 "
                f"{high}，n={row['n']}）。",
                f"The path model explains {row['r2']:.0%} of {row['construct']}; the strongest "
                f"path comes from {strongest['cause']} ({strongest['path']:.2f}, 95% interval "
                f"{low} to {high}, n={row['n']}).",
            ),
        )


def _on_one_scale(row: Row) -> float:
    """Return minus the effect as a correlation: omega² and epsilon² are squares, V is not."""
    size = row["size"] or 0.0
    return float(-size if row["kind"] == "complaint" else -(size**0.5))


def _groups(rows: list[Row], called: _Names, words: bool) -> Iterator[Line]:
    """Yield how many comparisons of levels are clear, and the largest difference."""
    tests = [row for row in rows if words or row["kind"] != "complaint"]
    if not tests:
        return
    of = "" if words else t("评分", "of scores ")
    different = sorted((row for row in tests if row["clear"]), key=_on_one_scale)
    if not different:
        yield Line(
            "none",
            t(
                f"按分组共做 {len(tests)} 项{of}比较，校正多重比较后没有一项差异明确。",
                f"{len(tests)} comparisons {of}by segment, none clear after correction.",
            ),
        )
        return
    top = different[0]
    name, segment = called.theme(top["measure"]), short(top["segment"])
    figure = (
        t(f"对「{name}」不满的占比", f"share unhappy with {name}")
        if top["kind"] == "complaint"
        else t(f"「{name}」的均值", f"mean of {name}")
    )
    size = f"{top['effect']}={top['size']:.2f}"
    yield Line(
        "groups",
        t(
            f"按分组共做 {len(tests)} 项{of}比较，校正多重比较后 {len(different)} 项差异明确；"
            f"差异最大的是「{segment}」各组之间{figure}（{size}，效应{top['strength']}，"
            f"n={top['n']}）。",
            f"{len(tests)} comparisons {of}by segment, {len(different)} clear after correction, "
            f"the largest the {figure} by {segment} ({size}, {top['strength']}, n={top['n']}).",
        ),
    )


def _disagreements(rows: list[Row]) -> Iterator[Line]:
    """Yield how many responses contradict themselves."""
    if rows:
        people = len({row["response_id"] for row in rows})
        yield Line(
            "disagreements",
            t(
                f"{people} 份答卷的文字与评分方向相反，请逐份核对。",
                f"The words and scores of {people} responses contradict each other; check them.",
            ),
        )
