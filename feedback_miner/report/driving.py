"""The drivers part of the report: what its page shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from feedback_miner.drivers.effect_notes import TELLING
from feedback_miner.language import t
from feedback_miner.report.driving_charts import (
    MOST_ROWS,
    contrast_chart,
    curve_chart,
    impact_chart,
    importance_chart,
    matrix_chart,
    path_chart,
)
from feedback_miner.report.driving_names import Named, Row, measured, outcome_names
from feedback_miner.report.driving_verdicts import concord, related, strongest, unsettled
from feedback_miner.report.driving_words import (
    KANO,
    KINDS,
    METHODS,
    QUADRANTS,
    SAID,
    SOURCES,
)
from feedback_miner.survey import short

__all__ = ["view"]

MOST_PAIRS, MOST_OPTIONS = 6, 15


def view(summary: Row, names: dict[str, str], topics: dict[str, str]) -> Row:
    """Return what the drivers template shows. ``names`` are factors', ``topics`` topics' names."""
    moved = summary["moved"]

    def name(theme: str, kind: str = "factor") -> str:
        if kind == "topic":
            return topics.get(theme, theme)
        return names.get(theme, short(theme))

    called = outcome_names(summary)
    outcomes = list(dict.fromkeys(row["outcome"] for row in summary["fits"]))
    outcomes.sort(key=lambda outcome: outcome != summary["main"])
    return {
        "name": name,
        "quadrants": {key: t(*words) for key, words in QUADRANTS.items()},
        "kano": {key: t(*words) for key, words in KANO.items()},
        "said": {key: t(*words) for key, words in SAID.items()},
        "kinds": {key: t(*words) for key, words in KINDS.items()},
        "outcomes": [_outcome(summary, outcome, name) for outcome in outcomes],
        "curves": [
            _curve(moved, shape, called, shape["satisfaction"] == _first(summary))
            for shape in moved["shape"]
        ],
        "paths": _paths(moved) if moved.get("paths") else None,
        "clear_tabs": [
            _with_pairs(row, moved["pairs"]) for row in moved["crosstabs"] if row["clear"]
        ],
        "choices": list(_choices(moved["choices"])),
        "ranks": list(_rankings(moved["ranks"])),
        "methods": {key: t(*words) for key, words in METHODS.items()},
        "touchpoints": _touchpoints(moved["touchpoints"], name),
    }


def _first(summary: Row) -> str:
    """Return the satisfaction that comes first: the main outcome, or the first there is."""
    found = [str(row["satisfaction"]) for row in summary["moved"]["shape"]]
    return summary["main"] if summary["main"] in found else next(iter(found), "")


def _with_pairs(row: Row, pairs: list[Row]) -> Row:
    """Add the clear differences between two levels of a clear comparison, the largest first, and
    how many more there are."""
    own = [
        pair
        for pair in pairs
        if (pair["segment"], pair["measure"], pair["kind"])
        == (row["segment"], row["measure"], row["kind"])
        and pair["clear"]
    ]
    return row | {
        "pairs": sorted(own, key=lambda pair: -abs(pair["difference"]))[:MOST_PAIRS],
        "more_pairs": max(0, len(own) - MOST_PAIRS),
    }


def _choices(rows: list[Row]) -> Iterator[Row]:
    """Yield each multi-select question with its options, and how many more there are."""
    for name, several in groupby(rows, key=itemgetter("question")):
        own = list(several)
        yield {
            "name": name,
            "n": own[0]["n"],
            "outcome": own[0]["outcome"],
            "rows": own[:MOST_OPTIONS],
            "more": max(0, len(own) - MOST_OPTIONS),
        }


def _rankings(rows: list[Row]) -> Iterator[Row]:
    """Yield each ranking question with its options, and how many more there are."""
    for name, several in groupby(rows, key=itemgetter("question")):
        own = list(several)
        yield own[0] | {
            "name": name,
            "rows": own[:MOST_OPTIONS],
            "more": max(0, len(own) - MOST_OPTIONS),
            "small": own[0]["options"] - len(own),
            "concord": concord(own[0]),
        }


def _outcome(summary: Row, outcome: str, name: Named) -> Row:
    moved = summary["moved"]
    ranked = [row for row in moved["priorities"] if row["outcome"] == outcome]
    impact = [row for row in moved["impact"] if row["outcome"] == outcome]
    impact.sort(key=lambda row: (row["measure"], not row["clear"], -abs(row["impact"])))
    contrasts = [row for row in moved["contrasts"] if row["outcome"] == outcome]
    several = Counter(row["factor"] or row["driver"] for row in contrasts)
    return {
        "name": outcome,
        "kind": measured(summary).get(outcome, ""),
        "models": list(_models(summary, outcome, name)),
        "priorities": [
            row | {"kind_of": _kind_of(row, name) if several[row["theme"]] > 1 else ""}
            for row in ranked
        ],
        "settled": any(row["importance_clear"] for row in ranked),
        "unsettled": unsettled(ranked, name),
        "bases": _bases(ranked),
        "matrix": matrix_chart(ranked, name),
        "contrasts": contrasts,
        "contrast_chart": contrast_chart(contrasts, name),
        "impact": {
            measure: [row for row in impact if row["measure"] == measure][:MOST_ROWS]
            for measure in ("mean", "nps")
        },
        "impact_charts": [
            chart
            for chart in (impact_chart(impact, name, measure) for measure in ("mean", "nps"))
            if chart
        ],
    }


def _models(summary: Row, outcome: str, name: Named) -> Iterator[Row]:
    """Yield each model of an outcome with its drivers, chart and sentence."""
    for fit in summary["fits"]:
        if fit["outcome"] != outcome:
            continue
        rows = [
            row
            for row in summary["drivers"]
            if (row["outcome"], row["source"]) == (outcome, fit["source"])
        ]
        yield {
            "fit": fit,
            "rows": rows,
            "source": t(*SOURCES[fit["source"]]),
            "telling": (fit["r2_adjusted"] or 0) >= TELLING,
            "forest": importance_chart(rows, name),
            "sentence": strongest(fit, rows, name),
        }


def _bases(ranked: list[Row]) -> str:
    """Say how many responses the models behind priorities rest on."""
    modelled = [
        t(f"{t(*SOURCES[source])}模型 n={n}", f"model of {t(*SOURCES[source])} n={n}")
        for source, key in (("closed", "n_closed"), ("text", "n_text"))
        for n in [max((row[key] or 0 for row in ranked), default=0)]
        if n
    ]
    return t("，", ", ").join(modelled)


def _kind_of(row: Row, name: Named) -> str:
    """Return the driver that a theme of several has its kind from."""
    if row["kano"] in ("", "indifferent"):
        return ""
    return str(name(row["kano_driver"])) if row["kano_driver"] else t("文字", "words")


def _curve(moved: Row, shape: Row, called: dict[str, str], first: bool) -> Row:
    def name(question: str) -> str:
        return called.get(question) or short(question)

    rows = [
        row
        for row in moved["curve"]
        if (row["satisfaction"], row["outcome"]) == (shape["satisfaction"], shape["outcome"])
    ]
    return {
        "shape": shape,
        "satisfaction": name(shape["satisfaction"]),
        "outcome": name(shape["outcome"]),
        "sentence": related(shape, name),
        "rows": rows,
        "chart": curve_chart(rows, name(shape["satisfaction"]), name(shape["outcome"])),
        "first": first,
    }


def _paths(moved: Row) -> Row:
    return {
        "chart": path_chart([row for row in moved["paths"] if row["direct"]]),
        "rows": moved["paths"],
        "constructs": moved["constructs"],
        "loadings": moved["path_loadings"],
    }


def _touchpoints(rows: list[Row], name: Named) -> Row | None:
    if not rows:
        return None
    places = list(dict.fromkeys((row["touchpoint"], row["name"]) for row in rows))
    levels = {row["touchpoint"]: row["levels"] for row in rows}
    measures = list(dict.fromkeys((row["kind"], row["measure"]) for row in rows))
    cells = {(row["kind"], row["measure"], row["touchpoint"]): row for row in rows}
    return {
        "column": rows[0]["column"],
        "places": [{"name": label, "levels": levels[key]} for key, label in places],
        "rows": [
            {
                "kind": kind,
                "name": name(measure),
                "cells": [cells.get((kind, measure, key)) for key, _ in places],
            }
            for kind, measure in measures
            if any((cells.get((kind, measure, key)) or {"n": 0})["n"] for key, _ in places)
        ],
    }
