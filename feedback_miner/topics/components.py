"""What engines share whose topics are rows of weights of words: seeds, state, restoring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

__all__ = ["Components"]

Array = NDArray[np.float64]


class Components:
    """Topics x words in ``components_``. ``seeds`` are columns of anchor words, one list a topic;
    empty lists are passed over, and those beyond ``k`` topics left out."""

    components_: Array

    def __init__(self, k: int, seed: int, seeds: Sequence[Sequence[int]], kind: str) -> None:
        self.k, self.seed, self.kind = k, seed, kind
        self.seeds = [list(columns) for columns in seeds if len(columns)][:k]

    def keep(self, topics: NDArray[np.int64]) -> Self:
        """See ``Engine``."""
        self.k = len(topics)
        self.components_ = self.components_[topics]
        return self

    def state(self) -> dict[str, Array]:
        """See ``Engine``."""
        return {"components": self.components_}

    @classmethod
    def restore(cls, kind: str, state: Mapping[str, Array]) -> Self:
        """Return a fitted engine."""
        engine = cls(len(state["components"]), 0, (), kind)
        engine.components_ = state["components"]
        return engine
