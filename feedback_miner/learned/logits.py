"""Log-odds and probabilities, along the last axis."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["log_odds", "log_softmax", "sigmoid", "softmax"]

Floats = NDArray[np.floating[Any]]
LEAST = 1e-9  # probability below which log-odds do not fall


def log_softmax(logits: Floats) -> Any:
    """Return log-probabilities of classes."""
    top = logits - logits.max(axis=-1, keepdims=True)
    return np.asarray(top - np.log(np.exp(top).sum(axis=-1, keepdims=True)))


def softmax(logits: Floats) -> Any:
    """Return probabilities of classes."""
    return np.exp(log_softmax(logits))


def sigmoid(logits: Floats) -> Any:
    """Return the probabilities of log-odds."""
    return np.asarray(1 / (1 + np.exp(-logits)))


def log_odds(chances: Floats) -> Any:
    """Return the log-odds of probabilities, at most those of ``LEAST`` from 0 or 1."""
    kept = np.clip(chances, LEAST, 1 - LEAST)
    return np.asarray(np.log(kept / (1 - kept)))
