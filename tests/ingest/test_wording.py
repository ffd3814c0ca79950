"""The tables of what headers say: each name in them is one that the program knows, and serves."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from feedback_miner import lexicon
from feedback_miner.ingest import wording
from feedback_miner.lexicon import expressions
from feedback_miner.survey import Outcome, QuestionKind


def _names(table: str) -> list[str]:
    return list(expressions.load(f"headers/{table}", re.IGNORECASE))


def test_the_factors_are_those_of_the_loan_codebook() -> None:
    assert set(_names("factors")) == {factor.id for factor in lexicon.load("loan").factors}


def test_every_outcome_that_words_alone_tell_has_them() -> None:
    # What is trusted is a statement of many kinds: a user names it.
    assert set(get_args(Outcome)) - {"", "trust"} <= set(_names("outcomes"))


def test_every_kind_of_question_has_its_words() -> None:
    assert set(get_args(QuestionKind)) - {"remark"} <= set(_names("questions"))


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("满意或不满意的原因", "why"),
        ("您满意或不满意的地方", "remark"),
        ("您注销账户的原因", "dislike"),
        ("您选择我们的原因", "like"),
        ("还有哪些期待", "improve"),
        ("打出这个分数的理由", "why"),
        ("工单内容", "complaint"),
        ("其他", "remark"),
        ("WHAT DID YOU LIKE OR DISLIKE", "remark"),
        ("Why did you give a low score", "dislike"),
    ],
)
def test_kinds_of_questions(header: str, kind: str) -> None:
    assert wording.question_of(header) == kind


@pytest.mark.parametrize(
    ("header", "outcome"),
    [
        ("即使别家利率低一点，我也不会换", "price_tolerance"),
        ("别家更便宜我会换", "price_tolerance"),
        ("我打算换到其他银行", "reuse"),
        ("换到别家银行很麻烦", "switching_cost"),
        ("您有多大可能推荐我们", "recommend"),
        ("推荐人编号", ""),
        ("Overall satisfaction", "satisfaction"),
        ("利率满意度", ""),
    ],
)
def test_outcomes(header: str, outcome: str) -> None:
    assert wording.outcome_of(header) == outcome


def test_a_header_that_only_numbers_its_item_is_one_of_satisfaction() -> None:
    assert wording.is_satisfaction_item(" SAT_2 ") and wording.is_satisfaction_item("满意3")
    assert not wording.is_satisfaction_item("sat1 of us")
