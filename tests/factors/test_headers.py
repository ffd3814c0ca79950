"""Scored items find the factors of the codebook in use, whatever the industry."""

from __future__ import annotations

import pytest

from feedback_miner import lexicon, resources
from feedback_miner.factors.headers import fitted
from feedback_miner.ingest.wording import leaves
from feedback_miner.survey import Column, Scale, Survey

HOTEL = resources.corpora() / "industries" / "hotel"
SCALE = Scale(1, 5)


def items(*columns: tuple[str, str]) -> Survey:
    return Survey(
        tuple(Column(name, "score", scale=SCALE, factor=factor) for name, factor in columns)
    )


@pytest.mark.parametrize(
    ("header", "found", "factor"),
    [
        ("房间满意度", "", "room"),
        ("价格合理满意度", "rates", "price"),
        ("早餐评分", "", "food"),
        ("前台服务态度", "service", "service"),
        ("交通便捷程度", "ux", "location"),
        ("酒店", "", ""),
    ],
)
def test_headers_name_factors_of_the_codebook(header: str, found: str, factor: str) -> None:
    (column,) = fitted(items((header, found)), lexicon.load(HOTEL)).columns
    assert column.factor == factor


def test_the_loan_codebook_keeps_what_its_own_words_found() -> None:
    survey = items(("利率满意度", "rates"), ("别的", ""))
    assert fitted(survey, lexicon.load("loan")) == survey


@pytest.mark.parametrize(
    ("header", "away"),
    [
        ("会不会再来光顾", False),
        ("愿不愿再借款", False),
        ("我不会再入住", True),
        ("不想再借", True),
    ],
)
def test_a_question_whether_is_no_statement_of_leaving(header: str, away: bool) -> None:
    assert leaves(header) is away
