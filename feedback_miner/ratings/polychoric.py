"""Polychoric correlations of ordinal items."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special

__all__ = ["bivariate_normal_cdf", "category_scores", "estimate", "polychoric", "smooth"]

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
LEVELS = 12  # more distinct answers than this are merged
BOUND = 0.9999  # correlations are looked for within +- this
LEAST_EIGENVALUE = 1e-6


def bivariate_normal_cdf(h: Array, k: Array, rho: float) -> Array:
    """Return P(X <= h, Y <= k) of standard normal X, Y with correlation ``rho``, elementwise.

    By Owen's T function (1956). ``h`` and ``k`` broadcast and may be infinite.
    """
    h, k = np.broadcast_arrays(np.asarray(h, dtype=np.float64), np.asarray(k, dtype=np.float64))
    below_h, below_k = special.ndtr(h), special.ndtr(k)
    if rho >= 1:
        return np.asarray(np.minimum(below_h, below_k))
    if rho <= -1:
        return np.asarray(np.maximum(below_h + below_k - 1, 0.0))
    root = np.sqrt((1 - rho) * (1 + rho))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        slope_h = (k / h - rho) / root
        slope_k = (h / k - rho) / root
        apart = (h * k < 0) | ((h * k == 0) & (h + k < 0))
        result = (
            (below_h + below_k) / 2
            - special.owens_t(h, slope_h)
            - special.owens_t(k, slope_k)
            - np.where(apart, 0.5, 0.0)
        )
    result = np.where((h == 0) & (k == 0), 0.25 + np.arcsin(rho) / (2 * np.pi), result)
    # An end at infinity leaves the other margin, or nothing.
    result = np.where(np.isinf(h), np.where(h > 0, below_k, 0.0), result)
    result = np.where(np.isinf(k), np.where(k > 0, below_h * (h != -np.inf), 0.0), result)
    return np.asarray(np.clip(result, 0.0, np.minimum(below_h, below_k)))


def polychoric(data: Array) -> Array:
    """Return the polychoric correlations of an array of respondents x ordinal items.

    ``estimate`` without its flag.
    """
    return estimate(data)[0]


def estimate(data: Array) -> tuple[Array, bool]:
    """Return the polychoric correlations, and whether they had to be smoothed.

    The two-step method (Olsson, 1979): thresholds from each item's margin, then for each pair
    the correlation of the underlying normals that makes its table likeliest. More than 12
    levels are merged into groups of about equal size. A correlation with an item that does not
    vary is nan. A matrix that is not positive definite is smoothed.
    """
    n, k = data.shape
    codes = [_codes(data[:, i]) for i in range(k)]
    result = np.eye(k)
    for i in range(k):
        for j in range(i):
            result[i, j] = result[j, i] = _pair(_table(codes[i], codes[j]))
    if n == 0 or not np.isfinite(result).all():
        return result, False
    return smooth(result)


def smooth(r: Array) -> tuple[Array, bool]:
    """Return ``r`` made positive definite, and whether that changed it.

    Small eigenvalues are raised and the diagonal scaled back to 1, as Knol and ten Berge (1989)
    discuss and as R's ``psych::cor.smooth`` does.
    """
    values, vectors = np.linalg.eigh(r)
    if values[0] >= LEAST_EIGENVALUE:
        return r, False
    values = np.maximum(values, 100 * LEAST_EIGENVALUE)
    raised = (vectors * values) @ vectors.T
    scale = np.sqrt(np.diag(raised))
    raised = raised / np.outer(scale, scale)
    np.fill_diagonal(raised, 1.0)
    return np.asarray((raised + raised.T) / 2), True


def category_scores(column: Array) -> Array:
    """Return each answer's mean on the underlying standard normal variable, given the margin."""
    codes = _codes(column)
    shares = np.bincount(codes) / len(codes)
    density = np.exp(-(_thresholds(shares) ** 2) / 2) / np.sqrt(2 * np.pi)
    return np.asarray((-np.diff(density) / shares)[codes])


def _codes(column: Array) -> Codes:
    """Number the levels of an item from 0, merging neighbours where there are too many."""
    levels, codes = np.unique(column, return_inverse=True)
    codes = codes.reshape(-1).astype(np.int64)
    if len(levels) <= LEVELS:
        return np.asarray(codes)
    counts = np.bincount(codes)
    middle = (np.cumsum(counts) - counts / 2) / len(codes)
    group = np.unique((middle * LEVELS).astype(np.int64), return_inverse=True)[1]
    return np.asarray(group.reshape(-1)[codes], dtype=np.int64)


def _table(x: Codes, y: Codes) -> Array:
    if len(x) == 0:
        return np.zeros((0, 0))
    rows, columns = int(x.max()) + 1, int(y.max()) + 1
    flat = np.bincount(x * columns + y, minlength=rows * columns)
    return flat.reshape(rows, columns).astype(np.float64)


def _thresholds(shares: Array) -> Array:
    """Return the normal quantiles between levels, with the infinite ends."""
    inner = special.ndtri(np.clip(np.cumsum(shares)[:-1], 0.0, 1.0))
    return np.concatenate([[-np.inf], inner, [np.inf]])


def _pair(table: Array) -> float:
    """Return the likeliest correlation for a table of counts; nan where a side has one level."""
    if min(table.shape) < 2:
        return float("nan")
    table = _without_empty_cell(table)
    total = table.sum()
    h = _thresholds(table.sum(axis=1) / total)[:, None]
    k = _thresholds(table.sum(axis=0) / total)[None, :]
    filled = table > 0
    counts = table[filled]

    def loss(rho: float) -> float:
        below = bivariate_normal_cdf(h, k, rho)
        cells = np.diff(np.diff(below, axis=0), axis=1)
        return float(-(counts * np.log(np.maximum(cells[filled], 1e-15))).sum() / total)

    found = optimize.minimize_scalar(
        loss, bounds=(-BOUND, BOUND), method="bounded", options={"xatol": 1e-7}
    )
    return float(found.x)


def _without_empty_cell(table: Array) -> Array:
    """Put half an answer into the one empty cell of a 2 x 2 table, its margins kept (Brown and
    Benedetti, 1977): its correlation would be -1 or 1 otherwise."""
    if table.shape != (2, 2) or (table == 0).sum() != 1:
        return table
    i, j = (int(v[0]) for v in np.nonzero(table == 0))
    half = np.full((2, 2), 0.5)
    half[i, 1 - j] = half[1 - i, j] = -0.5
    return np.asarray(table + half)
