"""What gold and prediction say of one text, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from feedback_miner.tables import LABELS

__all__ = ["FULL", "Labels", "overlap"]

FULL = dict(zip(("neg", "neu", "pos"), LABELS, strict=True))  # as gold files write them
_NO_ACTS = frozenset({"other", "statement"})


@dataclass(frozen=True, slots=True)
class Labels:
    """Gold and predicted labels of one text, in this order; ``pii`` are (found, wanted) and
    (right, marked) spans of personal data."""

    feeling: tuple[str, str]
    factors: tuple[dict[str, str], dict[str, str]]
    acts: tuple[set[str], set[str]]
    loyalty: tuple[str, str]
    urgency: tuple[int, int]
    flags: tuple[set[str], set[str]]
    valid: tuple[bool, bool]
    pii: tuple[tuple[int, int], tuple[int, int]]

    @classmethod
    def of(cls, gold: Mapping[str, Any], predicted: Mapping[str, Any]) -> Labels:
        """Read a gold line and a prediction in ``annotate``'s form."""
        return cls(
            feeling=(FULL.get(str(gold.get("sentiment")), ""), predicted["sentiment"]["label"]),
            factors=(
                {factor: FULL[polarity] for factor, polarity in gold.get("factors") or []},
                {factor: said["label"] for factor, said in predicted["factors"].items()},
            ),
            acts=(set(gold.get("acts") or []) - _NO_ACTS, set(predicted["acts"]) - _NO_ACTS),
            loyalty=(gold.get("loyalty") or "none", predicted["loyalty"] or "none"),
            urgency=(int(gold.get("urgency") or 0), int(predicted["urgency"])),
            flags=(set(gold.get("flags") or []), set(predicted["flags"])),
            valid=(gold.get("valid") in (None, True), bool(predicted["valid"])),
            pii=_pii(gold, predicted),
        )


def overlap(gold: set[Any], predicted: set[Any]) -> tuple[int, int, int]:
    """Return how many labels both sides give, how many the prediction, how many the gold."""
    return len(gold & predicted), len(predicted), len(gold)


def _pii(
    gold: Mapping[str, Any], predicted: Mapping[str, Any]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return (found, wanted) and (right, marked) spans of personal data."""
    text = str(gold.get("text", ""))
    wanted = [(text.find(v), text.find(v) + len(v)) for _, v in gold.get("pii") or []]
    marked = [(span["start"], span["end"]) for span in predicted["pii"]]
    found = sum(any(s <= a and b <= e for s, e in marked) for a, b in wanted)
    right = sum(any(s < b and a < e for a, b in wanted) for s, e in marked)
    return (found, len(wanted)), (right, len(marked))
