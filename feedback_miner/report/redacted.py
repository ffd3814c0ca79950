"""A taken-apart export put together again: the bytes of the same kind of file."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
from typing import Any

from pyarrow import parquet

from feedback_miner.ingest.layout import Grid, Layout
from feedback_miner.report.escape import cell, csv_cell
from feedback_miner.report.harmless import new_book

__all__ = ["to_bytes"]

_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(?:\.[0-9]+)?%?")
_MERGED = 100_000  # cells of the largest range
_SHEET = re.compile(r"[\[\]:*?/\\]")


def to_bytes(layout: Layout) -> bytes:
    """Return the file. Text keeps encoding, delimiter and line ends; a workbook keeps sheets,
    types of cells, merged ranges and the values that formulas show, not hidden rows and columns,
    looks, formulas, comments and properties. What would become a formula in a spreadsheet is
    neutralised."""
    if layout.kind == "xlsx":
        return _workbook(layout.grids)
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


def _workbook(grids: tuple[Grid, ...]) -> bytes:
    sink = io.BytesIO()
    book = new_book(sink, errors=True)
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    times = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    taken: set[str] = set()
    for grid in grids:
        sheet = book.add_worksheet(_title(grid.name, taken))
        if grid.hidden:
            sheet.hide()
        for number, row in enumerate(grid.rows):
            for place, value in enumerate(row):
                _write(sheet, number, place, value, days, times)
        _merge(sheet, grid, days, times)
    book.close()
    return sink.getvalue()


def _merge(sheet: Any, grid: Grid, days: Any, times: Any) -> None:
    """Merge the ranges that were merged; those that overlap another, or are one cell, are not."""
    taken: set[tuple[int, int]] = set()
    for top, left, bottom, right in grid.merged:
        if not 1 < (bottom - top + 1) * (right - left + 1) <= _MERGED:
            continue
        cells = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        if not cells & taken:
            taken |= cells
            sheet.merge_range(top, left, bottom, right, "")
            row = grid.rows[top] if top < len(grid.rows) else []
            if left < len(row):
                _write(sheet, top, left, row[left], days, times)


def _title(name: str, taken: set[str]) -> str:
    """Return a name fit for a sheet: no brackets, 31 characters at most, unlike the others."""
    base = _SHEET.sub(" ", cell(name)).strip(" '") or "Sheet"
    title, copy = base[:31], 2
    while title.lower() in taken:
        title, copy = f"{base[:27]} {copy}", copy + 1
    taken.add(title.lower())
    return title


def _write(sheet: Any, row: int, column: int, value: Any, days: Any, times: Any) -> None:
    if isinstance(value, str):
        if value:
            sheet.write_string(row, column, cell(value))
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time(0)
        sheet.write_datetime(row, column, value, days if midnight else times)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
