"""What every reader does last: leave blank rows out, set aside rows that are no answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from feedback_miner.ingest import wording
from feedback_miner.ingest.profile import profile, sample
from feedback_miner.ingest.raw import MAX_CELL, Lines
from feedback_miner.ingest.totals import total_rows
from feedback_miner.ingest.worded import is_open
from feedback_miner.language import t

__all__ = ["finish"]


def finish(
    table: pd.DataFrame,
    rows: Lines,
    header: Sequence[Sequence[str]] = (),
    *,
    titles: Sequence[int] = (),
) -> tuple[pd.DataFrame, Lines, list[tuple[int, str]], list[str]]:
    """Return the rows kept, their numbers, the rows set aside with reasons, and notes.

    Blank rows are left out and not counted as read. Runs of rows that repeat the ``header`` (its
    rows as they stand in the file, () for none) are set aside, with the titles above each: up to as
    many rows of one filled cell as stand above the first header, in the same columns (``titles``).
    So are rows with a cell longer than ``MAX_CELL`` and rows of totals (合计). Under a header,
    columns without a name and without a filled cell are dropped.
    """
    notes: list[str] = []
    blank = _matching(table, [""] * table.shape[1])
    bad: list[tuple[int, str]] = []
    drop = blank.copy()
    if header and table.shape[1] > 0:
        repeated = _repeated(table, header) & ~blank
        reason = t("重复的表头", "the header repeated")
        bad += [(int(row), reason) for row in rows[repeated]]
        drop |= repeated
        if repeated.any():
            again = _titles(table, np.flatnonzero(repeated[1:] & ~repeated[:-1]), titles, drop)
            reason = t("重复的表头之上的标题", "a title above the header repeated")
            bad += [(int(row), reason) for row in rows[again]]
            drop |= again
            times = int(repeated.sum()) // len(header)
            notes.append(
                t(
                    f"表头又出现 {times} 次（多份表相接？），已隔离，不算回答",
                    f"the header comes {times} times more (files joined?): set aside, no responses",
                )
            )
    for name in table.columns:
        lengths = table[name].str.len()
        if len(lengths) and int(lengths.max()) > MAX_CELL:
            long = (lengths > MAX_CELL).to_numpy() & ~drop
            reason = t(f"单元格超过 {MAX_CELL:,} 字", f"a cell longer than {MAX_CELL:,} characters")
            bad += [(int(row), reason) for row in rows[long]]
            drop |= long
    totals = total_rows(table, drop)
    if totals.any():
        reason = t(
            "汇总行（合计、平均值之类）：其余各格都是汇总数，不是一份回答",
            "a row of totals (total, average): its other cells are aggregates, not answers",
        )
        bad += [(int(row), reason) for row in rows[totals]]
        drop |= totals
        count = int(totals.sum())
        notes.append(
            t(
                f"{count} 行是合计或平均值，已隔离，不算回答",
                f"{count} rows are totals or averages: set aside, not counted as responses",
            )
        )
    if blank.any():
        count = int(blank.sum())
        notes.append(t(f"跳过 {count} 个空行", f"{count} blank rows left out"))
    if drop.any():
        table, rows = table[~drop].reset_index(drop=True), rows[~drop]
    unnamed = [
        name
        for position, name in enumerate(table.columns, start=1)
        if header and name == f"列{position}" and len(table) and (table[name] == "").all()
    ]
    if unnamed and len(unnamed) < table.shape[1]:
        table = table.drop(columns=unnamed)
    return table, rows, sorted(bad), notes


def _repeated(table: pd.DataFrame, header: Sequence[Sequence[str]]) -> np.ndarray:
    """Return which rows belong to a run that is the ``header`` once more."""
    width, depth = table.shape[1], len(header)
    found = np.zeros(len(table), dtype=bool)
    if len(table) < depth:
        return found
    starts = np.ones(len(table) - depth + 1, dtype=bool)
    for at, row in enumerate(header):
        cells = [cell.strip() for cell in [*row, *[""] * width][:width]]
        starts &= _matching(table, cells)[at : at + len(starts)]
    for at in range(depth):
        found[at : at + len(starts)] |= starts
    return found


def _titles(
    table: pd.DataFrame, lasts: Lines, titles: Sequence[int], drop: np.ndarray
) -> np.ndarray:
    """Return which rows are titles: those of one filled cell from each of ``lasts`` upwards, as
    many as there are ``titles`` and in their columns, blank ones (in ``drop``) not counted. One in
    a column of open answers is a respondent's."""
    found = np.zeros(len(table), dtype=bool)
    if table.shape[1] < 3 or not len(lasts):
        return found
    part = sample(table[~drop])
    places = {
        at
        for at, name in enumerate(table.columns)
        if at in titles and not wording.is_open(name) and not is_open(profile(part, name, part))
    }
    for last in lasts:
        left = len(titles)
        for at in range(int(last), -1, -1):
            if drop[at]:
                continue
            filled = np.flatnonzero(table.iloc[at].str.strip() != "")
            if not left or len(filled) != 1 or filled[0] not in places:
                break
            found[at], left = True, left - 1
    return found


def _matching(table: pd.DataFrame, cells: list[str]) -> np.ndarray:
    """Return which rows hold ``cells`` once spaces around are stripped."""
    candidates = np.arange(len(table))
    for position, cell in enumerate(cells):
        if not len(candidates):
            break
        column = table.iloc[:, position]
        values = column if len(candidates) == len(table) else column.iloc[candidates]
        candidates = candidates[(values.str.strip() == cell).to_numpy(dtype=bool)]
    found = np.zeros(len(table), dtype=bool)
    found[candidates] = bool(cells)
    return found
