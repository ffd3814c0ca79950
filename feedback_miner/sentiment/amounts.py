"""Amounts that change: which of two is the larger, as customers write them (20w, 5万, 500)."""

from __future__ import annotations

import re

__all__ = ["change", "worth"]

_UNITS = {"万": 1e4, "w": 1e4, "千": 1e3, "k": 1e3}
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?) ?([万千wk]?)", re.IGNORECASE)
BARE = 1000.0  # a smaller number without a unit is of the unit of the other: 从5变3万


def worth(words: str) -> tuple[float, float]:
    """Return the number that ``words`` are and what its unit multiplies it by, 1 for none.

    Raises ValueError for what is no amount.
    """
    found = _AMOUNT.fullmatch(words)
    if not found:
        raise ValueError(words)
    return float(found[1]), _UNITS.get(found[2].lower(), 1.0)


def change(old: str, new: str) -> int:
    """Return 1 where an amount rises from ``old`` to ``new``, -1 where it falls, 0 where it is the
    same or either is no amount."""
    try:
        (before, unit), (after, other) = worth(old), worth(new)
    except ValueError:
        return 0
    if unit == 1.0 and other > 1.0 and before < BARE:
        unit = other
    return (after * other > before * unit) - (after * other < before * unit)
