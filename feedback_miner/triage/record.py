"""What a queue was written with, kept in a column of its own: so that what nobody touched is known.

A record is a code, so that no search and replace changes it, and names its case, so that it is
found wherever a sort of the other columns has left it.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import zip_longest
from typing import NamedTuple

from feedback_miner.triage.status import STATUSES

__all__ = ["Record", "read", "write"]

_ORDER = tuple(STATUSES)
# Bytes of a digest: with the four of queues written before, two of 100,000 ids are alike.
SIZE, SHORT = 8, 4
_SIZES = {"w1": SHORT, "w2": SIZE}
_FORM = re.compile(r"(w[12])-(\d)(\d)-([0-9a-f]+)-([0-9a-f]+)")


class Record(NamedTuple):
    """The status the export gave, the status written, and a digest of the owner by routing."""

    given: str
    written: str
    owner: str

    def routed(self, owner: str) -> bool:
        """Tell whether an owner is the one of the routing."""
        return _digest(owner, len(self.owner) // 2) == self.owner


def write(response_id: str, given: str, written: str, owner: str) -> str:
    """Return the record of a case: ids of statuses, the owner by routing."""
    statuses = f"{_ORDER.index(given)}{_ORDER.index(written)}"
    return f"w2-{statuses}-{_digest(owner)}-{_digest(response_id)}"


def read(cells: Iterable[str], ids: Iterable[str]) -> dict[str, Record]:
    """Return the records that cells hold of some cases, by response_id.

    ``cells`` and ``ids`` are of the same rows. A short digest that several cases share is that of
    its own row's case; where it has been sorted away it is nobody's, since it might be another's.
    """
    rows = list(zip_longest(cells, ids, fillvalue=""))
    named: dict[int, dict[str, set[str]]] = {}
    found = {}
    for cell, own in rows:
        match = _FORM.fullmatch(cell.strip())
        if match is None:
            continue
        form, given, written, owner, digest = match.groups()
        size = _SIZES[form]
        if not len(owner) == len(digest) == 2 * size:
            continue
        if max(int(given), int(written)) >= len(_ORDER):
            continue
        if size not in named:
            named[size] = defaultdict(set)
            for _, response_id in rows:
                named[size][_digest(response_id, size)].add(response_id)
        holders = named[size].get(digest, set())
        if own in holders or len(holders) == 1:
            of = own if own in holders else next(iter(holders))
            found[of] = Record(_ORDER[int(given)], _ORDER[int(written)], owner)
    return found


def _digest(words: str, size: int = SIZE) -> str:
    plain = words.strip().encode("utf-8", "replace")
    return hashlib.blake2s(plain, digest_size=size).hexdigest()
