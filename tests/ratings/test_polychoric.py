"""Polychoric correlations against scipy, closed forms and independent implementations."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from feedback_miner.ratings.polychoric import (
    bivariate_normal_cdf,
    category_scores,
    estimate,
    polychoric,
    smooth,
)


@pytest.mark.parametrize("rho", [-0.9999, -0.95, -0.5, 0.0, 0.3, 0.8, 0.93, 0.99, 0.9999])
def test_bivariate_normal_cdf(rho: float) -> None:
    # scipy.stats.multivariate_normal (Genz), within what either can tell.
    points = np.random.default_rng(0).standard_normal((40, 2)) * 1.5
    points[:5] = [[0, 1], [1, 0], [0, 0], [0.7, 0.7], [0.7, -0.7]]
    expected = stats.multivariate_normal.cdf(points, cov=[[1, rho], [rho, 1]])
    found = bivariate_normal_cdf(points[:, 0], points[:, 1], rho)
    assert found == pytest.approx(expected, abs=1e-12)


def test_bivariate_normal_cdf_at_the_ends() -> None:
    inf = np.inf
    h = np.array([inf, -inf, inf, -inf, 1.0, 1.0, inf])
    k = np.array([inf, 1.0, 1.0, inf, inf, -inf, -inf])
    one = stats.norm.cdf(1)
    for rho in (-1.0, -0.5, 0.0, 0.7, 1.0):
        expected = [1, 0, one, 0, one, 0, 0]
        assert bivariate_normal_cdf(h, k, rho) == pytest.approx(expected, abs=1e-15)
    # Sheppard (1899): a quarter and the arc sine.
    assert bivariate_normal_cdf(np.zeros(1), np.zeros(1), 0.5)[0] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("x", "y", "r"),
    [("IMAG1", "IMAG2", 0.43568), ("CUSA1", "CUSA2", 0.58004), ("CUSL1", "CUSL3", 0.60393)],
)
def test_the_ecsi_survey(shared_data: Path, x: str, y: str, r: float) -> None:
    # ordinalcorr 0.9.0 polychoric.
    table = pd.read_csv(shared_data / "satisfaction_models" / "mobi.csv")
    assert polychoric(table[[x, y]].to_numpy(float))[0, 1] == pytest.approx(r, abs=1e-5)


def test_median_split_has_a_closed_form() -> None:
    # Tetrachoric r of a table split at both medians: sin(pi / 2 (4 p - 1)), p the share of
    # (low, low) doubled (Sheppard, 1899). Here 40 10 / 10 40: r = sin(0.3 pi).
    table = np.repeat([[0, 0], [0, 1], [1, 0], [1, 1]], [40, 10, 10, 40], axis=0).astype(float)
    assert polychoric(table)[0, 1] == pytest.approx(np.sin(0.3 * np.pi), abs=1e-6)


def test_what_the_data_were_made_with_is_recovered_where_pearson_is_too_small() -> None:
    rng = np.random.default_rng(1)
    made = np.array([[1, 0.6, -0.3], [0.6, 1, 0.1], [-0.3, 0.1, 1]])
    latent = rng.multivariate_normal(np.zeros(3), made, 40_000)
    cut = np.column_stack(
        [
            np.digitize(latent[:, 0], [-1, 0.2]),
            np.digitize(latent[:, 1], [0.8]),
            np.digitize(latent[:, 2], [-1.5, -1, 0, 1]),
        ]
    ).astype(float)
    assert polychoric(cut) == pytest.approx(made, abs=0.02)
    assert np.corrcoef(cut, rowvar=False)[0, 1] < 0.5


def test_many_levels_are_merged() -> None:
    rng = np.random.default_rng(2)
    latent = rng.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]], 5_000)
    expected = np.corrcoef(latent, rowvar=False)[0, 1]
    assert polychoric(latent)[0, 1] == pytest.approx(expected, abs=0.02)


def test_one_empty_cell_of_four_is_no_perfect_correlation() -> None:
    table = np.repeat([[0, 0], [0, 1], [1, 1]], [20, 10, 20], axis=0).astype(float)
    r = polychoric(table)[0, 1]
    assert 0.7 < r < 0.99
    # Its mirror image mirrors it.
    table[:, 1] = 1 - table[:, 1]
    assert polychoric(table)[0, 1] == pytest.approx(-r, abs=1e-5)


def test_an_item_that_does_not_vary_has_no_correlation() -> None:
    data = np.column_stack([np.arange(10) % 3, np.ones(10), np.arange(10) % 2]).astype(float)
    r, smoothed = estimate(data)
    assert np.isnan(r[0, 1])
    assert np.isfinite(r[0, 2])
    assert not smoothed
    assert np.isnan(polychoric(np.empty((0, 2)))[0, 1])


def test_smoothing() -> None:
    impossible = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    smoothed, changed = smooth(impossible)
    assert changed
    assert np.linalg.eigvalsh(smoothed)[0] > 0
    assert np.diag(smoothed) == pytest.approx(np.ones(3))
    sound = np.array([[1, 0.5], [0.5, 1]])
    assert smooth(sound) == (pytest.approx(sound), False)


def test_category_scores_are_the_means_between_thresholds() -> None:
    values = np.repeat([1.0, 2.0, 5.0], [300, 500, 200])
    scores = category_scores(values)
    low = stats.norm.ppf(0.3)
    assert scores[0] == pytest.approx(stats.truncnorm.mean(-np.inf, low))
    assert scores[-1] == pytest.approx(stats.truncnorm.mean(stats.norm.ppf(0.8), np.inf))
    assert scores.mean() == pytest.approx(0, abs=1e-12)


@settings(max_examples=40, deadline=None)
@given(hnp.arrays(np.int64, st.tuples(st.integers(2, 40), st.just(3)), elements=st.integers(1, 5)))
def test_bounds_and_symmetry(answers: np.ndarray) -> None:
    data = answers.astype(float)
    r = polychoric(data)
    known = np.isfinite(r)
    assert (np.abs(r[known]) <= 1 + 1e-12).all()
    assert (np.diag(r) == 1).all()
    assert np.array_equal(r, r.T, equal_nan=True)
    if known.all():
        assert np.linalg.eigvalsh(r)[0] > 0
    # Only the order of levels counts.
    assert np.array_equal(polychoric(np.exp(data)), r, equal_nan=True)


def test_twenty_items_of_a_hundred_thousand_rows_take_seconds() -> None:
    rng = np.random.default_rng(3)
    data = rng.integers(0, 11, (100_000, 20)).astype(float)
    begin = time.perf_counter()
    polychoric(data)
    assert time.perf_counter() - begin < 5
