"""Relative importance of correlated predictors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
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
    k = c.shape[1]
    fit: dict[tuple[int, ...], Array] = {(): np.zeros(len(c))}
    for size in range(1, k + 1):
        for chosen in combinations(range(k), size):
            part = np.array(chosen)
            side = c[:, part]
            solved = np.linalg.solve(r[:, part[:, None], part], side[..., None])[..., 0]
            fit[chosen] = (side * solved).sum(axis=1)
    shares = np.zeros_like(c)
    for chosen, value in fit.items():
        for i in range(k):
            if i in chosen:
                weight = factorial(len(chosen) - 1) * factorial(k - len(chosen)) / factorial(k)
                without = tuple(j for j in chosen if j != i)
                shares[:, i] += weight * (value - fit[without])
    return shares


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
