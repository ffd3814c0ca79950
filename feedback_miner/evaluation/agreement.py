"""How far two sides give the same labels: F1 over labels, agreement beyond chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sklearn.metrics import cohen_kappa_score, f1_score

__all__ = ["chance", "kappa", "macro_f1"]


def macro_f1(gold: Sequence[Any], predicted: Sequence[Any]) -> float:
    """Return the mean F1 over the labels that the gold has, 0 to 1: one that is only predicted
    costs the others precision, and has no recall to be averaged."""
    return float(
        f1_score(gold, predicted, average="macro", labels=sorted(set(gold)), zero_division=0)
    )


def kappa(right: Sequence[str], said: Sequence[str]) -> float:
    """Return Cohen's (1960) kappa; nan where a side has one label only: then nothing it says can
    be told from chance."""
    if len(set(right)) < 2 or len(set(said)) < 2:
        return float("nan")
    return float(cohen_kappa_score(right, said))


def chance(right: Sequence[str], said: Sequence[str]) -> float:
    """Return the share, 0 to 1, on which two sides of these labels agree by chance."""
    one, two = Counter(right), Counter(said)
    return sum(n * two[label] for label, n in one.items()) / (len(right) * len(said))
