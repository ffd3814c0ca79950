"""What moves the outcomes: closed factor scores and text factors beside one another."""

from __future__ import annotations

from feedback_miner.drivers.estimate import Drivers, estimate

__all__ = ["Drivers", "estimate"]
