"""Personal data: found in context, look-alikes left alone, masked in place."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_miner import privacy
from feedback_miner.privacy.checks import luhn, resident_id_check


def kinds(text: str) -> list[str]:
    return [span.kind for span in privacy.recognise(text)]


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我电话13812345678请回电", "我电话[手机号]请回电"),
        ("手机１３８１２３４５６７８", "手机[手机号]"),
        ("打 138-1234-5678 找我", "打 [手机号] 找我"),
        ("+86 13812345678", "[手机号]"),
        ("身份证11010519491231002X已上传", "身份证[身份证号]已上传"),
        ("身份证号110105194912310021", "身份证号[身份证号]"),
        ("卡号6222 0212 3456 7890 123", "卡号[银行卡号]"),
        ("邮箱zhang.san@qq.com谢谢", "邮箱[邮箱]谢谢"),
        ("加我微信wxid_88abc", "加我微信[微信号]"),
        ("车牌川A8K3L2被扣", "车牌[车牌号]被扣"),
        ("客户李国强来电称", "客户[姓名]来电称"),
        ("我叫欧阳小云，", "我叫[姓名]，"),
        ("住址：成都市武侯区科华路12号3栋501室", "住址：[地址]"),
    ],
)
def test_masked(text: str, masked: str) -> None:
    assert privacy.redact(text, privacy.recognise(text)) == masked


@pytest.mark.parametrize(
    "text",
    [
        "拨打400-888-1234或95588都没人接",
        "欠款12345678.90元",
        "合同号20260314123456789",
        "尾号3321的卡",
        "张经理态度差",
        "高兴，马上办好，很安全",
        "2026-03-14 09:32 提交",
        "年化7.2%，借了50000",
        "发到kefu@hesui-example.com",
        "客户经理态度差",
        "138****5678",
    ],
)
def test_look_alikes_stay(text: str) -> None:
    assert kinds(text) == []


def test_check_digits() -> None:
    assert resident_id_check("11010519491231002X")
    assert not resident_id_check("110105194912310021")
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")


@given(st.text())
def test_spans_are_sorted_disjoint_and_masking_is_stable(text: str) -> None:
    spans = privacy.recognise(text)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(0 <= s.start < s.end <= len(text) for s in spans)
    once = privacy.redact(text, spans)
    assert privacy.redact(once, privacy.recognise(once)) == once


@given(
    st.text(st.characters(categories=["Lo", "P"]), max_size=8),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
)
def test_a_mobile_number_is_found_beside_any_characters(around: str, number: str) -> None:
    text = f"{around}{number}{around}"
    assert number not in privacy.redact(text, privacy.recognise(text))
