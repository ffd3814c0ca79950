"""What is said of each factor, for everybody and by segment."""

from __future__ import annotations

from feedback_miner.factors.aggregate import aggregate, by_response
from feedback_miner.factors.clustered import clustered
from feedback_miner.factors.coverage import coverage, uncovered
from feedback_miner.factors.suspects import suspected

__all__ = ["aggregate", "by_response", "clustered", "coverage", "suspected", "uncovered"]
