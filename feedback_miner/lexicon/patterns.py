"""Patterns over clauses: regular expressions with ``…`` for a short gap, found by triggers.

Thousands of patterns are affordable because one is tried only where one of its trigger strings
(literals every match must contain) occurs, and something of its other literal parts besides; all
of them are sought at once (Aho and Corasick, 1975).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from re import _parser  # type: ignore[attr-defined]  # the only parser of re's own syntax
from re._constants import (  # type: ignore[import-not-found]
    BRANCH,
    IN,
    LITERAL,
    MAX_REPEAT,
    MIN_REPEAT,
    SUBPATTERN,
)
from typing import Any

from ahocorasick_rs import AhoCorasick

__all__ = ["Match", "Pattern", "PatternError", "PatternSet"]

GAP = "[^，。！？；,!?;\n]{0,6}?"
DIGITS = "[0-9零〇一二两三四五六七八九十百千万几多半]+"


MOST_TRIGGERS = 600  # strings a pattern may be multiplied out to
MOST_PARTS = 3  # literal parts of a pattern that are looked for before it is tried


class PatternError(ValueError):
    """A pattern that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern with what it means. ``rule`` names its file and line.

    Every match contains one of ``triggers`` and one of each set in ``besides``.
    """

    source: str
    regex: re.Pattern[str]
    triggers: tuple[str, ...]
    label: str
    detail: str
    score: float
    rule: str
    besides: tuple[frozenset[str], ...] = ()

    @classmethod
    def compile(cls, source: str, label: str, detail: str, score: float, rule: str) -> Pattern:
        """Compile ``source``: a regular expression where ``…`` is a gap of at most six characters
        within a clause and ``#`` a number in digits or Chinese numerals.

        Raises PatternError where it is no regular expression, matches nothing at all, or has no
        literal that could trigger it.
        """
        try:
            regex = re.compile(source.replace("…", GAP).replace("#", DIGITS))
        except re.error as error:
            raise PatternError(str(error)) from None
        if regex.match(""):
            raise PatternError("it matches the empty text")
        parts = _parts(_parser.parse(regex.pattern))
        if not parts:
            raise PatternError("it has no literal part to search for")
        besides = tuple(frozenset(part) for part in parts[1:MOST_PARTS])
        return cls(source, regex, tuple(sorted(parts[0])), label, detail, score, rule, besides)


def _strings(operation: Any, argument: Any) -> set[str] | None:
    """Return every string an expression matches, or None where they are too many to list."""
    if operation is LITERAL:
        return {chr(argument)}
    if operation is IN:
        if all(kind is LITERAL for kind, _ in argument):
            return {chr(code) for _, code in argument}
        return None
    if operation is SUBPATTERN:
        return _product(argument[3])
    if operation is BRANCH:
        options = [_product(option) for option in argument[1]]
        if any(option is None for option in options):
            return None
        return {string for option in options for string in option or ()}
    if operation in (MAX_REPEAT, MIN_REPEAT) and argument[:2] == (0, 1):
        once = _product(argument[2])
        return None if once is None else once | {""}
    return None


def _product(parsed: Iterable[tuple[Any, Any]]) -> set[str] | None:
    strings = {""}
    for operation, argument in parsed:
        found = _strings(operation, argument)
        if found is None or len(strings) * len(found) > MOST_TRIGGERS:
            return None
        strings = {before + after for before in strings for after in found}
    return strings


def _parts(parsed: Iterable[tuple[Any, Any]]) -> list[set[str]]:
    """Return sets of strings of each of which every match contains at least one, rarest first.

    Runs of parts whose strings can be listed are multiplied out, and what must occur within the
    other parts is taken; the set whose shortest string is longest is the rarest to occur.
    """
    pieces: list[set[str]] = []
    run = {""}
    for operation, argument in parsed:
        found = _strings(operation, argument)
        if found is not None and len(run) * len(found) <= MOST_TRIGGERS:
            run = {before + after for before in run for after in found}
            continue
        pieces.append(run)
        run = found or {""}
        if found is not None:
            continue
        if operation is SUBPATTERN:
            pieces += _parts(argument[3])
        elif operation is BRANCH:
            options = [_parts(option) for option in argument[1]]
            if all(options):
                pieces.append(set().union(*(option[0] for option in options)))
        elif operation in (MAX_REPEAT, MIN_REPEAT) and argument[0] > 0:
            pieces += _parts(argument[2])
    pieces.append(run)
    usable = [piece for piece in pieces if piece and "" not in piece]
    return sorted(usable, key=lambda piece: (-min(map(len, piece)), len(piece)))


@dataclass(frozen=True, slots=True)
class Match:
    """Where a pattern matched."""

    start: int
    end: int
    pattern: Pattern


@dataclass
class PatternSet:
    """Patterns sought together in one pass."""

    patterns: Sequence[Pattern]
    _automaton: AhoCorasick = field(init=False, repr=False)
    _by_string: list[list[int]] = field(init=False, repr=False)
    _besides: list[tuple[frozenset[int], ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        order: dict[str, list[int]] = {}
        for index, pattern in enumerate(self.patterns):
            for trigger in pattern.triggers:
                order.setdefault(trigger, []).append(index)
        for pattern in self.patterns:
            for string in sorted(set().union(*pattern.besides)):
                order.setdefault(string, [])
        number = {string: i for i, string in enumerate(order)}
        self._automaton = AhoCorasick(list(order))
        self._by_string = list(order.values())
        self._besides = [
            tuple(frozenset(number[string] for string in part) for part in pattern.besides)
            for pattern in self.patterns
        ]

    def find(self, text: str) -> Iterator[Match]:
        """Yield every match of every pattern in ``text``, pattern by pattern in their order."""
        hits = {
            hit for hit, _, _ in self._automaton.find_matches_as_indexes(text, overlapping=True)
        }
        if not hits:
            return
        found = {index for hit in hits for index in self._by_string[hit]}
        for index in sorted(found):
            for part in self._besides[index]:
                if part.isdisjoint(hits):
                    break
            else:
                pattern = self.patterns[index]
                for match in pattern.regex.finditer(text):
                    yield Match(match.start(), match.end(), pattern)
