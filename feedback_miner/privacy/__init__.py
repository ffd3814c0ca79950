"""Personal data: recognised in the original text, masked before anything is written."""

from __future__ import annotations

from feedback_miner.privacy.masking import TOKENS, redact
from feedback_miner.privacy.recognise import recognise
from feedback_miner.privacy.span import KINDS, Span

__all__ = ["KINDS", "TOKENS", "Span", "recognise", "redact"]
