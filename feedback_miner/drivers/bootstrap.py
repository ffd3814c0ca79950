"""The bootstrap of everything that follows from sums: moments, means, net shares."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from feedback_miner.ratings.statistics import LEVEL, Groups

__all__ = ["correlations", "moments", "percentiles", "pooled", "products", "sums"]

Array = NDArray[np.float64]
CHUNK = 4096  # respondents at a time: their counts and products fit the cache


def sums(columns: Array, samples: int, seed: int) -> Array:
    """Return the column sums of ``samples`` resamples of the rows of ``columns`` (n x p).

    The nonparametric bootstrap (Efron, 1979): a resample is known by how often it holds each
    row, so that all of them are one matrix product of counts (samples x n) and columns. Drawn a
    chunk at a time: first how many of the n draws fall into each chunk, then which rows.
    """
    n, p = columns.shape
    rng = np.random.default_rng(seed)
    total = np.zeros((samples, p))
    if n == 0:
        return total
    sizes = np.diff(np.append(np.arange(0, n, CHUNK), n))
    drawn = rng.multinomial(n, sizes / n, size=samples)
    start = 0
    for chunk, size in enumerate(sizes):
        each = drawn[:, chunk]
        rows = rng.integers(0, size, size=int(each.sum()))
        sample = np.repeat(np.arange(samples), each)
        counts = np.bincount(sample * size + rows, minlength=samples * size)
        block = counts.reshape(samples, size).astype(np.float64)
        total += block @ columns[start : start + size]
        start += size
    return total


def pooled(columns: Array, groups: Groups | None) -> Array:
    """Return the sums of rows of one group each (groups x p), which are resampled in the rows'
    place where these are no one's alone (the cluster bootstrap; Davison and Hinkley, 1997); the
    rows themselves where there are no ``groups``."""
    if groups is None:
        return columns
    names, place = np.unique(groups, return_inverse=True)
    total = np.zeros((len(names), columns.shape[1]))
    np.add.at(total, place, columns)
    return total


def products(columns: Array, weights: Array | None = None) -> Array:
    """Return what ``moments`` needs the sums of: the weight, weighted columns and their products.

    n x (1 + p + p(p+1)/2) for ``columns`` n x p.
    """
    n, p = columns.shape
    w = np.ones(n) if weights is None else weights
    upper = np.triu_indices(p)
    weighted = columns * w[:, None]
    return np.column_stack([w, weighted, weighted[:, upper[0]] * columns[:, upper[1]]])


def moments(total: Array, p: int) -> tuple[Array, Array]:
    """Return means (B x p) and covariances (B x p x p) from sums of ``products``."""
    upper = np.triu_indices(p)
    mean = total[:, 1 : p + 1] / total[:, :1]
    second = np.empty((len(total), p, p))
    second[:, upper[0], upper[1]] = total[:, p + 1 :] / total[:, :1]
    second[:, upper[1], upper[0]] = second[:, upper[0], upper[1]]
    return mean, second - mean[:, :, None] * mean[:, None, :]


def correlations(covariances: Array) -> Array:
    """Return correlation matrices (B x p x p); nan where a column does not vary."""
    deviations = np.sqrt(np.maximum(np.diagonal(covariances, axis1=1, axis2=2), 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        result: Array = covariances / (deviations[:, :, None] * deviations[:, None, :])
    return result


def percentiles(drawn: Array, level: float = LEVEL) -> tuple[Array, Array]:
    """Return the percentile interval down the first axis; nan where half the samples fail."""
    tail = (1 - level) / 2 * 100
    usable = np.isfinite(drawn)
    failed = usable.mean(axis=0) < 0.5
    # Zeros where all failed, so that nothing warns of an empty slice; they are nan in the end.
    kept = np.where(usable, drawn, np.nan)
    kept = np.where(failed, 0.0, kept)
    low, high = np.nanpercentile(kept, [tail, 100 - tail], axis=0)
    return np.where(failed, np.nan, low), np.where(failed, np.nan, high)
