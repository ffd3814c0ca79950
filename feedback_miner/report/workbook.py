"""The workbook: sums and first rows for people; the rest is in Parquet and CSV."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from feedback_miner.language import t
from feedback_miner.pipeline import Analysis
from feedback_miner.report.escape import cell
from feedback_miner.report.sentences import findings

__all__ = ["MOST_ROWS", "write"]

MOST_ROWS = 5000
WIDEST = 60
# A fixed date of creation: the same analysis gives the same bytes.
CREATED = datetime.datetime(2000, 1, 1)


def write(
    analysis: Analysis, summary: dict[str, Any], tables: dict[str, pd.DataFrame], path: Path
) -> None:
    """Write the workbook: findings, factors, segments, items, drivers, topics, cases, opinions,
    quarantine. Cells are strings or numbers, never formulas or links."""
    book = xlsxwriter.Workbook(
        str(path),
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
            "in_memory": True,
        },
    )
    book.set_properties({"title": "feedback-miner", "created": CREATED})
    head = book.add_format({"bold": True, "bg_color": "#24518A", "font_color": "#FFFFFF"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    factors = tables["factors"]
    items = analysis.ratings.items
    overview = book.add_worksheet(t("要点", "Findings"))
    overview.set_column(0, 0, 28)
    overview.set_column(1, 1, 100, wrap)
    row = 0
    if analysis.survey.options.keep_pii:
        overview.write_string(row, 0, t("含未遮盖的个人信息", "holds unmasked personal data"), head)
        row += 1
    for name, value in summary["counts"].items():
        overview.write_string(row, 0, COUNTS_ZH.get(name, name) if t("zh", "en") == "zh" else name)
        overview.write_number(row, 1, value)
        row += 1
    for line in (*findings(analysis, summary), *analysis.notes):
        overview.write_string(row, 1, cell(line))
        row += 1
    sheets: list[tuple[str, pd.DataFrame]] = [
        (
            t("因素", "Factors"),
            factors[factors["segment"] == ""].drop(columns=["segment", "level"]),
        ),
        (t("因素×分组", "Factors by segment"), factors[factors["segment"] != ""]),
        (t("评分题", "Items"), items),
        (t("信度", "Reliability"), analysis.ratings.reliability),
        (t("驱动", "Drivers"), tables["drivers"]),
        (t("主题", "Topics"), tables["topics"]),
        (t("个案", "Cases"), tables["cases"]),
        (t("观点", "Opinions"), tables["opinions"]),
        (t("隔离行", "Quarantine"), tables["quarantine"]),
    ]
    for name, table in sheets:
        if len(table):
            _sheet(book.add_worksheet(name), table, head, wrap)
    book.close()


COUNTS_ZH = {
    "read": "读入行",
    "accepted": "接受",
    "quarantined": "隔离",
    "answers": "文本",
    "valid": "有效文本",
    "invalid": "无效文本",
    "opinions": "观点",
    "cases": "个案",
}


def _sheet(sheet: Worksheet, table: pd.DataFrame, head: Any, wrap: Any) -> None:
    shown = table.head(MOST_ROWS)
    for column, name in enumerate(shown.columns):
        sheet.write_string(0, column, cell(str(name)), head)
        widest = len(str(name))
        for row, value in enumerate(shown[name], start=1):
            if isinstance(value, (list, tuple)):
                value = "; ".join(map(str, value))
            if isinstance(value, str):
                sheet.write_string(row, column, cell(value))
                widest = max(widest, min(WIDEST, sum(1 + (ord(c) > 255) for c in value[:WIDEST])))
            elif isinstance(value, bool):
                sheet.write_boolean(row, column, value)
            elif pd.notna(value):
                sheet.write_number(row, column, float(value))
        sheet.set_column(column, column, widest + 2, wrap if widest >= WIDEST else None)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(shown), len(shown.columns) - 1)
    if len(table) > MOST_ROWS:
        note = t(
            f"只列前 {MOST_ROWS} 行，共 {len(table)} 行，其余见 CSV 与 Parquet",
            f"the first {MOST_ROWS} of {len(table)} rows; the rest is in CSV and Parquet",
        )
        sheet.write_string(len(shown) + 2, 0, note)
