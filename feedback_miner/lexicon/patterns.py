"""Patterns over clauses: regular expressions with ``…`` for a short gap, found by triggers.

Thousands of patterns are affordable because one is tried only where one of its trigger strings
(literals every match must contain) occurs, and something of its other literal parts besides; all
of them are sought at once, in many texts at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from re import _parser  # type: ignore[attr-defined]  # the only parser of re's own syntax
from re._constants import (  # type: ignore[import-not-found]
    BRANCH,
    IN,
    LITERAL,
    MAX_REPEAT,
    MIN_REPEAT,
    SUBPATTERN,
)
from typing import Any, NamedTuple

import numpy as np

from feedback_miner.text.ngrams import LONGEST, Ints, Ngrams

__all__ = ["Match", "Pattern", "PatternError", "PatternSet", "Sieve"]

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


class Match(NamedTuple):
    """Where a pattern matched."""

    start: int
    end: int
    pattern: Pattern


@dataclass
class PatternSet:
    """Patterns sought together. Which of them may match at all is told by a sieve."""

    patterns: Sequence[Pattern]

    @cached_property
    def _needs(self) -> list[list[frozenset[str]]]:
        return [[_heads(part) for part in (p.triggers, *p.besides)] for p in self.patterns]

    @cached_property
    def _triggered(self) -> dict[str, list[int]]:
        by_head: dict[str, list[int]] = {}
        for index, (trigger, *_) in enumerate(self._needs):
            for head in trigger:
                by_head.setdefault(head, []).append(index)
        return by_head

    def _sifted(self, text: str) -> list[int]:
        """Return what a sieve lets through, of one text alone: quicker than its arrays are."""
        there = {text[at : at + n] for n in range(1, LONGEST + 1) for at in range(len(text))}
        known = self._triggered
        found = {index for head in there & known.keys() for index in known[head]}
        needs = self._needs
        return sorted(i for i in found if not any(map(there.isdisjoint, needs[i][1:])))

    def find(self, text: str, among: Iterable[int] | None = None) -> Iterator[Match]:
        """Yield every match of every pattern in ``text``, pattern by pattern in their order.

        ``among`` are the numbers of those a sieve let through, so that many texts are quicker.
        """
        for index in self._sifted(text) if among is None else among:
            pattern = self.patterns[index]
            for match in pattern.regex.finditer(text):
                yield Match(match.start(), match.end(), pattern)


class Sieve:
    """Tells which patterns of several sets may match which texts.

    A pattern may where, of each set of its literals, one occurs; of a literal the first four
    characters are looked for.
    """

    def __init__(self, sets: Sequence[PatternSet]) -> None:
        self._firsts = np.cumsum([0, *(len(one.patterns) for one in sets)])
        every = [
            [_heads(part) for part in (pattern.triggers, *pattern.besides)]
            for one in sets
            for pattern in one.patterns
        ]
        parts: dict[frozenset[str], int] = {}
        triggered: list[list[int]] = []
        for number, (trigger, *_) in enumerate(every):
            if parts.setdefault(trigger, len(triggered)) == len(triggered):
                triggered.append([])
            triggered[parts[trigger]].append(number)
        self._triggered = _Lists(triggered)
        self._triggers = len(triggered)
        nothing = frozenset[str]()  # which always occurs
        self._always = parts.setdefault(nothing, len(parts))
        self._besides = np.full((len(every), MOST_PARTS - 1), self._always)
        for number, (_, *besides) in enumerate(every):
            for place, beside in enumerate(besides):
                self._besides[number, place] = parts.setdefault(beside, len(parts))
        self._many = len(parts)
        of_gram: dict[str, list[int]] = {}
        for part, number in parts.items():
            for gram in sorted(part):
                of_gram.setdefault(gram, []).append(number)
        self._grams = Ngrams(list(of_gram))
        self._parts = _Lists(list(of_gram.values()))

    def sift(self, texts: Sequence[str]) -> list[list[list[int]]]:
        """Return, of each set, the numbers of the patterns that may match each text."""
        hits = self._grams.find(texts)
        rows, parts = self._parts.of(hits.texts, hits.grams)
        there = np.zeros((len(texts), self._many), dtype=bool)
        there[:, self._always] = True
        there[rows, parts] = True
        rows, patterns = self._triggered.of(*np.nonzero(there[:, : self._triggers]))
        for beside in self._besides.T:
            met = there[rows, beside[patterns]]
            rows, patterns = rows[met], patterns[met]
        order = np.lexsort((patterns, rows))
        rows, patterns = rows[order], patterns[order]
        sifted = []
        for first, last in pairwise(self._firsts):
            own = (patterns >= first) & (patterns < last)
            numbers = (patterns[own] - first).tolist()
            ends = np.cumsum(np.bincount(rows[own], minlength=len(texts))).tolist()
            sifted.append([numbers[a:b] for a, b in pairwise([0, *ends])])
        return sifted


def _heads(literals: Iterable[str]) -> frozenset[str]:
    return frozenset(literal[:LONGEST] for literal in literals)


class _Lists:
    """Lists of numbers in one array."""

    def __init__(self, lists: Sequence[Sequence[int]]) -> None:
        self._counts = np.array([len(one) for one in lists], dtype=np.int64)
        self._starts = np.cumsum(self._counts) - self._counts
        self._values = np.array([value for one in lists for value in one], dtype=np.int64)

    def of(self, rows: Ints, which: Ints) -> tuple[Ints, Ints]:
        """Return the values of list ``which[i]``, each with its ``rows[i]``."""
        counts = self._counts[which]
        ends = np.cumsum(counts)
        places = np.arange(ends[-1] if len(ends) else 0)
        places += np.repeat(self._starts[which] - (ends - counts), counts)
        return np.repeat(rows, counts), self._values[places]
