"""Read one workbook sheet in a process of its own, which may die of a hostile file.

Run as a script by ``workbook``: ``sheets.py FILE MEGABYTES SECONDS [all | one SHEET]`` writes JSON
lines: first ``{"sheet": name, "others": [names], "left": column, "merged": {row: [[first, last
column]]}}``, then the cells of each row as
text. Only the standard library and python-calamine are imported, so that the start takes
milliseconds.
"""

from __future__ import annotations

import datetime
import io
import json
import sys
from decimal import Decimal
from typing import Any

__all__ = ["BROKEN", "EMPTY", "LARGE", "PASSWORD", "cell_text", "limit", "main"]

BROKEN, PASSWORD, EMPTY, LARGE = 3, 4, 5, 6  # exit statuses
_CELLS = 100_000_000
_CHARACTERS = 3 << 30
_MERGED_ROWS, _MERGED = 60, 1_000  # rows, and merged cells of each, that can matter to a header
_WHOLE = 1e22  # a card's number, rounded to what a float holds, is still read as digits


def cell_text(value: Any) -> str:
    """Return a cell as the text a person sees: 1.0 as 1, dates as 2024-01-31 08:30:00."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < _WHOLE:
            # As it is shown: no more digits than the number holds, and no exponent.
            return f"{Decimal(repr(value)):.0f}"
        return repr(round(value, 12)) if abs(value) < 1e3 else repr(value)
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time(0)
        return value.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M:%S")
    if value is None:
        return ""
    return str(value)


def limit(megabytes: int, seconds: int) -> None:
    """Bound the memory and the time of this process."""
    try:
        import resource
    except ImportError:  # not on Windows; the parent's time-out holds there
        return
    wanted = {
        resource.RLIMIT_AS: megabytes << 20,
        resource.RLIMIT_CPU: seconds,
        resource.RLIMIT_CORE: 0,
    }
    for what, size in wanted.items():
        hard = resource.getrlimit(what)[1]  # who set a lower one means it
        least = size if hard == resource.RLIM_INFINITY else min(size, hard)
        resource.setrlimit(what, (least, least))


def _merged(sheet: Any) -> dict[int, list[list[int]]]:
    """Return, by row among the first ones, the columns of cells that lie over several columns;
    rows and columns count from the first cell that is written out."""
    result: dict[int, list[list[int]]] = {}
    top, left = sheet.start or (0, 0)
    for (row, first), (_, last) in sheet.merged_cell_ranges or ():
        if last > first and 0 <= row - top < _MERGED_ROWS and first >= left:
            result.setdefault(row - top, []).append([first - left, last - left])
    return {row: sorted(spans)[:_MERGED] for row, spans in sorted(result.items())}


def _typed(value: Any) -> Any:
    if isinstance(value, datetime.datetime | datetime.date):
        return [value.isoformat()]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value if isinstance(value, str | bool | int | float) else cell_text(value)


def _every(book: Any, calamine: Any) -> int:
    """Write every sheet: a line about it, then its rows with their types."""
    cells = 0
    for meta in book.sheets_metadata:
        if meta.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        cells += sheet.height * sheet.width
        if cells > _CELLS:
            return LARGE
        rows = sheet.to_python(skip_empty_area=False) if sheet.height else []
        hidden = meta.visible != calamine.SheetVisibleEnum.Visible
        merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
        about = {"sheet": meta.name, "hidden": hidden, "rows": len(rows), "merged": merged}
        sys.stdout.write(json.dumps(about) + "\n")
        for row in rows:
            sys.stdout.write(json.dumps([_typed(cell) for cell in row]) + "\n")
    return 0 if cells else EMPTY


def main(path: str, megabytes: int, seconds: int, every: bool = False, wanted: str = "") -> int:
    """Write the fullest visible sheet of ``path`` (- is standard input), the one named ``wanted``,
    or ``every`` sheet, to stdout; return the exit status."""
    limit(megabytes, seconds)
    import python_calamine as calamine

    out = sys.stdout
    try:
        source = io.BytesIO(sys.stdin.buffer.read()) if path == "-" else path
        book = calamine.load_workbook(source)
        if every:
            return _every(book, calamine)
        visible = [
            meta.name
            for meta in book.sheets_metadata
            if meta.visible == calamine.SheetVisibleEnum.Visible
            and meta.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        best, sheet = (-1, 0), None
        filled = []
        named = [name for name in book.sheet_names if name == wanted and wanted]
        for name in named or visible or book.sheet_names:
            one = book.get_sheet_by_name(name)
            size = (one.height * one.width, one.height)
            filled += [name] if size[0] else []
            if size > best:
                best, sheet = size, one
        if sheet is None or best[0] <= 0:
            return EMPTY
        if best[0] > _CELLS:
            return LARGE
        others = [name for name in filled if name != sheet.name]
        left = sheet.start[1] if sheet.start else 0
        about = {"sheet": sheet.name, "others": others, "left": left, "merged": _merged(sheet)}
        out.write(json.dumps(about) + "\n")
        written = 0
        for row in sheet.iter_rows():
            line = json.dumps([cell_text(cell) for cell in row], ensure_ascii=False)
            written += len(line)
            if written > _CHARACTERS:
                return LARGE
            out.write(line + "\n")
    except calamine.PasswordError:
        return PASSWORD
    except BrokenPipeError:
        return BROKEN
    except BaseException as error:  # the library's panics are no Exception
        if isinstance(error, KeyboardInterrupt):
            raise
        return BROKEN
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")  # type: ignore[union-attr]
    sys.exit(
        main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), len(sys.argv) == 5, *sys.argv[5:6])
    )
