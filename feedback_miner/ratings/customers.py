"""Whose the responses are: rows of one customer are alike, and count as his."""

from __future__ import annotations

import numpy as np
import pandas as pd

from feedback_miner.ingest.unanswered import unanswered_cells
from feedback_miner.language import t
from feedback_miner.ratings.statistics import Groups
from feedback_miner.survey import Survey

__all__ = ["clusters", "note"]


def clusters(responses: pd.DataFrame, survey: Survey) -> Groups | None:
    """Return the number (from 0) of each response's customer, by the first column of that role; a
    response without one is of a customer of its own. None where nobody has several."""
    column = next((c for c in survey.with_role("customer") if c.name in responses.columns), None)
    if column is None:
        return None
    cells = responses[column.name].astype("str").str.strip()
    silent = unanswered_cells(cells, "text")
    codes, known = pd.factorize(cells.where(~silent))
    alone = codes < 0
    codes = np.where(alone, len(known) + np.cumsum(alone) - 1, codes).astype(np.int64)
    return codes if len(np.unique(codes)) < len(codes) else None


def note(groups: Groups) -> str:
    """Say how many customers the responses are of and what follows. No number of anybody."""
    rows, people = len(groups), len(np.unique(groups))
    return t(
        f"{rows:,} 行来自 {people:,} 位客户，同一位客户的各行相似：均值、占比、分组检验与驱动因素的"
        "区间按客户聚类，基数 n 仍为行数；信度、因子分析、主题与分组或评分的检验、排序题"
        "仍逐行计算，其区间偏窄",
        f"{rows:,} rows are of {people:,} customers, and rows of one customer are alike: intervals "
        "of means, shares and drivers and the tests by segment are clustered by customer, bases n "
        "are rows; reliability, factor analysis, tests of topics and ranking questions "
        "take each row alone, so that their intervals are too narrow",
    )
