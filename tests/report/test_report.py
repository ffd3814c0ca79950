"""Report, workbook, summary and tables: one set of numbers, hostile text harmless."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from feedback_miner import cli, lexicon, pipeline, report
from feedback_miner.report import workbook
from feedback_miner.report.escape import cell, csv_cell
from feedback_miner.report.signs import signed
from feedback_miner.report.titles import Words, form
from feedback_miner.survey import Options

HOSTILE = "<script>alert(1)</script>\"'&利率太高了"
FORMULA = '=HYPERLINK("http://x.example","点我")客服态度差'


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small export with every trap in it."""
    path = tmp_path_factory.mktemp("export") / "导出<b>.csv"
    rows = [
        [
            "序号",
            "年龄段",
            "总体满意度（1-5分）",
            "利率评价（1-5分）",
            "客服评价（1-5分）",
            "您的意见和建议",
        ]
    ]
    texts = [
        HOSTILE,
        FORMULA,
        "审批太慢了，等了半个月，电话13812345678",
        "客服很耐心，讲得很清楚",
        "利率低，放款快",
        "无",
        "App老是闪退，登录不上",
        "催收给我爸妈打电话骂人，我要去银保监投诉",
    ]
    for i in range(64):
        score = str(i * 7 % 5 + 1)
        other = str((i * 7 % 5 + i % 3) % 5 + 1)
        level = ["18-25", "26-30"][i % 2]
        text = texts[i % len(texts)]
        text += f"，这是第{i}回说" if text != "无" else ""
        rows.append([str(i + 1), level, score, other, str(i * 3 % 5 + 1), text])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture(scope="module")
def folder(export: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    report.write(pipeline.analyze([export], options=Options(sentiment="rules")), out)
    return out


class _Page(HTMLParser):
    """Collects tags, and the text of elements with data-figure."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.figures: dict[str, str] = {}
        self._name = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attributes)
        self.links += [str(given[a]) for a in ("src", "href", "xlink:href") if given.get(a)]
        self._name = given.get("data-figure") or ""

    def handle_data(self, data: str) -> None:
        if self._name:
            self.figures[self._name] = data
            self._name = ""


@pytest.fixture(scope="module")
def page(folder: Path) -> _Page:
    parser = _Page()
    parser.feed((folder / "report.html").read_text(encoding="utf-8"))
    return parser


@pytest.fixture(scope="module")
def summary(folder: Path) -> dict:  # type: ignore[type-arg]
    return json.loads((folder / "summary.json").read_text(encoding="utf-8"))


def test_evidence_is_told_where_there_is_some(folder: Path) -> None:
    told = (folder / "report.html").read_text(encoding="utf-8")
    said = re.findall(r"<blockquote.*? · 依据：(.*?)</small>", told)
    assert said and all(part.strip() for part in said)
    assert "依据:" not in told


def test_every_output_is_there(folder: Path) -> None:
    assert sorted(p.name for p in folder.iterdir()) == sorted(report.OUTPUTS)


def test_the_page_is_self_contained_and_runs_nothing(page: _Page) -> None:
    assert "script" not in page.tags
    assert all(link.startswith("#") for link in page.links)


def test_report_summary_workbook_and_tables_show_the_same_numbers(
    folder: Path,
    page: _Page,
    summary: dict,  # type: ignore[type-arg]
) -> None:
    opinions = pd.read_parquet(folder / "opinions.parquet")
    book = openpyxl.load_workbook(folder / "report.xlsx")
    sheet = list(book["因素"].values)
    place = {name.split("\n")[-1]: i for i, name in enumerate(sheet[0])}
    assert sheet[0][place["mentions"]] == "提及份数\nmentions"
    ids = {factor.zh: factor.id for factor in lexicon.load().factors}
    by_factor = {ids[row[place["factor"]]]: row for row in sheet[1:]}
    assert int(page.figures["counts.opinions"]) == summary["counts"]["opinions"] == len(opinions)
    for row in summary["factors"]:
        factor = row["factor"]
        traced = opinions.loc[opinions["factor"] == factor, "response_id"].nunique()
        assert row["mentions"] == traced
        assert int(page.figures[f"factors.{factor}.mentions"]) == traced
        assert by_factor[factor][place["mentions"]] == traced
        if row["net"] is not None:
            assert page.figures[f"factors.{factor}.net"] == signed(100 * row["net"])
            # As on the page: times 100.
            assert by_factor[factor][place["net"]] == pytest.approx(100 * row["net"], abs=1e-2)
    cases = pd.read_parquet(folder / "cases.parquet")
    assert summary["counts"]["cases"] == len(cases)


def test_no_personal_data_in_any_output(folder: Path) -> None:
    for path in folder.iterdir():
        data = path.read_bytes()
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path)
            data = repr([list(sheet.values) for sheet in book]).encode()
        if path.suffix == ".parquet":
            data = pd.read_parquet(path).to_csv().encode()
        assert b"13812345678" not in data, path.name


def test_formulas_stay_text(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "report.xlsx")
    kinds = {c.data_type for sheet in book for row in sheet.iter_rows() for c in row}
    assert "f" not in kinds
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = [c for row in csv.reader(file) for c in row]
        assert not any(re.match(r"[=@\t\r]|[+-](?![0-9.])", c) for c in cells), path.name


def test_the_queue_puts_the_threat_first_and_says_why(folder: Path) -> None:
    cases = pd.read_parquet(folder / "cases.parquet")
    assert "银保监" in cases["text"].iloc[0]
    assert cases["urgency"].is_monotonic_decreasing
    assert "监管" in cases["reason"].iloc[0]


def test_the_same_run_gives_the_same_bytes(export: Path, folder: Path, tmp_path: Path) -> None:
    report.write(
        pipeline.analyze([export], options=Options(sentiment="rules", workers=2)), tmp_path
    )
    for path in sorted(folder.iterdir()):
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_the_manifest_names_inputs_and_outputs(export: Path, folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"][0]["sha256"] == hashlib.sha256(export.read_bytes()).hexdigest()
    for name, digest in manifest["outputs"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    read, accepted = (manifest["inputs"][0][k] for k in ("read", "accepted"))
    assert read == accepted + manifest["inputs"][0]["quarantined"] == 64


def test_english(export: Path, tmp_path: Path) -> None:
    options = Options(sentiment="rules", language="en")
    report.write(pipeline.analyze([export], options=options), tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    assert "Satisfaction factors" in page


def test_an_export_without_text_gets_the_closed_part(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    lines = ["总体满意度,Q1,Q2,Q3"]
    lines += [f"{i % 5 + 1},{(i + 1) % 5 + 1},{i * 3 % 5 + 1},{i % 5 + 1}" for i in range(60)]
    path.write_text("\n".join(lines), encoding="utf-8")
    report.write(pipeline.analyze([path]), tmp_path / "out")
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["counts"]["answers"] == 0
    assert len(summary["items"]) == 4
    assert "没有开放题" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


@given(st.text())
def test_cells_are_safe_whatever_the_text(text: str) -> None:
    assert len(cell(text)) <= 32_767
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", cell(text))
    safe = csv_cell(text)
    assert not re.match(r"[=+\-@\t\r]", safe)


def _overview(page: str) -> str:
    start = page.index('<section id="overview">')
    return page[start : page.index("</section>", start)]


def test_a_factor_that_all_but_one_mention_leaves_a_whole_report(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    lines = ["产品,总体满意度,推荐分,原话"]
    for i in range(40):
        words = f"第{i}次还款很方便" + ("，找客户经理" if i != 20 else "")
        lines.append(f"{'甲乙'[i % 2]},{i % 5 + 1},{i % 11},{words}")
    path.write_text("\n".join(lines), encoding="utf-8")
    report.write(pipeline.analyze([path], options=Options(sentiment="rules")), tmp_path / "out")
    assert (tmp_path / "out" / "report.xlsx").exists()
    told = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert "service" not in {row["driver"] for row in told["drivers"]}
    assert any("服务" in note and "份答卷与其余不同" in note for note in told["notes"])


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
def test_a_figure_without_a_number_is_an_empty_cell(tmp_path: Path, value: float) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    words = Words(lexicon.load(), {})
    numbers = {form(name): book.add_format() for name in ("", "p", "share", "net")}
    table = pd.DataFrame({"mean": [value, 2.5]})
    workbook._sheet(book.add_worksheet("a"), table, (None, None), numbers, words)
    book.close()
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["a"]
    assert [row[0] for row in sheet.values][1:] == [None, 2.5]


def test_the_findings_lead_with_the_result(folder: Path, summary: dict) -> None:  # type: ignore[type-arg]
    shown = _overview((folder / "report.html").read_text(encoding="utf-8"))
    first = re.findall("<li>(.*?)</li>", shown)[0]
    row = next(row for row in summary["items"] if row["outcome"] == "satisfaction")
    assert f"均值 {row['mean']:.2f}" in first and f"n={row['n']}" in first
    assert f"最高两级占 {row['top2']:.1%}" in first and "95% 区间" in first
    open_lines = re.findall("<li>(.*?)</li>", shown[: shown.index("<details>")])
    assert 5 <= len(open_lines) - 1 <= 7
    assert shown.count("不是因果") <= 1


def test_outcomes_by_segment_are_one_number_a_cell(folder: Path) -> None:
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "18-25" in page[page.index('id="segments"') :]
    sheet = list(openpyxl.load_workbook(folder / "report.xlsx")["结果×分组"].values)
    place = {name.split("\n")[-1]: i for i, name in enumerate(sheet[0])}
    rows = {row[place["level"]]: row for row in sheet[1:]}
    assert rows["18-25"][place["n"]] == 32
    assert 1 <= rows["18-25"][place["mean"]] <= 5 and 0 <= rows["18-25"][place["top2"]] <= 1


def test_a_codebook_of_another_industry_warns_first_and_praises_nothing(tmp_path: Path) -> None:
    path = tmp_path / "食堂.csv"
    dishes = ["红烧肉咸了", "米饭有点硬", "汤里有头发", "菜量太少", "窗口太挤"]
    lines = ["序号,总体满意度（1-5分）,您的意见和建议"]
    lines += [f"{i},{i % 5 + 1},{dishes[i % 5]}第{i}次" for i in range(60)]
    lines += [f"{i},{i % 5 + 1},审批快放款快第{i}次" for i in range(60, 75)]
    path.write_text("\n".join(lines), encoding="utf-8")
    analysis = pipeline.analyze([path], options=Options(sentiment="rules"))
    report.write(analysis, tmp_path / "out")
    shown = _overview((tmp_path / "out" / "report.html").read_text(encoding="utf-8"))
    assert shown.index("可能不是这个行业的") < shown.index("<li>")
    assert "口碑最好" not in shown and "明确偏负面" not in shown
    sheet = openpyxl.load_workbook(tmp_path / "out" / "report.xlsx")["要点"]
    assert "可能不是这个行业的" in sheet["B1"].value
    assert sum("可能不是这个行业的" in str(row[1]) for row in sheet.values) == 1


def test_an_outcome_whose_answers_weigh_nothing_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    lines = ["编号,总体满意度,再次办理意愿,权重,意见"]
    for i in range(60):
        again = "" if i >= 30 else str(i % 5 + 1)
        lines.append(f"K{i},{i * 7 % 5 + 1},{again},{int(i >= 30)},利率太高了{i}")
    path.write_text("\n".join(lines), encoding="utf-8")
    report.write(pipeline.analyze([path], options=Options(sentiment="rules")), tmp_path / "out")
    shown = _overview((tmp_path / "out" / "report.html").read_text(encoding="utf-8"))
    assert "再次办理意愿：作答的答卷权重都是 0，没有结果（n=0）" in shown
    assert "总体满意度：均值" in shown and "n=30" in shown


def test_the_outcomes_of_one_usable_level_say_what_was_not_tested(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    lines = ["编号,城市,总体满意度,推荐可能性（0-10分）,本月评分（0-100分）,意见"]
    for i in range(60):
        city = "上海" if i < 58 else "苏州"
        lines.append(f"K{i},{city},{i * 7 % 5 + 1},{i % 11},{i * 37 % 101},利率太高了{i}")
    path.write_text("\n".join(lines), encoding="utf-8")
    options = Options(sentiment="rules", language="en")
    report.write(pipeline.analyze([path], options=options), tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    part = page[page.index("Outcomes by segment") :]
    part = part[: part.index("</table>")]
    assert "None" not in part
    assert "1 level" in part and "1 levels" not in part
    assert "past the 20 commonest" in part


@pytest.mark.parametrize("language", ["zh", "en"])
def test_columns_named_as_ours_keep_their_values(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ours, mark = ["answers", "urgency", "personal_data"], {"zh": "（原列）", "en": " (original)"}
    head = [*ours, "urgency" + mark[language], "意见建议"]
    (tmp_path / "a.csv").write_text(
        ",".join(head) + "\n" + "3,高,甲,丙,审批太慢了\n4,低,乙,丁,利率低挺好的\n", encoding="utf-8"
    )
    roles = ["score", "segment", "segment", "segment", "text"]
    columns = [
        f'[[column]]\nname = "{name}"\nrole = "{role}"\n'
        + "scale = {low = 1, high = 5}\n" * (role == "score")
        for name, role in zip(head, roles, strict=True)
    ]
    described = f'[options]\nlanguage = "{language}"\n' + "".join(columns)
    (tmp_path / "s.toml").write_text(described, encoding="utf-8")
    out = tmp_path / "out"
    given = ["analyze", tmp_path / "a.csv", "--survey", tmp_path / "s.toml", "-o", out]
    assert cli.main([*map(str, given), "--keep-pii"]) == 0
    said = capsys.readouterr().err
    table = pd.read_csv(out / "responses.csv", encoding="utf-8-sig")
    shown = [name + mark[language] for name in ours]
    again = f"urgency{mark[language]}（2）"
    assert all(name in said for name in (*shown, again))
    assert table[[*shown, again]].to_numpy().tolist() == [
        [3, "高", "甲", "丙"],
        [4, "低", "乙", "丁"],
    ]
    assert table["answers"].tolist() == [1, 1] and set(table["personal_data"]) == {"kept"}
    same = pd.read_parquet(out / "responses.parquet")
    assert list(same) == list(table) and same[again].tolist() == ["丙", "丁"]


def test_a_net_over_questions_of_praise_and_complaint_says_what_it_pools(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    lines = ["编号,您最满意的地方,您最不满意的地方"]
    lines += [
        f"K{i},客服很耐心第{i}次,{f'利率太高了第{i}次' if i < 30 else '无'}" for i in range(50)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    report.write(pipeline.analyze([path], options=Options(sentiment="rules")), tmp_path / "out")
    feeling = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))["sentiment"]
    praise, blame = feeling["questions"]
    assert (praise["kind"], blame["kind"]) == ("like", "dislike")
    assert praise["net"] > 0 > blame["net"]
    assert praise["n"] + blame["n"] == feeling["n"]
    shown = _overview((tmp_path / "out" / "report.html").read_text(encoding="utf-8"))
    assert "称赞题与意见题合计" in shown
    assert f"「您最不满意的地方」{100 * blame['net']:+.0f}（n={blame['n']}）" in shown


def _rated(folder: Path, weights: bool = False, options: Options | None = None) -> str:
    """Return the page of 60 rated answers of one region each, NPS without a 0 to 3."""
    rows = ["地区,总体满意度（1-5分）,推荐意愿（0-10分）,意见建议" + (",权重" if weights else "")]
    said = ("利息太高了，还不起", "客服态度很差，不耐烦")
    for i in range(60):
        weight = f",{1 + i % 2}" if weights else ""
        rows.append(
            f"{'南北'[i % 2]}区,{i % 5 + 1},{4 + i % 7},{said[i % 2]}{'！' * (i % 9)}{weight}"
        )
    source = folder / "rated.csv"
    source.write_text("\n".join(rows), encoding="utf-8")
    report.write(pipeline.analyze([source], options=options), folder / "o")
    return (folder / "o" / "report.html").read_text(encoding="utf-8")


def test_levels_nobody_chose_are_drawn_empty(tmp_path: Path) -> None:
    drawn = re.findall(r'<svg[^>]*aria-label="推荐意愿.*?</svg>', _rated(tmp_path), re.DOTALL)
    assert len(drawn) == 1
    assert re.findall(r"<title>(\d+): ", drawn[0]) == [str(level) for level in range(11)]
    assert "<title>0: 0.0%" in drawn[0]


def test_tables_say_which_figures_are_weighted_where_there_are_weights(tmp_path: Path) -> None:
    for name in ("plain", "weighted"):
        (tmp_path / name).mkdir()
    plain = _rated(tmp_path / "plain")
    assert "未加权" not in plain and "已加权" not in plain
    page = _rated(tmp_path / "weighted", True)
    assert "文字的份数、占比与净情感未加权" in page
    assert "不满占比都已加权，n 为未加权的份数" in page


def test_the_footnote_on_few_mentions_stands_where_a_row_has_few(tmp_path: Path) -> None:
    note = "的行为灰字，标「样本少」"
    assert note in _rated(tmp_path)  # most factors are not spoken of at all
    book = tmp_path / "book"
    book.mkdir()
    one = '[[factor]]\nid = "all"\nzh = "全部"\nterms = ["利息", "客服"]\n'
    (book / "codebook.toml").write_text('id = "one"\nzh = "一"\n\n' + one, encoding="utf-8")
    assert note not in _rated(tmp_path, options=Options(codebook=str(book)))
