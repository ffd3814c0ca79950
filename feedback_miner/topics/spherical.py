"""Spherical k-means (Dhillon and Modha, 2001): clusters of unit vectors by their cosine."""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from feedback_miner.topics.anchors import anchors
from feedback_miner.topics.vectors import unit

__all__ = ["cluster", "from_anchors", "settle"]

Array = NDArray[np.float64]
STARTS = 6
SAMPLE = 6000  # points the starts are tried on
STEPS = 40
TIE = 1e-9  # cosines this near are equal: the first centre has the text on every processor
BRIEF = 20  # steps from anchors: the rest moves the edges of topics only


def cluster(points: Array, k: int, seed: int = 0) -> Array:
    """Return k centres, k x dimensions, each of length 1.

    Of ``STARTS`` starts drawn as k-means++ draws them (Arthur and Vassilvitskii, 2007) from every
    so-manieth point, the best is settled on all points. ``points`` are rows of length 1.
    """
    rng = np.random.default_rng(seed)
    every = max(1, -(-len(points) // SAMPLE))
    sample = points[::every]
    best: tuple[float, Array] | None = None
    for _ in range(STARTS):
        centres, _, fit = settle(sample, _spread(sample, k, rng), STEPS)
        if best is None or fit > best[0] + 1e-9:
            best = (fit, centres)
    assert best is not None
    return settle(points, best[1], STEPS // 4)[0]


def from_anchors(points: Array, flags: Any, k: int) -> Array:
    """Return k centres, k x dimensions, settled from the texts of k anchor words.

    Where random starts end in another of many optima that are equally good as soon as the texts
    change a little, common words stay common (anchors after Arora et al., 2013; chosen by
    ``anchors.anchors``): a fresh sample of the same texts has nearly the same topics. ``points``
    are texts' rows of length 1, ``flags`` texts x words, 0 and 1.
    """
    return settle(points, anchors(points, flags, k), BRIEF)[0]


def settle(points: Array, centres: Array, steps: int) -> tuple[Array, NDArray[np.int64], float]:
    """Move centres to the means of their points until nothing moves, at most ``steps`` times;
    return centres, each point's cluster, and the sum of cosines."""
    k = len(centres)
    nearest = np.full(len(points), -1)
    fit = 0.0
    for _ in range(steps):
        cosines = points @ centres.T
        now = (cosines >= cosines.max(axis=1, keepdims=True) - TIE).argmax(axis=1)
        fit = float(cosines[np.arange(len(points)), now].sum())
        if (now == nearest).all():
            break
        nearest = now
        members = sp.csr_matrix(
            (np.ones(len(now), dtype=points.dtype), (now, np.arange(len(now)))),
            shape=(k, len(points)),
        )
        means = np.asarray(members @ points)
        empty = np.abs(means).sum(axis=1) < 1e-9
        means[empty] = centres[empty]
        centres = unit(means)
    return centres, nearest, fit


def _spread(points: Array, k: int, rng: np.random.Generator) -> Array:
    chosen = [int(rng.integers(len(points)))]
    near = points @ points[chosen[0]]
    for _ in range(k - 1):
        far = np.maximum(1 - near, 0).astype(float)
        total = far.sum()
        index = int(rng.choice(len(points), p=far / total)) if total > 0 else 0
        chosen.append(index)
        near = np.maximum(near, points @ points[index])
    return points[chosen]
