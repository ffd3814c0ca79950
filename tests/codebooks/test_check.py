"""``lexicon check``: every kind of fault is found where it stands, and sound entries are not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_miner import language, lexicon
from feedback_miner.codebooks.check import Problem, broken, check
from feedback_miner.codebooks.samples import samples
from feedback_miner.errors import ConfigError

FILES = {
    "codebook.toml": (
        'id = "hotel"\nzh = "酒店"\n[[factor]]\nid = "room"\nzh = "房间"\n'
        '[[factor]]\nid = "price"\nzh = "价格"\n'
    ),
    "aspects.tsv": "term\tfactor\tsubfactor\tgood\n房間\troom\t\tplain\n房价\tprice\t\tless\n"
    "房价标签\troom\t\tplain\n房价\tprice\t\tless\n榻榻米垫\troom\t\tplain\n",
    "sentiment.tsv": "term\tscore\tfactor\tsubfactor\n吵死\t-0.8\troom\n吵死\t0.8\troom\n"
    "坑人价\t-0.7\troom\n房价\t-0.3\troom\n",
    "guard.tsv": "term\n鼹鼠\n吵死\n",
    "opinions.tsv": "pattern\tfactor\tsubfactor\tscore\n"
    "坑人价\tprice\t\t-0.7\n隔音…差\troom\t\t-0.6\n"
    "隔音…差\tprice\t\t-0.6\n很吵(?=静)x\troom\t\t-0.5\n",
    "terms.txt": "榻榻米垫\n的\n",
}


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    folder = tmp_path / "hotel"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def problems(faulty: Path) -> list[Problem]:
    return [p for p in check(lexicon.load(faulty)) if p.place.startswith("hotel/")]


@pytest.mark.parametrize(
    ("kind", "place", "term"),
    [
        ("dead", "hotel/aspects.tsv:2", "房間"),  # texts are simplified before they are read
        ("duplicate", "hotel/aspects.tsv:5", "房价"),
        ("conflict", "hotel/sentiment.tsv:3", "吵死"),  # two polarities
        ("conflict", "hotel/sentiment.tsv:5", "房价"),  # two factors
        ("shadowed", "hotel/sentiment.tsv:4", "坑人价"),  # a pattern always takes it
        ("dead", "hotel/guard.tsv:3", "吵死"),
        ("conflict", "hotel/opinions.tsv:4", "隔音…差"),
        ("dead", "hotel/opinions.tsv:5", "很吵(?=静)x"),
        ("dead", "hotel/terms.txt:2", "的"),  # a stopword
    ],
)
def test_a_fault_is_told_with_file_and_line(
    problems: list[Problem], kind: str, place: str, term: str
) -> None:
    assert (kind, place, term) in {(p.kind, p.place, p.term) for p in problems if p.serious}


def test_notes_are_no_faults(problems: list[Problem]) -> None:
    notes = {(p.kind, p.term) for p in problems if not p.serious}
    assert ("dead", "鼹鼠") in notes  # it guards nothing
    assert ("shadowed", "房价") in notes  # within 房价标签 it is of another factor


def test_a_sound_codebook_has_no_fault(tmp_path: Path) -> None:
    folder = tmp_path / "sound"
    folder.mkdir()
    (folder / "codebook.toml").write_text(FILES["codebook.toml"], encoding="utf-8")
    (folder / "aspects.tsv").write_text(
        "term\tfactor\tsubfactor\tgood\n枕头\troom\t\tplain\n", encoding="utf-8"
    )
    assert not [p for p in check(lexicon.load(folder)) if p.serious]


def test_the_bundled_codebook_has_no_fault() -> None:
    assert [p for p in check(lexicon.load()) if p.serious] == []


@given(st.integers(0, 1000))
@settings(max_examples=15, deadline=None)
def test_samples_match_their_pattern(seed: int) -> None:
    for source in ("(a|bc)+d?", "[一-三]{2,4}个", "等了[^，]{0,6}?天", r"\d+元", "(?:快|慢)死了"):
        regex = re.compile(source)
        drawn = samples(regex, 8, seed)
        assert drawn == samples(regex, 8, seed)
        assert all(regex.fullmatch(text) for text in drawn), (source, drawn)


def test_what_stops_commands_is_listed_fault_by_fault(tmp_path: Path) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "codebook.toml").write_text(FILES["codebook.toml"], encoding="utf-8")
    for name, text in (
        ("aspects.tsv", "term\tfactor\tsubfactor\tgood\n床\troms\t\t\n毯子\troom\t\tnice\n"),
        ("categories.tsv", "类别\n"),
        ("routing.tsv", "category\tflag\turgency\tzh\ten\n*\tloud\t1\t客房部\tRooms\n"),
        ("triage.toml", "[statutory]\nsimpel = 15\n"),
        ("replies.toml", '[nothing]\nzh = "您好"\nen = "Hello"\n'),
        ("model.npz", "no model"),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    assert [one.place for one in broken(folder)] == [
        "broken/aspects.tsv:2",
        "broken/aspects.tsv:3",
        "broken/categories.tsv:1",
        "broken/model.npz",
        "broken/replies.toml:1",
        "broken/routing.tsv:2",
        "broken/triage.toml:2",
    ]
    # What was left aside to find them is not left out of what is loaded later.
    with pytest.raises(ConfigError, match="roms"):
        lexicon.load(folder)


def test_a_sound_folder_has_nothing_that_stops_commands(tmp_path: Path) -> None:
    (tmp_path / "codebook.toml").write_text(FILES["codebook.toml"], encoding="utf-8")
    (tmp_path / "notes.tsv").write_text("x\n", encoding="utf-8")
    assert broken(tmp_path) == []
    assert [p.term for p in check(lexicon.load(tmp_path)) if p.kind == "unread"] == ["notes.tsv"]
    assert broken("loan") == []


def test_what_factors_were_lent_is_a_note(tmp_path: Path) -> None:
    (tmp_path / "codebook.toml").write_text(
        'id = "gym"\nzh = "健身房"\n[[factor]]\nid = "cost"\nzh = "价格"\nterms = ["年卡"]\n'
        '[[factor]]\nid = "whole"\nzh = "整体评价"\n',
        encoding="utf-8",
    )
    notes = {one.term: one for one in check(lexicon.load(tmp_path)) if one.kind == "lent"}
    assert set(notes) == {"cost", "whole"} and not any(one.serious for one in notes.values())
    with language.speaking("zh"):
        (told,) = [one for one in check(lexicon.load(tmp_path)) if one.term == "whole"]
    assert "笼统" in told.what
