"""Days and times of a workbook are dates; what is no whole date stays text."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl

from feedback_miner.report.harmless import new_book
from feedback_miner.report.moments import Dates

WHOLE = {
    "2026-03-01": (datetime(2026, 3, 1), "yyyy-mm-dd"),
    "2026-03-01 09:05": (datetime(2026, 3, 1, 9, 5), "yyyy-mm-dd hh:mm"),
}
OTHER = ("2026-03", "2026-02-30", "2026-03-01T09:05+08:00", "1899-12-31", "明天", "")


def test_whole_days_and_times_are_dates_and_the_rest_is_left(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = new_book(str(path))
    sheet, dates = book.add_worksheet("x"), Dates(book)
    for row, text in enumerate(WHOLE):
        assert dates.write(sheet, row, 0, text)
    assert not any(dates.write(sheet, 9, 0, text) for text in OTHER)
    book.close()
    read = openpyxl.load_workbook(path)["x"]
    for row, (moment, form) in enumerate(WHOLE.values(), start=1):
        cell = read.cell(row, 1)
        assert cell.value == moment and cell.number_format == form
    assert read.max_row == len(WHOLE)
