"""One fault at one place on one day is one event, in any words; ordinary grievances are none."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from feedback_miner.triage.asides import bodies
from feedback_miner.triage.grams import fold
from feedback_miner.triage.groups import group
from feedback_miner.triage.incidents import incidents
from feedback_miner.triage.sequels import Matter

Ticket = tuple[str, str, str]  # text, branch, time


def joined(tickets: list[Ticket], flags: tuple[str, ...] = ()) -> set[tuple[int, int]]:
    days = np.array([datetime.fromisoformat(told).timestamp() / 86_400 for *_, told in tickets])
    matters = [Matter("", "", flags)] * len(tickets)
    places = [place for _, place, _ in tickets]
    return set(incidents(fold([text for text, *_ in tickets]), days, places, matters))


SWALLOWED = [
    ("白塔支行那台取款机把我卡吞了", "白塔支行", "2025-05-06 10:00"),
    ("网点的ATM吞卡，打电话没人管", "白塔支行", "2025-05-06 15:00"),
    ("自动柜员机前卡被吞，急着用钱", "白塔支行", "2025-05-06 17:30"),
]
TWICE = [
    ("5月8日的月供重复扣款", "青山分行", "2025-05-09 09:00"),
    ("8号还款扣了我两笔，一模一样", "青山分行", "2025-05-09 10:00"),
    ("昨天自动还款扣了双份", "青山分行", "2025-05-09 11:00"),
    ("车贷被系统重复扣了，客服说不止我一个", "青山分行", "2025-05-09 15:00"),
]


def test_one_fault_of_a_branch_and_day_is_one_event() -> None:
    assert joined(SWALLOWED) == {(0, 1), (0, 2)}
    assert joined(TWICE) == {(0, 1), (0, 2), (0, 3)}


def test_an_outage_of_the_evening_told_next_morning() -> None:
    tickets = [
        ("昨晚十点你们手机银行登不上去", "金水分行", "2025-05-07 08:10"),
        ("6号晚上App打不开，一直转圈", "金水分行", "2025-05-07 09:40"),
        ("5月6日夜里系统崩了，还款还不进去", "金水分行", "2025-05-07 11:30"),
    ]
    assert joined(tickets) == {(0, 1), (0, 2)}
    assert joined([(text.replace("昨晚", ""), *rest) for text, *rest in tickets[:1]] * 3) == set()


def test_another_branch_day_or_life_at_risk_joins_nothing() -> None:
    apart = [
        SWALLOWED[0],
        (SWALLOWED[1][0], "柳园支行", SWALLOWED[1][2]),
        (SWALLOWED[2][0], "白塔支行", "2025-05-21 09:00"),
    ]
    assert joined(apart) == set()
    assert joined(SWALLOWED, ("self_harm",)) == set()
    assert joined(TWICE[:2]) == set()


def test_unlike_complaints_of_a_branchs_day_stay_apart() -> None:
    texts = [
        *BODIES,
        "利息比说好的高",
        "排队两小时才轮到",
        "合同寄错地址",
        "短信费退不回来",
    ]
    assert joined([(text, "白塔支行", "2025-05-06 10:00") for text in texts]) == set()


BODIES = [
    "催收打到我妻子的单位",
    "卡里的钱半夜被人取走",
    "孩子拿我身份证借了六千",
    "房贷结清了抵押没注销",
    "提额申请三次都被拒",
    "柜员边看手机边办业务",
    "征信上还显示呆账",
    "收了2%违约金没告知",
]


def test_tickets_with_one_tail_are_no_event() -> None:
    tail = "。客户情绪较激动，坐席已安抚，已提交工单至相关部门核实，请尽快处理并回复客户。"
    tickets = [f"客户来电反映：{body}{tail}" for body in BODIES]
    kinds = [str(number) for number in range(len(tickets))]
    days = pd.date_range("2025-05-01", periods=len(tickets)).to_numpy().astype(float) / 8.64e13
    plain = fold(tickets)
    told = fold(bodies(tickets, kinds))
    assert group(plain, days, told=told).tolist() == list(range(len(tickets)))
    assert group([plain[0]] * 4, days[:4], told=[told[0]] * 4).tolist() == [0] * 4


def test_a_desks_own_stock_is_told_by_what_stands_beside_it() -> None:
    stock = "已核实来电号码13800000001与预留一致"
    tickets = [f"{body}，{stock[:-5]}{number}预留一致" for number, body in enumerate(BODIES)]
    assert bodies(tickets, [str(number) for number in range(len(tickets))]) == BODIES
    assert bodies(tickets, ["fees"] * len(tickets)) == tickets


def told(
    texts: list[str], places: list[str] | str, matters: list[Matter] | None = None
) -> set[tuple[int, int]]:
    """Return the pairs of texts received on one morning."""
    cells = [places] * len(texts) if isinstance(places, str) else places
    days = np.full(len(texts), datetime(2025, 5, 6, 10).timestamp() / 86_400)
    kinds = matters or [Matter("", "", ())] * len(texts)
    return set(incidents(fold(texts), days, cells, kinds))


KEPT = ["取款机把我卡吞了，等着交房租", "ATM吞卡，等了一上午"]


def test_a_head_office_or_what_most_rows_have_is_no_place() -> None:
    for cell in ("总行营业部", "信用卡中心", "远程银行运营中心", "客服部", ""):
        assert told(KEPT, cell) == set()
    others = [f"{name}支行" for name in "柳杨松柏梅"]
    rest = ["利息比说好的高"] * 8
    assert told(KEPT + rest, ["青柳支行"] * 2 + [*others, *others[:3]]) == {(0, 1)}
    assert told(KEPT + rest, ["青柳支行"] * 6 + others[:4]) == set()


def test_branches_are_told_by_their_whole_names() -> None:
    assert told(KEPT, ["山西省分行", "陕西省分行"]) == set()
    assert told(KEPT, ["中山大道支行", "友谊大道支行"]) == set()
    named = ["友谊大道支行的取款机把卡吞了", KEPT[1]]
    assert told(named, ["友谊大道支行"] * 2) == {(0, 1)}
    assert told(named, ["中山大道支行", "友谊大道支行"]) == {(0, 1)}
    assert told(named, "中山大道支行") == set()
    assert told(["大道支行吞卡了", KEPT[1]], ["城北支行", "友谊大道支行"]) == set()


def test_unlike_products_machines_and_matters_are_no_one_fault() -> None:
    twice = ["房贷重复扣款", "信用卡年费重复扣了", "车贷扣了我两次"]
    assert told(twice, "青山支行") == set()
    assert told([*twice, "按揭扣了双份", "房贷扣了两笔"], "青山支行") == {(0, 3), (0, 4)}
    assert told(["叫号机坏了没人修", "取款机坏了没人修"], "青山支行") == set()
    power = ["大厅停电白跑一趟", "我家小店停电还不上", "网点停电，面签没办成"]
    assert told(power, "青山支行") == {(0, 2)}
    scored = ["扣了两次积分", "重复入账上了征信", "重复扣款是被骗的"]
    assert told(scored, "青山支行") == set()
    sent = ["催收短信误发给我", "营销短信乱发", "短信发错，泄露了别人的资料"]
    sent = [text.replace("短信发错", "错发短信") for text in sent]
    assert told(sent, "青山支行") == set()


def test_another_category_or_a_person_wronged_joins_nothing() -> None:
    for flag in ("harassment", "leak", "fraud"):
        assert told(KEPT, "青山支行", [Matter("", "", ()), Matter("", "", (flag,))]) == set()
    unlike = [Matter("system", "", ()), Matter("fees", "", ())]
    assert told(KEPT, "青山支行", unlike) == set()
    assert told(KEPT, "青山支行", [unlike[0], Matter("", "", ())]) == {(0, 1)}
