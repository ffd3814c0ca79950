"""How soon a text wants an answer, from what was raised in it and how its author feels."""

from __future__ import annotations

from collections.abc import Collection, Mapping

__all__ = ["grade"]

# Flags that ask for care only where somebody is unhappy.
QUIET = frozenset({"vulnerable", "repeat", "churn", "urgent", "leak"})


def grade(
    text: str, raised: Mapping[str, int], label: str, acts: Collection[str] = ()
) -> int:
    """Return 0 (none), 1 (ordinary complaint), 2 (soon) or 3 (today).

    ``raised`` maps the flags that count to the urgency their words ask for.
    """
    complains = label == "negative"
    if complains:
        return max(1, *raised.values()) if raised else 1
    loud = [urgency for flag, urgency in raised.items() if flag not in QUIET]
    if loud:
        return max(raised.values())
    return 0
