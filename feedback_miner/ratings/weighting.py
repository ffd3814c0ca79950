"""The weights of responses, and what is to be told of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.language import t
from feedback_miner.ratings.statistics import (
    effective,
)
from feedback_miner.survey import Survey

__all__ = ["read_weights"]


def read_weights(
    responses: pd.DataFrame, survey: Survey
) -> tuple[NDArray[np.float64] | None, list[str]]:
    """Return weights that add up to the number of responses, from the first weight column."""
    column = next((c for c in survey.with_role("weight") if c.name in responses.columns), None)
    if column is None or responses.empty:
        return None, []
    given = pd.to_numeric(responses[column.name].astype("str").str.strip(), errors="coerce")
    values = given.to_numpy(dtype=float)
    unfit = ~np.isfinite(values) | (values < 0)
    values = np.where(unfit, 0.0, values)
    notes = []
    if values.sum() <= 0:
        return None, [
            t(
                f"权重列「{column.name}」没有可用的数字，未加权",
                f'the weight column "{column.name}" has no usable number: nothing was weighted',
            )
        ]
    nothing = int((values <= 0).sum()) - int(unfit.sum())
    base = effective(values)
    notes.append(
        t(
            f"评分、NPS、驱动与分组检验按「{column.name}」加权，有效样本量 {base:.0f}；"
            "文本计数、信度、因子分析与秩检验未加权"
            + (f"；{int(unfit.sum())} 行权重缺失或为负，不计入加权结果" if unfit.any() else "")
            + (f"；{nothing} 行权重为 0，不计入加权结果" if nothing else ""),
            f'scores, NPS, drivers and tests by segment are weighted by "{column.name}", effective '
            f"sample size {base:.0f}; counts of words, reliability, factor analysis and rank "
            "tests are not"
            + (
                f"; {int(unfit.sum())} rows without a usable weight are left out of them"
                if unfit.any()
                else ""
            )
            + (f"; {nothing} rows of weight 0 are left out of them" if nothing else ""),
        )
    )
    return values * (len(values) / values.sum()), notes
