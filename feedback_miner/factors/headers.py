"""Which factor of a codebook a scored item is about, by the words of its header."""

from __future__ import annotations

from dataclasses import replace

from feedback_miner.lexicon import Codebook
from feedback_miner.survey import Survey, short

__all__ = ["fitted", "named"]

WORDED = "loan"  # the bundled codebook whose factors ``ingest.wording`` has words for


def named(codebook: Codebook, header: str) -> str:
    """Return the id of the factor whose names and terms take up most of a header, "" for none; of
    equals the first in the codebook. Terms too weak to stand alone name none."""
    taken: dict[str, int] = {}
    for factor in codebook.factors:
        words = {factor.zh, *(sub.zh for sub in factor.subfactors)}
        words |= {
            lexeme.text
            for lexeme in codebook.lexemes.values()
            if lexeme.factor == factor.id and lexeme.good != "weak" and lexeme.text in header
        }
        held = {at for word in words for at in _places(header, word)}
        if held:
            taken[factor.id] = len(held)
    return max(taken, key=lambda one: taken[one], default="")


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


def _places(header: str, word: str) -> list[int]:
    """Return the positions of a header that a word takes up."""
    found: list[int] = []
    at = header.find(word) if word else -1
    while at >= 0:
        found.extend(range(at, at + len(word)))
        at = header.find(word, at + 1)
    return found
