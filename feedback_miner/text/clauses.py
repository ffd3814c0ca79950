"""Clause splitting: the spans one opinion may live in."""

from __future__ import annotations

import re

__all__ = ["split"]

# Punctuation, and white space between two Chinese characters (people type it instead of commas).
_STOP = r"[，。！？；：,!?;:\n\r~～…]+|\.{2,}|(?<=[^\x00-\xff])[ \t\u3000]+(?=[^\x00-\xff])"
# A turn starts a clause of its own even where nobody typed a comma.
_TURN = (
    r"(?<=..)(?=但是|但(?!愿)|不过(?!是|就|才)|可是|然而|而且|并且|可惜|美中不足|遗憾的是"
    r"|唯一不足|唯一的不足|就是(?=太|有点|有些|额度|利[率息]|审|客服|放款|手续)|虽然|虽说|尽管)"
)
_BREAK = re.compile(f"{_STOP}|{_TURN}")


def split(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of each clause of a normalised text, in order, none empty.

    A clause keeps the question mark that ends it, since that tells a question.
    """
    spans = []
    start = 0
    for match in _BREAK.finditer(text):
        end = match.end() if "？" in match[0] or "?" in match[0] else match.start()
        if text[start:end].strip():
            spans.append((start, end))
        start = match.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return spans
