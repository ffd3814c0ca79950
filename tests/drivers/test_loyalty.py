"""Loyalty: measures, the curve, mediation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from feedback_miner.drivers import loyalty
from feedback_miner.report import driving_sentences

KINDS = {"总体": "satisfaction", "推荐": "recommend"}
ENDS = {"推荐": (0, 10)}


def test_a_bent_relation_is_told_from_a_straight_one(build: Any) -> None:
    rng = np.random.default_rng(3)
    satisfied = rng.integers(1, 6, 800)
    straight = np.clip(np.round(1 + 1.6 * satisfied + rng.normal(size=800)), 0, 10)
    bent = np.clip(np.round(3 + 0.28 * satisfied**2 + rng.normal(size=800)), 0, 10)
    for scores, bend in ((straight, False), (bent, True)):
        found = build({"总体": satisfied, "推荐": scores}, kinds=KINDS, ends=ENDS).estimate()
        shape = found.more["shape"].iloc[0]
        assert (shape["bend_p"] < 0.05) == bend
        assert shape["r2_levels"] >= shape["r2_linear"] - 1e-9
    assert shape["bend_low"] > 0
    assert "加速" in shape["shape"]
    curve = found.more["curve"]
    assert curve["level"].tolist() == [1, 2, 3, 4, 5]
    assert curve["n"].sum() == 800
    at = bent[satisfied == 4]
    row = curve.iloc[3]
    assert row["mean"] == pytest.approx(at.mean())
    assert row["step"] == pytest.approx(at.mean() - bent[satisfied == 3].mean())
    assert row["low"] < row["mean"] < row["high"]


def test_a_clear_but_small_bend_is_told_as_slight(build: Any) -> None:
    rng = np.random.default_rng(3)
    satisfied = rng.integers(1, 11, 4000)
    scores = np.clip(np.round(0.9 * satisfied - 0.02 * satisfied**2 + rng.normal(size=4000)), 0, 10)
    ends = ENDS | {"总体": (1, 10)}
    found = build({"总体": satisfied, "推荐": scores}, kinds=KINDS, ends=ends).estimate()
    shape = found.more["shape"].iloc[0]
    assert shape["bend_high"] < 0
    assert shape["shape"].startswith("略有递减")


def test_the_loyal_are_those_who_promote(build: Any) -> None:
    """By the scale, not by the answers seen: nobody gives less than 6 or more than 9."""
    rng = np.random.default_rng(5)
    satisfied, scores = rng.integers(1, 6, 300), rng.integers(6, 10, 300)
    built = build({"总体": satisfied, "推荐": scores}, kinds=KINDS, ends=ENDS)
    curve = built.estimate().more["curve"]
    assert curve["loyal"].tolist() == pytest.approx(
        [(scores[satisfied == level] >= 9).mean() for level in range(1, 6)]
    )
    assert (curve["loyal"] * curve["n"]).sum() == pytest.approx(built.ratings.nps["promoters"][0])


def test_mediation_finds_the_way_and_adds_up(build: Any) -> None:
    rng = np.random.default_rng(6)
    satisfied = rng.normal(size=500)
    trust = 0.6 * satisfied + 0.8 * rng.normal(size=500)
    loyal = 0.5 * trust + 0.8 * rng.normal(size=500)  # nothing but by trust
    other = rng.normal(size=500)

    def cut(values: np.ndarray) -> np.ndarray:
        return np.clip(np.round(values * 4 + 10), 1, 19)

    scores = {
        "总体": cut(satisfied),
        "信任": cut(trust),
        "转换": cut(other),
        "再借": cut(loyal),
    }
    built = build(
        scores,
        kinds={"总体": "satisfaction", "信任": "trust", "转换": "switching_cost", "再借": "reuse"},
        ends=dict.fromkeys(scores, (1, 19)),
    )
    found = built.estimate().more["mediation"].set_index("mediator")
    row = found.loc["信任"]
    assert row["indirect"] == pytest.approx(row["a"] * row["b"])
    assert row["total"] == pytest.approx(row["direct"] + row["indirect"])
    assert row["indirect_low"] > 0.15
    assert row["direct_low"] < 0 < row["direct_high"]
    assert row["verdict"] == "几乎全由其传递"
    assert found.loc["转换", "verdict"] == "未见中介"
    # Reference: the two regressions done by hand on standardised scores.
    z = {k: (v - v.mean()) / v.std() for k, v in scores.items()}
    b, direct = np.linalg.lstsq(np.column_stack([z["信任"], z["总体"]]), z["再借"], rcond=None)[0]
    assert (row["b"], row["direct"]) == (pytest.approx(b), pytest.approx(direct))


@pytest.mark.parametrize(
    ("clear", "direct_clear", "share", "says"),
    [
        (False, True, 0.9, "未见中介"),
        (True, True, 0.29, "部分中介"),
        (True, False, 0.29, "直接效应不明"),
        (True, False, 0.85, "几乎全由其传递"),
        (True, True, np.nan, "方向相反"),
        (True, False, np.nan, "直接效应不明"),
    ],
)
def test_the_verdict_agrees_with_its_figures(
    clear: bool, direct_clear: bool, share: float, says: str
) -> None:
    assert says in loyalty._verdict(clear=clear, direct_clear=direct_clear, share=share)


def test_effects_that_cancel_have_no_share(build: Any) -> None:
    rng = np.random.default_rng(9)
    satisfied = rng.normal(size=500)
    trust = 0.9 * satisfied + 0.4 * rng.normal(size=500)
    loyal = 1.2 * trust - 0.5 * satisfied + 0.5 * rng.normal(size=500)
    values = {"总体": satisfied, "信任": trust, "再借": loyal}
    scores = {name: np.clip(np.round(v * 4 + 10), 1, 19) for name, v in values.items()}
    kinds = {"总体": "satisfaction", "信任": "trust", "再借": "reuse"}
    found = build(scores, kinds=kinds, ends=dict.fromkeys(scores, (1, 19))).estimate()
    row = found.more["mediation"].iloc[0]
    assert row["indirect_low"] > 0 > row["direct_high"]
    assert np.isnan(row["share"]) and "抑制" in row["verdict"]
    rows = [{key: None if value != value else value for key, value in row.items()}]
    called = driving_sentences._Names({}, {}, {})
    (line,) = driving_sentences._mediation(rows, called)
    assert "方向相反" in line.text and "%" not in line.text.replace("95%", "")


def test_trust_is_no_driver_of_satisfaction_but_of_loyalty(build: Any) -> None:
    rng = np.random.default_rng(6)
    scores = {name: rng.integers(1, 6, 200) for name in ("总体", "信任", "再借", "服务")}
    kinds = {"总体": "satisfaction", "信任": "trust", "再借": "reuse"}
    table = build(scores, kinds=kinds).estimate().table
    drivers = table.groupby("outcome")["driver"].agg(set)
    assert drivers["总体"] == {"服务"}
    assert drivers["再借"] == {"服务", "信任"}


def test_what_people_say_of_staying_and_leaving_is_counted(build: Any) -> None:
    built = build({"总体": [3] * 40}, kinds=KINDS, texts=["话"] * 40)
    built.verbatims.loc[:4, "loyalty"] = "leave"
    built.verbatims.loc[5:6, "loyalty"] = "recommend"
    measures = built.estimate().more["loyalty"].set_index("measure")
    assert measures.loc["said_leave", ["count", "n"]].tolist() == [5, 40]
    assert measures.loc["said_recommend", "value"] == pytest.approx(0.05)
    assert measures.loc["said_stay", "count"] == 0


def test_price_tolerance_is_loyalty(build: Any) -> None:
    rng = np.random.default_rng(1)
    scores = {name: rng.integers(1, 6, 100) for name in ("总体", "价格")}
    found = build(scores, kinds={"总体": "satisfaction", "价格": "price_tolerance"}).estimate()
    assert set(found.more["loyalty"]["measure"]) == {"price_tolerance"}
    assert found.more["shape"]["outcome"].tolist() == ["价格"]
