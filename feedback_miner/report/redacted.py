"""A taken-apart export put together again: the bytes of the same kind of file."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pyarrow import parquet

from feedback_miner.ingest.layout import Grid, Layout
from feedback_miner.report.appearance import Formats, dress, styles_of
from feedback_miner.report.escape import cell, csv_cell
from feedback_miner.report.harmless import new_book

__all__ = ["to_bytes"]

_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(?:\.[0-9]+)?%?")
_MERGED = 100_000  # cells of the largest range
Styles = Mapping[int, Sequence[tuple[int, int, int]]]  # by row: first and last column, style
_SHEET = re.compile(r"[\[\]:*?/\\]")


def to_bytes(layout: Layout) -> bytes:
    """Return the file. Text keeps encoding, delimiter and line ends; a workbook keeps sheets,
    types of cells, merged ranges, the values that formulas show and, where they are known, its
    looks and what is hidden, not formulas, comments and properties. What would become a formula in
    a spreadsheet is neutralised."""
    if layout.kind == "xlsx":
        return _workbook(layout)
    if layout.kind == "parquet":
        sink = io.BytesIO()
        parquet.write_table(layout.table, sink)
        return sink.getvalue()
    if layout.kind == "csv":
        return _encoded(_delimited(layout), layout.encoding)
    if layout.kind == "json":
        text = json.dumps(layout.value, ensure_ascii=False, indent=1) + "\n"
    else:
        text = layout.newline.join(layout.lines)
    return _encoded(text, layout.encoding)


def _encoded(text: str, encoding: str) -> bytes:
    text = text.encode("utf-8", "replace").decode("utf-8")
    try:
        return text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return text.encode("utf-8-sig")  # a token in Chinese has no place in a Western encoding


def _delimited(layout: Layout) -> str:
    dialect = layout.dialect
    stream = io.StringIO()
    writer = csv.writer(
        stream,
        delimiter=dialect.delimiter or "\x1f",
        quotechar=dialect.quote,
        lineterminator=layout.newline,
    )
    for row in layout.grids[0].rows:
        if row:
            writer.writerow([one if _NUMBER.fullmatch(one) else csv_cell(one) for one in row])
        else:
            stream.write(layout.newline)
    return stream.getvalue()


def _workbook(layout: Layout) -> bytes:
    sink = io.BytesIO()
    book = new_book(sink, errors=True)
    formats = Formats(book, layout.looks.styles if layout.looks else ())
    taken: set[str] = set()
    active = False
    for grid in layout.grids:
        sheet = book.add_worksheet(_title(grid.name, taken))
        if grid.look and grid.look.state == "veryHidden":
            sheet.very_hidden()
        elif grid.hidden:
            sheet.hide()
        elif not active:
            sheet.activate()  # a hidden sheet cannot be the one that is shown first
            sheet.set_first_sheet()
            active = True
        if grid.look:
            dress(sheet, grid.look, formats, len(grid.rows))
        styles = styles_of(grid.look, len(grid.rows))
        _cells(sheet, grid, styles, formats)
        _merge(sheet, grid, styles, formats)
    book.close()
    return sink.getvalue()


def _cells(sheet: Any, grid: Grid, styles: Styles, formats: Formats) -> None:
    """Write a sheet's cells in their formats, empty ones too where they have one."""
    for number, row in enumerate(grid.rows):
        width, behind = len(row), 0
        for first, last, style in styles.get(number, ()):
            for place in range(behind, min(first, width)):
                _write(sheet, number, place, row[place], 0, formats)
            for place in range(first, last + 1):
                value = row[place] if place < width else None
                _write(sheet, number, place, value, style, formats)
            behind = last + 1
        for place in range(behind, width):
            _write(sheet, number, place, row[place], 0, formats)
    for number in range(len(grid.rows), max(styles, default=-1) + 1):
        for first, last, style in styles.get(number, ()):
            for place in range(first, last + 1):
                _write(sheet, number, place, None, style, formats)


def _style_at(runs: Sequence[tuple[int, int, int]], place: int) -> int:
    return next((style for first, last, style in runs if first <= place <= last), 0)


def _merge(sheet: Any, grid: Grid, styles: Styles, formats: Formats) -> None:
    """Merge the ranges that were merged; those that overlap another, or are one cell, are not."""
    taken: set[tuple[int, int]] = set()
    for top, left, bottom, right in grid.merged:
        if not 1 < (bottom - top + 1) * (right - left + 1) <= _MERGED:
            continue
        cells = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        if not cells & taken:
            taken |= cells
            style = _style_at(styles.get(top, ()), left)
            sheet.merge_range(top, left, bottom, right, "", formats.plain(style))
            row = grid.rows[top] if top < len(grid.rows) else []
            if left < len(row):
                _write(sheet, top, left, row[left], style, formats)


def _title(name: str, taken: set[str]) -> str:
    """Return a name fit for a sheet: no brackets, 31 characters at most, unlike the others."""
    base = _SHEET.sub(" ", cell(name)).strip(" '") or "Sheet"
    title, copy = base[:31], 2
    while title.lower() in taken:
        title, copy = f"{base[:27]} {copy}", copy + 1
    taken.add(title.lower())
    return title


def _write(sheet: Any, row: int, column: int, value: Any, style: int, formats: Formats) -> None:
    if isinstance(value, datetime.datetime):
        form = formats.dated(style, value.time() == datetime.time(0))
        sheet.write_datetime(row, column, value, form)
        return
    form = formats.plain(style)
    if isinstance(value, str) and value:
        sheet.write_string(row, column, cell(value), form)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, form)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, form)
    elif form is not None:
        sheet.write_blank(row, column, None, form)
