"""What can still be stopped stands before what is over."""

from __future__ import annotations

from datetime import datetime

import pytest

from feedback_miner.triage.ongoing import stage

NOW = datetime(2026, 6, 14, 9)


@pytest.mark.parametrize(
    ("text", "flags", "told"),
    [
        ("药都攒够了", ["self_harm"], "life"),
        ("他们正堵在我家门口，我不敢出门", ["violence"], "life"),
        ("上个月催收的人打了我，已经验伤", ["violence"], ""),
        ("刚才有人自称客服，让我再转五万，到底转不转", ["fraud"], "fraud"),
        ("室友去年拿我身份证办了贷款", ["fraud"], ""),
        ("刚才打电话没人接", ["repeat"], ""),
    ],
)
def test_stages(text: str, flags: list[str], told: str) -> None:
    assert stage(text, flags, NOW, NOW) == told


def test_money_on_its_way_is_gone_after_days() -> None:
    text = "刚才有人让我再转五万，到底转不转"
    assert stage(text, ["fraud"], datetime(2026, 6, 1), NOW) == ""
    assert stage(text, ["fraud"], None, NOW) == "fraud"
