"""Writing: every output whole or not at all."""

from __future__ import annotations

from feedback_miner.store.atomic import Staging, failure, write_bytes, write_secret, write_text
from feedback_miner.store.earlier import TRIAGE, Cleared, hashes

__all__ = [
    "TRIAGE",
    "Cleared",
    "Staging",
    "failure",
    "hashes",
    "write_bytes",
    "write_secret",
    "write_text",
]
