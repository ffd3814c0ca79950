"""Path models of latent variables by partial least squares, many samples at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Solution", "solve"]

Array = NDArray[np.float64]
ITERATIONS, TOLERANCE = 500, 1e-9


@dataclass(frozen=True)
class Solution:
    """What ``solve`` finds for each of B samples. ``total`` are direct and indirect effects
    together, r2 nan where nothing explains a construct."""

    weights: Array  # B x items
    loadings: Array  # B x items
    latent: Array  # B x constructs x constructs, correlations
    paths: Array  # B x constructs (effect) x constructs (cause)
    total: Array
    r2: Array  # B x constructs
    converged: Array  # B


def solve(
    r: Array,
    blocks: Sequence[Sequence[int]],
    causes: NDArray[np.bool_],
    modes: Sequence[str],
    scheme: str = "centroid",
) -> Solution:
    """Solve PLS path models from item correlations r (B x p x p).

    ``blocks`` holds each construct's item positions, ``causes`` (J x J) is true at [effect,
    cause]. Wold (1982) as laid down by Lohmöller (1989) and Tenenhaus et al. (2005): the
    centroid, factorial or path scheme inside, mode A (reflective) or B (formative) outside, path
    coefficients by least squares on the scores. Everything follows from the correlations, so
    that all bootstrap samples are solved at once. A construct's sign is that of the sum of its
    loadings.
    """
    batch, p, _ = r.shape
    count = len(blocks)
    member = np.zeros((p, count))
    for j, positions in enumerate(blocks):
        member[list(positions), j] = 1
    formative = [
        (j, np.array(positions))
        for j, (positions, mode) in enumerate(zip(blocks, modes, strict=True))
        if mode == "formative"
    ]
    w = _scaled(np.broadcast_to(member, (batch, p, count)).copy(), r)
    converged = np.zeros(batch, dtype=bool)
    for _ in range(ITERATIONS):
        to_scores = r @ w  # covariances of items with scores
        inner = _inner(np.swapaxes(w, 1, 2) @ to_scores, causes, scheme)
        z = to_scores @ inner
        new = z * member
        for j, block in formative:
            part = r[:, block[:, None], block]
            new[:, block, j] = np.linalg.solve(part, z[:, block, j][..., None])[..., 0]
        new = _scaled(new, r)
        converged = np.abs(np.abs(new) - np.abs(w)).max(axis=(1, 2)) < TOLERANCE
        w = new
        if converged.all():
            break
    loadings = ((r @ w) * member).sum(axis=2)
    sign = np.sign(loadings @ member)
    sign[sign == 0] = 1
    w = w * sign[:, None, :]
    loadings = loadings * (member @ sign[..., None])[..., 0]
    latent = np.swapaxes(w, 1, 2) @ r @ w
    paths, r2 = np.zeros((batch, count, count)), np.full((batch, count), np.nan)
    for j in range(count):
        chosen = np.flatnonzero(causes[j])
        if not len(chosen):
            continue
        side = latent[:, chosen, j]
        found = np.linalg.solve(latent[:, chosen[:, None], chosen], side[..., None])[..., 0]
        paths[:, j, chosen] = found
        r2[:, j] = (found * side).sum(axis=1)
    total = np.linalg.inv(np.eye(count) - paths) - np.eye(count)
    return Solution(w.sum(axis=2), loadings, latent, paths, total, r2, converged)


def _inner(latent: Array, causes: NDArray[np.bool_], scheme: str) -> Array:
    """Return the weights of neighbours in each construct's inner estimate (columns)."""
    linked = causes | causes.T
    if scheme == "centroid":
        return np.sign(latent) * linked
    inner = latent * linked
    if scheme == "path":
        # Causes by their regression weights, effects by their correlations.
        for j in range(len(causes)):
            chosen = np.flatnonzero(causes[j])
            if len(chosen):
                side = latent[:, chosen, j]
                part = latent[:, chosen[:, None], chosen]
                inner[:, chosen, j] = np.linalg.solve(part, side[..., None])[..., 0]
    return inner


def _scaled(w: Array, r: Array) -> Array:
    """Scale weights so that every score has variance 1."""
    variance = np.einsum("bpj,bpj->bj", w, r @ w)
    scaled: Array = w / np.sqrt(np.maximum(variance, 1e-12))[:, None, :]
    return scaled
