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
        ("审核一直没通过，请核实，谢谢", "remark", "审核一直没通过，请核实"),
        ("没有人接电话，请处理，谢谢", "remark", "没有人接电话，请处理"),
        ("利息太高希望降低一点，谢谢", "remark", "利息太高希望降低一点"),
        ("请替我查一下，谢谢", "remark", "请替我查一下"),
    ],
)
def test_only_a_closing_is_left_out(text: str, kind: str, left: str) -> None:
    assert without_closing(text, kind) == left


@pytest.mark.parametrize(
    "text",
    [
        "提前结清的申请当天就给了答复，谢谢",
        "退还了多交的保费，谢谢",
        "麻烦的手续一天就办完，谢谢",
        "请教的问题都讲明白了，谢谢",
        "比我希望的快，谢谢",
        "什么时候去都有座位，谢谢",
        "柜员建议我用网银办，谢谢",
        "尽快给我补了卡，谢谢",
        "怎样分期要学，望指教，谢谢",
    ],
)
def test_a_word_of_asking_within_a_report_is_no_request(text: str) -> None:
    assert without_closing(text, "remark") == text


@pytest.mark.parametrize(
    "text", ["我申请展期，你们同意了，感谢", "投诉已经撤诉，客服给了说法，感谢"]
)
def test_a_request_that_was_granted_is_thanked_for(annotator: Annotator, text: str) -> None:
    assert without_closing(text, "complaint") == text
    assert annotator.annotate(text).label == "positive"


@pytest.mark.parametrize(
    "text", ["谢谢客户经理小周", "感谢贵行两天就放款", "经理一直跟进到放款，辛苦了", "利率低，谢谢"]
)
def test_thanks_that_are_meant_are_praise(annotator: Annotator, text: str) -> None:
    assert annotator.annotate(text).label == "positive"
