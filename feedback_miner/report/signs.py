"""Numbers with their sign, and the colour of it: what rounds to nothing has neither."""

from __future__ import annotations

__all__ = ["signed", "tone"]


def signed(value: float, digits: int = 0) -> str:
    """Return a finite number with its sign, rounded to so many digits; what rounds to 0 has no
    sign."""
    text = f"{value:+z.{digits}f}"
    return text if text.strip("+0.") else text.removeprefix("+")


def tone(value: float | None, digits: int = 0) -> str:
    """Return the colour class of a number where more is good: neither where it rounds to 0."""
    if value is None:
        return ""
    return {"+": "pos", "-": "neg"}.get(signed(value, digits)[0], "")
