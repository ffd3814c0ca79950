"""Statistics against published figures and independent computations."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from feedback_miner import ratings
from feedback_miner.ratings.differences import means
from feedback_miner.ratings.statistics import (
    clustered_net,
    clustered_share,
    cronbach_alpha,
    design_effect,
    effective,
    mean_interval,
    net_interval,
    nps_interval,
    pearson_interval,
    share_interval,
    welch,
)
from feedback_miner.survey import Column, Scale, Survey


@pytest.mark.parametrize(
    ("scale", "alpha"),
    [
        ("IMAG", 0.714),
        ("CUEX", 0.433),
        ("PERQ", 0.872),
        ("PERV", 0.817),
        ("CUSA", 0.770),
        ("CUSL", 0.442),
    ],
)
def test_alpha_of_the_ecsi_survey(shared_data: Path, scale: str, alpha: float) -> None:
    # Tenenhaus et al. (2005); figures as in the data's own README.
    table = pd.read_csv(shared_data / "satisfaction_models" / "mobi.csv")
    items = table[[c for c in table.columns if c.rstrip("0123456789") == scale]]
    assert cronbach_alpha(items.to_numpy(float)).raw == pytest.approx(alpha, abs=0.0006)


def test_alpha_and_correlations_of_the_financial_services_survey(shared_data: Path) -> None:
    table = pd.read_csv(shared_data / "satisfaction_models" / "cs-survey.csv")
    table = table.apply(pd.to_numeric, errors="coerce")
    items = ["Sat1", "Sat2", "Sat3", "Sat4"]
    alpha = cronbach_alpha(table[items].dropna().to_numpy(float)).raw
    assert alpha == pytest.approx(0.893, abs=0.0006)
    for item, r in zip(items, (0.537, 0.426, 0.529, 0.428), strict=True):
        both = table[[item, "Custloyalty"]].dropna().to_numpy(float)
        found = pearson_interval(both[:, 0], both[:, 1])
        assert found[0] == pytest.approx(r, abs=0.0006)
        known = stats.pearsonr(both[:, 0], both[:, 1]).confidence_interval(0.95)
        assert found[1:] == pytest.approx((known.low, known.high))


def test_wilson_interval() -> None:
    # Newcombe (1998), Statistics in Medicine 17, table I: 81/263, method 3.
    assert share_interval(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert share_interval(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)


def test_intervals_of_empty_bases_are_nan() -> None:
    assert all(map(math.isnan, share_interval(0, 0)))
    assert all(map(math.isnan, net_interval(0, 0, 0)))
    assert all(map(math.isnan, mean_interval(np.array([]))))


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_net_interval_holds_the_estimate(positive: int, negative: int, neutral: int) -> None:
    n = positive + negative + neutral
    if n == 0:
        return
    net, low, high = net_interval(positive, negative, n)
    assert -1 <= low <= high <= 1
    assert abs(net - (positive - negative) / n) < 1e-12
    # A mirrored table has the mirrored interval.
    assert net_interval(negative, positive, n) == pytest.approx((-net, -high, -low))


def test_net_interval_covers(  # a simulation: 95 % within the noise of 2,000 draws
) -> None:
    rng = np.random.default_rng(5)
    p = (0.2, 0.45, 0.35)
    hits = 0
    for _ in range(2000):
        positive, negative, _ = rng.multinomial(60, p)
        _, low, high = net_interval(int(positive), int(negative), 60)
        hits += low <= p[0] - p[1] <= high
    assert 0.93 <= hits / 2000 <= 0.97


def test_nps() -> None:
    nps, low, high = nps_interval(50, 20, 100)
    assert nps == 30
    assert low < 30 < high


def _survey(**columns: Scale) -> Survey:
    return Survey(tuple(Column(name, "score", scale=scale) for name, scale in columns.items()))


def test_words_stars_missing_codes_and_reversed_scales() -> None:
    words = Scale(1, 5, labels=(("非常满意", 5.0), ("满意", 4.0), ("非常不满意", 1.0)))
    table = pd.DataFrame(
        {
            "response_id": ["1", "2", "3", "4"],
            "满意": ["非常满意", "非常不满意", "", "说不清"],
            "倒": ["1", "5", "-99", "9"],
        }
    )
    read = ratings.read(table, _survey(满意=words, 倒=Scale(1, 5, missing=("-99",), reversed=True)))
    assert read.scores["满意"].tolist()[:2] == [5.0, 1.0]
    assert read.scores["满意"].isna().tolist() == [False, False, True, True]
    assert read.scores["倒"].tolist()[:2] == [5.0, 1.0]
    assert read.scores["倒"].isna().tolist() == [False, False, True, True]
    assert len([note for note in read.notes if "不在" in note]) == 2
    assert any("反向" in note for note in read.notes)


def test_marks_of_no_answer_are_not_told_as_off_the_scale() -> None:
    cells = ["5", "[空]", "【拒答】", "4", "跳过", "2"]
    table = pd.DataFrame({"response_id": [*"123456"], "满意": cells, "熟悉": cells})
    known = Scale(1, 5, labels=(("跳过", 1.0),))
    read = ratings.read(table, _survey(满意=Scale(1, 5), 熟悉=known))
    assert not [note for note in read.notes if "不在" in note]
    assert read.scores["满意"].notna().sum() == 3
    assert read.scores["熟悉"].notna().sum() == 4  # a level of its scale
    strange = pd.DataFrame({"response_id": ["1", "2"], "满意": ["9", "还行吧"]})
    notes = ratings.read(strange, _survey(满意=Scale(1, 5))).notes
    assert any("有 2 个单元格不在" in note for note in notes)


def test_weak_scales_are_warned_of() -> None:
    rng = np.random.default_rng(1)
    table = pd.DataFrame({"response_id": [str(i) for i in range(80)]})
    for name in ("Q1", "Q2", "Q3"):
        table[name] = rng.integers(1, 6, 80).astype(str)
    read = ratings.read(table, _survey(Q1=Scale(1, 5), Q2=Scale(1, 5), Q3=Scale(1, 5)))
    assert len(read.reliability) == 1
    assert any("0.7" in note for note in read.notes)


def test_the_design_effect_is_one_of_independent_and_the_size_of_copied_values() -> None:
    """Of clusters of two copies the variance is twice that of as many independent values."""
    flags = np.random.default_rng(2).integers(0, 2, 200).astype(float)
    assert design_effect(flags, np.arange(200)) == 1.0
    twice = design_effect(np.repeat(flags, 2), np.repeat(np.arange(200), 2))
    assert twice == pytest.approx(2 * 200 / 199)
    assert design_effect(np.ones(6), np.repeat(np.arange(3), 2)) == 1.0


def test_texts_of_one_respondent_are_no_independent_texts() -> None:
    signs = np.random.default_rng(3).choice([-1.0, 0.0, 1.0], 200)
    alone = clustered_net(signs, np.arange(200))
    assert alone == net_interval((signs > 0).sum(), (signs < 0).sum(), 200)
    copied = clustered_net(np.repeat(signs, 4), np.repeat(np.arange(200), 4))
    assert copied == pytest.approx(alone, abs=0.002)
    low, high = clustered_share(np.repeat(signs > 0, 4), np.repeat(np.arange(200), 4))
    assert (low, high) == pytest.approx(share_interval((signs > 0).sum(), 200), abs=0.002)
    assert all(map(math.isnan, clustered_net(np.array([]), np.array([]))))
    # One of each from everybody: that the net is 0 is no matter of who was drawn.
    _, low, high = clustered_net(np.tile([1.0, -1.0], 200), np.repeat(np.arange(200), 2))
    assert high - low < 0.6 * (net_interval(200, 200, 400)[2] - net_interval(200, 200, 400)[1])


def test_welchs_test_and_interval_are_scipys() -> None:
    rng = np.random.default_rng(8)
    one, other = rng.normal(0, 1, 30), rng.normal(0.4, 3, 45)
    found = welch(one.mean() - other.mean(), stats.sem(one) ** 2, stats.sem(other) ** 2, 30, 45)
    reference = stats.ttest_ind(one, other, equal_var=False)
    between = reference.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((between.low, between.high))
    assert (found.statistic, found.p, found.freedom) == pytest.approx(
        (reference.statistic, reference.pvalue, reference.df)
    )
    assert np.isnan(welch(1.0, 0.0, 0.0, 9, 9)).all()
    assert np.isnan(welch(1.0, math.nan, 1.0, 1, 9)).all()


def test_the_effective_number_is_kishs() -> None:
    assert effective(np.full(12, 0.3)) == pytest.approx(12)
    assert effective(np.array([1.0, 3.0])) == pytest.approx(16 / 10)
    assert effective(np.array([1.0, 3.0, 0.0])) == pytest.approx(16 / 10)
    assert effective(np.zeros(3)) == 0.0


def test_hedges_g_is_in_weighted_deviations() -> None:
    """Unequal weights widen the interval; they do not make people more alike or different."""
    rng = np.random.default_rng(3)
    base, new = rng.normal(0, 1, 4000), rng.normal(0.5, 1, 4000)
    weights = np.where(rng.random(4000) < 0.1, 20.0, 1.0)
    plain, weighted = means(base, new), means(base, new, (weights, weights))
    assert weighted.high - weighted.low > 1.5 * (plain.high - plain.low)
    deviation = [
        np.average((x - np.average(x, weights=weights)) ** 2, weights=weights) for x in (base, new)
    ]
    assert weighted.size == pytest.approx(weighted.change / np.sqrt(np.mean(deviation)), rel=1e-3)
    assert means(base, new, (np.full(4000, 3.0), np.full(4000, 0.5))).size == pytest.approx(
        plain.size
    )
