"""Which texts are worth a person's time: uncertain, unlike each other, and of weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import HashingVectorizer

from feedback_miner.learned.reader import Chances

__all__ = ["Candidate", "choose", "entropy"]

POOL = 12  # candidates looked at for each that is chosen
PLENTY = 0.35  # what weight adds to uncertainty at most
REPEATED = 0.7  # how far a text like one already chosen falls back


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that might be labelled: distinct, with how often it was said (``count``) and its
    urgency (0-3)."""

    text: str
    question: str
    kind: str
    count: int = 1
    urgency: int = 0


def entropy(chances: Chances, bound: float) -> NDArray[np.float64]:
    """Return how unsure a model is of each text, 0 to 1: the larger of the entropy of its
    sentiment and of the factor nearest to the bound where presence turns (Lewis and Gale, 1994;
    Settles, 2009). Shapes: (n, 3) and (n, F) in, (n,) out."""
    p = np.clip(chances.sentiment.astype(float), 1e-9, 1)
    feeling = -(p * np.log(p)).sum(axis=1) / np.log(3)
    if not chances.presence.shape[1]:
        return np.asarray(feeling)
    # Log-odds moved so that the bound is the point of no knowledge.
    q = np.clip(chances.presence.astype(float), 1e-6, 1 - 1e-6)
    moved = np.log(q / (1 - q)) - np.log(bound / (1 - bound))
    q = 1 / (1 + np.exp(-moved))
    q = np.clip(q, 1e-9, 1 - 1e-9)
    doubt = -(q * np.log2(q) + (1 - q) * np.log2(1 - q))
    return np.asarray(np.maximum(feeling, doubt.max(axis=1)))


def choose(
    candidates: Sequence[Candidate], doubts: NDArray[np.float64], n: int
) -> list[tuple[int, float]]:
    """Return up to ``n`` places of candidates with their worth, best first.

    Worth is doubt, raised by how often the text was said and by its urgency. Each choice makes
    texts like it (cosine of character 2-grams) worth less: maximal marginal relevance (Carbonell
    and Goldstein, 1998). Ties go to the earlier text.
    """
    if not candidates or n <= 0:
        return []
    said = np.log1p([one.count for one in candidates])
    urgent = np.array([one.urgency / 3 for one in candidates])
    heavy = 0.5 * said / max(float(said.max()), 1e-9) + 0.5 * urgent
    worth = np.asarray(doubts) * (1 + PLENTY * heavy)
    pool = np.argsort(-worth, kind="stable")[: n * POOL]
    vectors = HashingVectorizer(
        analyzer="char", ngram_range=(2, 2), n_features=2**16, alternate_sign=False
    ).transform([candidates[i].text for i in pool])
    near = np.zeros(len(pool))
    left = np.ones(len(pool), dtype=bool)
    chosen: list[tuple[int, float]] = []
    for _ in range(min(n, len(pool))):
        value = np.where(left, worth[pool] * (1 - REPEATED * near), -1.0)
        best = int(value.argmax())
        left[best] = False
        chosen.append((int(pool[best]), float(worth[pool[best]])))
        near = np.maximum(near, (vectors @ vectors[best].T).toarray()[:, 0])
    return chosen
