"""The drivers part as users meet it: page, workbook, JSON and tables of one set of numbers."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from feedback_miner import pipeline, report
from feedback_miner.analysis import Analysis
from feedback_miner.ingest import description
from feedback_miner.survey import Options

HOSTILE = "<script>alert(1)</script>"
SURVEY = """
[options]
samples = 100
sentiment = "rules"

[[column]]
name = "编号"
role = "id"

[[column]]
name = "城市"
role = "segment"

[[column]]
name = "总体满意度"
role = "score"
outcome = "satisfaction"
scale = { low = 1, high = 5 }

[[column]]
name = "推荐意愿"
role = "score"
outcome = "recommend"
scale = { low = 0, high = 10 }

[[column]]
name = "服务<b>1"
role = "score"
factor = "service"
scale = { low = 1, high = 5, missing = ["-99"] }

[[column]]
name = "服务2"
role = "score"
factor = "service"
scale = { low = 1, high = 5, reversed = true }

[[column]]
name = "品牌信任"
role = "score"
factor = "brand"
scale = { low = 1, high = 5 }

[[column]]
name = "意见"
role = "text"

[[construct]]
name = "服务"
items = ["服务<b>1", "服务2"]

[[construct]]
name = "满意"
items = ["总体满意度"]
explained_by = ["服务"]
"""


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    folder = tmp_path_factory.mktemp("export")
    rng = np.random.default_rng(0)
    rows = [["编号", "城市", "总体满意度", "推荐意愿", "服务<b>1", "服务2", "品牌信任", "意见"]]
    texts = ["客服态度很差，利率太高", "客服很耐心", "放款快，很满意", "=1+1 利率太高了", "无"]
    for i in range(120):
        service = int(rng.integers(1, 6))
        overall = int(np.clip(service + rng.integers(-1, 2), 1, 5))
        cells = [i, HOSTILE if i % 2 else "=乙", overall, 2 * overall, service if i else -99]
        cells += [6 - service, int(np.clip(overall + rng.integers(-1, 2), 1, 5))]
        rows.append([*map(str, cells), f"{texts[i % 5]}"])
    # Praise beside the lowest scores.
    rows += [[f"x{i}", "=乙", "1", "0", "1", "5", "1", "非常满意，服务特别好"] for i in range(3)]
    export = folder / "问卷.csv"
    with export.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    (folder / "survey.toml").write_text(SURVEY, encoding="utf-8")
    return pipeline.analyze([export], description.load(folder / "survey.toml"))


@pytest.fixture(scope="module")
def folder(analysis: Analysis, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("drivers")
    report.write_drivers(analysis, out)
    return out


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    return (folder / "drivers.html").read_text(encoding="utf-8")


def test_every_part_stands_on_the_page(page: str) -> None:
    for words in (
        "关联，不是因果",
        "相对重要性",
        "先改什么",
        "忠诚",
        "路径模型（PLS）",
        "经由信任与品牌",
        "文字与评分相反的答卷",
        "差异检验",
        "删除一题后的 α",
    ):
        assert words in page
    assert page.count("<svg") >= 5
    assert "n=" in page


def test_hostile_names_and_cells_are_harmless(page: str, folder: Path) -> None:
    assert "<script" not in page
    assert "服务<b>1" not in page
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                assert not any(cell[:1] in "=@" and cell[:1] for cell in row)


def test_page_json_and_tables_agree(page: str, folder: Path) -> None:
    found = json.loads((folder / "drivers.json").read_text(encoding="utf-8"))
    fit = next(f for f in found["fits"] if f["outcome"] == "满意" and f["source"] == "closed")
    shown = re.search(r'data-figure="fits\.满意\.closed\.r2">([0-9.]+)<', page)
    assert shown
    assert shown[1] == f"{fit['r2']:.3f}"
    table = pd.read_csv(folder / "drivers.csv", encoding="utf-8-sig")
    assert len(table) == len(found["drivers"])
    path = next(p for p in found["moved"]["paths"] if p["direct"])
    assert f'data-figure="paths.服务.满意">{path["path"]:.3f}<' in page
    book = openpyxl.load_workbook(folder / "drivers.xlsx")
    assert {"驱动", "模型", "路径", "优先级", "文字与评分相反"} <= set(book.sheetnames)
    assert book["驱动"].max_row == len(table) + 1


def test_missing_codes_reversed_items_and_constructs(analysis: Analysis) -> None:
    items = analysis.ratings.items.set_index("item")
    assert items.loc["服务<b>1", "missing"] == 1
    # The reversed item was turned, so that the scale holds together.
    scale = analysis.ratings.reliability.set_index("scale")
    assert scale.loc["服务", "alpha"] > 0.9
    # The construct of one satisfaction item takes its place as the outcome.
    assert analysis.drivers.main == "满意"
    closed = analysis.drivers.table.query("outcome == '满意' and source == 'closed'")
    assert set(closed["driver"]) == {"服务", "品牌信任"}


def test_words_against_scores_are_listed_with_both(analysis: Analysis) -> None:
    found = analysis.drivers.more["disagreements"]
    assert {"x0", "x1", "x2"} <= set(found["response_id"])
    row = found[found["response_id"] == "x0"].iloc[0]
    assert row["score"] == 1 or row["score"] == 0
    assert "满意" in row["text"]


def test_the_same_bytes_twice(analysis: Analysis, folder: Path, tmp_path: Path) -> None:
    report.write_drivers(analysis, tmp_path / "again")
    for path in folder.iterdir():
        again = (tmp_path / "again" / path.name).read_bytes()
        assert hashlib.sha256(again).digest() == hashlib.sha256(path.read_bytes()).digest()


def test_a_table_of_an_earlier_run_does_not_stay(analysis: Analysis, tmp_path: Path) -> None:
    out = tmp_path / "out"
    report.write_drivers(analysis, out)
    record = json.loads((out / "drivers.json").read_text(encoding="utf-8"))
    names = {path.name for path in out.iterdir()}
    assert set(record["outputs"]) == names - {"drivers.json"}
    (out / "gone.csv").write_bytes((out / "fits.csv").read_bytes())
    record["outputs"]["gone.csv"] = record["outputs"]["fits.csv"]
    (out / "drivers.json").write_text(json.dumps(record), encoding="utf-8")
    (out / "own.csv").write_text("x")
    assert report.write_drivers(analysis, out) == (("gone.csv",), ())
    assert {path.name for path in out.iterdir()} == names | {"own.csv"}


def test_an_export_without_outcome_says_what_to_do(tmp_path: Path) -> None:
    export = tmp_path / "a.csv"
    export.write_text("编号,意见\n" + "".join(f"{i},客服很好{i}\n" for i in range(30)), "utf-8")
    report.write_drivers(pipeline.analyze([export], options=Options(samples=100)), tmp_path / "o")
    assert "--outcome" in (tmp_path / "o" / "drivers.html").read_text(encoding="utf-8")


def test_the_workbook_says_what_its_columns_mean(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "drivers.xlsx")
    told = {row[0]: row[1] for row in book["字段说明"].iter_rows(values_only=True)}
    assert "相对重要性" in told["lmg"]
    assert "95%" in told["…_low, …_high"]


def test_figures_are_explained_in_words(page: str) -> None:
    for words in ("表中各列的意思", "合起来与它", "校正 R²", "主题对 NPS 的影响"):
        assert words in page
    assert "pearson" not in page


def test_a_path_model_is_shown_where_loyalty_was_not_asked(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    service = rng.integers(1, 6, 120)
    overall = np.clip(service + rng.integers(-1, 2, 120), 1, 5)
    lines = ["服务,总体满意度", *(f"{a},{b}" for a, b in zip(service, overall, strict=True))]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    scale = "scale = { low = 1, high = 5 }"
    described = f"""
[options]
samples = 100

[[column]]
name = "服务"
role = "score"
{scale}

[[column]]
name = "总体满意度"
role = "score"
outcome = "satisfaction"
{scale}

[[construct]]
name = "质量"
items = ["服务"]

[[construct]]
name = "满意"
items = ["总体满意度"]
explained_by = ["质量"]
"""
    (tmp_path / "survey.toml").write_text(described, encoding="utf-8")
    found = pipeline.analyze([tmp_path / "a.csv"], description.load(tmp_path / "survey.toml"))
    assert not len(found.drivers.more["loyalty"])
    report.write_drivers(found, tmp_path / "out")
    assert "质量 → 满意" in (tmp_path / "out" / "drivers.html").read_text(encoding="utf-8")


def test_only_clear_differences_of_options_are_bold(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    export = tmp_path / "export.csv"
    rows = [
        [str(at), str(rng.integers(1, 6)), rng.choice(["利率低┋放款快", "放款快", "服务好"])]
        for at in range(120)
    ]
    for at in range(120, 240):
        bad = at % 2 == 0
        score = rng.integers(1, 3) if bad else rng.integers(4, 6)
        rows.append([str(at), str(score), "被拒过┋服务好" if bad else "服务好"])
    with export.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["编号", "总体满意度", "3、原因（多选）"], *rows])
    analysis = pipeline.analyze([export], options=Options(sentiment="rules", samples=50))
    report.write(analysis, tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    section = page[page.index('<section id="choices">') :]
    section = section[: section.index("</section>")]
    choices = analysis.drivers.more["choices"]
    assert 0 < choices["clear"].sum() < len(choices)
    assert section.count("<b class=") == choices["clear"].sum()


def test_a_ranking_stands_apart_from_scores_and_texts(tmp_path: Path) -> None:
    rng = np.random.default_rng(6)
    options = ("审批速度", "利率与费用", "服务质量", "信息安全", "<b>品牌</b>")
    places = [rng.permutation(5) + 1 for _ in range(80)]
    head = ["编号", "总体满意度", *(f"9、按重要程度排序({o})" for o in options), "10、请对各项排序"]
    rows = []
    for at, place in enumerate(places):
        order = sorted(range(5), key=lambda option: place[option])
        joined = "→".join(options[option] for option in order)
        rows.append([at, rng.integers(1, 6), *place, joined])
    rows[0][2] = rows[0][3]  # one place twice
    export = tmp_path / "export.csv"
    with export.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    analysis = pipeline.analyze([export], options=Options(sentiment="rules", samples=50))
    report.write(analysis, tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    section = page[page.index('<section id="ranks">') :]
    section = section[: section.index("</section>")]
    assert "n=79" in section
    assert "n=80" in section
    assert "&lt;b&gt;品牌" in section
    assert "<b>品牌" not in section
    assert list(analysis.ratings.names) == ["总体满意度"]
    assert analysis.ratings.reliability.empty
    assert not len(analysis.verbatims)
    assert analysis.drivers.table.empty
    assert any("排序题" in note and "1 份" in note for note in analysis.drivers.notes)
    ranks = analysis.drivers.more["ranks"]
    assert list(ranks["question"].unique()) == ["9、按重要程度排序", "10、请对各项排序"]
    findings = page[page.index('<ul class="findings">') :]
    assert findings[: findings.index("</ul>")].count("排序题") == 2
