"""What a network is asked of a text, and its answers: one head over all our labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback_miner.triage.second import QUESTIONS

__all__ = ["ACTS", "CARE", "Opinion", "outputs", "parted"]

ACTS = ("complaint", "praise", "suggestion", "question")
CARE = QUESTIONS  # what the care team asks

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Opinion:
    """What a network holds of a batch: logits of sentiment (n, 3), of presence (n, F), of acts
    (n, 4), of each factor's polarity where it is there (n, F, 3), of what the care team asks
    (n, CARE), and of its saying nothing at all (n,)."""

    sentiment: Array
    presence: Array
    acts: Array
    polarity: Array
    care: Array
    silent: Array


def outputs(factors: int) -> int:
    """Return how many outputs a network of so many factors has."""
    return 3 + 4 * factors + len(ACTS) + len(CARE) + 1


def parted(out: NDArray[np.floating[Any]], factors: int) -> Opinion:
    """Return the parts of (n, ``outputs``): sentiment, four of each factor, acts, care,
    silent. Of a factor the first is its absence, the others its polarities; its presence is the
    odds of any of these against the first."""
    four = out[:, 3 : 3 + 4 * factors].reshape(len(out), factors, 4)
    absent, *polarities = (four[:, :, i] for i in range(4))  # quicker than along so short an axis
    top = np.maximum(np.maximum(polarities[0], polarities[1]), polarities[2])
    there = top + np.log(sum(np.exp(one - top) for one in polarities))
    acts, care = np.split(out[:, 3 + 4 * factors : -1], [len(ACTS)], axis=1)
    return Opinion(out[:, :3], there - absent, acts, four[:, :, 1:], care, out[:, -1])
