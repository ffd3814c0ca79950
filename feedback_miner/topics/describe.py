"""What a topic's row tells: name, words, phrases, factor, sentiment, quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.lexicon import Codebook
from feedback_miner.topics import layout, naming, quotes
from feedback_miner.topics.documents import Documents
from feedback_miner.topics.mapping import Mapped, about, factors_of, map_topic
from feedback_miner.topics.saved import Known

__all__ = ["Placed", "describe"]

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Placed:
    """Where texts and clauses belong: the main topic of each text (a topic's number, -1: none)
    with its weight, and the topic of each clause with its weight there."""

    texts: NDArray[np.int64]
    weights: Array
    clauses: NDArray[np.int64]
    clause_weights: Array


def describe(
    numbers: Sequence[int],
    words: Sequence[Sequence[str]],
    leads: Sequence[Sequence[str]],
    found: Array,
    placed: Placed,
    documents: Documents,
    verbatims: pd.DataFrame,
    concepts: Sequence[frozenset[str]],
    known: Mapping[int, Known],
    codebook: Codebook,
    valid: int,
    n_quotes: int,
) -> list[dict[str, Any]]:
    """Return one row of TOPICS for each of ``numbers``.

    ``concepts`` are those of each clause, ``words`` each topic's top words, ``leads``
    those most its own, of which names are made, ``found`` topics x words (``words.mass``),
    ``known`` the topics of a saved model, which keep their names and, where no text here is
    theirs, words and factor; ``valid`` is the base of shares.
    """
    owners = np.array(documents.owners)
    # A clause speaks for its text's main topic only: the rest of the text is counted elsewhere.
    of_text = placed.texts[owners]
    factors = [factors_of(one) for one in concepts]
    everywhere = naming.count(documents.words, documents.owners)
    apart = layout.distances(found)
    places = layout.plane(apart)
    sizes = [int((placed.texts == number).sum()) for number in numbers]
    grouped = layout.groups(apart, sizes)
    feelings = verbatims["sentiment"].to_numpy()
    said = verbatims["text"].to_numpy()
    ids = verbatims["response_id"].to_numpy()
    people = [str(ids[row]) for row in documents.rows]
    rows: list[dict[str, Any]] = []
    for i, number in enumerate(numbers):
        own = np.flatnonzero((placed.clauses == number) & (of_text == number))
        members = own if len(own) else np.flatnonzero(of_text == number)
        inside = naming.count([documents.words[j] for j in members], owners[members].tolist())
        phrases = naming.keyphrases(inside, everywhere)
        told = naming.compounds(phrases, inside, [documents.spans[j] for j in members])
        before = known.get(number)
        mapped = map_topic(members.tolist(), documents.owners, factors)
        told_words = [word for word in words[i] if naming.harmless(word)]
        if before is not None and not sizes[i]:
            mapped = Mapped(before.factor, 0.0, 0.0, before.factor)
            told_words = list(before.words)
        texts = np.flatnonzero(placed.texts == number)
        feeling = [feelings[documents.rows[j]] for j in texts]
        order = _typical(members, placed, documents, set(words[i]), phrases)
        chosen = quotes.pick(
            order,
            documents.owners,
            documents.words,
            documents.spans,
            documents.texts,
            n_quotes,
            people,
        )
        quoted = [
            quotes.excerpt(str(said[documents.rows[documents.owners[j]]]), documents.spans[j])
            for j in chosen
        ]
        rows.append(
            {
                "topic": number,
                "name": before.name
                if before is not None
                else naming.name(
                    *_telling(told, leads[i], members.tolist(), documents),
                    len(set(owners[members])),
                    about(members.tolist(), documents.owners, concepts, mapped.factor, codebook),
                    naming.plain(
                        [documents.words[j] for j in members],
                        owners[members].tolist(),
                        [documents.spans[j] for j in chosen or order[:1]],
                    ),
                ),
                "words": told_words,
                "phrases": [
                    text for pair, _ in told if naming.harmless(text := " ".join(pair).strip())
                ],
                "n": sizes[i],
                "share": sizes[i] / valid if valid else 0.0,
                "factor": mapped.factor,
                "factor_share": mapped.share,
                "confidence": mapped.confidence,
                "nearest": mapped.nearest,
                "mixed": mapped.mixed,
                "status": "",
                "group": grouped[i],
                "group_name": "",
                "x": float(places[i, 0]),
                "y": float(places[i, 1]),
                "positive": feeling.count("positive"),
                "neutral": feeling.count("neutral"),
                "negative": feeling.count("negative"),
                "quotes": quoted,
                "quote_ids": [people[documents.owners[j]] for j in chosen],
            }
        )
    fresh = naming.unique(
        [row["name"] for row in rows],
        [row["words"] for row in rows],
        [naming.beginning(row["quotes"]) for row in rows],
    )
    for row, given in zip(rows, fresh, strict=True):
        row["name"] = given
    _name_groups(rows)
    return rows


def _telling(
    phrases: Sequence[naming.Phrase],
    leads: Sequence[str],
    members: Sequence[int],
    documents: Documents,
) -> tuple[list[naming.Phrase], list[str]]:
    """Return the phrases and words that may name a topic: those its clauses do not deny, words
    that a good part of its texts hold."""
    of_text: dict[int, set[str]] = {}
    for i in members:
        of_text.setdefault(documents.owners[i], set()).update(documents.words[i])
    parts = {part for pair, _ in phrases for part in pair if part}
    spans = [documents.spans[i] for i in members]
    denied = naming.turned([*parts, *leads], spans)
    said = [word for word in leads if word not in denied]
    kept = [one for one in phrases if denied.isdisjoint(one[0])]
    return kept, naming.recurring(said, list(of_text.values())) or said


def _typical(
    members: NDArray[np.int64],
    placed: Placed,
    documents: Documents,
    words: set[str],
    phrases: Sequence[naming.Phrase],
) -> list[int]:
    """Order a topic's clauses: those that say its phrases and words, the surest first."""
    named = [set(pair) for pair, _ in phrases[:3]]

    def rank(i: int) -> tuple[float, float, int]:
        said = set(documents.words[i])
        told = len(said & words) + 2 * sum(pair <= said for pair in named)
        return (-min(told, 6), -round(float(placed.clause_weights[i]), 6), i)

    return sorted(members.tolist(), key=rank)


def _name_groups(rows: list[dict[str, Any]]) -> None:
    """Name each group of topics by the words that stand highest in its topics."""
    for group in {row["group"] for row in rows}:
        inside = [row for row in rows if row["group"] == group]
        if len(inside) == 1:
            inside[0]["group_name"] = inside[0]["name"]
            continue
        score: dict[str, float] = {}
        for row in inside:
            for place, word in enumerate(row["words"]):
                if word not in naming.vague():
                    score[word] = score.get(word, 0.0) + row["n"] / (place + 1)
        best = sorted(score, key=lambda word: (-score[word], word))[:2]
        for row in inside:
            row["group_name"] = "、".join(best)
