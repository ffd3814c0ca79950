"""What factors are called: what the items that load on them have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from feedback_miner.ratings.efa import Array

__all__ = ["name_factors"]


def name_factors(loadings: Array, texts: list[str]) -> list[str]:
    """Name each factor by what the items that load most on it, and few others, have in common;
    else by the first of them."""
    strength = np.abs(loadings)
    primary = strength.argmax(axis=1)
    result: list[str] = []
    for j in range(loadings.shape[1]):
        order = [int(i) for i in np.argsort(-strength[:, j], kind="stable")]
        own = [i for i in order if primary[i] == j]
        others = [texts[i] for i in range(len(texts)) if primary[i] != j]
        name = ""
        for top in (own[:3], own[:2]):
            if len(top) > 1 and not name:
                name = _common([texts[i] for i in top], others)
        choices = [name, *(texts[i] for i in own or order)]
        result.append(next((c for c in choices if c and c not in result), texts[order[0]]))
    return result


_EDGE = re.compile(r"^[\W\d_的对您在和与及是了有中]+|[\W\d_的对您在和与及是了有]+$")
_LATIN = re.compile(r"[A-Za-z]")


def _common(texts: Sequence[str], others: Sequence[str]) -> str:
    """Return the longest common substring of two characters or more that stands in no more
    than half of ``others`` and cuts no Latin word in two; "" where there is none."""
    shortest = min(texts, key=len)
    for length in range(len(shortest), 1, -1):
        for start in range(len(shortest) - length + 1):
            part = shortest[start : start + length]
            if _EDGE.search(part) or not all(_whole(part, text) for text in texts):
                continue
            if 2 * sum(part in other for other in others) <= len(others):
                return part
    return ""


def _whole(part: str, text: str) -> bool:
    at = text.find(part)
    while at >= 0:
        end = at + len(part)
        cut_left = at > 0 and _LATIN.match(text[at - 1]) and _LATIN.match(part[0])
        cut_right = end < len(text) and _LATIN.match(text[end]) and _LATIN.match(part[-1])
        if not cut_left and not cut_right:
            return True
        at = text.find(part, at + 1)
    return False
