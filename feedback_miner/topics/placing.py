"""Where texts and clauses belong: the topic that is strongest in each, or a later theme's mark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback_miner.topics.bursts import sort
from feedback_miner.topics.describe import Placed
from feedback_miner.topics.documents import Documents
from feedback_miner.topics.emerging import Emerging, emerging
from feedback_miner.topics.engines import Engine
from feedback_miner.topics.naming import vague
from feedback_miner.topics.saved import Saved
from feedback_miner.topics.vocabulary import Terms, Vocabulary

__all__ = ["Texts", "Themes", "place", "shares_of", "spread"]

Array = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Texts:
    """The texts as a model reads them: ``whole`` the words of each, ``concepts`` those of each
    clause, ``terms`` and ``clauses`` both of them (counts over ``vocabulary``) of texts and of
    clauses; ``valid`` is how many valid texts there are, with or without words."""

    documents: Documents
    whole: list[list[str]]
    concepts: list[frozenset[str]]
    vocabulary: Vocabulary
    terms: Terms
    clauses: Terms
    valid: int


@dataclass(frozen=True)
class Themes:
    """The topics and where texts belong: ``columns`` the number of each of the engine's columns,
    ``marks`` those of themes that have none, by number, ``came`` the themes that came up since,
    ``within`` the words by which known ones grew; ``shares`` texts x columns; ``likely`` the topic
    of each text as the texts before are counted, -1 for none."""

    columns: dict[int, int]
    marks: dict[int, tuple[str, ...]]
    came: dict[int, Emerging]
    within: dict[int, tuple[str, ...]]
    shares: Array
    placed: Placed
    likely: Integers

    @property
    def numbers(self) -> list[int]:
        """The topics' numbers, in order."""
        return sorted([*self.columns.values(), *self.marks])


def place(engine: Engine, texts: Texts, known: Saved | None, *, learned: bool) -> Themes:
    """Place texts and clauses in the engine's topics, largest first, or in the known ones and
    those that came up since; ``learned``: the known model learned from these texts."""
    documents, whole = texts.documents, texts.whole
    shares = shares_of(engine, texts.terms, texts.clauses, documents)
    main, weights = _strongest(shares)
    said, sure = _strongest(engine.transform(texts.clauses))
    if known is None:
        size = np.bincount(main[main >= 0], minlength=1)
        order = sorted(np.flatnonzero(size).tolist(), key=lambda topic: (-size[topic], topic))
        columns = {column: rank for rank, column in enumerate(order, start=1)}
        placed = _placed(main, weights, said, sure, columns)
        return Themes(columns, {}, {}, {}, shares, placed, placed.texts)
    columns = {one.column: one.topic for one in known.topics if one.column >= 0}
    marks = {one.topic: one.marks for one in known.topics if one.column < 0}
    placed = _taken(_placed(main, weights, said, sure, columns), marks, whole, documents)
    bursts = emerging(whole, known.frequencies, known.texts, texts.valid, vague())
    came, within = sort(bursts, known, whole, placed.texts, texts.valid, learned=learned)
    own = {number: theme.marks for number, theme in came.items()}
    # What grew stood in known topics before, too: they are tested with it, as they were then.
    arrived = {number: own[number] for number, theme in came.items() if theme.new}
    likely = _taken(placed, arrived, whole, documents).texts
    placed = _taken(placed, own, whole, documents)
    return Themes(columns, marks | own, came, within, shares, placed, likely)


def spread(themes: Themes) -> Array:
    """Return texts x topics, in the order of their numbers: a text's shares in the engine's
    topics; one of a later theme is that theme's alone."""
    at = {number: i for i, number in enumerate(themes.numbers)}
    parts = np.zeros((len(themes.shares), len(at)))
    for column, number in themes.columns.items():
        parts[:, at[number]] = themes.shares[:, column]
    for number in themes.marks:
        parts[themes.placed.texts == number] = np.arange(len(at)) == at[number]
    return parts


def _strongest(weights: Array) -> tuple[Integers, Array]:
    """Return the strongest topic of each row, -1 where none has any weight, and its weight."""
    best = weights.argmax(axis=1)
    value = weights[np.arange(len(weights)), best]
    return np.where(value > 0, best, -1), value


def shares_of(engine: Engine, terms: Terms, clauses: Terms, documents: Documents) -> Array:
    """Return texts x topics: each text read whole, or summed over its clauses where the engine
    reads clauses."""
    if engine.unit == "text":
        return engine.transform(terms)
    weights = engine.transform(clauses)
    summed = np.zeros((len(documents.rows), weights.shape[1]))
    np.add.at(summed, np.array(documents.owners), weights)
    total = summed.sum(axis=1, keepdims=True)
    parts: Array = np.divide(summed, total, out=np.zeros_like(summed), where=total > 0)
    return parts


def _placed(
    texts: Integers, weights: Array, said: Integers, sure: Array, columns: dict[int, int]
) -> Placed:
    """Return topics' numbers for the engine's columns."""
    number = np.array([columns.get(i, -1) for i in range(max(columns, default=0) + 1)] + [-1])
    main = number[np.minimum(texts, len(number) - 1)].astype(int)
    parts = number[np.minimum(said, len(number) - 1)].astype(int)
    main[texts < 0] = -1
    parts[said < 0] = -1
    return Placed(main, np.where(main >= 0, weights, 0.0), parts, sure)


def _taken(
    placed: Placed,
    marks: dict[int, tuple[str, ...]],
    whole: list[list[str]],
    documents: Documents,
) -> Placed:
    """Return the places after texts and clauses that hold a later theme's mark went over to it."""
    if not marks:
        return placed
    main, weights = placed.texts.copy(), placed.weights.copy()
    parts, sure = placed.clauses.copy(), placed.clause_weights.copy()
    for topic, own in marks.items():
        held = set(own)
        for i, words in enumerate(whole):
            if held & set(words):
                main[i], weights[i] = topic, 1.0
        for i, words in enumerate(documents.words):
            if held & set(words):
                parts[i], sure[i] = topic, 1.0
    return Placed(main, weights, parts, sure)
