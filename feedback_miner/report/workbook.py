"""The workbook: sums and first rows for people; the rest is in Parquet and CSV."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from feedback_miner.analysis import Analysis
from feedback_miner.language import t
from feedback_miner.report.escape import cell
from feedback_miner.report.export import driver_tables
from feedback_miner.report.guide import guide
from feedback_miner.report.harmless import new_book
from feedback_miner.report.marks import warning
from feedback_miner.report.moments import KEYS as TIMES
from feedback_miner.report.moments import WIDTH as TIME_WIDTH
from feedback_miner.report.moments import Dates
from feedback_miner.report.sentences import findings
from feedback_miner.report.summary import topic_names
from feedback_miner.report.titles import Words, form, title

__all__ = ["MOST_ROWS", "write", "write_tables"]

MOST_ROWS = 5000
_ENDS = ("value", "low", "high")  # of a net sentiment where the row's kind is net
WIDEST = 60
# A fixed date of creation: the same analysis gives the same bytes.


def write(
    analysis: Analysis, summary: dict[str, Any], tables: dict[str, pd.DataFrame], path: Path
) -> None:
    """Write the workbook: findings, factors, segments, items, drivers, topics, cases, opinions,
    quarantine. Cells are strings, numbers or dates, never formulas or links."""
    book, head, wrap = _open(path)
    words = Words(analysis.codebook, topic_names(summary))
    factors = tables["factors"]
    items = analysis.ratings.items
    _overview(book, analysis, summary, (head, wrap), summary["counts"])
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
    sheets[5:5] = _driver_sheets(driver_tables(analysis), ("items", "reliability", "drivers"))
    _close(book, sheets, (head, wrap), words)


def write_tables(
    analysis: Analysis,
    summary: dict[str, Any],
    tables: dict[str, pd.DataFrame],
    path: Path,
    names: Mapping[str, tuple[str, str]] | None = None,
) -> None:
    """Write the workbook of one part (the drivers' unless ``names`` of sheets are given):
    findings, then every table that has rows."""
    book, head, wrap = _open(path)
    _overview(book, analysis, summary, (head, wrap), {})
    sheets = [(t(*(names or DRIVER_SHEETS)[name]), table) for name, table in tables.items()]
    _close(book, sheets, (head, wrap), Words(analysis.codebook, topic_names(summary)))


def _overview(
    book: Any,
    analysis: Analysis,
    summary: dict[str, Any],
    formats: tuple[Any, Any],
    counts: Mapping[str, int],
) -> None:
    """Write the first sheet: warnings, results, findings, counts, and what must be known."""
    head, wrap = formats
    sheet = book.add_worksheet(t("要点", "Findings"))
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 100, wrap)
    row = 0
    if analysis.survey.options.keep_pii:
        sheet.write_string(row, 0, warning(), head)
        row += 1
    found = findings(analysis, summary)
    parts: list[tuple[str, Sequence[str]]] = [
        (t("注意", "Warning"), found.warnings),
        (t("结果", "Results"), found.results),
        (t("要点", "Findings"), found.telling),
        (t("其余发现", "Further findings"), found.more),
    ]
    for name, lines in parts:
        row = _lines(sheet, row, name, lines, head)
    told = COUNTS_ZH | (TICKETS_ZH if summary["tickets"] else {})
    for name, value in counts.items():
        sheet.write_string(row, 0, t(told.get(name, name), name))
        sheet.write_number(row, 1, value)
        row += 1
    _lines(sheet, row, t("须知", "Notes"), found.notes(summary["notes"]), head)


def _lines(sheet: Worksheet, row: int, name: str, lines: Sequence[str], head: Any) -> int:
    """Write lines in the second column, what they are beside the first; return the next row."""
    for at, line in enumerate(lines):
        if not at:
            sheet.write_string(row, 0, name, head)
        sheet.write_string(row + at, 1, cell(line))
    return row + len(lines)


def _driver_sheets(
    tables: dict[str, pd.DataFrame], without: tuple[str, ...]
) -> list[tuple[str, pd.DataFrame]]:
    return [
        (t(*DRIVER_SHEETS[name]), table) for name, table in tables.items() if name not in without
    ]


def _open(path: Path) -> tuple[Any, Any, Any]:
    book = new_book(str(path))
    head = book.add_format(
        {
            "bold": True,
            "bg_color": "#24518A",
            "font_color": "#FFFFFF",
            "text_wrap": True,
            "valign": "top",
        }
    )
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    return book, head, wrap


def _close(
    book: Any, sheets: list[tuple[str, pd.DataFrame]], formats: tuple[Any, Any], words: Words
) -> None:
    shown = [table for _, table in sheets if len(table)]
    sheets = [*sheets, (t("字段说明", "Columns"), guide(shown))]
    keys = ("", "p", "share", "net")
    numbers = {form(key): book.add_format({"num_format": form(key)}) for key in keys}
    dates = Dates(book)
    for name, table in sheets:
        if len(table):
            _sheet(book.add_worksheet(name), table, formats, numbers, words, dates)
    book.close()


DRIVER_SHEETS = {
    "items": ("评分题", "Items"),
    "reliability": ("信度", "Reliability"),
    "item_analysis": ("题项分析", "Item analysis"),
    "drivers": ("驱动", "Drivers"),
    "fits": ("模型", "Models"),
    "loadings": ("因子载荷", "Loadings"),
    "eigenvalues": ("特征值", "Eigenvalues"),
    "paths": ("路径", "Paths"),
    "constructs": ("构念", "Constructs"),
    "path_loadings": ("构念载荷", "Construct loadings"),
    "impact": ("主题影响", "Impact"),
    "loyalty": ("忠诚", "Loyalty"),
    "curve": ("满意与忠诚", "Loyalty by satisfaction"),
    "shape": ("关系形状", "Shape"),
    "mediation": ("中介", "Mediation"),
    "contrasts": ("惩罚与奖励", "Penalty and reward"),
    "priorities": ("优先级", "Priorities"),
    "actions": ("行动建议", "Actions"),
    "by_level": ("结果×分组", "Outcomes by segment"),
    "trends": ("结果走势", "Outcomes over time"),
    "crosstabs": ("分组检验", "Tests by segment"),
    "pairs": ("两两比较", "Pairs"),
    "choices": ("多选题", "Multi-select"),
    "ranks": ("排序题", "Rankings"),
    "touchpoints": ("触点", "Touchpoints"),
    "disagreements": ("文字与评分相反", "Words against scores"),
    "careless": ("作答质量", "Careless responses"),
}
COUNTS_ZH = {
    "read": "读入行",
    "accepted": "接受",
    "quarantined": "隔离",
    "answers": "文本",
    "valid": "有效文本",
    "invalid": "无效文本",
    "opinions": "观点",
    "cases": "个案",
    "counted": "计入的答卷",
    "excluded": "剔除的答卷",
}
TICKETS_ZH = {"counted": "计入的投诉", "excluded": "剔除的投诉"}


def _sheet(
    sheet: Worksheet,
    table: pd.DataFrame,
    formats: tuple[Any, Any],
    numbers: Mapping[str, Any],
    words: Words,
    dates: Dates | None = None,
) -> None:
    head, wrap = formats
    shown = table.head(MOST_ROWS)
    kinds = shown["kind"] if "kind" in shown else [""] * len(shown)
    for column, name in enumerate(map(str, shown.columns)):
        heading = title(name)
        sheet.write_string(0, column, cell(heading), head)
        widest = max(_width(line) for line in heading.split("\n"))
        for row, (value, kind) in enumerate(zip(shown[name], kinds, strict=True), start=1):
            if isinstance(value, (list, tuple)):
                value = "; ".join(words.called(name, str(one)) for one in value)
            if (
                dates is not None
                and name in TIMES
                and isinstance(value, str)
                and dates.write(sheet, row, column, value)
            ):
                widest = max(widest, TIME_WIDTH - 2)
            elif isinstance(value, str):
                value = words.called(name, value, kind)
                sheet.write_string(row, column, cell(value))
                widest = max(widest, min(WIDEST, _width(value[:WIDEST])))
            elif isinstance(value, bool):
                sheet.write_boolean(row, column, value)
            elif pd.notna(value) and math.isfinite(value):  # a workbook has no infinity
                shape = "net" if name in _ENDS and kind == "net" else name
                number = 100 * float(value) if form(shape) == form("net") else float(value)
                whole = number.is_integer() and form(shape) == form("")
                sheet.write_number(row, column, number, None if whole else numbers[form(shape)])
        sheet.set_column(column, column, widest + 2, wrap if widest >= WIDEST else None)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(shown), len(shown.columns) - 1)
    if len(table) > MOST_ROWS:
        note = t(
            f"只列前 {MOST_ROWS} 行，共 {len(table)} 行，其余见 CSV 与 Parquet",
            f"the first {MOST_ROWS} of {len(table)} rows; the rest is in CSV and Parquet",
        )
        sheet.write_string(len(shown) + 2, 0, note)


def _width(text: str) -> int:
    return sum(1 + (ord(character) > 255) for character in text)
