"""The only escaping code: hostile text made harmless for spreadsheets.

HTML is escaped by the template engine (autoescape); SVG is made there too.
"""

from __future__ import annotations

import re

__all__ = ["CELL_LIMIT", "cell", "csv_cell"]

CELL_LIMIT = 32_767  # characters a workbook's cell may hold
# What XML 1.0 forbids: controls, lone surrogates, non-characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What a formula may begin with, the one space that is printed among it.
_OPENING = frozenset(" =+-@＝＋－＠")
_FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠\t\r]")


def cell(text: str) -> str:
    """Return text fit for a workbook's string cell: no forbidden characters, not too long.

    The writer stores it as a string, never as a formula.
    """
    clean = _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)
    return clean if len(clean) <= CELL_LIMIT else clean[: CELL_LIMIT - 1] + "…"


def csv_cell(text: str) -> str:
    """Return text fit for a CSV cell that a spreadsheet opens: a leading apostrophe keeps what
    looks like a formula from becoming one."""
    if text.isprintable() and text[:1] not in _OPENING:
        return text  # nothing that is printed is forbidden, no other space opens it
    clean = (
        _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text).replace("\r\n", "\n").replace("\r", "\n")
    )
    return "'" + clean if _FORMULA.match(clean) or (text[:1] in "\t\r" and text) else clean
