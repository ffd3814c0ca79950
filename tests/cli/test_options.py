"""What an option promises is what the output shows: each test fails where the option is lost."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from feedback_miner import cli, lexicon
from feedback_miner.ingest import description

SAID = ["利率太高了，利息太贵", "放款挺快", "客服态度差", "额度低，期限短", "停车场窄", "审批太慢"]


def _run(*arguments: object) -> None:
    assert cli.main([str(one) for one in arguments]) == 0


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two groups of three items that correlate, an outcome and a text."""
    rng = np.random.default_rng(4)
    first = rng.normal(size=80)
    second = 0.5 * first + rng.normal(size=80)
    owners = {"审批": first, "放款": first, "进度": first}
    owners |= {"客服": second, "态度": second, "解答": second, "总体": (first + second) / 2}
    columns = [
        np.clip(np.round(3 + one + rng.normal(size=80) * 0.6), 1, 5).astype(int)
        for one in owners.values()
    ]
    path = tmp_path_factory.mktemp("scored") / "e.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["序号", *(f"{name}满意度" for name in owners), "意见"])
        for i, row in enumerate(zip(*columns, strict=True)):
            out.writerow([i + 1, *row, f"{SAID[i % 6]}{i % 7}次，{SAID[(i * 5 + 1) % 6]}"])
    return path


def _drivers(scored: Path, folder: Path, *more: object) -> dict[str, Any]:
    given = ["--sentiment", "rules", "--samples", "100", *more]
    _run("drivers", scored, "-o", folder, *given)
    found: dict[str, Any] = json.loads((folder / "drivers.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def usual(scored: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return _drivers(scored, tmp_path_factory.mktemp("usual") / "out")


def _loadings(found: dict[str, Any]) -> list[float]:
    return [one["loading"] for row in found["structure"]["rows"] for one in row["loadings"]]


def test_oblimin_lets_factors_correlate(
    scored: Path, usual: dict[str, Any], tmp_path: Path
) -> None:
    oblique = _drivers(scored, tmp_path / "out", "--rotation", "oblimin")["structure"]
    assert all(one["correlation"] == 0 for one in usual["structure"]["phi"])
    assert all(abs(one["correlation"]) > 0.1 for one in oblique["phi"])
    assert (usual["structure"]["rotation"], oblique["rotation"]) == ("varimax", "oblimin")


def test_polychoric_correlations_make_higher_loadings(
    scored: Path, usual: dict[str, Any], tmp_path: Path
) -> None:
    other = _drivers(scored, tmp_path / "out", "--correlation", "polychoric")
    assert other["structure"]["correlation"] == "polychoric"
    assert sum(map(abs, _loadings(other))) > sum(map(abs, _loadings(usual))) + 0.1


@pytest.mark.parametrize(
    ("command", "more", "told"),
    [
        ("drivers", ["--samples", "100"], "drivers.csv"),
        ("topics", ["--topic-model", "lda", "--topics", "3"], "topic_texts.csv"),
        ("compare", ["--topics", "2"], "compare.json"),
    ],
)
def test_another_seed_draws_otherwise_and_the_same_one_alike(
    command: str, more: list[str], told: str, scored: Path, tmp_path: Path
) -> None:
    inputs = [scored] * (2 if command == "compare" else 1)
    found = []
    for run, seed in enumerate((1, 2, 1)):
        out = tmp_path / str(run)
        _run(command, *inputs, "-o", out, "--sentiment", "rules", "--seed", seed, *more)
        found.append((out / told).read_bytes())
    assert found[0] == found[2] != found[1]


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ([], ["花呗", "的", "等额本息", "不划算"]),
        (["--keywords"], ["花呗", "等额本息", "不划算"]),
        (["--pos"], ["花呗/n", "的/uj", "等额本息/n", "不划算/l"]),
    ],
)
def test_segment_gives_all_words_or_content_words_or_their_parts_of_speech(
    option: list[str], words: list[str], tmp_path: Path
) -> None:
    texts, out = tmp_path / "a.jsonl", tmp_path / "out.txt"
    texts.write_text('{"id": 1, "text": "花呗的等额本息不划算"}\n', encoding="utf-8")
    _run("segment", texts, "-o", out, *option)
    assert out.read_text(encoding="utf-8").split() == words


def test_force_takes_the_place_of_a_description(scored: Path, tmp_path: Path) -> None:
    toml = tmp_path / "survey.toml"
    toml.write_text("mine = 1\n", encoding="utf-8")
    given = ["inspect", str(scored), "-o", str(tmp_path / "told.txt"), "--write", str(toml)]
    assert cli.main(given) == 2
    assert toml.read_text(encoding="utf-8") == "mine = 1\n"
    assert cli.main([*given, "--force"]) == 0
    assert "意见" in [one.name for one in description.load(toml).columns]


@pytest.mark.parametrize(("rows", "name"), [(1, "审批"), (2, "审批—（分）")])
def test_the_header_takes_the_rows_that_are_said(rows: int, name: str, tmp_path: Path) -> None:
    export, told = tmp_path / "e.csv", tmp_path / "told.json"
    lines = "".join(f"{i},{i % 5 + 1},利率高第{i}次\n" for i in range(20))
    export.write_text("编号,审批,意见\n,（分）,\n" + lines, encoding="utf-8")
    _run("inspect", export, "-o", told, "--json", "--header-rows", rows)
    found = json.loads(told.read_text(encoding="utf-8"))
    assert [one["name"] for one in found["columns"]] == ["编号", name, "意见"]


@pytest.mark.parametrize(
    ("unit", "texts"),
    [
        ("text", ["利率太高了，利息太贵", "客服态度差；额度低"]),
        ("clause", ["利率太高了", "利息太贵", "客服态度差", "额度低"]),
    ],
)
def test_texts_or_clauses_are_labelled(unit: str, texts: list[str], tmp_path: Path) -> None:
    export, book = tmp_path / "a.jsonl", tmp_path / "l.xlsx"
    export.write_text(
        '{"id": 1, "text": "利率太高了，利息太贵"}\n{"id": 2, "text": "客服态度差；额度低"}\n',
        encoding="utf-8",
    )
    _run("label", export, "-o", book, "--unit", unit, "--sentiment", "rules")
    sheet = openpyxl.load_workbook(book).worksheets[0]
    names = [str(cell.value).split()[0] for cell in sheet[1]]
    shown = [row[names.index("text")] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert sorted(map(str, shown)) == sorted(texts)


@pytest.mark.parametrize(
    ("option", "owners"),
    [
        ([], {"停车场": "theme_parking", "叫号机": "service"}),
        (["--only", "theme_parking"], {"停车场": "theme_parking"}),
        (["--factor", "brand"], {"停车场": "brand", "叫号机": "brand"}),
    ],
)
def test_all_proposals_are_accepted_or_some_or_under_one_factor(
    option: list[str], owners: dict[str, str], tmp_path: Path
) -> None:
    given, own = tmp_path / "proposals.toml", tmp_path / "own"
    given.write_text(
        '[[proposal]]\nid = "theme_parking"\nname = "停车场"\nfactor = ""\nterms = ["停车场"]\n'
        '[[proposal]]\nid = "theme_window"\nname = "窗口"\nfactor = "service"\n'
        'terms = ["叫号机"]\n',
        encoding="utf-8",
    )
    _run("lexicon", "accept", given, "-o", own, *option)
    book = lexicon.load(str(own)).lexemes
    assert {one: book[one].factor for one in ("停车场", "叫号机") if one in book} == owners


@pytest.mark.parametrize(
    ("option", "terms"),
    [
        (["--least", "60"], ["瞀费", "飕蒡贷"]),
        (["--least", "60", "--most", "1"], ["飕蒡贷"]),
        (["--least", "101"], []),
    ],
)
def test_terms_are_proposed_from_so_many_texts_and_at_most_so_many(
    option: list[str], terms: list[str], tmp_path: Path
) -> None:
    heads = ["昨天", "今天", "上周", "刚才", "同事说", "邻居讲", "他们", "老板", "早上", "晚上"]
    tails = ["真贵", "好快", "不懂", "没用过", "坏了", "挺顺", "太慢", "用不了", "行不行", "贵得很"]
    said = [f"{a}飕蒡贷{b}" for a in heads for b in tails]
    said += [f"{a}利率{b}，利息{b}" for a in heads for b in tails]
    said += [f"{a}瞀费{b}，利率{b}" for a in heads for b in tails]
    export, out = tmp_path / "a.jsonl", tmp_path / "s.jsonl"
    lines = (json.dumps({"id": i, "text": one}, ensure_ascii=False) for i, one in enumerate(said))
    export.write_text("\n".join(lines), encoding="utf-8")
    _run("lexicon", "suggest", export, "-o", out, "--json", *option)
    found = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert sorted(one["term"] for one in found) == terms
