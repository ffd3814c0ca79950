"""Themes that came up between two waves, too small for a topic of the model of both."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pandas as pd

from feedback_miner import topics
from feedback_miner.lexicon import Codebook
from feedback_miner.survey import Options
from feedback_miner.text.segment import Segmenter
from feedback_miner.topics.documents import read
from feedback_miner.topics.emerging import frequencies

__all__ = ["add_fresh"]

Frames = tuple[pd.DataFrame, pd.DataFrame]
SAME = 0.5  # share of a topic's texts in the new wave from which a fresh theme is that topic


def add_fresh(
    found: topics.Topics,
    verbatims: Frames,
    opinions: Frames,
    segmenter: Segmenter,
    codebook: Codebook,
    options: Options,
) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Return the assignments of ``found`` (a model of both waves' texts, the base's first) with
    the texts of themes that burst since the base wave (``topics.emerging``) gone over to them, and
    a row of TOPICS for each such theme; one that is a topic of its own already is left there."""
    placed = found.assignments
    options = replace(options, update_topics=False)  # the model of both waves stays what it is
    if found.model is None or not all(v["valid"].any() for v in verbatims):
        return placed, []
    base = frequencies(read(verbatims[0], segmenter, redact=options.keep_pii).whole())
    size = int(verbatims[0]["valid"].sum())
    held = Counter(placed.loc[placed["verbatim"] < len(verbatims[0]), "topic"])
    known = replace(
        found.model,
        topics=tuple(replace(one, n=held[one.topic]) for one in found.model.topics),
        texts=size,
        frequencies=base,
    )
    later = topics.model(verbatims[1], opinions[1], segmenter, codebook, options, known)
    offset = len(verbatims[0])
    of = dict(zip(placed["verbatim"], placed["topic"], strict=True))
    sizes = Counter(topic for verbatim, topic in of.items() if verbatim >= offset)
    rows = []
    for row in later.table.to_dict("records"):
        if row["topic"] in set(found.table["topic"]):
            continue
        members = later.assignments.loc[later.assignments["topic"] == row["topic"], "verbatim"]
        former = Counter(of[verbatim + offset] for verbatim in members)
        if not any(topic > 0 and n >= SAME * sizes[topic] for topic, n in former.items()):
            rows.append({str(key): value for key, value in row.items()})
    if not rows or later.model is None:
        return placed, []
    kept = {row["topic"] for row in rows}
    marked = replace(later.model, texts=size, frequencies=base)
    earlier = topics.model(verbatims[0], opinions[0], segmenter, codebook, options, marked)
    moved = {
        int(verbatim) + shift: int(topic)
        for wave, shift in ((earlier, 0), (later, offset))
        for verbatim, topic in zip(
            wave.assignments["verbatim"], wave.assignments["topic"], strict=True
        )
        if topic in kept
    }
    numbers = [
        moved.get(int(verbatim), int(topic))
        for verbatim, topic in zip(placed["verbatim"], placed["topic"], strict=True)
    ]
    return placed.assign(topic=pd.array(numbers, dtype=placed["topic"].dtype)), rows
