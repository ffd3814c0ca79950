"""Find the delimiter, quote and escape of a delimited file.

Each candidate parses the first records; the one whose rows agree best in width and whose cells
are free of other candidates' delimiters wins, after the consistency measure of van den Burg,
Nazábal and Sutton (2019), "Wrangling messy CSV files by detecting row and type patterns".
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from feedback_miner.ingest.records import Dialect, records

__all__ = ["Found", "detect"]

DELIMITERS = (",", "\t", ";", "|", "\x01", "，")
_NUMBER = re.compile(r"[-+]?[\d.,]*\d%?")
_ROWS = 200
_LINES = 1_000
_SINGLE_QUOTED = re.compile(r"(?:^|[,;\t| ])'[^'\n]*'(?=[,;\t| ]|$)", re.MULTILINE)
_DOUBLE_QUOTED = re.compile(r'(?:^|[,;\t| ])"[^"\n]*"(?=[,;\t| ]|$)', re.MULTILINE)


@dataclass(frozen=True)
class Found:
    """A dialect, the width most rows have, and the share of rows that have it."""

    dialect: Dialect
    width: int
    consistency: float
    score: float


def detect(lines: Sequence[str], *, preferred: str = "") -> Found:
    """Return the most consistent dialect of the first ``lines``; delimiter "" for one column.

    ``preferred`` is the delimiter the file's name promises (a tab for ``.tsv``).
    """
    sample = [line for line in lines[:_LINES] if line.strip()]
    text = "\n".join(sample)
    quotes = ['"']
    if len(_SINGLE_QUOTED.findall(text)) > max(2, 2 * len(_DOUBLE_QUOTED.findall(text))):
        quotes = ["'", '"']
    escapes = ["", "\\"] if '\\"' in text or "\\'" in text else [""]
    found = [
        _measure(sample, Dialect(delimiter, quote, escape, spaced))
        for delimiter in DELIMITERS
        if delimiter in text
        for quote in quotes
        for escape in escapes
        for spaced in ((False, True) if f"{delimiter} {quote}" in text else (False,))
    ]
    if not any(one.score > 0 and one.consistency >= 0.6 for one in found) and " " in text:
        spaced = [_measure(sample, Dialect(" ", quote, "")) for quote in quotes]
        # Prose has spaces too: only a table of words and numbers is as regular as this.
        found += [one for one in spaced if one.width >= 3 and one.consistency >= 0.9]
    found = [
        one
        for one in found
        # Chinese prose has full-width commas: only a regular table is parted by them.
        if one.score > 0 and (one.dialect.delimiter != "，" or _regular(one))
    ]
    if preferred:
        promised = [one for one in found if one.dialect.delimiter == preferred]
        found = promised if promised and promised[0].consistency >= 0.5 else found
    if not found:
        return Found(Dialect("", '"', ""), 1, 1.0, 0.0)
    best = max(found, key=lambda one: one.score)  # the first of equals: the usual one
    if _spaced(sample, best):
        best = replace(best, dialect=replace(best.dialect, skip_space=True))
        best = _measure(sample, best.dialect)
    return best


def _regular(found: Found) -> bool:
    return found.consistency >= 0.95 and found.width >= 3


def _measure(lines: Sequence[str], dialect: Dialect) -> Found:
    rows = [record.cells for record in islice(records(lines, dialect), _ROWS)]
    # The rest of a preamble, and a last row that the sample cut, weigh little.
    widths = Counter(len(row) for row in rows)
    width, _ = max(widths.items(), key=lambda item: (item[1] * math.log2(item[0]), item[0]))
    consistency = widths[width] / len(rows)
    # Prose in one column has delimiters here and there: most lines have none, or any number.
    prose = widths[1] > widths[width] or (consistency < 0.4 and len(rows[0]) != width)
    if width < 2 or prose:
        return Found(dialect, 1, 1.0, 0.0)
    cells = clean = 0
    for row in rows:
        if len(row) != width:
            continue
        for cell in row:
            cells += 1
            clean += _clean(cell, dialect)
    score = consistency**2 * (0.2 + 0.8 * clean / cells) * math.log2(1 + width) ** 0.5
    if dialect.escape or dialect.quote == "'":
        score *= 0.98  # more often a character like any other
    return Found(dialect, width, consistency, score)


def _clean(cell: str, dialect: Dialect) -> bool:
    """Tell whether a cell looks whole: no stray quotes, no other delimiter unless in prose."""
    if not cell or _NUMBER.fullmatch(cell):
        return True
    if cell[0] in "\"'" or (cell[-1] in "\"'" and len(cell) < 40):
        return False
    others = [d for d in (",", "\t", ";", "|", "\x01") if d != dialect.delimiter and d in cell]
    # Prose has commas; short cells with semicolons or tabs are rows not split yet.
    return not any(d in "\t\x01" or len(cell) < 30 for d in others)


def _spaced(lines: Sequence[str], found: Found) -> bool:
    """Tell whether a space follows nearly every delimiter."""
    delimiter = found.dialect.delimiter
    if delimiter in (" ", "\t"):
        return False
    text = "\n".join(lines)
    followed = text.count(delimiter + " ") + text.count(delimiter + "\n")
    return followed >= 0.9 * text.count(delimiter) and text.count(delimiter + " ") > 0
