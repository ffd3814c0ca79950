"""What a row tells in a column of its own is found in its other cells."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from feedback_miner import cli, privacy
from feedback_miner.privacy.rows import known, with_known


@pytest.mark.parametrize(
    ("name", "text", "masked"),
    [
        ("全智", "本人全智，于贵行办理信用卡。", "本人[姓名]，于贵行办理信用卡。"),
        ("全智", "转账时全智把钱打错了", "转账时[姓名]把钱打错了"),
        ("全智", "你们的安全智能系统坏了", "你们的安全智能系统坏了"),
        ("高兴", "我很高兴，利率低", "我很高兴，利率低"),
        ("高兴", "我叫高兴，利率低", "我叫[姓名]，利率低"),
        ("安全", "本人安全，账户不安全", "本人[姓名]，账户不安全"),
        ("买买提·吐尔", "买买提·吐尔逊不是我", "买买提·吐尔逊不是我"),
        ("李Ｘ强", "找李X强经理", "找[姓名]经理"),
        ("高峰/其其格", "其其格的合同", "[姓名]的合同"),
    ],
)
def test_a_name_of_its_own_column(name: str, text: str, masked: str) -> None:
    found = with_known(text, privacy.recognise(text), known([("客户姓名", name)]))
    if "吐尔" in name:  # the longer name that is there is another person's, masked whole
        assert privacy.redact(text, found) == "[姓名]不是我"
    else:
        assert privacy.redact(text, found) == masked


@pytest.mark.parametrize("cell", ["1988-05-12", "19880512", "1988/5/12", "1988-05-12 00:00:00"])
@pytest.mark.parametrize("said", ["1988-05-12", "1988年5月12日", "1988.5.12", "19880512"])
def test_a_day_of_birth_of_its_own_column(cell: str, said: str) -> None:
    own = known([("出生日期", cell)])
    text = f"我{said}出生，1988年5月13日开户"
    assert privacy.redact(text, with_known(text, [], own)) == (
        "我[出生日期]出生，1988年5月13日开户"
    )
    assert with_known(said, [], own) == []  # another column's day
    assert known([("出生年月", "1988-05")]) == ()


def test_a_number_that_is_known_is_masked_as_it_is_written() -> None:
    own = known([("手机号", "13823456719.0")])
    found = privacy.in_cell("13823456719.0", "手机号")
    masked = privacy.redact("13823456719.0", with_known("13823456719.0", found, own))
    assert masked == "[手机号]"


def redacted(table: pd.DataFrame, tmp_path: Path, suffix: str) -> pd.DataFrame:
    """Return what ``redact`` makes of a table in one of the formats."""
    source, target = tmp_path / f"in.{suffix}", tmp_path / f"out.{suffix}"
    if suffix == "xlsx":
        table.to_excel(source, index=False, engine="xlsxwriter")
    elif suffix == "csv":
        table.to_csv(source, index=False)
    elif suffix == "parquet":
        table.to_parquet(source)
    else:
        table.to_json(source, orient="records", lines=True, force_ascii=False)
    assert cli.main(["redact", str(source), "-o", str(target)]) == 0
    if suffix == "xlsx":
        done = pd.read_excel(target, engine="calamine")
    elif suffix == "csv":
        done = pd.read_csv(target)
    else:
        done = pd.read_parquet(target) if suffix == "parquet" else pd.read_json(target, lines=True)
    return done


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "parquet", "jsonl"])
def test_redact_seeks_them_in_every_layout(tmp_path: Path, suffix: str) -> None:
    table = pd.DataFrame(
        {
            "客户姓名": ["全智", "南希仁", "高兴"],
            "投诉内容": ["本人全智，于贵行办理。", "请转告南希仁", "不高兴"],
        }
    )
    done = redacted(table, tmp_path, suffix)
    assert done["投诉内容"].tolist() == ["本人[姓名]，于贵行办理。", "请转告[姓名]", "不高兴"]


@pytest.mark.parametrize("suffix", ["xlsx", "csv", "parquet", "jsonl"])
def test_redact_joins_a_number_split_over_columns(tmp_path: Path, suffix: str) -> None:
    table = pd.DataFrame(
        {
            "前缀": ["138", "139", "138"],
            "主体": ["44091765", "20014817", "未留"],
            "投诉内容": ["等了138天", "太慢", "太慢"],
        }
    )
    done = redacted(table, tmp_path, suffix).astype(str)
    assert done["前缀"].tolist() == ["[手机号]", "[手机号]", "138"]
    assert done["主体"].tolist() == ["[手机号]", "[手机号]", "未留"]
    assert done["投诉内容"].tolist() == ["等了138天", "太慢", "太慢"]


def test_copies_that_differ_by_the_name_fall_together(tmp_path: Path) -> None:
    letter = "本人{}，去年在网点办了装修贷，合同写的利率和扣款对不上，要求退还多收的利息。"
    names = ["全智", "南希仁", "曲三", "武眠"]
    table = pd.DataFrame({"客户姓名": names, "投诉内容": [letter.format(one) for one in names]})
    source, target = tmp_path / "in.csv", tmp_path / "cases.jsonl"
    table.to_csv(source, index=False)
    assert cli.main(["triage", str(source), "-o", str(target), "--now", "2026-01-05"]) == 0
    lines = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert not any(name in json.dumps(lines, ensure_ascii=False) for name in names)
    assert {line["group_size"] for line in lines} == {4}


@pytest.mark.parametrize("command", ["segment", "lexicon suggest", "annotate"])
def test_no_command_that_reads_texts_forgets_them(tmp_path: Path, command: str) -> None:
    table = pd.DataFrame(
        {"客户姓名": ["全智"] * 12, "投诉内容": [f"本人全智要求退还利息{n}元" for n in range(12)]}
    )
    source, target = tmp_path / "in.csv", tmp_path / "out.txt"
    table.to_csv(source, index=False)
    more = ["--least", "2"] if command == "lexicon suggest" else []
    assert cli.main([*command.split(), str(source), "-o", str(target), *more]) == 0
    assert "全智" not in target.read_text("utf-8")
