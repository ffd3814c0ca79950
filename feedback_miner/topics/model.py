"""Topics of the valid texts: found, or known from the wave before, described and counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.language import t
from feedback_miner.lexicon import Codebook
from feedback_miner.survey import Options
from feedback_miner.tables import TOPICS, check, frame
from feedback_miner.topics import choose, saved, told
from feedback_miner.topics.bursts import sort
from feedback_miner.topics.describe import Placed, describe
from feedback_miner.topics.documents import Documents, Segmenter, read
from feedback_miner.topics.emerging import Emerging, emerging, frequencies, smallest
from feedback_miner.topics.engines import Engine, make
from feedback_miner.topics.follow import CHANGES, changes
from feedback_miner.topics.mapping import clause_concepts
from feedback_miner.topics.naming import vague
from feedback_miner.topics.saved import Known, Saved
from feedback_miner.topics.update import update
from feedback_miner.topics.vocabulary import Terms, Vocabulary, learn, unknown
from feedback_miner.topics.words import NAMING, mass, top_words

__all__ = ["ASSIGNMENTS", "Topics", "model"]

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
FEWEST = 40  # texts below which no model is fitted
ASSIGNMENTS = {"verbatim": "int", "response_id": "str", "topic": "int", "weight": "float"}


@dataclass(frozen=True)
class Topics:
    """``table``: TOPICS, largest first (known ones by number); ``assignments``: ASSIGNMENTS, one
    row a valid text (topic -1: too short to say); ``curve``: ``choose.CURVE``; ``notes``;
    ``changes``: ``follow.CHANGES`` against a saved model; ``short`` texts have no topic of
    ``valid``, ``rare`` of them since their words recur nowhere (or the model does not know them),
    the others have no content word; ``warnings``: those notes that put in doubt what was found or
    asked for; ``model`` to save, None where none was fitted."""

    table: pd.DataFrame
    assignments: pd.DataFrame
    curve: pd.DataFrame
    notes: tuple[str, ...]
    changes: pd.DataFrame = field(default_factory=lambda: frame([], CHANGES))
    short: int = 0
    valid: int = 0
    model: Saved | None = None
    rare: int = 0
    warnings: tuple[str, ...] = ()


def model(
    verbatims: pd.DataFrame,
    opinions: pd.DataFrame,
    segmenter: Segmenter,
    codebook: Codebook,
    options: Options,
    known: Saved | None = None,
) -> Topics:
    """Find the themes of the valid verbatims, or those of a ``known`` model again.

    Each text has one main topic. ``options.topic_model`` names the engine, ``options.topics`` the
    number of topics, which is otherwise chosen (see ``choose``). Each topic gets the factor its
    opinions are about, or none where the codebook lacks it. With a known model (or the file
    ``options.known_topics``) topics keep number and name, themes that came up since are added,
    and ``changes`` tells what grew, shrank or vanished; with ``options.update_topics`` the model
    goes on learning from these texts first (see ``update``). What the opinions of a text are
    about counts as a word of it: few words recur in a small survey. Only invalid texts and texts
    without a known content word get no topic; their share is told. Raises ConfigError or
    MissingInputError for a saved model or an embedding model that cannot be used.
    """
    if known is None and options.known_topics:
        known = saved.load(Path(options.known_topics))
    if known is not None and known.terms:
        segmenter = segmenter.adapted(known.terms, known.stopwords)
    documents = read(verbatims, segmenter, redact=options.keep_pii)
    valid = int(verbatims["valid"].sum())
    if known is None and len(documents.rows) < FEWEST:
        note = t(
            f"有效文本只有 {len(documents.rows)} 条，少于 {FEWEST} 条，未建主题模型",
            f"only {len(documents.rows)} usable texts, fewer than {FEWEST}: no topic model",
        )
        return _nothing(verbatims, note, valid)
    whole = documents.whole()
    concepts = clause_concepts(documents, opinions)
    parts = [[*w, *sorted(c)] for w, c in zip(documents.words, concepts, strict=True)]
    both = _joined(parts, documents)
    unlearned, merged = known, 0
    if known is not None and options.update_topics:
        known = update(known, both)
    vocabulary = known.vocabulary if known else learn(both)
    if len(vocabulary.words) < 5:
        note = t("词语太少，未建主题模型", "too few words recur: no topic model")
        return _nothing(verbatims, note, valid)
    terms = vocabulary.terms(both, documents.texts)
    clauses = vocabulary.terms(parts, documents.spans)
    if known is None:
        engine, curve = _fit(terms, clauses, vocabulary, codebook, options)
        if not options.topics:
            merged = _merge(engine, terms, clauses, documents)
        numbers: list[int] = []
    else:
        engine, curve = known.engine, frame([], choose.CURVE)
    shares = _shares(engine, terms, clauses, documents)
    texts, weights = _strongest(shares)
    said, sure = _strongest(engine.transform(clauses))
    fresh: dict[int, tuple[str, ...]] = {}
    came: dict[int, Emerging] = {}
    names: dict[int, str] = {}
    within: dict[int, tuple[str, ...]] = {}
    if known is None:
        size = np.bincount(texts[texts >= 0], minlength=1)
        order = sorted(np.flatnonzero(size).tolist(), key=lambda topic: (-size[topic], topic))
        columns = {column: rank for rank, column in enumerate(order, start=1)}
    else:
        columns = {one.column: one.topic for one in known.topics if one.column >= 0}
        names = {one.topic: one.name for one in known.topics}
        fresh = {one.topic: one.marks for one in known.topics if one.column < 0}
    placed = _taken(_placed(texts, weights, said, sure, columns), fresh, whole, documents)
    likely = placed.texts
    if known is not None:
        found_bursts = emerging(whole, known.frequencies, known.texts, valid, vague())
        came, within = sort(
            found_bursts, known, whole, placed.texts, valid, learned=bool(options.update_topics)
        )
        own = {number: theme.marks for number, theme in came.items()}
        fresh |= own
        # What grew stood in known topics before, too: they are tested with it, as they were then.
        arrived = {number: own[number] for number, theme in came.items() if theme.new}
        likely = _taken(placed, arrived, whole, documents).texts
        placed = _taken(placed, own, whole, documents)
    numbers = sorted([*columns.values(), *fresh])
    place = {number: i for i, number in enumerate(numbers)}
    spread = np.zeros((len(documents.rows), len(numbers)))
    for column, number in columns.items():
        spread[:, place[number]] = shares[:, column]
    for number in fresh:
        spread[placed.texts == number] = np.arange(len(numbers)) == place[number]
    found = mass(terms.counts, spread)
    words, leads = (
        [
            _leading(fresh.get(number, ()), [vocabulary.words[j] for j in telling])
            for number, telling in zip(numbers, top, strict=True)
        ]
        for top in (
            top_words(found, vocabulary.spoken),
            top_words(found, vocabulary.spoken, power=NAMING),
        )
    )
    rows = describe(
        numbers,
        words,
        leads,
        found,
        placed,
        documents,
        verbatims,
        concepts,
        {one.topic: one for one in known.topics} if known else {},
        codebook,
        valid,
        options.quotes,
    )
    short = valid - int((placed.texts >= 0).sum())
    rare = int((placed.texts < 0).sum())
    notes = [told.placed(valid, short, rare, known is not None)]
    notes += told.merged(merged, choose.least(len(terms)), len(rows))
    warnings: list[str] = []
    counted = frequencies(whole)
    if known is None or unlearned is None:
        warnings += told.fewer(options.topics, len(rows), len(documents.rows))
    else:
        unheard = unknown(whole, unlearned.vocabulary, unlearned.frequencies)
        warnings += told.another(
            unheard, known.unknown, sum(one.new for one in came.values()), len(known.topics)
        )
        warnings += told.unused(options, known)
        warnings += told.codebook(known.codebook, told.edition(codebook))
        notes += told.growth(within, names)
        notes.append(told.smallest(smallest(whole, known.texts, valid, vague()), valid))
    changed = frame([], CHANGES)
    if known is not None:
        before = {one.topic: one for one in known.topics}
        given = {int(row["topic"]): str(row["name"]) for row in rows}
        held = [before.get(n) or Known(n, given[n], (), "", 0, -1) for n in numbers]
        counts = {n: int((likely == n).sum()) for n in before}
        counts |= {n: len(theme.texts) for n, theme in came.items()}
        changed = changes(held, counts, (known.texts, valid), came)
        status = dict(zip(changed["topic"], changed["status"], strict=True))
        for row in rows:
            row["status"] = status[row["topic"]]
    column_of = {number: column for column, number in columns.items()}
    fitted = Saved(
        engine.kind,
        engine,
        vocabulary,
        tuple(
            Known(
                int(row["topic"]),
                str(row["name"]),
                tuple(row["words"]),
                str(row["factor"]),
                int(row["n"]),
                column_of.get(int(row["topic"]), -1),
                fresh.get(int(row["topic"]), ()),
            )
            for row in rows
        ),
        valid,
        counted,
        unknown(whole, vocabulary, counted),
        told.edition(codebook) if known is None else known.codebook,
        segmenter.terms,
        segmenter.stopwords,
    )
    return Topics(
        check(frame(rows, TOPICS), TOPICS),
        _assignments(verbatims, documents, placed),
        curve,
        (*notes, *warnings),
        changed,
        short,
        valid,
        fitted,
        rare,
        tuple(warnings),
    )


def _joined(parts: list[list[str]], documents: Documents) -> list[list[str]]:
    """Return each text's words and concepts."""
    joined: list[list[str]] = [[] for _ in documents.rows]
    for owner, words in zip(documents.owners, parts, strict=True):
        joined[owner].extend(words)
    return joined


def _nothing(verbatims: pd.DataFrame, note: str, valid: int) -> Topics:
    return Topics(
        frame([], TOPICS),
        _assignments(verbatims, None, None),
        frame([], choose.CURVE),
        (note,),
        valid=valid,
        warnings=(note,),
    )


def _fit(
    terms: Terms, clauses: Terms, vocabulary: Vocabulary, codebook: Codebook, options: Options
) -> tuple[Engine, pd.DataFrame]:
    """Choose the number of topics and fit the engine on all texts."""
    kind = options.topic_model
    seeds = _seeds(vocabulary, codebook) if kind in ("anchored", "seeded") else ()
    unit = terms if make(kind, 2, options.seed).unit == "text" else clauses
    unit = unit.distinct()
    k, curve = choose.choose(
        unit, vocabulary.spoken, kind, options.seed, seeds, options.topics, len(terms)
    )
    k = max(2, min(k, len(vocabulary.words) - 1, len(unit) - 1))
    return make(kind, k, options.seed, seeds).fit(unit), curve


def _merge(engine: Engine, terms: Terms, clauses: Terms, documents: Documents) -> int:
    """Make the engine forget topics that are too small (``choose.least``), whose texts go to the
    others; return how many those were."""
    merged = 0
    while True:
        shares = _shares(engine, terms, clauses, documents)
        stand = choose.standing(shares, choose.least(len(terms)))
        if len(stand) == shares.shape[1]:
            return merged
        merged += shares.shape[1] - len(stand)
        engine.keep(stand)


def _seeds(vocabulary: Vocabulary, codebook: Codebook) -> list[list[int]]:
    """Return, for each factor, the columns of the codebook's terms that speak of it alone."""
    place = vocabulary.place
    return [
        [
            place[lexeme.text]
            for lexeme in codebook.lexemes.values()
            if lexeme.factor == factor.id and lexeme.good != "weak" and lexeme.text in place
        ]
        for factor in codebook.factors
    ]


def _strongest(weights: Array) -> tuple[Integers, Array]:
    best = weights.argmax(axis=1)
    value = weights[np.arange(len(weights)), best]
    return np.where(value > 0, best, -1), value


def _shares(engine: Engine, terms: Terms, clauses: Terms, documents: Documents) -> Array:
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


def _leading(marks: tuple[str, ...], words: list[str]) -> list[str]:
    """Return a theme's marks before its other words."""
    return [*marks[:5], *(word for word in words if word not in marks[:5])][: max(10, len(words))]


def _assignments(
    verbatims: pd.DataFrame, documents: Documents | None, placed: Placed | None
) -> pd.DataFrame:
    topics: dict[int, tuple[int, float]] = {}
    if documents is not None and placed is not None:
        topics = {
            row: (int(topic), float(weight))
            for row, topic, weight in zip(documents.rows, placed.texts, placed.weights, strict=True)
        }
    ids = verbatims["response_id"].to_numpy()
    return frame(
        (
            {
                "verbatim": row,
                "response_id": ids[row],
                "topic": topics.get(row, (-1, 0.0))[0],
                "weight": topics.get(row, (-1, 0.0))[1],
            }
            for row, valid in enumerate(verbatims["valid"])
            if valid
        ),
        ASSIGNMENTS,
    )
