"""How the stages of a job are told to whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Progress", "quiet"]

Progress = Callable[[str], None]  # is told the name of each stage as it starts


def quiet(stage: str) -> None:
    """Tell nobody."""
