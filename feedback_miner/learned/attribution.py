"""Which clauses of a text speak of a factor."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from feedback_miner.learned.features import grams
from feedback_miner.sentiment.document import Span

__all__ = ["attribute"]


def attribute(
    text: str, parts: Sequence[tuple[int, int]], spans: Sequence[Span], weigh: Mapping[str, float]
) -> Sequence[tuple[int, int]]:
    """Return the (start, end) of the clauses of a text (``parts``) that speak of a factor: those
    of the rules' spans about it, else the one whose characters weigh most for its presence."""
    if len(parts) <= 1:
        return parts or [(0, len(text))]
    ruled = [(a, b) for a, b in parts for s in spans if s.start < b and a < s.end]
    if ruled:
        return list(dict.fromkeys(ruled))

    def worth(part: tuple[int, int]) -> float:
        found = grams(text[part[0] : part[1]])
        return sum(weigh.get(gram, 0.0) for gram in found) / math.sqrt(max(1, len(found)))

    return [max(parts, key=worth)]
