"""The codebooks that come with the package."""

from __future__ import annotations

from feedback_miner import resources

__all__ = ["bundled"]


def bundled() -> list[str]:
    """Return the names of the bundled codebooks."""
    return sorted(path.parent.name for path in resources.lexicons().glob("*/codebook.toml"))
