"""Days and times in workbooks: real dates, which sort and count there, not text."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from xlsxwriter.worksheet import Worksheet

__all__ = ["DAY", "KEYS", "MINUTE", "WIDTH", "Dates"]

KEYS = frozenset({"due", "statutory_due", "received", "group_first"})  # columns of days and times
DAY, MINUTE = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
WIDTH = 17  # of a column: a date that does not fit is shown as ####
_WHOLE = re.compile(r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?")
_FIRST = datetime(1900, 3, 1)  # what comes before, workbooks count in ways of their own


class Dates:
    """Writes days and times of a workbook as dates, with one format each; ``looks`` are what the
    formats have besides the form of a date."""

    def __init__(self, book: Any, looks: dict[str, Any] | None = None) -> None:
        self._day = book.add_format({"num_format": DAY, **(looks or {})})
        self._minute = book.add_format({"num_format": MINUTE, **(looks or {})})

    def write(self, sheet: Worksheet, row: int, column: int, text: str) -> bool:
        """Write ``YYYY-MM-DD`` or ``YYYY-MM-DD HH:MM`` and return True; return False where the
        text is anything else (a month, a time zone), which stays text."""
        if not _WHOLE.fullmatch(text):
            return False
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return False
        if moment < _FIRST:
            return False
        sheet.write_datetime(row, column, moment, self._minute if " " in text else self._day)
        return True
