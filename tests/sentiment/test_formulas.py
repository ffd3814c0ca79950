"""A formal closing changes nothing of what a text reports or asks."""

from __future__ import annotations

import pytest

from feedback_miner.annotate import Annotator
from feedback_miner.sentiment.formulas import without_closing

REPORTS = ["多收了我一笔担保费", "审批卡了九天没人理", "APP登不上去", "客服挂我电话"]
CLOSINGS = [
    "，谢谢！",
    "，感谢",
    "，麻烦核实，多谢",
    "，辛苦了",
    "，拜托了，谢谢支持",
    "，望回复，祝工作顺利",
]


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("closing", CLOSINGS)
def test_a_complaint_that_closes_politely_is_one(
    annotator: Annotator, report: str, closing: str
) -> None:
    alone = annotator.annotate(report, "投诉内容", "complaint")
    closed = annotator.annotate(report + closing, "投诉内容", "complaint")
    assert closed.label == alone.label == "negative"
    assert "praise" not in closed.acts


@pytest.mark.parametrize(
    ("text", "kind", "left"),
    [
        ("额度被冻结，请尽快处理，谢谢配合！", "remark", "额度被冻结，请尽快处理"),
        ("手续费扣了两次，感谢", "complaint", "手续费扣了两次"),
        ("望核实，辛苦了，祝生意兴隆", "complaint", "望核实，辛苦了，祝生意兴隆"),
        ("利率低，谢谢", "remark", "利率低，谢谢"),
        ("感谢贵行两天就放款", "complaint", "感谢贵行两天就放款"),
        ("客服帮我把账查清楚了，谢谢", "complaint", "客服帮我把账查清楚了，谢谢"),
        ("谢谢", "complaint", "谢谢"),
    ],
)
def test_only_a_closing_is_left_out(text: str, kind: str, left: str) -> None:
    assert without_closing(text, kind) == left


@pytest.mark.parametrize(
    "text", ["谢谢客户经理小周", "感谢贵行两天就放款", "经理一直跟进到放款，辛苦了", "利率低，谢谢"]
)
def test_thanks_that_are_meant_are_praise(annotator: Annotator, text: str) -> None:
    assert annotator.annotate(text).label == "positive"
