"""``redact``: any layout in, the same layout out, and what was masked told by kind and column."""

from __future__ import annotations

import datetime
import decimal
import json
import stat
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from pyarrow import parquet

from feedback_miner import cli

ROWS = (
    "序号,客户姓名,联系电话,王建国评分,备注\n"
    '1,李秀英,13812345678,5,"我是李秀英，身份证110105194912310021，\n请回电"\n'
    "2,张伟,010-88886666,-3,=1+1\n\n"
    "3,欧阳小云,18911112222,4,订单号202603141234567890\n"
)
SECRETS = ("李秀英", "13812345678", "110105194912310021", "张伟", "欧阳小云", "王建国")


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_text("投诉明细,,,,\n" + ROWS, encoding="utf-8-sig")
    return path


def test_csv_keeps_its_layout(export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert cli.main(["redact", str(export), "-o", str(tmp_path / "out.csv")]) == 0
    text = (tmp_path / "out.csv").read_bytes().decode("utf-8-sig")
    assert text == (
        "投诉明细,,,,\n"
        "序号,客户姓名,联系电话,[姓名]评分,备注\n"
        '1,[姓名],[手机号],5,"我是[姓名]，身份证[身份证号]，\n请回电"\n'
        "2,[姓名],[手机号],-3,'=1+1\n\n"
        "3,[姓名],[手机号],4,订单号202603141234567890\n"
    )
    told = capsys.readouterr().err
    assert "去标识化，不是匿名化" in told
    assert "手机号 3: 联系电话 3" in told


def test_counts_as_json(export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    arguments = ["redact", str(export), "-o", str(tmp_path / "out.csv"), "--json"]
    assert cli.main([*arguments, "--kinds", "phone,reference"]) == 0
    counts = json.loads(capsys.readouterr().out)
    assert counts["kinds"] == {"phone": 3, "reference": 1}
    assert counts["columns"] == {"联系电话": {"phone": 3}, "备注": {"reference": 1}}


@pytest.mark.parametrize("suffix", ["xlsx", "parquet", "jsonl", "json", "txt"])
def test_every_format_comes_out_as_it_went_in(tmp_path: Path, suffix: str) -> None:
    source, target = tmp_path / f"in.{suffix}", tmp_path / f"out.{suffix}"
    table = pd.DataFrame(
        {
            "客户姓名": ["李秀英", "张伟"],
            "备注": ["电话13812345678", "很好"],
            "号码": [13812345678, 5],
            "金额": [1.5, 2.0],
        }
    )
    if suffix == "xlsx":
        table.to_excel(source, index=False, engine="xlsxwriter", sheet_name="王建国客户")
    elif suffix == "parquet":
        table.to_parquet(source)
    elif suffix == "txt":
        source.write_text("我是李秀英\n电话13812345678\n\n很好\n", encoding="gb18030")
    else:
        text = table.to_json(orient="records", lines=suffix == "jsonl", force_ascii=False)
        source.write_text(text, encoding="utf-8")
    assert cli.main(["redact", str(source), "-o", str(target)]) == 0
    if suffix == "txt":
        assert target.read_text("gb18030") == "我是[姓名]\n电话[手机号]\n\n很好\n"
        return
    if suffix == "xlsx":
        book = pd.read_excel(target, sheet_name=None, engine="calamine")
        assert list(book) == ["(姓名)客户"] or "王建国" not in str(list(book))
        done = next(iter(book.values()))
    elif suffix == "parquet":
        done = pd.read_parquet(target)
    else:
        done = pd.read_json(target, lines=suffix == "jsonl")
    assert done["客户姓名"].tolist() == ["[姓名]", "[姓名]"]
    assert done["备注"].tolist() == ["电话[手机号]", "很好"]
    assert done["号码"].astype(str).tolist() == ["[手机号]", "5"]
    assert done["金额"].tolist() == [1.5, 2.0]


def test_pseudonyms_are_stable_and_their_salt_is_the_owners_only(
    export: Path, tmp_path: Path
) -> None:
    outputs = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for output in outputs:
        assert cli.main(["redact", str(export), "-o", str(output), "--pseudonyms"]) == 0
    assert outputs[0].read_bytes() == outputs[1].read_bytes()
    salt = tmp_path / ".feedback-miner-salt"
    assert stat.S_IMODE(salt.stat().st_mode) == 0o600
    text = outputs[0].read_text("utf-8-sig")
    assert salt.read_text().strip() not in text
    assert not any(secret in text for secret in SECRETS)
    assert "[姓名#" in text


def test_wrong_use_is_told_in_one_line(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["redact", str(export), "-o", str(export)]) == 2
    assert cli.main(["redact", str(export), "-o", "out.xlsx"]) == 2
    assert cli.main(["redact", str(export), "-o", "-", "--kinds", "shoe"]) == 2
    assert capsys.readouterr().err.count("\n") == 3


def test_the_kinds_that_there_are_can_be_read(
    export: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["redact", str(export), "-o", "-", "--kinds", "shoe"]) == 2
    told = capsys.readouterr().err
    assert "shoe" in told and "birth_date" in told and "wechat" in told and "[" not in told


def test_errors_do_not_quote_personal_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "王建国_13812345678.csv"
    for debug in ([], ["--debug"]):
        assert cli.main(["redact", str(missing), "-o", "-", *debug]) == 66
        told = capsys.readouterr().err
        assert "13812345678" not in told and "王建国" not in told
        assert ("Traceback" in told) == bool(debug)


def test_a_workbook_keeps_its_merged_ranges_and_numbers_do_not_leak(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "九月明细"
    sheet.merge_cells("A1:C1")
    sheet.append(["工单号", "卡号", "身份证", "出生日期"])
    born = datetime.date(1985, 5, 5)
    sheet.append([1, 6222021000112233441, 110101199003077715, born])
    sheet.append([2, 4391881234567891, 110101199003077715.0, born])
    book.save(source)
    assert cli.main(["redact", str(source), "-o", str(target)]) == 0
    done = openpyxl.load_workbook(target).active
    assert [str(one) for one in done.merged_cells.ranges] == ["A1:C1"]
    rows = [row for row in done.iter_rows(min_row=3, values_only=True)]
    assert [row[1:] for row in rows] == [("[银行卡号]", "[身份证号]", "[出生日期]")] * 2
    told = capsys.readouterr().err
    assert "银行卡号 2: 卡号 2" in told and "没有带过来：文档属性" in told


NAME, PHONE = "李秀英", "13812345678"


def _dressed(path: Path) -> None:
    """Write a workbook that says a name and a phone wherever a workbook may say something."""
    book = openpyxl.Workbook()
    book.properties.creator = NAME
    book.defined_names["owner"] = DefinedName("owner", attr_text=f'"{PHONE}"')
    sheet = book.active
    sheet.title = "明细"
    sheet.append(["工单号", "客户姓名", "金额", "受理时间", "处理结果", "备注"])
    for number in range(1, 6):
        when = datetime.datetime(2025, 3, number, 8, 30)
        sheet.append([f"GD{number}", NAME, 1234.5, when, "已回访", f"电话{PHONE}"])
    for cell in sheet[1]:
        cell.font = Font(name="黑体", size=12, bold=True, color="FFFF0000")
        cell.fill = PatternFill("solid", fgColor="FFDDEEFF")
        cell.border = Border(bottom=Side("thin"))
        cell.alignment = Alignment(horizontal="center", wrap_text=True)
    for row in range(2, 7):
        sheet.cell(row, 3).number_format = "#,##0.00"
        sheet.cell(row, 4).number_format = "yyyy/m/d h:mm"
    sheet["C2"].number_format = f'0"{NAME}"'
    sheet["G2"] = "=SUM(C2:C6)"
    sheet["A2"].comment = Comment(f"{NAME} {PHONE}", NAME)
    sheet["A3"].hyperlink = f"https://example.com/?tel={PHONE}"
    sheet.column_dimensions["F"].width = 40
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions[1].height = 33
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = "A1:F6"
    sheet.sheet_view.zoomScale = 80
    sheet.sheet_view.showGridLines = False
    sheet.oddHeader.center.text = f"{NAME}专用"
    for formula, where in (('"已回访,转办"', "E2:E6"), (f'"{NAME},张伟"', "B2:B6")):
        check = DataValidation("list", formula1=formula, promptTitle=NAME, prompt=PHONE)
        check.add(where)
        sheet.add_data_validation(check)
    rule = CellIsRule("equal", [f'"{NAME}"'], font=Font(bold=True))
    sheet.conditional_formatting.add("B2:B6", rule)
    for title, state in (("附页", "hidden"), ("内页", "veryHidden")):
        more = book.create_sheet(title)
        more.append(["客户姓名", "备注"])
        more.append([NAME, f"电话{PHONE}"])
        more.sheet_state = state
    book.save(path)


def test_a_workbook_looks_like_the_original(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    _dressed(source)
    assert cli.main(["redact", str(source), "-o", str(target)]) == 0
    book = openpyxl.load_workbook(target)
    sheet = book["明细"]
    head = sheet["A1"]
    assert (head.font.name, head.font.size, head.font.bold) == ("黑体", 12, True)
    assert head.font.color.rgb == "FFFF0000" and head.fill.fgColor.rgb == "FFDDEEFF"
    assert head.border.bottom.style == "thin"
    assert head.alignment.horizontal == "center" and head.alignment.wrap_text
    assert sheet["C3"].number_format == "#,##0.00" and sheet["C3"].value == 1234.5
    assert sheet["D3"].number_format == "yyyy/m/d h:mm"
    assert sheet["D3"].value == datetime.datetime(2025, 3, 2, 8, 30)
    assert sheet.column_dimensions["F"].width == pytest.approx(40, abs=0.1)
    assert sheet.column_dimensions["B"].hidden and sheet["B4"].value == "[姓名]"
    assert sheet.row_dimensions[3].hidden and sheet["F3"].value == "电话[手机号]"
    assert not sheet.row_dimensions[4].hidden
    assert sheet.row_dimensions[1].height == 33
    assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref == "A1:F6"
    assert sheet.sheet_view.zoomScale == 80 and not sheet.sheet_view.showGridLines
    lists = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert lists == {"E2:E6": '"已回访,转办"', "B2:B6": '"[姓名]"'}
    assert [one.sheet_state for one in book] == ["visible", "hidden", "veryHidden"]
    assert [one["B2"].value for one in book][1:] == ["电话[手机号]"] * 2
    again = tmp_path / "again.xlsx"
    assert cli.main(["redact", str(source), "-o", str(again)]) == 0
    assert again.read_bytes() == target.read_bytes()


def test_nothing_of_a_workbook_comes_over_unmasked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    _dressed(source)
    assert cli.main(["redact", str(source), "-o", str(target)]) == 0
    with zipfile.ZipFile(target) as archive:
        written = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert NAME not in written and PHONE not in written and "example.com" not in written
    assert openpyxl.load_workbook(target).properties.creator in (None, "")
    told = capsys.readouterr().err
    for left in ("公式（写成值） 1", "批注 1", "超链接 1", "页眉页脚 1", "条件格式 1"):
        assert left in told
    assert "输入提示 2" in told and "定义的名称 1" in told and "单元格格式 1" in told
    assert cli.main(["redact", str(source), "-o", str(target), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["left_behind"]["comments"] == 1


def test_a_workbook_whose_looks_are_broken_is_masked_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    _dressed(source)
    with zipfile.ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    with zipfile.ZipFile(source, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, bomb if name.startswith("xl/theme") else data)
    assert cli.main(["redact", str(source), "-o", str(target)]) == 0
    assert openpyxl.load_workbook(target)["明细"]["F3"].value == "电话[手机号]"
    assert "不保留隐藏的行列" in capsys.readouterr().err


def test_an_amount_is_no_number_of_a_person(tmp_path: Path) -> None:
    source, target = tmp_path / "in.xlsx", tmp_path / "out.xlsx"
    book = openpyxl.Workbook()
    amounts = [62220.2100011223, 43918.81234567891, 13812.345678, 37683.24400115577]
    book.active.append(["金额"])
    for amount in amounts:
        book.active.append([amount])
    book.save(source)
    assert cli.main(["redact", str(source), "-o", str(target)]) == 0
    rows = openpyxl.load_workbook(target).active.iter_rows(min_row=2, values_only=True)
    assert [row[0] for row in rows] == amounts


@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".json", ".xlsx", ".parquet"])
def test_an_amount_is_one_in_every_format(tmp_path: Path, suffix: str) -> None:
    source, target = tmp_path / f"in{suffix}", tmp_path / f"out{suffix}"
    table = pd.DataFrame({"编号": [1, 2], "金额": [13812345678.5, 2.0], "意见": ["好", "慢"]})
    if suffix == ".csv":
        table.to_csv(source, index=False)
    elif suffix == ".xlsx":
        table.to_excel(source, index=False)
    elif suffix == ".parquet":
        table.to_parquet(source)
    else:
        table.to_json(source, orient="records", lines=suffix == ".jsonl", force_ascii=False)
    assert cli.main(["redact", str(source), "-o", str(target)]) == 0
    if suffix == ".xlsx":
        assert openpyxl.load_workbook(target).active["B2"].value == 13812345678.5
    elif suffix == ".parquet":
        assert pd.read_parquet(target)["金额"][0] == 13812345678.5
    else:
        assert "13812345678.5" in target.read_text("utf-8")


def test_what_is_no_amount_by_its_column_or_its_words_is_masked(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(
        "编号,金额,手机号,意见\n1,13812345678.50,13912345678.5,打13712345678.5分钟\n"
        "2,6222021234567890128.00,13912345679,慢\n",
        encoding="utf-8",
    )
    assert cli.main(["redact", str(source), "-o", str(target)]) == 0
    assert target.read_text("utf-8").splitlines()[1:] == [
        "1,13812345678.50,[手机号],打[手机号].5分钟",
        "2,[银行卡号],[手机号],慢",
    ]


TWO_ROWS = """客户回访评价,,联系方式,,总体评价
客户姓名,经办人,姓名,座机,意见
高峰,次仁,全智,8812345-6,经办人次仁说全智的合同要重签
黄河,次仁,南希仁,8812345-7,利率高，黄河签的
其其格,次仁,曲三,8812345-8,审批慢，武眠不接电话
"""


def test_a_header_of_two_rows_tells_by_its_own_row(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, source = openpyxl.Workbook(), tmp_path / "in.xlsx"
    sheet = book.active
    assert sheet is not None
    for line in TWO_ROWS.splitlines():
        sheet.append([cell or None for cell in line.split(",")])
    sheet.merge_cells("A1:B1")
    sheet.merge_cells("C1:D1")
    book.save(source)
    plain = tmp_path / "in.csv"
    plain.write_text(
        "编号,客户回访评价,,总体评价,\n,客户姓名,经办人,满意度,推荐分\n"
        + "".join(f"{n},高峰,次仁,{n % 5 + 1},{n}\n" for n in range(1, 9)),
        encoding="utf-8",
    )
    for path in (source, plain):
        assert cli.main(["redact", str(path), "-o", str(tmp_path / f"out{path.suffix}")]) == 0
    rows = list(openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0].values)
    assert rows[0] == ("客户回访评价", None, "联系方式", None, "总体评价")
    assert {row[:4] for row in rows[2:]} == {("[姓名]", "[姓名]", "[姓名]", "[手机号]")}
    assert rows[2][4] == "经办人[姓名]说[姓名]的合同要重签"
    text = (tmp_path / "out.csv").read_text("utf-8")
    assert text.count("[姓名]") == 16 and "高峰" not in text
    assert "客户回访评价—客户姓名 8" in capsys.readouterr().err


def test_a_row_that_says_itself_what_it_holds_is_no_header(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(
        "编号,内容一,内容二,内容三\n"
        "1,姓名：欧阳小雨,电话：13812345678,住址：北京市朝阳区建国路88号3栋502\n"
        "2,姓名：曲三,电话：13912345678,住址：上海市浦东新区世纪大道100号\n"
        "3,高峰时段没人接,投诉内容很多,还款后仍扣费，金额是1234567.89\n",
        encoding="utf-8",
    )
    assert cli.main(["redact", str(source), "-o", str(target)]) == 0
    lines = target.read_text("utf-8").splitlines()
    assert lines[1] == "1,姓名：[姓名],电话：[手机号],住址：[地址]"
    assert lines[2].endswith(",电话：[手机号],住址：[地址]")
    assert lines[3] == "3,高峰时段没人接,投诉内容很多,还款后仍扣费，金额是1234567.89"


def test_rows_above_the_header_are_titles_and_no_values(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(
        "2026年一季度回访明细,,,\n基本信息,,,\n制表人：王建国,,,\n客户姓名,联系电话,评分,意见\n"
        + "".join(f"高峰,1381234567{n},{n},利率高\n" for n in range(5)),
        encoding="utf-8",
    )
    assert cli.main(["redact", str(source), "-o", str(target), "--json"]) == 0
    lines = target.read_text("utf-8").splitlines()
    assert lines[0] == "2026年一季度回访明细,,,"
    assert lines[1:3] == ["基本信息,,,", "制表人：[姓名],,,"]
    assert lines[4] == "[姓名],[手机号],0,利率高"
    told = json.loads(capsys.readouterr().out)
    assert told["columns"] == {
        "客户姓名": {"name": 5},
        "联系电话": {"phone": 5},
        "表头": {"name": 1},
    }


def test_every_type_of_parquet_is_looked_at(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "in.parquet", tmp_path / "out.parquet"
    phones, numbers = ["13812345678", "13912345678"], [13812345678, 5]
    columns = {
        "手机号": pa.array(map(decimal.Decimal, phones), pa.decimal128(11, 0)),
        "余额": pa.array([decimal.Decimal("13812345678.50"), None], pa.decimal128(13, 2)),
        "客户姓名": pa.array(["全智".encode(), None], pa.binary()),
        "附件": pa.array([b"\xff\xd8\xff\x00", b"\xff\xd8"], pa.binary()),
        "标签": pa.array([["电话13812345678"], []]),
        "补充": pa.array(
            [[("联系电话", one)] for one in phones], pa.map_(pa.string(), pa.string())
        ),
        "详情": pa.array([{"号码": one} for one in numbers]),
        "意见": pa.array(["全智的合同", "审批慢"]).dictionary_encode(),
        "13812345678": pa.array([1, 2]),
        "13912345678": pa.array([3, 4]),
    }
    parquet.write_table(pa.table(columns), source)
    assert cli.main(["redact", str(source), "-o", str(target), "--json"]) == 0
    table = parquet.read_table(target)
    done = table.to_pydict()
    assert done["手机号"] == ["[手机号]", "[手机号]"]
    assert done["余额"] == [decimal.Decimal("13812345678.50"), None]
    assert done["客户姓名"] == ["[姓名]".encode(), None]
    assert done["附件"] == [b"\xff\xd8\xff\x00", b"\xff\xd8"]
    assert done["标签"] == [["电话[手机号]"], []]
    assert done["补充"] == [[("联系电话", "[手机号]")]] * 2
    assert done["详情"] == ['{"号码": "[手机号]"}', '{"号码": 5}']
    assert done["意见"] == ["[姓名]的合同", "审批慢"]
    assert (done["[手机号]"], done["[手机号]（2）"]) == ([1, 2], [3, 4])
    assert table.schema.field("补充").type == columns["补充"].type
    told = json.loads(capsys.readouterr().out)
    assert told["unread"] == {"附件": 2}
    assert told["kinds"] == {"name": 2, "phone": 8}
    assert cli.main(["redact", str(source), "-o", str(target)]) == 0
    assert "2 个单元格不是文本（二进制），没有检查，原样写出：附件 2" in capsys.readouterr().err


@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_keys_that_are_masked_alike_stay_apart(
    tmp_path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / f"in.{suffix}", tmp_path / f"out.{suffix}"
    value = {"13812345678": {"意见": "审批慢"}, "13912345678": {"意见": "利率高"}, "王建国": 5}
    source.write_text(json.dumps(value, ensure_ascii=False) + "\n", encoding="utf-8")
    assert cli.main(["redact", str(source), "-o", str(target), "--json"]) == 0
    assert json.loads(target.read_text("utf-8")) == {
        "[手机号]": {"意见": "审批慢"},
        "[手机号]（2）": {"意见": "利率高"},
        "[姓名]": 5,
    }
    assert json.loads(capsys.readouterr().out)["columns"] == {"表头": {"phone": 2, "name": 1}}
