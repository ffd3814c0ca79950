"""Answers that say nothing in words that no list has."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_miner.annotate import Annotator, Options
from feedback_miner.learned.silent import BOUND, confirmed, log_odds
from feedback_miner.text.normalise import normalise
from feedback_miner.text.validity import is_valid

QUESTION = "您对我们的贷款服务最不满意的是什么？"
EMPTY = ["想不出该写点啥", "这个真没琢磨过", "没啥想补充的了哈", "答不上来呢", "我没什么可说的呀"]
FULL = [
    "没有人接电话",
    "不知道钱扣到哪去了",
    "说不清的手续费",
    "没想到这么慢",
    "利息",
    "慢",
    "太贵",
    "催收的人态度差",
    "没啥不满意的，挺好",
]


@pytest.mark.parametrize("answer", EMPTY)
def test_empty_answers_in_other_words_are_heard(answer: str) -> None:
    clean = normalise(answer).text
    assert not is_valid(clean, QUESTION) or log_odds(clean, QUESTION) > BOUND
    assert not Annotator().annotate(answer, QUESTION, "dislike").valid


@pytest.mark.parametrize("answer", FULL)
def test_short_answers_that_say_something_are_kept(answer: str) -> None:
    assert log_odds(normalise(answer).text, QUESTION) <= BOUND
    assert Annotator().annotate(answer, QUESTION, "dislike").valid


def test_remarks_without_a_question_are_never_asked_about() -> None:
    assert not any(log_odds(answer, "") > BOUND for answer in EMPTY)


@pytest.mark.parametrize("answer", ["👍👍", "no idea at all", "", "。" * 9, "没有想法" * 30])
def test_faces_other_languages_and_long_answers_are_left_alone(answer: str) -> None:
    assert log_odds(answer, QUESTION) <= BOUND


def test_the_rules_alone_stay_the_rules_alone() -> None:
    answer = next(one for one in EMPTY if is_valid(normalise(one).text, QUESTION))
    assert Annotator(Options(sentiment="rules")).annotate(answer, QUESTION, "dislike").valid
    assert not Annotator().annotate(answer, QUESTION, "dislike").valid


@given(st.text(max_size=30), st.floats(-20, 20), st.floats(-20, 20))
def test_the_networks_confirm_and_never_calm(answer: str, one: float, other: float) -> None:
    clean, (low, high) = normalise(answer).text, sorted((one, other))
    assert confirmed(clean, QUESTION, low) <= confirmed(clean, QUESTION, high)
    assert not confirmed(clean, QUESTION, None) and not confirmed(clean, "", high)


@given(st.text(max_size=60), st.text(max_size=30))
def test_whatever_is_written_it_answers(answer: str, question: str) -> None:
    assert not math.isnan(log_odds(normalise(answer).text, question))
