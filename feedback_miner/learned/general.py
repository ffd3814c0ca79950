"""Reading a codebook that no model has learned: the rules tell what a text is about, a model of
general feedback how it is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from feedback_miner.learned.logits import log_softmax, sigmoid, softmax
from feedback_miner.learned.model import ACTS, Model
from feedback_miner.learned.reader import (
    Array,
    Chances,
    Held,
    Item,
    LearnedReader,
    Pair,
    Weight,
    settled,
    signed,
    torn,
)
from feedback_miner.learned.semantic import Semantic
from feedback_miner.sentiment.document import Reading, Span

__all__ = ["GeneralReader"]

CLAUSE = 1.5  # what the feeling of the clauses about a factor weighs in its polarity
# Many of the texts it learned from had two classes only: what that took from neutral, in log-odds.
TWO_CLASSES = 1.0


class GeneralReader(LearnedReader):
    """Settles sentiment, acts and the polarity of the factors that the rules found.

    Its model was learned with the seed terms of another codebook, whose presence outputs are not
    asked: features that name a factor are unknown to it here and count nothing. ``factors`` are
    the codebook's own.
    """

    def __init__(
        self, model: Model, factors: tuple[str, ...], semantic: Semantic | None = None
    ) -> None:
        super().__init__(model, semantic)
        self.factors = factors

    def read(self, items: Sequence[Item]) -> list[Reading]:
        """Return the settled reading of each item, in order."""
        if not items:
            return []
        held = self._hold(items)
        feelings = softmax(held.second.sentiment).tolist()
        acted = sigmoid(held.second.acts) >= self.model.bounds["act"]
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
                tuple(sorted(found, key=lambda span: (span.start, span.end, span.factor))),
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

    def _hold(self, items: Sequence[Item]) -> Held:
        held = super()._hold(items)
        felt = held.second.sentiment + np.array([0, TWO_CLASSES, 0], dtype=np.float32)
        return replace(held, second=replace(held.second, sentiment=felt))

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
        return wanted, chosen, softmax(logits)
