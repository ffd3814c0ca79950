"""A reading model from a user's own labels, beside the bundled gold where the factors agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from feedback_miner import lexicon
from feedback_miner.language import t
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
    fault = _unfit(examples)
    if fault:
        raise ValueError(fault)
    bundled = lexicon.load("loan")
    if not own_only and [factor.id for factor in bundled.factors] == factors:
        examples += gold.examples(gold.bundled(), factors, source="bundled")
    return fit(examples, codebook, Settings(seed=seed)), examples


def _unfit(examples: Sequence[Example]) -> str:
    """Return why nothing is to be learned from a user's labels, "" where they do: too few texts
    (one said twice, or with and without its question, is one), or all labelled alike."""
    n = len({one.text for one in examples})
    if n < LEAST:
        return t(
            f"只有 {n} 条不同的文本，至少要 {LEAST} 条",
            f"only {n} different texts, {LEAST} are needed",
        )
    feelings = {one.sentiment for one in examples} - {None}
    if not feelings:
        return t(f"{n} 条文本都没有标情感", f"none of {n} texts has a sentiment")
    if len(feelings) == 1:
        return t(f"{n} 条文本的情感都相同", f"all of {n} texts have the same sentiment")
    if not any(one.factors for one in examples):
        return t(f"{n} 条文本都没有标因素", f"none of {n} texts has a factor")
    return ""
