"""Which factor of a codebook a header or question names, by the codebook's own words."""

from __future__ import annotations

from feedback_miner.lexicon.codebook import Codebook

__all__ = ["WORDED", "named"]

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


def _places(header: str, word: str) -> list[int]:
    """Return the positions of a header that a word takes up."""
    found: list[int] = []
    at = header.find(word) if word else -1
    while at >= 0:
        found.extend(range(at, at + len(word)))
        at = header.find(word, at + 1)
    return found
