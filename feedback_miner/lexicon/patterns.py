"""Patterns over clauses: regular expressions with ``…`` for a short gap, found by triggers.

Thousands of patterns are affordable because one is tried only where one of its trigger strings
(literals every match must contain) occurs, and something of its other literal parts besides; all
of them are sought at once, in many texts at once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from feedback_miner.lexicon import literals
from feedback_miner.ngrams import LONGEST, Ints, Ngrams, news

__all__ = ["Match", "Pattern", "PatternError", "PatternSet", "Sieve"]

GAP = "[^，。！？；,!?;\n]{0,6}?"
DIGITS = "[0-9零〇一二两三四五六七八九十百千万几多半]+"
SLICE = 256  # texts sifted together: what they hold stays in the processor's cache
MOST_PARTS = 3  # literal parts of a pattern that are looked for before it is tried


class PatternError(ValueError):
    """A pattern that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern with what it means. ``rule`` names its file and line.

    Every match contains one of ``triggers`` and one of each set in ``besides``. ``expression`` is
    the regular expression that ``source`` stands for.
    """

    source: str
    expression: str
    triggers: frozenset[str]
    label: str
    detail: str
    score: float
    rule: str
    besides: tuple[frozenset[str], ...] = ()
    compares: bool = False  # two amounts, its groups ``from`` and ``to``

    @classmethod
    def compile(cls, source: str, label: str, detail: str, score: float, rule: str) -> Pattern:
        """Compile ``source``: a regular expression where ``…`` is a gap of at most six characters
        within a clause and ``#`` a number in digits or Chinese numerals.

        Raises PatternError where it is no regular expression, matches nothing at all, or has no
        literal that could trigger it.
        """
        expression = source.replace("…", GAP).replace("#", DIGITS)
        parts = literals.read(expression)
        if not parts:  # of a rarer syntax, or wrong
            try:
                regex = re.compile(expression)
            except re.error as error:
                raise PatternError(str(error)) from None
            if regex.match(""):
                raise PatternError("it matches the empty text")
            parts = literals.parsed(expression)
        if not parts:
            raise PatternError("it has no literal part to search for")
        triggers, *besides = map(frozenset, parts[:MOST_PARTS])
        compares = "(?P<from>" in source
        return cls(
            source, expression, triggers, label, detail, score, rule, tuple(besides), compares
        )

    @property
    def regex(self) -> re.Pattern[str]:
        """The compiled expression; most patterns of a codebook are never asked for it."""
        return re.compile(self.expression)


@dataclass(slots=True)
class Match:
    """Where a pattern matched."""

    start: int
    end: int
    pattern: Pattern


@dataclass
class PatternSet:
    """Patterns sought together. Which of them may match at all is told by a sieve."""

    patterns: Sequence[Pattern]

    @cached_property
    def _seekers(self) -> list[Callable[..., re.Match[str] | None] | None]:
        """Return the search of each pattern, None until its first use: compiling takes long."""
        return [None] * len(self.patterns)

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

    def find(self, text: str, among: Iterable[int] | None = None) -> list[Match]:
        """Return every match of every pattern in ``text``, pattern by pattern in their order.

        ``among`` are the numbers of those a sieve let through, so that many texts are quicker.
        """
        seekers, matches = self._seekers, []
        for index in self._sifted(text) if among is None else among:
            seek = seekers[index]
            if seek is None:
                seek = seekers[index] = self.patterns[index].regex.search
            found = seek(text)
            while found:  # most find nothing; what is found holds a literal
                start, end = found.span()
                matches.append(Match(start, end, self.patterns[index]))
                found = seek(text, end)
        return matches


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
        self._patterns = max(1, len(every))
        self._triggered = _Lists(
            np.array([len(one) for one in triggered], dtype=np.int64),
            np.array([value for one in triggered for value in one], dtype=np.int64),
        )
        self._triggers = len(triggered)
        nothing = frozenset[str]()  # which always occurs
        self._always = parts.setdefault(nothing, len(parts))
        self._besides = np.full((len(every), MOST_PARTS - 1), self._always)
        for number, (_, *besides) in enumerate(every):
            for place, beside in enumerate(besides):
                self._besides[number, place] = parts.setdefault(beside, len(parts))
        self._many = len(parts)
        held = [gram for part in parts for gram in part]
        known = {gram: at for at, gram in enumerate(dict.fromkeys(held))}
        grams = np.fromiter(map(known.__getitem__, held), dtype=np.int64, count=len(held))
        sizes = np.fromiter(map(len, parts), dtype=np.int64, count=len(parts))
        owners = np.repeat(np.arange(len(parts)), sizes)
        self._grams = Ngrams(list(known))
        self._parts = _Lists(
            np.bincount(grams, minlength=len(known)), owners[np.argsort(grams, kind="stable")]
        )

    def sift(self, texts: Sequence[str]) -> list[list[list[int]]]:
        """Return, of each set, the numbers of the patterns that may match each text."""
        rows, patterns = self._may_match(texts)
        sifted = []
        for first, last in pairwise(self._firsts):
            own = np.flatnonzero((patterns >= first) & (patterns < last))
            lists = [_NOTHING] * len(texts)
            numbers = (patterns.take(own) - first).tolist()
            where = rows.take(own)
            starts = np.flatnonzero(news(where))
            for text, (a, b) in zip(
                where.take(starts).tolist(), pairwise([*starts.tolist(), len(numbers)]), strict=True
            ):
                lists[text] = numbers[a:b]
            sifted.append(lists)
        return sifted

    def _may_match(self, texts: Sequence[str]) -> tuple[Ints, Ints]:
        """Return text and pattern of all that may match, sorted by both."""
        nothing = np.zeros(0, dtype=np.int64)
        found = [(nothing, nothing)]
        narrow = np.min_scalar_type(SLICE * self._patterns)  # much quicker to sort
        for first in range(0, len(texts), SLICE):
            part = texts[first : first + SLICE]
            rows, parts = self._parts.of(*self._grams.occurrences(part))
            there = np.zeros(len(part) * self._many, dtype=bool)  # flat: one index is quicker
            there[self._always :: self._many] = True
            there[rows * self._many + parts] = True
            trigger = np.flatnonzero(parts < self._triggers)
            rows, patterns = self._triggered.of(rows.take(trigger), parts.take(trigger))
            for beside in self._besides.T:
                met = np.flatnonzero(there.take(rows * self._many + beside.take(patterns)))
                rows, patterns = rows.take(met), patterns.take(met)
            pairs = np.sort((rows * self._patterns + patterns).astype(narrow))
            # A pattern is met as often as its trigger's literals.
            pairs = pairs.take(np.flatnonzero(news(pairs))).astype(np.int64)
            rows = pairs // self._patterns
            found.append((rows + first, pairs - rows * self._patterns))
        rows, patterns = map(np.concatenate, zip(*found, strict=True))
        return rows, patterns


_NOTHING: list[int] = []  # shared by the many texts no pattern may match


def _heads(strings: frozenset[str]) -> frozenset[str]:
    if max(map(len, strings)) <= LONGEST:
        return strings
    return frozenset([string[:LONGEST] for string in strings])


class _Lists:
    """Lists of numbers in one array."""

    def __init__(self, counts: Ints, values: Ints) -> None:
        """Hold ``counts[i]`` of the values, in order, as list ``i``."""
        self._counts = counts
        self._starts = np.cumsum(counts) - counts
        self._values = values

    def of(self, rows: Ints, which: Ints) -> tuple[Ints, Ints]:
        """Return the values of list ``which[i]``, each with its ``rows[i]``."""
        counts = self._counts.take(which)
        ends = np.cumsum(counts)
        places = np.arange(ends[-1] if len(ends) else 0)
        places += np.repeat(self._starts.take(which) - (ends - counts), counts)
        return np.repeat(rows, counts), self._values.take(places)
