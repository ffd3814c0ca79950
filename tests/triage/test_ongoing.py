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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("屏幕正被自称监管的人共享着", "fraud"),
        ("自称客服的人叫我马上汇解冻金，我还没挂电话", "fraud"),
        ("催着我赶紧转一万二，电话还通着", "fraud"),
        ("我在ATM前面，电话里要我把钱打到监管账户", "fraud"),
        ("昨天他让我转了两万，现在又催我赶快转三万", "fraud"),
        ("上个月催我转了两万，后来发现是诈骗", ""),
        ("去年有人叫我马上汇解冻金", ""),
        ("退款还没转给我，是不是骗子", ""),
    ],
)
def test_frauds_going_on_and_over(text: str, told: str) -> None:
    assert stage(text, ["fraud"], NOW, NOW) == told
