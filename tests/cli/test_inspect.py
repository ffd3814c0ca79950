"""``inspect`` of an export that the user has described already: the description stands."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from feedback_miner import cli, resources
from feedback_miner.ingest import description
from feedback_miner.survey import Column, Construct, Scale, Survey

HEADER = "编号,网点,利率,审批,总体满意度,客服说明,意见"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    rows = (
        f"A{i:03},{'东西'[i % 2]}区,{i % 5 + 1},{i % 4 + 1},{i % 5 + 1},已回访{i},审批太慢了第{i}次"
        for i in range(40)
    )
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def _described(export: Path, path: Path) -> Survey:
    """Write a description that differs from the proposal in all a user may change."""
    assert cli.main(["inspect", str(export), "--write", str(path), "-o", str(path) + ".txt"]) == 0
    found = description.load(path)
    own = {
        "网点": Column("网点", "segment", missing=("西区",)),
        "利率": Column(
            "利率", "score", Scale(1, 5, (("13812345678", 2),), ("99",), True), factor="rates"
        ),
        "总体满意度": Column("总体满意度", "score", Scale(1, 5), outcome="recommend"),
        "客服说明": Column("客服说明", "ignored"),
        "意见": Column("意见", "text", question="improve"),
    }
    columns = tuple(own.get(one.name, one) for one in found.columns)
    mine = replace(
        found,
        columns=columns[::-1],
        options=replace(found.options, minimum_n=7, path_scheme="path", keep_pii=True),
        constructs=(Construct("价", ("利率",)), Construct("满意", ("总体满意度",), ("价",))),
    )
    path.write_text(description.dump(mine), encoding="utf-8")
    return mine


def test_a_description_is_shown_and_written_back_as_it_is(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "s.toml", tmp_path / "s2.toml"
    mine = _described(export, first)
    capsys.readouterr()
    given = ["inspect", str(export), "--survey", str(first)]
    assert cli.main([*given, "--write", str(second)]) == 0
    assert description.load(second) == description.load(first) == mine
    shown = capsys.readouterr().out
    assert "利率  [评分 · 1–5 · 反向 · 缺失码 99 · rates]" in shown and "按说明文件" in shown
    assert cli.main([*given, "--json"]) == 0
    said = capsys.readouterr().out
    roles = {one["name"]: one["role"] for one in json.loads(said)["columns"]}
    assert roles["客服说明"] == "ignored"
    assert "13812345678" not in said


def test_a_column_that_the_description_lacks_is_proposed_and_told(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "s.toml", tmp_path / "s2.toml"
    mine = _described(export, first)
    part = tuple(one for one in mine.columns if one.name != "审批")
    first.write_text(description.dump(replace(mine, columns=part)), encoding="utf-8")
    capsys.readouterr()
    given = ["inspect", str(export), "--survey", str(first), "--write", str(second)]
    assert cli.main(given) == 0
    again = description.load(second)
    assert again.columns[:-1] == part and again.columns[-1].name == "审批"
    assert "「审批」说明里没有这一列" in capsys.readouterr().out


def test_another_header_keeps_what_of_the_description_still_holds(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = tmp_path / "s.toml", tmp_path / "s2.toml"
    mine = _described(export, first)
    group = "编号,网点,分项满意度,,总体满意度,客服说明,意见\n"
    names = ",,利率,审批,,,"
    rows = export.read_text(encoding="utf-8").replace(HEADER, names)
    export.write_text(group + rows, encoding="utf-8")
    capsys.readouterr()
    given = ["inspect", str(export), "--survey", str(first), "--write", str(second)]
    assert cli.main([*given, "--header-rows", "2"]) == 0
    again = description.load(second)
    assert again.options == replace(mine.options, header_rows=2)
    kept = {one.name for one in mine.columns} & {one.name for one in again.columns}
    assert "意见" in kept
    assert {c for c in again.columns if c.name in kept} == {
        c for c in mine.columns if c.name in kept
    }
    told = capsys.readouterr().err
    assert "未带入" in told and "利率" in told


@pytest.fixture
def hotel_export(tmp_path: Path) -> Path:
    path = tmp_path / "hotel.csv"
    rows = (f"A{i:03},{i % 5 + 1},{i % 4 + 2},{i % 3 + 3},{i % 5 + 1}" for i in range(40))
    head = "编号,房间满意度,价格合理满意度,早餐满意度,总体满意度"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def test_items_name_factors_of_the_codebook_asked_for(hotel_export: Path, tmp_path: Path) -> None:
    hotel = str(resources.corpora() / "industries" / "hotel")
    told, kept = tmp_path / "told.json", tmp_path / "survey.toml"
    line = ["inspect", str(hotel_export), "--codebook", hotel, "--json", "--write", str(kept)]
    assert cli.main([*line, "-o", str(told)]) == 0
    wanted = {"房间满意度": "room", "价格合理满意度": "price", "早餐满意度": "food"}
    written = description.load(kept)
    assert {c.name: c.factor for c in written.columns if c.factor} == wanted
    assert written.options.codebook == hotel
    shown = json.loads(told.read_text(encoding="utf-8"))["columns"]
    assert {c["name"]: c["factor"] for c in shown if c["factor"]} == wanted
    # The description, once written, is of that codebook; what the user changes in it stands.
    mine = kept.read_text(encoding="utf-8").replace('factor = "food"', 'factor = "service"')
    kept.write_text(mine, encoding="utf-8")
    again = tmp_path / "again.toml"
    line = ["inspect", str(hotel_export), "--survey", str(kept), "--write", str(again)]
    assert cli.main([*line, "-o", str(told)]) == 0
    found = {c.name: c.factor for c in description.load(again).columns if c.factor}
    assert found == {**wanted, "早餐满意度": "service"}
