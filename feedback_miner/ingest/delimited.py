"""Delimited text: find dialect and header, read fast where the file is clean, else carefully.

Both ways give the same table (a property test holds them to it): the fast one only takes files
whose structure is regular throughout (see ``structure``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from feedback_miner.errors import DataError
from feedback_miner.ingest.dialect import Found, detect
from feedback_miner.ingest.encoding import Decoded
from feedback_miner.ingest.finish import finish
from feedback_miner.ingest.header import Header, find, unique
from feedback_miner.ingest.raw import MAX_COLUMNS, Lines, Raw, text_frame
from feedback_miner.ingest.records import MAX_LINES, MAX_RECORD, Dialect, Record, records
from feedback_miner.ingest.repair import Shape, learn, repair
from feedback_miner.ingest.structure import scan
from feedback_miner.language import t

__all__ = ["read_delimited", "read_lines", "sample_lines", "tidy"]

_SAMPLE = 1 << 18
_SAMPLE_ROWS = 300
_CONTROL = bytes([*range(0, 9), 11, 12, *range(14, 32), 127])
_HIVE = b"\x01"
_SURROGATE = re.compile("[\ud800-\udfff]")
_DELIMITERS = {
    ",": "逗号",
    "\t": "制表符",
    ";": "分号",
    "|": "竖线",
    " ": "空格",
    "\x01": "^A",
    "，": "全角逗号",
}


class _Table(NamedTuple):
    """Rows read, their line numbers, those set aside with reasons, and notes."""

    table: pd.DataFrame
    rows: Lines
    bad: Sequence[tuple[int, str]] = ()
    notes: Sequence[str] = ()


def tidy(decoded: Decoded) -> tuple[bytes, list[str]]:
    """Return UTF-8 bytes with ``\\n`` line ends and no control characters, and notes."""
    data, notes = decoded.data, []
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
        if b"\n" not in data:
            data = data.replace(b"\r", b"\n")
    # ^A parts the fields of Hive exports; elsewhere it is as useless as its kin.
    keep = data.count(_HIVE) >= max(1, data.count(b"\n"))
    clean = data.translate(None, _CONTROL.replace(_HIVE, b"") if keep else _CONTROL)
    for odd in (b"\xef\xbf\xbe", b"\xef\xbf\xbf"):  # noncharacters, which writers refuse
        clean = clean.replace(odd, b"")
    removed = len(data) - len(clean)
    if removed:
        notes.append(t(f"删除了 {removed} 个控制字符", f"{removed} control characters removed"))
    return clean, notes


def read_delimited(
    decoded: Decoded,
    *,
    preferred: str = "",
    reserved: Sequence[str] = (),
    file: str = "",
    fast: bool = True,
    depth: int = 0,
) -> Raw:
    """Read CSV, TSV and the like. ``fast=False`` always takes the careful way; ``depth`` is how
    many rows the header takes (0: found).

    Raises DataError where there is no row, or more columns than an export has.
    """
    data, notes = tidy(decoded)
    head = _head(data)
    found = detect(head, preferred=preferred)
    sample = list(islice(records(head, found.dialect, found.width), _SAMPLE_ROWS))
    if not sample:
        raise DataError(t("文件是空的", "the file is empty"), file=file)
    if found.width > MAX_COLUMNS:
        raise DataError(
            t(f"有 {found.width} 列，超过 {MAX_COLUMNS} 列", f"{found.width} columns are too many"),
            do=t("这不像一份问卷导出", "this does not look like a survey export"),
            file=file,
        )
    header = find([record.cells for record in sample], found.width, reserved, depth=depth)
    notes += _describe(found, header)
    after = sample[header.index].line if header.index >= 0 else 0
    names = list(header.names)
    shapes = learn([record.cells for record in sample[header.index + 1 :]], len(names))
    result = None
    if fast and not decoded.damaged:
        begin = [record.line for record in sample[: header.index + 2]]
        result = _fast(data, found.dialect, names, begin, after, shapes)
    if result is None:
        lines = data.decode("utf-8", "surrogatepass").split("\n")
        result = _careful(lines, found.dialect, names, after, shapes, decoded)
    table, rows, more, blank = finish(result.table, result.rows, header.rows, titles=header.titles)
    bad = sorted([*result.bad, *more])
    if not len(table) and not bad:
        raise DataError(t("只有表头，没有数据行", "a header and no rows"), file=file)
    return Raw(
        table,
        rows,
        "csv",
        bad=tuple(bad),
        encoding=decoded.encoding,
        delimiter=found.dialect.delimiter,
        notes=(*_encoding_note(decoded), *notes, *result.notes, *blank),
    )


def read_lines(
    decoded: Decoded, *, reserved: Sequence[str] = (), name: str = "text", file: str = ""
) -> Raw:
    """Read plain text, one answer a line; a first line that names a column is the header."""
    data, notes = tidy(decoded)
    text = data.decode("utf-8", "surrogatepass")
    lines = text.removesuffix("\n").split("\n")
    first = next((line.strip() for line in lines if line.strip()), None)
    if first is None:
        raise DataError(t("文件是空的", "the file is empty"), file=file)
    header = find([[line] for line in lines[:50] if line.strip()], 1, reserved)
    titled = header.index == 0
    start = next(i for i, line in enumerate(lines) if line.strip()) + 1 if titled else 0
    kept = lines[start:]
    notes.append(t("纯文本，一行一条回答", "plain text, one answer a line"))
    table = text_frame([_scalars(kept) if decoded.damaged else kept], ["text"])
    table.columns = [header.names[0] if titled else unique([name], reserved)[0]]
    rows = np.arange(start + 1, start + 1 + len(kept), dtype=np.int64)
    bad: list[tuple[int, str]] = []
    if decoded.damaged:
        damaged = np.array([_SURROGATE.search(line) is not None for line in kept], dtype=bool)
        bad = [(int(row), _damaged(decoded)) for row in rows[damaged]]
        table, rows = table[~damaged].reset_index(drop=True), rows[~damaged]
    table, rows, more, blank = finish(table, rows)
    if titled and not len(table) and not bad and not more:
        raise DataError(t("只有表头，没有数据行", "a header and no rows"), file=file)
    return Raw(
        table,
        rows,
        "text",
        bad=tuple(sorted([*bad, *more])),
        encoding=decoded.encoding,
        notes=(*_encoding_note(decoded), *notes, *blank),
    )


def sample_lines(decoded: Decoded) -> list[str]:
    """Return the lines of the file's first part, for a look at what it is."""
    part = decoded.data[: 2 * _SAMPLE]
    whole = len(part) == len(decoded.data)
    data, _ = tidy(Decoded(part, decoded.encoding, decoded.why, decoded.damaged))
    lines = _head(data)
    return lines if whole else lines[:-1]


def _head(data: bytes) -> list[str]:
    """Return the lines of the first part of the file, the last one whole."""
    end = len(data) if len(data) <= _SAMPLE else data.rfind(b"\n", 0, _SAMPLE) + 1 or _SAMPLE
    return data[:end].decode("utf-8", "surrogateescape").split("\n")


def _describe(found: Found, header: Header) -> list[str]:
    delimiter = found.dialect.delimiter
    if not delimiter:
        first = t("没有一致的分隔符：一行一格", "no consistent delimiter: one cell a line")
    else:
        share = f"{found.consistency:.0%}"
        first = t(
            f"分隔符 {_DELIMITERS[delimiter]}：{share} 的行有 {found.width} 列",
            f"delimiter {delimiter!r}: {share} of rows have {found.width} columns",
        )
    notes = [first]
    if found.dialect.quote != '"' and delimiter:
        notes.append(t(f"引号 {found.dialect.quote}", f"quote {found.dialect.quote}"))
    if found.dialect.escape:
        notes.append(t("引号以反斜杠转义", "quotes are escaped by a backslash"))
    return [*notes, header.why]


def _encoding_note(decoded: Decoded) -> tuple[str, ...]:
    return (t(f"编码 {decoded.encoding}：{decoded.why}", f"{decoded.encoding}: {decoded.why}"),)


def _fast(
    data: bytes,
    dialect: Dialect,
    names: list[str],
    begin: list[int],
    after: int,
    shapes: Sequence[Shape],
) -> _Table | None:
    """Read with Arrow; None where the file is not regular throughout.

    ``begin`` are the lines at which the careful reader saw the first records begin. Single lines
    of a wrong width go the careful way, as long as they are few.
    """
    if dialect.escape or dialect.skip_space or not dialect.delimiter:
        return None
    found = scan(data, dialect.delimiter.encode(), dialect.quote.encode())
    if found is None or found.lines[: len(begin)].tolist() != begin:
        return None
    first = int(np.searchsorted(found.lines, after, side="right"))
    starts, lines = found.starts[first:], found.lines[first:]
    if not len(starts):
        return None
    stops = np.append(starts[1:], len(data))
    spans = np.diff(lines, append=data.count(b"\n") + 1)
    if int((stops - starts).max()) > MAX_RECORD or int(spans.max()) > MAX_LINES:
        return None
    odd = np.flatnonzero(found.widths[first:] != len(names))
    if len(odd) > 0.05 * len(starts) or len(odd) == len(starts):
        return None
    view = memoryview(data)
    pieces, strange, at = [], [], int(starts[0])
    for index in odd:
        line = bytes(view[starts[index] : stops[index]]).rstrip(b"\n")
        if b"\n" in line:
            return None
        strange += [
            record._replace(line=int(lines[index]))
            for record in records([line.decode()], dialect, len(names))
        ]
        pieces.append(view[at : starts[index]])
        at = int(stops[index])
    pieces.append(view[at:])
    buffer = pa.py_buffer(b"".join(pieces) if len(pieces) > 1 else pieces[0])
    table = _arrow(buffer, dialect, found.quoted, names, int((stops - starts).max()))
    if table is None or len(table) != len(starts) - len(odd):
        return None
    rows = np.delete(lines, odd)
    if not len(odd):
        return _Table(table, rows)
    mended = _collect(strange, names, shapes, dialect.delimiter)
    if len(mended.table):
        table = pd.concat([table, mended.table], ignore_index=True)
        rows = np.concatenate((rows, mended.rows))
        order = np.argsort(rows, kind="stable")
        table, rows = table.iloc[order].reset_index(drop=True), rows[order]
    return _Table(table, rows, mended.bad, mended.notes)


def _arrow(
    buffer: pa.Buffer, dialect: Dialect, quoted: bool, names: list[str], longest: int
) -> pd.DataFrame | None:
    columns = [str(position) for position in range(len(names))]
    try:
        table = arrow_csv.read_csv(
            buffer,
            read_options=arrow_csv.ReadOptions(
                column_names=columns, block_size=max(1 << 22, 4 * longest)
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=dialect.delimiter,
                quote_char=dialect.quote if quoted else False,
                newlines_in_values=quoted,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={column: pa.large_string() for column in columns},
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    return table.rename_columns(names).to_pandas()


def _careful(
    lines: Sequence[str],
    dialect: Dialect,
    names: list[str],
    after: int,
    shapes: Sequence[Shape],
    decoded: Decoded,
) -> _Table:
    found = records(lines, dialect, len(names))
    damaged = _damaged_lines(lines) if decoded.damaged else frozenset()
    later = (record for record in found if record.line > after)
    return _collect(later, names, shapes, dialect.delimiter, damaged, _damaged(decoded))


def _collect(
    found: Iterable[Record],
    names: list[str],
    shapes: Sequence[Shape],
    delimiter: str,
    damaged: frozenset[int] = frozenset(),
    damage: str = "",
) -> _Table:
    """Accept, mend or set aside each record."""
    width = len(names)
    kept: list[list[str]] = []
    rows: list[int] = []
    bad: list[tuple[int, str]] = []
    stray = fitted = 0
    for line, cells, repaired, used in found:
        if len(cells) != width:
            if not any(cell.strip() for cell in cells):
                cells = [""] * width
            else:
                mended = repair(cells, shapes, delimiter)
                if mended is None:
                    count = len(cells)
                    reason = t(f"应有 {width} 列，实有 {count} 列", f"{count} cells, not {width}")
                    bad.append((line, reason))
                    continue
                cells, fitted = mended, fitted + 1
        if damaged and not damaged.isdisjoint(range(line, line + used)):
            bad.append((line, damage))
            continue
        stray += repaired
        kept.append(cells)
        rows.append(line)
    columns = list(zip(*kept, strict=True)) if kept else [()] * width
    notes = []
    if fitted:
        notes.append(
            t(f"{fitted} 行列数不符，已按各列的样子补正", f"{fitted} rows of a wrong width mended")
        )
    if stray:
        notes.append(
            t(f"{stray} 行有多余的引号，已按原文保留", f"stray quotes kept as text in {stray} rows")
        )
    table = text_frame(columns, names)
    return _Table(table, np.array(rows, dtype=np.int64), bad, notes)


def _damaged_lines(lines: Sequence[str]) -> frozenset[int]:
    """Return the numbers (from 1) of lines with bytes that could not be decoded."""
    return frozenset(n for n, line in enumerate(lines, start=1) if _SURROGATE.search(line))


def _damaged(decoded: Decoded) -> str:
    return t(f"有不属于 {decoded.encoding} 的字节", f"holds bytes that are not {decoded.encoding}")


def _scalars(cells: Sequence[str]) -> list[str]:
    """Replace lone surrogates, which no writer takes."""
    return [_SURROGATE.sub("\ufffd", cell) for cell in cells]
