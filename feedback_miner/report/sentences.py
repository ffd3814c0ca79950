"""Plain sentences that say what the figures mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from feedback_miner import factors
from feedback_miner.analysis import Analysis
from feedback_miner.language import t
from feedback_miner.privacy.shield import mask_notes
from feedback_miner.report import driving_sentences, trending
from feedback_miner.report.asked_sentences import Line
from feedback_miner.report.driving_names import outcome_names
from feedback_miner.report.driving_verdicts import leading, strongest
from feedback_miner.report.driving_words import SOURCES
from feedback_miner.report.signs import signed
from feedback_miner.report.summary import topic_names
from feedback_miner.survey import short

__all__ = ["Findings", "findings"]

TOLD = ("closed", "text")
MOST_MODELS = 4
TELLING = 0.05  # R² below which no driver is worth a sentence
LEAST_TOLD, MOST_TOLD = 5, 8
# What a reader wants first, one line of each kind, and what may fill up where some are missing.
FIRST = ("feeling", "worst", "best", "leading", "fix", "trend", "groups", "cases")
NEXT = ("kano", "most", "shape", "impact", "choices", "ranks", "none", "paths", "mediation")
ASSOCIATED = ("model", "fix", "kano", "impact", "shape", "mediation", "paths")


class Findings(NamedTuple):
    """What the report says in words: ``warnings`` that come before everything, ``results`` (the
    outcomes themselves), the most ``telling`` findings, and ``more`` of them."""

    warnings: tuple[str, ...]
    results: tuple[str, ...]
    telling: tuple[str, ...]
    more: tuple[str, ...]

    def notes(self, notes: Iterable[str]) -> list[str]:
        """Return the analysis' notes less those that are told as warnings."""
        return [note for note in notes if note not in self.warnings]


def findings(analysis: Analysis, summary: dict[str, Any]) -> Findings:
    """Return the main findings, each with its base. Where the codebook speaks to too few of the
    texts, that is the warning, and what rests on its factors is not said."""
    warnings = factors.uncovered(analysis.verbatims, analysis.opinions, analysis.codebook)
    lines = list(_lines(analysis, summary, words=not warnings))
    first: dict[str, Line] = {}
    for line in lines:
        first.setdefault(line.kind, line)
    telling = [first[kind] for kind in FIRST if kind in first][:MOST_TOLD]
    spare = [first[kind] for kind in NEXT if kind in first]
    spare += [line for line in lines if line not in (*telling, *spare)]
    telling += spare[: max(0, LEAST_TOLD - len(telling))]
    more = [line.text for line in lines if line not in telling]
    if any(line.kind in ASSOCIATED for line in lines):
        more.append(
            t(
                "以上驱动与影响都是统计关联，不是因果。",
                "Drivers and impacts: association, not cause.",
            )
        )
    return Findings(
        warnings,
        (*_results(analysis, summary), *_doubts(analysis)),
        tuple(line.text for line in telling),
        tuple(more),
    )


def _doubts(analysis: Analysis) -> Iterator[str]:
    for doubt in mask_notes(analysis.ratings.doubts, analysis.survey):
        yield t(f"注意：{doubt}。", f"Note: {doubt}.")


def _results(analysis: Analysis, summary: dict[str, Any]) -> Iterator[str]:
    """Yield the outcomes themselves: means with the share in the top two, and NPS."""
    called, kinds = outcome_names(summary), summary["outcome_kinds"]
    scales = {row["item"]: row for row in summary["items"]}
    whole = [row for row in summary["moved"]["by_level"] if not row["segment"]]
    whole.sort(key=lambda row: kinds.get(row["outcome"]) != "satisfaction")
    for row in whole:
        name, n = called.get(row["outcome"]) or short(row["outcome"]), row["n"]
        if not n:
            if analysis.ratings.scores[row["outcome"]].notna().any():
                yield t(
                    f"{name}：作答的答卷权重都是 0，没有结果（n=0）。",
                    f"{name}: all who answered have weight 0, there is no result (n=0).",
                )
            continue
        if row["nps"] is not None:
            between = ""
            if row["nps_low"] is not None:
                low, high = signed(row["nps_low"]), signed(row["nps_high"])
                between = t(f"95% 区间 {low} 至 {high}，", f"95% interval {low} to {high}, ")
            yield t(
                f"净推荐值 NPS：{signed(row['nps'])}（{between}n={n}）。",
                f"NPS: {signed(row['nps'])} ({between}n={n}).",
            )
            continue
        between = ""
        if row["mean_low"] is not None:
            low, high = f"{row['mean_low']:.2f}", f"{row['mean_high']:.2f}"
            between = t(f"95% 区间 {low} 至 {high}，", f"95% interval {low} to {high}, ")
        best = f"{scales[row['outcome']]['high']:g}"
        top = ""
        if row["top2"] is not None:
            share = f"{row['top2']:.1%}"
            low, high = f"{row['top2_low']:.1%}", f"{row['top2_high']:.1%}"
            top = t(
                f"；最高两级占 {share}（95% 区间 {low} 至 {high}）",
                f"; {share} in the top two (95% interval {low} to {high})",
            )
        yield t(
            f"{name}：均值 {row['mean']:.2f}（满分 {best}；{between}n={n}）{top}。",
            f"{name}: mean {row['mean']:.2f} (of {best}; {between}n={n}){top}.",
        )


def _lines(analysis: Analysis, summary: dict[str, Any], *, words: bool) -> Iterator[Line]:
    names = {row["factor"]: row["name"] for row in summary["factors"]}
    yield from _feelings(summary)
    if words:
        least = analysis.survey.options.minimum_n
        yield from _factors(summary, least, tickets=summary["tickets"])
    yield from _models(summary, names, TOLD if words else ("closed",))
    yield from driving_sentences.sentences(summary, names, topic_names(summary), words=words)
    yield from trending.lines(summary)
    yield from _cases(summary["cases"])


def _cases(counts: dict[str, int]) -> Iterator[Line]:
    """Yield how many open cases wait, by urgency, and how many are closed; ordinary ones alone are
    no main finding."""
    urgent, soon, ordinary, closed = (counts.get(key, 0) for key in ("3", "2", "1", "closed"))
    told = [
        (n, zh, en)
        for n, zh, en in (
            (urgent, "需要今天联系", "to be called today"),
            (soon, "需要尽快处理", "soon"),
            (ordinary, "一般", "ordinary"),
        )
        if n
    ]
    zh = "，".join(f"{words} {n} 件" for n, words, _ in told)
    en = ", ".join(f"{n} {words}" for n, _, words in told)
    if closed and told:
        still = urgent + soon + ordinary
        zh = f"{zh}（未结 n={still}）；另有 {closed} 件已结"
        en = f"{en} (open n={still}); {closed} more are closed"
    elif closed:
        zh, en = f"{closed} 件都已结", f"all {closed} are closed"
    if told or closed:
        yield Line(
            "cases" if urgent or soon else "ordinary",
            t(f"个案：{zh}。", f"Cases: {en}."),
        )


def _feelings(summary: dict[str, Any]) -> Iterator[Line]:
    feeling = summary["sentiment"]
    n = feeling["n"]
    if not n:
        return
    pooled = ""
    if feeling["questions"]:
        each = [
            (short(q["question"]), signed(100 * q["net"]), q["n"]) for q in feeling["questions"]
        ]
        pooled = t(
            "；这是称赞题与意见题合在一起的数，随两类题各有多少人答而变，分题看："
            + "、".join(f"「{name}」{net}（n={n}）" for name, net, n in each),
            "; it pools questions of praise and of complaint and moves with how many answered "
            "which; by question: " + ", ".join(f"{name} {net} (n={n})" for name, net, n in each),
        )
    net, low, high = (signed(100 * feeling[key]) for key in ("net", "net_low", "net_high"))
    yield Line(
        "feeling",
        t(
            f"{n} 条有效文本：正面 {feeling['positive'] / n:.1%}，负面 "
            f"{feeling['negative'] / n:.1%}，净情感 {net}（95% 区间 {low} 至 {high}）{pooled}。",
            f"{n} valid texts: {feeling['positive'] / n:.1%} positive, "
            f"{feeling['negative'] / n:.1%} negative, net sentiment {net} "
            f"(95% interval {low} to {high}){pooled}.",
        ),
    )


def _factors(summary: dict[str, Any], least: int, *, tickets: bool = False) -> Iterator[Line]:
    mentioned = [row for row in summary["factors"] if row["mentions"]]
    if not mentioned:
        return
    most = max(mentioned, key=lambda row: row["mentions"])
    one = "件" if tickets else "份"
    unit, units = ("件投诉", "complaints") if tickets else ("份答卷", "responses")
    yield Line(
        "most",
        t(
            f"说得最多的是「{most['name']}」：{most['mentions']} {unit}提到（{most['share']:.1%}，"
            f"n={most['n']}），其中 {most['complaints']} {one}不满。",
            f"Most spoken of: {most['name']}, by {most['mentions']} {units} "
            f"({most['share']:.1%}, n={most['n']}), {most['complaints']} of them unhappy.",
        ),
    )
    solid = [r for r in mentioned if r["mentions"] >= least]
    clear = [r for r in solid if r["net_high"] is not None and r["net_high"] < 0]
    if clear:
        worst = sorted(clear, key=lambda row: (-row["complaints"], row["factor"]))[:3]
        more = len(clear) - len(worst)
        yield Line(
            "worst",
            t(
                f"明确偏负面的因素（净情感 95% 区间在 0 以下，按不满{one}数排）："
                + "、".join(
                    f"「{r['name']}」（{r['complaints']} {one}不满，"
                    f"净情感 {signed(100 * r['net'])}，n={r['mentions']}）"
                    for r in worst
                )
                + (f"等 {len(clear)} 个。" if more else "。"),
                "Clearly negative (95% interval of net sentiment below 0), by number of unhappy: "
                + ", ".join(
                    f"{r['name']} ({r['complaints']} unhappy, net {signed(100 * r['net'])}, "
                    f"n={r['mentions']})"
                    for r in worst
                )
                + (f" and {more} more." if more else "."),
            ),
        )
    good = [r for r in solid if r["net_low"] is not None and r["net_low"] > 0]
    if good:
        best = max(good, key=lambda row: row["net"])
        yield Line(
            "best",
            t(
                f"净情感 95% 区间在 0 以上的因素中，口碑最好的是「{best['name']}」："
                f"净情感 {signed(100 * best['net'])}（n={best['mentions']}）。",
                "Best regarded of those whose 95% interval of net sentiment is above 0: "
                f"{best['name']}, net {signed(100 * best['net'])} (n={best['mentions']}).",
            ),
        )


def _models(
    summary: dict[str, Any], names: dict[str, str], sources: tuple[str, ...]
) -> Iterator[Line]:
    """Yield what weighs most for the main outcome, then how much each model explains."""
    main, called = summary["main"], outcome_names(summary)

    def name(driver: str) -> str:
        return names.get(driver) or called.get(driver) or short(driver)

    fits = sorted(summary["fits"], key=lambda fit: fit["outcome"] != main)
    told = 0
    for fit in fits:
        rows = [
            r
            for r in summary["drivers"]
            if (r["outcome"], r["source"]) == (fit["outcome"], fit["source"])
        ]
        if not rows or (fit["r2_adjusted"] or 0) < TELLING or fit["source"] not in sources:
            continue
        told += 1
        if told > MOST_MODELS:
            break
        outcome, source = name(fit["outcome"]), t(*SOURCES[fit["source"]])
        if told == 1 and fit["outcome"] == main and len(rows) > 1 and (fit["r2_low"] or 0) > 0:
            leads = leading(fit, rows, name)
            yield Line(
                "leading",
                t(
                    f"各项{source}对「{outcome}」的解释力中，{leads}，n={fit['n']}。",
                    f"Of what {source} explain of {outcome}, {leads}, n={fit['n']}.",
                ),
            )
        yield Line(
            "model",
            t(
                f"「{outcome}」：{strongest(fit, rows, name)}",
                f"{outcome}: {strongest(fit, rows, name)}",
            ),
        )
