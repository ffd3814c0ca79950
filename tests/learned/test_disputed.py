"""A complaints' column that disputes something politely is unhappy with it."""

from __future__ import annotations

import pytest

from feedback_miner.annotate import Annotator
from feedback_miner.triage.lodged import lodged


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("客户对利率定价有异议，要求复核", "rates"),
        ("还款金额有误，请核实", "aftercare"),
        ("逾期记录有误，请尽快更正", "aftercare"),
        ("账单金额有疑问", "aftercare"),
        ("对扣款时间有异议，请核查", "aftercare"),
        ("客户质疑罚息计算有误，要求提供明细，坐席已登记", "rates"),
        ("客户要求核实利息计算是否正确，称与合同约定不符", "rates"),
    ],
)
def test_what_is_disputed_is_blamed(annotator: Annotator, text: str, factor: str) -> None:
    read = annotator.annotate(text, "", "complaint")
    assert read.label == "negative"
    assert read.urgency >= 1
    assert "complaint" in read.acts
    assert {name: one["label"] for name, one in read.factors().items()} == {factor: "negative"}


@pytest.mark.parametrize(
    "text",
    [
        "客户对处理结果无异议",
        "客户对利率没有异议",
        "客户咨询对账单金额有疑问如何处理",
        "如果还款金额有误怎么办",
        "客户对利率有异议，经解释已认可",
        "还款账户信息无误",
    ],
)
def test_nothing_is_disputed(annotator: Annotator, text: str) -> None:
    read = annotator.annotate(text, "", "complaint")
    assert read.ruled != "dispute"
    assert read.label != "negative"


def test_only_a_complaints_column_is_read_so(annotator: Annotator) -> None:
    assert annotator.annotate("还款金额有误，请核实", "", "remark").ruled != "dispute"


@pytest.mark.parametrize(
    ("text", "queued"),
    [
        ("要求尽快解除抵押", True),
        ("要求撤销征信查询记录", True),
        ("请删除我的个人信息", True),
        ("申请恢复额度", True),
        ("要求提供合同原件，已申请一个月", True),
        ("要求核实利息计算", True),
        ("客户咨询能否恢复额度", False),
        ("请问如何申请恢复额度", False),
        ("客户要求恢复额度，已恢复", False),
        ("客服要求提供身份证", False),
        ("请提供还款账号", False),
    ],
)
def test_who_asks_that_something_be_undone_lodges_a_complaint(text: str, queued: bool) -> None:
    assert lodged(text, "neutral", ()) is queued
