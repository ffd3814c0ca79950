"""What a recogniser returns: after Presidio's RecognizerResult."""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = ["ENOUGH", "IN_COLUMNS", "KINDS", "ON_REQUEST", "Span"]

# The contract's kinds; those on request are recognised only where a caller names them.
KINDS = ("phone", "id_card", "bank_card", "email", "name", "address", "plate", "wechat")
ON_REQUEST = ("reference",)
# Told by the header of a column alone: a date in a text is seldom one of birth.
IN_COLUMNS = ("birth_date",)
ENOUGH = 0.5
"""A span counts from this score on."""


@dataclass(frozen=True, slots=True)
class Span:
    """Personal data in a text: kind, where, how sure (0 to 1) and why."""

    kind: str
    start: int
    end: int
    score: float
    why: str

    def moved(self, by: int) -> Span:
        """Return the span shifted by so many characters."""
        return replace(self, start=self.start + by, end=self.end + by)
