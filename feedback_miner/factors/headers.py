"""Which factor of a codebook a scored item is about, by the words of its header."""

from __future__ import annotations

from dataclasses import replace

from feedback_miner.lexicon import Codebook
from feedback_miner.lexicon.headings import WORDED, named
from feedback_miner.survey import Survey, short

__all__ = ["fitted"]


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
