"""The sentence on what drives a score."""

from __future__ import annotations

from feedback_miner.report.driving import Row, strongest


def test_a_fit_without_an_interval_is_told_without_one() -> None:
    fit: Row = {"source": "text", "r2": 0.2, "r2_adjusted": 0.18, "n": 332}
    row: Row = {"driver": "rates", "lmg": 0.1, "rank_low": 1, "rank_high": 1}
    sure = strongest({**fit, "r2_low": 0.1, "r2_high": 0.3}, [row, row], str)
    unsure = strongest({**fit, "r2_low": None, "r2_high": None}, [row, row], str)
    assert "95% 区间 10% 至 30%" in sure and "n=332" in unsure
    assert "区间" not in unsure.split("；")[0]
