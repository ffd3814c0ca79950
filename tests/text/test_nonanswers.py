"""The grammar of answers that say nothing, and what the question's words do to it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_miner.learned import silent
from feedback_miner.text.nonanswers import asked_of, says_nothing, strange, uncovered
from feedback_miner.text.validity import is_valid, letters

ACTIVITY = "您认为我们的优惠活动怎么样？"


@pytest.mark.parametrize(
    "answer",
    [
        "没参加过活动",
        "活动没关注过",
        "讲不出个所以然",
        "没法评价",
        "随手点的分",
        "一时半会儿想不出来",
    ],
)
def test_says_nothing(answer: str) -> None:
    assert says_nothing(answer, asked_of(ACTIVITY))


@pytest.mark.parametrize(
    "answer",
    [
        "没有活动",
        "没参加过抽奖",
        "活动没有",
        "随便打电话",
        "不会说话",
        "没考虑客户",
        "懒得还",
        "说不清的费用",
    ],
)
def test_says_something(answer: str) -> None:
    assert not says_nothing(answer, asked_of(ACTIVITY))


def test_a_piece_of_the_question_counts_only_where_it_was_asked() -> None:
    assert not says_nothing("没参加过活动") and says_nothing("没参加过活动", asked_of(ACTIVITY))


def test_words_that_answer_are_no_pieces_of_the_question() -> None:
    pieces = asked_of("哪些方面让您觉得满意？")
    assert "满意" not in pieces and "方面" in pieces
    assert uncovered("方面", pieces) == (0, False) and uncovered("满意", pieces) == (2, False)


@pytest.mark.parametrize(
    ("answer", "valid"),
    [
        ("12378", True),
        ("5k→5k→9k", True),
        ("12345", False),
        ("asjdkhaskjd", False),
        ("strengths", True),
        ("🚲", False),
        ("🌹🌹", True),
        ("🤷‍♂️没啥子", False),
    ],
)
def test_numbers_letters_and_pictures(answer: str, valid: bool) -> None:
    assert is_valid(answer, "您还有其他意见吗？") is valid


def test_thanks_say_nothing_only_where_something_else_was_asked() -> None:
    assert not is_valid("谢谢", "您还有其他意见吗？")
    assert is_valid("谢谢") and is_valid("不需要", "您不愿意使用的原因是？")


texts = st.text(alphabet="没有用过说不出个啥活动利率的好ab1", max_size=24)


@given(texts, st.text(alphabet="活动利率满意方面怎么样", max_size=20))
def test_what_is_left_is_at_least_what_is_strange(answer: str, question: str) -> None:
    asked = asked_of(question)
    left, mute = uncovered(answer, asked)
    assert strange(answer, asked) <= left <= len(answer)
    assert not (mute and left == len(answer))


@given(texts, st.text(alphabet="活动利率满意方面怎么样", min_size=1, max_size=20))
def test_log_odds_are_those_of_the_features(answer: str, question: str) -> None:
    core, odds = silent.shape(answer), silent.log_odds(answer, question)
    if core is not None:
        table = silent._weights().alone
        features = silent.described(letters(answer).lower(), question)
        told = sum(table.get(name, 0.0) * value for name, value in features.items())
        assert odds == pytest.approx(told) if told > silent.DOUBT else odds <= silent.DOUBT


DISLIKED = "您最不满意的地方"
ASKED = [DISLIKED, "您最满意的地方是什么", "您打这个分的原因是什么", "您对还款方式有什么看法"]


@pytest.mark.parametrize(
    "answer", ["难说话", "答不上来", "讲不明白", "没听懂", "系统默认勾选", "没用上"]
)
def test_what_staff_cannot_do_says_something_under_every_question(answer: str) -> None:
    assert all(_said(answer, question) for question in ["", *ASKED])


@pytest.mark.parametrize("answer", ["没有下文", "无下文", "懒得解释", "不想告诉你原因"])
def test_a_remark_of_no_answer_given_is_a_complaint(answer: str) -> None:
    assert _said(answer, "") and not is_valid(answer, "您打这个分的原因是什么")


@pytest.mark.parametrize(
    ("answer", "question"),
    [
        ("随机利率", "您对利率有什么看法"),
        ("没体验到服务", "您对客服服务有什么评价"),
        ("客服不清楚", "您对客服服务有什么评价"),
        ("选错了还款方式", "您对还款方式有什么看法"),
        ("没法还", "您对还款最不满意的地方"),
        ("无法联系", "您对还款最不满意的地方"),
    ],
)
def test_the_words_of_a_question_may_answer_it(answer: str, question: str) -> None:
    assert _said(answer, question)


@pytest.mark.parametrize(
    "answer",
    [
        "没有下文",
        "不告诉原因",
        "不说明原因",
        "空话",
        "客服说不清楚",
        "不清不楚",
        "不了解业务",
        "不了解客户需求",
        "回答不了问题",
        "懒得解释",
        "提交不了",
        "填不了",
        "没有反馈",
        "没什么好的",
        "高到说不出话",
    ],
)
def test_faults_are_told_where_faults_are_asked_about(answer: str) -> None:
    assert _said(answer, DISLIKED)


@pytest.mark.parametrize("answer", ["没有反馈", "没有下文", "没什么好的", "懒得解释"])
def test_what_is_no_fault_elsewhere_says_nothing_there(answer: str) -> None:
    assert not is_valid(answer, "您还有其他意见吗？")


@pytest.mark.parametrize("answer", ["无", "没有", "不清楚", "不知道", "说不清", "答不上来呢"])
def test_no_answer_stays_none_under_every_question(answer: str) -> None:
    assert not any(is_valid(answer, question) for question in ["", *ASKED])


def _said(answer: str, question: str) -> bool:
    """Tell whether an answer is kept: by the forms, and by what is learned of others."""
    heard = silent.confirmed(answer, question, 8.0)
    odds = silent.log_odds(answer, question)
    return is_valid(answer, question) and odds <= silent.BOUND and not heard
