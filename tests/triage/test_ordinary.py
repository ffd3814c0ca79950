"""Single ordinary matters are ordinary; what is said outright is flagged; praise is no case."""

from __future__ import annotations

import pytest

from feedback_miner.annotate import Annotation, Annotator

ANNOTATOR = Annotator()


def read(text: str) -> Annotation:
    return ANNOTATOR.annotate(text, "", "complaint")


@pytest.mark.parametrize(
    "text",
    [
        "至今无人回访",
        "一周五个推销电话",
        "客服和网点互相踢皮球",
        "账单里莫名多出来一笔手续费",
        "推销电话太多，影响工作",
        "说三天内回电，今天第五天了",
        "上个月反映的问题到现在没人回电话",
        "助贷中介冒用你们名义，推销电话打到我吐",
    ],
)
def test_one_matter_of_one_contact_is_ordinary(text: str) -> None:
    found = read(text)
    assert found.urgency == 1
    assert not {"fraud", "leak", "repeat"} & set(found.flags)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("账单莫名多出一笔贷款，我没借过", "fraud"),
        ("重复投诉，一直没人处理", "repeat"),
        ("我在派出所做笔录，告你们催收恐吓", "legal"),
        ("就你们这态度，我注销了也要去微博挂你们", "media"),
    ],
)
def test_what_stands_beside_it_makes_it_soon(text: str, flag: str) -> None:
    found = read(text)
    assert found.urgency >= 2
    assert flag in found.flags


def test_a_student_who_asks_is_frail_and_need_not_be_called() -> None:
    found = read("大学生可以办信用卡吗")
    assert found.flags == ("vulnerable",)
    assert found.urgency == 0


@pytest.mark.parametrize(
    "text", ["利率打到骨折，我喜欢", "跟别家比你们利息算良心了，别家那才叫抢钱", "反抢劫演练通知"]
)
def test_praise_and_notices_make_no_case(text: str) -> None:
    found = read(text)
    assert found.label != "negative"
    assert found.urgency == 0
