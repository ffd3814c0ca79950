"""Personal data: recognised in the original text, masked before anything is written."""

from __future__ import annotations

from feedback_miner.privacy.cells import (
    in_cell,
    in_label,
    mask_cell,
    mask_label,
    mask_labels,
    mask_word,
    tree,
)
from feedback_miner.privacy.masking import (
    NAMES,
    TOKEN_PATTERN,
    TOKENS,
    mask,
    pseudonym,
    redact,
)
from feedback_miner.privacy.recognise import recognise, recognise_many
from feedback_miner.privacy.span import IN_COLUMNS, KINDS, ON_REQUEST, Span
from feedback_miner.privacy.wholenames import likely_name

__all__ = [
    "IN_COLUMNS",
    "KINDS",
    "NAMES",
    "ON_REQUEST",
    "TOKENS",
    "TOKEN_PATTERN",
    "Span",
    "in_cell",
    "in_label",
    "likely_name",
    "mask",
    "mask_cell",
    "mask_label",
    "mask_labels",
    "mask_word",
    "pseudonym",
    "recognise",
    "recognise_many",
    "redact",
    "tree",
]
