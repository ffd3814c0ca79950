"""Writing: every output whole or not at all."""

from __future__ import annotations

from feedback_miner.store.atomic import (
    Staging,
    failure,
    writable,
    writable_folder,
    write_bytes,
    write_secret,
    write_text,
)
from feedback_miner.store.earlier import TRIAGE, Cleared, hashes
from feedback_miner.store.standing import Standing, held, standing

__all__ = [
    "TRIAGE",
    "Cleared",
    "Staging",
    "Standing",
    "failure",
    "hashes",
    "held",
    "standing",
    "writable",
    "writable_folder",
    "write_bytes",
    "write_secret",
    "write_text",
]
