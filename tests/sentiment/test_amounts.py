"""Amounts that change are compared, whatever their units."""

from __future__ import annotations

import pytest

from feedback_miner.annotate import Annotator
from feedback_miner.sentiment.amounts import change


@pytest.mark.parametrize(
    ("old", "new", "direction"),
    [
        ("20w", "2w", -1),
        ("5万", "500", -1),
        ("6 万", "6千", -1),
        ("5k", "3W", 1),
        ("3.2", "4.5", 1),
        ("1万", "10000", 0),
        ("5", "3万", -1),  # both are of the unit told once
        ("50000", "2万", -1),
        ("many", "2万", 0),
    ],
)
def test_two_amounts_are_compared(old: str, new: str, direction: int) -> None:
    assert change(old, new) == direction


@pytest.mark.parametrize(
    ("text", "factor", "polarity"),
    [
        ("额度20w直接变2w", "product", "negative"),
        ("额度50000变20000", "product", "negative"),
        ("一觉醒来5万变500", "product", "negative"),
        ("额度从1万变5万", "product", "positive"),
        ("利率3.2变4.5", "rates", "negative"),
        ("利率4.2变3.1", "rates", "positive"),
    ],
)
def test_a_change_is_welcome_by_what_changes(text: str, factor: str, polarity: str) -> None:
    read = Annotator().annotate(text)
    assert read.label == polarity
    assert read.factors()[factor]["label"] == polarity
