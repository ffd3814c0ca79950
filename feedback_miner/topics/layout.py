"""Topics on a plane and in groups: by how alike their words are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["distances", "groups", "plane"]

Array = NDArray[np.float64]
MANY = 8  # topics from which they are grouped


def distances(found: Array) -> Array:
    """Return topics x topics: the Jensen-Shannon distance (root of the divergence, base 2; Lin,
    1991) of their words, in [0, 1]. ``found`` is topics x words (see ``words.mass``)."""
    shares = (found + 1e-9) / (found + 1e-9).sum(axis=1, keepdims=True)
    k = len(shares)
    result = np.zeros((k, k))
    for i in range(k):
        middle = (shares + shares[i]) / 2
        one = (shares[i] * np.log2(shares[i] / middle)).sum(axis=1)
        other = (shares * np.log2(shares / middle)).sum(axis=1)
        result[i] = np.sqrt(np.maximum(0.5 * (one + other), 0))
    np.fill_diagonal(result, 0.0)
    return (result + result.T) / 2


def plane(apart: Array) -> Array:
    """Return topics x 2: classical scaling (Torgerson, 1952) of distances, each axis within
    [-1, 1]; signs are fixed so that the first topic with a side lies on the positive one."""
    k = len(apart)
    if k < 3:
        return np.array([[-0.5 + i, 0.0] for i in range(k)], dtype=float).reshape(k, 2)
    centre = np.eye(k) - 1.0 / k
    values, axes = np.linalg.eigh(-0.5 * centre @ (apart**2) @ centre)
    places = axes[:, [-1, -2]] * np.sqrt(np.maximum(values[[-1, -2]], 0))
    for axis in range(2):
        column = np.round(places[:, axis], 9)
        sided = np.flatnonzero(column)
        if len(sided) and column[sided[0]] < 0:
            places[:, axis] = -places[:, axis]
    most = np.abs(places).max()
    scaled: Array = np.round(places / most, 6) if most > 0 else places
    return scaled


def groups(apart: Array, sizes: Sequence[int]) -> list[int]:
    """Return each topic's group, numbered from 1 by size; all 1 where topics are few.

    Average linkage (Sokal and Michener, 1958), cut where the silhouette (Rousseeuw, 1987) is best
    for 2 to k/2 groups.
    """
    k = len(apart)
    if k < MANY:
        return [1] * k
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform
    from sklearn.metrics import silhouette_score

    tree = linkage(squareform(np.round(apart, 9), checks=False), "average")
    best: tuple[float, NDArray[np.int64]] | None = None
    for n in range(3, k // 2 + 1):
        cut = fcluster(tree, n, "maxclust")
        if 1 < len(set(cut)) < k:
            score = float(silhouette_score(np.round(apart, 9), cut, metric="precomputed"))
            if best is None or score > best[0] + 1e-9:
                best = (score, cut)
    if best is None:
        return [1] * k
    totals: dict[int, int] = {}
    for label, size in zip(best[1].tolist(), sizes, strict=True):
        totals[label] = totals.get(label, 0) + size
    rank = {
        label: i for i, label in enumerate(sorted(totals, key=lambda x: (-totals[x], x)), start=1)
    }
    return [rank[label] for label in best[1].tolist()]
