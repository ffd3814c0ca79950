"""Whose texts gold lines are: ids alike up to ``#`` are one respondent's."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["is_held_out", "owners"]


def owners(gold: Sequence[Mapping[str, Any]]) -> list[int]:
    """Return the respondent of each text, from 0; a text without an id has one of its own."""
    places: dict[str | int, int] = {}
    found = []
    for at, line in enumerate(gold):
        name = str(line.get("id", line.get("response_id")) or "")
        found.append(places.setdefault(_respondent(name) or at, len(places)))
    return found


def is_held_out(identifier: str) -> bool:
    """Tell whether a text of our own gold is in the half that nothing is tuned or trained on.

    By a hash of the respondent's part of its id, so that a respondent's answers stay together.
    """
    return hashlib.sha256(_respondent(identifier).encode()).digest()[0] % 2 == 1


def _respondent(identifier: str) -> str:
    return identifier.split("#")[0]
