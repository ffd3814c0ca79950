"""Who complains again: rows that share a number are one person's."""

from __future__ import annotations

import pandas as pd

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
