"""Regressions: least squares with robust errors, and the proportional-odds model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats
from statsmodels.regression.linear_model import OLS, WLS  # statsmodels.api loads every plot too
from statsmodels.tools.tools import add_constant

from feedback_miner.drivers.bootstrap import pooled
from feedback_miner.ratings.statistics import LEVEL, Groups

__all__ = ["Fit", "OrderedFit", "ordered_logit", "robust"]

Array = NDArray[np.float64]
NORMAL = float(stats.norm.ppf(0.5 + LEVEL / 2))
ALONE = 1 - 1e-8  # leverage from which a row alone decides its fitted value


@dataclass(frozen=True)
class Fit:
    """A linear model's coefficients (k, the constant left out), robust errors and R²; intervals,
    p-values and covariances are nan of coefficients that hang on single rows."""

    coefficients: Array
    low: Array
    high: Array
    p: Array
    r2: float
    covariance: Array


def robust(x: Array, y: Array, weights: Array | None = None, groups: Groups | None = None) -> Fit:
    """Regress y (n) on x (n x k) with HC3 errors (MacKinnon and White, 1985; statsmodels).

    Intervals and p-values are of the t distribution with n - k - 1 degrees of freedom.
    ``weights`` are sampling weights. A row of leverage 1 is fitted exactly, so that it has no
    residual to judge an error by: the coefficients it has a part in get nan for theirs. Rows of
    one of ``groups`` err together (Liang and Zeger, 1986): what they add is summed by group, and
    the degrees of freedom are of as many groups. Raises numpy.linalg.LinAlgError where x is
    singular.
    """
    design = add_constant(x, has_constant="add")
    if np.linalg.matrix_rank(design) < design.shape[1]:
        raise np.linalg.LinAlgError("predictors are linearly dependent")
    model = OLS(y, design) if weights is None else WLS(y, design, weights=weights)
    fit = model.fit()
    parts = np.asarray(model.pinv_wexog)  # what each row adds to each coefficient
    leverage = np.einsum("ij,ji->i", np.asarray(model.wexog), parts)
    alone = leverage > ALONE
    residuals = np.where(alone, 0.0, np.asarray(fit.wresid) / np.where(alone, 1.0, 1 - leverage))
    freedom = float(fit.df_resid)
    if groups is None:
        covariance = (parts * residuals**2) @ parts.T
    else:
        summed = pooled((parts * residuals).T, groups)
        freedom = max(1.0, len(summed) - float(design.shape[1]))
        covariance = summed.T @ summed
    unknown = (np.abs(parts[:, alone]) > 1e-7 * np.abs(parts).max(axis=1)[:, None]).any(axis=1)
    covariance[unknown] = covariance[:, unknown] = np.nan
    coefficients, error = np.asarray(fit.params), np.sqrt(np.diag(covariance))
    half = float(stats.t.ppf(0.5 + LEVEL / 2, freedom)) * error
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * stats.t.sf(np.abs(coefficients) / error, freedom)
        r2 = float(fit.rsquared)
    return Fit(
        coefficients[1:],
        (coefficients - half)[1:],
        (coefficients + half)[1:],
        p[1:],
        r2,
        covariance[1:, 1:],
    )


@dataclass(frozen=True)
class OrderedFit:
    """A proportional-odds model: coefficients (k) on the log-odds scale, intervals, thresholds
    and McFadden's (1974) pseudo-R²."""

    coefficients: Array
    low: Array
    high: Array
    thresholds: Array
    pseudo_r2: float


def ordered_logit(
    x: Array, y: Array, weights: Array | None = None, groups: Groups | None = None
) -> OrderedFit | None:
    """Fit the proportional-odds model (McCullagh, 1980): logit P(Y <= j) = threshold_j - x b.

    Newton's method with the exact gradient and Hessian, so that 100,000 rows take seconds; the
    figures are those of statsmodels' OrderedModel (a test compares them). Intervals are Wald's;
    with ``weights`` (sampling weights, scaled to a mean of one) or ``groups`` of rows that are
    alike from the sandwich of the pseudo-likelihood (Binder, 1983), its scores summed by group,
    since inverse information takes a weight, or each row of a group, for so many respondents. None
    where it does not converge (complete separation) or an outcome has fewer than two levels.
    """
    levels, codes = np.unique(y, return_inverse=True)
    j, (n, k) = len(levels), x.shape
    if j < 2 or n <= k + j:
        return None
    w = np.ones(n) if weights is None else weights * (n / weights.sum())
    mean, scale = x.mean(axis=0), x.std(axis=0)
    if (scale == 0).any():
        return None
    z = (x - mean) / scale
    share = np.cumsum(np.bincount(codes, w, minlength=j)) / w.sum()
    null = float(_loglikelihood(np.diff(np.r_[0.0, share])[codes], w))
    theta = np.r_[special.logit(share[:-1]), np.zeros(k)]
    value, gradient, hessian = _ordered(theta, z, codes, j, w)
    for _ in range(60):
        try:
            step = np.linalg.solve(hessian, gradient)
        except np.linalg.LinAlgError:
            return None
        size = 1.0
        while size > 1e-6:
            trial = theta - size * step
            found = _ordered(trial, z, codes, j, w)
            if found[0] >= value - 1e-10:
                break
            size /= 2
        moved = float(np.abs(size * step).max())
        theta, (value, gradient, hessian) = trial, found
        if moved < 1e-9:
            break
    else:
        return None
    if not np.isfinite(theta).all() or np.abs(theta[j - 1 :]).max() > 30:
        return None
    try:
        covariance = np.linalg.inv(-hessian)
    except np.linalg.LinAlgError:
        return None
    if weights is not None or groups is not None:
        scores = pooled(_score_rows(theta, z, codes, j, w), groups)
        n = len(scores)
        covariance = covariance @ (scores.T @ scores) @ covariance * (n / max(1, n - 1))
    deviation = np.sqrt(np.diag(covariance))[j - 1 :]
    beta, error = theta[j - 1 :] / scale, deviation / scale
    thresholds = theta[: j - 1] + float((beta * mean).sum())
    return OrderedFit(
        beta,
        beta - NORMAL * error,
        beta + NORMAL * error,
        thresholds,
        1 - value / null if null else float("nan"),
    )


def _loglikelihood(probability: Array, w: Array) -> float:
    return float((w * np.log(np.maximum(probability, 1e-300))).sum())


def _score_rows(theta: Array, x: Array, codes: NDArray[np.int64], levels: int, w: Array) -> Array:
    """Return each row's part of the gradient (n x parameters)."""
    cuts, eta = theta[: levels - 1], x @ theta[levels - 1 :]
    padded = np.r_[-np.inf, cuts, np.inf]
    upper, lower = special.expit(padded[codes + 1] - eta), special.expit(padded[codes] - eta)
    probability = np.maximum(upper - lower, 1e-120)
    a, b = w * upper * (1 - upper) / probability, w * lower * (1 - lower) / probability
    at = np.arange(levels - 1)
    by_cut = (codes[:, None] == at) * a[:, None] - (codes[:, None] == at + 1) * b[:, None]
    return np.column_stack([by_cut, -x * (a - b)[:, None]])


def _ordered(
    theta: Array, x: Array, codes: NDArray[np.int64], levels: int, w: Array
) -> tuple[float, Array, Array]:
    """Return log-likelihood, gradient and Hessian over thresholds, then coefficients."""
    cuts, beta = theta[: levels - 1], theta[levels - 1 :]
    if (np.diff(cuts) <= 0).any():
        return -np.inf, np.zeros_like(theta), -np.eye(len(theta))
    eta = x @ beta
    padded = np.r_[-np.inf, cuts, np.inf]
    upper, lower = special.expit(padded[codes + 1] - eta), special.expit(padded[codes] - eta)
    # Differences in the tail that keeps their digits.
    probability = np.maximum(upper - lower, 1e-120)  # its square must not vanish
    du, dl = upper * (1 - upper), lower * (1 - lower)
    ddu, ddl = du * (1 - 2 * upper), dl * (1 - 2 * lower)
    a, b = w * du / probability, w * dl / probability
    slope = a - b  # minus the derivative by eta
    n, t = len(codes), levels - 1
    up = np.zeros((n, t))
    down = np.zeros((n, t))
    rows = np.arange(n)
    has_up, has_down = codes < t, codes > 0
    up[rows[has_up], codes[has_up]] = 1
    down[rows[has_down], codes[has_down] - 1] = 1
    gradient = np.r_[up.T @ a - down.T @ b, -(x.T @ slope)]
    q = w / probability**2
    uu = w * ddu / probability - q * du**2
    ll = -w * ddl / probability - q * dl**2
    ul = q * du * dl
    tt = (up * uu[:, None]).T @ up + (down * ll[:, None]).T @ down
    cross = (up * ul[:, None]).T @ down
    tt += cross + cross.T
    by_up, by_down = uu + ul, ll + ul
    tx = -((up * by_up[:, None]).T @ x + (down * by_down[:, None]).T @ x)
    xx = (x * (uu + ll + 2 * ul)[:, None]).T @ x
    return (
        _loglikelihood(probability, w),
        gradient,
        np.block([[tt, tx], [tx.T, xx]]),
    )
