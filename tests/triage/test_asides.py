"""Staff's notes of a call and praise of one person make nothing good; what is over stays over."""

from __future__ import annotations

import pytest

from feedback_miner import lexicon
from feedback_miner.annotate import Annotator
from feedback_miner.survey import Options
from feedback_miner.triage import asides, categories
from feedback_miner.triage.categories import Complaint

NOTED = [
    ("客户反映少退了两期保费。客户表示认可，感谢来电。", "客户反映少退了两期保费。"),
    (
        "客户称还款渠道关了没人通知。坐席已登记并致歉，客户认可等待。",
        "客户称还款渠道关了没人通知。",
    ),
    ("手机被抢后有人转走我的钱，谢谢接听", "手机被抢后有人转走我的钱"),
    (
        "客户催问解押进度，坐席已转相关部门跟进，客户要求今天回电",
        "客户催问解押进度，" + " " * 10 + "，客户要求今天回电",
    ),
]
WHOLE = [
    "客户反映的年费已退还，客户表示认可，感谢来电。",
    "客户此前投诉乱扣款，现已撤诉，客户表示满意。",
    "客户对处理结果不认可，坐席解释三遍都说不清",
    "客服已登记三次，就是没人回电话",
    "坐席已登记",
    "利率比隔壁低，挺满意",
]


@pytest.mark.parametrize(("text", "left"), NOTED)
def test_notes_and_courtesies_are_not_heard(text: str, left: str) -> None:
    assert asides.heard(text) == left


@pytest.mark.parametrize("text", WHOLE)
def test_what_is_over_or_the_customers_own_is_heard_whole(text: str) -> None:
    assert asides.heard(text) == text


def test_praise_of_one_person_is_told_from_the_matter() -> None:
    text = "你们把我的号码卖给了装修公司，接线员倒是挺客气，谢谢她"
    assert asides.without_praise(text) == "你们把我的号码卖给了装修公司"
    kept = "号码的事已经查清，是我误会了，客服很耐心，谢谢"
    assert asides.without_praise(kept) == kept


def test_the_body_of_a_ticket_is_what_is_compared() -> None:
    ticket = "客户来电反映：储蓄卡磁条读不出。客户要求尽快核实处理。坐席已登记，客户表示理解。"
    assert asides.body(ticket) == "储蓄卡磁条读不出"
    assert asides.body("客户表示认可") == "客户表示认可"


ALARMS = [
    ("客户说要去支行杀人，坐席已安抚，客户表示理解。", {"violence"}, 3),
    ("客户来电称催收给其女儿班主任打电话催债。客户表示认可，感谢来电。", {"harassment"}, 2),
    ("我今天就打12378投诉你们！电话里这位小哥态度挺好，不怪他", {"regulator"}, 2),
    ("有人顶着我的名字贷走五万，钱没追回，谢谢倾听", {"fraud"}, 2),
    ("你们把我的手机号卖给贷款中介，一天十个推销。客服很有礼貌，谢谢", {"leak"}, 2),
    ("客户多交的利息至今没退。客户表示理解，祝您生活愉快。", set(), 1),
    ("客户反映密码器一直锁着。已提交工单至相关部门核实，请尽快处理并回复客户。", set(), 1),
    ("客户反映房贷材料没人收，资料已提交相关部门审核。", set(), 1),
]
CALM = [
    "客户反映的盗刷款已全额赔付到账，客户表示认可，感谢来电。",
    "之前催收打到我单位，投诉以后已经停了还道了歉，客服很耐心，谢谢",
    "客户咨询怎么改还款日，坐席已解答，客户表示满意，感谢来电。",
    "被骗的钱柜员帮我拦下来了，柜员小哥很热心，谢谢他",
]


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator(Options())


@pytest.mark.parametrize(("text", "flags", "least"), ALARMS)
def test_a_note_wipes_out_no_complaint(
    annotator: Annotator, text: str, flags: set[str], least: int
) -> None:
    found = annotator.annotate(text, kind="complaint")
    assert set(found.flags) == flags
    assert found.urgency >= least


@pytest.mark.parametrize("text", CALM)
def test_a_thank_you_for_what_is_over_stays_calm(annotator: Annotator, text: str) -> None:
    found = annotator.annotate(text, kind="complaint")
    assert (found.flags, found.urgency) == ((), 0)


def test_what_is_shown_is_the_whole_ticket(annotator: Annotator) -> None:
    text = "客户投诉多收了账户管理费。坐席已致歉并登记，客户表示理解。"
    found = annotator.annotate(text, kind="complaint")
    assert (found.text, found.label) == (text, "negative")
    assert all(text[one.start : one.end] == one.text for one in found.opinions)


HALF = [
    "客户反映多扣的保费退了一半",
    "客户称违约金已退部分",
    "客户称已退三百，另一半至今没退",
    "客户反映额度恢复了又降了",
    "客户反映信用卡无故被停了",
    "客户称银行停了卡发不出工资",
]


@pytest.mark.parametrize("text", HALF)
def test_what_is_half_done_or_undone_is_not_over(text: str) -> None:
    assert asides.heard(text + "，坐席已登记，客户表示理解。") == text + "。"


def test_what_was_stopped_for_the_customer_is_over() -> None:
    text = "客户称骚扰电话已经停了，客户表示感谢。"
    assert asides.heard(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "家属已投诉到12378，坐席已安抚，客户表示理解。",
        "来电人说账还是没人管，坐席已登记。",
        "坐席已登记，给未成年人贷款，父母要求撤销。",
        "信贷员私下收了红包，坐席已上报，客户要求匿名。",
    ],
)
def test_a_matter_is_as_urgent_with_a_note_as_without(annotator: Annotator, text: str) -> None:
    plain = asides.heard(text).strip(" ，")
    assert plain.endswith("。")
    found = annotator.annotate(text, kind="complaint")
    assert found.urgency >= annotator.annotate(plain, kind="complaint").urgency


@pytest.mark.parametrize(
    "text",
    [
        "家属已投诉到12378，坐席已安抚，客户表示理解。",
        "坐席已登记，给未成年人贷款，父母要求撤销。",
        "信贷员私下收了红包，坐席已上报，客户要求匿名。",
    ],
)
def test_staffs_words_for_a_grave_matter_are_heard(annotator: Annotator, text: str) -> None:
    assert annotator.annotate(text, kind="complaint").urgency >= 2


def test_money_taken_by_somebody_at_a_machine_is_a_fraud() -> None:
    book = lexicon.load("loan")
    text = "自助机吞卡之后，我卡里的钱被别人取走了"
    given = [Complaint(text, (), ("fraud",)), Complaint("自助机吞卡了", (), ())]
    assert categories.load(book).classify(given) == ["fraud", "system"]
