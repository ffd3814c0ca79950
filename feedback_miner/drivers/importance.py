"""Relative importance of correlated predictors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import factorial

import numpy as np
from numpy.typing import NDArray

__all__ = ["lmg", "relative_weights", "stability", "variance_inflation"]

Array = NDArray[np.float64]
EXACT = 12  # predictors up to which every subset is fitted
ORDERS = 200  # orders drawn beyond
SINGULAR = 1e-10


def relative_weights(correlations: Array, with_outcome: Array) -> Array:
    """Return Johnson's relative weights (2000, Multivariate Behavioral Research 35(1)).

    ``correlations`` (… x k x k) among the predictors, ``with_outcome`` (… x k) with the outcome;
    leading axes are samples. The weights are the shares of the model's R²: they are not negative
    and add up to R². Raises numpy.linalg.LinAlgError where a predictor repeats others exactly;
    among several samples such a one is nan.
    """
    values, vectors = np.linalg.eigh(correlations)
    singular = values.min(axis=-1) < SINGULAR
    if singular.all():
        raise np.linalg.LinAlgError("predictors are linearly dependent")
    values = np.where(singular[..., None], 1.0, values)
    root = (vectors * np.sqrt(values)[..., None, :]) @ np.swapaxes(vectors, -1, -2)
    inverse = (vectors / np.sqrt(values)[..., None, :]) @ np.swapaxes(vectors, -1, -2)
    beta = (inverse @ with_outcome[..., None])[..., 0]
    weights: Array = (root**2 @ (beta**2)[..., None])[..., 0]
    return np.where(singular[..., None], np.nan, weights)


def variance_inflation(correlations: Array) -> Array:
    """Return each predictor's variance inflation factor: the diagonal of the inverse."""
    factors: Array = np.diag(np.linalg.inv(correlations)).astype(np.float64)
    return factors


def lmg(
    correlations: Array,
    with_outcome: Array,
    seed: int = 0,
    orders: int = ORDERS,
    exact: int = EXACT,
) -> Array:
    """Return each predictor's mean gain in R² over all orders of entry (… x k).

    Lindeman, Merenda and Gold (1980); the same as the Shapley value of R². Up to ``exact``
    predictors every subset is fitted; beyond, ``orders`` random orders and their reverses are
    averaged (Castro, Gómez and Tejada, 2009). Shapes as for ``relative_weights``; the shares add
    up to R².
    """
    stacked = correlations.reshape(-1, *correlations.shape[-2:])
    outcome = with_outcome.reshape(-1, with_outcome.shape[-1])
    k = outcome.shape[1]
    known = np.isfinite(stacked).all(axis=(1, 2)) & np.isfinite(outcome).all(axis=1)
    usable: NDArray[np.bool_] = np.asarray(known, dtype=bool)
    usable[usable] = np.linalg.eigvalsh(stacked[usable])[:, 0] > SINGULAR
    shares = np.full(outcome.shape, np.nan)
    if usable.any():
        if k <= exact:
            shares[usable] = _every_subset(stacked[usable], outcome[usable])
        else:
            drawn = list(_orders(k, seed, orders))
            shares[usable] = _along(drawn, stacked[usable], outcome[usable])
    result: Array = shares.reshape(with_outcome.shape)
    return result


def _every_subset(r: Array, c: Array) -> Array:
    """Return the mean gain in R² over all orders of entry, by the R² of every subset."""
    samples, k = c.shape
    left = np.empty((samples, k + 1, k + 1))  # correlations among predictors and, last, outcome
    left[:, :k, :k], left[:, :k, k], left[:, k, :k], left[:, k, k] = r, c, c, 1.0
    fit = np.zeros((1 << k, samples))
    _grow(fit, 0, 0, left)
    held = np.array([subset.bit_count() for subset in range(1 << k)])
    weights = np.array([factorial(n) * factorial(k - n - 1) / factorial(k) for n in range(k)])
    shares = np.empty_like(c)
    for i in range(k):
        without = np.flatnonzero((np.arange(1 << k) >> i) & 1 == 0)
        shares[:, i] = weights[held[without]] @ (fit[without | 1 << i] - fit[without])
    return shares


def _grow(fit: Array, subset: int, first: int, left: Array) -> None:
    """Fill the R² of every subset that adds predictors from ``first`` on to ``subset``; ``left``
    is what it leaves of the covariances of these and the outcome, a sweep apart (Goodnight,
    1979)."""
    for place in range(left.shape[1] - 1):
        pivot = left[:, place, place]
        larger = subset | 1 << (first + place)
        fit[larger] = fit[subset] + left[:, place, -1] ** 2 / pivot
        row = left[:, place, place + 1 :]
        rest = left[:, place + 1 :, place + 1 :]
        if rest.shape[1] > 1:
            swept = rest - row[:, :, None] * (row / pivot[:, None])[:, None, :]
            _grow(fit, larger, first + place + 1, swept)


def _along(orders: Sequence[NDArray[np.int64]], r: Array, c: Array) -> Array:
    """Return the mean gain in R² along the given orders of entry."""
    shares = np.zeros_like(c)
    for order in orders:
        factor = np.linalg.cholesky(r[:, order[:, None], order])
        gain = np.empty_like(c)
        # Forward substitution: gain[j]² is what predictor order[j] adds to those before it.
        for j in range(len(order)):
            before = (factor[:, j, :j] * gain[:, :j]).sum(axis=1)
            gain[:, j] = (c[:, order[j]] - before) / factor[:, j, j]
        shares[:, order] += gain**2
    return shares / len(orders)


def _orders(k: int, seed: int, orders: int) -> Iterator[NDArray[np.int64]]:
    rng = np.random.default_rng(seed)
    for _ in range(orders // 2):
        order = rng.permutation(k)
        yield order
        yield order[::-1].copy()


def stability(drawn: Array, point: Array) -> tuple[Array, Array, float]:
    """Return how firmly the ranks by importance stand over bootstrap samples (B x k).

    For each predictor the 95 % interval of its rank (1 is the most important), and, over all,
    the mean Spearman correlation of a sample's ranks with those of ``point`` (k).
    """
    usable = drawn[np.isfinite(drawn).all(axis=1)]
    k = len(point)
    if not len(usable) or k < 2:
        return np.ones(k), np.full(k, float(k)), float("nan")
    ranks = k - usable.argsort(axis=1).argsort(axis=1)
    order = k - point.argsort().argsort()
    low, high = np.percentile(ranks, [2.5, 97.5], axis=0, method="nearest")
    difference = ((ranks - order) ** 2).sum(axis=1)
    agreement = 1 - 6 * difference / (k * (k**2 - 1))
    return low.astype(float), high.astype(float), float(agreement.mean())
