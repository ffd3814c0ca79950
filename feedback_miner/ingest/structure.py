"""Where the records of a well-formed delimited file begin and how wide they are, found at once.

Quotes are well-formed (RFC 4180) exactly where each opening one follows a delimiter, a line end
or another quote, and each closing one precedes such. A file that keeps to it can go to a fast
parser, which then reads the same as the careful one.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Structure", "scan"]

_NEWLINE = 10


@dataclass(frozen=True)
class Structure:
    """Of each record that is not an empty line: byte offset, line number from 1, and fields."""

    starts: npt.NDArray[np.int64]
    lines: npt.NDArray[np.int64]
    widths: npt.NDArray[np.int64]
    quoted: bool


def scan(data: bytes, delimiter: bytes, quote: bytes) -> Structure | None:
    """Return the structure of ``data``, or None where its quotes or line ends are not regular."""
    if b"\r" in data or len(delimiter) > 1 or not data:
        return None
    array = np.frombuffer(data, dtype=np.uint8)
    newlines = np.flatnonzero(array == _NEWLINE)
    quotes = np.flatnonzero(array == ord(quote)) if quote in data else np.empty(0, dtype=np.int64)
    if len(quotes) and not _regular(array, quotes, delimiter):
        return None
    line_of = np.arange(2, len(newlines) + 2)
    ends = newlines
    if len(quotes):
        outside = np.searchsorted(quotes, newlines) % 2 == 0
        ends, line_of = newlines[outside], line_of[outside]
    starts = np.concatenate(([0], ends + 1))
    lines = np.concatenate(([1], line_of))
    stops = np.concatenate((ends, [len(data)]))
    if delimiter:
        delimiters = np.flatnonzero(array == ord(delimiter))
        if len(quotes):
            delimiters = delimiters[np.searchsorted(quotes, delimiters) % 2 == 0]
        before = np.searchsorted(delimiters, stops)
        widths = np.diff(before, prepend=0) + 1
    else:
        widths = np.ones(len(starts), dtype=np.int64)
    filled = stops > starts
    return Structure(
        starts[filled].astype(np.int64),
        lines[filled].astype(np.int64),
        widths[filled].astype(np.int64),
        bool(len(quotes)),
    )


def _regular(array: npt.NDArray[np.uint8], quotes: npt.NDArray[np.int64], delimiter: bytes) -> bool:
    if len(quotes) % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    edges = np.zeros(256, dtype=bool)
    edges[[_NEWLINE, *delimiter]] = True
    size = len(array)
    before = edges[array[np.maximum(opening - 1, 0)]] | (opening == 0)
    before[1:] |= opening[1:] - 1 == closing[:-1]
    after = edges[array[np.minimum(closing + 1, size - 1)]] | (closing == size - 1)
    after[:-1] |= closing[:-1] + 1 == opening[1:]
    return bool(before.all() and after.all())
