"""What rounds to nothing has no sign and no colour."""

from __future__ import annotations

import pytest

from feedback_miner.report.signs import signed, tone


@pytest.mark.parametrize(
    ("value", "digits", "text", "colour"),
    [
        (0.0, 0, "0", ""),
        (0.4, 0, "0", ""),
        (-0.4, 0, "0", ""),
        (-0.04, 1, "0.0", ""),
        (0.4, 1, "+0.4", "pos"),
        (-12.6, 0, "-13", "neg"),
        (10.0, 0, "+10", "pos"),
        (100.0, 0, "+100", "pos"),
    ],
)
def test_a_sign_and_a_colour_only_where_something_is_left(
    value: float, digits: int, text: str, colour: str
) -> None:
    assert signed(value, digits) == text
    assert tone(value, digits) == colour


def test_what_cannot_be_told_has_no_colour() -> None:
    assert tone(None) == ""
