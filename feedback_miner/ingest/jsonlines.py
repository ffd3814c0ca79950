"""JSON lines (one object a line), or one JSON array of objects."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from feedback_miner.errors import DataError
from feedback_miner.ingest.encoding import Decoded
from feedback_miner.ingest.finish import finish
from feedback_miner.ingest.header import unique
from feedback_miner.ingest.raw import MAX_COLUMNS, Raw, text_frame
from feedback_miner.language import t

__all__ = ["read_json"]

_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_CARE = re.compile("\\\\u(?:00|[dD])|" + _ODD.pattern)  # may any cell hold an odd character?
_DEEP = 8  # levels of nesting that become names; deeper ones stay JSON
_MULTI = "┋"


def read_json(decoded: Decoded, *, reserved: Sequence[str] = (), file: str = "") -> Raw:
    """Read objects as rows: nested ones become ``a.b`` columns, lists of plain values are joined
    by ``┋`` (a multi-select answer), other lists stay JSON. Numbers keep their spelling.

    Lines that hold no JSON object are set aside. Raises DataError where no line does.
    """
    text = decoded.data.decode("utf-8", "surrogatepass")
    bad: list[tuple[int, str]] = []
    found: list[tuple[int, dict[str, str]]] = []
    notes: list[str] = []
    lines = text.split("\n")
    array = _array(text)
    if array is not None:
        notes.append(t("一个 JSON 数组，每个对象一行", "one JSON array, an object a row"))
        candidates = [(number, value) for number, value in enumerate(array, start=1)]
    else:
        candidates = []
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                candidates.append((number, _loads(line)))
            except (ValueError, RecursionError):
                bad.append((number, t("不是有效的 JSON", "not valid JSON")))
    care = _CARE.search(text) is not None
    columns: dict[str, None] = {}
    odd = 0
    for number, value in candidates:
        if not isinstance(value, dict):
            bad.append((number, t("不是 JSON 对象", "not a JSON object")))
            continue
        row: dict[str, str] = {}
        _flatten(value, "", row, 0)
        if care:
            for key, cell in row.items():
                if _ODD.search(cell):
                    row[key] = _ODD.sub("", cell)
                    odd += 1
        columns.update(dict.fromkeys(row))
        found.append((number, row))
        if len(columns) > MAX_COLUMNS:
            raise DataError(
                t(f"超过 {MAX_COLUMNS} 列", f"more than {MAX_COLUMNS} columns"), file=file
            )
    if not found:
        raise DataError(t("没有一行是 JSON 对象", "no line holds a JSON object"), file=file)
    if odd:
        notes.append(t(f"{odd} 格删除了控制字符", f"control characters removed in {odd} cells"))
    names = unique([_ODD.sub("", key) for key in columns], reserved)
    cells = [[row.get(key, "") for _, row in found] for key in columns]
    rows = np.array([number for number, _ in found], dtype=np.int64)
    table, rows, more, blank = finish(text_frame(cells, names), rows)
    return Raw(
        table,
        rows,
        "jsonl",
        bad=tuple(sorted([*bad, *more])),
        encoding=decoded.encoding,
        notes=(*notes, *blank),
    )


def _loads(text: str) -> Any:
    # Numbers keep their spelling (1.50), and no huge integer is computed.
    return _DECODER.decode(text)


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= 18 else digits


_DECODER = json.JSONDecoder(parse_int=_integer, parse_float=str, parse_constant=str)


def _array(text: str) -> list[Any] | None:
    """Return the elements where the whole text is one JSON array (or one object), else None."""
    if text.lstrip()[:1] not in ("[", "{"):
        return None
    first = text.lstrip().split("\n", 1)[0]
    try:
        if text.lstrip()[:1] == "{" and not _wraps(_loads(first)):
            return None  # JSON lines
    except (ValueError, RecursionError):
        pass
    try:
        value = _loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict):
        return _wraps(value) or [value]
    return value if value and isinstance(value[0], dict) else None


def _wraps(value: Any) -> list[Any] | None:
    """Return the one list of objects that an object such as {"data": [...]} wraps, or None."""
    if not isinstance(value, dict) or {"id", "text"} & set(value):
        return None
    lists = [v for v in value.values() if isinstance(v, list) and v and isinstance(v[0], dict)]
    return lists[0] if len(lists) == 1 else None


def _flatten(value: dict[str, Any], prefix: str, row: dict[str, str], depth: int) -> None:
    for key, one in value.items():
        name = prefix + key
        if type(one) is str:
            row[name] = one
        elif type(one) is int:
            row[name] = str(one)
        elif isinstance(one, dict) and one and depth < _DEEP:
            _flatten(one, f"{name}.", row, depth + 1)
        else:
            row[name] = _cell(one)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return _MULTI.join(value)
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except RecursionError:
        return ""
