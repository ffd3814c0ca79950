"""Multi-select questions: who was asked, who chose what, and how satisfied they are."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from feedback_miner import ratings
from feedback_miner.factors import choices
from feedback_miner.ratings.statistics import share_interval
from feedback_miner.survey import Column, Options, Scale, Survey

SATISFIED = Column("总体满意度", "score", outcome="satisfaction", scale=Scale(1.0, 10.0))


def _tabulated(
    cells: dict[str, list[str]], columns: list[Column], minimum_n: int = 2, weight: str = ""
) -> pd.DataFrame:
    rows = len(next(iter(cells.values())))
    table = pd.DataFrame(
        {
            "response_id": [str(row) for row in range(rows)],
            "source": "export.csv",
            "row": range(rows),
            **cells,
        }
    )
    asked = [SATISFIED, *columns]
    if weight:
        asked.append(Column(weight, "weight"))
    survey = Survey(tuple(asked), Options(minimum_n=minimum_n))
    read = ratings.read(table, survey)
    return choices.tabulate(table, read, survey, read.scores["总体满意度"])


def _by_option(found: pd.DataFrame) -> dict[str, pd.Series]:
    return {row["option"]: row for _, row in found.iterrows()}


def test_options_in_one_cell_count_those_who_answered() -> None:
    asked = Column("3、为什么选择我行？", "multi", group="3、为什么选择我行？")
    chosen = [
        "利率低┋放款快",
        "利率低",
        "放款快┋其他〖亲戚介绍的〗",
        "(跳过)",
        "",
        "利率低┋其他〖顺路〗",
    ]
    found = _tabulated({"总体满意度": ["8", "9", "3", "5", "5", "7"], asked.name: chosen}, [asked])
    by = _by_option(found)
    assert next(iter(found["option"])) == "利率低"
    assert set(by) == {"利率低", "放款快", "其他"}  # what was written beside it is left out
    assert by["利率低"]["chosen"] == 3
    assert by["利率低"]["n"] == 4  # neither the skipped nor the blank one was asked
    low, high = share_interval(3, 4)
    assert (by["利率低"]["share_low"], by["利率低"]["share_high"]) == (low, high)
    assert by["放款快"]["mean"] == pytest.approx(5.5)
    assert by["放款快"]["mean_not_chosen"] == pytest.approx(8.0)
    assert by["放款快"]["difference"] == pytest.approx(-2.5)


@pytest.mark.parametrize("mark", ["跳过", "（跳过）", "未作答", "-3", "-9"])
def test_a_mark_is_neither_option_nor_answer(mark: str) -> None:
    asked = Column("3、看重什么（多选）", "multi", group="3、看重什么（多选）")
    cells = ["利率低;放款快", "利率低", mark] * 20
    found = _tabulated({"总体满意度": ["5", "8", "3"] * 20, asked.name: cells}, [asked])
    assert set(found["option"]) == {"利率低", "放款快"}
    assert set(found["n"]) == {40}
    apart = [Column(f"4、渠道({place})", "multi", group="4、渠道") for place in ("网点", "App")]
    one = {column.name: ["1", "0", mark] * 20 for column in apart}
    by = _by_option(_tabulated({"总体满意度": ["5", "8", "3"] * 20, **one}, apart))
    assert (by["网点"]["chosen"], by["网点"]["n"]) == (20, 40)


def test_one_column_an_option_knows_who_was_asked() -> None:
    columns = [Column(f"4、渠道({place})", "multi", group="4、渠道") for place in ("网点", "App")]
    found = _tabulated(
        {
            "总体满意度": ["8", "9", "3", "5", "6"],
            columns[0].name: ["1", "-1", "1", "-3", "-1"],
            columns[1].name: ["-1", "2", "2", "-3", "-1"],
        },
        columns,
    )
    by = _by_option(found)
    assert set(by) == {"网点", "App"}
    assert set(found["question"]) == {"4、渠道"}
    assert by["网点"]["n"] == 4  # who chose none was asked, who was not shown it was not
    assert by["网点"]["chosen"] == by["App"]["chosen"] == 2


def test_a_difference_is_welchs_and_clear_when_it_is_large() -> None:
    rng = np.random.default_rng(3)
    scores = [*rng.integers(1, 5, 60), *rng.integers(6, 11, 90)]
    asked = Column("遇到的问题", "multi", group="遇到的问题")
    cells = ["放款慢┋收费不清"] * 60 + ["收费不清"] * 30 + ["都没有"] * 60
    found = _by_option(
        _tabulated({"总体满意度": list(map(str, scores)), asked.name: cells}, [asked])
    )
    slow = found["放款慢"]
    assert slow["clear"]
    assert slow["difference_low"] < slow["difference"] < slow["difference_high"] < 0
    assert slow["p"] <= slow["p_adjusted"] < 0.001


def test_what_few_people_chose_or_wrote_is_left_out() -> None:
    asked = Column("遇到的问题", "multi", group="遇到的问题")
    cells = ["收费不清┋放款慢"] * 12 + ["收费不清┋我叫王小明请联系我"]
    found = _tabulated({"总体满意度": ["5"] * 13, asked.name: cells}, [asked], minimum_n=10)
    assert set(found["option"]) == {"收费不清", "放款慢"}
    assert math.isnan(found["difference"].iloc[0])  # nobody to compare with


def test_weights_change_shares_and_not_counts() -> None:
    asked = Column("遇到的问题", "multi", group="遇到的问题")
    cells = ["放款慢┋收费不清"] * 10 + ["收费不清┋都好"] * 10
    by = _by_option(
        _tabulated(
            {
                "总体满意度": ["5", "6"] * 10,
                asked.name: cells,
                "权重": ["3"] * 10 + ["1"] * 10,
            },
            [asked],
            weight="权重",
        )
    )
    assert by["放款慢"]["chosen"] == 10
    assert by["放款慢"]["share"] == pytest.approx(0.75)
    assert by["放款慢"]["share_low"] < share_interval(15, 20)[0]  # Kish's base is smaller


def test_a_survey_without_such_questions_has_no_rows() -> None:
    assert _tabulated({"总体满意度": ["5", "6", "7"]}, []).empty


def test_small_groups_get_no_interval_and_no_easy_verdict() -> None:
    rng = np.random.default_rng(5)
    clear = 0
    asked = Column("遇到的问题", "multi", group="遇到的问题")
    for _ in range(60):
        scores = np.where(rng.random(300) < 0.85, 5, 4)  # no difference, most at the ceiling
        cells = ["放款慢┋别的"] * 12 + ["别的"] * 288
        found = _by_option(
            _tabulated({"总体满意度": list(map(str, scores)), asked.name: cells}, [asked], 10)
        )
        assert math.isnan(found["放款慢"]["difference_low"])
        clear += bool(found["放款慢"]["clear"])
    assert clear <= 6


def test_ties_are_ordered_by_the_option() -> None:
    asked = Column("渠道", "multi", group="渠道")
    cells = ["丙┋甲┋丁┋乙"] * 4
    found = _tabulated({"总体满意度": ["5", "6", "7", "8"], asked.name: cells}, [asked])
    assert list(found["option"]) == sorted("甲乙丙丁")


def test_only_minus_one_is_not_chosen_where_it_stands() -> None:
    columns = [Column(f"渠道({place})", "multi", group="渠道") for place in ("网点", "App")]
    found = _tabulated(
        {
            "总体满意度": ["8", "9", "3"],
            columns[0].name: ["0", "-1", "0"],
            columns[1].name: ["-1", "1", "1"],
        },
        columns,
    )
    assert {row["option"]: row["chosen"] for _, row in found.iterrows()} == {"网点": 2, "App": 2}


def test_a_small_wave_is_parted_by_what_stands_alone() -> None:
    asked = Column("优点", "multi", group="优点")
    cells = ["利率低、放款快", "利率低", "服务好", "利率低、服务好"] * 3
    found = _by_option(_tabulated({"总体满意度": ["5"] * 12, asked.name: cells}, [asked]))
    assert found["利率低"]["share"] == pytest.approx(0.75)
    assert set(found) == {"利率低", "放款快", "服务好"}


@pytest.mark.parametrize(
    "written", ["其他〖利率、费用〗", "其他_利率高", "其他原因：我叫王小明", "其他(想不起来)"]
)
def test_what_stands_beside_other_is_cut(written: str) -> None:
    asked = Column("优点", "multi", group="优点")
    cells = [f"利率低┋{written}", "利率低┋其他"] * 2
    found = _tabulated({"总体满意度": ["5"] * 4, asked.name: cells}, [asked], 1)
    assert set(found["option"]) <= {"利率低", "其他", "其他原因"}
