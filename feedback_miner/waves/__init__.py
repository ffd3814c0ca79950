"""Two waves of one survey: what changed between them, and whether it is real."""

from __future__ import annotations

from feedback_miner.waves.bounds import Bound, Crossing, check, parse
from feedback_miner.waves.compare import Comparison, compare
from feedback_miner.waves.read import Reading, Wave, read

__all__ = [
    "Bound",
    "Comparison",
    "Crossing",
    "Reading",
    "Wave",
    "check",
    "compare",
    "parse",
    "read",
]
