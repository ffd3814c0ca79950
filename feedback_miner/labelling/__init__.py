"""Labelling in a spreadsheet: which texts to label, the workbook out, the labels back."""

from __future__ import annotations

from feedback_miner.labelling.agreement import Agreement, agreements
from feedback_miner.labelling.choose import Candidate, choose, entropy
from feedback_miner.labelling.columns import key_of
from feedback_miner.labelling.join import join
from feedback_miner.labelling.read import Labels, read_workbook
from feedback_miner.labelling.settle import is_judge, settle

__all__ = [
    "Agreement",
    "Candidate",
    "Labels",
    "agreements",
    "choose",
    "entropy",
    "is_judge",
    "join",
    "key_of",
    "read_workbook",
    "settle",
]
