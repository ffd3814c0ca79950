"""Times in the many ways exports write them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_miner.ingest.times import parse_time

MORNING = datetime(2026, 1, 5, 9, 46)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-01-05 09:46",
        "2026/1/5 9:46:00",
        "2026.01.05 09:46:00.250",
        "2026年1月5日 9时46分",
        "2026年1月5日 上午9:46",
        "2026-01-05T09:46:00",
        "2026-01-05T01:46:00Z",
        "2026-01-05T10:46:00+09:00",
        "20260105094600",
        "２０２６-０１-０５　０９：４６",
        "1767577560",
        "1767577560000",
        "1/5/2026 9:46 AM",
    ],
)
def test_ways_to_write_one_time(cell: str) -> None:
    assert parse_time(cell) == MORNING


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026年1月5日 下午3点", datetime(2026, 1, 5, 15)),
        ("2026-01-05", datetime(2026, 1, 5)),
        ("46027.5", datetime(2026, 1, 5, 12)),
        ("13/02/2026", datetime(2026, 2, 13)),
        ("2026-01-05 凌晨12:10", datetime(2026, 1, 5, 0, 10)),
    ],
)
def test_other_times(cell: str, moment: datetime) -> None:
    assert parse_time(cell) == moment


@pytest.mark.parametrize("cell", ["", "  ", "昨天", "2026-13-05", "0000-00-00", "无", "99999999"])
def test_what_tells_no_time(cell: str) -> None:
    assert parse_time(cell) is None


@given(st.text(max_size=40))
def test_never_raises(cell: str) -> None:
    parse_time(cell)


@given(st.datetimes(datetime(1990, 1, 2), datetime(2099, 1, 1)))
def test_iso_times_come_back(moment: datetime) -> None:
    whole = moment.replace(microsecond=0)
    assert parse_time(whole.isoformat()) == whole


def test_a_cell_that_tells_no_time_tells_none() -> None:
    found = [parse_time(cell) for cell in ("2026-01-05", "?", "2026-01-06")]
    assert found == [datetime(2026, 1, 5), None, datetime(2026, 1, 6)]
