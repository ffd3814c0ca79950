"""Which factor of a codebook a scored item is about, by the words of its header."""

from __future__ import annotations

from dataclasses import replace

from feedback_miner import ingest
from feedback_miner.lexicon import Codebook
from feedback_miner.lexicon.headings import WORDED, named
from feedback_miner.survey import Options, Survey, short

__all__ = ["described", "fitted"]


def described(
    responses: ingest.Responses, survey: Survey | None, codebook: Codebook, options: Options
) -> tuple[Survey, tuple[str, ...]]:
    """Return the survey that a user gave, or one proposed from the data whose items name factors
    of the codebook, with ``options``; and what is to be told of its columns."""
    warnings: tuple[str, ...] = ()
    if survey is None:
        inspection = ingest.propose(responses, options)
        survey, warnings = fitted(inspection.survey, codebook), tuple(inspection.warnings)
    survey = replace(survey, options=options)
    return survey, (*warnings, *ingest.note_unnamed(responses, survey))


def fitted(survey: Survey, codebook: Codebook) -> Survey:
    """Return a proposed survey whose scored items name factors of the codebook: where it rests on
    the loan codebook, those that were found and it has; else by its own names and terms."""
    known = {factor.id for factor in codebook.factors}
    worded = codebook.base == WORDED
    columns = []
    for column in survey.columns:
        factor = column.factor
        # What the loan's own words found, none or one that the codebook has, stands.
        stands = worded and factor in {"", *known}
        if column.role == "score" and not column.outcome and not stands:
            factor = named(codebook, short(column.name)) or named(codebook, column.name)
        columns.append(column if factor == column.factor else replace(column, factor=factor))
    return replace(survey, columns=tuple(columns))
