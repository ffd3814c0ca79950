"""Plain sentences about two waves, and how their figures are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from feedback_miner.language import t
from feedback_miner.ratings.statistics import CLEAR
from feedback_miner.report.signs import signed
from feedback_miner.survey import short

__all__ = ["figure", "findings", "interval", "means", "moved", "points", "questions", "shifted"]

Row = Mapping[str, Any]
SHARES = ("share", "negative", "first", "chosen")
MOST = 4  # figures named in a sentence


def figure(row: Row, value: float | None) -> str:
    """Write a figure in the unit of its measure."""
    if value is None:
        return "—"
    measure = row["measure"]
    if measure in SHARES:
        return f"{100 * value:.1f}%"
    if measure == "net":
        return signed(100 * value)
    return signed(value) if measure == "nps" else f"{value:.{_digits(row)}f}"


def moved(row: Row, value: float | None) -> str:
    """Write a change with its sign, in percentage points for shares."""
    if value is None:
        return "—"
    measure = row["measure"]
    if measure in (*SHARES, "net"):
        return signed(100 * value, 1)
    return signed(value, 1 if measure == "nps" else _digits(row))


def _digits(row: Row) -> int:
    return 1 if row["measure"] == "mean100" else 2


def interval(row: Row, low: str = "low", high: str = "high") -> str:
    """Write the interval of a row's change."""
    return f"[{moved(row, row[low])}, {moved(row, row[high])}]"


def points(row: Row, value: float) -> float:
    """Return a change in points of 0 to 100 (of -100 to 100 for nets)."""
    if row["measure"] in (*SHARES, "net"):
        return 100 * value
    if row["measure"] == "nps":
        return value
    return 100 * value / float(row["scale_high"] - row["scale_low"])


def _bases(row: Row) -> str:
    return f"n={row['n_base']}/{row['n_new']}"


def _told(row: Row) -> str:
    """Say from what to what a figure went, with interval and bases."""
    unit = t(" 个百分点", " points") if row["measure"] in SHARES else ""
    return t(
        f"「{row['name']}」{figure(row, row['base'])} → {figure(row, row['new'])}"
        f"（{moved(row, row['change'])}{unit}，95% 区间 {interval(row)}，{_bases(row)}）",
        f"{row['name']} {figure(row, row['base'])} → {figure(row, row['new'])} "
        f"({moved(row, row['change'])}{unit}, 95% interval {interval(row)}, {_bases(row)})",
    )


def _list(rows: Sequence[Row]) -> str:
    shown = t("；", "; ").join(map(_told, rows[:MOST]))
    if len(rows) > MOST:
        shown += t(f"；另有 {len(rows) - MOST} 项", f"; and {len(rows) - MOST} more")
    return shown


def findings(summary: Mapping[str, Any]) -> Iterator[str]:
    """Yield the main findings: what clearly changed, what did not, and how much is mix."""
    scores = summary["scores"]
    tested = [r for r in means(summary) if r["verdict"] != "too few"]
    asked = [summary["waves"][wave]["scores"] for wave in ("base", "new")]
    if not scores and any(asked):
        yield t(
            f"没有一道评分题能在两期之间配对（基期 {asked[0]} 道、新一期 {asked[1]} 道）："
            "评分没有比较，只比较了文本；原因与未配对的题见「数据与方法」。",
            f"No closed item of the two waves could be matched ({asked[0]} in the base, {asked[1]} "
            "in the new wave): no score is compared, texts only; see data and methods for why.",
        )
    clear = sorted(
        (r for r in tested if r["verdict"] in ("up", "down")),
        key=lambda r: -abs(points(r, r["change"])),
    )
    if tested and not clear:
        yield t(
            f"{len(tested)} 项评分的变化都在抽样误差之内（已校正多重比较），不宜解读为变好或变差。",
            f"The changes of all {len(tested)} scores are within sampling error (corrected for "
            "multiple tests): read nothing into them.",
        )
    for verdict, zh, en in (("down", "下降", "fell"), ("up", "上升", "rose")):
        rows = [r for r in clear if r["verdict"] == verdict]
        if rows:
            yield t(
                f"{len(tested)} 项评分中有 {len(rows)} 项明确{zh}：{_list(rows)}。",
                f"Of {len(tested)} scores {len(rows)} clearly {en}: {_list(rows)}.",
            )
    for row in _outcomes(scores):
        yield _clearly(row)
    for row in summary["sentiment"]:
        apart = row["item"].startswith("net:") and row["verdict"] in ("up", "down")
        if (row["item"] in ("negative", "net") or apart) and row["low"] is not None:
            yield _clearly(row)
    yield from _orders(summary["orders"])
    yield from _choices(summary["choices"])
    yield from _factors(summary["factors"])
    yield from _topics(summary["topics"])
    yield from _mix(summary)


def _outcomes(scores: Sequence[Row]) -> Iterator[Row]:
    """Yield the outcomes that no sentence before named: the NPS, and means that did not clearly
    change, but of items that have an NPS."""
    nps = {row["item"] for row in scores if row["measure"] == "nps"}
    for row in scores:
        told = row["verdict"] in ("up", "down") or row["item"] in nps or not row["outcome"]
        if row["low"] is not None and (row["measure"] == "nps" or not told):
            yield row


def means(summary: Mapping[str, Any]) -> list[Row]:
    """Return the rows of scores that are means, one an item."""
    return [r for r in summary["scores"] if r["measure"] != "nps"]


def _clearly(row: Row) -> str:
    end = {
        "up": t("，明确上升。", ": a clear rise."),
        "down": t("，明确下降。", ": a clear fall."),
        "too few": t("，样本太少，不下结论。", ": too few to say."),
    }.get(row["verdict"], t("，无明确变化。", ": no clear change."))
    return _told(row) + end


def _factors(rows: Sequence[Row]) -> Iterator[str]:
    ways = (
        ("negative", "up", "不满占比明确上升的因素", "Factors clearly more people complain of"),
        ("negative", "down", "不满占比明确下降的因素", "Factors clearly fewer people complain of"),
        ("share", "up", "提及占比明确上升的因素", "Factors clearly more people speak of"),
        ("share", "down", "提及占比明确下降的因素", "Factors clearly fewer people speak of"),
        ("net", "up", "净情感明确上升的因素", "Factors clearly spoken better of"),
        ("net", "down", "净情感明确下降的因素", "Factors clearly spoken worse of"),
    )
    nothing = t(
        "各因素的提及、不满与净情感都没有明确变化。",
        "No factor clearly changed in mentions, complaints or net sentiment.",
    )
    untested = t(
        "各因素的提及、不满与净情感：样本太少，未检验。",
        "Mentions, complaints and net sentiment of the factors: too few to test.",
    )
    yield from _changed(rows, ways, nothing, untested)


def _changed(
    rows: Sequence[Row],
    ways: Sequence[tuple[str, str, str, str]],
    nothing: str,
    untested: str,
) -> Iterator[str]:
    """Yield a sentence for each of ``ways`` (measure, verdict and how it is told) with the rows
    that went so, the largest change first; ``nothing`` where none did, ``untested`` where no row
    has answers enough to be tested."""
    told = False
    for measure, verdict, zh, en in ways:
        chosen = [r for r in rows if (r["measure"], r["verdict"]) == (measure, verdict)]
        chosen.sort(key=lambda r: -abs(r["change"]))
        if chosen:
            told = True
            yield t(f"{zh}：{_list(chosen)}。", f"{en}: {_list(chosen)}.")
    if rows and not told:
        yield untested if all(r["verdict"] == "too few" for r in rows) else nothing


def questions(rows: Sequence[Row]) -> dict[str, str]:
    """Return what each ranking or multi-select question is called: shortened where that tells it
    from the rest."""
    names = list(dict.fromkeys(str(row["question"]) for row in rows))
    counts = Counter(map(short, names))
    return {name: short(name) if counts[short(name)] == 1 else name for name in names}


def _named(rows: Sequence[Row]) -> Sequence[Row]:
    """Return the rows of options, those of several questions named with their question."""
    called = questions(rows)
    if len(called) < 2:
        return rows
    return [{**r, "name": f"{called[r['question']]}：{r['name']}"} for r in rows]


def _orders(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the options of ranking questions that clearly moved, the largest change first."""
    ways = (
        (
            "place",
            "more important",
            "排序题中重要性上升（平均位次变小）",
            "Ranked more important (smaller)",
        ),
        (
            "place",
            "less important",
            "排序题中重要性下降（平均位次变大）",
            "Ranked less important (larger)",
        ),
        ("first", "up", "排序题中排第一的占比明确上升", "Clearly more people put first"),
        ("first", "down", "排序题中排第一的占比明确下降", "Clearly fewer people put first"),
    )
    nothing = t(
        "排序题各选项的平均位次与排第一的占比都没有明确变化。",
        "No option of a ranking clearly changed in mean rank or first places.",
    )
    untested = t(
        "排序题各选项的平均位次与排第一的占比：样本太少，未检验。",
        "Mean ranks and first places of the rankings: too few to test.",
    )
    yield from _changed(_named(rows), ways, nothing, untested)


def _topics(rows: Sequence[Row]) -> Iterator[str]:
    for flag, zh, en in (("new", "新出现的主题", "New themes"), ("vanished", "消失的主题", "Gone")):
        chosen = [r for r in rows if r["flag"] == flag]
        if chosen:
            yield t(f"{zh}：{_list(chosen)}。", f"{en}: {_list(chosen)}.")
    for verdict, zh, en in (
        ("up", "明确变多的主题", "Themes clearly grown"),
        ("down", "明确变少的主题", "Themes clearly shrunk"),
    ):
        chosen = [r for r in rows if r["verdict"] == verdict and not r["flag"]]
        chosen.sort(key=lambda r: -abs(r["change"]))
        if chosen:
            yield t(f"{zh}：{_list(chosen)}。", f"{en}: {_list(chosen)}.")


def _choices(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the options of multi-select questions that clearly more or fewer people chose."""
    ways = (
        ("chosen", "up", "多选题中选择占比明确上升", "Options clearly more people chose"),
        ("chosen", "down", "多选题中选择占比明确下降", "Options clearly fewer people chose"),
    )
    nothing = t(
        "多选题各选项的选择占比都没有明确变化。",
        "No option of a multi-select question was chosen by clearly more or fewer people.",
    )
    untested = t(
        "多选题的选择占比：样本太少，未检验。",
        "Choices of multi-select questions: too few to test.",
    )
    yield from _changed(_named(rows), ways, nothing, untested)


def shifted(summary: Mapping[str, Any]) -> list[str]:
    """Return the segments whose levels' shares clearly differ between the waves."""
    clear = (r for r in summary["levels"] if r["p_adjusted"] is not None)
    return list(dict.fromkeys(r["segment"] for r in clear if r["p_adjusted"] < CLEAR))


def _mix(summary: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the mix of respondents explains, where it clearly differs between the waves."""
    different = shifted(summary)
    if different:
        listed = t("、", ", ").join(t(f"「{short(name)}」", short(name)) for name in different)
        yield t(
            f"两期的构成不同：{listed}。各项变化按构成拆分，见「构成与真实变化」。",
            f"The waves differ in mix by: {listed}. Changes are split by it under mix.",
        )
    for verdict in ("mix only", "masked"):
        for row in summary["mix"]:
            if row["verdict"] != verdict or row["segment"] not in different:
                continue
            rate = f"{moved(row, row['rate'])} {interval(row, 'rate_low', 'rate_high')}"
            share, segment = moved(row, row["composition"]), short(row["segment"])
            if verdict == "mix only":
                yield t(
                    f"「{row['name']}」变化 {moved(row, row['change'])}，其中 {share} 来自"
                    f"「{segment}」构成不同，剔除后为 {rate}，不能断定真有变化。",
                    f"{row['name']} changed by {moved(row, row['change'])}, {share} of it by "
                    f'another mix of "{segment}"; without it {rate}: it may not be real.',
                )
            else:
                yield t(
                    f"「{row['name']}」看似没变（{moved(row, row['change'])}），但剔除"
                    f"「{segment}」构成不同的影响（{share}）后为 {rate}，是真实变化。",
                    f"{row['name']} looks unchanged ({moved(row, row['change'])}), but without the "
                    f'other mix of "{segment}" ({share}) it is {rate}: a real change.',
                )
