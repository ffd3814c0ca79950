"""Drivers: importance against an independent computation, warnings, too few rows."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd
import pytest

from feedback_miner import drivers, ratings
from feedback_miner.drivers.importance import relative_weights, variance_inflation
from feedback_miner.survey import Column, Scale, Survey
from feedback_miner.tables import OPINIONS, VERBATIMS, frame


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


def test_variance_inflation_against_the_regressions_it_is_defined_by() -> None:
    x, _ = _data()
    vif = variance_inflation(np.corrcoef(x, rowvar=False))
    others = np.column_stack([np.ones(len(x)), x[:, 1:]])
    fitted = others @ np.linalg.lstsq(others, x[:, 0], rcond=None)[0]
    r2 = 1 - ((x[:, 0] - fitted) ** 2).sum() / ((x[:, 0] - x[:, 0].mean()) ** 2).sum()
    assert vif[0] == pytest.approx(1 / (1 - r2))


def _run(table: pd.DataFrame) -> drivers.Drivers:
    names = [c for c in table.columns if c != "response_id"]
    survey = Survey(
        tuple(
            Column(n, "score", scale=Scale(1, 10), outcome="satisfaction" if n == "总体" else "")
            for n in names
        )
    )
    read = ratings.read(table, survey)
    return drivers.estimate(read, frame([], OPINIONS), frame([], VERBATIMS), survey, samples=100)


def _table(n: int, noise: float = 1.0) -> pd.DataFrame:
    rng = np.random.default_rng(9)
    a, b = rng.integers(1, 11, n), rng.integers(1, 11, n)
    overall = np.clip(np.round(0.7 * a + 0.2 * b + rng.normal(0, noise, n)), 1, 10).astype(int)
    table = pd.DataFrame(
        {"response_id": np.arange(n).astype(str), "总体": overall, "甲": a, "乙": b}
    )
    return table.astype(str)


def test_the_planted_driver_comes_first_with_an_interval_and_its_base() -> None:
    found = _run(_table(300)).table
    assert found["driver"].tolist() == ["甲", "乙"]
    assert (found["n"] == 300).all()
    first = found.iloc[0]
    assert first["importance_low"] < first["importance"] < first["importance_high"]
    assert found.equals(_run(_table(300)).table)


def test_too_few_rows_are_told_of() -> None:
    found = _run(_table(12))
    assert found.table.empty
    assert any("12" in note for note in found.notes)


def test_collinear_drivers_are_warned_of() -> None:
    table = _table(300)
    table["丙"] = table["甲"]
    rows = table.index[:15]
    table.loc[rows, "丙"] = table.loc[rows, "乙"]
    assert any("VIF" in note for note in _run(table).notes)
