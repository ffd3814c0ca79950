"""``triage`` as users meet it: files by suffix, a folder, a queue that comes back, hostile text."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from feedback_miner import cli, desk, resources
from feedback_miner.errors import OutputError
from feedback_miner.report.cases import OUTPUTS
from feedback_miner.store import Staging
from feedback_miner.triage import measured

NOW = ("--now", "2026-06-14 09:00", "--sentiment", "rules")
HOSTILE = '<script>alert(1)</script>=HYPERLINK("x") 服务态度太差了'
ROWS = [
    ["工单编号", "受理时间", "联系电话", "投诉内容"],
    ["E1", "2026-06-13 10:00", "13812345678", "=1+1 利息太高了，不满意，我电话13812345678"],
    ["E2", "2026-06-13 11:00", "13812345679", HOSTILE],
    ["E3", "2026-05-01 11:00", "13812345670", "@SUM(A1) 催收骂人还威胁我，太恶劣了"],
    ["E4", "2026-06-10 11:00", "", "会员费自动从9.9涨到29.9，没有任何通知，要求退还差价"],
    ["E5", "2026-06-10 12:00", "", "会员费自动从9.9涨到29.9，没有任何通知，要求退还差价！"],
    ["+E6", "2026-06-10 12:00", "", "审批太慢了\x0b，等了一个月很失望"],
]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "投诉.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(ROWS)
    return path


def run(*arguments: object) -> int:
    return cli.main(["triage", *map(str, arguments), *NOW])


def lines(path: Path) -> dict[str, dict[str, object]]:
    found = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {str(row["response_id"]): row for row in found}


def test_a_folder_holds_every_form(export: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(export, "-o", out, "--replies") == 0
    assert sorted(path.name for path in out.iterdir()) == sorted(OUTPUTS)
    rows = lines(out / "cases.jsonl")
    with (out / "cases.csv").open(encoding="utf-8-sig", newline="") as file:
        table = {row["response_id"].lstrip("'"): row for row in csv.DictReader(file)}
    assert set(rows) == set(table) == {"E1", "E2", "E3", "E4", "E5", "+E6"}
    assert rows["E3"]["overdue"] == "statutory" and rows["E4"]["group_size"] == 2
    everything = b"".join(path.read_bytes() for path in out.iterdir() if path.suffix != ".xlsx")
    assert b"1381234567" not in everything


def test_a_report_and_a_queue_do_not_take_each_others_place(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert run(export, "-o", out) == 0
    record = json.loads((out / "triage.json").read_text(encoding="utf-8"))
    assert record["counts"]["cases"] == 6
    assert set(record["outputs"]) == set(OUTPUTS) - {"triage.json"}
    assert run(export, "-o", out) == 0  # its own it writes again
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "report.html").write_text("the report", encoding="utf-8")
    digest = hashlib.sha256(b"the report").hexdigest()
    (theirs / "manifest.json").write_text(json.dumps({"outputs": {"report.html": digest}}))
    capsys.readouterr()
    assert run(export, "-o", theirs) == 73
    line = capsys.readouterr().err
    assert line.count("\n") == 1 and "report.html" in line and "manifest.json" in line
    assert sorted(path.name for path in theirs.iterdir()) == ["manifest.json", "report.html"]
    with pytest.raises(OutputError, match=r"triage\.json"), Staging(out, "manifest.json") as folder:
        (folder / "report.html").write_text("the report", encoding="utf-8")


def test_a_workbook_holds_dates_and_numbers(export: Path, tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    assert run(export, "-o", path, "--lang", "zh") == 0
    book = openpyxl.load_workbook(path)
    for name in ("队列", "同组"):
        head, *rows = ([cell.value for cell in row] for row in book[name].rows)
        for row in rows:
            shown = dict(zip(head, row, strict=True))
            assert isinstance(shown["序号"], int)
            for key in ("最近时限", "法定期限", "受理时间", "首次日期"):
                assert isinstance(shown[key], datetime), key
    assert book["同组"]["A2"].hyperlink.location.startswith("'队列'!A")


def test_a_page_points_to_files_beside_it_only(export: Path, tmp_path: Path) -> None:
    page, folder = tmp_path / "q.html", tmp_path / "out"
    assert run(export, "-o", page) == 0 and run(export, "-o", folder) == 0
    assert "cases.csv" not in page.read_text(encoding="utf-8")
    assert "cases.csv" in (folder / "report.html").read_text(encoding="utf-8")


def test_what_makes_no_case_is_counted_and_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "投诉.csv"
    praised = ["E7", "2026-06-10 12:00", "", "客户经理很耐心，放款也快，非常满意，电话13812345671"]
    asked = ["E8", "2026-06-10 12:00", "", "请问提前还款怎么操作？"]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*ROWS, praised, asked, ["E9", "2026-06-10 12:00", "", "无"]])
    out = tmp_path / "out"
    assert run(path, "-o", out, "--lang", "zh") == 0
    said = capsys.readouterr().err
    assert "6 件个案" in said and "另有 3 份不入队（没写内容 1，表扬 1，咨询或建议 1）" in said
    with (out / "left_out.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["response_id"]: row for row in csv.DictReader(file)}
    assert set(rows) == {"E7", "E8", "E9"}
    assert rows["E7"]["reason"] == "表扬" and "[手机号]" in rows["E7"]["text"]
    assert rows["E9"] == {"response_id": "E9", "reason": "没写内容", "text": ""}


def test_words_that_find_nothing_are_told_of(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    back = tmp_path / "back.csv"
    back.write_text("response_id,status\nE1,办完了\nE2,看心情\n", encoding="utf-8")
    out = tmp_path / "cases.jsonl"
    assert run(export, "-o", out, "--update", back, "--owner", "不存在部", "--lang", "zh") == 0
    said = capsys.readouterr().err
    assert "没有「不存在部」的行；队列里的部门：" in said and "1 个状态看不懂" in said
    assert "E2「看心情」" in said
    assert run(export, "-o", out, "--update", back) == 0
    assert lines(out)["E1"]["status"] == "closed" and lines(out)["E2"]["status"] == "open"


def test_the_same_input_gives_the_same_bytes(export: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert run(export, "-o", tmp_path / name) == 0
    assert run(export, "-o", tmp_path / "c", "--workers", "2") == 0
    for name in OUTPUTS:
        one = (tmp_path / "a" / name).read_bytes()
        assert one == (tmp_path / "b" / name).read_bytes() == (tmp_path / "c" / name).read_bytes()


def test_hostile_text_is_harmless(export: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert run(export, "-o", out) == 0
    book = openpyxl.load_workbook(out / "cases.xlsx")
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    with (out / "cases.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            assert all(cell[:1] not in ("=", "+", "@") for cell in row)
    page = (out / "report.html").read_text(encoding="utf-8")
    tags: set[str] = set()

    class _Page(HTMLParser):
        def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
            tags.add(tag)

    _Page().feed(page)
    assert "script" not in tags and "alert(1)" in page


def test_the_workbook_works_for_analysts(export: Path, tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    assert run(export, "-o", path) == 0
    book = openpyxl.load_workbook(path)
    queue, groups, summary = book.worksheets
    assert [one.title for one in book.worksheets] == ["队列", "同组", "概览"]
    assert queue.freeze_panes == "C2" and queue.auto_filter.ref
    assert queue.max_row == 6 and groups.max_row == 3  # a line a group; its members beside
    lists = [one.formula1 for one in queue.data_validations.dataValidation]
    assert any("待处理" in one for one in lists) and any("反欺诈部" in one for one in lists)
    links = [cell.hyperlink.location for row in queue.iter_rows() for cell in row if cell.hyperlink]
    assert links == ["'同组'!A2"]
    assert any(cell.value == "今日概览" for cell in summary["A"])


def test_added_columns_that_are_named_like_ours_survive_under_a_marked_name(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cases.xlsx"
    assert run(export, "-o", path, "--lang", "zh") == 0
    book = openpyxl.load_workbook(path)
    sheet = book["队列"]
    added = ("score", "urgency", "备注", "group")
    for at, name in enumerate(added, start=sheet.max_column + 1):
        sheet.cell(1, at, name)
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, at, f"我的{name}")
    back = tmp_path / "back.xlsx"
    book.save(back)
    for _ in range(2):  # marked once, however often it comes back
        capsys.readouterr()
        assert run(export, "-o", path, "--update", back, "--lang", "zh") == 0
        assert "score（自填）" in capsys.readouterr().err
        again = openpyxl.load_workbook(path)["队列"]
        head = [cell.value for cell in again[1]]
        values = dict(zip(head, (cell.value for cell in again[2]), strict=True))
        marked = [name for name in head if name and name.endswith("（自填）")]
        assert marked == [f"{name}（自填）" for name in added]
        assert values["score（自填）"] == "我的score" and values["备注（自填）"] == "我的备注"
        assert values["紧急度"] != "我的urgency" and values["备注"] != "我的备注"
        back = path
    out = tmp_path / "cases.jsonl"
    assert run(export, "-o", out, "--update", back) == 0
    found = lines(out)["E1"]
    assert found["urgency（自填）"] == "我的urgency" and isinstance(found["urgency"], int)


def test_a_returned_workbook_sorted_anew_with_added_columns_and_deleted_rows(
    export: Path, tmp_path: Path
) -> None:
    path = tmp_path / "cases.xlsx"
    assert run(export, "-o", path) == 0
    sheet = openpyxl.load_workbook(path)["队列"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head, body = rows[0], {str(row[1]): row for row in rows[1:]}
    status, note, owner = head.index("状态"), head.index("备注"), head.index("责任部门")
    body["E3"][status], body["E3"][note] = "已办结", "=已致歉"
    body["E1"][owner] = "督办组"
    book = openpyxl.Workbook()
    back = book.active
    back.title = "队列"
    back.append(["我的序号", *reversed(head), "回访结果"])
    for number, name in enumerate(("E1", "E3", "E4"), start=1):  # the others were deleted
        back.append([number, *reversed(body[name]), f"回访{name}"])
    returned = tmp_path / "returned.xlsx"
    book.save(returned)
    again = tmp_path / "again.jsonl"
    assert run(export, "-o", again, "--update", returned) == 0
    found = lines(again)
    assert found["E3"]["status"] == "closed" and found["E3"]["overdue"] == ""
    assert found["E1"]["owner"] == "督办组" and found["E1"]["回访结果"] == "回访E1"
    assert found["E2"]["status"] == "open" and found["E2"]["回访结果"] == ""
    assert list(found)[-1] == "E3"


def test_words_cleared_by_hand_are_cleared_in_the_queue_they_come_back_to(
    export: Path, tmp_path: Path
) -> None:
    path, back, copy = (tmp_path / f"{name}.xlsx" for name in ("cases", "back", "copy"))
    assert run(export, "-o", path, "--lang", "zh") == 0
    heads = ("责任部门", "备注", "状态", "延长理由")

    def write(source: Path, target: Path, words: tuple[str | None, ...]) -> None:
        book = openpyxl.load_workbook(source)
        sheet = book["队列"]
        head = [cell.value for cell in sheet[1]]
        row = next(one for one in sheet.iter_rows(min_row=2) if one[1].value == "E1")
        for name, word in zip(heads, words, strict=True):
            row[head.index(name)].value = word
        book.save(target)

    def shown() -> tuple[object, ...]:
        sheet = openpyxl.load_workbook(path)["队列"]
        head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        row = next(one for one in rows if one[1] == "E1")
        return tuple(row[head.index(name)] or None for name in heads)

    was = shown()
    worked = ("督办组", "先转法务", "已延长", "查录音")
    write(path, path, worked)
    assert run(export, "-o", path, "--lang", "zh") == 0
    assert shown() == worked
    shutil.copy(path, copy)
    write(path, back, was)
    assert run(export, "-o", path, "--update", back, "--lang", "zh") == 0
    assert shown() == was
    # Of two files, too, and a copy that nobody touched takes nothing back.
    assert run(export, "-o", path, "--update", back, "--update", copy, "--lang", "zh") == 0
    assert shown() == was


def test_closing_a_groups_line_closes_its_cases(export: Path, tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    assert run(export, "-o", path) == 0
    book = openpyxl.load_workbook(path)
    sheet = book["队列"]
    head = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[head.index("同组件数")].value == 2:
            row[head.index("状态")].value = "已办结"
    book.save(path)
    assert run(export, "-o", path) == 0  # the queue is made again in its place
    out = tmp_path / "out.jsonl"
    assert run(export, "-o", out, "--update", path) == 0
    found = lines(out)
    assert found["E4"]["status"] == found["E5"]["status"] == "closed"
    assert run(export, "-o", path, "--fresh") == 0
    statuses = [row[head.index("状态")].value for row in openpyxl.load_workbook(path)["队列"].rows]
    assert "已办结" not in statuses


def test_making_the_queue_again_changes_nothing(export: Path, tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    assert run(export, "-o", path) == 0
    first = path.read_bytes()
    assert run(export, "-o", path) == 0
    assert path.read_bytes() == first


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_rows_with_personal_data_are_marked_and_the_mark_does_not_come_back(
    export: Path, tmp_path: Path, suffix: str
) -> None:
    path, out = tmp_path / f"cases{suffix}", tmp_path / "out"
    assert run(export, "-o", path, "--keep-pii") == 0
    text = path.read_text(encoding="utf-8-sig")
    assert "13812345678" in text
    head, *rows = text.splitlines()
    assert all(row.endswith((",kept", '"personal_data": "kept"}')) for row in rows)
    assert head.endswith((",personal_data", '"personal_data": "kept"}'))
    assert run(export, "-o", out, "--update", path) == 0
    assert not any(
        b"personal_data" in one.read_bytes() for one in out.iterdir() if one.suffix != ".xlsx"
    )
    assert "personal_data" not in str(table(out / "cases.xlsx"))
    assert run(export, "-o", out, "--keep-pii") == 0
    for name in ("cases.csv", "left_out.csv"):
        with (out / name).open(encoding="utf-8-sig", newline="") as file:
            assert next(csv.reader(file))[-1] == "personal_data"


@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_csv_and_json_lines_come_back_too(export: Path, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"cases{suffix}"
    assert run(export, "-o", path) == 0
    text = path.read_text(encoding="utf-8-sig")
    assert "open" in text
    path.write_text(text.replace("open", "已办结"), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    assert run(export, "-o", out, "--update", path) == 0
    assert {row["status"] for row in lines(out).values()} == {"closed"}


def test_standard_output_and_english(
    export: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run(export, "--lang", "en", "--top", "1") == 0
    out = capfdbinary.readouterr().out.decode()
    row = json.loads(out.splitlines()[0])
    assert row["rank"] == 1 and row["category_name"] == "Debt collection"


@pytest.mark.parametrize(
    ("arguments", "status", "word"),
    [
        (["-o", "x.docx"], 2, ".docx"),
        (["--now", "昨天"], 2, "--now"),
        (["--since", "?"], 2, "--since"),
        (["--update", "nothing.xlsx"], 66, "nothing.xlsx"),
        (["--codebook", "nowhere"], 78, "nowhere"),
    ],
)
def test_one_clear_line_for_what_is_wrong(
    export: Path,
    arguments: list[str],
    status: int,
    word: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["triage", str(export), *arguments]) == status
    error = capsys.readouterr().err
    assert word in error and "Traceback" not in error and len(error.splitlines()) == 1


def test_a_file_that_is_no_queue(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    assert run(export, "-o", tmp_path / "x.csv", "--update", other) == 65
    assert "other.csv" in capsys.readouterr().err


def test_an_empty_input(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("", encoding="utf-8")
    assert run(path, "-o", tmp_path / "x.csv") == 65
    assert not (tmp_path / "x.csv").exists()
    io.StringIO().close()


def edit(path: Path, **changes: dict[str, str]) -> None:
    """Write into the cells of a queue: column -> number of the case -> words."""
    book = openpyxl.load_workbook(path)
    sheet = book["队列"]
    head = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        for column, words in changes.items():
            cell = row[head.index(column)]
            cell.value = words.get(row[head.index("编号")].value, cell.value)
    book.save(path)


SOURCE = [
    ["工单编号", "受理时间", "渠道", "联系电话", "投诉内容", "处理状态", "处理人"],
    ["S1", "2026-06-13 10:00", "APP", "13800000001", "利息太高了，不满意", "待处理", "小赵"],
    ["S2", "2026-06-13 10:00", "APP", "13800000002", "催收骂人还威胁我，太恶劣了", "待处理", ""],
    ["S3", "2026-06-13 10:00", "APP", "13800000003", "审批太慢了，等了一个月", "待处理", ""],
    ["S4", "2026-06-13 10:00", "APP", "13800000004", "额度太低，很失望", "待处理", ""],
    ["S5", "2026-06-13 10:00", "12378转办", "13800000005", "请问提前还款怎么操作", "待处理", ""],
]


def source(path: Path, **statuses: str) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [[*row[:5], statuses.get(row[0], row[5]), row[6]] for row in SOURCE]
        csv.writer(file).writerows([SOURCE[0], *rows[1:]])
    return path


def table(path: Path) -> dict[str, dict[str, object]]:
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["队列"].rows]
    return {str(row[1]): dict(zip(rows[0], row, strict=True)) for row in rows[1:]}


def test_work_on_cases_that_are_not_written_now_is_kept_beside(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, rows = tmp_path / "cases.xlsx", source(tmp_path / "a.csv")
    assert run(rows, "-o", path) == 0
    assert run(rows, "-o", path, "--top", "1") == 0  # nobody wrote anything: nothing to keep
    assert run(rows, "-o", path) == 0
    edit(path, 备注={"S2": "已致电", "S3": "等材料"})
    capsys.readouterr()
    assert run(rows, "-o", path, "--owner", "没有这个部门", "--lang", "zh") == 0
    copy = tmp_path / "cases.earlier.xlsx"
    assert f"2 件不在这次写出的行里（S2、S3），原工作簿另存为 {copy}" in capsys.readouterr().err
    assert not table(path)
    edit(copy, 备注={"S3": "材料已到"})
    assert run(rows, "-o", path, "--update", copy) == 0
    assert (table(path)["S2"]["备注"], table(path)["S3"]["备注"]) == ("已致电", "材料已到")
    shorter = tmp_path / "b.csv"
    shorter.write_text("".join(rows.read_text(encoding="utf-8").splitlines(True)[:2]), "utf-8")
    assert run(shorter, "-o", path) == 0
    assert (tmp_path / "cases.earlier-2.xlsx").is_file()
    assert run(rows, "-o", path, "--fresh") == 0  # said by hand: nothing is carried, nor kept
    assert not (tmp_path / "cases.earlier-3.xlsx").exists()


@pytest.mark.parametrize("folder", [False, True])
def test_what_is_saved_while_a_queue_is_made_is_kept_beside(
    folder: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = source(tmp_path / "a.csv")
    out = tmp_path / "queue" if folder else tmp_path / "cases.xlsx"
    path = out / "cases.xlsx" if folder else out
    assert run(rows, "-o", out) == 0
    prepare = desk.prepare

    def slow(*given: object, **options: object) -> desk.Queue:
        made = prepare(*given, **options)  # type: ignore[arg-type]
        edit(path, 备注={"S2": "已致电"})
        assert run(rows, "-o", path, "--fresh") == 75  # another run waits its turn
        return made

    monkeypatch.setattr(desk, "prepare", slow)
    capsys.readouterr()
    assert run(rows, "-o", out, "--lang", "zh") == 0
    monkeypatch.undo()
    copy = path.with_name("cases.earlier.xlsx")
    told = capsys.readouterr().err
    assert (
        "另一次运行正在写这个文件" in told
        and f"在本次运行期间被保存过，新写的内容没有进入新队列，原样另存为 {copy}" in told
    )
    assert (table(path)["S2"]["备注"] or "", table(copy)["S2"]["备注"]) == ("", "已致电")
    assert run(rows, "-o", out, "--update", copy) == 0
    assert table(path)["S2"]["备注"] == "已致电"
    assert not list(path.parent.glob(".*.lock"))


def test_a_workbook_of_which_something_is_masked_is_kept_and_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, rows = tmp_path / "cases.xlsx", source(tmp_path / "a.csv")
    assert run(rows, "-o", path) == 0
    edit(path, 备注={"S2": "回电 13800001111"})
    capsys.readouterr()
    assert run(rows, "-o", path, "--lang", "zh") == 0
    copy = tmp_path / "cases.earlier.xlsx"
    said = capsys.readouterr().err
    assert "1 格像有个人信息，已遮盖（列：备注）" in said and str(copy) in said
    assert table(copy)["S2"]["备注"] == "回电 13800001111"
    assert table(path)["S2"]["备注"] == "回电 [手机号]"
    assert run(rows, "-o", path, "--lang", "zh") == 0  # what is masked stays so
    assert "已遮盖" not in capsys.readouterr().err
    assert not (tmp_path / "cases.earlier-2.xlsx").exists()


def test_what_nobody_touched_follows_the_new_export_and_what_was_changed_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cases.xlsx"
    assert run(source(tmp_path / "a.csv"), "-o", path) == 0
    edit(path, 状态={"S2": "已办结", "S3": "处理中"}, 责任部门={"S4": "督办组"})
    later = source(tmp_path / "a.csv", S1="已办结", S3="已办结")
    for _ in range(2):  # the third day as the second: a word of yesterday is still a word
        assert run(later, "-o", path) == 0
        found = table(path)
        assert found["S1"]["状态"] == "已办结" and found["S2"]["状态"] == "已办结"
        assert found["S3"]["状态"] == "处理中" and found["S4"]["责任部门"] == "督办组"
        assert "S2（已办结 / 待处理）" in capsys.readouterr().err
    # The export comes to close what the analyst had closed, and opens it again.
    for stated, shown in (("已办结", "已办结"), ("重新打开", "待处理")):
        assert run(source(tmp_path / "a.csv", S2=stated), "-o", path) == 0
        assert table(path)["S2"]["状态"] == shown


def test_owners_by_routing_follow_it(tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    assert run(source(tmp_path / "a.csv"), "-o", path) == 0
    before = table(path)["S3"]["责任部门"]
    text = (tmp_path / "a.csv").read_text(encoding="utf-8")
    changed = text.replace("审批太慢了，等了一个月", "催收打电话骂我家人，太恶劣了")
    (tmp_path / "a.csv").write_text(changed, encoding="utf-8")
    assert run(tmp_path / "a.csv", "-o", path) == 0
    assert before == "审批运营部" and table(path)["S3"]["责任部门"] == "贷后管理部"


def test_records_are_hidden_and_found_after_a_sort_that_left_them_behind(tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    assert run(source(tmp_path / "a.csv"), "-o", path) == 0
    book = openpyxl.load_workbook(path)
    sheet = book["队列"]
    head = [cell.value for cell in sheet[1]]
    column = head.index("写出时的记录（勿改）") + 1
    assert sheet.column_dimensions[sheet.cell(1, column).column_letter].hidden
    rows = range(2, sheet.max_row + 1)
    values = [sheet.cell(row, column).value for row in rows]
    for row, value in zip(rows, reversed(values), strict=True):
        sheet.cell(row, column).value = value
    book.save(path)
    assert run(source(tmp_path / "a.csv", S1="已办结"), "-o", path) == 0
    assert table(path)["S1"]["状态"] == "已办结"


def test_an_older_queue_without_records_is_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    back = tmp_path / "back.csv"
    back.write_text("response_id,status\nS1,待处理\nS2,已办结\n", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    export = source(tmp_path / "a.csv", S1="已办结")
    assert run(export, "-o", out, "--update", back, "--lang", "zh") == 0
    assert lines(out)["S1"]["status"] == "closed" == lines(out)["S2"]["status"]
    assert "2 件没有写出时的记录" in capsys.readouterr().err


def test_a_regulators_channel_makes_a_case_whatever_the_text_says(tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    assert run(source(tmp_path / "a.csv"), "-o", path) == 0
    found = table(path)["S5"]
    assert found["标记"] == "监管投诉" and found["紧急度"] == 3
    assert str(found["入列原因"]).startswith("今天办：监管投诉（渠道：12378转办）")
    assert found["责任部门"] == "消费者权益保护部" and found["来源渠道"] == "12378转办"
    assert table(path)["S1"]["源系统经办人"] == "小赵"


def test_closing_a_line_leaves_other_customers_open_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fee = "会员费自动从9.9涨到29.9，没有任何通知，要求退还差价"
    path, book = tmp_path / "a.csv", tmp_path / "cases.xlsx"
    rows = [
        ["T1", "2026-06-10 11:00", "13800000001", fee],
        ["T2", "2026-06-10 12:00", "13800000002", fee + "！"],
        ["T3", "2026-06-11 12:00", "13800000001", fee + "，还没退"],
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([ROWS[0], *rows])
    assert run(path, "-o", book) == 0
    (lead,) = [row for row in table(book).values() if row["同组件数"] == 3]
    first = str(lead["编号"])
    edit(book, 状态={first: "已办结"})
    assert run(path, "-o", book, "--lang", "zh") == 0
    said = capsys.readouterr().err
    mine = {"T1", "T3"} if first in ("T1", "T3") else {"T2"}
    out = tmp_path / "out.jsonl"
    assert run(path, "-o", out, "--update", book) == 0
    closed = {key for key, row in lines(out).items() if row["status"] == "closed"}
    assert closed == mine
    other = sorted({"T1", "T2", "T3"} - mine)
    assert f"{first} 已办结，同一事件里其他客户的 {len(other)} 件仍未结：{'、'.join(other)}" in said
    if len(mine) == 2:
        (along,) = mine - {first}
        assert f"随 {first} 一并办结 1 件（同一人或同一份投诉）：{along}" in said


def test_what_makes_no_case_stands_on_a_sheet_and_every_json_line_is_a_case(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with export.open("a", encoding="utf-8", newline="") as file:
        asked = "请问我的电话13812345671能查到提前还款怎么操作吗？"
        csv.writer(file).writerow(["E8", "2026-06-10 12:00", "", asked])
    path, out = tmp_path / "cases.xlsx", tmp_path / "out.jsonl"
    assert run(export, "-o", path, "--lang", "zh") == 0
    assert "逐件列在工作簿「未入队」表" in capsys.readouterr().err
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(path)["未入队"].rows]
    assert rows[1][:2] == ["E8", "咨询或建议"] and "[手机号]" in rows[1][2] and len(rows) == 2
    assert run(export, "-o", out, "--lang", "zh") == 0
    assert "E8" not in lines(out) and all(row["rank"] for row in lines(out).values())
    assert run(export, "-o", out, "--update", out) == 0  # and comes back without harm
    assert run(export, "-o", path, "--top", "1", "--lang", "zh", "--fresh") == 0
    assert "未入队" not in openpyxl.load_workbook(path).sheetnames  # others' texts go to nobody


def test_no_output_that_keeps_personal_data_says_it_is_masked(export: Path, tmp_path: Path) -> None:
    with export.open("a", encoding="utf-8") as file:
        file.write("E9,2026-06-10 12:00,,办得很快，很满意，谢谢\n")
    out = tmp_path / "out"
    assert run(export, "-o", out, "--keep-pii") == 0
    book = openpyxl.load_workbook(out / "cases.xlsx")
    heads = {sheet.title: [cell.value for cell in sheet[1]] for sheet in book}
    assert "原文（未去标识化）" in heads["未入队"] and "原文（未去标识化）" in heads["队列"]
    assert "已去标识化" not in str(heads)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "原文经去标识化处理" not in page and "原文未经去标识化处理" in page
    assert run(export, "-o", out) == 0
    assert "原文经去标识化处理" in (out / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["cases.xlsx", "cases.csv", "cases.jsonl"])
def test_a_queue_given_as_an_export_is_refused_with_what_to_do(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    out = tmp_path / "out"
    assert run(export, "-o", out) == 0
    capsys.readouterr()
    assert run(out / name, "-o", tmp_path / "again.jsonl") == 65
    assert "--update" in capsys.readouterr().err
    assert not (tmp_path / "again.jsonl").exists()


def test_text_named_a_workbook_is_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.xlsx"
    path.write_text("利率太高了，不满意\n客服态度太差\n", encoding="utf-8")
    assert run(path, "-o", tmp_path / "a.jsonl") == 0
    assert "内容是文字" in capsys.readouterr().err
    path.write_text("无\n没有\n", encoding="utf-8")
    assert run(path, "-o", tmp_path / "b.jsonl") == 65


def test_an_output_that_ends_as_a_folder_is_no_file(export: Path, tmp_path: Path) -> None:
    assert run(export, "-o", f"{tmp_path / 'cases.csv'}/") == 2
    assert not (tmp_path / "cases.csv").exists()


def test_replies_fit_threats_and_days_that_are_over(tmp_path: Path) -> None:
    path, out = tmp_path / "a.csv", tmp_path / "a.jsonl"
    rows = [
        ["工单编号", "受理时间", "投诉内容"],
        ["A", "2026-06-13 10:00", "再不退钱我就提着汽油去你们网点"],
        ["B", "2026-05-01 11:00", "会员费乱收，要求退还"],
        ["C", "2026-06-13 11:00", "会员费乱收，请退给我"],
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    assert run(path, "-o", out, "--replies") == 0
    said = {key: str(row["reply"]) for key, row in lines(out).items()}
    assert "110" in said["A"] and "心理" not in said["A"]
    assert "15日" not in said["B"] and "未能在规定期限内" in said["B"]
    assert "在15日内" in said["C"]


def test_the_page_says_how_red_lines_were_measured(export: Path, tmp_path: Path) -> None:
    found = measured.load(resources.lexicons() / "loan")
    assert found is not None and found.raised <= found.today and found.right <= found.called
    out = tmp_path / "queue.html"
    assert run(export, "-o", out) == 0
    page = out.read_text(encoding="utf-8")
    assert f"{found.texts:,}" in page and f"{found.raised / found.today:.1%}" in page
    assert "未曾测量" in measured.told(measured.load(tmp_path / "own"))
