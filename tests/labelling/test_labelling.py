"""Labelling in a spreadsheet: what is worth a label, there and back, agreement of coders."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from feedback_miner import lexicon
from feedback_miner.errors import DataError
from feedback_miner.labelling import (
    Candidate,
    Labels,
    agreements,
    choose,
    entropy,
    join,
    read_workbook,
    settle,
)
from feedback_miner.labelling.agreement import alpha, kappa
from feedback_miner.labelling.candidates import rows
from feedback_miner.learned.reader import Chances
from feedback_miner.report import escape
from feedback_miner.report.labelling import labelling_workbook
from feedback_miner.survey import Options

FACTORS = {f.id: (f.zh, f.en) for f in lexicon.load().factors}
TEXTS = ["利率太高了，客服张伟13812345678不管", "放款挺快的", "=1+1 额度低", "还行吧", "提额怎么弄"]


@pytest.fixture(scope="module")
def chosen() -> list[dict[str, Any]]:
    table = pd.DataFrame({"text": [*TEXTS, TEXTS[1], "无"], "question": "", "kind": "remark"})
    return rows(table, Options(), 50, escape.cell)


@pytest.fixture
def book(chosen: list[dict[str, Any]]) -> openpyxl.Workbook:
    data = labelling_workbook(chosen, FACTORS, ["甲", "乙"])
    return openpyxl.load_workbook(io.BytesIO(data))


def _columns(sheet: Any) -> dict[str, int]:
    return {str(c.value).split()[0]: c.column for c in sheet[1] if c.value}


def _saved(book: openpyxl.Workbook) -> bytes:
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _fill(sheet: Any, **cells: str) -> None:
    at = _columns(sheet)
    for row in range(2, sheet.max_row + 1):
        for name, value in cells.items():
            sheet.cell(row, at[name]).value = value


def test_rows_are_distinct_valid_and_redacted(chosen: list[dict[str, Any]]) -> None:
    assert len(chosen) == len(TEXTS)  # 无 says nothing, 放款挺快的 stands once
    shown = " ".join(row["text"] for row in chosen)
    assert "13812345678" not in shown
    assert "张伟" not in shown
    assert {row["text"]: row["count"] for row in chosen}["放款挺快的"] == 2


def test_clauses_may_be_labelled(chosen: list[dict[str, Any]]) -> None:
    table = pd.DataFrame({"text": ["审批慢，利率低"], "question": "", "kind": "remark"})
    found = rows(table, Options(), 9, escape.cell, clauses=True)
    assert {row["text"] for row in found} == {"审批慢", "利率低"}


def test_the_workbook_has_lists_and_no_formula(book: openpyxl.Workbook) -> None:
    sheet = book["甲"]
    assert sheet.data_validations.count >= 1 + len(FACTORS) + 2
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_blind_hides_the_machine(chosen: list[dict[str, Any]]) -> None:
    data = labelling_workbook(chosen, FACTORS, ["甲"], blind=True)
    heads = _columns(openpyxl.load_workbook(io.BytesIO(data))["甲"])
    assert not any("predicted" in head for head in heads)


def test_labels_come_back_whatever_the_order_and_the_columns(book: openpyxl.Workbook) -> None:
    for name in ("甲", "乙"):
        _fill(book[name], sentiment="负面", rates="负面", act1="抱怨")
    sheet = book["乙"]
    table = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head, body = table[0], table[1:]
    sheet.delete_rows(1, sheet.max_row)
    sheet.append(["我加的", *reversed(head)])
    for row in reversed(body):
        sheet.append(["x", *reversed(row)])
        for cell in sheet[sheet.max_row]:
            if cell.data_type == "f":
                cell.data_type = "s"  # openpyxl takes what begins with = for a formula
    labels = read_workbook(_saved(book), list(FACTORS))
    assert not labels.wrong
    assert labels.coded["甲"] == labels.coded["乙"]
    gold, left = settle(labels.coded)
    assert left == 0
    assert len(gold) == len(TEXTS)
    assert all(line["factors"] == [["rates", "neg"]] for line in gold)
    assert all(line["acts"] == ["complaint"] for line in gold)


def test_as_the_machine_takes_its_labels(
    book: openpyxl.Workbook, chosen: list[dict[str, Any]]
) -> None:
    _fill(book["甲"], as_predicted="是")
    labels = read_workbook(_saved(book), list(FACTORS))
    assert not labels.wrong
    words = {"neg": "负面", "neu": "中性", "pos": "正面"}
    for row in chosen:
        line = labels.coded["甲"][row["key"]]
        assert words[line["sentiment"]] == row["predicted_sentiment"]
        assert "; ".join(f"{f} {words[p]}" for f, p in line["factors"]) == ";".join(
            row["predicted_factors"].split(";")
        ) or len(line["factors"]) == len(row["predicted_factors"].split("; "))


def test_a_wrong_row_is_told_with_its_place_and_costs_no_other(book: openpyxl.Workbook) -> None:
    sheet = book["甲"]
    at = _columns(sheet)
    _fill(sheet, sentiment="正面")
    sheet.cell(2, at["rates"]).value = "很差"
    sheet.cell(3, at["text"]).value = "改了"
    labels = read_workbook(_saved(book), list(FACTORS), "l.xlsx")
    assert {(e.file, e.row, e.column) for e in labels.wrong} == {
        ("l.xlsx", 2, "rates"),
        ("l.xlsx", 3, "text"),
    }
    assert len(labels.coded["甲"]) == len(TEXTS) - 2
    assert labels.blank == len(TEXTS)  # the other coder's


def test_a_workbook_of_something_else_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    with pytest.raises(DataError, match="key"):
        read_workbook(_saved(book), list(FACTORS))


def test_labels_that_differ_are_left_open_until_a_judge_settles(book: openpyxl.Workbook) -> None:
    _fill(book["甲"], sentiment="负面", rates="负面")
    _fill(book["乙"], sentiment="中性", rates="负面")
    labels = read_workbook(_saved(book), list(FACTORS))
    gold, left = settle(labels.coded)
    assert left == len(TEXTS)
    assert all("sentiment" not in line and line["factors"] for line in gold)
    judged = {**labels.coded, "定稿": labels.coded["甲"]}
    gold, left = settle(judged)
    assert left == 0
    assert all(line["sentiment"] == "neg" for line in gold)


def _read(book: openpyxl.Workbook, name: str = "l.xlsx") -> tuple[Path, Labels]:
    return Path(name), read_workbook(_saved(book), list(FACTORS), name)


def test_a_workbook_of_another_codebook_is_refused_not_emptied(book: openpyxl.Workbook) -> None:
    _fill(book["甲"], sentiment="负面", rates="负面")
    with pytest.raises(DataError, match="--codebook") as caught:
        read_workbook(_saved(book), ["room", "price"], "l.xlsx")
    assert "room、price" in str(caught.value) and "rates" in str(caught.value)
    fewer = [factor for factor in FACTORS if factor != "rates"]
    with pytest.raises(DataError, match="rates"):  # it holds labels that would be lost
        read_workbook(_saved(book), fewer)
    book["甲"].delete_cols(_columns(book["甲"])["brand"])
    with pytest.raises(DataError, match="缺少编码本的因素列：brand"):
        read_workbook(_saved(book), list(FACTORS))


def test_a_sheet_whose_key_column_was_renamed_is_not_passed_over(book: openpyxl.Workbook) -> None:
    book["乙"].cell(1, 1).value = "编号"
    with pytest.raises(DataError, match="key"):
        read_workbook(_saved(book), list(FACTORS))


def test_what_is_no_workbook_is_asked_for_as_one() -> None:
    with pytest.raises(DataError, match=r"label 写出并标注过的 \.xlsx"):
        read_workbook("key,text,sentiment\n".encode("gbk"), list(FACTORS))


def test_rows_that_were_added_are_counted_with_their_place(book: openpyxl.Workbook) -> None:
    sheet = book["甲"]
    _fill(sheet, sentiment="正面")
    at, last = _columns(sheet), sheet.max_row
    for row in (last + 1, last + 2):
        sheet.cell(row, at["text"]).value = "利息还不起"
        sheet.cell(row, at["sentiment"]).value = "负面"
    labels = read_workbook(_saved(book), list(FACTORS))
    assert labels.added == [("甲", last + 1), ("甲", last + 2)]
    assert len(labels.coded["甲"]) == len(TEXTS)


def test_a_copied_sheet_of_a_judge_has_the_last_word(book: openpyxl.Workbook) -> None:
    _fill(book["甲"], sentiment="负面")
    _fill(book["乙"], sentiment="中性")
    book.copy_worksheet(book["甲"]).title = "定稿"  # its column coder says 甲
    _fill(book["定稿"], sentiment="正面")
    labels = read_workbook(_saved(book), list(FACTORS))
    assert not labels.wrong
    gold, left = settle(labels.coded)
    assert left == 0
    assert {line["sentiment"] for line in gold} == {"pos"}


def test_a_judge_who_marked_no_factor_settled_that_there_is_none(book: openpyxl.Workbook) -> None:
    _fill(book["甲"], sentiment="负面")
    book.copy_worksheet(book["甲"]).title = "定稿"
    labels = read_workbook(_saved(book), list(FACTORS))
    assert all("factors" not in line for line in labels.coded["甲"].values())
    gold, left = settle(labels.coded)
    assert left == 0
    assert all(line["factors"] == [] and line["acts"] == [] for line in gold)


def test_two_people_who_filled_in_the_same_sheet_are_two_coders(
    book: openpyxl.Workbook, chosen: list[dict[str, Any]]
) -> None:
    other = openpyxl.load_workbook(io.BytesIO(_saved(book)))
    _fill(book["甲"], sentiment="负面")
    _fill(other["甲"], sentiment="负面")
    other["甲"].cell(2, _columns(other["甲"])["sentiment"]).value = "中性"
    whole, told = join([_read(book, "a.xlsx"), _read(other, "b.xlsx"), _read(other, "c.xlsx")])
    assert list(whole.coded) == ["甲", "甲 (b.xlsx)"]
    assert [len(lines) for lines in whole.coded.values()] == [len(TEXTS)] * 2
    assert len(told) == 2 and "1 条不同" in told[0] and "c.xlsx" in told[1]
    assert settle(whole.coded)[1] == 1


def test_one_persons_files_go_together_and_a_second_label_is_told(
    book: openpyxl.Workbook,
) -> None:
    first, then = _read(book), _read(book, "b.xlsx")
    line = {"text": "", "question": "", "kind": "remark", "factors": [], "acts": [], "valid": True}
    lines = {str(i): {**line, "id": str(i), "sentiment": "neg"} for i in range(9)}
    first[1].coded = {"甲": {key: lines[key] for key in "01234"}, "定稿": {"0": lines["0"]}}
    changed = {**lines["4"], "sentiment": "pos"}
    judged = {**lines["0"], "sentiment": "pos"}
    then[1].coded = {"甲": {**{key: lines[key] for key in "5678"}, "4": changed}}
    then[1].coded["定稿"] = {"0": judged}
    whole, told = join([first, then])
    assert list(whole.coded) == ["甲", "定稿"] and not told
    assert whole.coded["甲"] == {**lines}  # the first of two labels
    assert [error.file for error in whole.wrong] == ["b.xlsx", "b.xlsx"]


def test_alpha_of_the_textbook() -> None:
    # Krippendorff (2011), Computing Krippendorff's alpha-reliability, part C: 0.743.
    coders = [
        "1 2 3 3 2 1 4 1 2 . . .",
        "1 2 3 3 2 2 4 1 2 5 . 3",
        ". 3 3 3 2 3 4 2 2 5 1 .",
        "1 2 3 3 2 4 4 1 2 5 1 .",
    ]
    units = [
        ["" if v == "." else v for v in unit]
        for unit in zip(*(line.split() for line in coders), strict=True)
    ]
    assert alpha(units) == pytest.approx(0.743, abs=0.0005)


def test_kappa_by_hand() -> None:
    units = [["a", "a"]] * 20 + [["a", "b"]] * 5 + [["b", "a"]] * 10 + [["b", "b"]] * 15
    assert kappa(units) == pytest.approx(0.4)
    assert math.isnan(kappa([["a", "a"]] * 3))


def test_agreement_is_perfect_with_oneself() -> None:
    lines = {
        str(i): {"valid": True, "sentiment": s, "factors": [["rates", s]], "acts": []}
        for i, s in enumerate(["neg", "pos", "neu"] * 5)
    }
    by_name = {a.name: a for a in agreements({"a": lines, "b": lines}, ["rates"])}
    assert by_name["sentiment"].alpha == by_name["sentiment"].kappa == 1
    assert by_name["factor.rates"].n == 15


def test_the_unsure_and_the_unlike_come_first() -> None:
    chances = Chances(
        np.array([[0.98, 0.01, 0.01], [0.34, 0.33, 0.33], [0.98, 0.01, 0.01]]),
        np.array([[0.01], [0.01], [0.4]]),
        np.zeros((3, 4)),
        np.zeros((3, 1, 3)),
    )
    doubts = entropy(chances, 0.4)
    assert doubts[1] > 0.99
    assert doubts[2] > 0.99
    assert doubts[0] < 0.2
    texts = ["利率太高了啊", "利率太高了", "客服态度差"]
    order = choose([Candidate(x, "", "remark") for x in texts], np.array([0.9, 0.89, 0.6]), 2)
    assert [i for i, _ in order] == [0, 2]


def test_much_said_and_urgent_texts_weigh_more(tmp_path: Path) -> None:
    many = [Candidate("甲乙", "", "remark"), Candidate("丙丁", "", "remark", 50, 3)]
    assert choose(many, np.array([0.5, 0.5]), 1)[0][0] == 1
    assert choose([], np.zeros(0), 3) == []


def test_who_marks_no_act_anywhere_labelled_none(book: openpyxl.Workbook) -> None:
    _fill(book["甲"], sentiment="负面", rates="负面")
    _fill(book["乙"], sentiment="负面", rates="负面", act1="抱怨")
    labels = read_workbook(_saved(book), list(FACTORS))
    assert all("acts" not in line for line in labels.coded["甲"].values())
    found = {one.name: one for one in agreements(labels.coded, list(FACTORS))}
    assert "act.complaint" not in found  # one coder's labels agree with nobody's
    assert found["factor.rates"].n == len(TEXTS)
    gold, left = settle(labels.coded)
    assert left == 0
    assert all(line["acts"] == ["complaint"] for line in gold)


def test_only_feelings_labelled_are_no_word_on_factors(book: openpyxl.Workbook) -> None:
    _fill(book["甲"], sentiment="正面")
    labels = read_workbook(_saved(book), list(FACTORS))
    gold, _ = settle(labels.coded)
    assert len(gold) == len(TEXTS)
    assert not any({"factors", "acts"} & set(line) for line in gold)
