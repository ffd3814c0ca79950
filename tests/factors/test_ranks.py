"""Ranking questions: who put what first, mean places, how far people agree."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from feedback_miner import ratings
from feedback_miner.factors import ranks
from feedback_miner.ratings.statistics import mean_interval, share_interval
from feedback_miner.survey import Column, Options, Survey

NAMES = ("利率", "速度", "服务", "额度", "安全")


def _tabulated(
    cells: dict[str, list[str]], columns: list[Column], minimum_n: int = 1, weight: str = ""
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
    if weight:
        columns = [*columns, Column(weight, "weight")]
    survey = Survey(tuple(columns), Options(minimum_n=minimum_n))
    return ranks.tabulate(table, ratings.read(table, survey), survey)


def _apart(orders: list[list[str]], names: tuple[str, ...] = NAMES) -> tuple[dict, list[Column]]:
    """One column an option, from the cells of each respondent."""
    headers = [f"9、请排序({name})" for name in names]
    cells = {header: [order[at] for order in orders] for at, header in enumerate(headers)}
    return cells, [Column(header, "rank", group="9、请排序") for header in headers]


def _by_option(found: pd.DataFrame) -> dict[str, pd.Series]:
    return {row["option"]: row for _, row in found.iterrows()}


def test_the_first_place_is_the_most_important() -> None:
    orders = [["2", "1", "3", "4", "5"], ["1", "2", "4", "3", "5"], ["3", "1", "2", "5", "4"]]
    found = _tabulated(*_apart(orders))
    assert list(found["option"])[:2] == ["速度", "利率"]
    assert list(found["order"]) == [1, 2, 3, 4, 5]
    speed = _by_option(found)["速度"]
    mean, low, high = mean_interval(np.array([1.0, 2.0, 1.0]))
    assert speed["mean_place"] == pytest.approx(mean)
    assert (speed["mean_place_low"], speed["mean_place_high"]) == pytest.approx((low, high))
    assert (speed["first"], speed["n"]) == (2, 3)
    assert (speed["first_share_low"], speed["first_share_high"]) == share_interval(2, 3)
    assert _by_option(found)["服务"]["top3"] == 2


def test_options_that_were_not_ranked_do_not_count_in_a_mean() -> None:
    orders = [["1", "2", "-2"], ["", "1", "2"], ["2", "1", "3"], ["-3", "-3", "-3"]]
    found = _tabulated(*_apart(orders, NAMES[:3]))
    rate = _by_option(found)["利率"]
    assert (rate["n"], rate["n_ranked"], rate["complete"]) == (3, 2, 1)
    assert rate["mean_place"] == pytest.approx(1.5)
    assert rate["first_share"] == pytest.approx(1 / 3)
    assert math.isnan(rate["top3_share"])  # of three options all are in the top three


@pytest.mark.parametrize("mark", ["-9", "-99", "98", "99.0", "拒答"])
def test_a_code_is_no_place(mark: str) -> None:
    found = _tabulated(*_apart([["1", "2", mark], ["2", "1", "3"], [mark] * 3], NAMES[:3]))
    assert set(found["n"]) == {2}
    assert set(found["set_aside"]) == {0}


def test_rankings_that_contradict_themselves_are_counted_and_told() -> None:
    orders = [["1", "2", "3"]] * 4 + [["1", "1", "2"], ["1", "2", "7"], ["1", "二", "3"]]
    found = _tabulated(*_apart(orders, NAMES[:3]))
    assert set(found["n"]) == {4}
    assert set(found["set_aside"]) == {3}
    (note,) = ranks.notes(found)
    assert "3" in note
    assert "n=4" in note


@pytest.mark.parametrize(
    "cells",
    [
        ["利率→速度→服务", "速度→利率→服务", "利率→速度→服务"],
        ["利率 > 速度 > 服务", "速度 > 利率 > 服务", "利率 > 速度 > 服务"],
        ["利率┋速度┋服务", "速度┋利率┋服务", "利率┋速度┋服务〖都好〗"],
        ["利率、速度、服务", "速度、利率、服务", "利率、速度、服务"],
        ["利率;速度;服务", "速度;利率;服务", "利率;速度;服务"],
        ["1.利率 2.速度 3.服务", "1.速度 2.利率 3.服务", "1.利率 2.速度 3.服务"],
        ["1、利率、2、速度、3、服务", "1、速度、2、利率、3、服务", "1、利率、2、速度、3、服务"],
        ["①利率②速度③服务", "①速度②利率③服务", "①利率②速度③服务"],
        ["利率:1;速度:2;服务:3", "利率:2;速度:1;服务:3", "利率:1;速度:2;服务:3"],
        ["1.利率→2.速度→3.服务", "2.速度→1.利率→3.服务", "1.利率→2.速度→3.服务"],
    ],
)
def test_options_joined_in_one_cell(cells: list[str]) -> None:
    asked = Column("9.请排序", "rank", group="9.请排序")
    by = _by_option(_tabulated({asked.name: [*cells, "", "(跳过)"]}, [asked]))
    assert set(by) == {"利率", "速度", "服务"}
    assert by["利率"]["mean_place"] == pytest.approx(4 / 3)
    assert (by["利率"]["first"], by["利率"]["n"]) == (2, 3)


def test_what_stands_behind_other_does_not_cut_the_rest() -> None:
    asked = Column("9.请排序", "rank")
    cells = ["利率→其他：我叫王小明→服务", "服务→其他→利率"] * 3
    by = _by_option(_tabulated({asked.name: cells}, [asked], 2))
    assert set(by) == {"利率", "其他", "服务"}
    assert by["其他"]["mean_place"] == 2


def test_an_option_named_twice_is_set_aside() -> None:
    asked = Column("9.请排序", "rank")
    found = _tabulated({asked.name: ["利率→服务", "服务→利率", "利率→利率"]}, [asked])
    assert set(found["n"]) == {2}
    assert set(found["set_aside"]) == {1}


def test_columns_without_a_group_share_their_stem() -> None:
    cells, columns = _apart([["1", "2", "3"], ["2", "1", "3"]], NAMES[:3])
    found = _tabulated(cells, [Column(column.name, "rank") for column in columns])
    assert set(found["question"]) == {"9、请排序"}
    assert set(found["option"]) == set(NAMES[:3])


def test_agreement_is_kendalls() -> None:
    rng = np.random.default_rng(1)
    places = np.array([rng.permutation(5) + 1 for _ in range(40)])
    question = ranks.Ranking("题", NAMES, places, np.zeros(40, dtype=bool))
    found = ranks.agreement(question)
    friedman = stats.friedmanchisquare(*places.T)
    assert found.w == pytest.approx(friedman.statistic / (40 * 4))
    assert found.p == pytest.approx(friedman.pvalue)
    alike = ranks.Ranking("题", NAMES, np.tile(places[0], (40, 1)), np.zeros(40, dtype=bool))
    assert ranks.agreement(alike).w == pytest.approx(1.0)


def test_options_left_out_tie_behind() -> None:
    rng = np.random.default_rng(2)
    places = np.array([rng.permutation(5) + 1 for _ in range(40)])
    top = np.where(places <= 3, places, 0)
    found = ranks.agreement(ranks.Ranking("题", NAMES, top, np.zeros(40, dtype=bool)))
    tied = np.where(top > 0, top, 4.5)
    friedman = stats.friedmanchisquare(*tied.T)
    assert found.w == pytest.approx(friedman.statistic / (40 * 4))
    alike = np.tile([1, 2, 0, 0, 3], (10, 1))
    same = ranks.Ranking("题", NAMES, alike, np.zeros(10, dtype=bool))
    assert ranks.agreement(same).w == pytest.approx(1.0)


def test_weights_change_means_and_shares_and_not_counts() -> None:
    orders = [["1", "2", "3"]] * 10 + [["3", "2", "1"]] * 10
    cells, columns = _apart(orders, NAMES[:3])
    found = _tabulated(cells | {"权重": ["3"] * 10 + ["1"] * 10}, columns, weight="权重")
    rate = _by_option(found)["利率"]
    assert rate["first"] == 10
    assert rate["first_share"] == pytest.approx(0.75)
    assert rate["first_share_low"] < share_interval(15, 20)[0]  # Kish's base is smaller
    assert rate["mean_place"] == pytest.approx(1.5)
    assert rate["kendall_w"] == pytest.approx(0.25)


def test_options_few_people_ranked_are_left_out() -> None:
    asked = Column("9.请排序", "rank")
    cells = ["利率→服务", "服务→利率"] * 6 + ["我叫王小明→利率"]
    found = _tabulated({asked.name: cells}, [asked], 10)
    assert set(found["option"]) == {"利率", "服务"}


def test_a_survey_without_rankings_has_no_rows() -> None:
    assert _tabulated({"编号": ["1", "2"]}, []).empty


def test_a_cell_that_says_other_twice_is_set_aside() -> None:
    asked = Column("请排序", "rank")
    cells = ["其他：亲戚→其他：朋友→利率", "利率→服务→其他：网点", "服务→利率→其他：年龄"]
    found = _tabulated({asked.name: cells}, [asked])
    assert set(found["set_aside"]) == {1}
    assert set(found["n"]) == {2} and set(found["kendall_n"]) == {2}
    assert _by_option(found)["其他"]["mean_place"] == pytest.approx(3.0)


def test_who_weighs_nothing_ranks_nothing() -> None:
    """乙 was ranked by weight 0 alone: it has no mean place, and spoils no order."""
    orders = [["3", "", "1", "2"], ["3", "", "1", "2"], ["3", "", "2", "1"], ["1", "2", "", ""]]
    cells, columns = _apart(orders, NAMES[:4])
    found = _tabulated(cells | {"权重": ["1", "1", "1", "0"]}, columns, weight="权重")
    assert list(found["option"]) == [NAMES[2], NAMES[3], NAMES[0]]
    assert list(found["order"]) == [1, 2, 3]
    assert set(found["n"]) == {3} and np.isfinite(found["mean_place"]).all()


def _joined(cells: list[str]) -> pd.DataFrame:
    return _tabulated({"9.请排序": cells}, [Column("9.请排序", "rank")])


def test_an_option_few_put_first_is_not_the_most_important() -> None:
    """What is left out ties behind: 12 in 112 put 提前还款 first, the rest leave it out."""
    cells = ["利率→速度→额度", "速度→利率→服务"] * 50 + ["提前还款→利率→速度"] * 12
    found = _joined(cells)
    assert list(found["option"])[:2] == ["利率", "速度"]
    rare = _by_option(found)["提前还款"]
    assert rare["order"] == 5
    assert (rare["mean_place"], rare["n_ranked"], rare["n"]) == (1.0, 12, 112)
    assert rare["mean_rank"] == pytest.approx((12 * 1.0 + 100 * 4.5) / 112)
    assert rare["mean_rank_low"] < rare["mean_rank"] < rare["mean_rank_high"]


def test_standing_closes_skipped_places_and_ties_the_rest() -> None:
    places = np.array([[1, 4, 0, 0], [0, 0, 0, 2], [0, 0, 0, 0]])
    assert ranks.standing(places).tolist() == [
        [1.0, 2.0, 3.5, 3.5],
        [3.0, 3.0, 3.0, 1.0],
        [2.5, 2.5, 2.5, 2.5],
    ]
