"""The queue as a workbook: a line a group, the groups' members, the day's summary."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from feedback_miner.desk import Queue
from feedback_miner.language import t
from feedback_miner.report.casewords import left_rows, shown_rows, summary_lines
from feedback_miner.report.escape import cell
from feedback_miner.report.harmless import new_book
from feedback_miner.report.marks import text_name, warning
from feedback_miner.report.moments import KEYS as TIMES
from feedback_miner.report.moments import WIDTH as TIME_WIDTH
from feedback_miner.report.moments import Dates
from feedback_miner.triage.columns import HIDDEN, SHOWN, WHERE_TOLD, label, sheet_names
from feedback_miner.triage.status import CLOSED, STATUSES, name_of

__all__ = ["MOST_LINES", "write"]

MOST_LINES = 5000  # a workbook of every row would cost more than the analysis
WIDTHS = {"text": 70, "reason": 32, "reply": 50, "note": 24, "extension": 24, "cause": 20}
WIDTHS |= dict.fromkeys(TIMES, TIME_WIDTH)
WRAPPED = frozenset({"text", "reason", "reply", "note", "extension"})
NUMBERS = frozenset({"line", "urgency", "days_left", "group_size", "person_cases"})
LONGEST_LIST = 255  # characters of a list in a cell's validation


def write(queue: Queue, path: Path) -> None:
    """Write the workbook. Cells are strings, numbers or dates, never formulas; the only links lead
    from a line to its group and back. Rows beyond MOST_LINES are left to CSV and JSON lines, which
    the summary tells."""
    book = new_book(str(path))
    formats = _formats(book)
    dates = Dates(book, {"valign": "top", "align": "left"})
    names = [t(*words) for words in sheet_names()]
    lines = queue.shown[queue.shown["lead"]].head(MOST_LINES)
    grouped = queue.shown[queue.shown["group_size"] > 1]
    grouped = grouped[grouped["line"].isin(lines["line"])]
    grouped = grouped.sort_values(["line", "rank"], kind="stable").head(MOST_LINES)
    sheet = book.add_worksheet(names[0])
    members = book.add_worksheet(names[1]) if len(grouped) else None
    places = {line: row for row, line in reversed(list(enumerate(grouped["line"], start=1)))}
    keys = _sheet(sheet, lines, queue, formats, dates)
    kind = keys.index("group_kind")
    for row, (line, size) in enumerate(
        zip(lines["line"], lines["group_size"], strict=True), start=1
    ):
        if line in places:
            words = str(shown_rows(lines.iloc[[row - 1]], queue)[0]["group_kind"])
            sheet.write_url(
                row,
                kind,
                f"internal:'{names[1]}'!A{places[line] + 1}",
                formats["link"],
                f"{words} → {size}",
            )
    if members is not None:
        _sheet(members, grouped, queue, formats, dates)
        back = {line: row for row, line in enumerate(lines["line"], start=1)}
        for row, line in enumerate(grouped["line"], start=1):
            target = f"internal:'{names[0]}'!A{back[line] + 1}"
            members.write_url(row, 0, target)
            members.write_number(row, 0, line, formats["link"])  # in the link's cell: a number
    if len(queue.left) and queue.wish.whole:
        _left_out(book.add_worksheet(names[2]), queue, formats)
    _summary(book.add_worksheet(names[3]), queue, formats, len(lines), len(grouped))
    book.close()


def _formats(book: Any) -> dict[str, Any]:
    """Fills that stay apart in grey: dark, middle and light, dark with white bold letters."""
    top = {"valign": "top"}
    return {
        "head": book.add_format(
            {"bold": True, "bg_color": "#24518A", "font_color": "#FFFFFF", "text_wrap": True, **top}
        ),
        "edited": book.add_format(
            {"bold": True, "bg_color": "#FFF2CC", "border": 1, "text_wrap": True, **top}
        ),
        "plain": book.add_format(top),
        "wrap": book.add_format({"text_wrap": True, **top}),
        "link": book.add_format({"font_color": "#1F4E9E", "underline": 1, **top}),
        "3": book.add_format(
            {"bold": True, "bg_color": "#7A1F1F", "font_color": "#FFFFFF", "align": "center", **top}
        ),
        "2": book.add_format({"bold": True, "bg_color": "#F0B267", "align": "center", **top}),
        "1": book.add_format({"bg_color": "#EEF1F5", "align": "center", **top}),
        "statutory": book.add_format(
            {"bold": True, "bg_color": "#7A1F1F", "font_color": "#FFFFFF", **top}
        ),
        "internal": book.add_format({"bold": True, "bg_color": "#F0B267", **top}),
        "customer": book.add_format({"bold": True, "bg_color": "#FBE3C0", **top}),
        "closed": book.add_format({"font_color": "#5F6670", "font_strikeout": True}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "bold": book.add_format({"bold": True}),
    }


def _sheet(
    sheet: Worksheet, table: pd.DataFrame, queue: Queue, formats: dict[str, Any], dates: Dates
) -> list[str]:
    """Write a sheet of cases; return the keys of its columns in order."""
    keys = [key for key in SHOWN if key not in WHERE_TOLD or _told(queue, key)] + list(queue.own)
    edited = {"status", "owner", "extension", "note", *queue.own}
    for column, key in enumerate(keys):
        name = label(key) if key in SHOWN else key
        if key == "text":
            name = text_name(queue.survey.options)
        sheet.write_string(0, column, cell(name), formats["edited" if key in edited else "head"])
        width = WIDTHS.get(key, 8 if key in NUMBERS else 15)
        look = formats["wrap" if key in WRAPPED else "plain"]
        sheet.set_column(column, column, width, look, {"hidden": key in HIDDEN})
    rows = shown_rows(table, queue)
    for number, row in enumerate(rows, start=1):
        for column, key in enumerate(keys):
            value = row[key]
            look = formats["wrap" if key in WRAPPED else "plain"]
            if key == "urgency":
                look = formats.get(str(value), look)
            elif key == "overdue":
                look = formats.get(str(row["late"]), look)
            if isinstance(value, int | float):
                if value == value:
                    sheet.write_number(number, column, value, look)
            elif value and not (key in TIMES and dates.write(sheet, number, column, str(value))):
                sheet.write_string(number, column, cell(str(value)), look)
    last = max(len(rows), 1)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, last, len(keys) - 1)
    sheet.set_row(0, 32)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    _choices(sheet, keys, last, queue, formats)
    return keys


def _told(queue: Queue, key: str) -> bool:
    """Tell whether any case of the queue fills a column."""
    return key in queue.shown and bool((queue.shown[key] != "").any())


def _left_out(sheet: Worksheet, queue: Queue, formats: dict[str, Any]) -> None:
    """Write what makes no case, for somebody to look at."""
    heads = (label("response_id"), t("未入队原因", "Why left out"), text_name(queue.survey.options))
    for column, (head, width) in enumerate(zip(heads, (15, 18, 90), strict=True)):
        sheet.write_string(0, column, head, formats["head"])
        sheet.set_column(column, column, width, formats["wrap" if column == 2 else "plain"])
    rows = list(islice(left_rows(queue), MOST_LINES))
    for number, row in enumerate(rows, start=1):
        for column, words in enumerate(row):
            sheet.write_string(
                number, column, cell(words), formats["wrap" if column == 2 else "plain"]
            )
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(heads) - 1)


def _choices(
    sheet: Worksheet, keys: list[str], last: int, queue: Queue, formats: dict[str, Any]
) -> None:
    """Let analysts choose status and owner from lists; strike closed cases through."""
    status, owner = keys.index("status"), keys.index("owner")
    words = [name_of(one) for one in STATUSES]
    sheet.data_validation(
        1,
        status,
        last,
        status,
        {
            "validate": "list",
            "source": words,
            "error_title": t("状态", "Status"),
            "error_message": t("请从列表中选择", "choose from the list"),
        },
    )
    owners: list[str] = []
    for one in queue.kinds.all_owners():  # a comma would part the list
        clean = one.replace(",", "，")
        if len(",".join([*owners, clean])) <= LONGEST_LIST:
            owners.append(clean)
    sheet.data_validation(
        1,
        owner,
        last,
        owner,
        {"validate": "list", "source": owners, "error_type": "warning"},
    )
    column = xl_col_to_name(status)
    tests = ",".join(f'${column}2="{name_of(one)}"' for one in STATUSES if one in CLOSED)
    sheet.conditional_format(
        1,
        0,
        last,
        len(keys) - 1,
        {"type": "formula", "criteria": f"=OR({tests})", "format": formats["closed"]},
    )


def _summary(
    sheet: Worksheet, queue: Queue, formats: dict[str, Any], lines: int, members: int
) -> None:
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 16)
    sheet.write_string(0, 0, t("今日概览", "The day's summary"), formats["title"])
    row = 2
    if queue.survey.options.keep_pii:
        sheet.write_string(row, 0, warning(), formats["statutory"])
        row += 2
    for heading, pairs in summary_lines(queue):
        sheet.write_string(row, 0, cell(heading), formats["bold"])
        for name, value in pairs:
            row += 1
            sheet.write_string(row, 0, cell(name))
            if isinstance(value, str):
                sheet.write_string(row, 1, cell(value))
            else:
                sheet.write_number(row, 1, value)
        row += 2
    wanted = int(queue.shown["lead"].sum())
    grouped = int((queue.shown["group_size"] > 1).sum())
    if wanted > lines or grouped > members:
        words = t(
            f"队列表只列前 {lines} 行（共 {wanted} 行），同组表前 {members} 件（共 {grouped} 件）；"
            "全部见 CSV 或 JSON 行（-o 文件夹，或 -o cases.csv）",
            f"the queue holds the first {lines} of {wanted} lines, groups the first {members} of "
            f"{grouped} cases; all are in CSV or JSON lines (-o folder, or -o cases.csv)",
        )
        sheet.write_string(row, 0, words, formats["bold"])
        row += 1
    if queue.wish.whole and len(queue.left) > MOST_LINES:
        words = t(
            f"「未入队」表只列前 {MOST_LINES} 份（共 {len(queue.left)} 份）；全部见 "
            "left_out.csv（-o 文件夹）",
            f'the sheet "Left out" holds the first {MOST_LINES} of {len(queue.left)}; all are in '
            "JSON lines or left_out.csv (-o folder)",
        )
        sheet.write_string(row, 0, words, formats["bold"])
        row += 1
    for note in queue.notes:
        sheet.write_string(row, 0, cell(note))
        row += 1
