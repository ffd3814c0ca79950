"""Weights as small whole numbers, and one scale an output."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["quantised"]


def quantised(
    weights: NDArray[np.floating[Any]], most: int = 63
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return weights (features, outputs) in steps of -``most`` to ``most`` and each output's
    step."""
    scales = np.abs(weights).max(axis=0, initial=0.0).astype(np.float32) / np.float32(most)
    scales[scales == 0] = 1
    return np.rint(weights / scales).astype(np.int8), scales
