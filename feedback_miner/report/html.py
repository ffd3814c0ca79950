"""The report as one self-contained page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from feedback_miner.analysis import Analysis
from feedback_miner.ingest import unnamed
from feedback_miner.language import current, t
from feedback_miner.ratings.statistics import net_interval
from feedback_miner.report import charts, driving, harmless, levels, signs, theming, trending
from feedback_miner.report.compare_words import p_value
from feedback_miner.report.marks import texts_told, warning
from feedback_miner.report.ordering import in_order
from feedback_miner.report.plain import clean, cut
from feedback_miner.report.sentences import findings
from feedback_miner.report.summary import topic_names
from feedback_miner.survey import short
from feedback_miner.triage.categories import load as load_categories
from feedback_miner.triage.flags import FLAG_NAMES
from feedback_miner.triage.queue import lines
from feedback_miner.version import __version__

__all__ = ["render"]

TOP_CASES = 20
SEGMENT_LEVELS = 8
LEVELS = 12  # of a scale that are drawn
SMALL = 5  # mentions below which a segment's net is not shown


def render(analysis: Analysis, summary: dict[str, Any], template: str = "report.html.j2") -> str:
    """Return the report, or the page of another template, as HTML. Every value is escaped by the
    template engine; nothing is fetched from anywhere."""
    told = findings(analysis, summary)
    factor_names = {factor.id: factor.name for factor in analysis.codebook.factors}
    return harmless.template(
        template,
        num=number,
        pct=percent,
        net=signed,
        plus=signs.signed,
        tone=signs.tone,
        cut=cut,
        short=short,
        p=p_value,
    ).render(
        t=t,
        language=current(),
        version=__version__,
        kept=warning(),
        texts_told=texts_told(analysis.survey.options),
        summary=summary,
        options=analysis.survey.options,
        codebook=analysis.codebook,
        sources=analysis.responses.sources,
        unnamed=len(unnamed(analysis.responses, analysis.survey)),
        quarantined=analysis.responses.quarantined.head(20).to_dict("records"),
        findings=told,
        notes=told.notes(summary["notes"]),
        names=factor_names,
        quotes={factor: list(_quotes(analysis, factor)) for factor in factor_names},
        charts=_charts(summary),
        moved=driving.view(summary, factor_names, topic_names(summary)),
        themes=theming.view(summary, factor_names),
        distributions=dict(_distributions(analysis)),
        by_level=list(levels.view(summary)),
        trends=list(trending.view(summary)),
        segments=list(_segments(analysis, factor_names)),
        cases=lines(analysis.cases).head(TOP_CASES).to_dict("records"),
        categories=load_categories(analysis.codebook).names(),
        flag_names={flag: t(*names) for flag, names in FLAG_NAMES.items()},
        top_cases=TOP_CASES,
        small=SMALL,
        weighted=analysis.ratings.weights is not None,
    )


def number(value: float | None, digits: int = 2) -> str:
    """Format a number; an em dash where it cannot be told."""
    return "—" if value is None else f"{value:z.{digits}f}"


def percent(value: float | None) -> str:
    """Format a fraction as a percentage with one digit."""
    return "—" if value is None else f"{100 * value:.1f}%"


def signed(value: float | None) -> str:
    """Format a net sentiment in [-1, 1] on -100 to +100 with its sign."""
    return "—" if value is None else signs.signed(100 * value)


def _quotes(analysis: Analysis, factor: str) -> Iterator[dict[str, Any]]:
    """Yield the strongest complaints and praise about a factor, each response once."""
    about = analysis.opinions[analysis.opinions["factor"] == factor]
    texts = analysis.verbatims["text"].to_numpy()
    for polarity, ascending, count in (("negative", True, 3), ("positive", False, 2)):
        chosen = about[about["polarity"] == polarity].sort_values(
            ["score", "verbatim"], ascending=[ascending, True], kind="stable"
        )
        seen: set[str] = set()
        for row in chosen.itertuples():
            text = str(texts[row.verbatim])
            if text in seen or len(text) < 4:
                continue
            seen.add(text)
            yield {
                "polarity": polarity,
                "id": row.response_id,
                "text": text,
                "evidence": t("、", ", ").join([e for e in row.evidence if e.strip()][:3]),
            }
            if len(seen) == count:
                break


def _charts(summary: dict[str, Any]) -> dict[str, Any]:
    """Return the charts by name; one whose data are missing is left out."""
    drawn: dict[str, Any] = {}
    mentioned = [row for row in summary["factors"] if row["mentions"]]
    if mentioned:
        ranked = sorted(mentioned, key=lambda row: (-row["mentions"], row["factor"]))
        drawn["factors"] = charts.diverging(
            [charts.Split(r["name"], r["negative"], r["neutral"], r["positive"]) for r in ranked],
            t("各因素的提及与褒贬", "Mentions and polarity by factor"),
        )
        drawn["net"] = charts.forest(
            [
                charts.Interval(
                    r["name"],
                    100 * r["net"],
                    None if r["net_low"] is None else 100 * r["net_low"],
                    None if r["net_high"] is None else 100 * r["net_high"],
                    f"{signed(r['net'])}  n={r['mentions']}",
                )
                for r in ranked
            ],
            t("净情感（95% 区间）", "Net sentiment (95% interval)"),
            low=-100,
            high=100,
        )
    if len(summary["topic_curve"]) > 1:
        points = summary["topic_curve"]
        drawn["curve"] = charts.curve(
            [p["k"] for p in points],
            [
                (t("稳定度", "stability"), [p["stability"] for p in points]),
                (t("多样性", "diversity"), [p["diversity"] for p in points]),
                ("NPMI", [p["npmi"] for p in points]),
            ],
            next((p["k"] for p in points if p["chosen"]), points[0]["k"]),
            t("主题数的选择", "Choice of the number of topics"),
        )
    return drawn


def _distributions(analysis: Analysis) -> Iterator[tuple[str, Markup]]:
    ends = analysis.ratings.items.set_index("item")[["low", "high"]]
    for item, group in analysis.ratings.distribution.groupby("item", sort=False):
        told = dict(zip(group["value"].astype(float), group["share"].astype(float), strict=True))
        low, high = (float(ends.loc[str(item), end]) for end in ("low", "high"))
        steps = np.arange(low, high + 1).tolist() if high - low < LEVELS else []
        if set(told) <= set(steps):
            told = {step: told.get(step, 0.0) for step in steps}
        shares = [(f"{value:g}", share) for value, share in told.items()]
        yield str(item), charts.columns(shares[:LEVELS], str(item))


def _segments(analysis: Analysis, names: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Yield a table a segment: factors down, levels across, net sentiment and mentions."""
    table = analysis.factors[analysis.factors["segment"] != ""]
    for segment, group in table.groupby("segment", sort=False):
        levels = in_order([str(level) for level in pd.unique(group["level"])][:SEGMENT_LEVELS])
        cells = {
            (str(row.factor), str(row.level)): clean(
                {"net": row.net, "mentions": row.mentions, "share": row.share}
            )
            for row in group.itertuples()
        }
        bases = {str(row.level): int(row.n) for row in group.itertuples()}
        totals = {}
        for level in levels:
            part = group[group["level"] == level]
            positive, negative = int(part["positive"].sum()), int(part["negative"].sum())
            totals[level] = clean(net_interval(positive, negative, int(part["mentions"].sum()))[0])
        yield {
            "name": segment,
            "levels": levels,
            "bases": bases,
            "totals": totals,
            "rows": [
                {"name": name, "cells": [cells[factor, level] for level in levels]}
                for factor, name in names.items()
            ],
        }
