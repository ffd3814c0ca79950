"""Plain sentences that say what the figures mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from feedback_miner.language import t
from feedback_miner.pipeline import Analysis
from feedback_miner.report import driving, driving_sentences
from feedback_miner.report.summary import topic_names
from feedback_miner.survey import short

__all__ = ["findings"]

TOLD = ("closed", "text")
MOST_MODELS = 4
TELLING = 0.05  # R² below which no driver is worth a sentence


def findings(analysis: Analysis, summary: dict[str, Any]) -> Iterator[str]:
    """Yield the main findings, each with its base."""
    names = {row["factor"]: row["name"] for row in summary["factors"]}
    feeling = summary["sentiment"]
    if feeling["n"]:
        yield t(
            f"{feeling['n']} 条有效文本中，负面 {feeling['negative']} 条"
            f"（{feeling['negative'] / feeling['n']:.1%}），正面 {feeling['positive']} 条"
            f"（{feeling['positive'] / feeling['n']:.1%}），净情感 {100 * feeling['net']:+.0f}"
            f"（95% 区间 {100 * feeling['net_low']:+.0f} 至 {100 * feeling['net_high']:+.0f}）。",
            f"Of {feeling['n']} valid texts {feeling['negative']} are negative "
            f"({feeling['negative'] / feeling['n']:.1%}) and {feeling['positive']} positive "
            f"({feeling['positive'] / feeling['n']:.1%}): "
            f"net sentiment {100 * feeling['net']:+.0f} "
            f"(95% interval {100 * feeling['net_low']:+.0f} to {100 * feeling['net_high']:+.0f}).",
        )
    mentioned = [row for row in summary["factors"] if row["mentions"]]
    if mentioned:
        most = max(mentioned, key=lambda row: row["mentions"])
        yield t(
            f"说得最多的是「{most['name']}」：{most['mentions']} 份答卷提到（{most['share']:.1%}，"
            f"n={most['n']}），其中 {most['negative']} 份不满。",
            f"Most spoken of: {most['name']}, by {most['mentions']} responses "
            f"({most['share']:.1%}, n={most['n']}), {most['negative']} of them unhappy.",
        )
        solid = [r for r in mentioned if r["mentions"] >= analysis.survey.options.minimum_n]
        clear = [r for r in solid if r["net_high"] is not None and r["net_high"] < 0]
        if clear:
            worst = sorted(clear, key=lambda row: (-row["negative"], row["factor"]))[:3]
            listed = "、".join(
                f"「{r['name']}」({100 * r['net']:+.0f}, n={r['mentions']})" for r in worst
            )
            yield t(
                f"明显偏负面（区间不含 0）、不满人数最多的因素：{listed}。",
                "Clearly negative (interval below 0), by number of unhappy: "
                + ", ".join(
                    f"{r['name']} ({100 * r['net']:+.0f}, n={r['mentions']})" for r in worst
                )
                + ".",
            )
        good = [r for r in solid if r["net_low"] is not None and r["net_low"] > 0]
        if good:
            best = max(good, key=lambda row: row["net"])
            yield t(
                f"口碑最好的因素是「{best['name']}」：净情感 {100 * best['net']:+.0f}"
                f"（n={best['mentions']}）。",
                f"Best regarded: {best['name']}, net {100 * best['net']:+.0f} "
                f"(n={best['mentions']}).",
            )
    for row in summary["nps"]:
        yield t(
            f"净推荐值 NPS {row['nps']:.0f}（95% 区间 {row['low']:.0f} 至 {row['high']:.0f}，"
            f"n={row['n']}）。",
            f"NPS {row['nps']:.0f} (95% interval {row['low']:.0f} to {row['high']:.0f}, "
            f"n={row['n']}).",
        )
    fits = sorted(summary["fits"], key=lambda fit: fit["outcome"] != summary["main"])
    told = 0
    for fit in fits:
        rows = [
            r
            for r in summary["drivers"]
            if (r["outcome"], r["source"]) == (fit["outcome"], fit["source"])
        ]
        if not rows or (fit["r2_adjusted"] or 0) < TELLING or fit["source"] not in TOLD:
            continue
        told += 1
        if told > MOST_MODELS:
            break
        outcome = short(fit["outcome"])
        found = driving.strongest(fit, rows, lambda driver: names.get(driver, short(driver)))
        yield t(
            f"「{outcome}」：{found}这是关联，不是因果。",
            f"{outcome}: {found} Association, not cause.",
        )
    yield from driving_sentences.sentences(summary, names, topic_names(summary))
    urgent = summary["cases"]["3"]
    if summary["counts"]["cases"]:
        yield t(
            f"需要今天联系的个案 {urgent} 件，尽快处理的 {summary['cases']['2']} 件。",
            f"{urgent} cases to be called today, {summary['cases']['2']} soon.",
        )
