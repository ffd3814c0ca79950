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


def test_what_may_explain_nothing_leads_nothing_and_what_mingles_is_warned_of() -> None:
    fit: Row = {"source": "closed", "r2": 0.2, "r2_adjusted": 0.18, "n": 332, "r2_high": 0.3}
    row: Row = {"driver": "rates", "lmg": 0.1, "rank_low": 1, "rank_high": 1}
    nothing = strongest({**fit, "r2_low": 0.0, "highest_vif": 6.7}, [row, row], str)
    assert "居首" in nothing and "不宜说" in nothing and "占" not in nothing
    mingled = strongest({**fit, "r2_low": 0.1, "highest_vif": 6.7}, [row, row], str)
    assert "占 50%" in mingled and "膨胀因子至 6.7" in mingled
    assert "膨胀因子" not in strongest({**fit, "r2_low": 0.1, "highest_vif": 1.2}, [row, row], str)
