"""``redact``: any layout in, the same layout out, and what was masked told by kind and column."""

from __future__ import annotations

import datetime
import json
import stat
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

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
    assert "银行卡号 2: 卡号 2" in told and "不保留隐藏的行列" in told
