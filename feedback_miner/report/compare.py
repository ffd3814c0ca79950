"""A comparison of two waves, rendered: page, figures, tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from feedback_miner import language, privacy
from feedback_miner.language import current, t
from feedback_miner.report import charts
from feedback_miner.report.compare_sentences import (
    figure,
    findings,
    interval,
    means,
    moved,
    points,
    questions,
    shifted,
)
from feedback_miner.report.compare_words import (
    MARKS,
    measures,
    p_value,
    percentage_points,
    tone,
    verdicts,
    ways,
)
from feedback_miner.report.export import write_csv, write_json
from feedback_miner.report.harmless import template
from feedback_miner.report.html import number, percent
from feedback_miner.report.plain import clean, cut
from feedback_miner.report.signs import signed
from feedback_miner.report.summary import records
from feedback_miner.store import Staging
from feedback_miner.survey import short
from feedback_miner.version import __version__
from feedback_miner.waves import Comparison, Crossing

__all__ = ["OUTPUTS", "render", "summarise", "write"]

TABLES = ("scores", "orders", "choices", "factors", "topics", "mix")
OUTPUTS = ("compare.html", "compare.json", *(f"compare_{name}.csv" for name in TABLES))
FORMAT = 1  # of compare.json: raised where a key changes its meaning or goes


def write(comparison: Comparison, folder: Path, crossings: Sequence[Crossing] = ()) -> None:
    """Write every output of ``compare`` into ``folder``, all of them or none.

    Raises OutputError or StorageError where they cannot be written.
    """
    with language.speaking(comparison.options.language), Staging(folder) as staging:
        summary = summarise(comparison, crossings)
        for name in TABLES:
            write_csv(_rounded(_masked(getattr(comparison, name))), staging / f"compare_{name}.csv")
        write_json(summary, staging / "compare.json")
        (staging / "compare.html").write_text(render(summary), encoding="utf-8")


def summarise(comparison: Comparison, crossings: Sequence[Crossing] = ()) -> dict[str, Any]:
    """Return the comparison as one JSON-ready dictionary; numbers are rounded to four digits,
    what cannot be told is null. No text of a respondent is in it."""
    options = comparison.options
    with language.speaking(options.language):
        figures: dict[str, Any] = clean(
            {
                "format": FORMAT,
                "tool": {"name": "feedback-miner", "version": __version__},
                "codebook": {
                    "id": comparison.codebook.id,
                    "version": comparison.codebook.version,
                    "name": t(comparison.codebook.zh, comparison.codebook.en),
                },
                "options": {
                    "language": options.language,
                    "sentiment": options.sentiment,
                    "topic_model": options.topic_model,
                    "minimum_n": options.minimum_n,
                    "samples": options.samples,
                    "seed": options.seed,
                },
                "waves": {str(row["wave"]): row for row in records(comparison.waves)},
                "sentiment": records(comparison.sentiment),
                "scores": records(comparison.scores),
                "orders": records(comparison.orders),
                "choices": records(comparison.choices),
                "factors": records(comparison.factors),
                "topics": records(comparison.topics),
                "mix": records(comparison.mix),
                "levels": records(comparison.levels),
                "bounds": [
                    {
                        "name": one.bound.name,
                        "bound": one.bound.value,
                        "item": one.item,
                        "measure": one.measure,
                        "change": one.change,
                        "low": one.low,
                        "high": one.high,
                        "crossed": one.crossed,
                    }
                    for one in crossings
                ],
                "notes": list(comparison.notes),
            }
        )
        figures["findings"] = list(findings(figures))
    # Names of items and levels come from the exports.
    return dict(privacy.tree(figures))


def render(summary: dict[str, Any]) -> str:
    """Return the page for a ``summarise``d comparison. Every value is escaped by the
    template engine; nothing is fetched."""
    page = template("compare.html.j2", num=number, pct=percent, cut=cut, short=short, p=p_value)
    with language.speaking(summary["options"]["language"]):
        return page.render(
            t=t,
            language=current(),
            summary=summary,
            measures=measures(),
            figure=figure,
            moved=moved,
            interval=interval,
            tone=tone,
            points=percentage_points,
            verdicts=verdicts(),
            charts=dict(_charts(summary)),
            factors=_by_measure(summary),
            orders=list(_questions(summary)),
            choices=list(_choices(summary)),
            segments=list(_segments(summary)),
            paired=[r for r in means(summary) if r["matched"] != "name"],
            ways=ways(),
        )


def _masked(table: pd.DataFrame) -> pd.DataFrame:
    words = [n for n in table.columns if pd.api.types.is_string_dtype(table[n].dtype)]
    return table.assign(**{name: table[name].map(privacy.tree) for name in words})


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    numbers = [name for name in table.columns if table[name].dtype == "float64"]
    return table.assign(**{name: table[name].round(4) for name in numbers})


def _charts(summary: dict[str, Any]) -> Iterator[tuple[str, Markup]]:
    """Yield a forest of changes a family, on one axis of points."""
    titles = {
        "scores": t("评分的变化（换算为 0–100 分）", "Change of scores (in points of 0-100)"),
        "nps": t("净推荐值的变化", "Change of NPS"),
        "choices": t("选择占比的变化（百分点）", "Change of choices (percentage points)"),
        "share": t("提及占比的变化（百分点）", "Change of mentions (percentage points)"),
        "negative": t("不满占比的变化（百分点）", "Change of complaints (percentage points)"),
        "topics": t("主题占比的变化（百分点）", "Change of topics (percentage points)"),
    }
    families = {
        "scores": means(summary),
        "nps": [r for r in summary["scores"] if r["measure"] == "nps"],
        "choices": summary["choices"],
        "share": [r for r in summary["factors"] if r["measure"] == "share"],
        "negative": [r for r in summary["factors"] if r["measure"] == "negative"],
        "topics": summary["topics"],
    }
    for name, rows in families.items():
        known = [row for row in rows if row["low"] is not None]
        if not known:
            continue
        drawn = [
            charts.Interval(
                row["name"],
                points(row, row["change"]),
                points(row, row["low"]),
                points(row, row["high"]),
                f"{signed(points(row, row['change']), 1)} {MARKS.get(row['verdict'], '')}".strip(),
            )
            for row in known
        ]
        most = max(5.0, *(max(abs(one.low or 0), abs(one.high or 0)) for one in drawn)) * 1.05
        yield name, charts.forest(drawn, titles[name], low=-most, high=most)


def _by_measure(summary: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the factors' rows by measure."""
    return {
        measure: [row for row in summary["factors"] if row["measure"] == measure]
        for measure in ("share", "negative", "net")
    }


def _questions(summary: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each ranking question with the changes of its options, by measure."""
    for question, name in questions(summary["orders"]).items():
        own = [row for row in summary["orders"] if row["question"] == question]
        yield {
            "name": name,
            **{of: [row for row in own if row["measure"] == of] for of in ("place", "first")},
        }


def _choices(summary: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each multi-select question with the changes of its options."""
    for question, name in questions(summary["choices"]).items():
        own = [row for row in summary["choices"] if row["question"] == question]
        yield {"name": name, "rows": own}


def _segments(summary: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield each segment with its levels and the split of every figure."""
    changed = shifted(summary)
    for segment in dict.fromkeys(row["segment"] for row in summary["levels"]):
        levels = [row for row in summary["levels"] if row["segment"] == segment]
        rows = [row for row in summary["mix"] if row["segment"] == segment]
        told = any(row["verdict"] in ("real", "mix only", "less certain", "masked") for row in rows)
        yield {
            "name": segment,
            "levels": levels,
            "rows": rows,
            "p": levels[0]["p_adjusted"],
            "cramer_v": levels[0]["cramer_v"],
            "shifted": segment in changed,
            "open": told and segment in changed,
        }
