"""Deadlines: internal targets on working days, statutory days by the rule."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_miner import resources
from feedback_miner.errors import ConfigError
from feedback_miner.triage import clock, workdays

LOAN = clock.load(resources.lexicons() / "loan")


def test_working_days_follow_the_yearly_arrangement() -> None:
    assert not workdays.is_working_day(date(2026, 2, 17))  # Spring Festival
    assert workdays.is_working_day(date(2026, 2, 14))  # a Saturday worked in its place
    assert not workdays.is_working_day(date(2026, 10, 1))
    assert workdays.is_announced(2026)


def test_a_year_not_yet_announced_is_worked_out_and_said_to_be() -> None:
    assert not workdays.is_announced(2090)
    assert not workdays.is_working_day(date(2090, 10, 2))
    assert not workdays.is_working_day(date(2090, 1, 1))


@pytest.mark.parametrize(
    ("received", "urgency", "due"),
    [
        (datetime(2026, 3, 4, 10), 3, datetime(2026, 3, 4, 14)),  # by the clock
        (datetime(2026, 3, 7, 22), 3, datetime(2026, 3, 8, 2)),  # at night, at the week-end
        (datetime(2026, 3, 4, 10), 2, datetime(2026, 3, 5, 10)),  # one working day
        (datetime(2026, 3, 6, 10), 2, datetime(2026, 3, 9, 10)),  # over the week-end
        (datetime(2026, 2, 13, 10), 1, datetime(2026, 2, 25, 10)),  # over Spring Festival
        (datetime(2026, 3, 7, 10), 2, datetime(2026, 3, 9, 23, 59)),  # received on a Saturday
    ],
)
def test_internal_targets(received: datetime, urgency: int, due: datetime) -> None:
    assert LOAN.deadline(received, urgency).internal == due


@pytest.mark.parametrize(
    ("received", "stage", "day"),
    [
        (datetime(2026, 3, 4, 10), "simple", date(2026, 3, 19)),
        (datetime(2026, 3, 4, 10), "extended", date(2026, 4, 3)),
        (datetime(2026, 3, 2, 10), "further", date(2026, 5, 1)),
        (datetime(2026, 3, 6, 10), "simple", date(2026, 3, 20)),  # the 21st is a Saturday
    ],
)
def test_statutory_days(received: datetime, stage: str, day: date) -> None:
    found = LOAN.deadline(received, 1, stage).statutory
    assert found is not None
    expected = day if workdays.is_working_day(day) else workdays.working_day_before(day)
    assert found.date() == expected


def test_before_the_rule_and_without_a_time_there_is_no_statutory_day() -> None:
    assert LOAN.deadline(datetime(2020, 2, 28), 1).statutory is None
    assert LOAN.deadline(None, 3).due is None


@given(st.datetimes(datetime(2020, 3, 1), datetime(2027, 6, 1)), st.integers(1, 3))
def test_deadlines_follow_receipt_and_more_days_are_later(received: datetime, urgency: int) -> None:
    stages = [LOAN.deadline(received, urgency, stage) for stage in clock.STAGES]
    days = [one.statutory for one in stages if one.statutory]
    assert days == sorted(days)
    assert all(one.due is not None and one.due > received for one in stages)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("simple = 15", "simple = 40"),
        ('days = "calendar"', 'days = "moon"'),
        ("3 = 4", '3 = "soon"'),
        ("working = [1, 2]", "working = [9]"),
        ("[statutory]", "[statutory"),
    ],
)
def test_a_wrong_rules_file_is_told_with_its_name(tmp_path: Path, before: str, after: str) -> None:
    source = resources.lexicons() / "loan" / "triage.toml"
    text = source.read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "triage.toml").write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"triage\.toml"):
        clock.load(tmp_path)


def test_a_codebook_without_rules_has_targets_only(tmp_path: Path) -> None:
    found = clock.load(tmp_path).deadline(datetime(2026, 3, 4, 10), 3)
    assert found.statutory is None and found.internal == datetime(2026, 3, 4, 14)
    shutil.rmtree(tmp_path)
