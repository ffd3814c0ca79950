"""What a queue was written with, kept in a column of its own: so that what nobody touched is known.

A record is a code, so that no search and replace changes it, and names its case, so that it is
found wherever a sort of the other columns has left it.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

from feedback_miner.triage.status import STATUSES, TEXTS

__all__ = ["Record", "read", "write"]

_ORDER = tuple(STATUSES)
# Bytes of a digest: with the four of queues written before, two of 100,000 ids are alike.
SIZE, SHORT = 8, 4
_SIZES = {"w1": SHORT, "w2": SIZE, "w3": SIZE}
_FORM = re.compile(r"(w[123])-(\d)(\d)-([0-9a-f]+)-([0-9a-f]+)(?:-([0-9a-f]+))?")


class Record(NamedTuple):
    """The status the export gave, the status written, a digest of the owner by routing, and one of
    each of TEXTS as written, none in queues of before."""

    given: str
    written: str
    owner: str
    texts: tuple[str, ...] = ()

    def routed(self, owner: str) -> bool:
        """Tell whether an owner is the one of the routing."""
        return _digest(owner, len(self.owner) // 2) == self.owner

    def untouched(self, key: str, words: str) -> bool:
        """Tell whether the words of one of TEXTS are known to be those written; spaces and line
        breaks, which spreadsheets change, make no difference."""
        return bool(self.texts) and self.texts[TEXTS.index(key)] == _of_text(words)


def write(
    response_id: str, given: str, written: str, owner: str, texts: Mapping[str, str] | None = None
) -> str:
    """Return the record of a case: ids of statuses, the owner by routing, and the words written
    of TEXTS (what is not given: the owner by routing, else nothing)."""
    statuses = f"{_ORDER.index(given)}{_ORDER.index(written)}"
    said = {"owner": owner, **(texts or {})}
    digests = "".join(_of_text(said.get(key, "")) for key in TEXTS)
    return f"w3-{statuses}-{_digest(owner)}-{_digest(response_id)}-{digests}"


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
        form, given, written, owner, digest, texts = match.groups()
        size = _SIZES[form]
        if not len(owner) == len(digest) == 2 * size:
            continue
        length = 2 * SHORT
        if len(texts or "") != (len(TEXTS) * length if form == "w3" else 0):
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
            parts = tuple(texts[at : at + length] for at in range(0, len(texts or ""), length))
            found[of] = Record(_ORDER[int(given)], _ORDER[int(written)], owner, parts)
    return found


@lru_cache(maxsize=1000)  # owners and cells that nobody filled, of every case
def _of_text(words: str) -> str:
    """Return the digest of a cell that analysts fill: compared with one other, a short one does."""
    return _digest("".join(one for one in words if one.isprintable() and not one.isspace()), SHORT)


def _digest(words: str, size: int = SIZE) -> str:
    plain = words.strip().encode("utf-8", "replace")
    return hashlib.blake2s(plain, digest_size=size).hexdigest()
