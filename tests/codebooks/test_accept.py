"""Accepting proposed entries: a codebook of the user's own, whole and usable, or untouched."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedback_miner import lexicon
from feedback_miner.annotate import Annotator
from feedback_miner.codebooks import entries
from feedback_miner.codebooks.accept import accept, outdone, unentered
from feedback_miner.codebooks.proposals import read_proposals
from feedback_miner.errors import ConfigError, MissingInputError
from feedback_miner.survey import Options

GIVEN = """
[[proposal]]
id = "theme_parking"
name = "停车场 太窄"
factor = ""
n = 40
share = 0.2
terms = ["停车场", "地下车库", "利率"]
examples = ["停车场太窄"]

[[proposal]]
id = "theme_window"
name = "窗口 排队"
factor = "service"
terms = ["叫号机"]
"""


@pytest.fixture
def given(tmp_path: Path) -> Path:
    path = tmp_path / "proposals.toml"
    path.write_text(GIVEN, encoding="utf-8")
    return path


def test_a_theme_becomes_a_factor_or_a_part_of_one(given: Path, tmp_path: Path) -> None:
    book, left = accept(read_proposals(given), "loan", tmp_path / "own")
    assert left == ["利率"]  # another factor has it
    assert book.lexemes["停车场"].factor == "theme_parking"
    assert "theme_window" in [one.id for one in book.factor("service").subfactors]
    assert {"停车场", "叫号机"} <= set(book.terms)
    assert len(book.factors) == len(lexicon.load().factors) + 1
    said = Annotator(Options(sentiment="rules", codebook=str(tmp_path / "own"))).annotate(
        "停车场太小，利率太高"
    )
    assert {"theme_parking", "rates"} == {one.factor for one in said.opinions}


@pytest.mark.parametrize("sentiment", ["rules", "combined"])
def test_the_part_of_a_factor_is_read_by_every_engine(sentiment: str, tmp_path: Path) -> None:
    path = tmp_path / "proposals.toml"
    path.write_text(
        '[[proposal]]\nid = "theme_invoice"\nname = "发票"\nfactor = "ux"\nterms = ["发票"]\n',
        encoding="utf-8",
    )
    accept(read_proposals(path), "loan", tmp_path / "own")
    texts = ["发票一直没人给开", "麻烦尽快给我发票抬头", "申请了电子发票三天没消息"]
    reader = Annotator(Options(sentiment=sentiment, codebook=str(tmp_path / "own")))
    for said in reader.annotate_many([(text, "", "remark") for text in texts]):
        assert ("ux", "theme_invoice") in {(one.factor, one.subfactor) for one in said.opinions}


def test_a_word_that_a_pattern_has_moves_too_and_what_does_not_is_named(tmp_path: Path) -> None:
    path = tmp_path / "proposals.toml"
    path.write_text(
        '[[proposal]]\nid = "theme_draw"\nname = "抽奖"\nfactor = "aftercare"\n'
        'terms = ["抽奖", "礼品券"]\n'
        '[[proposal]]\nid = "theme_harm"\nname = "杀熟"\nfactor = "ux"\nterms = ["杀熟"]\n',
        encoding="utf-8",
    )
    given = read_proposals(path)
    book, left = accept(given, "loan", tmp_path / "own")
    assert unentered(given, left, book) == ([], {})
    told = {one.term: one.place for one in outdone(given, book)}
    assert told == {"杀熟": "aftercare/benefits"}
    reader = Annotator(Options(sentiment="rules", codebook=str(tmp_path / "own")))
    for text in ("抽奖", "昨天参加了你们的抽奖"):
        assert [one.subfactor for one in reader.annotate(text).opinions] == ["theme_draw"]
    before = Annotator(Options(sentiment="rules")).annotate("抽奖").opinions
    assert [o.score for o in before] == [o.score for o in reader.annotate("抽奖").opinions]


def test_a_theme_accepted_again_is_told_to_be_there(given: Path, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    accept(read_proposals(given), "loan", folder)
    chosen = read_proposals(given)
    book, left = accept(chosen, folder, folder)
    there, elsewhere = unentered(chosen, left, book)
    assert there == ["停车场", "地下车库", "叫号机"]
    assert list(elsewhere) == ["利率"]
    assert elsewhere["利率"].startswith("rates")


def test_it_grows_in_place_and_twice_is_the_same(given: Path, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    accept(read_proposals(given, ["theme_parking"]), "loan", folder)
    first, _ = accept(read_proposals(given, ["theme_window"]), folder, folder)
    assert first.lexemes["叫号机"].factor == "service"
    again, left = accept(read_proposals(given), folder, folder)
    assert set(left) == {"停车场", "地下车库", "利率", "叫号机"}
    assert again.version == first.version


def test_a_factor_of_the_users_choice(given: Path, tmp_path: Path) -> None:
    book, _ = accept(read_proposals(given), "loan", tmp_path / "own", factor="brand")
    assert book.lexemes["停车场"].factor == book.lexemes["叫号机"].factor == "brand"


def test_what_is_wrong_is_told_and_nothing_written(given: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nothing"):
        accept(read_proposals(given), "loan", tmp_path / "own", factor="nothing")
    assert not (tmp_path / "own").exists()
    with pytest.raises(ConfigError):
        read_proposals(given, ["unknown"])
    with pytest.raises(MissingInputError):
        read_proposals(tmp_path / "none.toml")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[[proposal]]\nid = 'A B'\nterms = ['x']",
        "[[proposal]]\nid = 'a'\nterms = []",
        "[[proposal]]\nid = 'a'\nterms = ['x\\ty']".replace("'", '"'),
        "proposal = 3",
        "[[proposal",
    ],
)
def test_a_wrong_file_is_one_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        read_proposals(path)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "line",
    ['term = "a(b"\nfactor = "ux"', 'term = "慢"', 'term = "慢"\nfactor = "ux"\nscore = 3'],
)
def test_a_line_that_is_wrong_is_told(line: str, tmp_path: Path) -> None:
    path = tmp_path / "lines.toml"
    path.write_text(f"[[line]]\n{line}\n", encoding="utf-8")
    with pytest.raises(ConfigError):
        read_proposals(path)


def test_a_file_that_nests_too_deep_is_wrong_not_our_fault(tmp_path: Path) -> None:
    path = tmp_path / "deep.toml"
    path.write_text("a = " + "[" * 5000 + "]" * 5000, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"deep\.toml"):
        read_proposals(path)


def test_a_seed_term_is_found_in_its_own_factor_in_quotes_of_either_kind(tmp_path: Path) -> None:
    (tmp_path / "codebook.toml").write_text(
        "id = 'x'\n\n[[factor]]\nid = 'room'\nzh = '房间'\ncovers = \"房间、'空调'\"\n"
        "terms = ['房间']\n\n[[factor]]\nid = 'cool'\nzh = '空调'\nterms = ['冷气',\n  '空调']\n",
        encoding="utf-8",
    )
    seeds = {
        e.term: e.line for e in entries.read(lexicon.load(tmp_path)) if e.path.suffix == ".toml"
    }
    assert seeds == {"房间": 7, "冷气": 12, "空调": 13}
