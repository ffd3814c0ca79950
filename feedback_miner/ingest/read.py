"""Read exports of any supported format into one table of responses."""

from __future__ import annotations

import difflib
import hashlib
import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd

from feedback_miner import privacy
from feedback_miner.errors import DataError, MissingInputError, StorageError, UsageError
from feedback_miner.ingest.delimited import read_delimited, read_lines, sample_lines
from feedback_miner.ingest.dialect import detect
from feedback_miner.ingest.encoding import Decoded, decode
from feedback_miner.ingest.header import find
from feedback_miner.ingest.identity import identifier, make_unique
from feedback_miner.ingest.jsonlines import read_json
from feedback_miner.ingest.magic import kind_of
from feedback_miner.ingest.misnamed import is_book, note_misnamed
from feedback_miner.ingest.parquet import read_parquet
from feedback_miner.ingest.raw import Raw
from feedback_miner.ingest.records import records
from feedback_miner.ingest.responses import Responses, Source
from feedback_miner.ingest.workbook import read_workbook
from feedback_miner.language import t
from feedback_miner.privacy.shield import mask_column
from feedback_miner.survey import Options, Survey, with_columns
from feedback_miner.tables import QUARANTINED, RESPONSES, check, frame

__all__ = ["read", "read_bytes"]

_RESERVED = tuple(RESPONSES)
_JSON_START = re.compile(rb'\s*(?:\xef\xbb\xbf)?(?:\{\s*["}]|\[\s*\{)')
_WORKBOOKS = ("xlsx", "xls", "xlsb", "ods")
_UNHEADED = ("jsonl", "parquet", "text")  # formats that have names of their own, or one column


def read(
    paths: str | Path | Sequence[str | Path],
    survey: Survey | None = None,
    *,
    encoding: str | None = None,
    options: Options | None = None,
) -> Responses:
    """Read exports (CSV, TSV, XLSX, XLS, JSON lines, Parquet, plain text) into one table.

    One path or several, ``-`` is standard input. Formats are told by content, names only help
    among kinds of text. Every cell is text. Rows read are accepted or quarantined, never lost.
    With a ``survey`` that has columns its id column gives ``response_id`` (else it is found, else
    rows are numbered); repeated ids get ``#2`` and so on. ``encoding`` overrides what is found, for
    text files. Personal data in headers, ids, names of files and sheets is masked, unless
    ``options`` (else those of the survey) keep it; cells keep theirs, see ``privacy.shield``.

    Raises MissingInputError where an input is absent or may not be read, DataError where one is
    unfit or lacks a column of the survey, UsageError for no input or an unknown encoding,
    StorageError where reading fails half-way.
    """
    paths = _listed(paths)
    if not paths:
        raise UsageError(t("没有给出输入文件", "no input was given"))
    if sum(str(path) == "-" for path in paths) > 1:
        raise UsageError(t("标准输入只能读一次", "standard input can be read once only"))
    options = options or (survey.options if survey else Options())
    survey = with_columns(survey)
    tables, quarantined, sources = [], [], []
    names = _names(paths)
    shown = names if options.keep_pii else privacy.mask_labels(names)
    for path, name, shown_name in zip(paths, names, shown, strict=True):
        data = read_bytes(path)
        raw = _parse(data, name, encoding, options.header_rows)
        if options.header_rows and raw.format in _UNHEADED:
            raw = replace(raw, notes=(*raw.notes, _unused(options.header_rows)))
        if not options.keep_pii:
            raw = _masked(raw)
        table, name = raw.table, shown_name
        table.insert(0, "row", raw.rows)
        table.insert(0, "source", pd.Series(name, index=table.index, dtype="str"))
        tables.append(table)
        quarantined += [{"source": name, "row": row, "reason": why} for row, why in raw.bad]
        sources.append(_source(name, data, raw))
    joined = tables[0]
    if len(tables) > 1:
        joined = pd.concat(tables, ignore_index=True)
        texts = [column for column in joined.columns if column != "row"]
        joined[texts] = joined[texts].fillna("").astype("str")
    if survey is not None:
        _require(survey, joined, ", ".join(source.name for source in sources))
    joined.insert(0, "response_id", _ids(joined, survey, options))
    table = check(joined, RESPONSES)
    return Responses(table, frame(quarantined, QUARANTINED), tuple(sources))


def _names(paths: Sequence[Path | Literal["-"]]) -> list[str]:
    """Return short, distinct names: the file's own, its whole path where two files share it."""
    short = ["stdin" if str(path) == "-" else Path(path).name for path in paths]
    counts = Counter(short)
    names = [
        name if counts[name] == 1 else str(path) for name, path in zip(short, paths, strict=True)
    ]
    repeated = {name for name, count in Counter(names).items() if count > 1}
    if repeated:
        raise UsageError(
            t(
                f"同一文件给了两次：{sorted(repeated)[0]}",
                f"the same file twice: {sorted(repeated)[0]}",
            )
        )
    return names


def _listed(paths: Any) -> list[Path | Literal["-"]]:
    """Return paths, given one or several; UsageError for what is none."""
    given = [paths] if isinstance(paths, str | os.PathLike | bytes) else paths
    every = list(given) if isinstance(given, Iterable) else [given]
    for one in every:
        if not isinstance(one, str | os.PathLike):
            raise UsageError(
                t(
                    f"输入应是路径，得到 {type(one).__name__}",
                    f"an input is a path, not {type(one).__name__}",
                )
            )
    return ["-" if str(one) == "-" else Path(one) for one in every]


def read_bytes(path: Path | Literal["-"]) -> bytes:
    """Return a file's bytes, or those of standard input. Raises as ``read`` does."""
    if str(path) == "-":
        try:
            return sys.stdin.buffer.read()
        except OSError as error:
            raise StorageError(t("读标准输入失败", "reading standard input failed")) from error
    path = Path(path)
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        do = _near(path)
        raise MissingInputError(t("没有这个文件", "no such file"), do=do, file=str(path)) from error
    except IsADirectoryError as error:
        what = t("这是文件夹，不是文件", "this is a folder, not a file")
        raise MissingInputError(what, file=str(path)) from error
    except PermissionError as error:
        what = t("没有读取权限", "it may not be read")
        raise MissingInputError(what, file=str(path)) from error
    except (OSError, ValueError) as error:
        raise StorageError(t("读取失败", "reading failed"), file=str(path)) from error


def _near(path: Path) -> str:
    try:
        names = [one.name for one in islice(sorted(path.parent.iterdir()), 1000)]
    except OSError:
        return ""
    close = difflib.get_close_matches(path.name, names, n=2)
    return t(f"是不是 {'、'.join(close)}？", f"did you mean {', '.join(close)}?") if close else ""


def _parse(data: bytes, name: str, encoding: str | None, depth: int) -> Raw:
    kind = kind_of(data, name)
    if kind in _WORKBOOKS:
        return read_workbook(data, kind, reserved=_RESERVED, file=name, depth=depth)
    if kind == "parquet":
        return read_parquet(data, reserved=_RESERVED, file=name)
    try:
        decoded = decode(data, encoding, file=name)
    except DataError:
        if encoding or not is_book(name):
            raise
        raise DataError(
            t("名为工作簿，内容却不是", "named a workbook, it is none"),
            file=name,
            do=t("请重新导出为 XLSX 或 CSV", "export it again as XLSX or CSV"),
        ) from None
    if kind == "jsonl" or (kind == "text" and _is_json(decoded)):
        return read_json(decoded, reserved=_RESERVED, file=name)
    if kind == "csv" or _is_table(decoded):
        suffix = name.lower().rpartition(".")[2]
        preferred = "\t" if suffix in ("tsv", "tab") else ""
        return read_delimited(
            decoded, preferred=preferred, reserved=_RESERVED, file=name, depth=depth
        )
    return read_lines(decoded, reserved=_RESERVED, file=name)


def _unused(depth: int) -> str:
    return t(
        f"header_rows = {depth} 对这个文件不起作用：它没有表头行",
        f"header_rows = {depth} means nothing here: this file has no header rows",
    )


def _is_json(decoded: Decoded) -> bool:
    return _JSON_START.match(decoded.data[:200]) is not None


def _is_table(decoded: Decoded) -> bool:
    """Tell whether text without a telling name is a table rather than an answer a line.

    Sentences have commas too: nearly every row must have the same number of cells, and the
    first row must look like names.
    """
    lines = sample_lines(decoded)
    found = detect(lines)
    delimiter = found.dialect.delimiter
    if found.width < 2 or found.consistency < 0.95 or delimiter in (" ", "，"):
        return False
    rows = [r.cells for r in islice(records(lines, found.dialect, found.width), 200)]
    return len(rows) > 1 and find(rows, found.width).index >= 0


def _source(name: str, data: bytes, raw: Raw) -> Source:
    accepted, quarantined = len(raw.table), len(raw.bad)
    source = Source(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        format=raw.format,
        encoding=raw.encoding,
        delimiter=raw.delimiter,
        sheet=raw.sheet,
        read=accepted + quarantined,
        accepted=accepted,
        quarantined=quarantined,
        notes=raw.notes,
    )
    return replace(source, notes=(*note_misnamed(source), *source.notes))


def _require(survey: Survey, table: pd.DataFrame, file: str) -> None:
    names = [str(name) for name in table.columns]
    for column in survey.columns:
        if column.name in names or column.role == "ignored":
            continue
        near = difflib.get_close_matches(column.name, names, n=3, cutoff=0.5)
        near = near or [name for name in names if column.name in name or name in column.name][:3]
        do = t(f"相近的列：{'、'.join(near)}", f"like it: {', '.join(near)}") if near else ""
        raise DataError(
            t("问卷描述里有这一列，文件里没有", "the survey names it, the file lacks it"),
            do=do,
            file=file,
            column=column.name,
        )


def _masked(raw: Raw) -> Raw:
    """Return a parsed input with personal data masked in headers, sheet name and notes."""
    table = raw.table
    names = privacy.mask_labels([str(name) for name in table.columns])
    if names != list(table.columns):
        table = table.set_axis(names, axis=1)
    return replace(
        raw,
        table=table,
        sheet=privacy.mask_label(raw.sheet),
        bad=tuple((row, privacy.mask(why)) for row, why in raw.bad),
        notes=tuple(privacy.mask_label(note) for note in raw.notes),
    )


def _ids(table: pd.DataFrame, survey: Survey | None, options: Options) -> pd.Series:
    if survey is None:
        name = identifier(table)
    else:
        name = next((column.name for column in survey.with_role("id")), None)
    numbers = pd.Series(np.arange(1, len(table) + 1), index=table.index).astype("str")
    if name is None:
        return numbers
    ids = table[name].str.strip()
    if not options.keep_pii:
        ids = mask_column(ids, name, options.salt, ids=True).astype("str")
    return make_unique(ids.where(ids != "", numbers))
