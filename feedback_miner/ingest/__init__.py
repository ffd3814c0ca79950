"""Raw exports in, accepted and quarantined rows out, each column with its role."""

from __future__ import annotations

from feedback_miner.ingest.findings import Finding, Inspection
from feedback_miner.ingest.read import read
from feedback_miner.ingest.responses import Responses, Source
from feedback_miner.ingest.roles import propose
from feedback_miner.ingest.unnamed import note_unnamed, unnamed

__all__ = [
    "Finding",
    "Inspection",
    "Responses",
    "Source",
    "note_unnamed",
    "propose",
    "read",
    "unnamed",
]
