"""The topics part of the report: map, trend, cross-tables, and its tables."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd
from markupsafe import Markup

from feedback_miner.analysis import Analysis
from feedback_miner.language import t
from feedback_miner.ratings.statistics import CLEAR
from feedback_miner.report import topicmap
from feedback_miner.topics import spread
from feedback_miner.topics.proposals import propose, wordings

__all__ = ["STATUS", "TABLE_NAMES", "sections", "tables", "view"]

Row = dict[str, Any]
STATUS = {
    "new": ("新出现", "new"),
    "grown": ("上升", "grown"),
    "shrunk": ("下降", "shrunk"),
    "vanished": ("消失", "vanished"),
}
ENGINES = {
    "vectors": ("词向量聚类", "clusters of word vectors"),
    "nmf": ("NMF", "NMF"),
    "anchored": ("以编码本为锚的 NMF", "NMF anchored by the codebook"),
    "lda": ("LDA", "LDA"),
    "seeded": ("以编码本为先验的 LDA", "LDA seeded by the codebook"),
    "semantic": ("句向量聚类", "clusters of sentence embeddings"),
}
# Sheets of the workbook of the topics part.
TABLE_NAMES = {
    "topics": ("主题", "Topics"),
    "topic_changes": ("与上期相比", "Since the last wave"),
    "topic_trend": ("走势", "Trend"),
    "topic_segments": ("主题×分组", "Topics by segment"),
    "topic_scores": ("主题×评分", "Topics by score"),
    "topic_curve": ("主题数的选择", "Choice of k"),
    "topic_texts": ("每条文本的主题", "Topic of each text"),
}
SHOWN = 12  # clear differences that the page shows


def tables(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """Return the tables of the topics part by name."""
    found = analysis.topics
    responses = analysis.responses.table
    return {
        "topics": found.table,
        "topic_changes": found.changes,
        "topic_trend": spread.trend(found, responses, analysis.survey),
        "topic_segments": spread.by_segment(found, responses, analysis.survey),
        "topic_scores": spread.by_score(found, analysis.ratings),
        # Elsewhere ``chosen`` counts people.
        "topic_curve": found.curve.rename(columns={"chosen": "selected"}),
        "topic_texts": _texts(analysis),
    }


def _texts(analysis: Analysis) -> pd.DataFrame:
    """Return the topic of each valid text with its question and wording, to be filtered by."""
    placed = analysis.topics.assignments
    said = analysis.verbatims.iloc[placed["verbatim"].to_numpy(dtype=int)]
    names = dict(zip(analysis.topics.table["topic"], analysis.topics.table["name"], strict=True))
    return placed.assign(
        name=pd.array([names.get(topic, "") for topic in placed["topic"]], dtype="str"),
        question=said["question"].to_numpy(),
        text=said["text"].to_numpy(),
    )


def sections(analysis: Analysis) -> Row:
    """Return the figures of the topics part beside the table of topics, JSON-ready but for
    rounding: changes, trend, segments, scores, proposals, how many have no topic."""
    made = tables(analysis)
    return {
        **{
            name.removeprefix("topic_"): [
                {str(k): v for k, v in row.items()} for row in made[name].to_dict("records")
            ]
            for name in ("topic_changes", "topic_trend", "topic_segments", "topic_scores")
        },
        "proposals": propose(
            analysis.topics.table,
            analysis.codebook,
            wordings(analysis.topics, analysis.verbatims),
        ),
        "short": analysis.topics.short,
        "rare": analysis.topics.rare,
        "valid": analysis.topics.valid,
        "kind": analysis.topics.model.kind if analysis.topics.model else "",
    }


def view(summary: Row, names: dict[str, str]) -> Row:
    """Return what the topics template shows."""
    rows, more = summary["topics"], summary["themes"]
    trends: dict[int, list[Row]] = defaultdict(list)
    for row in more["trend"]:
        trends[row["topic"]].append(row)
    sparks: dict[int, Markup] = {
        topic: topicmap.spark([(r["period"], r["share"], r["n"], r["base"]) for r in points])
        for topic, points in trends.items()
    }
    moving = {
        topic: points[0]["p_adjusted"]
        for topic, points in trends.items()
        if points[0]["p_adjusted"] is not None and points[0]["p_adjusted"] < CLEAR
    }
    groups: dict[int, Row] = {}
    for row in rows:
        group = groups.setdefault(
            row["group"], {"name": row["group_name"], "topics": [], "n": 0, "number": row["group"]}
        )
        group["topics"].append(row)
        group["n"] += row["n"]
    ordered = sorted(groups.values(), key=lambda one: one["number"])
    kind = more["kind"] or "vectors"
    return {
        "map": topicmap.draw(rows, names) if len(rows) > 1 else "",
        "sparks": sparks,
        "moving": moving,
        "groups": ordered,
        "grouped": len(ordered) > 1,
        "engine": t(*ENGINES[kind]),
        "status": {key: t(*words) for key, words in STATUS.items()},
        "segments": _clear_segments(more["segments"]),
        "scores": [r for r in _clear(more["scores"]) if abs(r["difference"]) > 0][:SHOWN],
        "short": more["short"],
        "rare": more["rare"],
        "edge": _edge(summary["topic_curve"]),
        "valid": more["valid"],
        "changes": {row["topic"]: row for row in more["changes"]},
        "variance": next(
            (row["variance"] for row in more["changes"] if row["variance"] is not None), None
        ),
        "unknown": any(row["base"] is None for row in more["changes"]),
        "proposals": more["proposals"],
    }


def _edge(curve: list[Row]) -> bool:
    """Tell whether the number chosen is the least that was tried."""
    return len(curve) > 1 and bool(min(curve, key=lambda row: int(row["k"]))["chosen"])


def _clear(rows: list[Row]) -> list[Row]:
    known = [row for row in rows if row["p_adjusted"] is not None and row["p_adjusted"] < CLEAR]
    return sorted(known, key=lambda row: row["p_adjusted"])


def _clear_segments(rows: list[Row]) -> list[Row]:
    """Return one row a segment and topic that differ clearly, with its levels."""
    cells: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for row in _clear(rows):
        cells[row["segment"], row["topic"]].append(row)
    return [
        {
            "segment": segment,
            "name": levels[0]["name"],
            "p": levels[0]["p_adjusted"],
            "levels": levels,
        }
        for (segment, _), levels in cells.items()
    ][:SHOWN]
