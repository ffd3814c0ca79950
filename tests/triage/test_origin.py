"""Channels that are a regulator's, and who handles a case at the source."""

from __future__ import annotations

import pandas as pd
import pytest

from feedback_miner.triage.origin import origins


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
