"""How soon a text wants an answer, from what was raised in it and how its author feels."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from feedback_miner.triage.model import COLUMNS
from feedback_miner.triage.words import LIFE

__all__ = ["ESCALATED", "grade", "weigh", "withdraw"]

# Flags that ask for care only where somebody is unhappy.
QUIET = frozenset({"vulnerable", "repeat", "churn", "urgent", "leak"})
# Red lines: words that name one outright are believed unless the model is all but certain.
ESCALATED = frozenset({"regulator", "legal", "media"})  # who goes to others with his complaint
CERTAIN = 0.05
LIKELY = 0.06  # fraud that the rules take for one under way is one for today at this probability
ALONE = 0.4  # probability at which the model is heard on "soon" with nothing else beside it
_FLAGS = {name: COLUMNS.index(name) for name in COLUMNS[3:]}
_FLAGGED = list(_FLAGS.values())
_RED = [COLUMNS.index(name) for name in sorted(LIFE)]
_COMPLAINT, _SOON, _TODAY = (COLUMNS.index(name) for name in ("complaint", "soon", "today"))


def grade(raised: Mapping[str, int], label: str) -> int:
    """Return 0 (none), 1 (ordinary complaint), 2 (soon) or 3 (today) by the rules alone.

    ``raised`` maps the flags that count to the urgency their words ask for.
    """
    top = max(raised.values(), default=0)
    if label == "negative":
        return max(1, top)
    return top if raised.keys() - QUIET else 0


def weigh(over: np.ndarray, chances: np.ndarray, raised: Mapping[str, int], label: str) -> int:
    """Return the urgency by the model, which has heard the rules.

    ``over`` tells of each of COLUMNS whether its probability (``chances``) passed its threshold.
    """
    life = max((raised[flag] for flag in LIFE & raised.keys()), default=0)
    beside = over[_FLAGGED].any() or max(raised.values(), default=0) >= 2
    grave = max(chances[_TODAY], chances[_RED].max()) >= CERTAIN
    alone = not (beside or grave or life) and chances[_SOON] < ALONE
    if (over[_SOON] and not alone) or over[_RED].any() or (life and chances[_SOON] >= CERTAIN):
        if over[_TODAY] or (life == 3 and chances[_TODAY] >= CERTAIN):
            return 3
        return 3 if raised.get("fraud") == 3 and chances[_TODAY] >= LIKELY else 2
    return 1 if over[_COMPLAINT] or (label == "negative" and raised) else 0


def withdraw(over: np.ndarray, withdrawn: Collection[str], raised: Mapping[str, int]) -> None:
    """Take from the model's answers (``over``, as in ``weigh``; changed) the flags ``withdrawn``
    in so many words, and where they were all there was to it, that it must be soon."""
    for name in withdrawn:
        over[_FLAGS[name]] = False
    left = {name for name, column in _FLAGS.items() if over[column]} | raised.keys()
    if withdrawn and left <= QUIET - {"urgent"}:
        over[_SOON] = over[_TODAY] = False
