"""A reading model from a user's own labels, beside the bundled gold where the factors agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from feedback_miner import lexicon
from feedback_miner.learned import gold
from feedback_miner.learned.fit import Example, Fitted, Settings, fit
from feedback_miner.lexicon import Codebook

__all__ = ["LEAST", "learn"]

LEAST = 30  # labelled texts below which nothing is to be learned
OWN = 2.0  # weight of a user's label beside one of the bundled gold


def learn(
    lines: Sequence[Mapping[str, Any]], codebook: Codebook, *, own_only: bool = False, seed: int
) -> tuple[Fitted, list[Example]]:
    """Return a model learned from gold lines, and the examples it was learned from (those of the
    lines have the source ``own``).

    Raises ValueError where a label is wrong, or where there are too few to learn from.
    """
    factors = [factor.id for factor in codebook.factors]
    examples = list(gold.examples(lines, factors, weight=OWN, source="own"))
    if len(examples) < LEAST:
        raise ValueError(f"{len(examples)} < {LEAST}")
    bundled = lexicon.load("loan")
    if not own_only and [factor.id for factor in bundled.factors] == factors:
        examples += gold.examples(gold.bundled(), factors, source="bundled")
    return fit(examples, codebook, Settings(seed=seed)), examples
