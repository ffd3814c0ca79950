"""Levels of segments stand as people count."""

from __future__ import annotations

import pytest

from feedback_miner.report.ordering import in_order


@pytest.mark.parametrize(
    "ordered",
    [
        ["18岁以下", "18-25岁", "26-30岁", "31-40岁", "51岁及以上"],
        ["一线", "新一线", "二线", "三线及以下"],
        ["1千以下", "1万-5万", "5-10万", "10万以上"],
        [],
    ],
)
def test_levels_stand_by_their_numbers(ordered: list[str]) -> None:
    assert in_order(ordered[::-1]) == ordered


def test_levels_without_numbers_stay() -> None:
    assert in_order(["手机App", "线下网点", "电话"]) == ["手机App", "线下网点", "电话"]
    assert in_order(["31-40", "18-25", "（未填）"]) == ["31-40", "18-25", "（未填）"]
