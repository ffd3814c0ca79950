"""Clean text that knows where each of its characters came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

__all__ = ["Edit", "Layer", "Normalised", "apply"]

Edit = tuple[int, int, str]
"""Start and end in the text before, and what stands there after."""


class Layer:
    """One round of edits, seen from the text after it."""

    __slots__ = ("ends", "source_ends", "sources", "starts")

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.sources: list[int] = []
        self.source_ends: list[int] = []

    def source(self, index: int) -> tuple[int, int]:
        """Return the span before the edits that made the character at ``index``."""
        at = bisect_right(self.starts, index) - 1
        if at < 0:
            return index, index + 1
        end = self.ends[at]
        if index >= end:
            before = index - end + self.source_ends[at]
            return before, before + 1
        start, source, source_end = self.starts[at], self.sources[at], self.source_ends[at]
        if end - start == source_end - source:  # character for character
            return source + index - start, source + index - start + 1
        return source, source_end


def apply(text: str, edits: Iterable[Edit]) -> tuple[str, Layer | None]:
    """Return ``text`` with ``edits`` made, and the layer that leads back.

    Edits are sorted and do not overlap. The layer is None where nothing changed.
    """
    edits = list(edits)
    if not edits:
        return text, None
    layer = Layer()
    pieces: list[str] = []
    done = length = 0
    for start, end, replacement in edits:
        pieces.append(text[done:start])
        pieces.append(replacement)
        length += start - done
        layer.starts.append(length)
        length += len(replacement)
        layer.ends.append(length)
        layer.sources.append(start)
        layer.source_ends.append(end)
        done = end
    pieces.append(text[done:])
    return "".join(pieces), layer


class Normalised:
    """A normalised text: ``text`` is clean, ``original`` is what was written."""

    __slots__ = ("_layers", "original", "text")

    def __init__(self, original: str, text: str, layers: tuple[Layer, ...] = ()) -> None:
        self.original = original
        self.text = text
        self._layers = layers

    def __repr__(self) -> str:
        # Never the text itself: it may hold personal data.
        return f"Normalised({len(self.original)} -> {len(self.text)} characters)"

    @property
    def changed(self) -> bool:
        """Whether anything was changed."""
        return bool(self._layers)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of ``original`` that the span ``[start, end)`` of ``text`` came from.

        Monotone in both ends; a span that is not empty comes from one that is not empty. What
        was dropped between two characters of the span belongs to it, what was dropped around
        it does not. Raises ValueError where the span does not lie within ``text``.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"span {start}:{end} is not within 0:{len(self.text)}")
        if not self._layers:
            return start, end
        if start == end:
            if start < len(self.text):
                point = self._source(start)[0]
            else:
                point = self._source(start - 1)[1] if start else 0
            return point, point
        return self._source(start)[0], self._source(end - 1)[1]

    def _source(self, index: int) -> tuple[int, int]:
        first = last = index
        for layer in reversed(self._layers):
            low, high = layer.source(first)
            if first != last:
                high = layer.source(last)[1]
            first, last = low, high - 1
        return first, last + 1
