"""Text that is named a workbook: read as what it is, and told."""

from __future__ import annotations

from feedback_miner.ingest.responses import Source
from feedback_miner.language import t

__all__ = ["is_book", "is_misnamed", "note_misnamed"]

_BOOKS = (".xlsx", ".xls", ".xlsb", ".ods")
_TEXTS = frozenset({"csv", "text", "jsonl", "json"})


def is_book(name: str) -> bool:
    """Tell whether a file is named a workbook."""
    return name.lower().endswith(_BOOKS)


def is_misnamed(source: Source) -> bool:
    """Tell whether a file is named a workbook and holds text."""
    return is_book(source.name) and source.format in _TEXTS


def note_misnamed(source: Source) -> tuple[str, ...]:
    """Say that a file is named a workbook and was read as text; nothing where it is not so."""
    if not is_misnamed(source):
        return ()
    return (
        t(
            f"{source.name} 名为工作簿，内容是文字，已按文字表格读入（{source.accepted} 行）",
            f"{source.name} is named a workbook and holds text: it was read as a table of text "
            f"({source.accepted} rows)",
        ),
    )
