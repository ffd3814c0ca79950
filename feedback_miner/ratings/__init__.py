"""Closed questions on one scale: descriptives, NPS, reliability, structure, careless answers."""

from __future__ import annotations

from feedback_miner.ratings.read import Ratings, read
from feedback_miner.ratings.screen import Screened, screen

__all__ = ["Ratings", "Screened", "read", "screen"]
