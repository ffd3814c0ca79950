"""A customer's own deadline: found in his words, resolved against the time of the row."""

from __future__ import annotations

import random
from datetime import date, datetime

import pytest

from feedback_miner.triage import ultimatum
from feedback_miner.triage.ultimatum import find

WEDNESDAY = datetime(2026, 3, 4, 10)


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("10号之前不处理就去银保监", "10号之前", date(2026, 3, 10)),
        ("2号之前不解决就投诉到底", "2号之前", date(2026, 4, 2)),  # the next one
        ("3月10日前仍未答复，我将向金融监管局投诉", "3月10日前", date(2026, 3, 10)),
        ("十五号以前再不给我退，我就投诉到银保监", "十五号以前", date(2026, 3, 15)),
        ("今天下班前不给我退款，我就发抖音曝光", "今天下班前", date(2026, 3, 4)),
        ("客户:今天下班前不退我那1200块，我就发抖音。", "今天下班前", date(2026, 3, 4)),
        ("明天中午12点前不给我答复，我就去总行", "明天中午12点前", date(2026, 3, 5)),
        ("三天内不给说法，咱们法院见，后果自负", "三天内", date(2026, 3, 7)),
        ("请在3个工作日内书面答复", "3个工作日内", date(2026, 3, 9)),
        ("给你们一周时间解决", "一周时间", date(2026, 3, 11)),
        ("周五再不回复我，我就打12378", "周五", date(2026, 3, 6)),
        ("下周三之前如果没有结果，我会起诉", "下周三之前", date(2026, 3, 11)),
        ("这周内不退钱我就去信访", "这周内", date(2026, 3, 8)),
        ("月底前不办好解押，我们就报警", "月底前", date(2026, 3, 31)),
        ("我跟客服说了10号之前不处理就去银保监", "10号之前", date(2026, 3, 10)),
        ("催收天天打我单位，3月9号之前不停我就去银保监", "3月9号之前", date(2026, 3, 9)),
        ("7日内给我回复，我要求今天之内退款", "今天之内", date(2026, 3, 4)),  # the earliest
    ],
)
def test_deadlines(text: str, words: str, day: date) -> None:
    assert find(text, WEDNESDAY) == (words, day)


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        ("下个月底前不退我就投诉", "下个月底前", date(2026, 4, 30)),
        ("4月底前不退我就去银保监", "4月底前", date(2026, 4, 30)),
        ("下月25号前不退我就投诉", "下月25号前", date(2026, 4, 25)),
        ("下下个月5号前不退我就投诉", "下下个月5号前", date(2026, 5, 5)),
        ("下下周一之前不答复我就投诉", "下下周一之前", date(2026, 3, 30)),
        ("一个月内不答复就起诉", "一个月内", date(2026, 4, 18)),
        ("半个月内不退款我就起诉", "半个月内", date(2026, 4, 2)),
        ("最迟明天解决", "明天", date(2026, 3, 19)),
        ("最晚下个月10号把钱退给我，不然投诉", "下个月10号", date(2026, 4, 10)),
        ("请在7天内将1200元多扣的利息退还", "7天内", date(2026, 3, 25)),
    ],
)
def test_months_and_weeks_ahead(text: str, words: str, day: date) -> None:
    assert find(text, datetime(2026, 3, 18, 10)) == (words, day)


def test_a_month_on_ends_where_the_month_does() -> None:
    january = datetime(2027, 1, 31, 9)
    assert find("一个月内不答复就起诉", january) == ("一个月内", date(2027, 2, 28))
    assert find("下个月30号前不退我就投诉", january) is None


@pytest.mark.parametrize(
    "text",
    [
        "上个月10号前没到账，我就打了12378投诉",
        "上周五之前没答复我就去投诉了",
        "去年3月20日前没退我就投诉了",
        "这个月10号前没到账，我就投诉了",
        "每月20号之前没到账我就投诉",
        "每月月底前没到账我就投诉",
        "最近一个月内没给我答复，我要投诉",
        "合同写明10日前不还我就算逾期",
        "客服说最迟明天解决",
        "最迟明天到账，挺快",
        "最迟明天能处理吗",
    ],
)
def test_times_that_are_over_come_round_or_are_others(text: str) -> None:
    assert find(text, datetime(2026, 3, 18, 10)) is None


@pytest.mark.parametrize(
    "text",
    [
        "3月5日扣的款到现在没退，我要投诉",  # an event
        "10号之前车没停好就要罚款",
        "2月10日之前没处理，我已经投诉到银保监",  # over
        "你们说10号之前退款，10号没退，我就打了电话",  # a promise
        "客服说24小时内处理，已经三天了没结果，我很生气",
        "前两次均承诺48小时内回复但未回复，本次要求主管联系",
        "合同约定30日内不放款就退，结果不退",
        "坐席：三个工作日内给您答复，请耐心等待。客户：好",  # staff's
        "坐席：请您在3月10日前提供材料。客户：好的",
        "催收说今天不还款就起诉我",  # collectors'
        "催收威胁我明天不给钱就上门",
        "你们要求我三天内还清，否则起诉",
        "每月10号之前还款，我从没逾期，你们却报逾期",
        "10号之前不还款会逾期吗",  # a question
        "9号前没收到账单，10号前不可能还款，逾期怪我就投诉",
        "我给你们打了三天电话没人处理，我要投诉",
        "2月30日之前不处理就投诉到银保监",  # no such day
    ],
)
def test_dates_that_are_none(text: str) -> None:
    assert find(text, WEDNESDAY) is None


def test_a_month_past_the_turn_of_the_year_is_next_years() -> None:
    december = datetime(2026, 12, 28, 9)
    assert find("1月5日之前不处理就去银保监", december) == ("1月5日之前", date(2027, 1, 5))
    assert find("5号之前不处理就去银保监", december) == ("5号之前", date(2027, 1, 5))


def test_without_a_time_the_words_stand_alone() -> None:
    assert find("10号之前不处理就去银保监", None) == ("10号之前", None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("限三日内返还，逾期将起诉。", "2026-09-25"),
        ("本周五前无书面答复，我将向监管局投诉。", "2026-09-25"),
        ("9月30日前若无答复，将向媒体反映。", "2026-09-30"),
        ("国庆前不解决，我就去信访局。", "2026-09-30"),
        ("给你们最后两天，不处理就去12378。", "2026-09-24"),
        ("今天之内必须退款，不退我就去银保监。", "2026-09-22"),
    ],
)
def test_formal_wording(text: str, day: str) -> None:
    found = find(text, datetime(2026, 9, 22, 10))
    assert found is not None and found.day is not None and found.day.isoformat() == day


def test_no_way_to_set_a_day_is_passed_over_for_want_of_its_words() -> None:
    """What is looked for before a pattern is tried stands in whatever the pattern matches."""
    rng = random.Random(3)
    days = (
        "10号之前",
        "三天内",
        "今天下班前",
        "月底前",
        "下周三之前",
        "国庆节前",
        "半个月内",
        "5天，",
    )
    begins = ("", "请在", "务必于", "最迟", "给你们最后", "要求贵行")
    ends = (
        "不处理就投诉",
        "再不退款我就报警",
        "必须解决",
        "书面答复我",
        "仍没到账，我只能起诉",
        "。",
    )
    found = dict.fromkeys(ultimatum.ASKED, 0)
    for _ in range(4000):
        text = "".join(map(rng.choice, (begins, days, ends)))
        for name, (way, parts) in zip(ultimatum.ASKED, ultimatum._ways(), strict=True):
            if way.search(text):
                found[name] += 1
                assert all(any(one in text for one in part) for part in parts), text
    assert min(found.values()) > 0
