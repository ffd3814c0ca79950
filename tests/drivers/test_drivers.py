"""Drivers: importance against an independent computation, warnings, too few rows."""

from __future__ import annotations

from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from feedback_miner import drivers
from feedback_miner.drivers.importance import (
    lmg,
    relative_weights,
    stability,
    variance_inflation,
)
from feedback_miner.errors import UsageError
from feedback_miner.language import speaking


def _shapley(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """LMG: the mean gain in R² over all orders (Lindeman, Merenda and Gold, 1980)."""
    k = x.shape[1]

    def r2(columns: tuple[int, ...]) -> float:
        if not columns:
            return 0.0
        design = np.column_stack([np.ones(len(y)), x[:, columns]])
        fitted = design @ np.linalg.lstsq(design, y, rcond=None)[0]
        return 1 - ((y - fitted) ** 2).sum() / ((y - y.mean()) ** 2).sum()

    out = np.zeros(k)
    for i in range(k):
        rest = [j for j in range(k) if j != i]
        for size in range(k):
            for chosen in combinations(rest, size):
                weight = factorial(size) * factorial(k - size - 1) / factorial(k)
                out[i] += weight * (r2((*chosen, i)) - r2(chosen))
    return out


def _data(n: int = 600) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    common = rng.normal(size=(n, 1))
    x = 0.7 * common + rng.normal(size=(n, 4))
    y = x @ np.array([0.8, 0.4, 0.2, 0.0]) + rng.normal(size=n)
    return x, y


def test_relative_weights_add_up_to_r2_and_agree_with_shapley() -> None:
    x, y = _data()
    r = np.corrcoef(np.column_stack([x, y]), rowvar=False)
    weights = relative_weights(r[:4, :4], r[:4, 4])
    shapley = _shapley(x, y)
    assert weights.sum() == pytest.approx(shapley.sum(), abs=1e-9)
    # Johnson (2000): the two are nearly the same, and never negative.
    assert weights == pytest.approx(shapley, abs=0.02)
    assert (weights >= 0).all()


def test_lmg_against_published_figures() -> None:
    """R's `swiss` data, lmg of Fertility after relaimpo (Grömping, 2006, JSS 17(1))."""
    names = ("Agriculture", "Examination", "Education", "Catholic", "Infant.Mortality")
    published = (0.0571, 0.1712, 0.2601, 0.1056, 0.1128)
    # Correlations to four digits; the last row is Fertility.
    r = np.array(
        [
            [1, -0.6865, -0.6395, 0.4011, -0.0609, 0.3531],
            [-0.6865, 1, 0.6984, -0.5727, -0.1140, -0.6459],
            [-0.6395, 0.6984, 1, -0.1539, -0.0993, -0.6638],
            [0.4011, -0.5727, -0.1539, 1, 0.1755, 0.4637],
            [-0.0609, -0.1140, -0.0993, 0.1755, 1, 0.4166],
            [0.3531, -0.6459, -0.6638, 0.4637, 0.4166, 1],
        ]
    )
    found = lmg(r[:5, :5], r[:5, 5])
    assert dict(zip(names, found, strict=True)) == pytest.approx(
        dict(zip(names, published, strict=True)), abs=3e-4
    )
    assert found.sum() == pytest.approx(0.7067, abs=3e-4)  # R² of the regression


def test_lmg_is_the_mean_gain_over_all_orders() -> None:
    x, y = _data()
    r = np.corrcoef(np.column_stack([x, y]), rowvar=False)
    assert lmg(r[:4, :4], r[:4, 4]) == pytest.approx(_shapley(x, y))


def test_two_predictors_have_the_same_lmg_and_relative_weights() -> None:
    """Known identity (Thomas, Zumbo, Kwan and Schweitzer, 2014)."""
    r, c = np.array([[1, 0.45], [0.45, 1]]), np.array([0.6, 0.3])
    assert lmg(r, c) == pytest.approx(relative_weights(r, c))


def test_drawn_orders_come_near_all_orders() -> None:
    x, y = _data()
    r = np.corrcoef(np.column_stack([x, y]), rowvar=False)
    exact = lmg(r[:4, :4], r[:4, 4])
    drawn = lmg(r[:4, :4], r[:4, 4], seed=1, exact=0)
    assert drawn == pytest.approx(exact, abs=0.01)
    assert drawn.sum() == pytest.approx(exact.sum())


def test_ranks_that_never_change_are_stable_and_turned_ones_are_not() -> None:
    point = np.array([0.3, 0.2, 0.1])
    low, high, agreement = stability(np.tile(point, (50, 1)), point)
    assert low.tolist() == high.tolist() == [1, 2, 3]
    assert agreement == 1
    _, _, agreement = stability(np.tile(point[::-1], (50, 1)), point)
    assert agreement == -1


def test_variance_inflation_against_the_regressions_it_is_defined_by() -> None:
    x, _ = _data()
    vif = variance_inflation(np.corrcoef(x, rowvar=False))
    others = np.column_stack([np.ones(len(x)), x[:, 1:]])
    fitted = others @ np.linalg.lstsq(others, x[:, 0], rcond=None)[0]
    r2 = 1 - ((x[:, 0] - fitted) ** 2).sum() / ((x[:, 0] - x[:, 0].mean()) ** 2).sum()
    assert vif[0] == pytest.approx(1 / (1 - r2))


def _scores(n: int, noise: float = 1.0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(9)
    a, b = rng.integers(1, 11, n), rng.integers(1, 11, n)
    overall = np.clip(np.round(0.7 * a + 0.2 * b + rng.normal(0, noise, n)), 1, 10)
    return {"总体": overall, "甲": a, "乙": b}


def _run(build: Any, scores: dict[str, np.ndarray], **more: Any) -> drivers.Drivers:
    ends = dict.fromkeys(scores, (1, 10))
    found: drivers.Drivers = build(
        scores, kinds={"总体": "satisfaction"}, ends=ends, **more
    ).estimate()
    return found


def test_the_planted_driver_comes_first_with_intervals_and_its_base(build: Any) -> None:
    found = _run(build, _scores(300)).table
    assert found["driver"].tolist() == ["甲", "乙"]
    assert (found["n"] == 300).all()
    first = found.iloc[0]
    for name in ("importance", "lmg", "correlation", "coefficient", "slope"):
        assert first[f"{name}_low"] < first[name] < first[f"{name}_high"]
    assert (first["rank_low"], first["rank_high"]) == (1, 1)
    # A point of 甲 goes with .7 points of the outcome.
    assert first["slope_low"] < 0.7 < first["slope_high"]
    assert found.equals(_run(build, _scores(300)).table)


@pytest.mark.parametrize("many", [10, 13])
def test_importance_lies_within_its_interval_however_many_drivers(build: Any, many: int) -> None:
    """Samples must be read as the whole is: with fewer orders of entry some shares stood outside
    their own intervals, and the first place was never the first's."""
    rng = np.random.default_rng(5)
    common = rng.normal(size=400)
    items = {
        f"题{i}": np.clip(np.round(5.5 + 1.4 * common + 0.6 * rng.normal(size=400)), 1, 10)
        for i in range(many)
    }
    overall = sum(items.values()) / many + rng.normal(0, 0.7, 400)
    table = _run(build, {"总体": np.clip(np.round(overall), 1, 10), **items}, samples=200).table
    assert (table["lmg_low"] <= table["lmg"]).all() and (table["lmg"] <= table["lmg_high"]).all()
    assert (table["rank_low"].to_numpy() <= np.arange(1, many + 1)).all()
    assert (table["rank_high"].to_numpy() >= np.arange(1, many + 1)).all()


def test_correlations_use_every_response_that_answered_both(build: Any) -> None:
    scores = {name: values.astype(float) for name, values in _scores(300).items()}
    scores["乙"][:100] = np.nan
    found = _run(build, scores).table.set_index("driver")
    assert found.loc["甲", "n"] == 200
    assert found.loc["甲", "correlation_n"] == 300
    expected = stats.spearmanr(scores["甲"], scores["总体"]).statistic
    assert found.loc["甲", "spearman"] == pytest.approx(expected)


def test_correlations_bear_fishers_interval(build: Any) -> None:
    scores = _scores(60)
    found = _run(build, scores).table.set_index("driver")
    for name in found.index:
        known = stats.pearsonr(scores[name], scores["总体"])
        told = found.loc[name, ["correlation_low", "correlation", "correlation_high"]].tolist()
        low, high = known.confidence_interval(0.95)
        assert told == pytest.approx([low, known.statistic, high])
    assert "甲" in found.index


def test_too_few_rows_are_told_of(build: Any) -> None:
    found = _run(build, _scores(12))
    assert found.table.empty
    (told,) = [note for note in found.notes if "不足以估计" in note]  # one, whatever the models
    assert "12 份完整答卷" in told and "评分题" in told
    assert any("未做因子分析" in note for note in found.notes)


def test_collinear_drivers_are_warned_of_and_keep_shares_above_zero(build: Any) -> None:
    scores = _scores(300)
    scores["丙"] = scores["甲"].copy()
    scores["丙"][:15] = scores["乙"][:15]
    found = _run(build, scores)
    assert any("VIF" in note for note in found.notes)
    assert (found.table["lmg"] >= 0).all()
    assert (found.table["importance"] >= 0).all()


def test_a_driver_that_repeats_another_is_left_out_and_named(build: Any) -> None:
    scores = _scores(300)
    scores["丙"] = 11 - scores["甲"]
    found = _run(build, scores)
    assert set(found.table["driver"]) == {"甲", "乙"}
    assert any("丙" in note and "未列入" in note for note in found.notes)


def test_weights_move_means_and_drivers(build: Any) -> None:
    """Weight 2 for a respondent is the same as having them twice."""
    scores = _scores(200)
    weights = np.where(np.arange(200) < 60, 2, 1)
    weighted = build(
        scores, kinds={"总体": "satisfaction"}, ends=dict.fromkeys(scores, (1, 10)), weights=weights
    )
    doubled = {name: np.repeat(values, weights) for name, values in scores.items()}
    plain = build(doubled, kinds={"总体": "satisfaction"}, ends=dict.fromkeys(scores, (1, 10)))
    assert weighted.ratings.items["mean"].tolist() == pytest.approx(
        plain.ratings.items["mean"].tolist()
    )
    one, two = weighted.estimate().table, plain.estimate().table
    for name in ("correlation", "coefficient", "lmg", "importance", "odds"):
        assert one[name].tolist() == pytest.approx(two[name].tolist(), abs=2e-4)
    assert any("加权" in note for note in weighted.ratings.notes)


def test_bad_weights_are_counted_and_leave_the_good_rows(build: Any) -> None:
    scores = _scores(100)
    weights = ["1"] * 98 + ["-3", "x"]
    built = build(
        scores, kinds={"总体": "satisfaction"}, ends=dict.fromkeys(scores, (1, 10)), weights=weights
    )
    assert any("2 行权重缺失" in note for note in built.ratings.notes)
    assert built.estimate().table["n"].unique().tolist() == [98]


def test_words_and_scores_together_and_alone(build: Any) -> None:
    rng = np.random.default_rng(4)
    said = {f: rng.choice([-1, 0, 1], 400, p=[0.3, 0.5, 0.2]) for f in ("service", "rates")}
    item = rng.integers(1, 6, 400)
    overall = np.clip(np.round(3 + 0.8 * said["service"] + 0.3 * (item - 3)), 1, 5)
    found = build(
        {"总体": overall, "甲": item}, kinds={"总体": "satisfaction"}, said=said
    ).estimate()
    sources = found.table.groupby("source")["driver"].agg(list)
    assert sources["text"] == ["service", "rates"]
    assert set(sources["both"]) == {"甲", "service", "rates"}
    assert set(sources["mentioned"]) == {"service", "rates"}
    assert found.fit.set_index("source").loc["both", "r2"] > 0.8


def test_an_outcome_that_is_not_there_is_one_clear_line(build: Any) -> None:
    with pytest.raises(UsageError, match="没有评分列或构念「丁」"):
        _run(build, _scores(100), outcome="丁")


def test_any_score_may_be_the_outcome(build: Any) -> None:
    found = build(
        _scores(100), ends={"总体": (1, 10), "甲": (1, 10), "乙": (1, 10)}, outcome="总体"
    )
    drawn = found.estimate()
    assert drawn.main == "总体"
    assert set(drawn.table["driver"]) == {"甲", "乙"}


def test_r2_of_many_idle_drivers_is_told_as_next_to_nothing(build: Any) -> None:
    """Adjusted R² is Ezekiel's (1930); its interval must hold 0 where nothing explains."""
    rng = np.random.default_rng(6)
    held = 0
    for _ in range(10):
        scores = {f"题{i}": rng.integers(1, 6, 150) for i in range(10)}
        scores["总体"] = rng.integers(1, 6, 150)
        fit = build(scores, kinds={"总体": "satisfaction"}, samples=200).estimate().fit.iloc[0]
        assert fit["r2_adjusted"] == pytest.approx(1 - (1 - fit["r2"]) * 149 / 139)
        assert fit["r2"] > 0.01
        held += fit["r2_low"] <= 0.0
    assert held >= 9


def test_r2_interval_covers_with_many_drivers() -> None:
    """The plain percentile interval covers in about half the surveys here."""
    from feedback_miner.drivers.effects import estimate
    from feedback_miner.drivers.predictors import Predictors

    rng = np.random.default_rng(21)
    k, n, beta = 8, 100, np.r_[0.4, 0.3, 0.2, np.zeros(5)]
    truth = float(beta @ beta / (beta @ beta + 1))
    held = 0
    for run in range(50):
        x = rng.normal(size=(n, k))
        closed = pd.DataFrame(x, columns=[f"x{i}" for i in range(k)])
        drawn = Predictors(
            ids=pd.Series([str(i) for i in range(n)]),
            outcomes=pd.DataFrame({"y": x @ beta + rng.normal(size=n)}),
            kinds={"y": "satisfaction"},
            closed=closed,
            on100=closed,
            text=pd.DataFrame(index=closed.index),
            mentioned=pd.DataFrame(index=closed.index),
            factors={},
            items={},
            weights=None,
        )
        fit = estimate(drawn, seed=run, samples=200)[1].iloc[0]
        held += fit["r2_low"] <= truth <= fit["r2_high"]
    assert held >= 44  # 95 % of 50 is 47.5


def test_what_cannot_be_explained_is_said(build: Any) -> None:
    rng = np.random.default_rng(1)
    items = {f"题{i}": rng.integers(1, 6, 80) for i in range(3)}
    kinds = {"总体": "satisfaction"}
    alike = build({**items, "总体": [5] * 80}, kinds=kinds).estimate()
    assert any("都一样" in note for note in alike.notes)
    flat = build({"题0": [3] * 80, "总体": rng.integers(1, 6, 80)}, kinds=kinds).estimate()
    assert any("没有随人变化" in note for note in flat.notes)
    weights = [1] + [0] * 79
    lone = build({**items, "总体": rng.integers(1, 6, 80)}, kinds=kinds, weights=weights)
    assert any("只有 1 份" in note for note in lone.estimate().notes)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_drivers_left_out_are_named_by_the_outcome_they_were_left_out_of(
    build: Any, language: str
) -> None:
    """丙 repeats 甲 among all, 丁 repeats 乙 among those who answered the second outcome."""
    rng = np.random.default_rng(8)
    first, second = rng.integers(1, 6, 160), rng.integers(1, 6, 160)
    late = np.arange(160) >= 80
    scores = {
        "甲": first,
        "丙": np.where(late, rng.integers(1, 6, 160), first),
        "乙": second,
        "丁": np.where(late, second, rng.integers(1, 6, 160)),
        "满意": np.where(late, np.nan, np.clip(first + rng.integers(-1, 2, 160), 1, 5)),
        "推荐": np.where(late, np.clip(second + rng.integers(-1, 2, 160), 1, 5), np.nan),
    }
    kinds = {"满意": "satisfaction", "推荐": "recommend"}
    with speaking(language):
        notes = build(scores, kinds=kinds).estimate().notes
    told = [note for note in notes if "完全推出" in note or "follow from" in note]
    assert [("满意" in n, "推荐" in n, "丙" in n, "丁" in n) for n in told] == [
        (True, False, True, False),
        (False, True, False, True),
    ]


@pytest.mark.parametrize("others", [1, 4])
def test_what_nearly_all_say_alike_is_no_driver_and_named(build: Any, others: int) -> None:
    rng = np.random.default_rng(9)
    said = {"service": [1] * (40 - others) + [0] * others, "rates": rng.choice([-1, 0, 1], 40)}
    found = build({"总体": rng.integers(1, 6, 40)}, kinds={"总体": "satisfaction"}, said=said)
    drawn = found.estimate()
    assert set(drawn.table["driver"]) == {"rates"}
    assert np.isfinite(drawn.table["coefficient_low"]).all()
    assert any("服务" in note and "不列入" in note for note in drawn.notes)
    said["service"] = [1] * 35 + [0] * 5
    assert "service" in set(
        build({"总体": rng.integers(1, 6, 40)}, kinds={"总体": "satisfaction"}, said=said)
        .estimate()
        .table["driver"]
    )
