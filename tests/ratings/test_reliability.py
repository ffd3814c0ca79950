"""Item analysis and omega against independent implementations."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from feedback_miner import factors, lexicon, ratings
from feedback_miner.drivers import predictors
from feedback_miner.ratings.reliability import item_analysis, omega_total
from feedback_miner.ratings.statistics import cronbach_alpha
from feedback_miner.survey import Column, Outcome, Scale, Survey
from feedback_miner.tables import OPINIONS, VERBATIMS, frame


def _scale(shared_data: Path, name: str) -> np.ndarray:
    table = pd.read_csv(shared_data / "satisfaction_models" / "mobi.csv")
    items = table[[c for c in table.columns if c.rstrip("0123456789") == name]]
    return items.to_numpy(float)


@pytest.mark.parametrize(
    ("scale", "deleted", "total"),
    [
        (
            "IMAG",
            (0.6424, 0.7057, 0.7096, 0.6229, 0.6489),
            (0.5358, 0.3673, 0.3931, 0.5747, 0.5296),
        ),
        ("CUEX", (0.1914, 0.3427, 0.4896), (0.3557, 0.2584, 0.1937)),
        ("CUSA", (0.7440, 0.6317, 0.6723), (0.5768, 0.6575, 0.6243)),
        ("CUSL", (0.1791, 0.6953, 0.0887), (0.3532, 0.0813, 0.4343)),
    ],
)
def test_item_analysis_of_the_ecsi_survey(
    shared_data: Path, scale: str, deleted: tuple[float, ...], total: tuple[float, ...]
) -> None:
    # pingouin 0.7.0 cronbach_alpha without each item; pandas corr with the sum of the others.
    rows = item_analysis(_scale(shared_data, scale))
    assert [row.alpha_if_deleted for row in rows] == pytest.approx(deleted, abs=6e-5)
    assert [row.item_total for row in rows] == pytest.approx(total, abs=6e-5)
    assert {row.n for row in rows} == {250}


@pytest.mark.parametrize(
    ("scale", "omega"), [("IMAG", 0.7289), ("CUEX", 0.5070), ("PERQ", 0.8779), ("CUSA", 0.7815)]
)
def test_omega_of_the_ecsi_survey(shared_data: Path, scale: str, omega: float) -> None:
    # From the loadings of factor_analyzer 0.5.1, one factor by minres.
    assert omega_total(_scale(shared_data, scale)) == pytest.approx(omega, abs=1e-4)


def test_omega_of_a_heywood_case_is_nan(shared_data: Path) -> None:
    # factor_analyzer 0.5.1 holds CUSL3's uniqueness at its bound of 0.005: loading .9979.
    assert math.isnan(omega_total(_scale(shared_data, "CUSL")))


def test_omega_of_two_items_is_the_standardised_alpha(shared_data: Path) -> None:
    items = _scale(shared_data, "PERV")
    assert omega_total(items) == cronbach_alpha(items).standardised


def test_omega_recovers_what_the_data_were_made_with() -> None:
    rng = np.random.default_rng(3)
    loadings = np.array([0.8, 0.7, 0.6, 0.5, 0.4])
    noise = rng.standard_normal((50_000, 5)) * np.sqrt(1 - loadings**2)
    items = rng.standard_normal((50_000, 1)) * loadings + noise
    true = loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum())
    assert omega_total(items) == pytest.approx(true, abs=0.005)
    # Alpha is a lower bound where loadings differ.
    assert cronbach_alpha(items).raw < omega_total(items)


def test_items_as_good_as_each_other_have_omega_equal_to_alpha() -> None:
    rng = np.random.default_rng(4)
    items = rng.standard_normal((50_000, 1)) + rng.standard_normal((50_000, 4))
    assert omega_total(items) == pytest.approx(cronbach_alpha(items).raw, abs=0.002)


@pytest.mark.parametrize("shape", [(0, 3), (2, 3), (50, 1), (50, 0)])
def test_too_little_to_tell(shape: tuple[int, int]) -> None:
    items = np.random.default_rng(1).standard_normal(shape)
    assert math.isnan(omega_total(items))
    rows = item_analysis(items)
    assert len(rows) == shape[1]
    assert all(math.isnan(r.item_total) and math.isnan(r.alpha_if_deleted) for r in rows)


def test_an_item_that_does_not_vary() -> None:
    items = np.random.default_rng(1).standard_normal((50, 4))
    items[:, 2] = 3
    assert math.isnan(omega_total(items))
    rows = item_analysis(items)
    assert math.isnan(rows[2].item_total)
    assert math.isfinite(rows[2].alpha_if_deleted)
    assert math.isnan(rows[0].alpha_if_deleted)
    assert math.isfinite(rows[0].item_total)


def test_an_item_against_its_scale_is_told_of() -> None:
    rng = np.random.default_rng(0)
    common = rng.normal(size=300)
    items = {
        f"A{i}": np.clip(
            np.round(3.5 + (-1 if i == 1 else 1) * common + rng.normal(0, 0.8, 300)), 1, 6
        )
        for i in range(1, 6)
    }
    table = pd.DataFrame({name: [f"{v:g}" for v in values] for name, values in items.items()})
    table.insert(0, "response_id", [str(i) for i in range(300)])
    survey = Survey(tuple(Column(name, "score", scale=Scale(1, 6)) for name in items))
    notes = ratings.read(table, survey).notes
    assert [note for note in notes if "「A1」" in note and "reversed = true" in note]
    assert not [note for note in notes if "「A2」与" in note]


def _with_one_reversed(*, alone: bool) -> tuple[ratings.Ratings, Survey, pd.DataFrame]:
    """A scale of two items, one of them reversed, beside three items of others."""
    rng = np.random.default_rng(5)
    common = rng.normal(size=300)
    signs = {"利率满意度": 1, "收费": -1} | ({} if alone else {"审批": 1, "服务": 1, "总体": 1})
    table = pd.DataFrame(
        {
            name: [
                f"{v:g}"
                for v in np.clip(np.round(3 + sign * common + rng.normal(0, 0.5, 300)), 1, 5)
            ]
            for name, sign in signs.items()
        }
    )
    table.insert(0, "response_id", [str(i) for i in range(300)])
    factor = {"利率满意度": "rates", "收费": "rates", "审批": "approval_speed", "服务": "service"}
    survey = Survey(
        tuple(
            Column(
                name,
                "score",
                scale=Scale(1, 5),
                factor=factor.get(name, ""),
                outcome="satisfaction" if name == "总体" else "",
            )
            for name in signs
        )
    )
    return ratings.read(table, survey, proposed=True), survey, table


def test_an_item_against_all_others_counts_in_no_score_and_accuses_no_other() -> None:
    read, survey, table = _with_one_reversed(alone=False)
    assert read.against == ("收费",)
    assert [note for note in read.notes if "「收费」" in note] == list(read.doubts)
    assert "优先级" in read.doubts[0] and "reversed = true" in read.doubts[0]
    assert not [note for note in read.notes if "「利率满意度」" in note]
    assert "rates" not in set(read.reliability["scale"])
    codebook = lexicon.load("loan")
    texts, opinions = frame([], VERBATIMS), frame([], OPINIONS)
    scores = factors.aggregate(texts, opinions, read, table, survey, codebook)
    rated = scores[(scores["factor"] == "rates") & (scores["segment"] == "")].iloc[0]
    assert rated["rating"] == pytest.approx(read.on100["利率满意度"].mean())
    laid = predictors.prepare(read, opinions, texts, survey)
    assert list(laid.closed.columns) == ["利率满意度", "审批", "服务"]


def test_what_a_survey_says_of_an_item_stands() -> None:
    _, survey, table = _with_one_reversed(alone=False)
    read = ratings.read(table, survey)
    assert read.against == () and len(read.doubts) == 1
    assert "「收费」" in read.doubts[0] and "按 reversed = false 照样计入" in read.doubts[0]
    assert "未计入" not in read.doubts[0]
    assert "rates" in set(read.reliability["scale"])


def _answers(
    signs: dict[str, int], n: int, seed: int, outcomes: dict[str, Outcome] | None = None
) -> tuple[pd.DataFrame, Survey]:
    """Items that go with what all have in common (1), against it (-1) or with nothing (0)."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=n)
    table = pd.DataFrame(
        {
            name: [
                f"{v:g}" for v in np.clip(np.round(3 + sign * common + rng.normal(0, 0.7, n)), 1, 5)
            ]
            for name, sign in signs.items()
        }
    )
    table.insert(0, "response_id", [str(i) for i in range(n)])
    said = outcomes or {}
    columns = (
        Column(name, "score", scale=Scale(1, 5), outcome=said.get(name, "")) for name in signs
    )
    return table, Survey(tuple(columns))


@pytest.mark.parametrize("bad", [1, 2, 3, 4, 5, 6, 8])
def test_many_complaints_do_not_outvote_what_customers_are_pleased_with(bad: int) -> None:
    good = {"审批": 1, "客服": 1, "总体": 1, "推荐": 1}
    table, survey = _answers(
        good | {f"麻烦{k}": -1 for k in range(bad)},
        160,
        bad,
        {"总体": "satisfaction", "推荐": "recommend"},
    )
    read = ratings.read(table, survey, proposed=True)
    assert set(read.against) <= {f"麻烦{k}" for k in range(bad)}
    assert bool(read.against) == (bad < 4)
    told = "".join(read.notes)
    assert "「审批」" not in told and "「客服」" not in told
    assert ("无从判定" in told) == (bad >= 4)


def test_a_header_that_names_its_direction_is_not_set_aside() -> None:
    signs = {"审批": 1, "客服": 1, "利率满意度": -1, "总体": 1}
    table, survey = _answers(signs, 200, 1, {"总体": "satisfaction"})
    read = ratings.read(table, survey, proposed=True)
    assert read.against == ()
    assert "「利率满意度」" in read.doubts[0] and "reversed = true" in read.doubts[0]
    # Without an outcome it is not accused either.
    table, survey = _answers(signs, 200, 1)
    assert not [n for n in ratings.read(table, survey).notes if "「利率满意度」" in n]


def test_unrelated_items_of_a_small_survey_are_not_set_aside() -> None:
    signs = {f"题{k}": 0 for k in "甲乙丙丁戊己"}
    found = [
        bool(ratings.read(*_answers(signs, 30, seed), proposed=True).against) for seed in range(60)
    ]
    assert sum(found) <= 6


def test_a_negative_alpha_is_no_consistency() -> None:
    read, _, _ = _with_one_reversed(alone=True)
    assert read.against == ()  # two items: nothing tells which of them is reversed
    row = read.reliability.iloc[0]
    assert np.isnan(row["alpha"]) and np.isnan(row["low"]) and np.isnan(row["omega"])
    assert "α 为负（-" in row["note"]
    assert [note for note in read.notes if "为负" in note]
    assert not [note for note in read.notes if "nan" in note]
