"""De-identify a whole export in its own layout, and count what was masked by kind and column."""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import pyarrow as pa

from feedback_miner.ingest.identity import names_an_id
from feedback_miner.ingest.layout import Grid, Layout
from feedback_miner.ingest.sheets import cell_text
from feedback_miner.ingest.workbook import Range
from feedback_miner.language import t
from feedback_miner.privacy.cells import in_cell, in_label, told_apart
from feedback_miner.privacy.columns import (
    among_names,
    column_kind,
    holds_names,
    name_column,
    of_levels,
    told,
)
from feedback_miner.privacy.masking import redact
from feedback_miner.privacy.parts import split_phones
from feedback_miner.privacy.recognise import recognise
from feedback_miner.privacy.rows import Known, known, with_known
from feedback_miner.privacy.span import IN_COLUMNS, KINDS, Span
from feedback_miner.redaction.arrow import column_of

__all__ = ["Redactor"]

_PLAIN = (str, bytes, int, float, Decimal, datetime.date)
_HARMLESS = (type(None), int, float, Decimal, datetime.time, datetime.timedelta)
_NUMBER = re.compile(r"\s*[+\-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+\-]?[0-9]{1,3})?\s*")
_COLON = re.compile("[:：]")
_QUOTED = re.compile(r'[\\"]')  # what marks words in a format of numbers


class _Column(NamedTuple):
    """What is told of a column: its header as far as the cells bear it out, what stands for it in
    the counts, and whether it holds ids or names without saying so, or few levels that are none."""

    header: str
    shown: str
    named: bool = False
    things: bool = False


class Redactor:
    """Masks cells and labels and counts: ``counts`` by (column, kind), and by column the cells
    ``unread`` because they are no text (binary ones), left as they are."""

    def __init__(self, salt: str = "", kinds: Collection[str] = (*KINDS, *IN_COLUMNS)) -> None:
        self.salt, self.kinds = salt, frozenset(kinds)
        self.counts: Counter[tuple[str, str]] = Counter()
        self.unread: Counter[str] = Counter()

    def layout(self, layout: Layout) -> Layout:
        """Return the layout with personal data masked in cells, headers and sheet names."""
        if layout.kind in ("csv", "xlsx"):
            looks = layout.looks and layout.looks._replace(
                styles=[self._style(one) for one in layout.looks.styles]
            )
            return replace(layout, grids=self._grids(layout.grids), looks=looks)
        if layout.kind == "parquet":
            assert layout.table is not None
            return replace(layout, table=self._table(layout.table))
        if layout.kind == "json":
            return replace(layout, value=self._value(layout.value, "", ""))
        line = self._line if layout.kind == "jsonl" else self._text
        return replace(layout, lines=tuple(map(line, layout.lines)))

    def _apply(self, text: str, spans: Sequence[Span], column: str) -> str:
        spans = [span for span in spans if span.kind in self.kinds]
        self.counts.update((column, span.kind) for span in spans)
        return redact(text, spans, self.salt)

    def _text(self, line: str) -> str:
        if not line:
            return line
        return self._apply(line, in_cell(line, kinds=self.kinds), t("正文", "text"))

    def _in_label(self, label: str) -> list[Span]:
        return [span for span in _in_label(label) if span.kind in self.kinds]

    def _label(self, label: str) -> str:
        spans = self._in_label(label)
        self.counts.update((t("表头", "headers"), span.kind) for span in spans)
        return redact(label, spans)

    def _title(self, cell: Any) -> Any:
        """Return a cell of a header or above it masked: it is no value of its column."""
        text = "" if _measures(cell) else _text_of(cell)
        masked = self._label(text)
        return cell if masked == text else masked

    def _grids(self, grids: Sequence[Grid]) -> tuple[Grid, ...]:
        done = []
        for given in grids:
            grid = _headed(given)
            shown = [redact(name, self._in_label(name)) for name in grid.names]
            columns = [self._column(grid, place, shown[place]) for place in range(len(shown))]
            width = max(map(len, grid.rows), default=0)
            columns += [_Column("", _nth(place)) for place in range(len(columns), width)]
            rows = [
                list(map(self._title, row)) if number <= grid.header else self._row(row, columns)
                for number, row in enumerate(grid.rows)
            ]
            look = grid.look and grid.look._replace(
                lists=[(self._items(items, at, columns), at) for items, at in grid.look.lists]
            )
            name = self._label(grid.name)
            done.append(replace(grid, name=name, rows=rows, names=tuple(shown), look=look))
        return tuple(done)

    def _items(
        self, items: Sequence[str], ranges: Sequence[Range], columns: Sequence[_Column]
    ) -> list[str]:
        """Return the items of a drop-down list masked as cells of the column that has it."""
        place = ranges[0][1]
        column = columns[place] if place < len(columns) else _Column("", _nth(place))
        return [str(self._cell(item, *column)) for item in items]

    def _style(self, style: Mapping[str, Any]) -> dict[str, Any]:
        """Return a style without what holds personal data: words in a format of numbers, the name
        of a font."""
        kept = {}
        for name, value in style.items():
            spans = in_label(_QUOTED.sub("", value)) if isinstance(value, str) else []
            spans = [span for span in spans if span.kind in self.kinds]
            self.counts.update((t("单元格格式", "formats"), span.kind) for span in spans)
            if not spans:
                kept[name] = value
        return kept

    def _column(self, grid: Grid, place: int, shown: str) -> _Column:
        name = grid.names[place]
        below = (row[place] for row in grid.rows[grid.header + 1 :] if place < len(row))
        texts = [cell for cell in below if isinstance(cell, str)]
        named = not column_kind(name) and (names_an_id(name) or name_column(texts))
        return self._told(name, shown or _nth(place), texts, named)

    def _told(self, name: str, shown: str, texts: Sequence[str], named: bool) -> _Column:
        things = not column_kind(name) and not named and of_levels(texts)
        return _Column(told(name, texts), shown, named, things)

    def _row(self, row: Sequence[Any], columns: Sequence[_Column]) -> list[Any]:
        """Return a row masked: what a column of its own tells is sought in its other cells too."""
        pairs = list(zip(row, columns, strict=False))
        own = known((column.header, _text_of(cell)) for cell, column in pairs if column.header)
        split = split_phones([column.header for _, column in pairs], [*map(_text_of, row)])
        return [
            self._cell(cell, *column, (*own, split[place]) if place in split else own)
            for place, (cell, column) in enumerate(pairs)
        ]

    def _cell(
        self,
        cell: Any,
        header: str,
        column: str,
        named: bool = False,
        things: bool = False,
        own: Sequence[Known] = (),
    ) -> Any:
        """Return a cell masked; a number or date that is personal data becomes its token."""
        text = _text_of(cell)
        if not text:
            if cell and not isinstance(cell, (str, *_HARMLESS)):
                self.unread[column] += 1
            return cell
        if _measures(cell) and column_kind(header) != "birth_date":
            return cell
        if isinstance(cell, str) and _decimals(text) and not column_kind(header):
            return cell  # an amount of a CSV file; below 手机号 what is odd stays masked
        spans = with_known(text, in_cell(text, header, self.kinds, things=things), own)
        if named and not spans and among_names(text):
            spans = [Span("name", 0, len(text), 0.7, "a column of names")]
        masked = self._apply(text, spans, column)
        if masked == text:
            return cell
        return masked.encode() if isinstance(cell, bytes) else masked

    def _line(self, line: str) -> str:
        if not line.strip():
            return line
        try:
            value = json.loads(line, parse_float=_Number, parse_int=_Number)
        except (ValueError, RecursionError):
            return self._apply(line, recognise(line, self.kinds), t("无效行", "broken lines"))
        return _dumps(self._value(value, "", ""))

    def _value(self, value: Any, key: str, shown: str, own: Sequence[Known] = ()) -> Any:
        """Return a value of JSON, or a nested one of Parquet, masked; ``shown`` is the key as it
        is counted."""
        if isinstance(value, dict):
            return dict(self._pairs(list(value.items()), own))
        if isinstance(value, list):
            if value and isinstance(value[0], tuple):  # a map of Parquet
                return self._pairs(value, own)
            return [self._value(one, key, shown, own) for one in value]
        return self._cell(value, key, shown or "-", own=own)

    def _pairs(
        self, pairs: Sequence[tuple[Any, Any]], own: Sequence[Known]
    ) -> list[tuple[Any, Any]]:
        """Return keys and values masked, keys that are masked alike numbered."""
        keys = [_text_of(key) for key, _ in pairs]
        texts = [_text_of(value) for _, value in pairs]
        own = (*own, *known(zip(keys, texts, strict=True)))
        split = split_phones(keys, texts)
        masked = [self._label(key) for key in keys]
        apart = told_apart(keys, masked)
        return [
            (
                name if name != text else key,
                self._value(value, text, shown, (*own, split[at]) if at in split else own),
            )
            for at, ((key, value), text, shown, name) in enumerate(
                zip(pairs, keys, masked, apart, strict=True)
            )
        ]

    def _table(self, table: pa.Table) -> pa.Table:
        names = [str(name) for name in table.column_names]
        shown = [self._label(name) for name in names]
        data = [column.to_pylist() for column in table.columns]
        texts = [[_text_of(v) for v in values if isinstance(v, (str, bytes))] for values in data]
        columns = [
            self._told(name, label, said, not column_kind(name) and name_column(said))
            for name, label, said in zip(names, shown, texts, strict=True)
        ]
        own = [
            known(
                (column.header, _text_of(cell)) for cell, column in zip(row, columns, strict=True)
            )
            for row in zip(*data, strict=True)
        ]
        headers = [column.header for column in columns]
        split = [split_phones(headers, [*map(_text_of, row)]) for row in zip(*data, strict=True)]
        arrays = []
        for place, (column, values, told_of) in enumerate(
            zip(table.columns, data, columns, strict=True)
        ):
            also = [
                (*row, parts[place]) if place in parts else row
                for row, parts in zip(own, split, strict=True)
            ]
            masked = [
                self._value(value, told_of.header, told_of.shown, row)
                if isinstance(value, (dict, list))
                else self._cell(value, *told_of, row)
                for value, row in zip(values, also, strict=True)
            ]
            arrays.append(column if masked == values else column_of(masked, column.type))
        # Metadata may quote headers: it is left out.
        return pa.table(arrays, names=told_apart(names, shown))


@lru_cache(maxsize=4096)
def _in_label(label: str) -> tuple[Span, ...]:
    return tuple(in_label(label))  # the keys of JSON lines come again in every line


def _headed(grid: Grid) -> Grid:
    """Return a grid whose header takes in the row below where that surely names the columns: more
    of them say what personal data they hold, and none of these words comes again further down."""
    under = next((at for at in range(grid.header + 1, len(grid.rows)) if any(grid.rows[at])), -1)
    if grid.header < 0 or under < 0:
        return grid
    row = [cell if isinstance(cell, str) else "" for cell in grid.rows[under]]
    rest = grid.rows[under + 1 :]
    said = [place for place, cell in enumerate(row) if _announces(cell)]
    if not rest or len(said) <= max(1, sum(map(_announces, grid.names))):
        return grid
    if any(at < len(below) and below[at] == row[at] for below in rest for at in said):
        return grid
    groups = [*grid.names, *[""] * len(row)]
    names = ["—".join(filter(None, pair)) for pair in zip(groups, row, strict=False)]
    return replace(grid, header=under, names=(*names, *grid.names[len(names) :]))


def _announces(name: str) -> bool:
    """Tell whether a cell names what stands below it, and is no value that says what it is itself
    (姓名：欧阳小雨)."""
    kind = column_kind(name)
    if kind == "" or (kind == "name" and not holds_names(name)):
        return False
    own = _COLON.split(name.rstrip(" :："))[-1]
    return column_kind(own) != "" and not _in_label(name)


def _text_of(cell: Any) -> str:
    """Return a plain cell as text, bytes in UTF-8 too; "" for any other."""
    if isinstance(cell, bool) or not isinstance(cell, _PLAIN):
        return ""
    if isinstance(cell, bytes):
        try:
            return cell.decode("utf-8")
        except UnicodeDecodeError:
            return ""
    if isinstance(cell, Decimal):
        return f"{cell:.0f}" if cell.is_finite() and not _measures(cell) else cell_text(cell)
    return str.__str__(cell) if isinstance(cell, str) else cell_text(cell)


def _measures(cell: Any) -> bool:
    """Tell whether a cell is a date or a number with decimals: a date is one of birth, such a
    number none of a person's, whatever its digits."""
    if isinstance(cell, _Number):
        return _decimals(str.__str__(cell))
    if isinstance(cell, Decimal):
        return not cell.is_finite() or cell != cell.to_integral_value()
    return isinstance(cell, datetime.date) or (isinstance(cell, float) and not cell.is_integer())


def _decimals(text: str) -> bool:
    """Tell whether a whole cell is a number with decimals, written as text."""
    return _NUMBER.fullmatch(text) is not None and _measures(Decimal(text.strip()))


class _Number(str):
    """A JSON number as it is spelled."""


def _dumps(value: Any) -> str:
    """Return JSON; numbers keep their spelling."""
    if isinstance(value, _Number):
        return str(value)
    if isinstance(value, dict):
        items = (f"{json.dumps(k, ensure_ascii=False)}: {_dumps(v)}" for k, v in value.items())
        return "{" + ", ".join(items) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_dumps, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _nth(place: int) -> str:
    return t(f"第 {place + 1} 列", f"column {place + 1}")
