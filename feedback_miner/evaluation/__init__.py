"""Scores predictions against gold labels, with intervals and the base of each figure."""

from __future__ import annotations

from feedback_miner.evaluation.agreement import macro_f1
from feedback_miner.evaluation.confusion import Confusion, confusion
from feedback_miner.evaluation.figures import BY_FACTOR, FIGURES, Figure, evaluate
from feedback_miner.evaluation.labels import FULL
from feedback_miner.evaluation.respondents import is_held_out

__all__ = [
    "BY_FACTOR",
    "FIGURES",
    "FULL",
    "Confusion",
    "Figure",
    "confusion",
    "evaluate",
    "is_held_out",
    "macro_f1",
]
