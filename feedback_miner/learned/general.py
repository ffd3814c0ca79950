"""Reading a codebook that no model has learned: the rules tell what a text is about, a model of
general feedback how it is meant."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from feedback_miner.learned.denied import denies
from feedback_miner.learned.features import bearing, cuts
from feedback_miner.learned.heads import Opinion
from feedback_miner.learned.logits import log_softmax, sigmoid, softmax
from feedback_miner.learned.model import ACTS, Model
from feedback_miner.learned.reader import (
    Array,
    Chances,
    Held,
    Item,
    LearnedReader,
    Opinions,
    Pair,
    Weight,
    settled,
    signed,
    torn,
)
from feedback_miner.learned.semantic import Semantic
from feedback_miner.sentiment.document import Reading, Span, in_order

__all__ = ["GeneralReader"]

CLAUSE = 1.0  # what the feeling of the clauses about a factor weighs in its polarity
TOLD = 0.3  # what the feeling of the whole text does
# What the networks of another codebook weigh in sentiment and acts of a text, and the probability
# of the most probable sentiment from which they are not asked.
FELT, DONE, SURE = 0.4, 0.3, 0.8
# It learned of many factors named in questions and facts: what that gave neutral, in log-odds.
OPEN = 1.0
ACTED = 0.3  # probability from which a text of another industry does something
# Many of the texts it learned from had two classes only: what that took from neutral, in log-odds.
TWO_CLASSES = 1.0
WELCOME = (0.1, 0.2, 0.7)  # probabilities where a text does nothing but deny a bad thing

UNSAID = -5.0  # log-odds of a complaint there


class GeneralReader(LearnedReader):
    """Settles sentiment, acts and the polarity of the factors that the rules found.

    Its model was learned with the seed terms of another codebook, whose presence outputs are not
    asked: features that name a factor are unknown to it here and count nothing. ``factors`` are
    the codebook's own. The networks of ``other``, a model of another codebook, are asked how a
    text is meant as a whole; what it says of its own factors is left aside.
    """

    def __init__(
        self,
        model: Model,
        factors: tuple[str, ...],
        semantic: Semantic | None = None,
        other: Model | None = None,
    ) -> None:
        super().__init__(model, semantic)
        self.factors = factors
        self._other = other

    def read(self, items: Sequence[Item]) -> list[Reading]:
        """Return the settled reading of each item, in order."""
        if not items:
            return []
        held = self._hold(items)
        feelings = softmax(held.second.sentiment).tolist()
        acted = sigmoid(held.second.acts) >= ACTED
        done = [[act for act, said in zip(ACTS, row, strict=True) if said] for row in acted]
        wanted, chosen, meant = self._meant(items, held)
        spans: list[list[Span]] = [[] for _ in items]
        totals: list[list[tuple[str, float]]] = [[] for _ in items]
        for (i, factor), pair, chances in zip(wanted, chosen, meant.tolist(), strict=True):
            own = torn(pair.about, items[i].text, items[i].parts)
            spans[i] += settled(pair.about, signed(chances), done[i], own)
            if own:
                totals[i].append((factor, signed(chances)))
        return [
            Reading(
                signed(feeling),
                in_order(found),
                tuple(sorted(acts)),
                totals=tuple(total),
            )
            for feeling, found, acts, total in zip(feelings, spans, done, totals, strict=True)
        ]

    def chances(self, items: Sequence[Item]) -> Chances:
        """Return the probabilities behind the readings: a factor is there where the rules found
        it; the polarity of one that is not is unknown."""
        presence = np.zeros((len(items), len(self.factors)), dtype=np.float32)
        polarity = np.full((*presence.shape, 3), 1 / 3, dtype=np.float32)
        if not items:
            nothing = np.zeros((0, 3 + len(ACTS)), dtype=np.float32)
            return Chances(nothing[:, :3], presence, nothing[:, 3:], polarity)
        held = self._hold(items)
        wanted, _, meant = self._meant(items, held)
        for (i, factor), values in zip(wanted, meant, strict=True):
            j = self.factors.index(factor)
            presence[i, j], polarity[i, j] = 1, values
        feelings = softmax(held.second.sentiment)
        return Chances(feelings, presence, sigmoid(held.second.acts), polarity)

    def weights(self, item: Item, most: int = 5) -> dict[str, list[Weight]]:
        """Return what weighs most in the sentiment of an item; of factors nothing: the rules
        alone tell them."""
        felt = super().weights(item, most)["sentiment"]
        return {"sentiment": felt, **{factor: [] for factor in self.factors}}

    def _first(
        self, items: Sequence[Item], out: Array, felt: Array, deep: Opinion | None
    ) -> Opinions:
        """Return the general model's logits; where it is unsure, with what the networks of the
        other codebook hold mixed in."""
        first = super()._first(items, out, felt, deep)
        felt = log_softmax(first.sentiment + np.array([0, TWO_CLASSES, 0], dtype=np.float32))
        acts = first.acts.copy()
        rows = np.flatnonzero(felt.max(axis=1) < math.log(SURE)).tolist()
        if self._other is not None and rows:
            unsure = [items[row] for row in rows]
            heard = self._other.heard(
                [item.text for item in unsure],
                [bearing(item.reading, item.kind) for item in unsure],
                [cuts(item.text, item.parts) for item in unsure],
            )
            if heard is not None:
                felt[rows] = (1 - FELT) * felt[rows] + FELT * log_softmax(heard.sentiment)
                acts[rows] = (1 - DONE) * acts[rows] + DONE * heard.acts
        welcome = [i for i, one in enumerate(items) if denies(one.text, len(one.parts))]
        if welcome:
            felt[welcome] = np.log(np.array(WELCOME, dtype=np.float32))
            complains = ACTS.index("complaint")
            acts[welcome, complains] = np.minimum(acts[welcome, complains], UNSAID)
        return replace(first, sentiment=felt, acts=acts)

    def _meant(
        self, items: Sequence[Item], held: Held
    ) -> tuple[list[tuple[int, str]], list[Pair], Array]:
        """Return (item, factor) for what the rules found, the pairs, and the probabilities of
        their polarities, (pairs, 3)."""
        wanted = [
            (i, factor)
            for i, item in enumerate(items)
            for factor in dict.fromkeys(span.factor for span in item.reading.spans)
        ]
        chosen = [self._pair(items[i], factor) for i, factor in wanted]
        logits = self._pair_logits(held, [i for i, _ in wanted], chosen)
        if wanted:
            out, _ = self.model.text([p.words for p in chosen], [p.marks for p in chosen])
            alone = out[:, :3]
            logits = logits + CLAUSE * log_softmax(alone / self.model.temperatures["sentiment"])
            logits = logits - np.array([0, OPEN, 0], dtype=np.float32)
            logits = logits + TOLD * log_softmax(held.second.sentiment)[[i for i, _ in wanted]]
            denied = [
                k for k, (i, _) in enumerate(wanted) if denies(items[i].text, len(items[i].parts))
            ]
            logits[denied] = np.log(np.array(WELCOME, dtype=np.float32))
        return wanted, chosen, softmax(logits)
