"""Parquet files."""

from __future__ import annotations

import datetime
import io
import json
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute, parquet

from feedback_miner.errors import DataError
from feedback_miner.ingest.finish import finish
from feedback_miner.ingest.header import unique
from feedback_miner.ingest.raw import MAX_COLUMNS, Raw
from feedback_miner.ingest.sheets import cell_text
from feedback_miner.language import t

__all__ = ["read_parquet"]

_CONTROL = "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]"
_MULTI = "┋"
_UNPACKED = 8 << 30  # bytes


def read_parquet(data: bytes, *, reserved: Sequence[str] = (), file: str = "") -> Raw:
    """Read a Parquet file; every value becomes text (1.0 as 1, lists joined by ``┋``).

    Raises DataError where it is broken, too large unpacked, or has no row.
    """
    try:
        opened = parquet.ParquetFile(io.BytesIO(data))
        groups = range(opened.metadata.num_row_groups)
        size = sum(opened.metadata.row_group(group).total_byte_size for group in groups)
        if size > _UNPACKED or opened.metadata.num_columns > MAX_COLUMNS:
            raise DataError(t("Parquet 文件过大", "the Parquet file is too large"), file=file)
        table = opened.read()
        table.validate(full=True)
        columns = [_text(column) for column in table.columns]
    except (pa.ArrowException, OSError, OverflowError, ValueError) as error:
        raise DataError(
            t("Parquet 文件已损坏，打不开", "the Parquet file is broken"), file=file
        ) from error
    if not table.num_rows or not columns:
        raise DataError(t("没有数据行", "there are no rows"), file=file)
    names = unique([str(name) for name in table.column_names], reserved)
    frame = pa.table(columns, names=list(names)).to_pandas()
    rows = np.arange(1, table.num_rows + 1, dtype=np.int64)
    frame, rows, bad, notes = finish(frame, rows)
    return Raw(frame, rows, "parquet", bad=tuple(bad), notes=tuple(notes))


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column as text without nulls and control characters."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind):
        text = column.cast(pa.large_string())
    else:
        text = pa.chunked_array([pa.array(map(_cell, column.to_pylist()), pa.large_string())])
    text = compute.fill_null(text, "")
    if compute.any(compute.match_substring_regex(text, _CONTROL)).as_py():
        text = compute.replace_substring_regex(text, _CONTROL, "")
    return compute.replace_substring(text, "\x00", "")


def _cell(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, list | tuple):
        if all(isinstance(one, str) for one in value):
            return _MULTI.join(value)
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, float) and value != value:
        return ""
    if isinstance(value, datetime.datetime) and value.tzinfo:
        return re.sub(r"\.0+(?=[+-]|$)", "", value.isoformat(" "))
    return cell_text(value)
