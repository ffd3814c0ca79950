"""The careful reader of delimited text: one record at a time, stray quotes told from real ones.

A quoted field is closed by a quote before a delimiter or a line end. A quote that opens a field
and is never closed so is a character like any other: it must not swallow the rows after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

__all__ = ["MAX_LINES", "MAX_RECORD", "Dialect", "Record", "records"]

MAX_LINES = 2_000  # lines of one record
MAX_RECORD = 1_000_000  # characters
_LAZY_LINES = 40  # lines tried where quotes are also stray
_PATIENCE = 2_000_000  # characters of vain search after which quotes are taken to be stray


@dataclass(frozen=True)
class Dialect:
    """Delimiter ("" for one column), quote, escape ("" where quotes are doubled), and whether
    spaces after a delimiter are left out."""

    delimiter: str
    quote: str = '"'
    escape: str = ""
    skip_space: bool = False


class Record(NamedTuple):
    """A record's first line (from 1), its cells, whether stray quotes were taken as text, and how
    many lines it takes."""

    line: int
    cells: list[str]
    repaired: bool = False
    lines: int = 1


@dataclass(frozen=True)
class _Patterns:
    strict: re.Pattern[str]
    literal: re.Pattern[str]
    lazy: re.Pattern[str]
    open: re.Pattern[str]
    unescape: re.Pattern[str]


@lru_cache(maxsize=64)
def _patterns(dialect: Dialect) -> _Patterns:
    q, e = re.escape(dialect.quote), re.escape(dialect.escape)
    d = re.escape(dialect.delimiter) if dialect.delimiter else r"\b\B"  # never matches
    one = f"[^{d}\\n]" if dialect.delimiter else "[^\\n]"
    body = f"(?:[^{q}{e}]|{q}{q}|{e}.)*+" if e else f"(?:[^{q}]|{q}{q})*+"
    space = " *" if dialect.skip_space else ""
    end = f"(?:({d})|\\Z)"
    quoted = f"{space}{q}({body}){q}{space}(?={d}|\\Z)"
    lazy = f"{space}{q}(.*?){q}{space}(?={d}|\\Z)"
    return _Patterns(
        strict=re.compile(f"(?:{quoted}|(?!{space}{q})({one}*+)){end}", re.DOTALL),
        literal=re.compile(f"(?:{quoted}|({one}*+)){end}", re.DOTALL),
        lazy=re.compile(f"(?:{quoted}|{lazy}|({one}*+)){end}", re.DOTALL),
        open=re.compile(f"{space}{q}{body}\\Z", re.DOTALL),
        unescape=re.compile(f"{q}({q})|{e}(.)" if e else f"{q}({q})", re.DOTALL),
    )


def records(lines: Sequence[str], dialect: Dialect, width: int = 0) -> Iterator[Record]:
    """Yield every record of ``lines`` (without line ends), blank lines left out.

    ``width``, where known, helps to tell stray quotes from real ones. Every line that is not
    blank belongs to exactly one record.
    """
    parse = _Parser(dialect, width)
    quote, delimiter = dialect.quote, dialect.delimiter
    simple = not dialect.escape and not dialect.skip_space
    at, count = 0, len(lines)
    while at < count:
        line = lines[at]
        if not line:
            at += 1
        elif quote not in line and simple:
            yield Record(at + 1, line.split(delimiter) if delimiter else [line])
            at += 1
        else:
            cells, used, repaired = parse.record(lines, at)
            yield Record(at + 1, cells, repaired, used)
            at += used


class _Parser:
    def __init__(self, dialect: Dialect, width: int) -> None:
        self.dialect, self.width = dialect, width
        self.patterns = _patterns(dialect)
        self.patience = _PATIENCE

    def record(self, lines: Sequence[str], at: int) -> tuple[list[str], int, bool]:
        """Return the cells of the record at line ``at``, its lines, and whether it is repaired."""
        line = lines[at]
        cells, still_open = self._strict(line)
        if cells is not None and not self._narrow(cells, line):
            return cells, 1, False
        if still_open and self.patience > 0:
            joined = self._join(lines, at)
            if joined:
                return joined[0], joined[1], False
        return self._tolerant(lines, at, cells)

    def _narrow(self, cells: list[str], line: str) -> bool:
        """Tell whether a quoted field may have swallowed delimiters it should not."""
        return 0 < len(cells) < self.width and self.dialect.quote in line

    def _strict(self, text: str) -> tuple[list[str] | None, bool]:
        """Return the cells, or None and whether a quoted field is still open at the end."""
        cells = self._scan(self.patterns.strict, text)
        if cells is None:
            return None, self.patterns.open.match(text, self._stuck) is not None
        return cells, False

    def _scan(self, pattern: re.Pattern[str], text: str) -> list[str] | None:
        cells, at = [], 0
        match = pattern.match
        last = pattern.groups
        while True:
            found = match(text, at)
            if found is None:
                self._stuck = at
                return None
            groups = found.groups()
            if groups[0] is not None:
                cells.append(self._unescape(groups[0]))
            else:
                cell = next((g for g in groups[1 : last - 1] if g is not None), "")
                if self.dialect.skip_space:
                    cell = cell.lstrip(" ")
                if self.dialect.escape:
                    cell = self._unescape_plain(cell)
                cells.append(cell)
            at = found.end()
            if groups[last - 1] is None:
                return cells

    def _unescape(self, cell: str) -> str:
        quote, escape = self.dialect.quote, self.dialect.escape
        if quote in cell or (escape and escape in cell):
            return self.patterns.unescape.sub(lambda m: m[m.lastindex or 0], cell)
        return cell

    def _unescape_plain(self, cell: str) -> str:
        escape, quote = self.dialect.escape, self.dialect.quote
        return cell.replace(escape + quote, quote) if escape + quote in cell else cell

    def _join(self, lines: Sequence[str], at: int) -> tuple[list[str], int] | None:
        """Add lines until the open quote closes; None where it never does."""
        quote, escape = self.dialect.quote, self.dialect.escape
        pieces, size, searched = [lines[at]], len(lines[at]), 0
        odd = lines[at].count(quote) % 2 == 1
        for used in range(2, min(MAX_LINES, len(lines) - at) + 1):
            line = lines[at + used - 1]
            pieces.append(line)
            size += len(line)
            if size > MAX_RECORD:
                break
            odd ^= line.count(quote) % 2 == 1
            if quote not in line or (odd and not escape):
                continue  # quotes that close come in pairs
            cells, still_open = self._strict("\n".join(pieces))
            if cells is not None:
                if self.width in (0, len(cells)):
                    return cells, used
                break
            searched += size
            if not still_open or searched > self.patience:
                break
        self.patience -= size + searched
        return None

    def _tolerant(
        self, lines: Sequence[str], at: int, cells: list[str] | None
    ) -> tuple[list[str], int, bool]:
        """Read stray quotes as text, in the way that gives the expected width."""
        line = lines[at]
        literal = self._scan(self.patterns.literal, line) or [line]
        if not self.width:
            return (cells or literal), 1, cells is None
        if cells is not None and len(cells) == self.width:
            return cells, 1, False
        lazy = self._scan(self.patterns.lazy, line) or [line]
        for reading in (lazy, literal):
            if len(reading) == self.width:
                return reading, 1, True
        if cells is None and self.patience > 0 and len(lazy) < self.width:
            text = line
            for used in range(2, min(_LAZY_LINES, len(lines) - at) + 1):
                text += "\n" + lines[at + used - 1]
                if self.dialect.quote not in lines[at + used - 1]:
                    continue
                self.patience -= len(text)
                lazy = self._scan(self.patterns.lazy, text) or []
                if len(lazy) == self.width and "\n" in "".join(lazy):
                    return lazy, used, True
                if len(lazy) > self.width:
                    break
        bare = line.split(self.dialect.delimiter) if self.dialect.delimiter else [line]
        if len(bare) == self.width:
            return bare, 1, True
        return (cells if cells is not None else literal), 1, cells is None
