"""What analysts wrote: two queues put together, personal data masked, closings and their notes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from feedback_miner.language import speaking
from feedback_miner.triage import closing
from feedback_miner.triage.returned import hidden, masked, read_updates, together
from feedback_miner.triage.status import Update


def case(response_id: str, person: str = "", folded: str = "") -> dict[str, Any]:
    return {"response_id": response_id, "person": person, "folded": folded}


def test_of_two_queues_the_later_word_counts_and_nothing_said_alone_is_lost() -> None:
    first = Update("extended", "甲组", "调录音", "已致电", (("班组", "甲"), ("结果", "一")))
    then = Update("closed", own=(("结果", "二"), ("班组", ""), ("满意", "是")))
    found = together({"A": first, "B": first}, {"A": then, "C": then})
    assert found["B"] == first and found["C"] == then
    both = found["A"]
    assert (both.status, both.owner, both.extension, both.note) == (
        "closed",
        "甲组",
        "调录音",
        "已致电",
    )
    assert dict(both.own) == {"班组": "甲", "结果": "二", "满意": "是"}
    again = together({"A": first}, {"A": Update("progress", "乙组", "补材料", "又致电")})["A"]
    assert (again.owner, again.extension, again.note) == ("乙组", "补材料", "又致电")


def test_an_untouched_copy_takes_back_no_word() -> None:
    closed = Update("closed", given="open")
    for untouched in (Update(fresh=False), Update("progress", fresh=False, given="closed")):
        both = together({"A": closed}, {"A": untouched})["A"]
        assert (both.status, both.fresh, both.given) == ("closed", True, "open")
    later = together({"A": Update("progress", fresh=False)}, {"A": Update("rejected", fresh=False)})
    assert later["A"].status == "rejected" and not later["A"].fresh
    # Opened again in the later file is a word too.
    assert together({"A": closed}, {"A": Update("open")})["A"].status == "open"
    # Words that were not understood change no status, and are still told of.
    odd = together({"A": closed}, {"A": Update(unread="看心情", fresh=False)})["A"]
    assert (odd.status, odd.unread) == ("closed", "看心情")


def test_what_was_cleared_or_put_back_by_hand_stays_so() -> None:
    said = Update("extended", "法务部", "查录音", "先转法务")
    texts = ("owner", "extension", "note")
    cleared = Update("open", cleared=frozenset(texts))
    for written in (said, replace(said, untouched=frozenset(texts))):
        both = together({"A": written}, {"A": cleared})
        again = together(both, {"A": replace(said, untouched=frozenset(texts))})["A"]
        assert [both["A"].text(key) for key in texts] == ["", "", ""] == [*map(again.text, texts)]
        # Written again after that is a word, and an untouched copy takes it back no more.
        later = together(both, {"A": Update(owner="督办组")})
        later = together(later, {"A": Update(untouched=frozenset(texts))})
        assert (later["A"].owner, later["A"].note) == ("督办组", "")
    # Only what was emptied since the queue was made is cleared, each word by itself.
    one = together({"A": said}, {"A": Update(cleared=frozenset({"note"}))})["A"]
    assert (one.owner, one.extension, one.note) == ("法务部", "查录音", "")


def test_who_closes_what_with_a_line_is_the_same_however_the_files_are_put_together() -> None:
    worked = {"A": Update("closed"), "B": Update(line="A", fresh=False)}
    copy = {"A": Update(fresh=False), "B": Update(fresh=False)}
    for told in (together(worked, copy), together(copy, worked)):
        cases = [case("A", "PX"), case("B", "PX")]
        closing.settle(cases, told, {})
        assert [one["status"] for one in cases] == ["closed", "closed"]


def test_names_of_customers_are_masked_and_those_of_staff_stay() -> None:
    own = (
        ("客户姓名", "王建国"),
        ("回访对象", "李秀英"),
        ("处理人", "柳如烟"),
        ("坐席", "张伟 13800001111"),
        ("联系电话", "13800001111"),
        ("回访结果", "成功"),
    )
    told = {
        "A": Update("closed", "赵敏", "等王建国先生寄材料", "王建国", own, unread="李秀英说好了")
    }
    found = masked(told)["A"]
    assert found.owner == "赵敏" and found.status == "closed"
    assert found.note == "[姓名]" and "王建国" not in found.extension and "李" not in found.unread
    said = dict(found.own)
    assert said["客户姓名"] == said["回访对象"] == "[姓名]" and said["联系电话"] == "[手机号]"
    assert said["处理人"] == "柳如烟" and "138" not in said["坐席"] and said["回访结果"] == "成功"
    assert masked({"A": found})["A"] == found


def test_cells_that_were_masked_are_named() -> None:
    plain = {
        "A": Update(
            "progress", note="打 13800001111", own=(("主办人", "林小满"), ("谈话", "王建国"))
        ),
        "B": Update("progress", note="已致电"),
    }
    with speaking("zh"):
        assert hidden(plain, masked(plain)) == (("A", "备注"), ("A", "谈话"))
    assert hidden(masked(plain), masked(masked(plain))) == ()


def test_a_case_is_over_by_its_lines_word_where_both_are_one_persons_or_one_text() -> None:
    told = {
        "L": Update("closed", person="K1", said="利率太高，要求退还"),
        "P": Update("", line="L", person="K1", said="怎么还不退"),
        "C": Update("", line="L", said="利率太高，要求退还"),
        "O": Update("", line="L", person="K2", said="利率太高，要求退还"),
        "W": Update("progress", line="L", person="K1", said="怎么还不退"),
        "N": Update("", line="L", said=""),
    }
    assert {one for one, update in told.items() if closing.is_over(update, told)} == {"L", "P", "C"}


def test_own_columns_that_name_customers_in_their_heads_stay_apart() -> None:
    found = masked({"A": Update(own=(("王建国", "一"), ("李秀英", "二")))})["A"]
    assert [cell for _, cell in found.own] == ["一", "二"]
    assert len({name for name, _ in found.own}) == 2
    assert not any("王建国" in name or "李秀英" in name for name, _ in found.own)


def test_a_lines_word_holds_for_the_same_persons_and_for_copies_and_for_no_others() -> None:
    cases = [
        case("L", "PX", "甲"),
        case("same", "PX", "乙"),
        case("copy", "", "甲"),
        case("other", "PY", "甲"),
        case("own", "PX", "乙"),
        case("done", "PX", "乙"),
        case("free", "PZ"),
    ]
    members = {one: Update(line="L", fresh=False) for one in ("same", "copy", "other", "done")}
    told = {"L": Update("closed"), **members, "own": Update("progress", line="L")}
    closing.settle(cases, told, {"done": "rejected", "free": "progress"})
    assert {one["response_id"]: one["status"] for one in cases} == {
        "L": "closed",
        "same": "closed",
        "copy": "closed",
        "other": "open",
        "own": "progress",
        "done": "rejected",
        "free": "progress",
    }
    assert {one["response_id"] for one in cases if one["closed_with"] == "L"} == {"same", "copy"}
    table = pd.DataFrame(cases)
    said = closing.notes(table, told)
    assert "2 件（同一人或同一份投诉）：same、copy" in said[0]
    assert "2 件仍未结：other、own" in said[1]
    assert "3 件是否办结" in said[2] and "L（已办结 / 待处理）" in said[2]


def test_the_export_that_closes_or_reopens_later_goes_before_an_older_word() -> None:
    stale = Update("closed", fresh=False, given="open")
    for stated, status in (("open", "closed"), ("closed", "closed"), ("progress", "closed")):
        cases = [case("A")]
        closing.settle(cases, {"A": stale}, {"A": stated})
        assert cases[0]["status"] == status
    for word, given, stated in (("closed", "closed", "open"), ("progress", "open", "closed")):
        cases = [case("A")]
        closing.settle(cases, {"A": Update(word, fresh=False, given=given)}, {"A": stated})
        assert cases[0]["status"] == stated
    assert closing.notes(pd.DataFrame(cases), {}) == []


def write(path: Path, *rows: dict[str, str]) -> Path:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text("".join(lines), encoding="utf-8")
    return path


def sheet(path: Path, *rows: tuple[str, ...]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.active.title = "队列"
    book.save(path)
    return path


@pytest.mark.parametrize(
    "heads",
    [
        ("编号", "状态", "延长理由", "备注", "写出时的记录（勿改）", "备注*"),
        ("编号", "状态", "延长理由", "备注*", "备注", "写出时的记录（勿改）"),
        ("备注*", "编号", "状态", "延长理由", "备注", "写出时的记录（勿改）"),
        ("编号", "状态", "延长理由", "备注", "备注*"),  # an older queue
        ("备注", "编号", "状态", "结果", "备注*"),  # moved: neither stands in its place
        ("note*", "编号", "备注", "状态"),
    ],
)
def test_a_second_column_of_a_name_of_ours_is_the_analysts_own(
    heads: tuple[str, ...], tmp_path: Path
) -> None:
    cells = {"编号": "S1", "状态": "已办结", "备注": "我们的", "备注*": "他们的", "note*": "他们的"}
    row = tuple(cells.get(head, "") for head in heads)
    path = sheet(tmp_path / "q.xlsx", tuple(head.rstrip("*") for head in heads), row)
    found = read_updates(path)["S1"]
    assert found.note == "我们的" and found.status == "closed"
    assert [cell for _, cell in found.own if cell] == ["他们的"]


def test_columns_of_one_name_are_both_kept(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text("response_id,status,note,note,备注,结果,结果\nS1,,甲,乙,丙,丁,戊\n", "utf-8")
    found = read_updates(path)["S1"]
    assert found.note == "甲"
    named = {"note（自填）": "乙", "备注（自填）": "丙", "结果": "丁", "结果（2）": "戊"}
    assert dict(found.own) == named


def test_a_note_may_hold_any_end_of_line(tmp_path: Path) -> None:
    note = "客户说\u2028换行了\x85再说\x0b完"
    path = write(tmp_path / "q.jsonl", {"response_id": "S1", "status": "open", "note": note})
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n")
    assert read_updates(path)["S1"].note == note
