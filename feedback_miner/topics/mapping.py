"""From topics to the report's factors: by the opinions inside a topic's clauses."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from feedback_miner.lexicon import Codebook
from feedback_miner.ratings.statistics import share_interval
from feedback_miner.text.normalise import normalise
from feedback_miner.topics.documents import Documents
from feedback_miner.topics.vocabulary import CONCEPT

__all__ = ["Mapped", "about", "clause_concepts", "factors_of", "map_topic"]

IN_CODEBOOK = 0.3  # share of a topic's texts about one factor from which the topic is its
HALF = 0.5  # share of the texts with an opinion that a factor needs beside it, where rarer


@dataclass(frozen=True)
class Mapped:
    """``factor`` ("" where the codebook lacks the topic), the ``share`` of the topic's texts that
    are about it there, and the ``confidence``: the lower end of the 95 % interval (Wilson, 1927)
    of its share among the texts with any opinion there; ``nearest`` is the commonest factor even
    even where it does not reach. ``mixed`` where most texts are about some factor and none has
    half of them: the topic lumps what the codebook knows."""

    factor: str
    share: float
    confidence: float
    nearest: str
    mixed: bool = False


def clause_concepts(documents: Documents, opinions: pd.DataFrame) -> list[frozenset[str]]:
    """Return what the opinions in each clause are about, as ``#factor.subfactor``.

    An opinion lies in the clause that holds its wording, or that its wording holds; one that is
    found in none counts for all clauses of its text.
    """
    of_row: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for row, factor, sub, text in zip(
        opinions["verbatim"],
        opinions["factor"],
        opinions["subfactor"],
        opinions["text"],
        strict=True,
    ):
        of_row[int(row)].append((f"{CONCEPT}{factor}.{sub}", str(text)))
    clauses_of: dict[int, list[int]] = defaultdict(list)
    for i, owner in enumerate(documents.owners):
        clauses_of[owner].append(i)
    found: list[set[str]] = [set() for _ in documents.owners]
    spans = documents.spans
    for text, row in enumerate(documents.rows):
        own = clauses_of[text]
        for concept, wording in of_row.get(row, ()):
            inside = own
            if len(own) > 1:
                said = normalise(wording).text.strip()
                inside = [i for i in own if said in spans[i] or spans[i] in said] or own
            for i in inside:
                found[i].add(concept)
    return [frozenset(concepts) for concepts in found]


def factors_of(concepts: Iterable[str]) -> frozenset[str]:
    """Return the factors of concepts."""
    return frozenset(concept[len(CONCEPT) :].partition(".")[0] for concept in concepts)


def map_topic(
    members: Sequence[int], owners: Sequence[int], factors: Sequence[frozenset[str]]
) -> Mapped:
    """Map the topic whose clauses are ``members``; a text counts once for a factor."""
    texts: dict[int, set[str]] = defaultdict(set)
    for i in members:
        texts[owners[i]] |= factors[i]
    counts = Counter(factor for said in texts.values() for factor in said)
    if not counts:
        return Mapped("", 0.0, 0.0, "")
    winner, n = min(counts.items(), key=lambda item: (-item[1], item[0]))
    speaking = sum(bool(said) for said in texts.values())
    share = n / len(texts)
    reached = share >= IN_CODEBOOK and n / speaking >= HALF
    confidence = share_interval(n, speaking)[0]
    mixed = speaking >= HALF * len(texts) and n < HALF * speaking
    return Mapped(winner if reached else "", share, confidence, winner, mixed)


def about(
    members: Sequence[int],
    owners: Sequence[int],
    concepts: Sequence[frozenset[str]],
    factor: str,
    codebook: Codebook,
) -> str:
    """Return the name of the sub-factor, of the topic's ``factor``, that half of its texts are
    about, else of the factor where half of them are, else "". A text counts once: a long one may
    say a thing in many clauses."""
    of_text: dict[int, set[str]] = {}
    for i in members:
        own = (concept for concept in concepts[i] if factor in factors_of([concept]))
        of_text.setdefault(owners[i], set()).update(own)
    of = next((one for one in codebook.factors if one.id == factor), None)
    if of is None:
        return ""
    least = HALF * len(of_text)
    names = {f"{CONCEPT}{factor}.{part.id}": part.name for part in of.subfactors}
    counts = Counter(concept for said in of_text.values() for concept in said)
    for concept, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if n >= least:
            return names.get(concept, of.name)
    return of.name if sum(map(bool, of_text.values())) >= least else ""
