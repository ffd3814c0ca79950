"""De-identify a whole export in its own layout, and count what was masked by kind and column."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from feedback_miner.ingest.identity import names_an_id
from feedback_miner.ingest.layout import Grid, Layout
from feedback_miner.ingest.sheets import cell_text
from feedback_miner.language import t
from feedback_miner.privacy.cells import column_kind, in_cell, in_label, name_column
from feedback_miner.privacy.masking import redact
from feedback_miner.privacy.recognise import recognise
from feedback_miner.privacy.span import KINDS, Span
from feedback_miner.privacy.wholenames import likely_name

__all__ = ["Redactor"]

_PLAIN = (str, int, float)


class Redactor:
    """Masks cells and labels and counts: ``counts`` by (column, kind)."""

    def __init__(self, salt: str = "", kinds: Collection[str] = KINDS) -> None:
        self.salt, self.kinds = salt, frozenset(kinds)
        self.counts: Counter[tuple[str, str]] = Counter()

    def layout(self, layout: Layout) -> Layout:
        """Return the layout with personal data masked in cells, headers and sheet names."""
        if layout.kind in ("csv", "xlsx"):
            return replace(layout, grids=self._grids(layout.grids))
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
            kinds = [self._named(grid, place) for place in range(len(shown))]
            rows = []
            for number, row in enumerate(grid.rows):
                if number == grid.header:
                    cells: list[Any] = [
                        redact(cell, in_label(cell)) if isinstance(cell, str) else cell
                        for cell in row
                    ]
                else:
                    cells = [
                        self._cell(cell, *self._place(grid, shown, kinds, place))
                        for place, cell in enumerate(row)
                    ]
                rows.append(cells)
            done.append(replace(grid, name=self._label(grid.name), rows=rows, names=tuple(shown)))
        return tuple(done)

    def _place(
        self, grid: Grid, shown: Sequence[str], kinds: Sequence[bool], place: int
    ) -> tuple[str, str, bool]:
        if place < len(grid.names):
            return grid.names[place], shown[place] or _nth(place), kinds[place]
        return "", _nth(place), False

    def _named(self, grid: Grid, place: int) -> bool:
        if column_kind(grid.names[place]):
            return False
        if names_an_id(grid.names[place]):
            return True
        cells = (row[place] for row in grid.rows[grid.header + 1 :] if place < len(row))
        return name_column(cell for cell in cells if isinstance(cell, str))

    def _cell(self, cell: Any, header: str, column: str, named: bool = False) -> Any:
        """Return a cell masked; a number that is personal data becomes its token."""
        if isinstance(cell, bool) or not isinstance(cell, _PLAIN):
            return cell
        text = cell if isinstance(cell, str) else cell_text(cell)
        if not text:
            return cell
        spans = in_cell(text, header, self.kinds)
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

    def _value(self, value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return {self._key(k): self._value(v, str(k)) for k, v in value.items()}
        if isinstance(value, list):
            return [self._value(one, key) for one in value]
        if isinstance(value, _Number):
            text = str.__str__(value)
            masked = self._cell(text, key, self._key(key) or "-")
            return value if masked == text else masked
        return self._cell(value, key, redact(key, in_label(key)) or "-")

    def _key(self, key: str) -> str:
        return redact(key, in_label(key))

    def _table(self, table: pa.Table) -> pa.Table:
        arrays, names = [], []
        for name, column in zip(table.column_names, table.columns, strict=True):
            shown = self._label(str(name))
            values = column.to_pylist()
            texts = [value for value in values if isinstance(value, str)]
            named = not column_kind(str(name)) and name_column(texts)
            masked = [
                self._value(value, str(name))
                if isinstance(value, (dict, list))
                else self._cell(value, str(name), shown, named)
                for value in values
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
            names.append(shown)
        # Metadata may quote headers: it is left out.
        return pa.table(arrays, names=names)


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
