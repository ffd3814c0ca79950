"""What reading an export gives: accepted rows, quarantined rows, and where they came from."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from feedback_miner.tables import own_columns

__all__ = ["Responses", "Source"]


@dataclass(frozen=True)
class Source:
    """One input and how it was understood.

    ``read`` = ``accepted`` + ``quarantined`` rows, blank rows not counted. ``format`` is one of
    ``csv``, ``xlsx``, ``xls``, ``jsonl``, ``parquet``, ``text``; ``encoding``, ``delimiter`` and
    ``sheet`` are "" where the format has none. ``notes`` say in words what was found, repaired or
    left out; they never quote a cell.
    """

    name: str
    sha256: str
    format: str
    encoding: str
    delimiter: str
    sheet: str
    read: int
    accepted: int
    quarantined: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Responses:
    """The rows of one or several exports.

    ``table``: ``tables.RESPONSES`` (response_id, source, row), then the exports' own columns, all
    text, "" where empty. ``quarantined``: ``tables.QUARANTINED`` (source, row, reason).
    """

    table: pd.DataFrame
    quarantined: pd.DataFrame
    sources: tuple[Source, ...]

    @property
    def columns(self) -> list[str]:
        """The exports' own columns, in order."""
        return own_columns(self.table)
