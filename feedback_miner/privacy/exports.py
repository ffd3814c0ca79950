"""De-identify a whole export in its own layout, and count what was masked by kind and column."""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pyarrow as pa

from feedback_miner.ingest.identity import names_an_id
from feedback_miner.ingest.layout import Grid, Layout
from feedback_miner.ingest.sheets import cell_text
from feedback_miner.ingest.workbook import Range
from feedback_miner.language import t
from feedback_miner.privacy.cells import in_cell, in_label
from feedback_miner.privacy.columns import column_kind, name_column, told
from feedback_miner.privacy.masking import redact
from feedback_miner.privacy.recognise import recognise
from feedback_miner.privacy.rows import Known, known, with_known
from feedback_miner.privacy.span import IN_COLUMNS, KINDS, Span
from feedback_miner.privacy.wholenames import likely_name

__all__ = ["Redactor"]

_PLAIN = (str, int, float, datetime.date)
_QUOTED = re.compile(r'[\\"]')  # what marks words in a format of numbers


class _Column(NamedTuple):
    """What is told of a column: its header as far as the cells bear it out, what stands for it in
    the counts, and whether it holds ids or names without saying so."""

    header: str
    shown: str
    named: bool = False


class Redactor:
    """Masks cells and labels and counts: ``counts`` by (column, kind)."""

    def __init__(self, salt: str = "", kinds: Collection[str] = (*KINDS, *IN_COLUMNS)) -> None:
        self.salt, self.kinds = salt, frozenset(kinds)
        self.counts: Counter[tuple[str, str]] = Counter()

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
            return replace(layout, value=self._value(layout.value, ""))
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

    def _label(self, label: str) -> str:
        spans = [span for span in in_label(label) if span.kind in self.kinds]
        self.counts.update((t("表头", "headers"), span.kind) for span in spans)
        return redact(label, spans)

    def _grids(self, grids: Sequence[Grid]) -> tuple[Grid, ...]:
        done = []
        for grid in grids:
            shown = [self._label(name) for name in grid.names]
            columns = [self._column(grid, place, shown[place]) for place in range(len(shown))]
            width = max(map(len, grid.rows), default=0)
            columns += [_Column("", _nth(place)) for place in range(len(columns), width)]
            rows = []
            for number, row in enumerate(grid.rows):
                if number == grid.header:
                    cells: list[Any] = [
                        redact(cell, in_label(cell)) if isinstance(cell, str) else cell
                        for cell in row
                    ]
                else:
                    cells = self._row(row, columns)
                rows.append(cells)
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
        return _Column(told(name, texts), shown or _nth(place), named)

    def _row(self, row: Sequence[Any], columns: Sequence[_Column]) -> list[Any]:
        """Return a row masked: what a column of its own tells is sought in its other cells too."""
        pairs = list(zip(row, columns, strict=False))
        own = known((column.header, _text_of(cell)) for cell, column in pairs if column.header)
        return [self._cell(cell, *column, own) for cell, column in pairs]

    def _cell(
        self,
        cell: Any,
        header: str,
        column: str,
        named: bool = False,
        own: Sequence[Known] = (),
    ) -> Any:
        """Return a cell masked; a number or date that is personal data becomes its token."""
        text = _text_of(cell)
        # A date is one of birth, a number with decimals none of a person's, whatever its digits.
        measured = isinstance(cell, float) and not cell.is_integer()
        dated = isinstance(cell, datetime.date) or measured
        if not text or (dated and column_kind(header) != "birth_date"):
            return cell
        spans = with_known(text, in_cell(text, header, self.kinds), own)
        if named and not spans and likely_name(text):
            spans = [Span("name", 0, len(text), 0.7, "a column of names")]
        masked = self._apply(text, spans, column)
        return cell if masked == text else masked

    def _line(self, line: str) -> str:
        if not line.strip():
            return line
        try:
            value = json.loads(line, parse_float=_Number, parse_int=_Number)
        except (ValueError, RecursionError):
            return self._apply(line, recognise(line, self.kinds), t("无效行", "broken lines"))
        return _dumps(self._value(value, ""))

    def _value(self, value: Any, key: str, own: Sequence[Known] = ()) -> Any:
        if isinstance(value, dict):
            own = (*own, *known((str(k), _text_of(v)) for k, v in value.items()))
            return {self._key(k): self._value(v, str(k), own) for k, v in value.items()}
        if isinstance(value, list):
            return [self._value(one, key, own) for one in value]
        if isinstance(value, _Number):
            text = str.__str__(value)
            masked = self._cell(text, key, self._key(key) or "-", own=own)
            return value if masked == text else masked
        return self._cell(value, key, self._key(key) or "-", own=own)

    def _key(self, key: str) -> str:
        return redact(key, in_label(key))

    def _table(self, table: pa.Table) -> pa.Table:
        names = [str(name) for name in table.column_names]
        shown = [self._label(name) for name in names]
        data = [column.to_pylist() for column in table.columns]
        texts = [[value for value in values if isinstance(value, str)] for values in data]
        columns = [
            _Column(told(name, said), label, not column_kind(name) and name_column(said))
            for name, label, said in zip(names, shown, texts, strict=True)
        ]
        own = [
            known(
                (column.header, _text_of(cell)) for cell, column in zip(row, columns, strict=True)
            )
            for row in zip(*data, strict=True)
        ]
        arrays = []
        for column, values, told_of in zip(table.columns, data, columns, strict=True):
            masked = [
                self._value(value, told_of.header, row)
                if isinstance(value, (dict, list))
                else self._cell(value, *told_of, row)
                for value, row in zip(values, own, strict=True)
            ]
            if masked == values:
                arrays.append(column)
            elif pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
                arrays.append(pa.chunked_array([pa.array(masked, column.type)]))
            elif pa.types.is_nested(column.type):
                arrays.append(pa.chunked_array([pa.array(masked)]))
            else:
                plain = [None if one is None else cell_text(one) for one in masked]
                arrays.append(pa.chunked_array([pa.array(plain, pa.string())]))
        # Metadata may quote headers: it is left out.
        return pa.table(arrays, names=shown)


def _text_of(cell: Any) -> str:
    """Return a plain cell as text, "" for any other."""
    if isinstance(cell, bool) or not isinstance(cell, _PLAIN):
        return ""
    return str.__str__(cell) if isinstance(cell, str) else cell_text(cell)


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
