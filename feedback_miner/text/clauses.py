"""Clause splitting: the spans one opinion may live in."""

from __future__ import annotations

import re

__all__ = ["split"]

# Punctuation, and white space between two Chinese characters (people type it instead of commas).
# Both expressions begin with a set of characters and look back: so they are sought at a bound.
_MARKS = r"，。！？；：,!?;:\n\r~～…"
_STOP = re.compile(
    rf"[{_MARKS}. \t\u3000](?:(?<=[{_MARKS}])[{_MARKS}]*|(?<=\.)\.+"
    r"|(?<=[^\x00-\xff][ \t\u3000])[ \t\u3000]*(?=[^\x00-\xff]))"
)
# A turn starts a clause of its own even where nobody typed a comma.
_TURN = re.compile(
    r"[但不可然而并美遗唯就虽尽](?<=...)"
    rf"(?:(?<=但)(?!愿)|(?<=不)(?=过(?!是|就|才|(?:$|[{_MARKS}.\s])))"
    r"(?!(?<=[核批证别脸]不)过[也还又])"  # 审核不过也不说原因: it did not pass
    r"|(?<=可)(?=[是惜])|(?<=然)(?=而)|(?<=[而并])(?=且)"
    r"|(?<=美)(?=中不足)|(?<=遗)(?=憾的是)|(?<=唯)(?=一的?不足)|(?<=虽)(?=[然说])|(?<=尽)(?=管)"
    r"|(?<=就)(?=是(?:太|有点|有些|额度|利[率息]|审|客服|放款|手续)))"
)


def split(text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of each clause of a normalised text, in order, none empty.

    A clause keeps the question mark that ends it, since that tells a question.
    """
    breaks = [match.span() for match in _STOP.finditer(text)]
    if turns := [match.start() for match in _TURN.finditer(text)]:
        breaks = sorted([*breaks, *((at, at) for at in turns)])
    if not breaks:
        return [(0, len(text))] if text and not text.isspace() else []
    spans = []
    start = 0
    for at, after in breaks:
        mark = text[at:after]
        end = after if "？" in mark or "?" in mark else at
        if start < end and not text[start:end].isspace():
            spans.append((start, end))
        start = after
    if start < len(text) and not text[start:].isspace():
        spans.append((start, len(text)))
    return spans
