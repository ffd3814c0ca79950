"""The sentences on what drives a score, and what its outcomes are called."""

from __future__ import annotations

from typing import Any

import pytest

from feedback_miner.report import driving_sentences, sentences
from feedback_miner.report.driving_names import Row, outcome_names
from feedback_miner.report.driving_verdicts import related, strongest


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


def _named(**outcomes: tuple[str, str]) -> dict[str, str]:
    """Names of outcomes, each given as (what the survey says it measures, its kind)."""
    return outcome_names(
        {
            "items": [{"item": name, "outcome": said} for name, (said, _) in outcomes.items()],
            "outcome_kinds": {name: kind for name, (_, kind) in outcomes.items()},
        }
    )


def test_an_outcome_goes_by_what_the_survey_says_it_measures_else_by_its_words() -> None:
    overall, attitude = "总体而言您对禾穗贷款服务的满意度", "您对我行客服人员服务态度的评价"
    assert _named(**{overall: ("satisfaction", "satisfaction")}) == {overall: "总体满意度"}
    # Named by --outcome: its kind is a guess.
    assert _named(**{attitude: ("", "satisfaction")}) == {attitude: attitude}
    both = _named(**{overall: ("satisfaction",) * 2, attitude: ("", "satisfaction")})
    assert both == {overall: "总体满意度", attitude: attitude}
    two = _named(**{overall: ("satisfaction",) * 2, attitude: ("satisfaction",) * 2})
    assert two == {overall: overall, attitude: attitude}
    long = "您对我行客服人员在贷款申请审批放款与还款各个环节中的服务态度的评价"
    cut = _named(**{long: ("", "satisfaction")})[long]
    assert cut.startswith("您对我行客服人员") and cut.endswith("…") and len(cut) < len(long)


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(0.2, 0.6, "平均高 0.40 分"), (-0.2, 0.6, "看不出"), (None, None, "看不出")],
)
def test_a_slope_that_may_be_none_is_no_relation(
    low: float | None, high: float | None, told: str
) -> None:
    row: Row = {"satisfaction": "满意", "outcome": "推荐", "slope": 0.4, "n": 60}
    line = related({**row, "slope_low": low, "slope_high": high, "shape": "近似线性"}, str)
    assert told in line and "n=60" in line


def test_cases_that_can_wait_are_no_main_finding() -> None:
    def told(urgent: int, soon: int, ordinary: int) -> list[Any]:
        return list(sentences._cases({"3": urgent, "2": soon, "1": ordinary}))

    (line,) = told(0, 16, 29)
    assert line.kind == "cases" and "今天" not in line.text and "一般 29 件" in line.text
    (line,) = told(0, 0, 45)
    assert line.kind not in sentences.FIRST and line.text == "个案：一般 45 件。"
    assert told(0, 0, 0) == []


def test_closed_cases_are_told_beside_the_open_ones() -> None:
    def told(urgent: int, ordinary: int, closed: int) -> list[Any]:
        counts = {"3": urgent, "2": 0, "1": ordinary, "closed": closed}
        return list(sentences._cases(counts))

    (line,) = told(2, 5, 3)
    assert line.text == "个案：需要今天联系 2 件，一般 5 件（未结 n=7）；另有 3 件已结。"
    (line,) = told(0, 0, 3)
    assert line.kind not in sentences.FIRST and line.text == "个案：3 件都已结。"


def test_no_clear_difference_is_told_as_none() -> None:
    row: Row = {"kind": "score", "clear": False}
    called = driving_sentences._Names({}, {}, {})
    (line,) = driving_sentences._groups([row, row], called, words=True)
    assert line.kind == "none" and "没有一项差异明确" in line.text
    large = {"measure": "利率", "segment": "渠道", "effect": "V", "size": 0.2, "strength": "小"}
    (line,) = driving_sentences._groups(
        [{"kind": "complaint", "clear": True, "n": 90, **large}], called, words=True
    )
    assert "「渠道」各组之间对「利率」不满的占比" in line.text and "n=90" in line.text


def _priority(theme: str, *, ranks: tuple[int, int], clear: bool, **figures: Any) -> Row:
    row: Row = {
        "outcome": "满意",
        "theme": theme,
        "quadrant": "fix",
        "importance": 0.4,
        "importance_rank_low": ranks[0],
        "importance_rank_high": ranks[1],
        "importance_clear": clear,
        "importance_text": None,
        "n_closed": 81,
        "n_text": None,
        "performance_closed": 32.0,
        "rating_n": 81,
        "performance_text": None,
        "mentions": 0,
        "deviation": -0.8,
    }
    return {**row, **figures}


def test_what_to_mend_first_is_told_with_its_own_bases_and_only_where_ranks_hold() -> None:
    called = driving_sentences._Names({}, {}, {})
    sure = _priority("审批", ranks=(1, 1), clear=True)
    words = {"n_text": 500, "performance_text": 40.0, "mentions": 55, "importance_text": 0.2}
    both = _priority("利率", ranks=(2, 2), clear=True, **words)
    open_one = _priority("客服", ranks=(1, 5), clear=False)
    (line,) = driving_sentences._first([sure, both, open_one], "满意", called, words=True)
    assert line.kind == "fix" and "优先改进" in line.text and "客服" not in line.text
    assert "模型 n=81，评分 32/100（n=81）" in line.text
    assert "模型 n=81、n=500" in line.text and "文字 40/100（n=55）" in line.text
    kept = {**sure, "quadrant": "keep"}
    (line,) = driving_sentences._first([kept, open_one], "满意", called, words=True)
    assert "不宜说先改" in line.text and "「客服」（名次区间 1–5）" in line.text
    (line,) = driving_sentences._first([open_one, open_one], "满意", called, words=True)
    assert "重要性分不出先后" in line.text and "优先改进" not in line.text
    assert list(driving_sentences._first([kept, kept], "满意", called, words=True)) == []


def test_what_is_hardly_below_the_average_is_not_told_to_be_mended_first() -> None:
    called = driving_sentences._Names({}, {}, {})
    hardly = _priority("审批", ranks=(1, 1), clear=True, deviation=-0.01)
    (line,) = driving_sentences._first([hardly], "满意", called, words=True)
    assert "没有一个的表现明确低于" in line.text and "优先改进" not in line.text
    assert "评分 32/100（n=81）" in line.text and "低 0.01 个标准差" in line.text
    clear = _priority("利率", ranks=(2, 2), clear=True, deviation=-0.3)
    (line,) = driving_sentences._first([hardly, clear], "满意", called, words=True)
    assert "优先改进" in line.text and "审批" not in line.text


def test_clearly_negative_factors_are_told_with_how_many_are_unhappy() -> None:
    names = ("利率", "审批", "客服", "界面")
    rows = [
        {"name": name, "factor": name, "mentions": 50, "complaints": 40 - i, "share": 0.5, "n": 100}
        | {"negative": 30, "net": -0.5, "net_low": -0.7, "net_high": -0.2}
        for i, name in enumerate(names)
    ]
    rows.append({**rows[0], "name": "品牌", "factor": "品牌", "complaints": 39, "net_high": 0.1})
    line = next(one for one in sentences._factors({"factors": rows}, 10) if one.kind == "worst")
    assert line.text.startswith("明确偏负面的因素") and "「利率」（40 份不满" in line.text
    assert "n=50" in line.text and "品牌" not in line.text and "等 4 个" in line.text
