"""A queue that comes back from the care team: workbook, CSV or JSON lines, as rows of cells."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from feedback_miner.errors import DataError, MissingInputError, StorageError
from feedback_miner.ingest.encoding import decode
from feedback_miner.ingest.magic import kind_of
from feedback_miner.ingest.workbook import read_grid
from feedback_miner.language import t

__all__ = ["read_queue"]

_WORKBOOKS = ("xlsx", "xls", "xlsb", "ods")


def read_queue(path: Path, sheets: Sequence[str]) -> list[list[list[str]]]:
    """Return the grids of a returned queue: one for each of ``sheets`` a workbook has (the fullest
    where it has none of them), one for a CSV or JSON-lines file.

    Raises MissingInputError where the file is absent or may not be read, DataError where it
    cannot be read as a table.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise MissingInputError(t("没有这个文件", "no such file"), file=str(path)) from error
    except (PermissionError, IsADirectoryError) as error:
        what = t("无法读取", "cannot be read") + f" ({error.strerror})"
        raise MissingInputError(what, file=str(path)) from error
    except OSError as error:
        raise StorageError(t("读取失败", "reading failed"), file=str(path)) from error
    kind = kind_of(data, path.name)
    if kind in _WORKBOOKS:
        read = [read_grid(data, kind, file=path.name, sheet=sheet) for sheet in sheets]
        named = [grid for (name, grid), sheet in zip(read, sheets, strict=True) if name == sheet]
        return named or [read[0][1]]
    text = decode(data, None, file=path.name).data
    if path.suffix.lower() in (".jsonl", ".ndjson") or text.lstrip()[:1] == b"{":
        return [_json_grid(text.decode("utf-8", "replace"), path.name)]
    try:
        rows = csv.reader(io.StringIO(text.decode("utf-8", "replace").lstrip("\ufeff"), newline=""))
        return [[list(row) for row in rows]]
    except csv.Error as error:
        raise DataError(
            t("不是正确的 CSV：", "not a proper CSV: ") + str(error), file=path.name
        ) from error


def _json_grid(text: str, file: str) -> list[list[str]]:
    names: dict[str, int] = {}
    rows: list[dict[str, str]] = []
    # Not splitlines: a note may hold what that takes for the end of a line (U+2028).
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except ValueError as error:
            raise DataError(t("不是 JSON", "not JSON"), file=file, row=number) from error
        if not isinstance(found, dict):
            raise DataError(t("每行应是一个对象", "each line is an object"), file=file, row=number)
        row = {str(k): v if isinstance(v, str) else json.dumps(v) for k, v in found.items()}
        for name in row:
            names.setdefault(name, len(names))
        rows.append(row)
    return [list(names), *([row.get(name, "") for name in names] for row in rows)]
