"""Staff's own notes of a call make no case; what a customer says of a call does."""

from __future__ import annotations

import pandas as pd
import pytest

from feedback_miner.annotate import Annotator
from feedback_miner.triage.leftout import left_out
from feedback_miner.triage.lodged import lodged
from feedback_miner.triage.notes import is_aside, is_note

NOTES = [
    "客户接通后一直未说话，坐席挂断",
    "同一事项已有工单，本单关闭",
    "外呼两次未接通，待跟进",
    "回拨客户，电话占线",
    "致电客户无人接听，稍后再拨",
    "线路杂音大，未听清客户诉求",
    "通话中断，客户未再来电",
    "重复派单，详见上一单",
    "客户误拨，无其他诉求。",
    "投诉人手机关机，无法联系",
]


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


@pytest.mark.parametrize("text", NOTES)
def test_a_note_of_a_call_asks_for_nobody(annotator: Annotator, text: str) -> None:
    read = annotator.annotate(text, "", "complaint")
    assert (read.label, read.urgency, read.flags, read.opinions) == ("neutral", 0, (), ())
    assert read.explain()["ruled"] == "note"
    assert not lodged(text, read.label, read.acts)


@pytest.mark.parametrize(
    "text",
    [
        "坐席挂断我电话",
        "客服直接挂断",
        "打了十次无人接听",
        "电话占线，打不进去",
        "通话中断",
        "重复工单，一直没人处理",
        "回电客户无人接听，客户昨日称要投诉",
        "客户来电称坐席挂断电话",
        "我一说话坐席就挂断",
    ],
)
def test_what_a_customer_says_of_a_call_is_no_note(text: str) -> None:
    assert not is_note(text)


def test_a_customer_whom_staff_hung_up_on_complains(annotator: Annotator) -> None:
    for text in ("坐席挂断我电话", "打了十次无人接听"):
        assert annotator.annotate(text, "", "complaint").urgency >= 1


def test_only_a_complaints_column_holds_notes(annotator: Annotator) -> None:
    assert annotator.annotate(NOTES[0], "", "remark").ruled != "note"


def test_what_staff_added_is_known_beside_a_complaint() -> None:
    assert is_aside("坐席已登记")
    assert not is_aside("坐席态度差")


def test_notes_are_left_out_under_their_own_name() -> None:
    verbatims = pd.DataFrame(
        {
            "response_id": ["a", "b"],
            "text": ["外呼三次未接通，待跟进", "咨询还款账号"],
            "kind": ["complaint", "complaint"],
            "valid": [True, True],
            "sentiment": ["neutral", "neutral"],
            "acts": [[], ["question"]],
        }
    )
    left = left_out(verbatims, pd.DataFrame({"response_id": []}))
    assert left["reason"].tolist() == ["note", "asking"]
