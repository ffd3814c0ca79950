"""Lexicon lines from labelled texts: what the codebook lacks is proposed, chance is not."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from feedback_miner import lexicon
from feedback_miner.annotate import Annotator
from feedback_miner.codebooks.accept import accept
from feedback_miner.codebooks.proposals import read_proposals
from feedback_miner.labelling.lines import propose
from feedback_miner.labelling.toml import render
from feedback_miner.survey import Options

BOOK = """id = "canteen"
[[factor]]
id = "food"
terms = ["饭菜", "味道"]
[[factor]]
id = "seats"
terms = ["座位"]
"""
DAYS = [f"{month}月{day}" for month in "三四五六" for day in ("初", "中旬", "底")]


@pytest.fixture
def options(tmp_path: Path) -> Options:
    folder = tmp_path / "canteen"
    folder.mkdir()
    (folder / "codebook.toml").write_text(BOOK, encoding="utf-8")
    return Options(codebook=str(folder))


def _gold() -> list[dict[str, Any]]:
    said = []
    for day in DAYS:
        said += [
            (f"{day}的青团发硬", "neg", [["food", "neg"]]),
            (f"{day}靠窗那排总被占", "neg", [["seats", "neg"]]),
            (f"{day}饭菜不错", "pos", [["food", "pos"]]),
            (f"{day}我去过一次", "neu", []),
            (f"{day}座位够用", "pos", [["seats", "pos"]]),
        ]
    return [
        {"id": f"c{i}", "text": text, "sentiment": feeling, "factors": factors, "acts": []}
        for i, (text, feeling, factors) in enumerate(said)
    ]


def test_words_that_the_codebook_lacks_become_lines(options: Options, tmp_path: Path) -> None:
    found = propose(_gold(), options)
    lines = {gain.line.factor: gain for gain in found.gains}
    assert set(lines) == {"food", "seats"}
    assert lines["food"].line.score is not None
    assert lines["food"].line.score < 0
    assert (lines["food"].right, lines["food"].wrong) == (len(DAYS), 0)
    assert all(example in {g["text"] for g in _gold()} for example in lines["food"].examples)
    factor = next(c for c in found.changes if c.engine == "rules" and c.name == "factor_micro_f1")
    assert factor.before < 0.8 < factor.after
    assert factor.low > 0
    assert propose(_gold(), options) == found

    path = tmp_path / "lines.toml"
    path.write_text(render(found), encoding="utf-8")
    book, left = accept(read_proposals(path), options.codebook, tmp_path / "own")
    assert not left
    said = Annotator(Options(codebook=str(book.folder), sentiment="rules"))
    opinions = said.annotate("年底的青团发硬").opinions
    assert [(one.factor, one.polarity) for one in opinions] == [("food", "negative")]


def test_a_noun_is_given_no_polarity(options: Options) -> None:
    gold = [
        {"id": f"m{i}", "text": f"{day}的水果", "sentiment": "neg", "factors": [["food", "neg"]]}
        for i, day in enumerate(DAYS)
    ]
    others = [one for one in _gold() if "青团" not in one["text"]]
    lines = {gain.line.term: gain.line for gain in propose([*others, *gold], options).gains}
    assert lines["水果"].factor == "food"
    assert lines["水果"].score is None


def test_few_texts_settle_no_polarity(options: Options) -> None:
    few = [one for one in _gold() if "青团" not in one["text"]]
    few += [one for one in _gold() if "青团" in one["text"]][:6]
    lines = {gain.line.factor: gain.line for gain in propose(few, options).gains}
    assert lines["food"].score is None


def test_what_labels_contradict_is_doubtful(options: Options, tmp_path: Path) -> None:
    gold = [
        {"id": f"d{i}", "text": f"{day}味道出版社的书", "sentiment": "neu", "factors": []}
        for i, day in enumerate(DAYS)
    ]
    found = propose([*_gold(), *gold], options)
    assert [(one.words, one.factor) for one in found.doubtful] == [("味道", "food")]
    assert tomllib.loads(render(found))["doubtful"][0]["wrong"] == len(DAYS)


def test_chance_proposes_nothing(options: Options) -> None:
    # Each text has words of its own; what it is labelled with has nothing to do with them.
    gold = [
        {
            "id": f"n{i}",
            "text": f"{day}{place}见过",
            "sentiment": "neu",
            "factors": [["food", "neu"]] if (i + j) % 3 == 0 else [],
        }
        for i, day in enumerate(DAYS)
        for j, place in enumerate(["楼上", "楼下", "门口", "路边", "河边", "山上"])
    ]
    assert propose(gold, options).gains == ()


def test_a_grown_codebook_is_read_by_the_models_it_came_from(tmp_path: Path) -> None:
    path = tmp_path / "lines.toml"
    path.write_text(
        '[[line]]\nterm = "跑断腿"\nfactor = "approval_speed"\nscore = -0.6\n', encoding="utf-8"
    )
    book, _ = accept(read_proposals(path), "loan", tmp_path / "own")
    assert book.base == lexicon.load("loan").base == "loan"
    text = "钱倒是到得挺利索，就是跑断腿"
    ours = Annotator(Options(codebook=str(book.folder))).annotate(text)
    assert Annotator(Options()).annotate(text).score == pytest.approx(ours.score, abs=0.3)
    _, left = accept(read_proposals(path), book.folder, book.folder)
    assert left == ["跑断腿"]  # twice is once
