"""Relative importance of correlated predictors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["relative_weights", "variance_inflation"]

Array = NDArray[np.float64]


def relative_weights(correlations: Array, with_outcome: Array) -> Array:
    """Return Johnson's relative weights (2000, Multivariate Behavioral Research 35(1)).

    ``correlations`` (k x k) among the predictors, ``with_outcome`` (k) with the outcome. The
    weights are the shares of the model's R²: they are not negative and add up to R².
    Raises numpy.linalg.LinAlgError where a predictor repeats others exactly.
    """
    values, vectors = np.linalg.eigh(correlations)
    if values.min() < 1e-10:
        raise np.linalg.LinAlgError("predictors are linearly dependent")
    root = vectors @ np.diag(np.sqrt(values)) @ vectors.T
    beta = np.linalg.solve(root, with_outcome)
    weights: Array = root**2 @ beta**2
    return weights


def variance_inflation(correlations: Array) -> Array:
    """Return each predictor's variance inflation factor: the diagonal of the inverse."""
    factors: Array = np.diag(np.linalg.inv(correlations)).astype(np.float64)
    return factors
