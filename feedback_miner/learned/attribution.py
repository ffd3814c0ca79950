"""Which clauses of a text speak of a factor."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from feedback_miner.learned.features import grams
from feedback_miner.sentiment.document import Span

__all__ = ["attribute", "speaking"]


def attribute(
    text: str,
    parts: Sequence[tuple[int, int]],
    spans: Sequence[Span],
    weigh: Callable[[Sequence[str]], float],
) -> Sequence[tuple[int, int]]:
    """Return the (start, end) of the clauses of a text (``parts``) that speak of a factor: those
    of the rules' spans about it, else the one whose characters weigh most for its presence
    (``weigh`` sums what distinct grams do)."""
    told = speaking(text, parts, spans)
    if told is not None:
        return told

    def worth(part: tuple[int, int]) -> float:
        found = grams(text[part[0] : part[1]])
        return weigh(found) / math.sqrt(max(1, len(found)))

    return [max(parts, key=worth)]


def speaking(
    text: str, parts: Sequence[tuple[int, int]], spans: Sequence[Span]
) -> Sequence[tuple[int, int]] | None:
    """Return the clauses of a text that ``spans`` lie in, or its only one; else None."""
    if len(parts) <= 1:
        return parts or [(0, len(text))]
    if not spans:
        return None
    places = [(span.start, span.end) for span in spans]
    ruled = [part for part in parts for a, b in places if a < part[1] and part[0] < b]
    return list(dict.fromkeys(ruled)) if len(ruled) > 1 else ruled or None
