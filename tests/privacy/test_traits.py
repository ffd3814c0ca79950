"""What a person is described by is no name behind a title."""

import pytest

from feedback_miner import privacy


def names(text: str) -> list[str]:
    return [text[s.start : s.end] for s in privacy.recognise(text) if s.kind == "name"]


@pytest.mark.parametrize(
    "text",
    [
        "客户经理水平高",
        "客户经理高傲",
        "客户经理安静",
        "医生水平高，就是等太久",
        "教练戴墨镜",
        "老师严肃，孩子怕他",
        "教练于心不忍",
        "客服殷勤",
        "护士温顺",
        "教练温顺，就是等太久",
        "师傅毛躁，活干得糙",
        "客服权限低",
    ],
)
def test_traits_behind_a_title_are_no_names(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("客户经理高志远很负责", "高志远"),
        ("客户经理安静怡，态度好", "安静怡"),
        ("感谢医生温建华的帮助", "温建华"),
        ("护士殷桂兰", "殷桂兰"),
        ("我叫高冷，是你们的老客户", "高冷"),
        ("姓名：安静，电话打不通", "安静"),
        ("客户严肃先生来电", "严肃"),
    ],
)
def test_names_that_begin_like_them_are_found(text: str, name: str) -> None:
    assert name in names(text)
