"""Workbooks (XLSX, XLS, XLSB, ODS), read by python-calamine in a process of its own.

A hostile workbook can exhaust memory, loop or abort the interpreter: the process has limits, and
its death is a DataError here. Zip bombs are refused before anything is unpacked.
"""

from __future__ import annotations

import datetime
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from feedback_miner.errors import DataError
from feedback_miner.ingest import sheets, styles
from feedback_miner.ingest.finish import finish
from feedback_miner.ingest.header import find
from feedback_miner.ingest.raw import MAX_CELL, MAX_COLUMNS, Raw, text_frame
from feedback_miner.language import t

__all__ = ["Look", "Looks", "Range", "all_sheets", "read_grid", "read_looks", "read_workbook"]

Range = tuple[int, int, int, int]  # first row and column, last row and column, from 0


class Look(NamedTuple):
    """How a sheet looks. Rows and columns count from 0, styles are places among those of Looks.

    ``columns``: first, last, width in characters (None: usual), hidden, outline level, style;
    ``rows``: row, height in points (None: usual), hidden, outline level, style, and the place of
    its cells' styles in ``patterns``: first and last column, style; ``lists``: the items of
    drop-down lists and the ranges that have them; ``frozen``: rows and columns that stay;
    ``closed``: rows that are not listed are hidden; ``state``: visible, hidden or veryHidden."""

    columns: Sequence[tuple[int, int, float | None, bool, int, int]] = ()
    rows: Sequence[tuple[int, float | None, bool, int, int, int]] = ()
    patterns: Sequence[Sequence[tuple[int, int, int]]] = ()
    lists: Sequence[tuple[Sequence[str], Sequence[Range]]] = ()
    state: str = "visible"
    frozen: tuple[int, int] = (0, 0)
    filter: Range | None = None
    height: float | None = None
    closed: bool = False
    gridlines: bool = True
    mirrored: bool = False
    zoom: int = 100
    tab: str = ""
    landscape: bool = False
    paper: int = 0


class Looks(NamedTuple):
    """How a workbook looks: properties of each cell style (names as XlsxWriter has them), sheets
    by name, and what is not taken over, counted (comments, links, drawings, …)."""

    styles: Sequence[Mapping[str, Any]] = ()
    sheets: Mapping[str, Look] = {}
    left: Mapping[str, int] = {}


_UNPACKED = 2 << 30  # bytes
_RATIO = 400
_SECONDS = 900
_MEGABYTES = 8 << 10
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_LINE_END = re.compile("\r\n?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CARE = re.compile(rb"_x[0-9A-Fa-f]{4}_|\\u00|\\r|\\ud|\x7f|\xed[\xa0-\xbf]|\xef\xbf[\xbe\xbf]")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_SUFFIX = {"xlsx": ".xlsx", "xls": ".xls", "xlsb": ".xlsb", "ods": ".ods"}


def read_workbook(
    data: bytes, kind: str, *, reserved: Sequence[str] = (), file: str = "", depth: int = 0
) -> Raw:
    """Read the fullest visible sheet of a workbook; ``kind`` is xlsx, xls, xlsb or ods; ``depth``
    is how many rows its header takes (0: found).

    Numbers become text as a person sees them (1.0 as 1). Raises DataError for a workbook that is
    broken, locked by a password, empty, or too large unpacked.
    """
    if kind != "xls":
        _refuse_bombs(data, file)
    elif _LOCKED in data:
        raise _locked(file)
    about, grid = _rows(data, file)
    width = max(map(len, grid))
    if width > MAX_COLUMNS:
        raise DataError(
            t(f"有 {width} 列，超过 {MAX_COLUMNS} 列", f"{width} columns are too many"), file=file
        )
    filled = [place for place, row in enumerate(grid[:300]) if any(row)]
    spans = {at: about["merged"].get(str(place), ()) for at, place in enumerate(filled)}
    rows_of = [grid[place] for place in filled]
    header = find(rows_of, width, reserved, depth=depth, spans=spans)
    start = _position(grid, header.index)
    notes = [header.why]
    if about["others"]:
        left = "、".join(about["others"][:5])
        notes.append(
            t(f"只读了最大的工作表；未读：{left}", f"only the fullest sheet was read, not: {left}")
        )
    columns = list(zip(*grid[start:], strict=True)) if start < len(grid) else [()] * width
    rows = np.arange(start + 1, len(grid) + 1, dtype=np.int64)
    table, rows, bad, more = finish(
        text_frame(columns, header.names), rows, header.rows, titles=header.titles
    )
    if not len(table) and not bad:
        raise DataError(t("只有表头，没有数据行", "a header and no rows"), file=file)
    return Raw(
        table,
        rows,
        kind if kind in ("xlsx", "xls") else "xlsx",
        bad=tuple(bad),
        sheet=about["sheet"],
        notes=(*notes, *more),
    )


def read_grid(
    data: bytes, kind: str, *, file: str = "", sheet: str = ""
) -> tuple[str, list[list[str]]]:
    """Return the name and the cells of the sheet named ``sheet`` (the fullest where there is
    none) as text, row by row, as they stand. Raises DataError as ``read_workbook`` does."""
    if kind != "xls":
        _refuse_bombs(data, file)
    elif _LOCKED in data:
        raise _locked(file)
    about, grid = _rows(data, file, sheet)
    return str(about["sheet"]), grid


def _position(grid: list[list[str]], index: int) -> int:
    """Return the first row of data: the one behind filled row number ``index``."""
    filled = -1
    for position, row in enumerate(grid):
        filled += any(row)
        if filled == index and any(row):
            return position + 1
    return 0


def _refuse_bombs(data: bytes, file: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = sorted(archive.infolist(), key=lambda one: one.header_offset)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError) as error:
        raise _broken(file) from error
    unpacked = sum(member.file_size for member in members)
    overlap = any(a.header_offset + a.compress_size > b.header_offset for a, b in pairwise(members))
    swollen = unpacked > 1 << 28 and unpacked > _RATIO * len(data)
    if unpacked > _UNPACKED or swollen or overlap or len(members) > 20_000:
        raise _large(file)


def _locked(file: str) -> DataError:
    return DataError(
        t("工作簿有密码", "the workbook is locked by a password"),
        do=t("请去掉密码后再试", "save it without one"),
        file=file,
    )


def _large(file: str) -> DataError:
    return DataError(
        t("工作簿解开后过大", "the workbook unpacks to too much"),
        do=t("请另存为 CSV", "save it as CSV"),
        file=file,
    )


def _broken(file: str) -> DataError:
    return DataError(
        t("工作簿已损坏，打不开", "the workbook is broken"),
        do=t("请用 Excel 或 WPS 另存一次，或另存为 CSV", "save it again, or as CSV"),
        file=file,
    )


def _rows(data: bytes, file: str, sheet: str = "") -> tuple[dict[str, Any], list[list[str]]]:
    output = _dump(data, file, *(["one", sheet] if sheet else []))
    first, *rest = output.decode("utf-8", "surrogatepass").removesuffix("\n").split("\n")
    grid = [json.loads(line) for line in rest]
    if not any(any(row) for row in grid):
        raise DataError(t("工作簿是空的", "the workbook is empty"), file=file)
    width = max(map(len, grid))
    # One pass over the whole text tells whether cells need care: most workbooks need none.
    if _CARE.search(output):
        grid = [[_clean(cell) for cell in row] for row in grid]
    return json.loads(first), [[*row, *[""] * (width - len(row))] for row in grid]


def _run(script: str, data: bytes, *options: str) -> subprocess.CompletedProcess[bytes]:
    # By a pipe: no copy of customers' data is left in a temporary folder.
    return subprocess.run(
        [sys.executable, "-P", script, "-", str(_MEGABYTES), str(_SECONDS), *options],
        input=data,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=_SECONDS,
        check=False,
    )


def _dump(data: bytes, file: str, *options: str) -> bytes:
    """Return what the reader's process writes; DataError where it fails."""
    try:
        done = _run(sheets.__file__, data, *options)
    except subprocess.TimeoutExpired as error:
        raise _broken(file) from error
    if done.returncode == sheets.PASSWORD:
        raise _locked(file)
    if done.returncode == sheets.LARGE:
        raise _large(file)
    if done.returncode == sheets.EMPTY:
        raise DataError(t("工作簿是空的", "the workbook is empty"), file=file)
    if done.returncode:
        raise _broken(file)
    return done.stdout


def all_sheets(
    data: bytes, kind: str, file: str = ""
) -> Iterator[tuple[str, list[list[Any]], bool, tuple[Range, ...]]]:
    """Yield every sheet of a workbook: its name, its rows from the first cell on (text, numbers,
    booleans, dates), whether it is hidden, and its merged ranges. Raises
    DataError as ``read_workbook`` does."""
    if kind != "xls":
        _refuse_bombs(data, file)
    elif _LOCKED in data:
        raise _locked(file)
    lines = iter(_dump(data, file, "all").decode("utf-8", "surrogatepass").splitlines())
    for line in lines:
        about = json.loads(line)
        rows = [[_value(cell) for cell in json.loads(next(lines))] for _ in range(about["rows"])]
        yield about["sheet"], rows, about["hidden"], tuple(map(tuple, about["merged"]))


def read_looks(data: bytes, kind: str) -> Looks | None:
    """Return how a workbook that ``all_sheets`` has read looks; None where that cannot be told
    (only XLSX tells, and only a sound one)."""
    if kind != "xlsx":
        return None
    try:
        done = _run(styles.__file__, data)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        return None
    first, *rest = map(json.loads, done.stdout.splitlines())
    return Looks(first["styles"], {one.pop("sheet"): Look(**one) for one in rest}, first["left"])


def _value(cell: Any) -> Any:
    if isinstance(cell, str):
        return _clean(cell)
    return datetime.datetime.fromisoformat(cell[0]) if isinstance(cell, list) else cell


def _clean(cell: str) -> str:
    """Undo a workbook's own escapes, remove control characters, cut what no cell can hold."""
    if "_x" in cell:
        cell = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell)
    cell = _LINE_END.sub("\n", cell)
    cell = _SURROGATE.sub("\ufffd", _CONTROL.sub("", cell))
    return cell[: MAX_CELL + 1]
