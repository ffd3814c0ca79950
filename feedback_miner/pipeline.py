"""The whole way on one page: raw exports in, scored, explained, traceable tables out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pandas as pd

from feedback_miner import annotate, drivers, factors, ingest, lexicon, ratings, topics
from feedback_miner.lexicon import Codebook
from feedback_miner.survey import Options, Survey
from feedback_miner.text import verbatims as texts
from feedback_miner.text.segment import Segmenter
from feedback_miner.triage import queue

__all__ = ["Analysis", "analyze"]


@dataclass(frozen=True)
class Analysis:
    """Everything an analysis found; ``report`` renders it."""

    survey: Survey
    codebook: Codebook
    responses: ingest.Responses
    ratings: ratings.Ratings
    verbatims: pd.DataFrame
    opinions: pd.DataFrame
    factors: pd.DataFrame
    topics: topics.Topics
    drivers: drivers.Drivers
    cases: pd.DataFrame
    notes: tuple[str, ...]


def _quiet(stage: str) -> None:
    """Tell nobody."""


def analyze(
    sources: Sequence[Path | Literal["-"]],
    survey: Survey | None = None,
    options: Options | None = None,
    *,
    encoding: str | None = None,
    progress: Callable[[str], None] = _quiet,
) -> Analysis:
    """Turn raw exports into scored, explained, traceable tables.

    ``survey`` describes the columns (proposed from the data where it is None); ``options``
    replaces the survey's own. ``progress`` is told the name of each stage as it starts. Raises
    FeedbackMinerError for inputs, codebooks or surveys that are unfit.
    """
    progress("ingest")
    responses = ingest.read(sources, survey, encoding=encoding)
    notes: tuple[str, ...] = ()
    if survey is None:
        inspection = ingest.propose(responses)
        survey, notes = inspection.survey, tuple(inspection.warnings)
    survey = replace(survey, options=options or survey.options)
    codebook = lexicon.load(survey.options.codebook)
    progress("annotate")
    verbatims, opinions = annotate.run(texts.extract(responses.table, survey), survey.options)
    progress("ratings")
    closed = ratings.read(responses.table, survey)
    scores = factors.aggregate(verbatims, opinions, closed, responses.table, survey, codebook)
    progress("topics")
    segmenter = Segmenter(codebook.terms, codebook.stopwords, fast=True)
    themes = topics.model(verbatims, opinions, segmenter, codebook, survey.options)
    progress("drivers")
    moved = drivers.estimate(closed, opinions, verbatims, survey)
    progress("triage")
    cases = queue.rank(verbatims, opinions, responses.table, survey, codebook)
    return Analysis(
        survey,
        codebook,
        responses,
        closed,
        verbatims,
        opinions,
        scores,
        themes,
        moved,
        cases,
        (*notes, *closed.notes, *themes.notes, *moved.notes),
    )
