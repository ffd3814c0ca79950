"""What a clause denies is read for itself, whatever stands beside it."""

from __future__ import annotations

import pytest

from feedback_miner.annotate import Annotation, Annotator


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


def signs(read: Annotation) -> dict[str, str]:
    return {name: told["label"] for name, told in read.factors().items()}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("授信额度不高，下款快", {"product": "negative", "approval_speed": "positive"}),
        ("客服态度好，审批并不快", {"service": "positive", "approval_speed": "negative"}),
        ("利率不低，但软件好用", {"rates": "negative", "ux": "positive"}),
        ("审核不慢，额度太少", {"approval_speed": "positive", "product": "negative"}),
        ("利息不贵，审批也不慢", {"rates": "positive", "approval_speed": "positive"}),
        ("APP不卡，客服态度太差", {"ux": "positive", "service": "negative"}),
        ("客户经理没得挑，系统太烂", {"service": "positive", "ux": "negative"}),
        ("额度倒是不少", {"product": "positive"}),
        ("虽说额度不大，但利息是真低", {"product": "negative", "rates": "positive"}),
    ],
)
def test_a_clause_that_the_rules_know_keeps_its_sign(
    annotator: Annotator, text: str, wanted: dict[str, str]
) -> None:
    read = annotator.annotate(text)
    assert signs(read) == wanted
    acts = {"negative": "complaint", "positive": "praise"}
    assert set(read.acts) == {acts[sign] for sign in wanted.values()}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("不是额度低，是利率太高", {"rates": "negative"}),
        ("不是审批慢，而是客服态度差", {"service": "negative"}),
    ],
)
def test_what_is_denied_to_be_the_cause_is_not_blamed(
    annotator: Annotator, text: str, wanted: dict[str, str]
) -> None:
    read = annotator.annotate(text)
    assert signs(read) == wanted
    assert read.label == "negative"


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("没有任何杂费", "rates"),
        ("不收任何服务费", "rates"),
        ("利息少到几乎可以忽略", "rates"),
        ("第一年等于没利息", "rates"),
        ("审批没有任何问题", "approval_speed"),
        ("几乎没排队", "service"),
    ],
)
def test_nothing_bad_is_good(annotator: Annotator, text: str, factor: str) -> None:
    read = annotator.annotate(text)
    assert (read.label, signs(read)) == ("positive", {factor: "positive"})


@pytest.mark.parametrize(
    "text", ["没有任何优惠", "没有任何人联系我", "没有任何理由就拒了", "没有收到任何答复"]
)
def test_nothing_good_is_bad(annotator: Annotator, text: str) -> None:
    assert annotator.annotate(text).label == "negative"


@pytest.mark.parametrize(
    ("text", "factor", "sign"),
    [
        ("说好的利率不高，结果年化二十四", "rates", "negative"),
        ("谁说审批不快，半小时就到账了", "approval_speed", "positive"),
        ("客服不专业？我倒觉得挺专业", "service", "positive"),
        ("要不是审批不快，我早推荐给朋友了", "approval_speed", "negative"),
    ],
)
def test_what_is_quoted_asked_or_supposed_is_left_to_the_model(
    annotator: Annotator, text: str, factor: str, sign: str
) -> None:
    assert signs(annotator.annotate(text))[factor] == sign


def test_a_word_for_his_own_line_is_no_praise(annotator: Annotator) -> None:
    assert annotator.annotate("我家网络没有问题").label == "neutral"
