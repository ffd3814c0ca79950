"""A stretch of digits as a recogniser of numbers sees it."""

from __future__ import annotations

from collections.abc import Sequence

from feedback_miner.privacy.writing import Group, cue

__all__ = ["Number"]


class Number:
    """A stretch of a run: its digits, its groups' sizes, where it stands and what is around."""

    __slots__ = ("cue", "digits", "end", "sizes", "start", "text", "whole")

    def __init__(self, text: str, groups: Sequence[Group], whole: bool) -> None:
        self.text = text
        self.digits = "".join(group.digits for group in groups)
        self.sizes = tuple(len(group.digits) for group in groups)
        self.start, self.end = groups[0].start, groups[-1].end
        self.whole = whole
        self.cue = cue(text, self.start)

    def before(self, size: int) -> str:
        """Return the characters in front."""
        return self.text[max(0, self.start - size) : self.start]

    def after(self, size: int) -> str:
        """Return the characters behind."""
        return self.text[self.end : self.end + size]
