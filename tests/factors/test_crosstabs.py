"""Segments: the right test, the same figures as scipy's, corrections, suppression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from feedback_miner import lexicon, ratings
from feedback_miner.factors import crosstabs, touchpoints
from feedback_miner.survey import Column, Options, Scale, Survey
from feedback_miner.tables import OPINIONS, VERBATIMS, frame


def _tables(
    scores: Sequence[float], cells: Mapping[str, Sequence[str]], unhappy: Sequence[bool] = ()
) -> tuple[Any, ...]:
    n = len(scores)
    ids = [f"r{i}" for i in range(n)]
    table = pd.DataFrame({"response_id": ids, "总体": [f"{s:g}" for s in scores], **cells})
    survey = Survey(
        (Column("总体", "score", scale=Scale(1, 10)), *(Column(c, "segment") for c in cells)),
        Options(),
    )
    blank = {"question": "q", "kind": "remark", "text": "x", "sentiment": "neutral", "score": 0.0}
    blank |= {"acts": [], "loyalty": "", "urgency": 0, "flags": [], "valid": True}
    verbatims = frame(({"response_id": i, **blank} for i in ids), VERBATIMS)
    opinion = {"question": "q", "factor": "rates", "subfactor": "fees", "polarity": "negative"}
    opinion |= {"score": -0.8, "act": "", "start": 0, "end": 1, "text": "x", "evidence": []}
    opinions = frame(
        (
            {"response_id": i, "verbatim": k, **opinion}
            for k, (i, bad) in enumerate(zip(ids, unhappy or [False] * n, strict=True))
            if bad
        ),
        OPINIONS,
    )
    read = ratings.read(table, survey)
    return read, opinions, verbatims, table, survey, lexicon.load()


def _groups(rng: np.random.Generator, sizes: Sequence[int], means: Sequence[float]) -> Any:
    values = [
        np.clip(np.round(rng.normal(m, 1.5, k)), 1, 10) for k, m in zip(sizes, means, strict=True)
    ]
    return values, np.concatenate(values), np.repeat([f"组{i}" for i in range(len(sizes))], sizes)


def test_means_by_welch_and_games_howell() -> None:
    """References: pingouin 0.7 `welch_anova` on the same draw; scipy's `tukey_hsd` with unequal
    variances, which is Games and Howell's procedure."""
    values, scores, cells = _groups(np.random.default_rng(1), (60, 40, 30), (5, 6, 7.5))
    tabs, pairs = crosstabs.tabulate(*_tables(scores, {"城市": cells}))
    row = tabs.iloc[0]
    assert row["test"] == "Welch ANOVA"
    w = [len(v) / v.var(ddof=1) for v in values]
    mean = sum(a * v.mean() for a, v in zip(w, values, strict=True)) / sum(w)
    lam = sum((1 - a / sum(w)) ** 2 / (len(v) - 1) for a, v in zip(w, values, strict=True))
    f = sum(a * (v.mean() - mean) ** 2 for a, v in zip(w, values, strict=True)) / 2
    f /= 1 + 2 * lam / 8
    assert row["statistic"] == pytest.approx(f)
    assert row["p"] == pytest.approx(stats.f.sf(f, 2, 8 / (3 * lam)))
    assert row["clear"]
    reference = stats.tukey_hsd(*values, equal_var=False)
    interval = reference.confidence_interval()
    for pair in pairs.itertuples():
        i, j = int(pair.level[1]), int(pair.other[1])
        assert pair.difference == pytest.approx(reference.statistic[i, j])
        assert pair.low == pytest.approx(interval.low[i, j], abs=0.01)
        assert pair.p == pytest.approx(max(reference.pvalue[i, j], 0.001), abs=0.002)


def test_marks_of_no_answer_are_no_level() -> None:
    _, scores, cells = _groups(np.random.default_rng(1), (60, 40, 30), (5, 6, 7.5))
    *rest, table, survey, codebook = _tables(scores, {"城市": cells})
    marked = table.assign(城市=table["城市"].replace("组2", "-3"))
    columns = tuple(
        replace(c, missing=("-3",)) if c.role == "segment" else c for c in survey.columns
    )
    told = replace(survey, columns=columns)
    tabs, pairs = crosstabs.tabulate(*rest, marked, told, codebook)
    assert all(sorted(levels) == ["组0", "组1"] for levels in tabs["levels"])
    assert set(tabs["n"]) == {100}
    assert "-3" not in {*pairs["level"], *pairs["other"]}


def test_small_groups_are_ranked() -> None:
    values, scores, cells = _groups(np.random.default_rng(2), (15, 12), (4, 7))
    row = crosstabs.tabulate(*_tables(scores, {"城市": cells}))[0].iloc[0]
    assert row["test"] == "Kruskal-Wallis"
    assert row["p"] == pytest.approx(stats.kruskal(*values).pvalue)


def test_shares_by_chi_square_or_fisher() -> None:
    cells = ["甲"] * 100 + ["乙"] * 100
    unhappy = [i < 40 for i in range(100)] + [i < 15 for i in range(100)]
    tabs, pairs = crosstabs.tabulate(*_tables([5.0, 6.0] * 100, {"城市": cells}, unhappy))
    row = tabs[tabs["kind"] == "complaint"].iloc[0]
    reference = stats.chi2_contingency([[40, 60], [15, 85]], correction=False)
    assert (row["test"], row["p"]) == ("χ²", pytest.approx(reference.pvalue))
    assert row["size"] == pytest.approx(np.sqrt(reference.statistic / 200))
    assert dict(zip(row["levels"], row["values"], strict=True)) == {"甲": "40.0%", "乙": "15.0%"}
    pair = pairs.iloc[0]
    turn = 1 if pair["level"] == "甲" else -1
    assert turn * pair["difference"] == pytest.approx(0.25)
    assert 0.1 < min(abs(pair["low"]), abs(pair["high"])) < 0.25
    rare = [i < 4 for i in range(100)] + [False] * 100
    tabs, _ = crosstabs.tabulate(*_tables([5.0, 6.0] * 100, {"城市": cells}, rare))
    row = tabs[tabs["kind"] == "complaint"].iloc[0]
    exact = stats.fisher_exact([[4, 96], [0, 100]]).pvalue
    assert (row["test"], row["p"]) == ("Fisher", pytest.approx(exact))


def test_small_levels_are_suppressed_and_counted() -> None:
    cells = ["甲"] * 100 + ["乙"] * 97 + ["丙"] * 3
    row = crosstabs.tabulate(*_tables([5.0, 6.0] * 100, {"城市": cells}))[0].iloc[0]
    assert row["levels"] == ["甲", "乙"]
    assert row["suppressed"] == 1


def test_correction_holds_where_nothing_differs() -> None:
    rng = np.random.default_rng(5)
    false = 0
    for _ in range(20):
        cells = {f"段{k}": rng.choice(["a", "b", "c"], 150) for k in range(3)}
        scores = np.clip(np.round(rng.normal(5, 2, 150)), 1, 10)
        tabs, _ = crosstabs.tabulate(*_tables(scores, cells))
        false += int(tabs["clear"].any())
    assert false <= 5


def _by_touchpoint(ratings: Any, opinions: Any, verbatims: Any, *rest: Any) -> pd.DataFrame:
    return touchpoints.view(ratings, opinions, *rest)


def test_touchpoints_need_more_than_one_way_and_hold_the_scores() -> None:
    scores = [8.0] * 40 + [4.0] * 40 + [6.0] * 20
    cells = {
        "渠道": ["手机App"] * 40 + ["线下网点"] * 40 + ["客服电话"] * 20,
        "来源": ["微信"] * 60 + ["链接"] * 40,
    }
    view = _by_touchpoint(*_tables(scores, cells))
    assert set(view["column"]) == {"渠道"}
    means = view[view["kind"] == "score"].set_index("touchpoint")
    assert means["value"].to_dict() == {"phone": 6, "offline": 4, "online": 8}
    assert means["n"].to_dict() == {"phone": 20, "offline": 40, "online": 40}
    assert _by_touchpoint(*_tables(scores, {"来源": cells["来源"]})).empty


def test_few_answers_at_a_touchpoint_are_suppressed() -> None:
    scores = [8.0] * 40 + [4.0] * 40
    cells = {"渠道": ["手机App"] * 40 + ["线下网点"] * 40}
    unhappy = [True] * 4 + [False] * 36 + [True] * 12 + [False] * 28
    view = _by_touchpoint(*_tables(scores, cells, unhappy))
    net = view[view["kind"] == "net"]
    assert list(zip(net["touchpoint"], net["n"], strict=True)) == [("offline", 12)]
    assert (view["n"] >= 10).all()


def _weighted(weights: Sequence[float], *given: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    read, *rest = _tables(*given)
    w = np.asarray(weights, dtype=float)
    return crosstabs.tabulate(replace(read, weights=w * len(w) / w.sum()), *rest)


def test_equal_weights_change_nothing() -> None:
    _, scores, cells = _groups(np.random.default_rng(1), (60, 40, 30), (5, 6, 7.5))
    unhappy = [i % 3 == 0 for i in range(130)]
    plain = crosstabs.tabulate(*_tables(scores, {"城市": cells}, unhappy))
    weighted = _weighted([2.0] * 130, scores, {"城市": cells}, unhappy)
    for one, two in zip(plain, weighted, strict=True):
        pd.testing.assert_frame_equal(one, two)


def test_weighted_means_by_the_sandwich() -> None:
    """Reference: statsmodels WLS on a dummy, HC0 errors within each group times n / (n - 1)."""
    import statsmodels.api as sm

    values, scores, cells = _groups(np.random.default_rng(3), (60, 80), (5, 6.5))
    weights = np.random.default_rng(4).gamma(2.0, size=140)
    tabs, pairs = _weighted(weights, scores, {"城市": cells})
    means, variance = [], 0.0
    for name, group in zip(("组0", "组1"), values, strict=True):
        w = weights[np.asarray(cells) == name]
        fit = sm.WLS(group, np.ones(len(group)), weights=w).fit(cov_type="HC0")
        means.append(float(fit.params[0]))
        variance += float(fit.bse[0]) ** 2 * len(group) / (len(group) - 1)
    assert tabs.iloc[0]["statistic"] == pytest.approx((means[1] - means[0]) ** 2 / variance)
    shown = dict(zip(tabs.iloc[0]["levels"], tabs.iloc[0]["values"], strict=True))
    assert shown == {"组0": f"{means[0]:.2f}", "组1": f"{means[1]:.2f}"}
    assert abs(pairs.iloc[0]["difference"]) == pytest.approx(abs(means[1] - means[0]))


def test_weighted_shares_count_as_their_effective_base() -> None:
    """Kish's (1965) effective base; unequal weights must not make a difference clearer."""
    cells = ["甲"] * 100 + ["乙"] * 100
    unhappy = [i < 40 for i in range(100)] + [i < 15 for i in range(100)]
    weights = [1.0, 3.0] * 100
    tabs, _ = _weighted(weights, [5.0, 6.0] * 100, {"城市": cells}, unhappy)
    row = tabs[tabs["kind"] == "complaint"].iloc[0]
    base = 200.0**2 / (50 * 1 + 50 * 9)
    bad, good = (20 + 60) / 200 * base, (8 * 1 + 7 * 3) / 200 * base
    table = [[bad, base - bad], [good, base - good]]
    assert row["p"] == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)
    assert row["n"] == 200


def test_nps_is_compared_as_a_mean_of_its_parts() -> None:
    rng = np.random.default_rng(7)
    scores = np.r_[rng.integers(0, 11, 60), rng.integers(6, 11, 60)].astype(float)
    table = pd.DataFrame(
        {
            "response_id": [f"r{i}" for i in range(120)],
            "推荐": [f"{s:g}" for s in scores],
            "城市": ["甲"] * 60 + ["乙"] * 60,
        }
    )
    survey = Survey(
        (
            Column("推荐", "score", scale=Scale(0, 10), outcome="recommend"),
            Column("城市", "segment"),
        ),
        Options(),
    )
    read = ratings.read(table, survey)
    tabs, _ = crosstabs.tabulate(
        read, frame([], OPINIONS), frame([], VERBATIMS), table, survey, lexicon.load()
    )
    row = tabs[tabs["kind"] == "nps"].iloc[0]
    net = 100.0 * (scores >= 9) - 100.0 * (scores <= 6)
    reference = stats.ttest_ind(net[:60], net[60:], equal_var=False)  # Welch's F is t² of two
    assert row["statistic"] == pytest.approx(reference.statistic**2)
    assert row["p"] == pytest.approx(reference.pvalue)
