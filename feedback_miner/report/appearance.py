"""A redacted sheet made to look like the original: formats of cells, widths, what is hidden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from feedback_miner.ingest.workbook import Look
from feedback_miner.report.escape import cell

__all__ = ["Formats", "dress", "fits", "styles_of"]

_PADDING = 5 / 7  # of a column's stored width, which the writer adds itself (ECMA-376, 18.3.1.13)
_LISTED = 255  # characters that a drop-down list may have in all
_BLANK_ROWS = 200  # rows below the last value in which empty cells keep their looks
_DAY, _MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"


class Formats:
    """The formats of a workbook's cells, each made when it is first asked for."""

    def __init__(self, book: Any, styles: Sequence[Mapping[str, Any]] = ()) -> None:
        self.book, self.styles = book, styles
        self.made: dict[tuple[int, str], Any] = {}

    def plain(self, style: int) -> Any:
        """Return the format of a style, None where it is the usual one."""
        return self._made(style, "")

    def dated(self, style: int, midnight: bool) -> Any:
        """Return the format of a style for a date: a form of dates where it has none itself."""
        return self._made(style, _DAY if midnight else _MOMENT)

    def _made(self, style: int, usual: str) -> Any:
        key = (style, usual)
        if key not in self.made:
            about = self.styles[style] if 0 <= style < len(self.styles) else {}
            about = {"num_format": usual, **about} if usual else dict(about)
            self.made[key] = self.book.add_format(about) if about else None
        return self.made[key]


def styles_of(look: Look | None, rows: int) -> dict[int, Sequence[tuple[int, int, int]]]:
    """Return by row the runs of cells' styles: first and last column, style. Rows far below the
    last of ``rows`` rows are left out."""
    if look is None:
        return {}
    most = rows + _BLANK_ROWS
    return {row[0]: look.patterns[row[-1]] for row in look.rows if row[0] < most}


def dress(sheet: Any, look: Look, formats: Formats, rows: int) -> None:
    """Give a sheet widths, heights, hidden rows and columns, outline, frozen panes, arrows of a
    filter, drop-down lists that fit and view."""
    for first, last, width, hidden, level, style in look.columns:
        shown = None if width is None else max(0.0, width - _PADDING)
        options = {"hidden": hidden, "level": level}
        sheet.set_column(first, last, shown, formats.plain(style) if style else None, options)
    if look.height is not None or look.closed:
        sheet.set_default_row(look.height, look.closed)
    for row, height, hidden, level, style, _ in look.rows:
        if row >= rows + _BLANK_ROWS and not hidden:
            continue
        if height is not None or hidden or level or style or look.closed:
            options = {"hidden": hidden, "level": level}
            sheet.set_row(row, height, formats.plain(style) if style else None, options)
    if any(look.frozen):
        sheet.freeze_panes(*look.frozen)
    if look.filter:
        sheet.autofilter(*look.filter)
    for items, ranges in look.lists:
        for one in ranges if fits(items) else ():
            sheet.data_validation(*one, {"validate": "list", "source": _words(items)})
    _view(sheet, look)


def _view(sheet: Any, look: Look) -> None:
    if not look.gridlines:
        sheet.hide_gridlines(2)
    if look.mirrored:
        sheet.right_to_left()
    if look.zoom != 100:
        sheet.set_zoom(look.zoom)
    if look.tab:
        sheet.set_tab_color(look.tab)
    if look.landscape:
        sheet.set_landscape()
    if look.paper:
        sheet.set_paper(look.paper)


def fits(items: Sequence[str]) -> bool:
    """Tell whether a drop-down list can be written: not empty, not too long, no quotation mark."""
    words = ",".join(_words(items))
    return 0 < len(words) <= _LISTED and '"' not in words


def _words(items: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, map(cell, items))))
