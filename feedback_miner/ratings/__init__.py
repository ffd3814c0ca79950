"""Closed questions on one scale: descriptives, NPS, reliability."""

from __future__ import annotations

from feedback_miner.ratings.read import Ratings, read

__all__ = ["Ratings", "read"]
