"""Workbooks, JSON lines, Parquet, plain text, standard input, several files, and files that lie."""

from __future__ import annotations

import datetime
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xlsxwriter

from feedback_miner import ingest
from feedback_miner.errors import (
    DataError,
    FeedbackMinerError,
    MissingInputError,
    UsageError,
)
from feedback_miner.survey import Column, Options, Survey


def workbook(path: Path, sheets: dict[str, list[Any]]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def test_workbook(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["2024 年满意度调查"],
        ["编号", "评分", "时间", "意见", "意见"],
        [13800138000, 5, datetime.datetime(2024, 1, 31, 8, 30), "好", "无"],
        ["0012", 4.5, datetime.datetime(2024, 2, 1), "a\nb", ""],
        [],
        [3, 1, "", "太慢", "NA"],
    ]
    sheets: dict[str, list[list[Any]]] = {"说明": [["看第二页"]], "数据": rows}
    path = workbook(tmp_path / "a.xlsx", sheets)
    found = ingest.read([path])
    source = found.sources[0]
    assert (source.format, source.sheet) == ("xlsx", "数据")
    assert any("说明" in note for note in source.notes)
    assert found.columns == ["编号", "评分", "时间", "意见", "意见（2）"]
    assert found.table["编号"].tolist() == ["13800138000", "0012", "3"]
    assert found.table["评分"].tolist() == ["5", "4.5", "1"]
    assert found.table["时间"].tolist() == ["2024-01-31 08:30:00", "2024-02-01", ""]
    assert found.table["意见（2）"].tolist() == ["无", "", "NA"]
    assert found.table["row"].tolist() == [3, 4, 6]


def test_content_decides_not_the_name(tmp_path: Path) -> None:
    book = workbook(tmp_path / "a.xlsx", {"s": [["id", "text"], ["x1", "好"]]})
    renamed = book.rename(tmp_path / "a.csv")
    assert ingest.read([renamed]).table["text"].tolist() == ["好"]
    tabbed = tmp_path / "b.xls"
    tabbed.write_bytes("编号\t意见\n1\t放款快\n2\t利率高\n".encode("gb18030"))
    assert ingest.read([tabbed]).table["意见"].tolist() == ["放款快", "利率高"]


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
        b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8,
        b"%PDF-1.7\n" + bytes(range(256)) * 8,
        b"\x1f\x8b\x08\x00" + bytes(range(256)) * 8,
        b"PK\x03\x04" + bytes(range(256)) * 8,
        b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 8,
        b"PAR1" + bytes(range(256)) * 8,
        b"\x00" * 4096,
        bytes(range(256)) * 16,
        b"<html><body><table><tr><td>1</td></tr></table></body></html>",
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "a.txt", "a.jsonl"])
def test_files_that_lie_are_refused(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        ingest.read([path])
    assert caught.value.exit_status == 65
    assert caught.value.file == name


def test_bombs_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b" " * (300 << 20))
    with pytest.raises(DataError):
        ingest.read([path])


def test_a_locked_workbook_says_so(tmp_path: Path) -> None:
    path = tmp_path / "locked.xlsx"
    marker = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + marker)
    with pytest.raises(DataError, match="密码"):
        ingest.read([path])


def test_one_far_cell_is_no_disaster(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["id", "text"])
        sheet.write(1_048_575, 16_383, "x")
    with pytest.raises(DataError):
        ingest.read([path])


def test_json_lines(tmp_path: Path) -> None:
    lines = [
        {"id": "a", "text": "好", "who": {"city": "甲市", "age": 30}, "tags": ["快", "省"]},
        {"id": "b", "text": None, "score": 1.50, "spans": [["x", 0, 1]]},
        {"id": "c", "text": "a\u0000b\ud800", "ok": True},
    ]
    text = "\n".join([json.dumps(one) for one in lines] + ["{broken", "[1, 2]", ""])
    (tmp_path / "a.jsonl").write_text(text)
    found = ingest.read([tmp_path / "a.jsonl"])
    assert found.columns == ["id", "text", "who.city", "who.age", "tags", "score", "spans", "ok"]
    assert found.table["text"].tolist() == ["好", "", "ab"]
    assert found.table["who.age"].tolist() == ["30", "", ""]
    assert found.table["tags"][0] == "快┋省"
    assert found.table["spans"][1] == '[["x",0,1]]'
    assert found.table["response_id"].tolist() == ["a", "b", "c"]
    assert found.quarantined["row"].tolist() == [4, 5]
    assert found.sources[0].read == 5


def test_json_array(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps({"data": [{"text": "好"}, {"text": "慢"}]}))
    assert ingest.read([tmp_path / "a.json"]).table["text"].tolist() == ["好", "慢"]


def test_deep_json_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "好"}\n' + "[" * 100_000 + "\n")
    assert len(ingest.read([tmp_path / "a.jsonl"]).quarantined) == 1


def test_parquet(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "id": [1, 2, 3],
            "score": [1.0, None, 4.5],
            "text": ["好", None, "a\x00b"],
            "when": pd.to_datetime(["2024-01-31 08:30", "2024-02-01 00:00", None]),
            "tags": [["a", "b"], [], None],
        }
    )
    table.to_parquet(tmp_path / "a.parquet")
    found = ingest.read([tmp_path / "a.parquet"])
    assert found.table["score"].tolist() == ["1", "", "4.5"]
    assert found.table["text"].tolist() == ["好", "", "ab"]
    assert found.table["when"].tolist() == ["2024-01-31 08:30:00", "2024-02-01", ""]
    assert found.table["tags"].tolist() == ["a┋b", "", ""]
    assert found.sources[0].format == "parquet"


def test_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("审批快，利率低\n\n客服,态度,好\n{不是 JSON}\n", encoding="utf-8")
    found = ingest.read([path])
    assert found.table["text"].tolist() == ["审批快，利率低", "客服,态度,好", "{不是 JSON}"]
    assert found.table["row"].tolist() == [1, 3, 4]
    path.write_text("意见建议\n审批快\n太慢\n", encoding="utf-8")
    assert ingest.read([path]).table["意见建议"].tolist() == ["审批快", "太慢"]
    path.write_text("编号\t意见\n1\t好\n2\t慢\n", encoding="utf-8")
    assert ingest.read([path]).columns == ["编号", "意见"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    class Stdin:
        buffer = io.BytesIO('{"id": "7", "text": "好"}\n'.encode())

    monkeypatch.setattr("sys.stdin", Stdin())
    found = ingest.read(["-"])
    assert found.table["response_id"].tolist() == ["7"]
    assert found.sources[0].name == "stdin"


def test_several_files(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("编号,意见\n1,好\n2,慢\n3,贵\n", encoding="utf-8")
    (tmp_path / "b.csv").write_bytes(
        "编号,城市,意见\n1,甲,快\n2,乙,省\n9,丙,坏\n".encode("gb18030")
    )
    found = ingest.read([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert found.columns == ["编号", "意见", "城市"]
    assert found.table["response_id"].tolist() == ["1", "2", "3", "1#2", "2#2", "9"]
    assert found.table["城市"].tolist() == ["", "", "", "甲", "乙", "丙"]
    assert found.table["source"].tolist() == ["a.csv"] * 3 + ["b.csv"] * 3
    assert [source.encoding for source in found.sources] == ["utf-8", "gb18030"]
    with pytest.raises(UsageError):
        ingest.read([tmp_path / "a.csv", tmp_path / "a.csv"])


def test_missing_inputs(tmp_path: Path) -> None:
    (tmp_path / "survey_2024.csv").write_text("id,text\n1,a\n")
    with pytest.raises(MissingInputError, match="survey_2024"):
        ingest.read([tmp_path / "survey_2042.csv"])
    with pytest.raises(MissingInputError):
        ingest.read([tmp_path])
    with pytest.raises(UsageError):
        ingest.read([])


def test_a_survey_names_its_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("工号,意见建议\nx,好\ny,慢\n", encoding="utf-8")
    survey = Survey((Column("工号", "id"), Column("意见建议", "text")))
    assert ingest.read([tmp_path / "a.csv"], survey).table["response_id"].tolist() == ["x", "y"]
    wrong = Survey((Column("意见与建议", "text"), Column("不在", "ignored")))
    with pytest.raises(DataError, match="意见建议") as caught:
        ingest.read([tmp_path / "a.csv"], wrong)
    assert caught.value.column == "意见与建议"


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("编号,意见\n1,好\n1,慢\n,贵\n".encode("gb18030"))
    first, second = ingest.read([path]), ingest.read([path])
    pd.testing.assert_frame_equal(first.table, second.table)
    assert first.sources == second.sources
    assert first.table["response_id"].is_unique


def test_errors_speak_english(tmp_path: Path) -> None:
    from feedback_miner import language

    (tmp_path / "a.csv").write_bytes(b"")
    with language.speaking("en"), pytest.raises(FeedbackMinerError, match="empty"):
        ingest.read([tmp_path / "a.csv"])


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
def test_header_rows_are_said_to_mean_nothing_where_there_are_none(
    tmp_path: Path, name: str
) -> None:
    table = pd.DataFrame({"id": ["1", "2"], "text": ["好", "慢"]})
    if name == "a.parquet":
        table.to_parquet(tmp_path / name)
    else:
        table.to_json(tmp_path / name, orient="records", lines=True, force_ascii=False)
    for depth in (0, 2):
        found = ingest.read([tmp_path / name], options=Options(header_rows=depth))
        assert any("header_rows" in note for note in found.sources[0].notes) is bool(depth)


HEADS = ["编号", "城市", "总体满意度", "推荐分", "意见"]
ANSWERS = [[f"K{n:03d}", "甲乙"[n % 2], n % 5 + 1, n % 11, f"第{n}次还款很方便"] for n in range(40)]


@pytest.mark.parametrize(
    "row",
    [
        ["合计", "", 3.12, 6.4, ""],
        ["平均值：", "", 3.12, 6.4, ""],
        ["总计", "40份", 120, 256, ""],
        ["Total", "", 120, 256, ""],
        ["Average", "", 3.1, 6.4, "-"],
        ["", "合计", 3, 6, ""],
        ["小 计", "", "", "", ""],
        ["甲市小计", "20人", "62%", "41%", ""],
        ["", "甲小计", 3, 6, ""],
        ["", "利息合计", 3, 6, ""],
        ["", "利息合计", 900, 6, ""],
    ],
)
def test_rows_of_totals_are_set_aside_and_told(tmp_path: Path, row: list[Any]) -> None:
    rows = [HEADS, *ANSWERS[:20], row, *ANSWERS[20:]]
    found = ingest.read([workbook(tmp_path / "a.xlsx", {"s": rows})])
    assert len(found.table) == 40
    aside = found.quarantined.to_dict("records")
    assert [(one["source"], one["row"]) for one in aside] == [("a.xlsx", 22)]
    assert "合计" in aside[0]["reason"]
    assert (found.sources[0].read, found.sources[0].quarantined) == (41, 1)
    assert any("1 行是合计或平均值" in note for note in found.sources[0].notes)


@pytest.mark.parametrize(
    "row",
    [
        ["K900", "合计", 3, 6, "这是我的回答"],
        ["合计", "甲", 3, 6, "公司名就叫合计"],
        ["K900", "平均", 3, 6, ""],
        ["K900", "average", 5, 10, ""],
        ["901", "利息合计", 1, "", ""],
        ["902", "费用总计", "", "", ""],
        ["903", "合计", 3, 6, ""],
    ],
)
def test_a_respondent_who_writes_such_a_word_is_no_total(tmp_path: Path, row: list[Any]) -> None:
    rows = [HEADS, *ANSWERS, row]
    found = ingest.read([workbook(tmp_path / "a.xlsx", {"s": rows})])
    assert len(found.table) == 41
    assert found.quarantined.empty


@pytest.mark.parametrize(
    ("row", "total"),
    [
        (["利息合计", 1, "", ""], False),
        (["费用总计", "", "", ""], False),
        (["甲小计", 1, "", ""], True),
        (["全部合计", 1, "", ""], True),
        (["合计", "", "", ""], True),
        (["费用总计", 40, "", ""], True),
    ],
)
def test_a_label_without_ids_is_a_total_where_it_sums_a_level(
    tmp_path: Path, row: list[Any], total: bool
) -> None:
    answers = [["甲乙"[n % 2], n % 5 + 1, f"审批太慢了{n}", f"提高额度{n}"] for n in range(20)]
    rows = [["最不满意的方面", "评分", "原因", "其他建议"], *answers, row]
    found = ingest.read([workbook(tmp_path / "a.xlsx", {"s": rows})])
    assert len(found.quarantined) == total


def test_a_level_called_average_is_an_answer(tmp_path: Path) -> None:
    rows = [["service", "fees", "speed"], *[["average", 3, 4], ["good", 4, 5], ["poor", 1, 2]] * 9]
    found = ingest.read([workbook(tmp_path / "a.xlsx", {"s": rows})])
    assert len(found.table) == 27


TOP = ["编号", "城市", "分项满意度", "", "总体评价", "", "客户原话"]
UNDER = ["", "", "审批速度", "利率与费用", "总体满意度", "推荐分", ""]
JOINED = [
    "编号",
    "城市",
    "分项满意度—审批速度",
    "分项满意度—利率与费用",
    "总体评价—总体满意度",
    "总体评价—推荐分",
    "客户原话",
]
GROUPED = [
    [f"K{n}", "甲乙"[n % 2], n % 5 + 1, n % 4 + 1, n % 5 + 1, n % 11, f"第{n}次很方便"]
    for n in range(30)
]


def grouped(path: Path, rows: list[list[Any]], merged: list[tuple[int, int, int, int]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        for top, left, bottom, right in merged:
            sheet.merge_range(top, left, bottom, right, rows[top][left])
    return path


@pytest.mark.parametrize("title", [[], [["2026 年一季度回访明细表"]]])
def test_a_header_of_two_rows_is_joined(tmp_path: Path, title: list[list[str]]) -> None:
    at = len(title)
    merged = [(at, 2, at, 3), (at, 4, at, 5), *((at, c, at + 1, c) for c in (0, 1, 6))]
    merged += [(0, 0, 0, 6)] if title else []
    book = grouped(tmp_path / "a.xlsx", [*title, TOP, UNDER, *GROUPED], merged)
    found = ingest.read([book])
    assert found.columns == JOINED
    assert found.table["row"].tolist() == list(range(at + 3, at + 33))
    assert f"第 {at + 1}–{at + 2} 条记录合为表头" in " ".join(found.sources[0].notes)
    roles = {one.name: one.column for one in ingest.propose(found).columns}
    assert roles["分项满意度—利率与费用"].factor == "rates"
    assert roles["总体评价—推荐分"].outcome == "recommend"


def test_a_header_of_two_rows_is_joined_in_text_too(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [TOP, UNDER, *GROUPED]
    path.write_text("\n".join(",".join(map(str, row)) for row in rows), "utf-8")
    found = ingest.read([path])
    assert found.columns == JOINED
    assert found.table["row"].tolist() == list(range(3, 33))


def test_groups_above_a_full_header_are_joined_where_cells_are_merged(tmp_path: Path) -> None:
    above = ["", "", "分项满意度", "", "总体评价", "", ""]
    names = ["编号", "城市", *UNDER[2:6], "客户原话"]
    rows = [["回访明细表"], above, names, *GROUPED]
    book = grouped(tmp_path / "a.xlsx", rows, [(0, 0, 0, 6), (1, 2, 1, 3), (1, 4, 1, 5)])
    assert ingest.read([book]).columns == JOINED
    # Without merged cells nobody knows how far a group goes: told, and named by a setting.
    path = tmp_path / "a.csv"
    path.write_text("\n".join(",".join(map(str, row)) for row in rows[1:]), "utf-8")
    found = ingest.read([path])
    assert found.columns == names
    assert "header_rows = 2" in " ".join(found.sources[0].notes)
    told = ingest.read([path], options=Options(header_rows=2))
    assert told.columns[:6] == JOINED[:6]
    assert len(told.table) == 30


def test_columns_without_names_cost_no_respondent(tmp_path: Path) -> None:
    rows = [
        ["编号", "您的看法", "", ""],
        *[[f"K{n}", f"看法{n}", "还行", "没有"] for n in range(20)],
    ]
    book = workbook(tmp_path / "a.xlsx", {"s": rows})
    found = ingest.read([book])
    assert found.columns == ["编号", "您的看法", "列3", "列4"]
    assert len(found.table) == 20
    note = " ".join(found.sources[0].notes)
    assert "只取第 1 条记录为表头" in note
    assert "有 2 列没有列名" in note


def test_a_group_names_no_outcome_of_an_item_about_one_factor(tmp_path: Path) -> None:
    under = ["", "", "审批速度", "利率与费用", "服务态度", "推荐分", ""]
    path = tmp_path / "a.csv"
    rows = [TOP, under, *GROUPED]
    path.write_text("\n".join(",".join(map(str, row)) for row in rows), "utf-8")
    columns = {one.name: one.column for one in ingest.propose(ingest.read([path])).columns}
    item = columns["总体评价—服务态度"]
    assert (item.role, item.outcome, item.factor) == ("score", "", "service")


def test_a_sound_workbook_is_read_under_a_lower_limit(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    path = workbook(tmp_path / "a.xlsx", {"数据": [["编号", "意见"], ["1", "好"]]})
    code = (
        "import resource, sys\n"
        f"resource.setrlimit({resource.RLIMIT_AS}, (6_000_000_000, 6_000_000_000))\n"
        f"resource.setrlimit({resource.RLIMIT_CPU}, (100, 100))\n"
        "from pathlib import Path\n"
        "from feedback_miner import ingest\n"
        "print(len(ingest.read([Path(sys.argv[1])]).table))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "1", done.stderr


@pytest.mark.parametrize("merged", [False, True])
def test_a_header_of_two_rows_that_comes_again_is_no_respondent(
    tmp_path: Path, merged: bool
) -> None:
    month = [TOP, UNDER, *[[f"K{n}", "甲", n % 5 + 1, n % 4 + 1, 5, 9, "慢"] for n in range(20)]]
    path = tmp_path / ("a.xlsx" if merged else "a.csv")
    if merged:
        workbook(path, {"s": month * 2})
    else:
        lines = [",".join(map(str, row)) for row in month * 2]
        path.write_text("\n".join(lines) + "\n", "utf-8")
    found = ingest.read([path])
    assert list(found.columns) == JOINED
    assert len(found.table) == 40
    assert found.quarantined["row"].tolist() == [23, 24]
    assert set(found.quarantined["reason"]) == {"重复的表头"}
    assert any("表头又出现 1 次" in note for note in found.sources[0].notes)


def test_half_of_a_header_is_no_header(tmp_path: Path) -> None:
    rows = [f"K{n},甲,{n % 5 + 1},{n % 4 + 1},5,9,慢" for n in range(20)]
    head = [",".join(TOP), ",".join(UNDER)]
    path = tmp_path / "a.csv"
    path.write_text("\n".join([*head, *rows, ",".join(UNDER), *rows]) + "\n", "utf-8")
    assert len(ingest.read([path]).table) == 41


def test_a_title_above_a_header_that_comes_again_is_no_respondent(tmp_path: Path) -> None:
    month = [[f"K{n}", "甲", n % 5 + 1, n % 4 + 1, 5, 9, "慢"] for n in range(20)]
    rows: list[list[Any]] = []
    for name in ("一月", "二月"):
        rows += [[f"{name}满意度"], TOP, UNDER, *month, ["K99"], [], []]
    found = ingest.read([workbook(tmp_path / "a.xlsx", {"s": rows})])
    assert len(found.table) == 42  # who left all but the id blank is kept
    assert len(found.quarantined) == 3
    assert "标题" in found.quarantined["reason"][0]


@pytest.mark.parametrize(
    ("names", "lone"),
    [
        ("编号,渠道,满意度,意见", ",,,匿名：催收爆通讯录太过分"),
        ("编号,渠道,满意度,意见", ",APP上提交不了,,"),
        ("意见,编号,渠道,满意度", "催收爆通讯录太过分,,,"),
    ],
)
def test_a_complaint_above_a_header_that_comes_again_is_kept(
    tmp_path: Path, names: str, lone: str
) -> None:
    by_name = {"编号": "7", "渠道": "网点", "满意度": "4", "意见": "挺好"}
    rows = [",".join(by_name[name] for name in names.split(","))] * 8
    title = "客户回访表,,,"
    lines = [title, names, *rows, lone, names, *rows]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    found = ingest.read([path])
    assert len(found.table) == 17
    assert lone.strip(",") in found.table.to_numpy()
    assert found.quarantined["row"].tolist() == [12]


def test_a_title_in_the_column_of_the_first_is_none_of_the_answers(tmp_path: Path) -> None:
    rows = ["7,网点,4,挺好"] * 8
    lines = [
        "一月回访,,,",
        "编号,渠道,满意度,意见",
        *rows,
        "二月回访,,,",
        "编号,渠道,满意度,意见",
        *rows,
    ]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    found = ingest.read([path])
    assert len(found.table) == 16
    assert found.quarantined["row"].tolist() == [11, 12]
