"""survey.toml: an export's description that a person can read and edit."""

from __future__ import annotations

from feedback_miner.ingest.description.reading import load, require_factors
from feedback_miner.ingest.description.written import dump

__all__ = ["dump", "load", "require_factors"]
