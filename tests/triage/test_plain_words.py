"""Frauds told plainly, sayings, advice that is quoted, and what is shown as the reason."""

from __future__ import annotations

import pytest

from feedback_miner.annotate import Annotator
from feedback_miner.survey import Options

READER = Annotator(Options())


@pytest.mark.parametrize(
    "text",
    [
        "电话里说我征信有问题要处理，教我把钱转到他给的账户，我刚转了八千",
        "他说取消会员要操作，我把屏幕给他看了",
        "我把验证码报给了一个自称银行的人，现在怎么办",
        "说我校园贷没注销，让我借出来转走，我已经转了三万",
    ],
)
def test_a_fraud_told_plainly_is_for_today(text: str) -> None:
    found = READER.annotate(text, "", "complaint")
    assert "fraud" in found.flags and found.urgency == 3


def test_who_asks_whether_a_call_for_money_is_genuine_is_answered_soon() -> None:
    found = READER.annotate("加我微信的人说是你们专员，要先打三千验资，是真的吗", "", "complaint")
    assert "fraud" in found.flags and found.urgency >= 2


@pytest.mark.parametrize(
    "text",
    [
        "柜员提醒我不要把验证码告诉别人，很负责",
        "我转账还款了，麻烦查一下到账没有",
        "海报上写着安全账户都是骗局",
        "公司用会议软件开会，没接到你们电话",
    ],
)
def test_advice_and_ordinary_transfers_are_no_fraud(text: str) -> None:
    found = READER.annotate(text, "", "complaint")
    assert "fraud" not in found.flags and found.urgency < 2


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("这利率就是拿刀割韭菜", "violence"),
        ("保安说话跟要打人似的", "violence"),
        ("还款短信看到了，马上还", "harassment"),
        ("懒得再打12378了，把多收的钱退我就行", "regulator"),
        ("坐席跟我说“不满意您可以去银保监投诉”，什么态度", "regulator"),
        ("注销信用卡需要什么材料", "churn"),
        ("担心资料外泄，能不能不存照片", "leak"),
        ("手机银行昨晚瘫痪了", "vulnerable"),
    ],
)
def test_sayings_and_quoted_advice_raise_nothing(text: str, flag: str) -> None:
    found = READER.annotate(text, "", "complaint")
    assert flag not in found.flags and found.urgency < 2


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("我拿着刀在你们网点门口", "violence"),
        ("我活不下去你们行里的人也别想好过", "violence"),
        ("懒得再打12378了，直接去银保监门口坐着", "regulator"),
        ("坐席让我去银保监投诉，那我现在就去投诉", "regulator"),
        ("撑不下去了，遗书写好了", "self_harm"),
    ],
)
def test_what_is_meant_stays(text: str, flag: str) -> None:
    found = READER.annotate(text, "", "complaint")
    assert flag in found.flags and found.urgency == 3


def test_a_debt_too_heavy_with_time_asked_for_is_not_for_today() -> None:
    found = READER.annotate("压力太大撑不下去了，想申请延期三个月", "", "complaint")
    assert "self_harm" not in found.flags and found.urgency in (1, 2)
