"""Rows of one customer: intervals and tests that count customers, not rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from feedback_miner import factors, lexicon, ratings
from feedback_miner.drivers import bootstrap, regression
from feedback_miner.factors import crosstabs
from feedback_miner.survey import Column, Options, Scale, Survey
from feedback_miner.tables import OPINIONS, VERBATIMS, frame

BOOK = lexicon.load()


def _calls(
    seed: int, customers: int = 120, calls: int = 3, role: str = "customer"
) -> tuple[Any, ...]:
    """Calls of customers of two branches without any effect of a branch; who complains of rates
    once mostly does so in each call."""
    rng = np.random.default_rng(seed)
    whose = np.repeat(np.arange(customers), calls)
    mood = rng.normal(0, 0.9, customers)
    scores = np.clip(np.rint(3.5 + mood[whose] + rng.normal(0, 0.6, len(whose))), 1, 5)
    unhappy = (rng.random(customers) < 0.3)[whose] & (rng.random(len(whose)) < 0.9)
    ids = [f"T{i}" for i in range(len(whose))]
    table = pd.DataFrame(
        {
            "response_id": ids,
            "客户号": [f"C{one:05d}" for one in whose],
            "分行": rng.choice(["甲行", "乙行"], customers)[whose],
            "总体": [f"{one:g}" for one in scores],
        }
    )
    survey = Survey(
        (
            Column("客户号", role),  # type: ignore[arg-type]
            Column("分行", "segment"),
            Column("总体", "score", scale=Scale(1, 5), outcome="satisfaction"),
        ),
        Options(),
    )
    text = {"question": "q", "kind": "remark", "text": "x", "sentiment": "neutral", "score": 0.0}
    text |= {"acts": [], "loyalty": "", "urgency": 0, "flags": [], "valid": True}
    said = {"question": "q", "factor": "rates", "subfactor": "fees", "polarity": "negative"}
    said |= {"score": -0.8, "act": "", "start": 0, "end": 1, "text": "x", "evidence": []}
    verbatims = frame(({"response_id": one, **text} for one in ids), VERBATIMS)
    opinions = frame(
        (
            {"response_id": one, "verbatim": at, **said}
            for at, (one, bad) in enumerate(zip(ids, unhappy, strict=True))
            if bad
        ),
        OPINIONS,
    )
    read = ratings.read(table, survey)
    return read, opinions, verbatims, table, survey, BOOK


def _alarms(role: str) -> dict[str, float]:
    tested = [crosstabs.tabulate(*_calls(seed, role=role))[0] for seed in range(60)]
    every = pd.concat(tested)
    return {kind: float((part["p"] < 0.05).mean()) for kind, part in every.groupby("kind")}


def test_a_difference_of_customers_at_random_is_found_no_more_often_than_it_should() -> None:
    alone = _alarms("ignored")
    assert alone["score"] > 0.15
    assert alone["complaint"] > 0.15
    clustered = _alarms("customer")
    assert clustered["score"] < 0.12
    assert clustered["complaint"] < 0.12


def test_a_mean_has_the_interval_of_as_many_customers() -> None:
    """With as many rows of each the clustered interval is that of the customers' means."""
    read, *_, table, _, _ = _calls(3)
    each = read.scores["总体"].groupby(table["客户号"]).mean()
    half = stats.t.ppf(0.975, len(each) - 1) * each.std() / np.sqrt(len(each))
    item = read.items.iloc[0]
    assert item["n"] == len(table)
    assert (item["mean_high"] - item["mean_low"]) / 2 == pytest.approx(half)
    row = crosstabs.tabulate(*_calls(3))[0].iloc[0]
    branch = table.groupby("客户号")["分行"].first()
    welch = stats.ttest_ind(*(each[branch == one] for one in ("甲行", "乙行")), equal_var=False)
    assert row["p"] == pytest.approx(welch.pvalue)
    assert row["n"] == len(table)


def test_shares_and_nets_of_factors_are_divided_by_their_design_effect() -> None:
    read, opinions, verbatims, table, survey, book = _calls(4)
    plain = factors.aggregate(verbatims, opinions, read, table, survey, book)
    found = factors.clustered(plain, verbatims, opinions, read, table, survey, book)
    widths = [
        (one["share_high"] - one["share_low"])[(one["factor"] == "rates")].to_numpy()
        for one in (plain, found)
    ]
    assert (widths[1] > 1.3 * widths[0]).all()
    ends = ["share_low", "share_high", "net_low", "net_high", "rating_low", "rating_high"]
    pd.testing.assert_frame_equal(plain.drop(columns=ends), found.drop(columns=ends))


def test_nothing_changes_where_nobody_has_several_rows() -> None:
    told, untold = _calls(5, 300, 1), _calls(5, 300, 1, role="ignored")
    assert told[0].clusters is None
    assert not any("客户聚类" in note for note in told[0].notes)
    pd.testing.assert_frame_equal(told[0].items, untold[0].items)
    pd.testing.assert_frame_equal(crosstabs.tabulate(*told)[0], crosstabs.tabulate(*untold)[0])


def test_it_is_said_how_many_customers_there_are() -> None:
    read = _calls(6)[0]
    assert any("360 行来自 120 位客户" in note for note in read.notes)


def test_rows_without_a_customer_are_each_their_own() -> None:
    *_, table, survey, _ = _calls(7, 10, 2)
    blank = table.assign(客户号=["C1", "C1", *[""] * 18])
    found = ratings.read(blank, survey).clusters
    assert found is not None
    assert len(set(found.tolist())) == 19


def test_regression_errs_as_statsmodels_does_by_group() -> None:
    """Reference: statsmodels' GEE with an independence working correlation, whose robust errors are
    those clustered by group; theirs is without the correction for leverage, slight here."""
    import statsmodels.api as sm

    rng = np.random.default_rng(8)
    groups = np.repeat(np.arange(300), 3)
    x = np.repeat(rng.normal(size=(300, 2)), 3, axis=0)
    y = x[:, 0] + np.repeat(rng.normal(size=300), 3) + rng.normal(0, 0.5, 900)
    found = regression.robust(x, y, None, groups)
    reference = sm.GEE(y, sm.add_constant(x), groups).fit().bse[1:]
    assert np.sqrt(np.diag(found.covariance)) == pytest.approx(reference, rel=0.05)
    assert (np.sqrt(np.diag(regression.robust(x, y).covariance)) < 0.7 * reference).all()


def test_the_bootstrap_draws_customers() -> None:
    groups = np.repeat(np.arange(200), 4)
    values = np.repeat(np.random.default_rng(9).normal(size=200), 4)
    parts = bootstrap.pooled(np.column_stack([np.ones(800), values]), groups)
    drawn = bootstrap.sums(parts, 2000, 1)
    spread = (drawn[:, 1] / drawn[:, 0]).std()
    assert spread == pytest.approx(values.std() / np.sqrt(200), rel=0.1)
