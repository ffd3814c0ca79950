"""Themes beside the codebook: what people talk about that nobody asked."""

from __future__ import annotations

from feedback_miner.topics.engines import KINDS, Engine, make
from feedback_miner.topics.model import Topics, model
from feedback_miner.topics.saved import Saved, load, save

__all__ = ["KINDS", "Engine", "Saved", "Topics", "load", "make", "model", "save"]
