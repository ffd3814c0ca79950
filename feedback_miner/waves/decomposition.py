"""Kitagawa's decomposition of a change of means, and its bootstrap."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Codes", "drawn", "parts", "resampled", "totals"]

Array = NDArray[np.float64]
Codes = NDArray[np.int64]
CELLS = 5_000_000  # bootstrap counts held at a time


def parts(y: tuple[Array, Array], m: tuple[Array, Array]) -> tuple[Array, Array, Array]:
    """Split changes of means after Kitagawa (1955); arrays end in the levels of a segment.

    ``y`` are each wave's sums and ``m`` its bases by level. Returns change, rate and composition:
    rate weighs each level's change with its mean share, composition each level's change of share
    with its mean value, and they add up exactly. A level one wave lacks has the other's value, so
    that its coming or going is composition.
    """
    share, value = [], []
    for sums, bases in zip(y, m, strict=True):
        total = bases.sum(axis=-1, keepdims=True)
        share.append(np.divide(bases, total, out=np.zeros_like(bases), where=total > 0))
        value.append(np.divide(sums, bases, out=np.full_like(sums, np.nan), where=bases > 0))
    left = np.where(np.isnan(value[0]), np.nan_to_num(value[1]), value[0])
    right = np.where(np.isnan(value[1]), np.nan_to_num(value[0]), value[1])
    rate = ((right - left) * (share[0] + share[1]) / 2).sum(axis=-1)
    composition = ((share[1] - share[0]) * (left + right) / 2).sum(axis=-1)
    change = (right * share[1]).sum(axis=-1) - (left * share[0]).sum(axis=-1)
    return change, rate, composition


def totals(codes: Codes, values: Array, size: int) -> Array:
    """Return the sums of values by level."""
    return np.bincount(codes, values, size).astype(np.float64)


def resampled(
    codes: Codes, cells: Array, size: int, samples: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Return bootstrap sums and bases by level, samples x levels.

    Responses alike in level, sum and base are drawn together, so that the cost hangs on the kinds
    of answers, not on how many there are.
    """
    kinds, counts = np.unique(np.column_stack([codes, cells]), axis=0, return_counts=True)
    where = np.zeros((len(kinds), size))
    where[np.arange(len(kinds)), kinds[:, 0].astype(int)] = 1.0
    return drawn(where * kinds[:, 1:2], where * kinds[:, 2:3], counts, samples, rng)


def drawn(
    y: Array, m: Array, counts: Codes, samples: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Return bootstrap sums and bases by level (samples x levels) of kinds of responses, each with
    its sums ``y`` and bases ``m`` by level (kinds x levels) and how many are of it."""
    chances = counts / counts.sum()
    sums, bases = [], []
    step = max(1, CELLS // len(counts))
    for start in range(0, samples, step):
        often = rng.multinomial(counts.sum(), chances, min(step, samples - start)).astype(float)
        sums.append(often @ y)
        bases.append(often @ m)
    return np.concatenate(sums), np.concatenate(bases)
