"""Topic models behind one small interface: fit on texts as words, transform texts to weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from feedback_miner.topics.vocabulary import Terms

__all__ = ["KINDS", "Engine", "Online", "make", "restore"]

Array = NDArray[np.float64]
Kind = Literal["vectors", "nmf", "anchored", "lda", "seeded", "semantic"]
KINDS: tuple[Kind, ...] = ("vectors", "nmf", "anchored", "lda", "seeded", "semantic")
Seeds = Sequence[Sequence[int]]


class Engine(Protocol):
    """A topic model, with scikit-learn's habits. ``unit``: what it is fitted on, whole texts or
    clauses; ``random``: whether another seed may give other topics. Learned arrays are in
    ``state``, by which it is saved without pickle."""

    kind: str
    unit: Literal["text", "clause"]
    random: bool

    def fit(self, terms: Terms) -> Self:
        """Learn the topics of ``terms``."""
        ...

    def transform(self, terms: Terms) -> Array:
        """Return texts x topics, each row with the sum 1, or 0 where no word is known."""
        ...

    def keep(self, topics: NDArray[np.int64]) -> Self:
        """Forget all but ``topics`` (columns): their texts go to those that are left."""
        ...

    def state(self) -> dict[str, Array]:
        """Return what was learned."""
        ...


@runtime_checkable
class Online(Protocol):
    """An engine that can go on learning: topics stay in their columns while their words change."""

    def partial_fit(self, terms: Terms) -> Self:
        """Learn from further ``terms``, as many words wide as the engine; none of no text
        changes nothing."""
        ...

    def widen(self, places: NDArray[np.int64], size: int) -> Self:
        """Know ``size`` words, of which the former stand at ``places``, the others in no topic
        yet."""
        ...


def make(kind: str, k: int, seed: int, seeds: Seeds = ()) -> Engine:
    """Return an engine of ``kind`` for ``k`` topics, not fitted yet.

    ``seeds`` are the columns of words that anchor the first topics, for the kinds that take them
    (anchored, seeded). Fitting raises ConfigError where the kind needs an extra that is not there.
    """
    from feedback_miner.topics.lda import LdaEngine
    from feedback_miner.topics.nmf import NmfEngine
    from feedback_miner.topics.semantic import SemanticEngine
    from feedback_miner.topics.wordclusters import VectorsEngine

    makers: dict[str, Callable[[], Any]] = {
        "vectors": lambda: VectorsEngine(k),
        "nmf": lambda: NmfEngine(k, seed, (), "nmf"),
        "anchored": lambda: NmfEngine(k, seed, seeds, "anchored"),
        "lda": lambda: LdaEngine(k, seed, (), "lda"),
        "seeded": lambda: LdaEngine(k, seed, seeds, "seeded"),
        "semantic": lambda: SemanticEngine(k),
    }
    engine: Engine = makers[kind]()
    return engine


def restore(kind: str, state: Mapping[str, Array]) -> Engine:
    """Return a fitted engine from what ``state`` returned."""
    from feedback_miner.topics.lda import LdaEngine
    from feedback_miner.topics.nmf import NmfEngine
    from feedback_miner.topics.semantic import SemanticEngine
    from feedback_miner.topics.wordclusters import VectorsEngine

    classes: dict[str, Any] = {
        "vectors": VectorsEngine,
        "nmf": NmfEngine,
        "anchored": NmfEngine,
        "lda": LdaEngine,
        "seeded": LdaEngine,
        "semantic": SemanticEngine,
    }
    engine: Engine = classes[kind].restore(kind, state)
    return engine
