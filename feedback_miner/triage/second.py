"""A second opinion on urgency, flags and loyalty, mixed with the first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from feedback_miner.triage.model import COLUMNS
from feedback_miner.triage.words import FLAGS, LOYALTIES

__all__ = ["QUESTIONS", "loyalty", "mixed", "toned"]

# What is asked, each a yes or no: flags, urgency of at least that, loyalty said.
QUESTIONS = (
    *(f"flag={flag}" for flag in FLAGS),
    *(f"urgency={level}" for level in (1, 2, 3)),
    *(f"loyalty={said}" for said in LOYALTIES),
)
WEIGHT = 0.5  # of the second opinion
# Of the small network beside the linear model: what it weighs, and the log-odds at which its answer
# is even, chosen on answers to our gold that both gave cross-validated.
TONE = 0.43
QUIET = 0.375  # the same of loyalty
_EVEN = {
    "self_harm": -4.1,
    "violence": -1.6,
    "fraud": -1.9,
    "harassment": -2.3,
    "regulator": -6.7,
    "legal": -3.3,
    "media": -5.2,
    "leak": -4.7,
    "repeat": -1.4,
}
SAID = 3.0  # log-odds that words of loyalty add to the second opinion of it
_URGENCIES = {"complaint": "urgency=1", "soon": "urgency=2", "today": "urgency=3"}
_ROWS = [QUESTIONS.index(_URGENCIES.get(name, f"flag={name}")) for name in COLUMNS]
# A missed cry for help is the worst error: here the second opinion may raise, never calm.
_GRAVE = [COLUMNS.index(name) for name in ("soon", "self_harm", "violence")]
_EVENS = np.array([_EVEN.get(question.removeprefix("flag="), 0.0) for question in QUESTIONS])
_LOYALTIES = [QUESTIONS.index(f"loyalty={said}") for said in LOYALTIES]


def mixed(chances: np.ndarray, threshold: np.ndarray, care: Sequence[float]) -> np.ndarray:
    """Return the probabilities of COLUMNS with the second opinion's log-odds mixed in, each
    measured from where it becomes a yes: the first's ``threshold``, even odds of the second.
    Where a life or this day is at stake, it only raises."""
    first = _log_odds(chances) - _log_odds(threshold)
    both = (1 - WEIGHT) * first + WEIGHT * np.asarray(care)[_ROWS]
    both[_GRAVE] = np.maximum(both, first)[_GRAVE]
    return np.asarray(1 / (1 + np.exp(-(both + _log_odds(threshold)))))


def toned(care: np.ndarray) -> np.ndarray:
    """Return the network's log-odds, (texts, QUESTIONS), as a second opinion. Of loyalty the words
    tell more than it does."""
    heard = (care - _EVENS) * TONE
    heard[:, _LOYALTIES] = care[:, _LOYALTIES] * QUIET
    return np.asarray(heard)


def loyalty(said: str, care: Sequence[float]) -> str:
    """Return the loyalty that the words (``said``, "" for none) and the second opinion tell."""
    odds = {
        name: care[row] + (SAID if name == said else 0.0)
        for name, row in zip(LOYALTIES, _LOYALTIES, strict=True)
    }
    best = max(odds, key=lambda name: odds[name])
    return best if odds[best] > 0 else ""


def _log_odds(chances: np.ndarray) -> np.ndarray:
    kept = np.clip(chances, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(kept / (1 - kept)))
