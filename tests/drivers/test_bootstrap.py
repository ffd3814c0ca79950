"""The bootstrap: right counts, right spread, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_miner.drivers import bootstrap


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 9000), st.integers(1, 4))
def test_every_resample_holds_n_rows(n: int, seed: int) -> None:
    assert (bootstrap.sums(np.ones((n, 1)), 5, seed) == n).all()


def test_the_spread_is_the_standard_error() -> None:
    y = np.random.default_rng(0).normal(3, 2, 5000)
    means = bootstrap.sums(y[:, None], 2000, 1)[:, 0] / 5000
    assert means.mean() == pytest.approx(y.mean(), abs=0.005)
    assert means.std() == pytest.approx(y.std() / np.sqrt(5000), rel=0.06)
    assert (
        bootstrap.sums(y[:, None], 10, 1).tobytes() == bootstrap.sums(y[:, None], 10, 1).tobytes()
    )


def test_moments_are_numpys() -> None:
    x = np.random.default_rng(0).normal(size=(300, 3))
    w = np.random.default_rng(1).random(300)
    mean, covariance = bootstrap.moments(bootstrap.products(x, w).sum(axis=0)[None], 3)
    assert mean[0] == pytest.approx(np.average(x, axis=0, weights=w))
    assert covariance[0] == pytest.approx(np.cov(x, rowvar=False, aweights=w, ddof=0))


def test_an_interval_where_most_samples_fail_is_not_told() -> None:
    drawn = np.full((100, 2), np.nan)
    drawn[:, 1] = np.arange(100)
    low, high = bootstrap.percentiles(drawn)
    assert np.isnan([low[0], high[0]]).all()
    assert (low[1], high[1]) == pytest.approx((2.475, 96.525))
