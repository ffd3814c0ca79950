"""What a queue was written with, kept in a column of its own: so that what nobody touched is known.

A record is a code, so that no search and replace changes it, and names its case, so that it is
found wherever a sort of the other columns has left it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple

from feedback_miner.triage.status import STATUSES

__all__ = ["Record", "read", "write"]

_ORDER = tuple(STATUSES)
_FORM = re.compile(r"w1-(\d)(\d)-([0-9a-f]{8})-([0-9a-f]{8})")


class Record(NamedTuple):
    """The status the export gave, the status written, and a digest of the owner by routing."""

    given: str
    written: str
    owner: str

    def routed(self, owner: str) -> bool:
        """Tell whether an owner is the one of the routing."""
        return _digest(owner) == self.owner


def write(response_id: str, given: str, written: str, owner: str) -> str:
    """Return the record of a case: ids of statuses, the owner by routing."""
    statuses = f"{_ORDER.index(given)}{_ORDER.index(written)}"
    return f"w1-{statuses}-{_digest(owner)}-{_digest(response_id)}"


def read(cells: Iterable[str], ids: Iterable[str]) -> dict[str, Record]:
    """Return the records that cells hold of some cases, by response_id."""
    named = {_digest(response_id): response_id for response_id in ids}
    found = {}
    for cell in cells:
        match = _FORM.fullmatch(cell.strip())
        if match and match[4] in named and max(int(match[1]), int(match[2])) < len(_ORDER):
            given, written = _ORDER[int(match[1])], _ORDER[int(match[2])]
            found[named[match[4]]] = Record(given, written, match[3])
    return found


def _digest(words: str) -> str:
    return hashlib.blake2s(words.strip().encode("utf-8", "replace"), digest_size=4).hexdigest()
