"""A closed case whose customer, called back, is not content is open again, and said to be."""

from __future__ import annotations

import pandas as pd
import pytest

from feedback_miner.triage import revisits


def export(*rows: tuple[str, str], header: str = "回访结果") -> pd.DataFrame:
    ids = [str(number) for number in range(len(rows))]
    status, cells = zip(*rows, strict=True)
    return pd.DataFrame({"response_id": ids, "处理状态": status, header: cells})


@pytest.mark.parametrize(
    "cell",
    ["不满意，客户要求重新处理", "客户不认可，将继续投诉", "款项仍未收到", "不太满意"],
)
def test_who_is_not_content_has_an_open_case(cell: str) -> None:
    given = export(("已办结", cell), ("已办结", "满意"), ("处理中", cell))
    assert revisits.stated(given) == {"0": "open", "1": "closed", "2": "progress"}
    cases = pd.DataFrame({"response_id": ["0", "1", "2"]})
    [note] = revisits.notes(cases, given)
    assert note.endswith("0") and "1 件" in note


@pytest.mark.parametrize(
    "cell", ["满意", "", "无人接听", "客户表示不再投诉", "没有不满意", "基本满意"]
)
def test_others_stay_closed(cell: str) -> None:
    given = export(("已办结", cell))
    assert revisits.stated(given) == {"0": "closed"}
    assert revisits.notes(pd.DataFrame({"response_id": ["0"]}), given) == []


def test_another_column_tells_nothing_of_it() -> None:
    assert revisits.stated(export(("已办结", "不满意"), header="诉求")) == {"0": "closed"}


SETTLED = [
    "客户起初不满意，解释后满意",
    "首次回访不满意；第二次回访满意",
    "重新处理后客户满意",
    "已重新处理",
    "不满意利率，但接受",
    "客户并非不满意",
    "没收到短信，不过已满意",
    "无解决不了的问题",
    "无人接听，待再次处理",
    "客户称若再次发生会投诉",
    "对方案无任何不满",
    "满意度：5",
    "now satisfied",
]
UNSETTLED = [
    "不满",
    "客户对方案不满",
    "仍不满",
    "未满意",
    "差评",
    "客户满意但要求马上退款",
    "是否解决：否",
    "是否满意: 否",
    "对态度满意，对费率不满意",
    "对费率不满意，对客服态度满意",
    "如再不退钱将投诉",
    "退了款才满意",
    "not satisfied",
]


@pytest.mark.parametrize("cell", SETTLED)
def test_the_last_word_of_a_callback_counts(cell: str) -> None:
    assert revisits.stated(export(("已办结", cell))) == {"0": "closed"}


@pytest.mark.parametrize("cell", UNSETTLED)
def test_discontent_is_heard_however_it_is_put(cell: str) -> None:
    assert revisits.stated(export(("已办结", cell))) == {"0": "open"}


def test_what_was_closed_since_is_not_said_to_be_open() -> None:
    given = export(("已办结", "不满意"), ("已办结", "差评"))
    cases = pd.DataFrame({"response_id": ["0", "1"], "status": ["closed", "open"]})
    [note] = revisits.notes(cases, given)
    assert note.endswith("1") and note.startswith("1 件")
