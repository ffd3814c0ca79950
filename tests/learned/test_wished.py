"""A bare good under a question for suggestions is wished for; a sentence of praise is praise."""

from __future__ import annotations

import pytest

from feedback_miner.annotate import Annotator
from feedback_miner.ingest.wording import asks_improvement

ASKED = ("您对我们有什么建议？", "请提出您的宝贵建议")


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


@pytest.mark.parametrize("question", ASKED)
@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("审批迅速", "approval_speed"),
        ("费用低", "rates"),
        ("高额度", "product"),
        ("无息", "rates"),
        ("客服热情", "service"),
        ("操作简便", "ux"),
    ],
)
def test_a_bare_good_is_wished_for(
    annotator: Annotator, question: str, text: str, factor: str
) -> None:
    read = annotator.annotate(text, question, "improve")
    assert (read.label, read.acts) == ("neutral", ("suggestion",))
    assert {name: said["label"] for name, said in read.factors().items()} == {factor: "neutral"}


@pytest.mark.parametrize("question", [*ASKED, "您的意见和建议"])
@pytest.mark.parametrize("text", ["服务很好", "挺满意的", "放款速度已经很快了"])
def test_a_sentence_of_praise_is_praise(annotator: Annotator, question: str, text: str) -> None:
    assert annotator.annotate(text, question, "improve").label == "positive"


def test_under_opinions_people_praise() -> None:
    assert all(asks_improvement(question) for question in ASKED)
    assert not asks_improvement("您的意见和建议")
    assert not asks_improvement("意见反馈")
