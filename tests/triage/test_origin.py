"""Channels that are a regulator's, and who handles a case at the source."""

from __future__ import annotations

import pandas as pd
import pytest

from feedback_miner.triage.origin import flag_of, names_staff, origins


def told(name: str, cell: str, **more: bool) -> tuple[str, str, str, int]:
    table = pd.DataFrame([("A", "x.csv", 1, cell)], columns=["response_id", "source", "row", name])
    return origins(table, **more).get("A", ("", "", "", 0))


@pytest.mark.parametrize(
    ("cell", "urgency"),
    [
        ("12378转办", 3),
        ("监管转办", 3),
        ("人行转办", 3),
        ("国家金融监督管理局", 3),
        ("金融监管局", 3),
        ("信访", 2),
        ("消保委", 2),
        ("12345", 2),
        ("400热线", 0),
        ("非监管渠道", 0),
        ("APP在线", 0),
    ],
)
def test_channels(cell: str, urgency: int) -> None:
    for name in ("渠道", "投诉渠道", "来源", "channel"):
        assert told(name, cell) == (cell, "", cell if urgency else "", urgency)
    assert told("产品", cell) == ("", "", "", 0)


@pytest.mark.parametrize("cell", ["黑猫投诉", "聚投诉", "媒体转办", "电视台"])
def test_a_channel_that_publishes_complaints_raises_media(cell: str) -> None:
    assert told("渠道", cell) == (cell, "", cell, 2)
    assert flag_of(cell) == "media"
    assert flag_of("12378转办") == "regulator" and flag_of("") == ""
    assert told("渠道", "新媒体客服")[2] == "" and told("渠道", "消费保障部")[2] == ""


@pytest.mark.parametrize(
    "header",
    [
        "主办人",
        "协办人",
        "牵头人",
        "结案人",
        "值班人",
        "外呼人",
        "专办员",
        "承办",
        "主责",
        "派给谁",
        "分派给",
        "谁在跟",
        "处理同事",
        "主办",
        "二线",
    ],
)
def test_columns_that_assign_a_case_name_staff(header: str) -> None:
    assert names_staff(header)


@pytest.mark.parametrize("header", ["投诉人", "回访对象", "联系人", "借款人", "派件地址", "客户"])
def test_columns_of_customers_name_no_staff(header: str) -> None:
    assert not names_staff(header)


def test_a_handler_is_staff_and_what_else_stands_there_is_masked() -> None:
    assert told("处理人", "柳如烟")[1] == "柳如烟"
    assert "139" not in told("经办人", "柳如烟 13912345678")[1]
    assert "139" in told("经办人", "柳如烟 13912345678", keep=True)[1]


@pytest.mark.parametrize("mark", ["(空)", "拒答", "-3", "【跳过】", "不适用", ""])
def test_a_mark_of_no_answer_is_neither_a_channel_nor_a_handler(mark: str) -> None:
    row = ("A", "x.csv", 1, mark, "APP", mark)
    table = pd.DataFrame(
        [row], columns=["response_id", "source", "row", "渠道", "投诉来源", "处理人"]
    )
    assert origins(table)["A"] == ("APP", "", "", 0)
    assert told("渠道", mark) == ("", "", "", 0)
