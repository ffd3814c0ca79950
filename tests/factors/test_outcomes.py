"""Outcomes by segment: the figures of each level, what is no level, and what is pooled."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from feedback_miner import ratings
from feedback_miner.factors import crosstabs
from feedback_miner.factors.aggregate import MOST_LEVELS, common_levels
from feedback_miner.factors.outcomes import by_level
from feedback_miner.lexicon import load
from feedback_miner.ratings.statistics import mean_interval, nps_interval, share_interval
from feedback_miner.survey import Column, Options, Scale, Survey
from feedback_miner.tables import OPINIONS, VERBATIMS, frame

CITIES = ["上海"] * 40 + ["苏州"] * 30 + ["镇江"] * 4 + ["盐城"] * 3 + ["-3"] * 2 + ["(跳过)"]


@pytest.fixture(scope="module")
def made() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table, and the scores it is of."""
    n = len(CITIES)
    scores = [5 if city == "上海" and i % 3 else i % 5 + 1 for i, city in enumerate(CITIES)]
    table = pd.DataFrame(
        {
            "response_id": [f"r{i}" for i in range(n)],
            "满意": [str(s) for s in scores],
            "推荐": [str(i * 7 % 11) for i in range(n)],
            "城市": CITIES,
        }
    )
    survey = Survey(
        (
            Column("满意", "score", scale=Scale(1, 5), outcome="satisfaction"),
            Column("推荐", "score", scale=Scale(0, 10), outcome="recommend"),
            Column("城市", "segment"),
        ),
        Options(),
    )
    read = ratings.read(table, survey)
    tests, _ = crosstabs.tabulate(
        read, frame([], OPINIONS), frame([], VERBATIMS), table, survey, load()
    )
    numbers = table.assign(满意=table["满意"].astype(float), 推荐=table["推荐"].astype(float))
    return by_level(read, table, survey, ["满意"], tests), numbers


def _row(found: pd.DataFrame, **wanted: str) -> Any:
    for name, value in wanted.items():
        found = found[found[name] == value]
    assert len(found) == 1
    return found.iloc[0]


def test_each_level_has_mean_top_two_and_nps_with_their_intervals(made: Any) -> None:
    found, table = made
    scores = table.loc[table["城市"] == "苏州", "满意"].to_numpy()
    row = _row(found, level="苏州", outcome="满意")
    assert row["n"] == 30
    assert (row["mean"], row["mean_low"], row["mean_high"]) == pytest.approx(mean_interval(scores))
    high = int((scores >= 4).sum())
    assert row["top2"] == pytest.approx(high / 30)
    assert (row["top2_low"], row["top2_high"]) == pytest.approx(share_interval(high, 30))
    told = table.loc[table["城市"] == "苏州", "推荐"]
    nps = nps_interval(int((told >= 9).sum()), int((told <= 6).sum()), 30)
    row = _row(found, level="苏州", outcome="推荐")
    assert (row["nps"], row["nps_low"], row["nps_high"]) == pytest.approx(nps)


def test_everybody_comes_first_and_counts_those_without_a_level(made: Any) -> None:
    found, table = made
    row = _row(found, segment="", outcome="满意")
    assert row["n"] == len(table) and row["mean"] == pytest.approx(table["满意"].mean())
    assert found.index[found["segment"] == ""].max() < found.index[found["segment"] != ""].min()


def test_small_levels_are_pooled_and_skip_marks_are_none(made: Any) -> None:
    found, _ = made
    part = found[(found["segment"] == "城市") & (found["outcome"] == "满意")]
    assert list(part["level"]) == ["上海", "苏州", "（其余合并）"]
    pooled = part.iloc[-1]
    assert (pooled["pooled"], pooled["n"]) == (2, 7) and np.isnan(pooled["mean"])
    assert set(part["left_out"]) == {3}


def test_the_test_is_that_of_the_levels_not_pooled(made: Any) -> None:
    found, _ = made
    row = _row(found, level="上海", outcome="满意")
    assert row["test"] == "Welch ANOVA" and row["p"] <= row["p_adjusted"] < 0.05 and row["clear"]
    assert np.isfinite(_row(found, level="上海", outcome="推荐")["nps_p_adjusted"])


def test_a_zero_that_nothing_explains_is_no_level_beside_words() -> None:
    brands = pd.Series(["红米"] * 3 + ["荣光"] * 2 + ["0"] * 9 + ["-99"])
    assert common_levels(brands) == ["红米", "荣光"]
    times = pd.Series(["0"] * 5 + ["1"] * 3 + ["2"])
    assert common_levels(times) == ["0", "1", "2"]


def _of(table: dict[str, list[str]], *columns: Column, **options: Any) -> tuple[Any, pd.DataFrame]:
    """Return ratings and BY_LEVEL of a table, whose first column is the first outcome."""
    frame_ = pd.DataFrame({"response_id": [str(i) for i in range(len(next(iter(table.values()))))]})
    frame_ = frame_.assign(**table)
    survey = Survey(columns, Options(**options))
    read = ratings.read(frame_, survey)
    tests, _ = crosstabs.tabulate(
        read, frame([], OPINIONS), frame([], VERBATIMS), frame_, survey, load()
    )
    return read, by_level(read, frame_, survey, [columns[0].name], tests)


SATISFIED = Column("满意", "score", scale=Scale(1, 5), outcome="satisfaction")


def test_answers_of_weight_zero_count_nowhere() -> None:
    """苏州 and those without a city weigh nothing; half of them stand at the top."""
    table = {
        "满意": ["5", "1"] * 10 + ["3", "4", "4", "2"] * 5 + ["5"] * 4,
        "再次": ["4"] * 20 + [""] * 24,
        "城市": ["苏州"] * 20 + ["上海"] * 20 + [""] * 4,
        "w": ["0"] * 20 + ["1", "3"] * 10 + ["0"] * 4,
    }
    again = Column("再次", "score", scale=Scale(1, 5), outcome="reuse")
    columns = (SATISFIED, again, Column("城市", "segment"), Column("w", "weight"))
    read, found = _of(table, *columns, minimum_n=10)
    items = read.items.set_index("item")
    assert items.loc["满意", ["n", "missing"]].tolist() == [20, 0]
    assert items.loc["再次", ["n", "missing"]].tolist() == [0, 20]
    spread = read.distribution[read.distribution["item"] == "满意"]
    assert spread[["value", "n"]].to_numpy().tolist() == [[2, 5], [3, 5], [4, 10]]
    assert "再次" not in set(read.distribution["item"])
    assert any("24 行权重为 0，不计入加权结果" in note for note in read.notes)
    whole = _row(found, segment="", outcome="满意")
    assert whole["n"] == 20
    assert whole["mean"] == pytest.approx((3 + 3 * 4 + 4 + 3 * 2) / 8)
    assert whole["top2"] == pytest.approx(0.5)
    assert (whole["top2_low"], whole["top2_high"]) == pytest.approx(share_interval(8, 16))  # Kish
    part = found[(found["segment"] == "城市") & (found["outcome"] == "满意")]
    assert part[["level", "n", "left_out"]].to_numpy().tolist() == [["上海", 20, 0]]
    nobody = _row(found, segment="", outcome="再次")
    assert nobody["n"] == 0 and np.isnan([nobody["mean"], nobody["top2"]]).all()


@pytest.mark.parametrize(
    ("high", "share"),
    [
        (1, None),
        (2, None),
        (3, 2 / 4),
        (5, 2 / 6),
        (7, 2 / 8),
        (10, 2 / 11),
        (20, None),
        (100, None),
    ],
)
def test_the_top_two_are_two_steps_or_nothing(high: int, share: float | None) -> None:
    values = [str(i % (high + 1)) for i in range(high * 20 + 20)]
    column = Column("满意", "score", scale=Scale(0, high), outcome="satisfaction")
    read, found = _of({"满意": values}, column)
    row, item = found.iloc[0], read.items.iloc[0]
    if share is None:
        assert np.isnan([row["top2"], item["top2"], item["bottom2"]]).all()
    else:
        assert [row["top2"], item["top2"], item["bottom2"]] == pytest.approx([share] * 3)


def test_weighted_nps_stays_within_its_bounds_and_is_the_same_everywhere() -> None:
    recommend = Column("推荐", "score", scale=Scale(0, 10), outcome="recommend")
    weight = Column("w", "weight")
    told = {"推荐": ["10"] * 5 + ["5", "0"], "w": ["3", "1", "1", "2", "1", "1", "0"]}
    read, found = _of(told, recommend, weight)
    row, item = found.iloc[0], read.nps.iloc[0]
    assert row["nps"] == pytest.approx(100 * 7 / 9)
    assert -100 <= row["nps_low"] < row["nps"] < row["nps_high"] <= 100
    for here, there in (("n", "n"), ("nps", "nps"), ("nps_low", "low"), ("nps_high", "high")):
        assert row[here] == pytest.approx(item[there])
    alike = _of({"推荐": ["10"] * 6, "w": ["3", "1", "1", "2", "1", "1"]}, recommend, weight)[1]
    assert alike.iloc[0]["nps_low"] < 100  # six who say the same are no proof of all
    equal = _of({"推荐": told["推荐"], "w": ["2"] * 7}, recommend, weight)[1].iloc[0]
    assert (equal["nps"], equal["nps_low"], equal["nps_high"]) == pytest.approx(
        nps_interval(5, 2, 7)
    )


def test_levels_past_the_commonest_share_the_row_of_the_rest_however_large() -> None:
    n = (MOST_LEVELS + 3) * 12
    table = {
        "满意": [str(i % 5 + 1) for i in range(n)],
        "城市": [f"市{chr(97 + i // 12)}" for i in range(n)],
    }
    _, found = _of(table, SATISFIED, Column("城市", "segment"), minimum_n=10)
    rest = found.iloc[-1]
    assert len(found) == 1 + MOST_LEVELS + 1
    assert (rest["pooled"], rest["n"]) == (3, 36) and np.isfinite(rest["mean"])
