"""How good a topic model's words are: coherence, diversity, stability."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

__all__ = ["diversity", "npmi", "overlap"]


def npmi(topics: Sequence[Sequence[int]], presence: Any) -> float:
    """Return the mean normalised pointwise mutual information (Bouma, 2009) of each topic's word
    pairs, in [-1, 1]; co-occurrence is within a document.

    ``topics`` holds column numbers of ``presence``, a sparse 0/1 documents x terms matrix.
    """
    n = presence.shape[0]
    scores = []
    for words in topics:
        columns = presence[:, list(words)]
        together = (columns.T @ columns).toarray()
        for i in range(len(words)):
            for j in range(i):
                p_ij = together[i, j] / n
                p_i, p_j = together[i, i] / n, together[j, j] / n
                if p_ij == 0:
                    scores.append(-1.0)
                elif p_ij < 1:
                    scores.append(math.log(p_ij / (p_i * p_j)) / -math.log(p_ij))
    return float(np.mean(scores)) if scores else 0.0


def diversity(topics: Sequence[Sequence[int]]) -> float:
    """Return the share of distinct words among all topics' words (Dieng et al., 2020)."""
    words = [word for topic in topics for word in topic]
    return len(set(words)) / len(words) if words else 0.0


def overlap(one: Sequence[Sequence[int]], other: Sequence[Sequence[int]]) -> float:
    """Return the mean share of top words two models have in common, topics matched one to one
    (the assignment problem) so that the total is greatest."""
    from scipy.optimize import linear_sum_assignment

    if not one or not other:
        return 0.0
    shares = np.array([[len(set(a) & set(b)) / max(1, len(a)) for b in other] for a in one])
    rows, columns = linear_sum_assignment(-shares)
    return float(shares[rows, columns].mean())
