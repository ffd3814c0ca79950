"""``compare`` as users meet it: a page, JSON, bounds, one clear line for what is wrong."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from feedback_miner import cli, resources
from feedback_miner.report.compare import OUTPUTS

HOSTILE = "<script>alert(1)</script>"
FORMULA = "=HYPERLINK(1)"
SERVICE = "6、请评价以下方面（1-5分）—服务质量"
PRODUCT = "4、您办理的贷款产品"
QUICK = ("--sentiment", "rules")


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two waves: in the second service is a point worse; hostile names of levels in both."""
    folder = tmp_path_factory.mktemp("waves")
    table = pd.read_csv(
        resources.corpora() / "loan_survey.csv",
        dtype=str,
        keep_default_na=False,
        encoding="utf-8-sig",
    )
    table[PRODUCT] = table[PRODUCT].replace({"车贷": HOSTILE, "经营贷": FORMULA})
    order = np.random.default_rng(2).permutation(len(table))
    base, new = table.iloc[order[:450]], table.iloc[order[450:]].copy()
    new[SERVICE] = [str(max(1, int(v) - 1)) if v.isdigit() else v for v in new[SERVICE]]
    new.iloc[0, -1] = "客服骗人，我电话13812345678"
    paths = folder / "基期.csv", folder / "新<b>一期.csv"
    base.to_csv(paths[0], index=False)
    new.to_csv(paths[1], index=False)
    return paths


@pytest.fixture(scope="module")
def folder(exports: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "比较"
    assert cli.main(["compare", *map(str, exports), "-o", str(out), *QUICK]) == 0
    return out


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [v for k, v in attributes if k in ("src", "href") and v]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_every_output_is_there(folder: Path) -> None:
    assert sorted(path.name for path in folder.iterdir()) == sorted(OUTPUTS)


def test_the_page_is_self_contained_and_escapes_names(folder: Path) -> None:
    page = _Page()
    page.feed((folder / "compare.html").read_text(encoding="utf-8"))
    assert not page.tags & {"script", "b<", "iframe", "link", "img"}
    assert all(link.startswith("#") for link in page.links)
    assert HOSTILE in page.words
    assert any("新<b>一期.csv" in words for words in page.words)
    assert any("服务质量" in words and "下降" in words for words in page.words)


def test_tables_are_safe_and_hold_nobodys_words(folder: Path) -> None:
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8-sig")
        assert "13812345678" not in text
        if path.suffix == ".csv":
            assert "\n=HYPERLINK" not in text
            assert ",=HYPERLINK" not in text


def test_json_says_the_same(folder: Path) -> None:
    summary = json.loads((folder / "compare.json").read_text(encoding="utf-8"))
    assert set(summary) == {
        "format", "tool", "codebook", "options", "waves", "sentiment", "scores", "orders",
        "choices", "factors", "topics", "mix", "levels", "bounds", "notes", "findings",
    }  # fmt: skip
    scores = {row["name"]: row for row in summary["scores"]}
    table = pd.read_csv(folder / "compare_scores.csv").set_index("name")
    assert scores["服务质量"]["verdict"] == "down"
    assert table["change"]["服务质量"] == pytest.approx(scores["服务质量"]["change"], abs=1e-4)
    assert summary["waves"]["base"]["responses"] == 450


def test_bounds_and_repeatable_bytes(
    folder: Path, exports: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["compare", *map(str, exports), *QUICK, "-o", str(tmp_path)]
    bounds = ["--fail-on", "nps=-99", "--fail-on", "服务质量=-0.2"]
    assert cli.main([*given, *bounds]) == 1
    told = capsys.readouterr().err
    assert "服务质量 -" in told
    scores = json.loads((folder / "compare.json").read_text(encoding="utf-8"))["scores"]
    rated = [row for row in scores if row["measure"] != "nps"]  # as many as the page tells of
    assert len(rated) < len(scores)
    assert f"；{len(rated)} 项评分，" in told
    for name in OUTPUTS:
        same = (folder / name).read_bytes() == (tmp_path / name).read_bytes()
        # Bounds are told in page and JSON only.
        assert same == name.endswith(".csv")
    assert "超过界限" in (tmp_path / "compare.html").read_text(encoding="utf-8")
    assert cli.main(given) == 0
    for name in OUTPUTS:
        assert (folder / name).read_bytes() == (tmp_path / name).read_bytes()


def test_json_goes_to_standard_output_in_english(
    exports: tuple[Path, Path], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert cli.main(["compare", *map(str, exports), "--lang", "en", *QUICK]) == 0
    found = capfdbinary.readouterr()
    summary = json.loads(found.out)
    assert any("clearly fell" in line for line in summary["findings"])
    assert found.err == b""


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("{base}", "没有.csv"), 66, "没有.csv"),
        (("没有.csv", "{new}"), 66, "没有.csv"),
        (("{base}",), 2, "NEW"),
        (("{base}", "{new}", "--fail-on", "nps"), 2, "nps=-5"),
        (("{base}", "{new}", "--fail-on", "nonsense=-1"), 2, "satisfaction"),
        (("{base}", "{new}", "-o", "{base}"), 73, "文件夹"),
        (("-", "-"), 2, "标准输入"),
        (("{base}", "{new}", "--survey-new", "没有.toml"), 66, "没有.toml"),
    ],
)
def test_one_clear_line(
    exports: tuple[Path, Path],
    arguments: tuple[str, ...],
    status: int,
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = [one.format(base=exports[0], new=exports[1]) for one in arguments]
    assert cli.main(["compare", *given, *QUICK]) == status
    line = capsys.readouterr().err
    assert line.startswith("feedback-miner: ")
    assert line.count("\n") == 1
    assert words in line


def test_other_questionnaires_are_told_of(
    exports: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base, new = (pd.read_csv(path, dtype=str, keep_default_na=False) for path in exports)
    scores = [name for name in new.columns if "—" in name]
    for name, columns in (("a", {}), ("b", {SERVICE: "您对服务质量的满意度(1-5分)"})):
        new.rename(columns=columns).to_csv(tmp_path / f"{name}.csv", index=False)
    out = tmp_path / "out"
    assert (
        cli.main(["compare", str(exports[0]), str(tmp_path / "b.csv"), "-o", str(out), *QUICK]) == 0
    )
    page = (out / "compare.html").read_text(encoding="utf-8")
    assert "您对服务质量的满意度(1-5分)" in page and "视为同一题" in page
    table = pd.read_csv(out / "compare_scores.csv").set_index("item")
    assert table.loc[SERVICE, "item_new"] == "您对服务质量的满意度(1-5分)"
    texts = [name for name in base.columns if name[:3] in ("10、", "11、")]
    base[["序号", scores[0], *texts]].to_csv(tmp_path / "c.csv", index=False)
    new[["序号", scores[1], *texts]].to_csv(tmp_path / "d.csv", index=False)
    capsys.readouterr()
    given = ["compare", str(tmp_path / "c.csv"), str(tmp_path / "d.csv"), "-o", str(out), *QUICK]
    assert cli.main(given) == 0
    assert "没有可配对的评分题" in capsys.readouterr().err
    summary = json.loads((out / "compare.json").read_text(encoding="utf-8"))
    assert summary["findings"][0].startswith("没有一道评分题")
