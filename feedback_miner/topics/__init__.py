"""Themes beside the codebook: what people talk about that nobody asked."""

from __future__ import annotations

from feedback_miner.topics.model import Topics, model

__all__ = ["Topics", "model"]
