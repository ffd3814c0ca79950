"""Segments: the right test, the same figures as scipy's, corrections, suppression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


def test_touchpoints_need_more_than_one_way_and_hold_the_scores() -> None:
    scores = [8.0] * 40 + [4.0] * 40 + [6.0] * 20
    cells = {
        "渠道": ["手机App"] * 40 + ["线下网点"] * 40 + ["客服电话"] * 20,
        "来源": ["微信"] * 60 + ["链接"] * 40,
    }
    view = touchpoints.view(*_tables(scores, cells))
    assert set(view["column"]) == {"渠道"}
    means = view[view["kind"] == "score"].set_index("touchpoint")
    assert means["value"].to_dict() == {"phone": 6, "offline": 4, "online": 8}
    assert means["n"].to_dict() == {"phone": 20, "offline": 40, "online": 40}
    assert touchpoints.view(*_tables(scores, {"来源": cells["来源"]})).empty
