"""All recognisers over one text: a quick gate before each, overlaps settled by score."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

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
from feedback_miner.privacy.writing import SAID, WIDE, fold

__all__ = ["recognise", "recognise_many", "settled"]

Gate = Callable[[str], object]
Recogniser = Callable[[str], Iterator[Span]]

_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class _Reader(NamedTuple):
    """A recogniser of folded text. Its gate saves its work where it finds nothing; a text with
    fewer than ``least`` of ``characters`` cannot pass the gate."""

    gate: Gate
    recognise: Recogniser
    characters: str = ""
    least: int = 0


_RECOGNISERS = (
    _Reader(
        lambda text: (
            numbers.MAYBE(text)
            or numbers.SPOKEN(text)
            or numbers.HIDDEN(text)
            or numbers.BROKEN(text)
        ),
        numbers.recognise,
        _DIGITS + SAID,
        7,
    ),
    _Reader(residents.MAYBE_PAPER, residents.papers, _DIGITS + "第证照", 1),
    _Reader(contacts.MAYBE_EMAIL, contacts.emails, "@#艾爱Aa", 1),
    _Reader(contacts.maybe_wechat, contacts.wechats, _DIGITS + SAID + _LETTERS + "_-", 5),
    _Reader(plates.MAYBE, plates.recognise, _DIGITS + _LETTERS, 1),
    _Reader(
        addresses.MAYBE,
        addresses.recognise,
        "-号#栋幢座单室楼层弄组社队房户区期门铺梯巷支舍寓村屯庄寨查號棟單樓層門戶區鋪莊T",
        1,
    ),
    _Reader(bool, names.recognise),  # most texts have a character that is a surname
)
_UNUSUAL = 1 << len(_RECOGNISERS)  # beside a bit for each recogniser
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
    "birth_date": 9,
}


def recognise(text: str, kinds: Collection[str] | None = None) -> list[Span]:
    """Return the personal data in ``text``, sorted and disjoint, each at least half sure.

    Kinds: phone, id_card (passports and permits too), bank_card, email, name, address, plate,
    wechat (and QQ); ``kinds`` names those wanted, and may ask for ``reference`` too (contract and
    order numbers), which are left alone otherwise. Where two overlap the surer one stays.
    """
    folded = fold(text)
    found = _found(folded, _RECOGNISERS)
    if kinds is not None:
        for kind, (gate, recogniser) in _ON_REQUEST.items():
            if kind in kinds and gate(folded):
                found += recogniser(folded)
        found = [span for span in found if span.kind in kinds]
    return settled(found)


def recognise_many(texts: Sequence[str]) -> list[list[Span]]:
    """Return the personal data in each of many texts: the same as one by one, but which
    recognisers need not even look is told of all at once, by the characters that are there."""
    return [
        settled(_found(fold(text) if looks & _UNUSUAL else text, _readers(looks)))
        for text, looks in zip(texts, _looks(texts), strict=True)
    ]


def _found(folded: str, readers: Sequence[_Reader]) -> list[Span]:
    """Return what each recogniser finds, overlaps included."""
    return [
        span
        for gate, recogniser, *_ in readers
        if gate(folded)
        for span in recogniser(folded)
        if span.score >= ENOUGH
    ]


def _looks(texts: Sequence[str]) -> list[int]:
    """Return a bit for each recogniser that may pass its gate, and for what is to be folded."""
    if not texts:
        return []
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)) + 1
    starts = np.cumsum(lengths) - lengths
    joined = "\n".join([*texts, ""]).encode("utf-32-le", "surrogatepass")
    traits = _traits()[np.frombuffer(joined, dtype=np.uint32)]
    looks = np.bitwise_or.reduceat(traits, starts)
    for at, reader in enumerate(_RECOGNISERS):
        if reader.least > 1:
            there = np.add.reduceat(traits >> at & 1, starts, dtype=np.int64)
            looks[there < reader.least] &= 0xFF ^ 1 << at
        elif not reader.least:
            looks |= 1 << at
    return list(looks.tolist())


@cache
def _traits() -> NDArray[np.uint8]:
    """Return of each character the bits of the recognisers that look for it or for what it is
    folded to."""
    traits = np.zeros(0x110000, dtype=np.uint8)
    for at, reader in enumerate(_RECOGNISERS):
        traits[[ord(character) for character in reader.characters]] |= 1 << at
    for code, folded in WIDE.items():
        traits[code] = traits[ord(folded)] | _UNUSUAL
    return traits


@cache
def _readers(looks: int) -> tuple[_Reader, ...]:
    """Return the recognisers of a number of ``_looks``."""
    return tuple(reader for at, reader in enumerate(_RECOGNISERS) if looks >> at & 1)


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
