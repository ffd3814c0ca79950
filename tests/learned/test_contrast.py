"""A fault with a merit behind a "but" is no complaint on the whole; each keeps its sign."""

from __future__ import annotations

import pytest

from feedback_miner import Options
from feedback_miner.annotate import Annotator


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator(Options())


@pytest.mark.parametrize(
    ("text", "bad", "good"),
    [
        ("利息高，但是放款快", "rates", "approval_speed"),
        ("审批慢，但是额度高", "approval_speed", "product"),
        ("客服态度差，但是利息低", "service", "rates"),
        ("利息高，不过额度高", "rates", "product"),
    ],
)
def test_a_merit_behind_a_but_is_heard(
    annotator: Annotator, text: str, bad: str, good: str
) -> None:
    read = annotator.annotate(text)
    told = {factor: one["label"] for factor, one in read.factors().items()}
    assert read.label == "neutral"
    assert told == {bad: "negative", good: "positive"}


@pytest.mark.parametrize(
    "text", ["额度高，但是利息高", "利息高，但是审批也慢", "利息高，但是希望放款快一点"]
)
def test_a_fault_behind_it_or_a_wish_is_no_merit(annotator: Annotator, text: str) -> None:
    assert annotator.annotate(text).label != "positive"
    assert annotator.annotate("利息高，但是审批也慢").label == "negative"
