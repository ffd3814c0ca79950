"""Anchor words: the common words round which the texts of a set gather best."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback_miner.topics.vectors import unit

__all__ = ["anchors"]

Array = NDArray[np.float64]
FREQUENT = 200  # words that may be anchors: how common a word is hardly changes with the sample
SAMPLE = 30_000  # texts the anchors are tried on: time and memory do not grow beyond
SWEEPS = 5  # rounds in which each anchor is put to its best place, the others held
DIGITS = 9  # gains this near are equal: the commoner word is chosen on every processor


def anchors(points: Array, flags: Any, k: int) -> Array:
    """Return the middles of the texts of k anchor words, k x dimensions (fewer where there are
    fewer words), each of length 1.

    Anchors are chosen among the ``FREQUENT`` commonest words so that texts lie near one of them:
    the mean over texts of the squared cosine with the nearest anchor, or with the middle of all
    texts where that is nearer, is made greatest, greedily (the facility location problem:
    Cornuejols, Fisher and Nemhauser, 1977), then by exchange (as partitioning around medoids does:
    Kaufman and Rousseeuw, 1990). An aim that all texts share moves little with the sample, where
    the word farthest from those before is one of few texts. ``points`` are texts' rows of length
    1, ``flags`` texts x words, 0 and 1.
    """
    texts = np.asarray(flags.sum(axis=0)).ravel()
    words = np.argsort(-texts, kind="stable")[: max(FREQUENT, 2 * k)]
    words = words[texts[words] > 0]
    middles = unit(np.asarray(flags.T[words] @ points))
    tried = points[:: max(1, -(-len(points) // SAMPLE))]
    near = np.ascontiguousarray(_nearness(tried, middles).T)
    everywhere = _nearness(tried, unit(points.mean(axis=0, keepdims=True)))[:, 0]
    chosen = _greedy(near, everywhere, min(k, len(words)))
    return np.asarray(middles[_exchanged(near, everywhere, chosen)])


def _nearness(points: Array, middles: Array) -> Array:
    """Return squared cosines, points x middles; 0 for those of the other side."""
    cosines: Array = np.maximum(points @ middles.T, 0.0)
    return cosines * cosines


def _gains(near: Array, served: Array, taken: list[int]) -> Array:
    """Return by how much each word would bring a text nearer on average; -1 for those taken."""
    gains = np.array([float(np.maximum(row - served, 0.0).mean()) for row in near])
    gains = np.round(gains, DIGITS)
    gains[taken] = -1.0
    return gains


def _greedy(near: Array, everywhere: Array, k: int) -> list[int]:
    chosen: list[int] = []
    served = everywhere
    for _ in range(k):
        chosen.append(int(_gains(near, served, chosen).argmax()))
        served = np.maximum(served, near[chosen[-1]])
    return chosen


def _exchanged(near: Array, everywhere: Array, chosen: list[int]) -> list[int]:
    """Return anchors of which none could be put to a better place, after ``SWEEPS`` rounds at
    most."""
    chosen = list(chosen)
    for _ in range(SWEEPS):
        before = list(chosen)
        for i in range(len(chosen)):
            others = chosen[:i] + chosen[i + 1 :]
            served = np.maximum(everywhere, near[others].max(axis=0, initial=0.0))
            gains = _gains(near, served, others)
            best = int(gains.argmax())
            if gains[best] > gains[chosen[i]]:
                chosen[i] = best
        if chosen == before:
            break
    return chosen
