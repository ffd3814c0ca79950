"""What a user's codebook has beyond the bundled one it grew from: no shipped model has seen it."""

from __future__ import annotations

from dataclasses import dataclass

from feedback_miner import lexicon
from feedback_miner.lexicon import Codebook
from feedback_miner.sentiment.document import ONCE, Span

__all__ = ["Added", "added"]


@dataclass(frozen=True, slots=True)
class Added:
    """Entries of the user's own: ``aspects`` and sentiment words with a home (``homes``) with
    their factors, and the ``rules`` of patterns."""

    aspects: frozenset[tuple[str, str]]
    homes: frozenset[tuple[str, str]]
    rules: frozenset[str]

    def keeps(self, span: Span) -> bool:
        """Tell whether one of these entries is behind a span of the rules."""
        factor, words = span.factor, span.evidence
        if not self.aspects.isdisjoint((word, factor) for word in words):
            return True
        rules = [rule.removeprefix(ONCE) for rule in span.rules]
        if not self.rules.isdisjoint(rules):
            return True
        return "home" in rules and any(  # words before it may be part of the evidence
            home == factor and any(term in word for word in words) for term, home in self.homes
        )


def added(codebook: Codebook) -> Added | None:
    """Return the entries a codebook has, or has elsewhere, and the bundled one it grew from has
    not; None where there is none."""
    if not codebook.base:
        return None
    base = lexicon.load(codebook.base)
    if base.folder == codebook.folder:
        return None
    aspects, homes = set(), set()
    for term, lexeme in codebook.lexemes.items():
        known = base.lexemes.get(term)
        place = lexeme.factor, lexeme.subfactor
        if lexeme.factor and (known is None or place != (known.factor, known.subfactor)):
            aspects.add((term, lexeme.factor))
        place = lexeme.home, lexeme.home_subfactor
        if lexeme.home and (known is None or place != (known.home, known.home_subfactor)):
            homes.add((term, lexeme.home))
    before = {(one.source, one.label, one.detail) for one in base.opinions}
    rules = {
        one.rule for one in codebook.opinions if (one.source, one.label, one.detail) not in before
    }
    if not (aspects or homes or rules):
        return None
    return Added(frozenset(aspects), frozenset(homes), frozenset(rules))
