"""Topics of the valid texts: found, or known from the wave before, described and counted."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.lexicon import Codebook
from feedback_miner.survey import Options
from feedback_miner.tables import TOPICS, check, frame
from feedback_miner.topics import choose, saved, told
from feedback_miner.topics.describe import Placed, describe
from feedback_miner.topics.documents import Documents, Segmenter, read
from feedback_miner.topics.emerging import frequencies, smallest
from feedback_miner.topics.engines import Engine, make
from feedback_miner.topics.follow import CHANGES, changes
from feedback_miner.topics.mapping import clause_concepts
from feedback_miner.topics.naming import vague
from feedback_miner.topics.placing import Texts, Themes, place, shares_of, spread
from feedback_miner.topics.saved import Known, Saved
from feedback_miner.topics.update import update
from feedback_miner.topics.vocabulary import Terms, Vocabulary, learn, unknown
from feedback_miner.topics.words import NAMING, mass, top_words

__all__ = ["ASSIGNMENTS", "Topics", "model"]

Array = NDArray[np.float64]
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
        return _nothing(verbatims, told.few(len(documents.rows), FEWEST), valid)
    concepts = clause_concepts(documents, opinions)
    parts = [[*w, *sorted(c)] for w, c in zip(documents.words, concepts, strict=True)]
    both = _joined(parts, documents)
    before = known
    if known is not None and options.update_topics:
        known = update(known, both)
    vocabulary = known.vocabulary if known else learn(both)
    if len(vocabulary.words) < 5:
        return _nothing(verbatims, told.wordless(), valid)
    texts = Texts(
        documents,
        documents.whole(),
        concepts,
        vocabulary,
        vocabulary.terms(both, documents.texts),
        vocabulary.terms(parts, documents.spans),
        valid,
    )
    engine, curve, merged = _engine(texts, codebook, options, known)
    themes = place(engine, texts, known, learned=bool(options.update_topics))
    rows = _rows(texts, themes, verbatims, known, codebook, options.quotes)
    changed = _changed(rows, texts, themes, known)
    notes, warnings = _told(texts, themes, len(rows), merged, before, known, codebook, options)
    return Topics(
        check(frame(rows, TOPICS), TOPICS),
        _assignments(verbatims, documents, themes.placed),
        curve,
        (*notes, *warnings),
        changed,
        valid - int((themes.placed.texts >= 0).sum()),
        valid,
        _saved(engine, texts, themes, rows, known, codebook, segmenter),
        int((themes.placed.texts < 0).sum()),
        tuple(warnings),
    )


def _engine(
    texts: Texts, codebook: Codebook, options: Options, known: Saved | None
) -> tuple[Engine, pd.DataFrame, int]:
    """Return the known or a fitted engine, ``choose.CURVE``, and how many topics were merged."""
    if known is not None:
        return known.engine, frame([], choose.CURVE), 0
    engine, curve = _fit(texts.terms, texts.clauses, texts.vocabulary, codebook, options)
    merged = 0 if options.topics else _merge(engine, texts.terms, texts.clauses, texts.documents)
    return engine, curve, merged


def _rows(
    texts: Texts,
    themes: Themes,
    verbatims: pd.DataFrame,
    known: Saved | None,
    codebook: Codebook,
    quotes: int,
) -> list[dict[str, Any]]:
    """Return the rows of TOPICS, without their status."""
    vocabulary, numbers = texts.vocabulary, themes.numbers
    found = mass(texts.terms.counts, spread(themes))
    words, leads = (
        [
            _leading(themes.marks.get(number, ()), [vocabulary.words[j] for j in telling])
            for number, telling in zip(numbers, top, strict=True)
        ]
        for top in (
            top_words(found, vocabulary.spoken),
            top_words(found, vocabulary.spoken, power=NAMING),
        )
    )
    return describe(
        numbers,
        words,
        leads,
        found,
        themes.placed,
        texts.documents,
        verbatims,
        texts.concepts,
        {one.topic: one for one in known.topics} if known else {},
        codebook,
        texts.valid,
        quotes,
    )


def _changed(
    rows: list[dict[str, Any]], texts: Texts, themes: Themes, known: Saved | None
) -> pd.DataFrame:
    """Return ``follow.CHANGES`` against the known topics, and give ``rows`` their status."""
    if known is None:
        return frame([], CHANGES)
    before = {one.topic: one for one in known.topics}
    given = {int(row["topic"]): str(row["name"]) for row in rows}
    held = [before.get(n) or Known(n, given[n], (), "", 0, -1) for n in themes.numbers]
    counts = {n: int((themes.likely == n).sum()) for n in before}
    counts |= {n: len(theme.texts) for n, theme in themes.came.items()}
    changed = changes(held, counts, (known.texts, texts.valid), themes.came)
    status = dict(zip(changed["topic"], changed["status"], strict=True))
    for row in rows:
        row["status"] = status[row["topic"]]
    return changed


def _told(
    texts: Texts,
    themes: Themes,
    made: int,
    merged: int,
    before: Saved | None,
    known: Saved | None,
    codebook: Codebook,
    options: Options,
) -> tuple[list[str], list[str]]:
    """Return notes and warnings on ``made`` topics; ``before`` is the known model as it was before
    it learned from these texts."""
    valid, placed = texts.valid, themes.placed.texts
    short, rare = valid - int((placed >= 0).sum()), int((placed < 0).sum())
    notes = [told.placed(valid, short, rare, known is not None)]
    notes += told.merged(merged, choose.least(len(texts.terms)), made)
    if known is None or before is None:
        return notes, told.fewer(options.topics, made, len(texts.documents.rows))
    unheard = unknown(texts.whole, before.vocabulary, before.frequencies)
    new = sum(one.new for one in themes.came.values())
    warnings = [
        *told.another(unheard, known.unknown, new, len(known.topics)),
        *told.unused(options, known),
        *told.codebook(known.codebook, told.edition(codebook)),
    ]
    notes += told.growth(themes.within, {one.topic: one.name for one in known.topics})
    notes.append(told.smallest(smallest(texts.whole, known.texts, valid, vague()), valid))
    return notes, warnings


def _saved(
    engine: Engine,
    texts: Texts,
    themes: Themes,
    rows: list[dict[str, Any]],
    known: Saved | None,
    codebook: Codebook,
    segmenter: Segmenter,
) -> Saved:
    """Return the model that the next wave will be held against."""
    column_of = {number: column for column, number in themes.columns.items()}
    counted = frequencies(texts.whole)
    return Saved(
        engine.kind,
        engine,
        texts.vocabulary,
        tuple(
            Known(
                int(row["topic"]),
                str(row["name"]),
                tuple(row["words"]),
                str(row["factor"]),
                int(row["n"]),
                column_of.get(int(row["topic"]), -1),
                themes.marks.get(int(row["topic"]), ()),
            )
            for row in rows
        ),
        texts.valid,
        counted,
        unknown(texts.whole, texts.vocabulary, counted),
        told.edition(codebook) if known is None else known.codebook,
        segmenter.terms,
        segmenter.stopwords,
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
        shares = shares_of(engine, terms, clauses, documents)
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
