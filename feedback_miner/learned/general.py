"""Reading a codebook that no model has learned: the rules tell what a text is about, a model of
general feedback how it is meant."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from feedback_miner.learned.model import ACTS
from feedback_miner.learned.reader import Item, LearnedReader, log_softmax, settled, signed
from feedback_miner.sentiment.document import Reading, Span

__all__ = ["GeneralReader"]

CLAUSE = 1.5  # what the feeling of the clauses about a factor weighs in its polarity
# Many of the texts it learned from had two classes only: what that took from neutral, in log-odds.
TWO_CLASSES = 1.0


class GeneralReader(LearnedReader):
    """Settles sentiment, acts and the polarity of the factors that the rules found.

    Its model was learned with the seed terms of another codebook, whose presence outputs are not
    asked: features that name a factor are unknown to it here and count nothing.
    """

    def read(self, items: Sequence[Item]) -> list[Reading]:
        """Return the settled reading of each item, in order."""
        if not items:
            return []
        held = self._hold(items)
        felt = held.second.sentiment + np.array([0, TWO_CLASSES, 0], dtype=np.float32)
        feelings = np.exp(log_softmax(felt)).tolist()
        acted = 1 / (1 + np.exp(-held.second.acts)) >= self.model.bounds["act"]
        wanted = [
            (i, factor)
            for i, item in enumerate(items)
            for factor in dict.fromkeys(span.factor for span in item.reading.spans)
        ]
        chosen = [self._pair(items[i], factor) for i, factor in wanted]
        logits = self._pair_logits(held, [i for i, _ in wanted], chosen)
        if wanted:
            alone = self.model.text([p.words for p in chosen], [p.marks for p in chosen])[:, :3]
            logits = logits + CLAUSE * log_softmax(alone / self.model.temperatures["sentiment"])
        meant = np.exp(log_softmax(logits)).tolist()
        done = [[act for act, said in zip(ACTS, row, strict=True) if said] for row in acted]
        spans: list[list[Span]] = [[] for _ in items]
        for (i, _), pair, chances in zip(wanted, chosen, meant, strict=True):
            spans[i] += settled(pair.about, signed(chances), done[i])
        return [
            Reading(
                signed(feeling),
                tuple(sorted(found, key=lambda span: (span.start, span.end, span.factor))),
                tuple(sorted(acts)),
            )
            for feeling, found, acts in zip(feelings, spans, done, strict=True)
        ]
