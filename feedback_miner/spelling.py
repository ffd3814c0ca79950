"""Names that users write in files: the nearest known one to a name that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from feedback_miner.language import t

__all__ = ["nearest", "suggestion"]

ALIKE = 0.6  # difflib's ratio from which a name is taken for a misspelled one


def nearest(name: str, known: Iterable[str], alike: float = ALIKE) -> str:
    """Return the known name most like ``name``, "" where none is (Ratcliff and Metzener, 1988:
    twice the characters in common blocks by those of both, at least ``alike``)."""
    close = get_close_matches(name.lower(), list(known), 1, alike)
    return close[0] if close else ""


def suggestion(name: str, known: Iterable[str]) -> str:
    """Return what to do about an unknown name: the nearest known one first, then all of them."""
    names = list(known)
    close = nearest(name, names)
    listed = t(f"可用：{'、'.join(names)}", f"known: {', '.join(names)}")
    if not close:
        return listed
    return t(f"是否想写 {close}？{listed}", f"did you mean {close}? {listed}")
