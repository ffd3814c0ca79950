"""Rows of totals (合计, 平均值, Total) that stand among the responses and are none."""

from __future__ import annotations

import re
from functools import cached_property

import numpy as np
import pandas as pd

from feedback_miner.ingest.identity import names_an_id
from feedback_miner.ingest.labels import parse

__all__ = ["total_rows"]

_IDS = 0.9  # share of the other rows from which a column of ids is one
_FIRST = 3  # columns at the left in which a total's label stands; ids wherever they stand
_MOST = 0.5  # share of the rows from which labels are no totals but what the column holds
# Plain patterns only (no lookaround): Arrow searches whole columns with them.
_LABEL = (
    r"(?i)\s*[【\[(（]?\s*(?:(?P<of>.{0,12}?)(?:合\s*计|小\s*计|总\s*计|共\s*计)|汇\s*总|总\s*和|总平均|总体平均|"
    r"平\s*均(?:值|分|数|得分)?|均\s*值|最大值|最小值|最高分|最低分|中位数|标准差|方差|"
    r"grand total|sub-?\s?total|totals?|sum|averages?|avg\.?|means?|median|std\.?(?: ?dev\.?)?)"
    r"(?:\s*[(（]\s*[^()（）]{0,12}[)）])?\s*[】\]]?\s*[:：]?\s*"
)
# Words that a respondent may write or choose too: only figures can tell them from an answer.
_COMMON = re.compile(r"\s*(?:汇\s*总|平\s*均|totals?|sum|averages?|means?)\s*", re.IGNORECASE)
_ALL_WORDS = "全部 所有 全体 总体 整体 各项 以上 本页 本表 本月 本期 累计 总"
_ALL = frozenset(_ALL_WORDS.split())  # they sum everything, whatever the levels are
_FIGURE = re.compile(
    r"\s*(?:[nN]\s*[=＝:：]\s*)?[-+]?[¥￥$]?\d[\d,，]*(?:\.\d+)?(?:[eE][-+]?\d+)?\s*"
    r"(?:[%％]|[份人条个次笔分元家户件名行]|万元?)?\s*"
)
_BLANK = re.compile(r"\s*(?:[-—–/\\]+|#DIV/0!|n/?a)?\s*", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_SEEN = 2_000  # other rows that a candidate is held against


def total_rows(table: pd.DataFrame, skip: np.ndarray) -> np.ndarray:
    """Return which rows of ``table`` (text) hold aggregates under a label such as 合计 or Total;
    rows in ``skip`` (boolean, one a row) are not looked at.

    The label stands in an id column or one of the first three, and every other filled cell is a
    figure. Who has an id of its own is a respondent, whatever it wrote (利息合计). The label alone
    does not decide: it stands where ids stand, or a figure is one that no respondent has (3.12
    among whole numbers, 900 on a scale), or it leaves columns of words blank and says nothing else
    but what some column holds (甲市小计), or its id is blank where all others have one.
    """
    found = np.zeros(len(table), dtype=bool)
    if table.shape[1] < 2 or not len(table):
        return found
    for place, name in enumerate(table.columns):
        identity = names_an_id(str(name))
        if place >= _FIRST and not identity:
            continue
        labelled = table.iloc[:, place].str.fullmatch(_LABEL).to_numpy(dtype=bool) & ~skip
        rows = np.flatnonzero(labelled & ~found)
        if not len(rows) or len(rows) > _MOST * len(table):
            continue
        others = _Others(table[~labelled & ~skip].head(_SEEN), place)
        for row in rows:
            cells = [str(cell) for cell in table.iloc[row]]
            found[row] = _aggregates(cells, place, identity, others)
    return found


class _Others:
    """The rows that carry no label, with what is known of their columns (found once)."""

    def __init__(self, table: pd.DataFrame, place: int) -> None:
        self.table, self.place = table, place

    @cached_property
    def tops(self) -> list[tuple[bool, float]]:
        """Of each column: whether its figures are whole, and how far no respondent goes."""
        result = []
        for at, name in enumerate(self.table.columns):
            column = self.table.iloc[:, at]
            values = pd.to_numeric(column.where(column.str.strip() != ""), errors="coerce").dropna()
            if len(values) < 2 or names_an_id(str(name)):
                result.append((False, np.inf))
                continue
            reach = float(values.max() - values.min())
            result.append((bool((values % 1 == 0).all()), float(values.max()) + reach))
        return result

    @cached_property
    def worded(self) -> bool:
        """Whether some other column holds, in most rows, something that is no figure."""
        columns = (self.table.iloc[:, at] for at in range(self.table.shape[1]) if at != self.place)
        return any(_worded(column) for column in columns)

    @cached_property
    def ids(self) -> list[int]:
        """The columns (other than the label's) in which nearly all rows have an id."""
        named = [at for at, name in enumerate(self.table.columns) if names_an_id(str(name))]
        filled = {at: (self.table.iloc[:, at].str.strip() != "").mean() for at in named}
        return [at for at, share in filled.items() if at != self.place and share >= _IDS]

    def holds(self, words: str) -> bool:
        """Tell whether ``words`` are a level of one of the first columns: whole cells say so."""
        columns = (self.table.iloc[:, at] for at in range(min(_FIRST, self.table.shape[1])))
        return any((column.str.strip() == words).sum() > 1 for column in columns)

    @cached_property
    def levels(self) -> bool:
        """Whether the label's own column holds the labels of a scale."""
        return any(parse(str(cell)) for cell in self.table.iloc[:, self.place].unique())


def _aggregates(cells: list[str], place: int, identity: bool, others: _Others) -> bool:
    label = cells[place]
    rest = {at: cell for at, cell in enumerate(cells) if at != place and not _BLANK.fullmatch(cell)}
    if not all(_FIGURE.fullmatch(cell) or re.fullmatch(_LABEL, cell) for cell in rest.values()):
        return False
    if identity and (rest or not _COMMON.fullmatch(label)):
        return True
    if any(at in rest and not re.fullmatch(_LABEL, rest[at]) for at in others.ids):
        return False
    for at, cell in rest.items():
        # No respondent gives 3.12 among whole numbers, or 900 where the others end at 5.
        whole, top = others.tops[at]
        if _NUMBER.fullmatch(cell.strip()) and (float(cell) > top or (whole and float(cell) % 1)):
            return True
    if _COMMON.fullmatch(label) or others.levels:
        return False
    found = re.fullmatch(_LABEL, label)
    of = (found["of"] or "").strip() if found else ""
    if of and of not in _ALL and not others.ids and not others.holds(of):
        return False
    return others.worded or (not rest and len(cells) > 2)


def _worded(column: pd.Series) -> bool:
    filled = column[column.str.strip() != ""]
    figures = sum(_FIGURE.fullmatch(str(cell)) is not None for cell in filled.head(200))
    return len(filled) >= 0.5 * len(column) and figures < 0.5 * min(200, len(filled))
