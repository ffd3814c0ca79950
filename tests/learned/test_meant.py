"""Wishes of a word or two, what does not pass, and questions that ask nothing."""

from __future__ import annotations

import pytest

from feedback_miner.annotate import Annotator

IMPROVE = "您希望我们改进什么？"


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("信誉", "brand"),
        ("口碑", "brand"),
        ("知名度", "brand"),
        ("讲信用", "brand"),
        ("说话算话", "brand"),
        ("客户隐私", "security"),
        ("保护好客户隐私", "security"),
        ("手续费", "rates"),
        ("利率问题", "rates"),
        ("登录", "ux"),
    ],
)
def test_a_bare_name_under_what_to_improve_is_a_wish(
    annotator: Annotator, text: str, factor: str
) -> None:
    read = annotator.annotate(text, IMPROVE, "improve")
    assert {name: said["label"] for name, said in read.factors().items()} == {factor: "neutral"}
    assert (read.label, read.acts) == ("neutral", ("suggestion",))


def test_a_promise_kept_is_praise_where_nothing_is_to_improve(annotator: Annotator) -> None:
    assert annotator.annotate("讲信用", "您最满意什么？", "like").label == "positive"
    assert annotator.annotate("讲信用").label == "positive"


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("审核不过", "approval_speed"),
        ("一直审批不过", "approval_speed"),
        ("批不过", "approval_speed"),
        ("每次审核不过也不说原因", "approval_speed"),
        ("人脸识别不过", "ux"),
        ("实名认证老是不过", "ux"),
    ],
)
def test_what_does_not_pass_is_blamed(annotator: Annotator, text: str, factor: str) -> None:
    read = annotator.annotate(text, "您有哪些不满意的地方？", "dislike")
    assert read.label == read.factors()[factor]["label"] == "negative"


def test_a_but_stays_one_and_nothing_better_is_praise(annotator: Annotator) -> None:
    read = annotator.annotate("利率低，不过额度少")
    assert {name: said["label"] for name, said in read.factors().items()} == {
        "rates": "positive",
        "product": "negative",
    }
    assert annotator.annotate("再好不过").label == "positive"
    assert annotator.annotate("比别的银行划算不过").label == "positive"


@pytest.mark.parametrize(
    "text",
    [
        "这利息合理吗？",
        "收这么多手续费合适吗",
        "这种银行还能信？",
        "这app是给人用的吗？",
        "审个贷款要查祖宗三代吗？",
        "登录一次要验证五遍，有必要吗？",
    ],
)
def test_a_question_that_scoffs_complains(annotator: Annotator, text: str) -> None:
    read = annotator.annotate(text)
    assert read.label == "negative"
    assert "complaint" in read.acts


@pytest.mark.parametrize("text", ["年化6%算高吗", "审批一般要一个月吗", "利率3.2合理吗"])
def test_a_question_that_asks_stays_one(annotator: Annotator, text: str) -> None:
    read = annotator.annotate(text)
    assert (read.label, read.acts) == ("neutral", ("question",))


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("还得是招行", "brand"),
        ("急用的时候真能顶上", "product"),
        ("手头紧的时候能应急", "product"),
        ("从申请到到账就三个小时", "approval_speed"),
    ],
)
def test_praise_without_a_word_of_praise(annotator: Annotator, text: str, factor: str) -> None:
    read = annotator.annotate(text, "请说明您打分的原因", "why")
    assert read.label == read.factors()[factor]["label"] == "positive"
    assert "complaint" not in read.acts


@pytest.mark.parametrize("text", ["一般", "普普通通", "过得去", "还好"])
def test_a_lukewarm_word_alone_is_a_verdict(annotator: Annotator, text: str) -> None:
    read = annotator.annotate(text)
    assert {name: said["label"] for name, said in read.factors().items()} == {"brand": "neutral"}
