"""What customers of any industry speak of, lent to the factors of a codebook that name it.

A codebook written in ten minutes names its factors by a few seed terms each.
``common/concepts.toml`` holds everyday concepts (price, cleanliness, delivery, ...) with the words
for them; each goes to the factor whose name, definition or seed terms say most of it, else to the
factor that has a broader one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedback_miner.lexicon.lexeme import Lexeme
from feedback_miner.lexicon.toml import read_toml

__all__ = ["OVERALL", "Concept", "Named", "lend", "lent", "parts", "read_concepts"]

OVERALL = "overall"  # the concept of a verdict on the whole
SEED, NAME, COVERED = 2.0, 3.0, 1.5  # weight of a word among seeds, names, in a definition
PART = 0.5  # of that where it is only a part of what stands there
JUDGED = 0.7  # worth of a word that judges
ENOUGH = 1.0  # from which a factor has a concept
FIRM = 2.0  # from which it has what the concept is broader than
_SPLIT = re.compile(r"[、，,；;。.：:（）()/\s]|以及|或者|还有|等等|与|和|及|或|的(?=.{2})|等")


@dataclass(frozen=True)
class Concept:
    """A concept: ``names`` mean it in a definition, ``terms`` are (what is welcome, word) of its
    aspects, ``good`` and ``bad`` judge it (whatever else is named, where ``strong``), ``felt`` are
    general words that judge it where nothing is named; ``broader`` are concepts it belongs to."""

    id: str
    broader: tuple[str, ...]
    names: frozenset[str]
    terms: tuple[tuple[str, str], ...]
    good: tuple[str, ...]
    bad: tuple[str, ...]
    felt: tuple[str, ...]
    strong: bool

    @property
    def words(self) -> frozenset[str]:
        """All words that tell a factor has it."""
        return self.names | {word for _, word in self.terms} | {*self.good, *self.bad}


@dataclass(frozen=True)
class Named:
    """What a codebook says of a factor: its names, the parts of its definition, its seed terms."""

    id: str
    names: tuple[str, ...]
    covers: tuple[str, ...]
    seeds: tuple[str, ...]


def parts(text: str) -> tuple[str, ...]:
    """Return the words that a name or a definition lists: 价格与优惠, 大小、床、隔音."""
    return tuple(dict.fromkeys(word for word in _SPLIT.split(text) if len(word) > 1))


def read_concepts(path: Path) -> list[Concept]:
    """Return the concepts of a file, in its order."""
    return [_concept(entry) for entry in read_toml(path)["concept"]]


def _concept(entry: Mapping[str, Any]) -> Concept:
    terms = tuple((good, word) for good, words in entry.get("terms", {}).items() for word in words)
    return Concept(
        entry["id"],
        tuple(entry.get("broader", ())),
        frozenset(entry.get("names", ())),
        terms,
        tuple(entry.get("good", ())),
        tuple(entry.get("bad", ())),
        tuple(entry.get("felt", ())),
        bool(entry.get("strong", False)),
    )


def lent(
    concepts: Sequence[Concept], factors: Sequence[Named]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the factors that concepts are lent to, those that nobody has left out: the factor
    that says most of a concept, the first of equals; and for the rest that of the first broader
    concept that has one for sure."""
    direct: dict[str, str] = {}
    firm: dict[str, str] = {}
    for concept in concepts:
        worths = [_worth(concept, factor) for factor in factors]
        best = max(range(len(factors)), key=lambda at: (worths[at], -at))
        if worths[best] >= ENOUGH:
            direct[concept.id] = factors[best].id
        if worths[best] >= FIRM:
            firm[concept.id] = factors[best].id
    inherited: dict[str, str] = {}
    for concept in concepts:
        wider = [firm[one] for one in concept.broader if one in firm]
        if wider and concept.id not in direct:
            inherited[concept.id] = wider[0]
    return direct, inherited


def _worth(concept: Concept, factor: Named) -> float:
    """Return how much a factor says of a concept."""
    words = concept.words
    named = NAME * sum(_share(name, words) for name in factor.names)
    covered = COVERED * sum(_share(word, concept.names) for word in factor.covers)
    return named + covered + SEED * sum(seed in words for seed in factor.seeds)


def _share(said: str, words: Iterable[str]) -> float:
    """Return 1 where a word of these is said, PART where one is a part of what is said."""
    known = frozenset(words)
    if said in known:
        return 1.0
    return PART if any(word in said for word in known if len(word) > 1) else 0.0


def lend(
    lexemes: dict[str, Lexeme], factors: Sequence[Named], concepts: Sequence[Concept]
) -> dict[str, str]:
    """Give the words of concepts, and those of definitions that a concept knows, to factors; what
    has a factor keeps it. Terms of a concept that no factor names itself count where something is
    said of them, not where they are only named. Return the first of what ``lent`` does."""
    direct, inherited = lent(concepts, factors)
    goods = {word: good for one in reversed(concepts) for good, word in one.terms}
    for factor in factors:
        for word in factor.covers:
            if word in goods:
                _name(lexemes, word, factor.id, goods[word])
    for found in (direct, inherited):
        for concept in concepts:
            if concept.id in found:
                _lend(lexemes, concept, found[concept.id], sure=found is direct)
    return direct


def _lend(lexemes: dict[str, Lexeme], concept: Concept, factor: str, sure: bool) -> None:
    """Give the words of a concept to a factor."""
    for good, word in concept.terms:
        _name(lexemes, word, factor, good if sure else "weak")
    for words, score in ((concept.good, JUDGED), (concept.bad, -JUDGED)):
        for word in words:
            _judge(lexemes, word, factor, score, own=concept.strong)
    for word in concept.felt:
        _judge(lexemes, word, factor, 0.0, own=False)


def _name(lexemes: dict[str, Lexeme], word: str, factor: str, good: str) -> None:
    """Let a word name an aspect of a factor, unless it has one or judges something itself."""
    lexeme = lexemes.setdefault(word, Lexeme(word))
    busy = lexeme.negation or lexeme.degree or lexeme.amount or lexeme.speed or lexeme.contrast
    if not lexeme.factor and lexeme.score is None and not busy:
        lexeme.factor, lexeme.good, lexeme.lent = factor, good, True


def _judge(lexemes: dict[str, Lexeme], word: str, factor: str, score: float, own: bool) -> None:
    """Let a word judge a factor; one that judges already keeps its worth."""
    lexeme = lexemes.setdefault(word, Lexeme(word))
    if lexeme.score is None and score and not (lexeme.amount or lexeme.speed):
        lexeme.score = score
    if lexeme.negation or not lexeme.score or lexeme.factor:
        return
    if own:
        lexeme.factor, lexeme.good, lexeme.own, lexeme.lent = factor, "plain", True, True
    elif not lexeme.home:
        lexeme.home, lexeme.lent = factor, True
