"""How likely two texts tell of the same event: what they share, weighed by how rare it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from feedback_miner import resources
from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.lexicon.toml import read_toml
from feedback_miner.triage.grams import weigh

__all__ = ["FEATURES", "HEAD", "Likeness", "Weights", "load_weights"]

HEAD = 30  # characters: the subject, or how a text begins
UNKNOWN_DAYS = 14.0  # between two texts of which one has no time
CHUNK = 50_000
Floats = np.ndarray[Any, Any]

# Cosine of character pairs (square root), share of the shorter text found in the other, cosine of
# the heads' pairs, rare triples the heads share (log), days between (log), cosine x days.
FEATURES = ("cosine", "overlap", "head", "head_rare", "days", "cosine_days")


BOUNDS = ("link", "bond", "copy", "short", "short_cosine", "brief", "brief_cosine")


@dataclass(frozen=True)
class Weights:
    """The logistic weights of ``FEATURES`` and the bounds, from ``common/grouping.toml``."""

    intercept: float
    weights: tuple[float, ...]
    link: float  # probability from which two texts are linked
    bond: float  # mean probability between two groups from which they are joined
    copy: float  # cosine from which a text is a copy
    short: float  # characters below which a text says too little to go by few common words
    short_cosine: float  # cosine two texts need where one is short
    brief: float  # characters below which two texts tell nothing that others do not tell too
    brief_cosine: float  # cosine two texts need where both are brief


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """Load ``common/grouping.toml``; ConfigError where it is not as it should be."""
    return read_weights(resources.lexicons() / "common" / "grouping.toml")


def read_weights(path: Path) -> Weights:
    """Read weights and bounds; ConfigError, naming the file, for anything missing or no number."""
    given = read_toml(path)
    try:
        return Weights(
            float(given["intercept"]),
            tuple(float(given["weights"][name]) for name in FEATURES),
            *(float(given["bounds"][name]) for name in BOUNDS),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(
            t("归组权重有误：", "wrong grouping weights: ") + str(error).splitlines()[0],
            file=str(path),
            do=t("请恢复该文件", "restore the file"),
        ) from None


class Likeness:
    """The texts of a queue, ready to be compared two by two.

    ``texts`` are folded (``grams.fold``); ``days`` is the time of each in days, NaN where unknown.
    """

    def __init__(self, texts: Sequence[str], days: Floats) -> None:
        self.days = days
        self.lengths = np.array([len(text) for text in texts])
        self.pairs = weigh(texts, 2)
        self.triples = weigh(texts, 3)
        self._whole = _weighted(self.pairs.held, self.pairs.rarity)
        heads = [text[:HEAD] for text in texts]
        head = weigh(heads, 2)
        self._head = _weighted(head.held, head.rarity)
        rare = weigh(heads, 3)
        usual = max(len(texts) * 0.02, 3)
        self._rare = _weighted(rare.held, np.where(rare.df <= usual, rare.rarity, 0))

    def features(self, first: Floats, second: Floats) -> tuple[Floats, Floats]:
        """Return FEATURES (pairs x 6) and the plain cosine of each pair."""
        dot = _dots(self._whole[0], first, second)
        norm = self._whole[1]
        cosine = dot / np.maximum(norm[first] * norm[second], 1e-9)
        shorter = np.minimum(norm[first], norm[second])
        overlap = np.minimum(dot / np.maximum(shorter**2, 1e-9), 1.0)
        norm = self._head[1]
        head = _dots(self._head[0], first, second)
        head = head / np.maximum(norm[first] * norm[second], 1e-9)
        rare = np.log1p(_dots(self._rare[0], first, second))
        gap = np.abs(self.days[first] - self.days[second])
        gap = np.log1p(np.where(np.isnan(gap), UNKNOWN_DAYS, gap))
        root = np.sqrt(cosine)
        return np.column_stack([root, overlap, head, rare, gap, root * gap]), cosine

    def judge(self, first: Floats, second: Floats, weights: Weights) -> tuple[Floats, Floats]:
        """Return for each pair how likely it is one event, and its plain cosine."""
        chances, cosines = [], []
        for start in range(0, len(first), CHUNK):
            a, b = first[start : start + CHUNK], second[start : start + CHUNK]
            features, cosine = self.features(a, b)
            logit = weights.intercept + features @ np.array(weights.weights)
            chance = 1 / (1 + np.exp(-logit))
            short = np.minimum(self.lengths[a], self.lengths[b]) < weights.short
            chance[short & (cosine < weights.short_cosine)] = 0.0
            brief = np.maximum(self.lengths[a], self.lengths[b]) < weights.brief
            chance[brief & (cosine < weights.brief_cosine)] = 0.0
            chances.append(chance)
            cosines.append(cosine)
        if not chances:
            return np.zeros(0), np.zeros(0)
        return np.concatenate(chances), np.concatenate(cosines)


def _weighted(held: Any, rarity: Floats) -> tuple[Any, Floats]:
    table = sparse.csr_matrix(held @ sparse.diags(rarity))
    return table, np.sqrt(np.asarray(table.multiply(table).sum(axis=1), dtype=float).ravel())


def _dots(table: Any, first: Floats, second: Floats) -> Floats:
    return np.asarray(table[first].multiply(table[second]).sum(axis=1), dtype=float).ravel()
