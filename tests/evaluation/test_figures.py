"""Scores against gold labels: each figure over its own base, with an interval that tells it."""

from __future__ import annotations

from typing import Any

import numpy as np
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


def _score(gold: list[dict[str, Any]], said: list[dict[str, Any]]) -> dict[str, Figure]:
    return {f.name: f for f in evaluate(gold, said, samples=200)}


@pytest.mark.parametrize("constant", ["gold", "said"])
def test_kappa_is_not_told_where_a_side_has_one_label(constant: str) -> None:
    gold = [_gold(i) for i in range(10)]
    said = [_said(g) for g in gold]
    for g, p in zip(gold, said, strict=True):
        if constant == "gold":
            g["sentiment"] = "neg"
        else:
            p["sentiment"] = {"label": "negative", "score": -0.5}
    found = _score(gold, said)
    assert "sentiment_kappa" not in found and "sentiment_accuracy" in found


def test_kappa_of_one_has_the_bound_of_agreement_less_chance(figures: dict[str, Figure]) -> None:
    found = figures["sentiment_kappa"]
    low, _ = share_interval(100, 100)
    assert (found.value, found.low, found.high) == pytest.approx((1.0, (low - 0.5) / 0.5, 1.0))


def test_f1_of_one_has_the_bound_of_the_share_both_say(figures: dict[str, Figure]) -> None:
    low, _ = share_interval(40, 40)
    assert figures["factor_micro_f1"].low == pytest.approx(2 * low / (1 + low))


def test_labels_that_are_null_are_not_scored() -> None:
    gold = [_gold(i) for i in range(20)]
    said = [_said(g) for g in gold]
    gold[0] |= dict.fromkeys(("sentiment", "factors", "acts", "urgency", "flags", "valid", "pii"))
    found = _score(gold, said)
    assert found["sentiment_accuracy"].n == found["urgency_within_1"].n == 19
    assert found["factor_recall.rates"].n == 19 and found["pii_recall"].n == 5
    assert found["sentiment_accuracy"].value == found["factor_micro_f1"].value == 1.0


def test_texts_of_one_respondent_are_no_independent_proof() -> None:
    """Everybody's text four times over tells what it tells once."""
    rng = np.random.default_rng(1)
    gold = [_gold(i) for i in range(60)]
    said = [_said(g) for g in gold]
    for i in rng.choice(60, 20, replace=False):
        said[i]["sentiment"] = {"label": "neutral", "score": 0.0}
    once = _score(gold, said)
    copies = [g | {"id": f"{g['id']}#{k}"} for g in gold for k in range(4)]
    four = _score(copies, [p for p in said for _ in range(4)])
    apart = _score(
        [g | {"id": str(i)} for i, g in enumerate(copies)], [p for p in said for _ in range(4)]
    )
    for name in ("sentiment_accuracy", "sentiment_macro_f1", "sentiment_kappa"):
        assert four[name].value == pytest.approx(once[name].value)
        assert four[name].high - four[name].low == pytest.approx(
            once[name].high - once[name].low, rel=0.1
        )
        assert apart[name].high - apart[name].low < 0.65 * (once[name].high - once[name].low)
    assert four["sentiment_accuracy"].n == 240


def test_hits_without_a_miss_of_few_respondents_prove_no_more_than_they() -> None:
    """Where nothing varies, the texts of one respondent count as one."""
    gold = [_gold(i) for i in range(20)]
    copies = [g | {"id": f"{g['id']}#{k}"} for g in gold for k in range(5)]
    for wrong in (False, True):
        said = [_said(g) for g in gold]
        for one in said if wrong else ():
            label = "neutral" if one["sentiment"]["label"] != "neutral" else "positive"
            one["sentiment"] = {"label": label, "score": 0.0}
        once = _score(gold, said)["sentiment_accuracy"]
        five = _score(copies, [p for p in said for _ in range(5)])["sentiment_accuracy"]
        assert once.value == five.value == float(not wrong)
        assert (five.low, five.high) == pytest.approx((once.low, once.high))
        assert five.n == 100


def test_an_urgent_text_counts_as_found_where_two_is_said() -> None:
    gold = [_gold(i) | {"urgency": 3 if i < 4 else 2} for i in range(6)]
    urgencies = (3, 2, 1, 0, 3, 2)
    said = [_said(g) | {"urgency": u} for g, u in zip(gold, urgencies, strict=True)]
    found = {f.name: f for f in evaluate(gold, said, samples=5)}
    assert (found["urgent_recall"].value, found["urgent_recall"].n) == (0.5, 4)
    assert (found["urgent_precision"].value, found["urgent_precision"].n) == (1.0, 2)
