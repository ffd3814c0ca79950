"""Minimum residual factor analysis of a correlation matrix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

__all__ = ["Fit", "minres"]

Array = NDArray[np.float64]
LEAST = 0.005  # uniqueness held above this, as R's factanal and psych do
RESTARTS, STEP, SLACK = 20, 0.5, 1e-5  # of a search that stalled


@dataclass(frozen=True, slots=True)
class Fit:
    """Unrotated loadings (items x factors), uniquenesses, and which items are Heywood cases."""

    loadings: Array
    uniqueness: Array
    heywood: NDArray[np.bool_]


def minres(r: Array, factors: int) -> Fit | None:
    """Fit a model of ``factors`` factors to the correlation matrix ``r``; None if it fails.

    Minimum residuals (Harman and Jones, 1966) over the uniquenesses: the sum of the squared
    off-diagonal residuals is as small as it can be with each uniqueness within [0.005, 1]. At
    the lower bound an item is a Heywood case.
    """
    k = len(r)
    if not 1 <= factors < k or not np.isfinite(r).all():
        return None
    try:
        inverse = np.diag(np.linalg.inv(r))
        start = np.where(inverse > 1, 1 / inverse, 0.5)  # squared multiple correlations
    except np.linalg.LinAlgError:
        start = np.full(k, 0.5)

    def loss(uniqueness: Array) -> tuple[float, Array]:
        # Harman and Jones's loss, the diagonal included: the least-squares fit of the reduced
        # matrix; its derivative is twice the diagonal residual (Joreskog, 1977).
        reduced = r - np.diag(uniqueness)
        values, vectors = np.linalg.eigh(reduced)
        kept = np.maximum(values[-factors:], 0)
        residual = reduced - (vectors[:, -factors:] * kept) @ vectors[:, -factors:].T
        return float((residual**2).sum()) / 2, -np.diag(residual)

    at = np.clip(start, LEAST, 1)
    for _ in range(RESTARTS):
        result = optimize.minimize(
            loss,
            at,
            jac=True,
            method="L-BFGS-B",
            bounds=[(LEAST, 1.0)] * k,
            options={"maxiter": 2000, "ftol": 1e-14, "gtol": 1e-8},
        )
        # Where two eigenvalues cross, the search may stall on the ridge between them, which is
        # no minimum: a step down the slope on its side leads on.
        slope = loss(result.x)[1]
        after = np.clip(result.x - STEP * slope, LEAST, 1)
        if np.abs(after - result.x).max() <= STEP * SLACK:
            break
        at = after
    if not np.isfinite(result.fun) or (not result.success and result.nit >= 2000):
        return None
    uniqueness = np.asarray(result.x, dtype=np.float64)
    values, vectors = np.linalg.eigh(r - np.diag(uniqueness))
    loadings = vectors[:, -factors:][:, ::-1] * np.sqrt(np.maximum(values[-factors:][::-1], 0))
    sums = loadings.sum(axis=0)
    loadings = loadings * np.where(sums < 0, -1.0, 1.0)
    return Fit(loadings, uniqueness, uniqueness <= LEAST + 1e-9)
