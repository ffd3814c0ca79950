"""Whether items suit a factor analysis: sampling adequacy, sphericity."""

from __future__ import annotations

import numpy as np
from scipy import stats

from feedback_miner.ratings.efa import Array

__all__ = ["bartlett", "kmo"]

SINGULAR = 1e-10


def kmo(r: Array) -> tuple[float, Array]:
    """Return the Kaiser-Meyer-Olkin measure of sampling adequacy (Kaiser, 1974), overall and of
    each item of a correlation matrix; nan where the matrix is singular."""
    k = len(r)
    if k < 2 or not np.isfinite(r).all() or np.linalg.eigvalsh(r)[0] < SINGULAR:
        return float("nan"), np.full(k, np.nan)
    inverse = np.linalg.inv(r)
    scale = np.sqrt(np.diag(inverse))
    partial = (inverse / np.outer(scale, scale)) ** 2
    squared = r**2
    np.fill_diagonal(partial, 0.0)
    np.fill_diagonal(squared, 0.0)
    if squared.sum() + partial.sum() <= 0:
        return float("nan"), np.full(k, np.nan)
    sums = squared.sum(axis=0)
    both = sums + partial.sum(axis=0)
    items = np.divide(sums, both, out=np.full(k, np.nan), where=both > 0)
    return float(squared.sum() / (squared.sum() + partial.sum())), items


def bartlett(r: Array, n: int) -> tuple[float, int, float]:
    """Return Bartlett's (1951) test that the items do not correlate: chi-square, degrees of
    freedom, p."""
    k = len(r)
    df = k * (k - 1) // 2
    sign, logarithm = np.linalg.slogdet(r)
    if not np.isfinite(r).all() or df == 0:
        return float("nan"), df, float("nan")
    if sign <= 0:
        return float("inf"), df, 0.0
    chi2 = max(0.0, float(-(n - 1 - (2 * k + 5) / 6) * logarithm))
    return chi2, df, float(stats.chi2.sf(chi2, df))
