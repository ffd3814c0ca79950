"""How good a topic model's words are: coherence, diversity, stability."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

__all__ = ["diversity", "matched", "npmi", "overlap", "pair_npmi"]

Array = NDArray[np.float64]


def pair_npmi(words: Sequence[int], presence: Any) -> Array:
    """Return the normalised pointwise mutual information (Bouma, 2009) of each pair of ``words``,
    words x words, in [-1, 1]; -1 for words that never meet, but 0 where chance would not have
    let them meet either (less than once). ``presence`` is a sparse 0/1 documents x words
    matrix."""
    columns = presence[:, list(words)]
    together = (columns.T @ columns).toarray() / presence.shape[0]
    single = np.diag(together)
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = np.log(together / np.outer(single, single)) / -np.log(together)
    apart = np.where(np.outer(single, single) * presence.shape[0] < 1, 0.0, -1.0)
    scores = np.where(together > 0, scores, apart)
    result: Array = np.where(np.isfinite(scores), scores, 1.0)
    return result


def npmi(topics: Sequence[Sequence[int]], presence: Any) -> float:
    """Return the mean NPMI of all topics' word pairs; see ``pair_npmi``."""
    scores = [
        pair_npmi(words, presence)[np.tril_indices(len(words), -1)]
        for words in topics
        if len(words) > 1
    ]
    return float(np.concatenate(scores).mean()) if scores else 0.0


def diversity(topics: Sequence[Sequence[int]]) -> float:
    """Return the share of distinct words among all topics' words (Dieng et al., 2020)."""
    words = [word for topic in topics for word in topic]
    return len(set(words)) / len(words) if words else 0.0


def matched(one: Sequence[Sequence[Any]], other: Sequence[Sequence[Any]]) -> list[tuple[int, int]]:
    """Return pairs of topics of two models, matched one to one so that the shared top words are
    most (the assignment problem: Kuhn, 1955)."""
    shares = _shares(one, other)
    rows, columns = linear_sum_assignment(-shares)
    return [(int(i), int(j)) for i, j in zip(rows, columns, strict=True)]


def overlap(one: Sequence[Sequence[Any]], other: Sequence[Sequence[Any]]) -> float:
    """Return the mean share of top words that matched topics of two models have in common."""
    if not one or not other:
        return 0.0
    shares = _shares(one, other)
    return float(np.mean([shares[i, j] for i, j in matched(one, other)]))


def _shares(one: Sequence[Sequence[Any]], other: Sequence[Sequence[Any]]) -> Array:
    return np.array([[len(set(a) & set(b)) / max(1, len(a)) for b in other] for a in one])
