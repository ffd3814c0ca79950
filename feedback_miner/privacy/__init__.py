"""Personal data: recognised in the original text, masked before anything is written."""

from __future__ import annotations

from feedback_miner.privacy.masking import TOKENS, redact
from feedback_miner.privacy.recognisers import Span, recognise

__all__ = ["TOKENS", "Span", "recognise", "redact"]
