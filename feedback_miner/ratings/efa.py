"""The factors of a correlation matrix: extraction and rotation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from statsmodels.multivariate.factor_rotation import rotate_factors

from feedback_miner.ratings.minres import minres

__all__ = ["Array", "Rotation", "Solution", "efa", "most_factors", "rotate"]


Array = NDArray[np.float64]
Rotation = Literal["varimax", "oblimin", "none"]


@dataclass(frozen=True, slots=True)
class Solution:
    """A factor solution. ``loadings``: items x factors (the pattern, if oblique);
    ``variance``: the sum of squared loadings of each factor, ``share`` the same as a share of
    all variance; ``phi``: correlations between factors; ``heywood``: items whose uniqueness
    fell to its bound."""

    loadings: Array
    communalities: Array
    uniqueness: Array
    variance: Array
    share: Array
    phi: Array
    heywood: NDArray[np.bool_]


def efa(r: Array, factors: int, rotation: Rotation = "varimax") -> Solution | None:
    """Return the solution of ``factors`` factors of a correlation matrix; None if none is found.

    Minimum residuals (Harman and Jones, 1966), then ``rotate``. Each factor's loadings add up
    to 0 or more, and factors come in the order of their sums of squared loadings.
    """
    fit = minres(r, factors)
    if fit is None:
        return None
    loadings, phi = rotate(fit.loadings, rotation)
    signs = np.where(loadings.sum(axis=0) < 0, -1.0, 1.0)
    loadings, phi = loadings * signs, phi * np.outer(signs, signs)
    variance = np.diag(phi @ loadings.T @ loadings)
    order = np.argsort(-variance, kind="stable")
    loadings, phi = loadings[:, order], phi[np.ix_(order, order)]
    return Solution(
        loadings=loadings,
        communalities=((loadings @ phi) * loadings).sum(axis=1),
        uniqueness=fit.uniqueness,
        variance=variance[order],
        share=variance[order] / len(r),
        phi=phi,
        heywood=fit.heywood,
    )


def rotate(loadings: Array, rotation: Rotation) -> tuple[Array, Array]:
    """Return rotated loadings and the correlations between factors.

    Varimax (Kaiser, 1958) with Kaiser's normalisation, as SPSS and R's factanal have it; direct
    oblimin with gamma 0 (Jennrich and Sampson, 1966) without, as R's GPArotation and psych have
    it. Both by gradient projection (Bernaards and Jennrich, 2005).
    """
    factors = loadings.shape[1]
    if rotation == "none" or factors < 2:
        return loadings, np.eye(factors)
    with np.errstate(divide="ignore"):  # it takes the logarithm of a gradient of nothing
        length = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
        length[length == 0] = 1.0
        unit, _ = rotate_factors(loadings / length, "varimax", max_tries=2000, tol=1e-7)
        turned = np.asarray(unit * length)
        if rotation == "varimax":
            return turned, np.eye(factors)
        turned, turn = rotate_factors(turned, "oblimin", 0, "oblique", max_tries=5000, tol=1e-7)
    return np.asarray(turned), np.asarray(turn.T @ turn)


def most_factors(k: int) -> int:
    """Return the most factors ``k`` items can tell apart (Ledermann, 1937)."""
    return max(1, int((2 * k + 1 - np.sqrt(8 * k + 1)) / 2 + 1e-9))
