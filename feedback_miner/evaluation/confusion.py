"""Which labels are taken for which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from feedback_miner.evaluation.labels import FULL
from feedback_miner.tables import LABELS

__all__ = ["Confusion", "confusion"]


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts of gold (rows) by predicted (columns) labels, (k, k), in the order of ``labels``."""

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def n(self) -> int:
        """How many are counted."""
        return sum(map(sum, self.counts))

    @classmethod
    def of(cls, pairs: Sequence[tuple[str, str]], labels: tuple[str, ...]) -> Confusion:
        """Count (gold, predicted) pairs."""
        counts = Counter(pairs)
        return cls(labels, tuple(tuple(counts[a, b] for b in labels) for a in labels))


def confusion(
    gold: Sequence[Mapping[str, Any]], predicted: Sequence[Mapping[str, Any]], factor: str = ""
) -> dict[str, Confusion]:
    """Return the confusion of ``sentiment`` over texts and of ``polarity`` over (text, factor)
    pairs that either side names; "" is a factor that one side lacks. ``factor`` narrows the
    latter to one. Gold lines without the label are not counted. Raises ValueError where the
    lengths differ."""
    feelings = [
        (FULL[str(g["sentiment"])], str(p["sentiment"]["label"]))
        for g, p in zip(gold, predicted, strict=True)
        if g.get("sentiment") in FULL
    ]
    polarities = []
    for g, p in zip(gold, predicted, strict=True):
        if g.get("factors") is None:
            continue
        wanted = {f: FULL[polarity] for f, polarity in g["factors"]}
        said = {f: str(v["label"]) for f, v in p["factors"].items()}
        for name in sorted({*wanted, *said}):
            if not factor or name == factor:
                polarities.append((wanted.get(name, ""), said.get(name, "")))
    return {
        "sentiment": Confusion.of(feelings, LABELS),
        "polarity": Confusion.of(polarities, (*LABELS, "")),
    }
