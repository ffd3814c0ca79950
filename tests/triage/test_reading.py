"""Scope: what the words around a mention make of it."""

from __future__ import annotations

import pytest

from feedback_miner.triage.reading import Reading


def at(text: str, words: str) -> tuple[Reading, int, int]:
    start = text.index(words)
    return Reading(text), start, start + len(words)


@pytest.mark.parametrize(
    ("text", "words", "negated"),
    [
        ("我没有要起诉你们", "起诉", True),
        ("从来没被骚扰过", "骚扰", True),
        ("不打算投诉", "投诉", True),
        ("不得不投诉", "投诉", False),
        ("会不会起诉", "起诉", False),
        ("再不处理就起诉", "起诉", False),
        ("不给说法，我要起诉", "起诉", False),
        ("别逼我报警", "报警", False),
    ],
)
def test_negation_reaches_what_follows_it_in_its_clause(
    text: str, words: str, negated: bool
) -> None:
    reading, start, end = at(text, words)
    assert reading.negated(start, end) is negated


def test_what_is_forbidden_is_mostly_going_on() -> None:
    reading, start, end = at("请不要再骚扰我家人", "骚扰")
    assert reading.negated(start, end)
    assert not reading.negated(start, end, forbidding=False)


@pytest.mark.parametrize(
    ("text", "words", "asked"),
    [
        ("我要是不还会被起诉吗", "起诉", True),
        ("逾期会不会爆通讯录", "爆通讯录", True),
        ("凭什么打给我家人？", "打给我家人", False),
        ("谁把我的信息卖了？", "信息卖了", False),
    ],
)
def test_questions(text: str, words: str, asked: bool) -> None:
    reading, start, end = at(text, words)
    assert reading.asked(start, end) is asked


@pytest.mark.parametrize(
    ("text", "words", "supposed"),
    [
        ("万一信息泄露了怎么办", "信息泄露", True),
        ("如果再打给我家人我就报警", "打给我家人", False),
        ("信息泄露了", "信息泄露", False),
    ],
)
def test_conditions(text: str, words: str, supposed: bool) -> None:
    reading, start, end = at(text, words)
    assert reading.supposed(start, end) is supposed


def test_sentences_and_clauses_hold_their_positions() -> None:
    text = "第一句，还是第一句。第二句"
    reading = Reading(text)
    assert reading.clause(0) == (0, 3)
    assert reading.sentence(5) == (0, 10)
    assert reading.sentence(11) == (10, len(text))
