"""What is said of two waves rests on what is known: an untested difference is none."""

from __future__ import annotations

import pytest

from feedback_miner.report.compare_sentences import shifted


@pytest.mark.parametrize(
    ("p", "found"), [(None, []), (0.2, []), (0.05, []), (0.01, ["城市"]), (0.0, ["城市"])]
)
def test_only_a_known_and_small_p_tells_of_another_mix(p: float | None, found: list[str]) -> None:
    levels = [{"segment": "城市", "p_adjusted": p}, {"segment": "城市", "p_adjusted": p}]
    assert shifted({"levels": levels}) == found
