"""Scores against gold labels: each figure over its own base, with an interval that tells it."""

from __future__ import annotations

from typing import Any

import pytest

from feedback_miner.evaluation import BY_FACTOR, FIGURES, Figure, evaluate
from feedback_miner.ratings.statistics import share_interval


def _gold(i: int) -> dict[str, Any]:
    return {
        "id": str(i),
        "text": "电话13812345678，利率太高" if i < 6 else "利率太高",
        "sentiment": "neg" if i % 2 else "pos",
        "factors": [["rates", "neg"]] if i < 40 else [],
        "acts": ["complaint"],
        "urgency": 3 if i < 11 else 0,
        "flags": [],
        "valid": True,
        "pii": [["phone", "13812345678"]] if i < 6 else [],
    }


def _said(gold: dict[str, Any]) -> dict[str, Any]:
    label = {"neg": "negative", "pos": "positive"}
    return {
        "sentiment": {"label": label[gold["sentiment"]], "score": 0.5},
        "factors": {f: {"label": label[p], "score": -0.5} for f, p in gold["factors"]},
        "acts": gold["acts"],
        "loyalty": "",
        "urgency": gold["urgency"],
        "flags": [],
        "valid": True,
        "pii": [{"kind": "phone", "start": 2, "end": 13}] if gold["pii"] else [],
    }


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    """Everything right, so that every bootstrap sample is 100 %."""
    gold = [_gold(i) for i in range(100)]
    return {f.name: f for f in evaluate(gold, [_said(g) for g in gold], samples=50)}


def test_each_figure_has_its_own_base(figures: dict[str, Figure]) -> None:
    bases = {name: figure.n for name, figure in figures.items()}
    assert bases["sentiment_accuracy"] == bases["sentiment_kappa"] == 100
    assert bases["urgent_recall"] == bases["urgent_precision"] == 11
    assert bases["pii_recall"] == 6
    assert bases["factor_recall.rates"] == bases["factor_f1.rates"] == 40
    assert "flag_micro_f1" not in bases  # nobody gives one: there is nothing to score


def test_shares_have_wilsons_interval(figures: dict[str, Figure]) -> None:
    found = figures["urgent_recall"]
    assert (found.value, found.low, found.high) == pytest.approx((1.0, *share_interval(11, 11)))
    assert found.low < 0.8


def test_no_interval_collapses_where_all_is_right(figures: dict[str, Figure]) -> None:
    for figure in figures.values():
        assert figure.value == 1.0 and figure.low < 0.99 and figure.high == 1.0, figure.name


def test_every_figure_is_of_a_known_name(figures: dict[str, Figure]) -> None:
    assert {name.partition(".")[0] for name in figures} <= {*FIGURES, *BY_FACTOR}
