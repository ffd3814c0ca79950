"""Who complains again: rows that share a number are one person's."""

from __future__ import annotations

import pandas as pd
import pytest

from feedback_miner.survey import Column, Survey
from feedback_miner.triage.persons import pseudonyms

SURVEY = Survey((Column("投诉内容", "text"),))


def people(rows: dict[str, tuple[str, str, str]], kept: dict[str, str] | None = None) -> list[str]:
    """Return the code of each row, given as number: (id card, phone, text)."""
    table = pd.DataFrame(
        [(key, "x.csv", n, *cells) for n, (key, cells) in enumerate(rows.items())],
        columns=["response_id", "source", "row", "证件号", "手机号", "投诉内容"],
    )
    verbatims = pd.DataFrame({"response_id": list(rows), "pii": [["phone"]] * len(rows)})
    found = pseudonyms(table, SURVEY, verbatims, b"salt", kept)
    return [found.get(key, "") for key in rows]


def test_any_shared_number_makes_one_person() -> None:
    codes = people(
        {
            "A": ("430102197804152260", "13467881902", "解押材料没给"),
            "B": ("", "134 6788 1902", "还是解押的事"),
            "C": ("", "", "我是上次投诉的，我的电话13467881902，解押材料呢"),
            "D": ("", "13900000001", "利息高"),
            "E": ("", "", "没有留下电话"),
        }
    )
    assert codes[0] == codes[1] == codes[2] != codes[3]
    assert codes[4] == "" and "134" not in "".join(codes)


def test_one_phone_behind_two_id_cards_makes_no_one_person() -> None:
    codes = people(
        {
            "A": ("430102197804152260", "13467881902", "一"),
            "B": ("430102198001012260", "13467881902", "二"),
            "C": ("", "13467881902", "三"),
        }
    )
    assert len(set(codes)) == 3


def test_who_had_a_code_keeps_it() -> None:
    rows = {
        "A": ("", "13467881902", "一"),
        "B": ("", "13467881902", "二"),
        "C": ("", "1390000", ""),
    }
    codes = people(rows, {"A": "PAAAAAAAA", "C": "手工"})
    assert codes[:2] == ["PAAAAAAAA", "PAAAAAAAA"]
    assert codes[2] == people(rows)[2]  # what is no code of ours is not taken over


def test_staff_numbers_tell_no_complainant() -> None:
    table = pd.DataFrame(
        [("A", "x", 1, "13900000001"), ("B", "x", 2, "13900000001")],
        columns=["response_id", "source", "row", "经办人电话"],
    )
    verbatims = pd.DataFrame({"response_id": ["A", "B"], "pii": [[], []]})
    assert pseudonyms(table, Survey(()), verbatims, b"salt") == {}


def shares(name: str, *cells: str) -> bool:
    """Tell whether rows with these cells in a column are one person's; none may be told."""
    table = pd.DataFrame(
        [(str(n), "x", n, cell) for n, cell in enumerate(cells)],
        columns=["response_id", "source", "row", name],
    )
    verbatims = pd.DataFrame({"response_id": table["response_id"], "pii": [[]] * len(cells)})
    codes = pseudonyms(table, Survey(()), verbatims, b"salt")
    assert not codes or len(codes) == len(cells)
    return bool(codes) and len(set(codes.values())) == 1


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("联系电话", "不便提供|不愿透露|未提供号码|无联系电话|电话已停机|-|none|138****5678|95588"),
        ("联系电话", "00000000000|11111111111|12345678901|13800138000|13800000000|1.38123E+10"),
        ("联系方式", "客户拒绝提供|微信联系|unknown|同上同上|400-800-1234"),
        ("手机型号", "iPhone15Pro|13 Pro Max"),
        ("电话回访结果", "客户满意|未接通"),
        ("身份证号", "未提供身份证|111111111111111111|4.30102E+17|430102197804153000|保密不提供"),
        ("客户编号", "未知客户|0000|00000000|1E+10|anonymous|匿名网友"),
        ("邮箱", "没有邮箱|无无无无|none|qq邮箱"),
    ],
)  # fmt: skip
def test_what_stands_in_place_of_a_number_makes_one_person_of_nobody(name: str, cells: str) -> None:
    for cell in cells.split("|"):
        assert not shares(name, cell, cell), cell


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("联系电话", "13467881902.0|134 6788 1902|+86 134-6788-1902|１３４６７８８１９０２"),
        ("联系电话", "13467881902|1.3467881902E+10|13467881902（本人）|13467881902/0571-86023377"),
        ("联系电话", "0571-86023377|057186023377|(0571)86023377"),
        ("联系方式", "li_wei88|LI_WEI88"),
        ("联系方式", "someone@example.com|Someone@Example.com"),
        ("身份证号", "43010219780415226X|43010219780415226x|身份证：43010219780415226X"),
        ("护照或证件号", "E12345679|e12345679"),
        ("客户编号", "10086|10086.0"),
        ("用户ID", "oX5kd_Az|ox5kd_az"),
        ("投诉用户", "用户6573829|用户6573829"),
    ],
)  # fmt: skip
def test_one_number_written_in_several_ways_is_one_persons(name: str, cells: str) -> None:
    assert shares(name, *cells.split("|"))


def test_a_customer_number_means_nothing_in_another_column() -> None:
    table = pd.DataFrame(
        [("A", "x", 1, "8600101", ""), ("B", "x", 2, "", "8600101"), ("C", "x", 3, "8600101", "")],
        columns=["response_id", "source", "row", "客户编号", "会员号"],
    )
    verbatims = pd.DataFrame({"response_id": ["A", "B", "C"], "pii": [[], [], []]})
    found = pseudonyms(table, Survey(()), verbatims, b"salt")
    assert found["A"] == found["C"] != found["B"]


def test_who_leaves_no_number_in_the_column_is_known_by_the_text() -> None:
    codes = people(
        {
            "A": ("", "不便提供", "我的电话13467881902，材料没给"),
            "B": ("", "不便提供", "我的手机号是13467881902，还是那件事"),
            "C": ("", "不便提供", "我的电话13900000001，利息高"),
            "D": ("", "不便提供", "我的电话13800000000，利息高"),
        }
    )
    assert codes[0] == codes[1] != codes[2] and codes[0] and codes[2] and not codes[3]
