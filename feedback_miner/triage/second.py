"""A second opinion on urgency, flags and loyalty, mixed with the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from feedback_miner import resources
from feedback_miner.lexicon.tsv import read_rows
from feedback_miner.triage.model import COLUMNS
from feedback_miner.triage.words import FLAGS, LIFE, LOYALTIES

__all__ = ["QUESTIONS", "TONES", "Tone", "loyalty", "mixed", "tone"]

# What is asked, each a yes or no: flags, urgency of at least that, loyalty said.
QUESTIONS = (
    *(f"flag={flag}" for flag in FLAGS),
    *(f"urgency={level}" for level in (1, 2, 3)),
    *(f"loyalty={said}" for said in LOYALTIES),
)
WEIGHT = 0.5  # of the second opinion
TONES = "tones.tsv"  # how the network is heard, beside the models
SAID = 3.0  # log-odds that words of loyalty add to the second opinion of it
_URGENCIES = {"complaint": "urgency=1", "soon": "urgency=2", "today": "urgency=3"}
_ROWS = [QUESTIONS.index(_URGENCIES.get(name, f"flag={name}")) for name in COLUMNS]
# A missed cry for help is the worst error: a text that must be answered soon is never calmed, nor
# is a life in danger of which the first opinion is sure.
_SOON = COLUMNS.index("soon")
_LIFE = [COLUMNS.index(name) for name in sorted(LIFE)]
SURE = 0.5  # log-odds beyond the threshold
_LOYALTIES = [QUESTIONS.index(f"loyalty={said}") for said in LOYALTIES]


def mixed(
    chances: np.ndarray, threshold: np.ndarray, care: Sequence[float] | np.ndarray
) -> np.ndarray:
    """Return the probabilities of COLUMNS with the second opinion's log-odds mixed in, each
    measured from where it becomes a yes: the first's ``threshold``, even odds of the second.
    That something must be done soon it only raises, and danger to a life of which the first is
    ``SURE``."""
    first = _log_odds(chances) - _log_odds(threshold)
    both = (1 - WEIGHT) * first + WEIGHT * np.asarray(care)[..., _ROWS]
    kept = np.zeros(first.shape, dtype=bool)
    kept[..., _SOON] = True
    kept[..., _LIFE] = first[..., _LIFE] > SURE
    both = np.where(kept, np.maximum(both, first), both)
    return np.asarray(1 / (1 + np.exp(-(both + _log_odds(threshold)))))


class Tone(NamedTuple):
    """How the small network beside the linear model is heard: what its log-odds weigh, and those
    at which its answer to each question is even, (QUESTIONS,)."""

    weight: np.ndarray
    evens: np.ndarray

    @classmethod
    def of(cls, tones: Mapping[str, float]) -> Tone:
        """Return it by what ``scripts/train_triage.py`` chose: a ``weight``, another of
        ``loyalty``, and by question where it is even."""
        weight = np.full(len(QUESTIONS), tones.get("weight", 0.0))
        weight[_LOYALTIES] = tones.get("loyalty", 0.0)
        return cls(weight, np.array([tones.get(question, 0.0) for question in QUESTIONS]))

    def heard(self, care: np.ndarray) -> np.ndarray:
        """Return the network's log-odds, (texts, QUESTIONS), as a second opinion."""
        return np.asarray((care - self.evens) * self.weight)


@lru_cache(maxsize=1)
def tone() -> Tone:
    """Return how the network is heard, as chosen on answers to our gold that both gave
    cross-validated."""
    rows = read_rows(resources.lexicons() / "models" / TONES, ("name", "value"))
    return Tone.of({row["name"]: float(row["value"]) for row in rows})


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
