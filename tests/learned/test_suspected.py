"""Praise that may not be meant bears a mark; praise that is meant does not."""

from __future__ import annotations

import pytest

from feedback_miner import Options
from feedback_miner.annotate import Annotation, Annotator
from feedback_miner.sentiment.document import NEUTRAL


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator(Options())


def said(annotator: Annotator, text: str) -> Annotation:
    return annotator.annotate(text)


@pytest.mark.parametrize(
    "text",
    [
        "真是太贴心了，半夜两点给我发广告",
        "利息真便宜，借一万还一万六",
        "呵呵，说好的三分钟放款，我等了三天",
        "好一个“客户至上”，投诉三次没人理",
        "您可真行，电话里说没手续费，合同里写了三条",
        "真人性化，九十岁老人也要本人到场刷脸",
        "感谢贵行让我学会了什么叫耐心",
        "挺好的，秒拒🙂",
    ],
)
def test_a_complaint_worded_as_praise_is_negative_and_marked(
    annotator: Annotator, text: str
) -> None:
    read = said(annotator, text)
    assert (read.label, read.suspect) == ("negative", "irony")


@pytest.mark.parametrize(
    "text",
    [
        "客服态度可真好，我话没说完就挂了",
        "呵呵，这就是所谓的秒批",
        "办事效率真高，一个盖章办了俩礼拜",
        "到账可真快，上周的今天才到",
    ],
)
def test_praise_that_a_fact_mocks_is_no_sure_praise_and_marked(
    annotator: Annotator, text: str
) -> None:
    read = said(annotator, text)
    assert read.suspect == "irony"
    assert read.score <= NEUTRAL


@pytest.mark.parametrize(
    "text",
    [
        "真的太快了，上午申请下午就到账",
        "客服真贴心，半夜两点都有人回复我",
        "居然不用手续费，太良心了",
        "呵呵，挺满意的，没什么意见",
        "办事效率真高，一个盖章五分钟搞定",
        "资料弄错了四次，经理一次都没嫌烦，真有耐心",
        "别家等了二十天都没批，你们一天就下来了，真给力",
        "比我妈还关心我，还款日前一天还打电话提醒，暖心",
        "半夜也能还款，真方便🙂",
    ],
)
def test_praise_that_is_meant_bears_no_mark(annotator: Annotator, text: str) -> None:
    read = said(annotator, text)
    assert (read.label, read.suspect) == ("positive", "")


@pytest.mark.parametrize(
    "text",
    [
        "人工客服真难找，打了六遍才通",
        "可真够慢的，一周了还没动静",
        "客服态度真好，但是问题没有解决",
    ],
)
def test_a_plain_complaint_bears_no_mark(annotator: Annotator, text: str) -> None:
    assert said(annotator, text).suspect == ""


def test_the_mark_is_part_of_the_line(annotator: Annotator) -> None:
    line = said(annotator, "真是贴心啊，逾期一天就把电话打到我单位").as_json("1", "")
    assert line["suspect"] == "irony"
    assert said(annotator, "利率低").as_json("2", "")["suspect"] == ""
