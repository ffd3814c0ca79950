"""Complaints that tell of one event: near-copies, the same in other words, the same person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from feedback_miner.triage.candidates import distinct, near_copies, sharing
from feedback_miner.triage.identifiers import shared
from feedback_miner.triage.incidents import incidents
from feedback_miner.triage.likeness import Likeness, Weights, load_weights
from feedback_miner.triage.outages import outages
from feedback_miner.triage.sequels import Matter, pairs
from feedback_miner.triage.words import LIFE

__all__ = ["candidate_pairs", "group"]

SHORT = 8  # characters below which equal texts are no copies: 利率太高 is said by many
SAMPLED = 6  # members of each of two groups compared before they become one
FAINT = 0.05  # chances below it are not kept
LONG, FEW_WORDS = 40, 0.08  # one person's longer texts share at least so much
ELSEWHERE = 0.3  # cosine two texts about unlike branches need
ALIKE = 0.5  # cosine from which unlike categories do not part two texts
Array = np.ndarray[Any, Any]


def group(
    texts: Sequence[str],
    days: Array,
    persons: Sequence[str] = (),
    categories: Sequence[str] = (),
    places: Sequence[str] = (),
    weights: Weights | None = None,
    matters: Sequence[Matter] = (),
    towns: Sequence[str] = (),
    told: Sequence[str] = (),
) -> Array:
    """Return for each text the number of the first text of its group (its own where alone).

    ``texts`` are folded; ``days`` is the time of each in days (NaN unknown). Texts of one person
    (equal, not "") and one category form a group where they follow within two months, and those
    that go on about a matter (``sequels``; ``matters`` tell more of each than its category).
    Texts that name the same rare thing within days (``identifiers``) do too, and those of one
    town (``towns``; of one place where no towns are given) that tell within the hour of one
    failure (``outages``), or of one kind of fault at one place on one day (``incidents``).
    Copies are told by all of their text, likeness by what each has ``told`` where that is given
    (``asides.bodies``). Texts about unlike places (branches) or of unlike categories, and those of
    a life in danger, are grouped only where the wording is close.
    Deterministic, whatever the order of equal chances.
    """
    bounds = weights or load_weights()
    if not len(matters):
        matters = [Matter(one, "", ()) for one in categories] or [Matter("", "", ())] * len(texts)
    first_with: dict[str, int] = {}
    stands: list[int] = []  # for each text, the first equal one
    for number, text in enumerate(texts):
        alone = len(text) < SHORT
        stands.append(number if alone else first_with.setdefault(text, number))
    leads = [n for n, stand in enumerate(stands) if n == stand and len(texts[n]) >= SHORT]
    joined = _Groups(len(texts))
    joined.join_all((stand, n) for n, stand in enumerate(stands) if n != stand)
    joined.join_all(shared(texts, days))
    joined.join_all(outages(texts, days, towns or places, matters))
    joined.join_all(incidents(texts, days, places, matters))
    if len(leads) > 1:
        likeness = Likeness([(told or texts)[n] for n in leads], days[leads])
        joined.join_all(_same_person(persons, matters, texts, days, stands, leads, likeness))
        first, second = candidate_pairs(likeness)
        chances, cosines = likeness.judge(first, second, bounds)
        apart = _differ(places, leads, first, second) & (cosines < ELSEWHERE)
        apart |= _differ(categories, leads, first, second) & (cosines < ALIKE)
        grave = np.array([not LIFE.isdisjoint(matters[n].flags) for n in leads])
        apart |= (grave[first] | grave[second]) & (cosines < ELSEWHERE)
        kept = np.flatnonzero((chances >= FAINT) & ~apart)
        own = np.array(leads)
        joined.bind(own[first[kept]], own[second[kept]], chances[kept], bounds, stands)
    return joined.firsts()


def candidate_pairs(likeness: Likeness) -> tuple[Array, Array]:
    """Return the pairs (first < second) worth comparing: near-copies, and rare n-grams shared."""
    many = likeness.triples.held.shape[0]
    neighbours = int(np.clip(1_000_000 // max(many, 1), 12, 48))
    found = [sharing(likeness.triples, neighbours=neighbours), near_copies(likeness.triples)]
    keys = distinct(np.concatenate([first * many + second for first, second in found]))
    return keys // many, keys % many


def _differ(labels: Sequence[str], leads: Sequence[int], first: Array, second: Array) -> Array:
    """Tell where both texts of a pair have a label and not the same."""
    if not len(labels):
        return np.zeros(len(first), dtype=bool)
    numbers: dict[str, int] = {"": 0}
    codes = np.array([numbers.setdefault(labels[n], len(numbers)) for n in leads])
    left, right = codes[first], codes[second]
    return np.asarray((left != right) & (left > 0) & (right > 0))


def _same_person(
    persons: Sequence[str],
    matters: Sequence[Matter],
    texts: Sequence[str],
    days: Array,
    stands: Sequence[int],
    leads: Sequence[int],
    likeness: Likeness,
) -> Iterable[tuple[int, int]]:
    """Yield pairs of one person's complaints about one matter (``sequels.pairs``) that, where they
    are long, have some words in common."""
    found = pairs(persons, matters, texts, days)
    place = {number: position for position, number in enumerate(leads)}
    for known, number in found:
        one, other = place.get(stands[known]), place.get(stands[number])
        if one is not None and other is not None and one != other:
            _, cosine = likeness.features(np.array([one]), np.array([other]))
            lengths = likeness.lengths[[one, other]]
            # Of another category, a long text tells by itself that it is about another matter.
            short = lengths.min() if matters[known].same_kind(matters[number]) else lengths[1]
            if cosine[0] < FEW_WORDS and short > LONG:
                continue
        yield known, number


def _neighbours(first: Array, second: Array, chances: Array) -> Mapping[int, dict[int, float]]:
    """Return for each number those it makes a pair with, and how likely that one is."""
    known: dict[int, dict[int, float]] = defaultdict(dict)
    for a, b, chance in zip(first.tolist(), second.tolist(), chances.tolist(), strict=True):
        known[a][b] = known[b][a] = chance
    return known


class _Groups:
    """Disjoint sets of numbers, each named by its smallest."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))
        self._first: dict[int, list[int]] = {}  # of each set of several, SAMPLED of its members

    def find(self, number: int) -> int:
        parent = self._parent
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    def sample(self, root: int) -> list[int]:
        return self._first.get(root) or [root]

    def join(self, one: int, other: int) -> None:
        one, other = self.find(one), self.find(other)
        if one == other:
            return
        one, other = min(one, other), max(one, other)
        self._parent[other] = one
        sample = self._first.setdefault(one, [one])
        sample += self._first.pop(other, [other])[: SAMPLED - len(sample)]

    def join_all(self, pairs: Iterable[tuple[int, int]]) -> None:
        for one, other in pairs:
            self.join(one, other)

    def bind(
        self,
        first: Array,
        second: Array,
        chances: Array,
        bounds: Weights,
        stands: Sequence[int],
    ) -> None:
        """Join groups along the likeliest pairs first, where the two are alike on average
        (average linkage over a sample), so that a chain of weak likenesses makes no group.
        ``stands`` gives for each text the first equal one, which alone was compared."""
        order = np.lexsort((second, first, -chances))
        linked = order[chances[order] >= bounds.link]
        known = _neighbours(first, second, chances)
        refused: set[tuple[int, int, int, int]] = set()
        for a, b in zip(first[linked].tolist(), second[linked].tolist(), strict=True):
            one, other = self.find(a), self.find(b)
            if one == other:
                continue
            left, right = self.sample(one), self.sample(other)
            if len(left) * len(right) > 1:
                # The same samples were weighed before: a sample only grows, until it is full.
                weighed = (one, other, len(left), len(right))
                if weighed in refused:
                    continue
                others = [stands[y] for y in right]
                found = 0.0
                for row in (known[x] for x in map(stands.__getitem__, left) if x in known):
                    if not row.keys().isdisjoint(others):  # as most are
                        for y in others:
                            found += row.get(y, 0.0)
                if found / (len(left) * len(right)) < bounds.bond:
                    refused.add(weighed)
                    continue
            self.join(one, other)

    def firsts(self) -> Array:
        return np.array([self.find(number) for number in range(len(self._parent))], dtype=np.int64)
