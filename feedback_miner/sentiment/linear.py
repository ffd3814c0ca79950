"""A linear model over character n-grams and rule outputs, read from plain arrays.

Training is scikit-learn's (scripts/train_sentiment.py); scoring here is a sum of looked-up
weights, shown equal to scikit-learn's by a test. The model is an ``.npz`` loaded without pickle.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import add
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from feedback_miner.errors import ConfigError
from feedback_miner.language import t

__all__ = ["CLASSES", "LinearModel", "grams"]

CLASSES = ("negative", "neutral", "positive")
LONGEST = 3  # characters in the longest n-gram
MOST = 400  # characters of a text that are looked at: the head and the tail of long ones
STEPS = 10  # bins of the rules' score on either side of 0
_STEPS = [[f"\0rules{sign}{i}" for i in range(1, STEPS + 1)] for sign in "-+"]


def grams(text: str, kind: str, rules: float) -> list[str]:
    """Return the distinct features of a text, in their order of appearance: its character 1- to
    3-grams, the question's kind, and the rules' score in bins (thermometer coded, so that a
    linear model can bend along it)."""
    if len(text) > MOST:
        text = text[: MOST // 2] + text[-MOST // 2 :]
    found = list(text)
    found += map(add, text, text[1:])
    found += [text[i : i + LONGEST] for i in range(len(text) - LONGEST + 1)]
    found.append(f"\0kind={kind}")
    step = round(abs(rules) * STEPS)
    found += _STEPS[rules > 0][:step]
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class LinearModel:
    """Weights by feature, (negative, neutral, positive), and intercepts."""

    weights: Mapping[str, tuple[float, float, float]]
    intercept: tuple[float, float, float]

    @classmethod
    def load(cls, path: Path) -> LinearModel:
        """Load from an ``.npz`` of ``features`` (newline-joined UTF-8 bytes), ``weights``
        (features x 3) and ``intercept`` (3). Raises ConfigError where it is missing or wrong."""
        try:
            with np.load(path, allow_pickle=False) as data:
                features = data["features"].tobytes().decode().split("\n")
                weights = data["weights"].astype(np.float64)
                intercept = data["intercept"].astype(np.float64)
            if weights.shape != (len(features), 3) or intercept.shape != (3,):
                raise ValueError("shapes")
        except (OSError, ValueError, KeyError, BadZipFile, UnicodeDecodeError) as error:
            raise ConfigError(
                t("情感模型缺失或损坏", "the sentiment model is missing or damaged")
                + f" ({type(error).__name__})",
                file=str(path),
                do=t("请重新安装，或用 --sentiment rules", "reinstall, or use --sentiment rules"),
            ) from None
        rows = [tuple(row) for row in weights.tolist()]
        return cls(dict(zip(features, rows, strict=True)), tuple(intercept.tolist()))

    @staticmethod
    def save(path: Path, features: list[str], weights: np.ndarray, intercept: np.ndarray) -> None:
        """Write a model that ``load`` reads; weights as 16-bit floats."""
        np.savez_compressed(
            path,
            features=np.frombuffer("\n".join(features).encode(), dtype=np.uint8),
            weights=weights.astype(np.float16),
            intercept=intercept.astype(np.float64),
        )

    def probabilities(
        self, features: Sequence[str], lean: float = 0.0
    ) -> tuple[float, float, float]:
        """Return the probabilities of negative, neutral and positive (they sum to 1).

        ``lean`` is added to the log-odds of positive and taken from those of negative: a second
        opinion, multiplied in as in a product of experts (Hinton, 2002).
        """
        known = [w for w in map(self.weights.get, features) if w is not None]
        scale = 1 / math.sqrt(len(known)) if known else 0.0
        logits = [
            bias + scale * sum(column)
            for bias, column in zip(
                self.intercept, zip(*known, strict=True) if known else [()] * 3, strict=True
            )
        ]
        logits[0] -= lean
        logits[2] += lean
        top = max(logits)
        powers = [math.exp(logit - top) for logit in logits]
        total = sum(powers)
        return powers[0] / total, powers[1] / total, powers[2] / total
