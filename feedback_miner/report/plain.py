"""Values as JSON holds them, and quotes of a length: what every page and summary needs."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

__all__ = ["clean", "cut"]

DIGITS = 6
QUOTE = 160  # characters


def clean(value: Any) -> Any:
    """Return plain, rounded, JSON-ready values; nan and infinity become None."""
    if isinstance(value, Mapping):
        return {key: clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(item) for item in value]
    if value is pd.NA:
        return None
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return round(value, DIGITS) if math.isfinite(value) else None
    return value


def cut(text: str, limit: int = QUOTE) -> str:
    """Shorten a quote."""
    return text if len(text) <= limit else text[:limit] + "…"
