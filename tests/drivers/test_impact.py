"""Impact of themes: arithmetic, intervals, false discoveries, minimum n, weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats


def _said(n: int = 400) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(11)
    return {
        f: rng.choice([-1, 0, 1], n, p=[0.2, 0.6, 0.2])
        for f in ("service", "rates", "ux", "product")
    }


def test_a_planted_theme_is_found_with_its_arithmetic(build: Any) -> None:
    said = _said()
    rng = np.random.default_rng(1)
    overall = np.clip(np.round(3.5 - 1.2 * (said["rates"] < 0) + rng.normal(size=400)), 1, 5)
    built = build({"总体": overall}, kinds={"总体": "satisfaction"}, said=said)
    impact = built.estimate().more["impact"].set_index(["theme", "polarity"])
    row = impact.loc["rates", "negative"]
    named = said["rates"] < 0
    assert row["n"] == named.sum()
    assert row["with_theme"] == pytest.approx(overall[named].mean())
    assert row["without"] == pytest.approx(overall[~named].mean())
    assert row["impact"] == pytest.approx(overall.mean() - overall[~named].mean())
    assert row["low"] < row["impact"] < row["high"] < 0
    # Reference: scipy's Welch test.
    welch = stats.ttest_ind(overall[named], overall[~named], equal_var=False)
    assert row["p"] == pytest.approx(welch.pvalue)
    assert row["clear"]
    assert impact["clear"].sum() <= 2


def test_the_adjustment_is_benjamini_and_hochbergs(build: Any) -> None:
    said = _said()
    overall = np.random.default_rng(2).integers(1, 6, 400)
    impact = build({"总体": overall}, kinds={"总体": "satisfaction"}, said=said).estimate()
    table = impact.more["impact"]
    expected = stats.false_discovery_control(table["p"].to_numpy())
    assert table["p_adjusted"].to_numpy() == pytest.approx(expected)
    assert not table["clear"].any()


def test_recommendation_is_weighed_as_nps_too(build: Any) -> None:
    said = _said()
    score = np.where(said["service"] > 0, 10, 5)
    built = build({"推荐": score}, kinds={"推荐": "recommend"}, ends={"推荐": (0, 10)}, said=said)
    impact = built.estimate().more["impact"]
    row = impact[(impact["measure"] == "nps") & (impact["theme"] == "service")]
    row = row[row["polarity"] == "positive"].iloc[0]
    assert (row["with_theme"], row["without"]) == (100, -100)


def test_rare_themes_are_not_weighed(build: Any) -> None:
    said = {
        "service": np.r_[-np.ones(9), np.zeros(191)],
        "rates": np.r_[np.zeros(190), np.ones(10)],
    }
    overall = np.random.default_rng(2).integers(1, 6, 200)
    impact = build({"总体": overall}, kinds={"总体": "satisfaction"}, said=said).estimate()
    assert impact.more["impact"]["theme"].unique().tolist() == ["rates"]


def test_weights_count(build: Any) -> None:
    said = _said(200)
    overall = np.random.default_rng(2).integers(1, 6, 200)
    weights = np.where(np.arange(200) < 50, 3, 1)
    kinds = {"总体": "satisfaction"}
    one = build({"总体": overall}, kinds=kinds, said=said, weights=weights).estimate()
    doubled = {f: np.repeat(s, weights) for f, s in said.items()}
    two = build({"总体": np.repeat(overall, weights)}, kinds=kinds, said=doubled).estimate()
    keys = ["theme", "polarity"]
    a = one.more["impact"].set_index(keys)["impact"]
    b = two.more["impact"].set_index(keys)["impact"]
    assert a.to_dict() == pytest.approx(b.loc[a.index].to_dict())


def test_answers_of_weight_zero_count_nowhere(build: Any) -> None:
    said = _said()
    overall = np.random.default_rng(4).integers(1, 6, 400)
    weights = (np.arange(400) >= 120).astype(int)
    kinds = {"总体": "satisfaction"}
    one = build({"总体": overall}, kinds=kinds, said=said, weights=weights).estimate()
    kept = {f: s[120:] for f, s in said.items()}
    two = build({"总体": overall[120:]}, kinds=kinds, said=kept).estimate()
    shown = ["theme", "polarity", "n", "n_rest", "with_theme", "without", "impact", "p"]
    left, right = (x.more["impact"].set_index(["theme", "polarity"])[shown[2:]] for x in (one, two))
    pd.testing.assert_frame_equal(left.sort_index(), right.sort_index())
    assert (left["n"] + left["n_rest"]).unique().tolist() == [280]


def test_only_scales_of_0_to_10_have_an_nps(build: Any) -> None:
    said = _said()
    score = np.where(said["service"] > 0, 10, 5)
    built = build({"推荐": score}, kinds={"推荐": "recommend"}, ends={"推荐": (1, 10)}, said=said)
    assert set(built.estimate().more["impact"]["measure"]) == {"mean"}
    low = np.where(said["service"] > 0, 6, 3)  # nobody promotes: a score it still is
    built = build({"推荐": low}, kinds={"推荐": "recommend"}, ends={"推荐": (0, 10)}, said=said)
    assert set(built.estimate().more["impact"]["measure"]) == {"mean", "nps"}
