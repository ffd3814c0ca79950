"""Regressions against independent implementations."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.miscmodels.ordinal_model import OrderedModel

from feedback_miner.drivers.regression import ordered_logit, robust


def _ordinal(n: int = 600) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    x = rng.normal(2, 3, size=(n, 3))
    y = np.digitize(x @ [0.4, -0.2, 0.0] + rng.logistic(size=n), [-2, -0.5, 1, 2]).astype(float)
    return x, y


def test_ordered_logit_equals_statsmodels() -> None:
    """Reference: statsmodels OrderedModel (numeric derivatives)."""
    x, y = _ordinal()
    found = ordered_logit(x, y)
    reference = OrderedModel(y, x, distr="logit").fit(method="bfgs", gtol=1e-7, disp=0)
    assert found is not None
    assert found.coefficients == pytest.approx(reference.params[:3], abs=1e-4)
    assert found.low == pytest.approx(reference.conf_int()[:3, 0], abs=1e-3)
    assert found.high == pytest.approx(reference.conf_int()[:3, 1], abs=1e-3)
    cuts = reference.model.transform_threshold_params(reference.params)[1:-1]
    assert found.thresholds == pytest.approx(cuts, abs=1e-3)
    assert found.pseudo_r2 == pytest.approx(reference.prsquared, abs=1e-6)


def test_two_levels_are_a_logistic_regression() -> None:
    """Reference: statsmodels Logit."""
    import statsmodels.api as sm

    x, y = _ordinal()
    y = (y > 1).astype(float)
    found = ordered_logit(x, y)
    reference = sm.Logit(y, sm.add_constant(x)).fit(disp=0)
    assert found is not None
    assert found.coefficients == pytest.approx(reference.params[1:], abs=1e-6)
    assert -found.thresholds[0] == pytest.approx(reference.params[0], abs=1e-6)


def test_weights_count_a_row_so_often() -> None:
    x, y = _ordinal(300)
    weights = np.where(np.arange(300) % 3 == 0, 2.0, 1.0)
    one = ordered_logit(x, y, weights)
    two = ordered_logit(
        np.repeat(x, weights.astype(int), axis=0), np.repeat(y, weights.astype(int))
    )
    assert one is not None
    assert two is not None
    assert one.coefficients == pytest.approx(two.coefficients, abs=1e-7)


def test_weighted_intervals_do_not_shrink_with_the_weights() -> None:
    """Reference: the sandwich of a logistic regression with sampling weights (Binder, 1983) by
    statsmodels' GLM with HC0 errors; they are scaled by n / (n - 1) here."""
    import statsmodels.api as sm

    x, y = _ordinal(500)
    y = (y > 1).astype(float)
    weights = np.random.default_rng(3).gamma(1.0, size=500)
    found = ordered_logit(x, y, weights)
    glm = sm.GLM(y, sm.add_constant(x), family=sm.families.Binomial(), var_weights=weights).fit(
        cov_type="HC0"
    )
    assert found is not None
    error = (found.high - found.low) / 2 / 1.959964
    assert found.coefficients == pytest.approx(glm.params[1:], abs=1e-5)
    assert error == pytest.approx(glm.bse[1:] * np.sqrt(500 / 499), rel=1e-4)
    plain = ordered_logit(x, y)
    assert plain is not None
    assert (error > (plain.high - plain.low) / 2 / 1.959964).all()


def test_separated_levels_give_nothing_rather_than_nonsense() -> None:
    x = np.linspace(-1, 1, 100)[:, None]
    assert ordered_logit(x, (x[:, 0] > 0).astype(float)) is None
    assert ordered_logit(np.ones((50, 1)), np.arange(50.0) % 3) is None


def test_robust_errors_by_their_own_formula() -> None:
    """HC3 by MacKinnon and White (1985): residuals over (1 - leverage)."""
    rng = np.random.default_rng(2)
    x = rng.normal(size=(80, 2))
    y = x @ [1.0, 0.5] + rng.normal(size=80) * (1 + np.abs(x[:, 0]))
    found = robust(x, y)
    design = np.column_stack([np.ones(80), x])
    inverse = np.linalg.inv(design.T @ design)
    beta = inverse @ design.T @ y
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    spread = ((y - design @ beta) / (1 - leverage)) ** 2
    covariance = inverse @ (design.T * spread) @ design @ inverse
    assert found.coefficients == pytest.approx(beta[1:])
    assert found.covariance == pytest.approx(covariance[1:, 1:])


def test_small_samples_use_the_t_distribution() -> None:
    from scipy import stats

    rng = np.random.default_rng(4)
    x = rng.normal(size=(20, 2))
    found = robust(x, x[:, 0] + rng.normal(size=20))
    error = np.sqrt(np.diag(found.covariance))
    half = stats.t.ppf(0.975, 17) * error
    assert found.high - found.coefficients == pytest.approx(half)
    assert found.p == pytest.approx(2 * stats.t.sf(np.abs(found.coefficients) / error, 17))


def test_repeated_predictors_are_refused() -> None:
    x = np.random.default_rng(0).normal(size=(30, 1))
    with pytest.raises(np.linalg.LinAlgError):
        robust(np.column_stack([x, 2 * x]), x[:, 0])


def test_a_coefficient_of_one_row_has_no_interval_and_the_others_keep_theirs() -> None:
    """Its row is fitted exactly: without it the others' figures are the same."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=(60, 2))
    y = x[:, 0] + rng.normal(size=60)
    lone = np.zeros(60)
    lone[7] = 0.3
    found = robust(np.column_stack([x, lone]), y)
    assert np.isnan([found.low[2], found.high[2], found.p[2]]).all()
    rest = robust(np.delete(x, 7, axis=0), np.delete(y, 7))
    assert found.coefficients[:2] == pytest.approx(rest.coefficients)
    assert np.diag(found.covariance)[:2] == pytest.approx(np.diag(rest.covariance))
    weighted = robust(np.column_stack([x, lone]), y, rng.uniform(0.5, 2, 60))
    assert np.isnan(weighted.low).tolist() == [False, False, True]
