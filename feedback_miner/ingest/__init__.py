"""Raw exports in, accepted and quarantined rows out, each column with its role."""

from __future__ import annotations

from feedback_miner.ingest.read import read
from feedback_miner.ingest.responses import Responses, Source

__all__ = ["Responses", "Source", "read"]
