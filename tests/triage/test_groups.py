"""Groups: copies, one event in other words, one person; and what must stay apart."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_miner import resources
from feedback_miner.errors import ConfigError
from feedback_miner.triage.grams import fold, weigh
from feedback_miner.triage.groups import group
from feedback_miner.triage.likeness import read_weights
from feedback_miner.triage.sequels import Matter

FEE = "五月十八日起会员费自动从九块九涨到二十九块九，没有任何通知，要求退还差价"
FILLER = [
    "人脸识别一直不通过，手机换了三台还是提示光线不足，柜台又让我回去等",
    "抵押解除材料交了快两个月，绿本还没寄到，影响我卖房子",
    "等额本息提前结清，剩余手续费为什么还要照收，合同没写",
    "放款拖了二十多天，卖家说要没收定金，审核到底卡在哪里",
    "催收把短信发到我单位前台，领导找我谈话，太丢人了",
    "积分兑换的电饭煲三个月没发货，客服让我再等等",
]


def labels(texts: list[str], **more: object) -> list[int]:
    days = more.pop("days", np.zeros(len(texts)))
    return group(fold(texts), np.array(days, dtype=float), **more).tolist()  # type: ignore[arg-type]


def test_copies_and_other_words_of_one_event_are_one_group() -> None:
    found = labels(
        [
            FEE,
            FEE + "！！",
            "会员费五月十八号自动由九块九变成二十九块九，事前没有通知，请退还差价",
            *FILLER,
        ]
    )
    assert found[:3] == [0, 0, 0]
    assert found[3:] == list(range(3, 9))


DOWN = ["App登录不上", "App进不去，一直转圈", "手机银行打不开", "手机银行崩了"]


def test_one_failure_told_in_other_words_at_one_place_within_the_hour_is_one_group() -> None:
    minutes = np.array([0, 8, 15, 25, 10, 12]) / 1440
    texts = [*DOWN, "App界面太丑字太小", "客服态度恶劣挂我电话"]
    found = labels(texts, days=minutes, places=["成都"] * 6)
    assert found == [0, 0, 0, 0, 4, 5]
    assert labels(texts, days=minutes) == list(range(6))  # no place is known
    assert labels(DOWN, days=np.zeros(4), places=["成都"] * 4) == list(range(4))  # days alone
    assert (
        labels(texts, days=minutes, places=["甲", "乙", "丙", "丁", "", ""], towns=["成都"] * 6)[:4]
        == [0] * 4
    )
    elsewhere = ["成都", "成都", "北京", "武汉", "成都", "成都"]
    assert labels(texts, days=minutes, places=elsewhere) == list(range(6))
    assert labels(DOWN, days=np.array([0, 2, 4, 6]) / 24, places=["成都"] * 4) == list(range(4))


@pytest.mark.parametrize(
    "texts",
    [
        [
            "系统错误多扣了我300元，退钱",
            "手机银行里提前还款按钮点不了",
            "app人脸识别用不了，去柜台又被骂",
            "优惠券用不了，虚假宣传",
        ],
        ["系统错误多扣钱", "系统一直用不了优惠券", "手机银行点不了还款", "App刷不出账单"],
    ],
)
def test_unlike_matters_of_one_town_are_no_failure_of_the_app(texts: list[str]) -> None:
    minutes = np.array([0, 10, 20, 31]) / 1440
    assert labels(texts, days=minutes, places=["成都"] * 4) == list(range(4))


def test_who_is_in_danger_or_urgent_for_another_reason_is_no_part_of_a_failure() -> None:
    minutes = np.array([0, 8, 15, 25, 12, 13, 14]) / 1440
    texts = [
        *DOWN,
        "app闪退，钱转不出去，我被骗了正在转账要冻结",
        "手机银行白屏，今天必须还上",
        "App闪退害我逾期",
    ]
    plain, urgent = Matter("system", "", ()), Matter("repayment", "", ("urgent",), 3)
    matters = [*[plain] * 4, Matter("system", "", ("fraud",), 3), urgent, plain._replace(urgency=2)]
    found = labels(texts, days=minutes, places=["成都"] * 7, matters=matters)
    assert found == [0, 0, 0, 0, 4, 5, 0]


def test_as_many_failures_as_a_place_always_has_are_no_event() -> None:
    times = np.arange(40) * 20 / 1440 + 3.2 / 24 * (np.arange(40) // 4)
    found = labels(
        [DOWN[n % 4] + "一" * (n // 4) for n in range(40)], days=times, places=["成都"] * 40
    )
    assert len(set(found)) > 4


def test_the_same_wording_about_another_branch_months_later_stays_apart() -> None:
    texts = ["河东店的人说贷款合同丢了让我补签", "城西网点大厅空调坏了闷得慌排队两小时"]
    assert labels([*texts, *FILLER])[:2] == [0, 1]


def test_a_near_copy_joins_however_many_equal_copies_there_are() -> None:
    near = FEE.replace("没有任何通知", "没有任何书面通知")
    for copies in (1, 5, 30):
        found = labels([*[FEE] * copies, near, *FILLER])
        assert found[: copies + 1] == [0] * (copies + 1)


def test_a_text_that_very_many_sent_is_grouped_in_no_time() -> None:
    copies = 100_000
    began = time.perf_counter()
    assert not group([FEE] * copies, np.zeros(copies)).any()
    assert time.perf_counter() - began < 5  # half a second; copying the members each time took ten


def test_one_errors_code_within_days_is_one_event_and_months_later_another() -> None:
    texts = [
        "还款页面一直报E503，试了十几次",
        "页面红字e503，服务器挂了吗",
        "代码E503是什么意思",
        *FILLER,
    ]
    days = [0, 0.1, 60, *[0] * 6]
    assert labels(texts, days=days)[:3] == [0, 0, 2]
    assert labels(texts, days=[np.nan] * 9)[:3] == [0, 1, 2]


def test_a_shop_that_ran_off_is_one_event_and_shops_without_a_name_are_none() -> None:
    texts = [
        "在渝北那家“远帆车行”买车，车没提到，老板电话关机",
        "客户称通过远帆汽车销售公司办理车贷，车行已人去楼空",
        "一家车行骗了我的首付",
        "那家车行不给发票，手续费乱收",
        *FILLER,
    ]
    kinds = ["fraud", "other", "fees", "fees", *["other"] * 6]
    assert labels(texts, days=[0, 1, *[0] * 8], categories=kinds)[:4] == [0, 0, 2, 3]


def test_short_words_that_many_say_are_no_copies() -> None:
    assert labels(["利率太高", "利率太高", *FILLER])[:2] == [0, 1]


def test_one_person_about_one_matter_within_two_months() -> None:
    texts = ["还款没入账，查一下", "钱扣了为什么显示逾期", *FILLER]
    persons = ["P1", "P1", *[""] * 6]
    kinds = ["settlement", "settlement", *["other"] * 6]
    near = labels(texts, persons=persons, categories=kinds, days=[0, 20, *[0] * 6])
    far = labels(texts, persons=persons, categories=kinds, days=[0, 200, *[0] * 6])
    other = labels(texts, persons=persons, categories=["settlement", "leak", *["other"] * 6])
    assert near[:2] == [0, 0] and far[:2] == [0, 1] and other[:2] == [0, 1]


@given(
    st.lists(st.text("贷款利率还催收客服电话不了我", max_size=30), max_size=12),
    st.randoms(use_true_random=False),
)
@settings(max_examples=40, deadline=None)
def test_groups_are_equivalences_whatever_the_texts(texts: list[str], random: object) -> None:
    found = labels(texts)
    assert len(found) == len(texts)
    assert all(found[first] == first <= number for number, first in enumerate(found))
    assert found == labels(texts)
    by_text: dict[str, int] = {}
    for number, (text, folded) in enumerate(zip(texts, fold(texts), strict=True)):
        if len(folded) >= 8:
            assert by_text.setdefault(text, found[number]) == found[number]
        else:  # said by many: 不不不不不不不不 is no more than 不不
            assert found[number] == number


def test_no_texts_and_blank_texts() -> None:
    assert labels([]) == []
    assert labels(["", "", "。。"]) == [0, 1, 2]


def test_folding_ignores_script_width_case_and_masks() -> None:
    first, second = fold(["ＡＰＰ 閃退！！[手机号]", "app闪退"])
    assert first == second


def test_rare_n_grams_weigh_more() -> None:
    found = weigh(["甲乙丙", "甲乙丁", "甲乙戊"], 2)
    assert found.df.max() == 3 and found.rarity[found.df == 3][0] < found.rarity[found.df == 1][0]


def test_the_gold_holds_numbers_and_labels_only() -> None:
    gold = pd.read_csv(
        resources.corpora() / "near_duplicates.tsv", sep="\t", comment="#", dtype=str
    )
    assert len(gold) >= 240 and set(gold["same"]) == {"0", "1"}
    assert gold["a"].str.fullmatch(r"\d+").all() and gold["b"].str.fullmatch(r"\d+").all()
    assert not gold.duplicated(["a", "b"]).any()


def test_wrong_weights_are_told(tmp_path: Path) -> None:
    path = tmp_path / "grouping.toml"
    path.write_text("intercept = 1", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"grouping\.toml"):
        read_weights(path)
    path.write_text(f"intercept = {'[' * 5000}{']' * 5000}", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"grouping\.toml.*嵌套太深"):
        read_weights(path)


def test_a_firm_by_its_own_name_joins_what_is_told_of_it_and_other_firms_stay_apart() -> None:
    texts = [
        "有家叫远盛诚信的催收公司把催款函寄到我们村委会，全村都知道我欠钱了",
        "投诉远盛诚信违规向村委会寄函，披露我的债务，侵犯隐私",
        "天远捷信催收给我邻居打电话，说我欠债不还要上门",
        *FILLER,
    ]
    kinds = ["collection", "leak", "collection", *["other"] * 6]
    assert labels(texts, days=[0, 1, 1, *[0] * 6], categories=kinds)[:3] == [0, 0, 2]
    assert labels(texts, days=[0, 30, 1, *[0] * 6], categories=kinds)[:3] == [0, 1, 2]


@pytest.mark.parametrize(
    "words",
    [
        "今天上午",
        "昨天下午",
        "逾期当天",
        "第三方外包",
        "你们安排外包",
        "外地号码",
        "用陌生号码",
        "每天早上",
        "上班时间",
        "休息时间",
        "那种长租公寓",
    ],
)
def test_everyday_words_before_collecting_are_no_firms_name(words: str) -> None:
    texts = [
        f"{words}催收给我单位领导打电话，同事都知道了",
        f"我妈住院，{words}催收把她气得血压升高，短信轰炸",
        *FILLER,
    ]
    assert labels(texts)[:2] == [0, 1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("华诚信达催收给我单位领导打电话，同事都知道了", "我妈住院，华诚信达催收把她气得血压升高"),
        ("我在美莱雅医美办的分期，做完脸肿了", "美莱雅跑路了，贷款凭什么还要我还"),
    ],
)
def test_a_firms_own_name_still_joins(one: str, other: str) -> None:
    assert labels([one, other, *FILLER])[:2] == [0, 0]


def test_brief_grievances_of_many_are_no_event() -> None:
    told = [
        "再不退服务费我就找律师起诉你们",
        "年费到现在没退，再不退我找律师",
        "会员费不退我就找律师",
        "放款太慢了等了三天还没到账",
        "放款太慢，等了五天没到账",
        "催收打我妈电话骂人",
        "催收打电话骂我妈",
        "城东支行叫号机坏了没人修",
        "城东支行叫号机坏了，没人修理",
    ]
    firsts = group(fold(told), np.arange(len(told), dtype=float)).tolist()
    assert firsts[:7] == list(range(7)) and firsts[7] == firsts[8] == 7
