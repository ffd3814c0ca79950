"""Many texts at once are annotated as one by one, remembered or not."""

from __future__ import annotations

import pytest

from feedback_miner import annotate
from feedback_miner.annotate import Annotator

ITEMS = [
    ("利率太高了，客服态度很好", "", "remark"),
    ("催收天天打电话骚扰我全家，再不处理就投诉到银保监", "", "complaint"),
    ("无", "", "improve"),
    ("利率", "", "improve"),
    ("利率", "", "like"),
    ("", "", "remark"),
    ("利率太高了，客服态度很好", "", "remark"),
    ("审批慢" * 200, "", "remark"),
    ("我叫王小明，电话13800138000，等了三天", "", "remark"),
]


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


def test_many_equal_one_by_one(annotator: Annotator) -> None:
    many = annotator.annotate_many(ITEMS)
    again = annotator.annotate_many(ITEMS[::-1])[::-1]
    annotator.forget()
    assert many == again == [annotator.annotate(*item) for item in ITEMS]


def test_batches_and_a_short_memory_change_nothing(
    annotator: Annotator, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = annotator.annotate_many(ITEMS)
    annotator.forget()
    monkeypatch.setattr(annotate, "BATCH", 2)
    monkeypatch.setattr(annotate, "KEPT", 1)
    assert annotator.annotate_many(ITEMS) == wanted
    assert len(annotator._known) == 1
