"""Outcomes over time: periods by span, means, what clearly moved and what did not."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from feedback_miner import ratings
from feedback_miner.factors.trends import trends
from feedback_miner.survey import Column, Options, Scale, Survey


def _over_time(
    seed: int,
    days: int = 92,
    n: int = 600,
    *,
    fall: float = 0.0,
    last: float = 0.0,
    outcome: str = "satisfaction",
    per: int = 1,
) -> tuple[Any, pd.DataFrame, Survey]:
    rng = np.random.default_rng(seed)
    at = np.sort(rng.integers(0, days, n))
    mood = np.repeat(rng.normal(0, 1, n // per), per)
    shift = fall * at / days + last * (at >= days - 31)
    scores = np.clip(np.rint(3.3 + mood + shift + rng.normal(0, 0.4, n)), 1, 5)
    table = pd.DataFrame(
        {
            "response_id": [str(i) for i in range(n)],
            "时间": [str(pd.Timestamp("2026-06-01") + pd.Timedelta(days=int(d))) for d in at],
            "总体": [f"{one:g}" for one in scores],
            "客户号": [f"C{i // per}" for i in range(n)],
        }
    )
    survey = Survey(
        (
            Column("时间", "time"),
            Column("客户号", "customer"),
            Column("总体", "score", scale=Scale(1, 5), outcome=outcome),  # type: ignore[arg-type]
        ),
        Options(),
    )
    return ratings.read(table, survey), table, survey


@pytest.mark.parametrize(
    ("days", "first", "count"),
    [(10, "2026-06-01", 10), (60, "2026-06-01", 9), (92, "2026-06", 3), (900, "2026-04-01", 11)],
)
def test_the_span_chooses_the_periods(days: int, first: str, count: int) -> None:
    found = trends(*_over_time(1, days))
    assert len(found) == count
    assert found["n"].sum() == 600
    if days < 900:
        assert found["period"].iloc[0] == first


def test_a_fall_is_clear_with_means_and_intervals() -> None:
    found = trends(*_over_time(2, fall=-1.0))
    assert list(found["period"]) == ["2026-06", "2026-07", "2026-08"]
    assert found["mean"].is_monotonic_decreasing
    assert (found["mean_low"] < found["mean"]).all()
    row = found.iloc[0]
    assert row["slope_clear"]
    assert row["slope_low"] < row["slope"] < row["slope_high"] < 0
    assert row["slope_p"] <= row["slope_p_adjusted"] < 0.05


def test_a_last_month_that_differs_is_clear() -> None:
    row = trends(*_over_time(3, last=-0.8)).iloc[0]
    assert row["step_clear"]
    assert row["step_high"] < 0


def test_nothing_is_clear_by_chance_more_often_than_it_should() -> None:
    alarms = [trends(*_over_time(seed, n=300))[["slope_clear", "step_clear"]] for seed in range(60)]
    assert np.mean([one.iloc[0].any() for one in alarms]) < 0.12


def test_neither_is_it_where_customers_call_again_and_again() -> None:
    alarms = [trends(*_over_time(seed, n=300, per=3))["slope_clear"] for seed in range(60)]
    assert np.mean([one.iloc[0] for one in alarms]) < 0.12


def test_recommendation_is_told_as_nps() -> None:
    _, table, survey = _over_time(4, outcome="recommend")
    table["总体"] = [str(2 * int(one)) for one in table["总体"]]
    column = Column("总体", "score", scale=Scale(0, 10), outcome="recommend")
    survey = Survey((*survey.columns[:2], column), Options())
    read = ratings.read(table, survey)
    found = trends(read, table, survey)
    assert set(found["measure"]) == {"nps"}
    whole = float((found["mean"] * found["n"]).sum() / found["n"].sum())
    assert whole == pytest.approx(float(read.nps["nps"].iloc[0]))


def test_scores_are_told_where_none_is_an_outcome_and_nothing_without_times() -> None:
    assert set(trends(*_over_time(5, outcome=""))["outcome"]) == {"总体"}
    read, table, survey = _over_time(5)
    timeless = Survey(survey.columns[1:], Options())
    assert trends(read, table, timeless).empty
