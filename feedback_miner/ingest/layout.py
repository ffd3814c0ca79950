"""An export as it lies in the file: every sheet, title row and ragged row, nothing joined or left
out. For what must come out in the same layout as it went in (see ``read`` for analysis)."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from feedback_miner.errors import DataError
from feedback_miner.ingest.delimited import sample_lines, tidy
from feedback_miner.ingest.dialect import detect
from feedback_miner.ingest.encoding import Decoded, decode
from feedback_miner.ingest.header import find
from feedback_miner.ingest.magic import kind_of
from feedback_miner.ingest.records import Dialect, records
from feedback_miner.ingest.sheets import cell_text
from feedback_miner.ingest.workbook import Look, Looks, Range, all_sheets, read_looks
from feedback_miner.language import t

__all__ = ["Grid", "Layout", "read_layout"]

_HEADER_ROWS = 200
_WORKBOOKS = ("xlsx", "xls", "xlsb", "ods")


@dataclass(frozen=True)
class Grid:
    """Rows of cells (text, numbers, booleans, dates, None), the row that names the columns (-1
    for none) and those names by position. Rows above it are titles. ``merged``: ranges of cells
    shown as one; ``look``: widths, hidden rows and the like, where they are known."""

    name: str
    rows: list[list[Any]]
    header: int = -1
    names: tuple[str, ...] = ()
    hidden: bool = False
    merged: tuple[Range, ...] = ()
    look: Look | None = None


@dataclass(frozen=True)
class Layout:
    """A file taken apart. ``kind``: csv, text, jsonl, json, xlsx or parquet; ``grids`` are the
    sheets of a workbook or the one table of a CSV file; ``lines`` those of text and JSON lines;
    ``value`` the document of a JSON file; ``table`` that of Parquet; ``looks`` tells how a
    workbook looks, None where that is not known."""

    kind: str
    grids: tuple[Grid, ...] = ()
    lines: tuple[str, ...] = ()
    value: Any = None
    table: pa.Table | None = None
    encoding: str = "utf-8"
    dialect: Dialect = field(default_factory=lambda: Dialect(","))
    newline: str = "\n"
    looks: Looks | None = None


def read_layout(data: bytes, name: str, encoding: str | None = None) -> Layout:
    """Take a file apart by what it is; ``name`` decides only among kinds of text.

    Raises DataError where it is no table or text, UsageError for an unknown encoding.
    """
    kind = kind_of(data, name)
    if kind in _WORKBOOKS:
        sheets = list(all_sheets(data, kind, name))
        looks = read_looks(data, kind)
        known = looks.sheets if looks else {}
        grids = tuple(_sheet(known.get(one[0]), *one) for one in sheets)
        return Layout("xlsx", grids, looks=looks)
    if kind == "parquet":
        try:
            table = parquet.ParquetFile(io.BytesIO(data)).read()
        except (pa.ArrowException, OSError, ValueError) as error:
            raise DataError(
                t("Parquet 文件已损坏，打不开", "the Parquet file is broken"), file=name
            ) from error
        return Layout("parquet", table=table)
    decoded = decode(data, encoding, file=name)
    newline = "\r\n" if b"\r\n" in decoded.data[: 1 << 16] else "\n"
    if kind == "jsonl" or decoded.data.lstrip()[:1] in (b"{", b"["):
        found = _json(decoded, newline)
        if found is not None:
            return found
    suffix = name.lower().rpartition(".")[2]
    if kind == "csv" or _regular(decoded):
        return _delimited(decoded, newline, "\t" if suffix in ("tsv", "tab") else "")
    text = tidy(decoded)[0].decode("utf-8", "surrogatepass")
    return Layout("text", lines=tuple(text.split("\n")), encoding=decoded.encoding, newline=newline)


def _json(decoded: Decoded, newline: str) -> Layout | None:
    text = decoded.data.decode("utf-8", "surrogatepass")
    lines = tuple(text.replace("\r\n", "\n").split("\n"))
    filled = [line for line in lines[:200] if line.strip()]
    whole = sum(_parses(line) for line in filled)
    if filled and whole >= 0.5 * len(filled) and not (len(filled) == 1 and filled[0][:1] == "["):
        return Layout("jsonl", lines=lines, encoding=decoded.encoding, newline=newline)
    try:
        return Layout("json", value=json.loads(text), encoding=decoded.encoding, newline=newline)
    except (ValueError, RecursionError):
        if filled and filled[0].lstrip()[:1] == "{":
            return Layout("jsonl", lines=lines, encoding=decoded.encoding, newline=newline)
        return None


def _parses(line: str) -> bool:
    try:
        return isinstance(json.loads(line), (dict, list))
    except (ValueError, RecursionError):
        return False


def _regular(decoded: Decoded) -> bool:
    """Tell whether text whose name tells nothing is a table (as ``read`` does)."""
    found = detect(sample_lines(decoded))
    if found.width < 2 or found.consistency < 0.95 or found.dialect.delimiter in (" ", "，"):
        return False
    lines = sample_lines(decoded)
    rows = [r.cells for r in islice(records(lines, found.dialect, found.width), _HEADER_ROWS)]
    return len(rows) > 1 and find(rows, found.width).index >= 0


def _delimited(decoded: Decoded, newline: str, preferred: str) -> Layout:
    lines = tidy(decoded)[0].decode("utf-8", "surrogatepass").split("\n")
    found = detect(sample_lines(decoded), preferred=preferred)
    rows: list[list[Any]] = []
    line = 1
    for record in records(lines, found.dialect, found.width):
        rows += [[] for _ in range(record.line - line)]  # blank lines keep their place
        rows.append(list(record.cells))
        line = record.line + record.lines
    return Layout(
        "csv",
        (_grid("", rows, found.width),),
        encoding=decoded.encoding,
        dialect=found.dialect,
        newline=newline,
    )


def _sheet(
    look: Look | None,
    name: str,
    rows: list[list[Any]],
    hidden: bool,
    merged: tuple[Range, ...],
) -> Grid:
    grid = _grid(name, rows, max(map(len, rows), default=0), hidden, merged)
    return replace(grid, merged=merged, look=look)


def _grid(
    name: str,
    rows: list[list[Any]],
    width: int,
    hidden: bool = False,
    merged: tuple[Range, ...] = (),
) -> Grid:
    filled = [place for place, row in enumerate(rows) if any(c not in (None, "") for c in row)]
    sample = [[cell_text(cell) for cell in rows[place]] for place in filled[:_HEADER_ROWS]]
    if not sample or not width:
        return Grid(name, rows, hidden=hidden)
    over: dict[int, list[tuple[int, int]]] = {}
    for top, left, _, right in merged:
        if right > left:
            over.setdefault(top, []).append((left, right))
    spans = {at: over[place] for at, place in enumerate(filled[:_HEADER_ROWS]) if place in over}
    header = find(sample, width, spans=spans)
    if header.index < header.skipped:
        return Grid(name, rows, hidden=hidden)
    return Grid(name, rows, filled[header.index], header.written, hidden)
