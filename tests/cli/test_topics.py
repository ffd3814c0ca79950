"""``topics`` and ``lexicon accept``: files, a second wave, a grown codebook."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from feedback_miner import resources
from feedback_miner.cli import main

PARKING = ("太窄", "太暗", "被占满", "没有指示牌", "积水", "灯坏了", "绕半天")
DEAR = ("太高", "有点贵", "比别家贵", "又涨了", "太贵", "不合理", "能不能降一降")
SURVEY = str(resources.corpora() / "loan_survey.csv")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("topics")
    model = str(folder / "model.npz")
    base = ["topics", SURVEY, "--sentiment", "rules", "--topics", "8"]
    assert main([*base, "-o", str(folder / "one"), "--save-model", model]) == 0
    assert main([*base, "-o", str(folder / "two"), "--workers", "2"]) == 0
    again = ["topics", SURVEY, "--sentiment", "rules", "--known-topics", model]
    assert main([*again, "-o", str(folder / "next")]) == 0
    return folder


def test_everything_is_written(out: Path) -> None:
    names = {path.name for path in (out / "one").iterdir()}
    assert {
        "topics.html",
        "topics.xlsx",
        "topics.json",
        "topics.csv",
        "topic_texts.csv",
        "topic_trend.csv",
        "topic_segments.csv",
        "topic_scores.csv",
        "topic_curve.csv",
        "proposals.toml",
    } <= names
    found = json.loads((out / "one" / "topics.json").read_text(encoding="utf-8"))
    assert len(found["topics"]) == 8
    assert found["themes"]["valid"] == found["counts"]["valid"]
    assert (
        sum(row["n"] for row in found["topics"]) + found["themes"]["short"]
        == (found["counts"]["valid"])
    )


def test_the_same_bytes_for_any_number_of_workers(out: Path) -> None:
    for path in sorted((out / "one").iterdir()):
        assert path.read_bytes() == (out / "two" / path.name).read_bytes(), path.name


def test_shares_trace_to_rows(out: Path) -> None:
    with (out / "one" / "topic_texts.csv").open(encoding="utf-8-sig") as file:
        texts = list(csv.DictReader(file))
    with (out / "one" / "topics.csv").open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            assert int(row["n"]) == sum(one["topic"] == row["topic"] for one in texts)


def test_the_page_is_safe_and_whole(out: Path) -> None:
    page = (out / "one" / "topics.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert 'class="map"' in page
    assert page.count('<details id="topic-') == 8


def test_a_second_wave_keeps_numbers_and_names(out: Path) -> None:
    one, new = (
        json.loads((out / name / "topics.json").read_text(encoding="utf-8"))
        for name in ("one", "next")
    )
    assert [(r["topic"], r["name"]) for r in new["topics"]] == [
        (r["topic"], r["name"]) for r in one["topics"]
    ]
    assert {row["status"] for row in new["themes"]["changes"]} == {""}


def test_a_proposal_is_accepted_by_one_command(out: Path, tmp_path: Path) -> None:
    proposals = tmp_path / "proposals.toml"
    proposals.write_text(
        '[[proposal]]\nid = "theme_tea"\nname = "网点 茶水"\nfactor = "service"\n'
        'terms = ["茶水间"]\n',
        encoding="utf-8",
    )
    own = tmp_path / "own"
    assert main(["lexicon", "accept", str(proposals), "-o", str(own)]) == 0
    assert "茶水间" in (own / "aspects.tsv").read_text(encoding="utf-8")
    assert main(["lexicon", "accept", str(tmp_path / "none.toml"), "-o", str(own)]) == 66


def test_the_console_tells_how_many_proposals_were_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = [f"{a}{b}" for a in ("停车场", "地下车库", "车位") for b in PARKING]
    rates = [f"{a}{b}" for a in ("利率", "手续费", "违约金") for b in DEAR]
    export = tmp_path / "export.csv"
    lines = [f"{i},{text}" for i, text in enumerate(texts * 3 + rates * 3)]
    export.write_text("\n".join(["编号,建议", *lines]), encoding="utf-8")
    asked = ["topics", str(export), "--sentiment", "rules", "--topics", "2"]
    assert main([*asked, "-o", str(tmp_path / "out")]) == 0
    written = (tmp_path / "out" / "proposals.toml").read_text(encoding="utf-8")
    n = written.count("[[proposal]]")
    assert n
    assert f"proposals.toml 有 {n} 条建议" in capsys.readouterr().err


def test_a_missing_model_is_told(tmp_path: Path) -> None:
    assert (
        main(["topics", SURVEY, "-o", str(tmp_path), "--known-topics", str(tmp_path / "no.npz")])
        == 66
    )


def test_a_saved_model_goes_on_learning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = str(tmp_path / "one.npz"), str(tmp_path / "two.npz")
    base = ["topics", SURVEY, "--sentiment", "rules"]
    lda = ["--topic-model", "lda", "--topics", "5", "--save-model", one]
    assert main([*base, *lda, "-o", str(tmp_path / "a")]) == 0
    again = ["--known-topics", one, "--update", "--save-model", two]
    assert main([*base, *again, "-o", str(tmp_path / "b")]) == 0
    assert Path(one).read_bytes() != Path(two).read_bytes()
    names = [
        [(row["topic"], row["name"]) for row in json.loads(path.read_text("utf-8"))["topics"]]
        for path in (tmp_path / "a" / "topics.json", tmp_path / "b" / "topics.json")
    ]
    assert names[0] == names[1]
    # It may take its own place, which no other command line may.
    there = ["--known-topics", one, "--save-model", one]
    capsys.readouterr()
    assert main([*base, *there, "-o", str(tmp_path / "c")]) == 2
    assert "请换一个 --save-model" in capsys.readouterr().err
    assert main([*base, *there, "--update", "-o", str(tmp_path / "c")]) == 0
    assert Path(one).read_bytes() == Path(two).read_bytes()


def test_update_without_a_model_is_told(tmp_path: Path) -> None:
    assert main(["topics", SURVEY, "-o", str(tmp_path), "--update"]) == 2
