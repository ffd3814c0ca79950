"""The whole way on one page: raw exports in, scored, explained, traceable tables out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from feedback_miner import annotate, drivers, factors, ingest, lexicon, ratings, topics
from feedback_miner import verbatims as texts
from feedback_miner.analysis import Analysis
from feedback_miner.factors.headers import described
from feedback_miner.ingest.description import require_factors
from feedback_miner.language import speaking
from feedback_miner.privacy.rows import known_of
from feedback_miner.privacy.shield import levels_apart, mask_notes, shield
from feedback_miner.stages import Progress, quiet
from feedback_miner.survey import Options, Survey, expect, with_columns
from feedback_miner.text.segment import Segmenter
from feedback_miner.triage import overlap, queue

__all__ = ["analyze"]

A_SURVEY = 3  # closed items from which an export is a survey and no register of complaints


def analyze(
    sources: str | Path | Sequence[str | Path],
    survey: Survey | None = None,
    options: Options | None = None,
    *,
    encoding: str | None = None,
    progress: Progress = quiet,
) -> Analysis:
    """Turn raw exports into scored, explained, traceable tables.

    ``sources`` is a path or several ("-": standard input); ``survey`` describes the columns
    (proposed from the data where it is None or has none); ``options`` replaces the survey's own,
    and what is said is said in its language. ``progress`` is told the name of each stage as it
    starts. Raises FeedbackMinerError for inputs, codebooks or surveys that are unfit.
    """
    expect(survey, Survey)
    expect(options, Options)
    chosen = options or (survey.options if survey else Options())
    with speaking(chosen.language):
        return _analyze(sources, with_columns(survey), chosen, encoding, progress)


def _analyze(
    sources: str | Path | Sequence[str | Path],
    survey: Survey | None,
    given: Options,
    encoding: str | None,
    progress: Progress,
) -> Analysis:
    progress("ingest")
    codebook = lexicon.load(given.codebook)
    if survey is not None:
        require_factors(survey, [factor.id for factor in codebook.factors])
    responses = ingest.read(sources, survey, encoding=encoding, options=given)
    proposed = survey is None
    survey, notes = described(responses, survey, codebook, given)
    responses, overlaps = overlap.once(responses, survey)
    known = known_of(responses.table)
    table, merged = levels_apart(responses.table, shield(responses.table, survey), survey)
    responses, notes = replace(responses, table=table), notes + overlaps + merged
    progress("ratings")
    screened = ratings.screen(responses.table, survey, codebook.name, proposed=proposed)
    table, closed = screened.table, screened.ratings
    progress("annotate")
    verbatims, opinions = annotate.run(texts.extract(table, survey, known), survey.options)
    scores = factors.aggregate(verbatims, opinions, closed, table, survey, codebook)
    scores = factors.clustered(scores, verbatims, opinions, closed, table, survey, codebook)
    notes += factors.uncovered(verbatims, opinions, codebook)
    notes += tuple(factors.suspected(verbatims, table))
    progress("topics")
    segmenter = Segmenter(codebook.terms, codebook.stopwords, fast=True)
    themes = topics.model(verbatims, opinions, segmenter, codebook, survey.options)
    progress("drivers")
    moved = drivers.estimate(table, closed, verbatims, opinions, scores, themes, survey, codebook)
    progress("triage")
    asked = len(closed.items) >= A_SURVEY
    cases = queue.rank(verbatims, opinions, table, survey, codebook, statutory=not asked)
    return Analysis(
        survey,
        codebook,
        replace(responses, table=table),
        closed,
        verbatims,
        opinions,
        scores,
        screened.conduct,
        themes,
        moved,
        cases,
        mask_notes((*notes, *closed.notes, *screened.notes, *themes.notes, *moved.notes), survey),
    )
