"""Masked values put back into columns of Parquet, in their own type where it holds them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from feedback_miner.ingest.sheets import cell_text

__all__ = ["column_of"]


def column_of(values: Sequence[Any], kind: pa.DataType) -> pa.ChunkedArray:
    """Return ``values`` of a column that was of type ``kind``, some of them masked: text and
    bytes keep their type, numbers become text, and what is nested keeps its shape, or becomes
    JSON where a mask stands among numbers."""
    if pa.types.is_nested(kind):
        return pa.chunked_array([_nested(values, kind)])
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_large_binary(kind):
        return pa.chunked_array([pa.array(values, kind)])
    if any(isinstance(value, bytes) for value in values):
        return pa.chunked_array([pa.array(values, pa.binary())])
    plain = [None if value is None else cell_text(value) for value in values]
    return pa.chunked_array([pa.array(plain, pa.string())])


def _nested(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    for wanted in (kind, None):
        try:
            array = pa.array(values, wanted)
        except (pa.ArrowException, TypeError, ValueError):
            continue
        # Fields whose name was masked would be left out in silence.
        if array.to_pylist() == values:
            return array
    plain = [
        None if value is None else json.dumps(value, ensure_ascii=False, default=_spelled)
        for value in values
    ]
    return pa.array(plain, pa.string())


def _spelled(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else cell_text(value)
