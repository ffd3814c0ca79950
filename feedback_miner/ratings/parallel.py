"""How many factors stand out from chance: parallel analysis."""

from __future__ import annotations

import numpy as np

from feedback_miner.ratings.efa import Array
from feedback_miner.ratings.polychoric import category_scores, estimate

__all__ = ["parallel_analysis", "pearson"]


def parallel_analysis(
    data: Array,
    seed: int,
    samples: int = 100,
    percentile: float = 95,
    polychoric: bool = False,
) -> tuple[int, Array, Array]:
    """Return how many factors stand out from chance, the eigenvalues, and chance's eigenvalues.

    Horn's (1965) parallel analysis of the eigenvalues of the whole correlation matrix, against
    ``percentile`` of those of independent normal data of the same size (Glorfeld, 1995). Those
    data's correlations are drawn at once from their own distribution (Bartlett's decomposition
    of a Wishart matrix). With ``polychoric`` a random correlation is the first scoring step
    from 0, which is where it lies: the correlation of the category scores, over both their
    variances.
    """
    r = estimate(data)[0] if polychoric else pearson(data)
    eigenvalues = np.asarray(np.linalg.eigvalsh(r)[::-1], dtype=np.float64)
    n, k = data.shape
    widen = np.ones((k, k))
    if polychoric:
        spread = np.array([category_scores(data[:, i]).std() for i in range(k)])
        widen = 1 / np.outer(spread, spread)
        np.fill_diagonal(widen, 1.0)
    random = _random_eigenvalues(n, widen, np.random.default_rng(seed), samples)
    reference = np.asarray(np.percentile(random, percentile, axis=0), dtype=np.float64)
    beyond = eigenvalues <= reference
    suggested = int(np.argmax(beyond)) if beyond.any() else k
    return suggested, eigenvalues, reference


def pearson(data: Array) -> Array:
    """Return the correlations (k x k) of columns (n x k)."""
    return np.asarray(np.corrcoef(data, rowvar=False), dtype=np.float64)


def _random_eigenvalues(n: int, widen: Array, rng: np.random.Generator, samples: int) -> Array:
    k = len(widen)
    rows, columns = np.tril_indices(k, -1)
    lower = np.zeros((samples, k, k))
    lower[:, rows, columns] = rng.standard_normal((samples, len(rows)))
    degrees = np.maximum(n - 1 - np.arange(k), 1)
    lower[:, np.arange(k), np.arange(k)] = np.sqrt(rng.chisquare(degrees, (samples, k)))
    wishart = lower @ lower.transpose(0, 2, 1)
    scale = np.sqrt(np.diagonal(wishart, axis1=1, axis2=2))
    r = wishart / (scale[:, :, None] * scale[:, None, :]) * widen
    r = np.where(np.eye(k, dtype=bool), 1.0, np.clip(r, -0.9999, 0.9999))
    return np.asarray(np.linalg.eigvalsh(r)[:, ::-1])
