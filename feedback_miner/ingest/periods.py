"""Times by day, week, month or quarter, whichever is the first that leaves few enough."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from feedback_miner.survey import Survey

__all__ = ["FINE", "by_period", "label", "time_column"]

Units = Sequence[tuple[str, int]]  # of pandas, and how many of them are readable
FINE: Units = (("D", 31), ("W-SUN", 26), ("M", 24), ("Q", 40))


def time_column(responses: pd.DataFrame, survey: Survey) -> str | None:
    """Return the name of the first time column of an export, None where there is none."""
    return next((c.name for c in survey.with_role("time") if c.name in responses.columns), None)


def by_period(cells: pd.Series[Any], units: Units = FINE) -> pd.Series[Any] | None:
    """Return the period of each cell that tells a time, by the first of ``units`` of which there
    are few enough from the first to the last; None where there is none such, or one period."""
    times = pd.to_datetime(cells, errors="coerce", format="mixed")
    if getattr(times.dt, "tz", None) is not None:
        times = times.dt.tz_localize(None)
    times = times[times.notna()]
    for unit, most in units:
        periods = times.dt.to_period(unit)
        if periods.nunique() >= 2 and len(pd.period_range(periods.min(), periods.max())) <= most:
            return periods
    return None


def label(period: pd.Period) -> str:
    """Write a period: a month as 2026-06, others by their first day."""
    return str(period) if period.freqstr.startswith("M") else str(period.start_time.date())
