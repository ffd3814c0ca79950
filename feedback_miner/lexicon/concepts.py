"""What customers of any industry speak of, lent to the factors of a codebook that name it.

A codebook written in ten minutes names its factors by a few seed terms each.
``common/concepts.toml`` holds everyday concepts (price, cleanliness, delivery, ...) with the words
for them; each goes to the factor whose name, definition or seed terms say most of it, else to the
factor that has a broader one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.lexicon.lexeme import Lexeme
from feedback_miner.lexicon.toml import place, read_toml
from feedback_miner.lexicon.tsv import read_text

__all__ = [
    "OVERALL",
    "Concept",
    "Named",
    "Words",
    "lend",
    "lent",
    "parts",
    "read_concepts",
    "read_words",
]

OVERALL = "overall"  # the concept of a verdict on the whole
# Weight of a name of a concept among seeds, names, in a definition; that of another word of it.
SEED, NAME, COVERED = 1.5, 3.0, 1.5
TERM = 0.5
PART = 0.5  # of that where it is only a part of what stands there
JUDGED = 0.7  # worth of a word that judges
ENOUGH = 1.0  # from which a factor has a concept
FIRM = 2.0  # from which it has what the concept is broader than
_SPLIT = re.compile(r"[、，,；;。.：:（）()/\s]|以及|或者|还有|等等|与|和|及|或|的(?=.{2})|等")


@dataclass(frozen=True)
class Concept:
    """A concept: ``names`` mean it in a definition, ``terms`` are (what is welcome, word) of its
    aspects, ``good`` and ``bad`` judge it (whatever else is named, where ``strong``), ``felt`` are
    general words that judge it where nothing is named; ``broader`` are concepts it belongs to.
    What a ``personal`` one says of a person or a place that a factor names is about that factor."""

    id: str
    broader: tuple[str, ...]
    names: frozenset[str]
    terms: tuple[tuple[str, str], ...]
    good: tuple[str, ...]
    bad: tuple[str, ...]
    felt: tuple[str, ...]
    strong: bool
    personal: bool = False

    @property
    def words(self) -> frozenset[str]:
        """The words that name it or an aspect of it."""
        return self.names | {word for _, word in self.terms}


@dataclass(frozen=True)
class Words:
    """What goes with concepts: ``guards`` that keep their words from matching inside longer ones,
    and what words for ``people`` and for ``places`` where people serve end in."""

    guards: tuple[str, ...]
    people: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """What a codebook says of a factor: its names (with those of its sub-factors), the parts of
    its definition, its seed terms, and the parts of its own name."""

    id: str
    names: tuple[str, ...]
    covers: tuple[str, ...]
    seeds: tuple[str, ...]
    title: tuple[str, ...] = ()


def parts(text: str) -> tuple[str, ...]:
    """Return the words that a name or a definition lists: 价格与优惠, 大小、床、隔音."""
    return tuple(dict.fromkeys(word for word in _SPLIT.split(text) if len(word) > 1))


def read_concepts(path: Path) -> list[Concept]:
    """Return the concepts of a file, in its order. Raises ConfigError where they are not valid."""
    entries = read_toml(path).get("concept")
    if not isinstance(entries, list):
        raise _damaged(path, t("没有 [[concept]]", "it has no [[concept]]"), None)
    return [_checked(entry, position, path) for position, entry in enumerate(entries)]


def _checked(entry: Any, position: int, path: Path) -> Concept:
    """Return the concept of an entry. Raises ConfigError, with its line, where it is none."""
    given = entry if isinstance(entry, dict) else {}
    terms = given.get("terms", {})
    lists = [given.get(key, []) for key in ("broader", "names", "good", "bad", "felt")]
    lists += terms.values() if isinstance(terms, dict) else [None]
    whole = all(isinstance(one, list) and all(isinstance(w, str) for w in one) for one in lists)
    if whole and isinstance(given.get("id"), str):
        return _concept(given)
    row = place(read_text(path).splitlines(), "concept", position)
    raise _damaged(path, t("概念须有 id 和词表", "a concept has an id and lists of words"), row)


def _damaged(path: Path, what: str, row: int | None) -> ConfigError:
    return ConfigError(what, file=str(path), row=row, do=t("请改正", "mend it"))


def read_words(path: Path) -> Words:
    """Return what goes with the concepts of a file. Raises ConfigError where it is not valid."""
    head = read_toml(path)
    return Words(*(tuple(head.get(key, ())) for key in ("guards", "people", "places")))


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
        bool(entry.get("personal", False)),
    )


def lent(
    concepts: Sequence[Concept], factors: Sequence[Named], verdict: str = ""
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the factors that concepts are lent to, those that nobody has left out: the factor
    that says most of a concept, the first of equals; and for the rest, less surely, that of a
    single seed term or of the first broader concept that has one for sure. The concept of the
    whole goes to the factor ``verdict``, else to one that is about nothing else."""
    direct: dict[str, str] = {}
    single: dict[str, str] = {}
    firm: dict[str, str] = {}
    for concept in concepts:
        if concept.id == OVERALL:
            whole = verdict or next((one.id for one in factors if _whole(one, concepts)), "")
            if whole:
                direct[OVERALL] = firm[OVERALL] = whole
            continue
        worths = [_worth(concept, factor) for factor in factors]
        best = max(range(len(factors)), key=lambda at: (sum(worths[at]), -at))
        said, seeded = worths[best]
        only = sum(any(worth) for worth in worths) == 1
        if said + seeded >= ENOUGH or (seeded and only):
            alone = not said and seeded <= SEED
            (single if alone else direct)[concept.id] = factors[best].id
        if said + seeded >= FIRM:
            firm[concept.id] = factors[best].id
    inherited: dict[str, str] = {}
    for concept in concepts:
        wider = [firm[one] for one in concept.broader if one in firm]
        if concept.id in single:
            inherited[concept.id] = single[concept.id]
        elif wider and concept.id not in direct:
            inherited[concept.id] = wider[0]
    return direct, inherited


def _whole(factor: Named, concepts: Sequence[Concept]) -> bool:
    """Tell whether a factor is about the whole: its name says so, and its definition nothing
    narrower."""
    whole = next((one for one in concepts if one.id == OVERALL), None)
    if whole is None or not factor.title or not set(factor.title) <= whole.names:
        return False
    others = [one for one in concepts if one is not whole and OVERALL not in one.broader]
    return not any(word in one.words for one in others for word in factor.covers)


def _worth(concept: Concept, factor: Named) -> tuple[float, float]:
    """Return how much the name and definition of a factor say of a concept, and its seeds."""
    words = concept.words
    named = NAME * sum(_said(name, concept.names, words) for name in factor.names)
    covered = COVERED * sum(_said(word, concept.names) for word in factor.covers)
    seeded = sum((TERM, 1.0)[seed in concept.names] for seed in factor.seeds if seed in words)
    return named + covered, SEED * seeded


def _said(said: str, names: Collection[str], words: Collection[str] = ()) -> float:
    """Return 1 where a name is said, TERM where another word is, PART where a name is a part of
    what is said."""
    if said in names:
        return 1.0
    if said in words:
        return TERM
    return PART if any(name in said for name in names if len(name) > 1) else 0.0


def lend(
    lexemes: dict[str, Lexeme],
    factors: Sequence[Named],
    concepts: Sequence[Concept],
    words: Words,
    verdict: str = "",
) -> dict[str, str]:
    """Give the words of concepts, and those of definitions that a concept knows, to factors; what
    has a factor keeps it. Terms of a concept that no factor names itself count where something is
    said of them, not where they are only named. ``verdict`` is the factor of an overall verdict
    where the codebook tells it. Return the first of what ``lent`` does."""
    direct, inherited = lent(concepts, factors, verdict)
    goods = {word: good for one in reversed(concepts) for good, word in one.terms}
    for factor in factors:
        for word in factor.covers:
            if word in goods:
                _name(lexemes, word, factor.id, goods[word])
    for found in (direct, inherited):
        for concept in concepts:
            if concept.id in found:
                _lend(lexemes, concept, found[concept.id], sure=found is direct)
    told = {word for one in concepts if one.personal for _, word in one.terms}
    for lexeme in lexemes.values():
        if lexeme.lent and lexeme.factor and lexeme.text in told:
            lexeme.personal = True  # a definition named it: 教练的态度
        if lexeme.factor and not lexeme.personal and lexeme.text.endswith(words.people):
            lexeme.person = True
        elif lexeme.factor and not lexeme.lent and lexeme.text.endswith(words.places):
            lexeme.place = True
    for word in words.guards:
        lexemes.setdefault(word, Lexeme(word)).guard = True
    return direct


def _lend(lexemes: dict[str, Lexeme], concept: Concept, factor: str, sure: bool) -> None:
    """Give the words of a concept to a factor; ``sure`` where these count alone."""
    given: list[Lexeme | None] = []
    for good, word in concept.terms:
        given.append(_name(lexemes, word, factor, good, loose=not sure))
    for words, score in ((concept.good, JUDGED), (concept.bad, -JUDGED)):
        for word in words:
            given.append(_judge(lexemes, word, factor, score, own=concept.strong))
    for word in concept.felt:
        _judge(lexemes, word, factor, 0.0, own=False)
    for lexeme in given:
        if lexeme is not None:
            lexeme.personal = concept.personal


def _name(
    lexemes: dict[str, Lexeme], word: str, factor: str, good: str, loose: bool = False
) -> Lexeme | None:
    """Let a word name an aspect of a factor, unless it has one or judges something itself; return
    it where it does now."""
    lexeme = lexemes.setdefault(word, Lexeme(word))
    busy = lexeme.negation or lexeme.degree or lexeme.amount or lexeme.speed or lexeme.contrast
    if lexeme.factor or lexeme.score is not None or busy:
        return None
    lexeme.factor, lexeme.good, lexeme.loose, lexeme.lent = factor, good, loose, True
    return lexeme


def _judge(
    lexemes: dict[str, Lexeme], word: str, factor: str, score: float, own: bool
) -> Lexeme | None:
    """Let a word judge a factor; one that judges already keeps its worth. Return it where it
    judges that factor now."""
    lexeme = lexemes.setdefault(word, Lexeme(word))
    if lexeme.score is None and score and not (lexeme.amount or lexeme.speed):
        lexeme.score = score
    if lexeme.negation or not lexeme.score or lexeme.factor:
        return None
    if own:
        lexeme.factor, lexeme.good, lexeme.own, lexeme.lent = factor, "plain", True, True
        return lexeme
    if not lexeme.home:
        lexeme.home, lexeme.lent = factor, True
    return None
