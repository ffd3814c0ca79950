"""All recognisers over one text: a quick gate before each, overlaps settled by score."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator

from feedback_miner.privacy import (
    addresses,
    contacts,
    names,
    numbers,
    plates,
    references,
    residents,
)
from feedback_miner.privacy.span import ENOUGH, Span
from feedback_miner.privacy.writing import fold

__all__ = ["recognise", "settled"]

Gate = Callable[[str], object]
Recogniser = Callable[[str], Iterator[Span]]

# Each reads the folded text; a gate that finds nothing saves the recogniser's work.
_RECOGNISERS: tuple[tuple[Gate, Recogniser], ...] = (
    (lambda text: numbers.MAYBE(text) or numbers.SPOKEN(text), numbers.recognise),
    (residents.MAYBE_PAPER, residents.papers),
    (contacts.MAYBE_EMAIL, contacts.emails),
    (contacts.maybe_wechat, contacts.wechats),
    (plates.MAYBE, plates.recognise),
    (addresses.MAYBE, addresses.recognise),
    (names.maybe, names.recognise),
)
_ON_REQUEST: dict[str, tuple[Gate, Recogniser]] = {
    "reference": (references.MAYBE, references.recognise)
}
_PRIORITY = {
    "id_card": 0,
    "email": 1,
    "bank_card": 2,
    "phone": 3,
    "plate": 4,
    "address": 5,
    "wechat": 6,
    "name": 7,
    "reference": 8,
}


def recognise(text: str, kinds: Collection[str] | None = None) -> list[Span]:
    """Return the personal data in ``text``, sorted and disjoint, each at least half sure.

    Kinds: phone, id_card (passports and permits too), bank_card, email, name, address, plate,
    wechat (and QQ); ``kinds`` names those wanted, and may ask for ``reference`` too (contract and
    order numbers), which are left alone otherwise. Where two overlap the surer one stays.
    """
    folded = fold(text)
    found = [
        span
        for gate, recogniser in _RECOGNISERS
        if gate(folded)
        for span in recogniser(folded)
        if span.score >= ENOUGH
    ]
    if kinds is not None:
        for kind, (gate, recogniser) in _ON_REQUEST.items():
            if kind in kinds and gate(folded):
                found += recogniser(folded)
        found = [span for span in found if span.kind in kinds]
    return settled(found)


def settled(found: list[Span]) -> list[Span]:
    """Return the surest of overlapping spans, the longer of equally sure ones."""
    if len(found) < 2:
        return found
    found.sort(key=lambda s: (-round(s.score, 2), _PRIORITY[s.kind], s.start - s.end, s.start))
    kept: list[Span] = []
    starts: list[int] = []
    for span in found:
        place = bisect_left(starts, span.start)
        before = kept[place - 1].end if place else 0
        if before <= span.start and (place == len(kept) or span.end <= starts[place]):
            kept.insert(place, span)
            starts.insert(place, span.start)
    return kept
