"""Everyday concepts that a codebook of seed terms is lent: what its factors' words leave out."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedback_miner import lexicon, resources
from feedback_miner.annotate import Annotator
from feedback_miner.codebooks.explain import explain
from feedback_miner.lexicon.concepts import Concept, Named, lent, parts, read_concepts
from feedback_miner.survey import Options

CONCEPTS = read_concepts(resources.lexicons() / "common" / "concepts.toml")
GYM = """
id = "gym"
zh = "健身房"

[[factor]]
id = "coach"
zh = "教练"
covers = "专业、态度"
terms = ["教练", "私教"]

[[factor]]
id = "cleanliness"
zh = "卫生"
terms = ["卫生", "更衣室"]

[[factor]]
id = "cost"
zh = "费用"
covers = "会员费、退费"
terms = { less = ["会员费"] }

[[factor]]
id = "whole"
zh = "整体评价"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gym")
    (folder / "codebook.toml").write_text(GYM, encoding="utf-8")
    return folder


def said(folder: Path, text: str) -> dict[str, str]:
    found = Annotator(Options(codebook=str(folder))).annotate(text).factors()
    return {factor: told["label"] for factor, told in found.items()}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("性价比很高", {"cost": "positive"}),
        ("地上全是灰尘", {"cleanliness": "negative"}),
        ("私教爱搭不理的", {"coach": "negative"}),
        ("更衣室干净，会员费太贵了", {"cleanliness": "positive", "cost": "negative"}),
    ],
)
def test_words_no_seed_term_names_are_found(
    folder: Path, text: str, wanted: dict[str, str]
) -> None:
    assert said(folder, text) == wanted


def test_a_word_that_judges_one_thing_is_no_word_of_what_stands_before_it(folder: Path) -> None:
    assert said(folder, "私教很便宜") == {"cost": "positive"}


def test_a_bare_judgement_before_anything_is_named_is_a_verdict(folder: Path) -> None:
    assert said(folder, "还不错，私教很专业") == {"whole": "positive", "coach": "positive"}


def test_a_codebook_without_a_verdict_takes_the_factor_that_is_about_the_whole(
    folder: Path,
) -> None:
    assert lexicon.load(folder).verdict == ("whole", "")


def test_a_term_of_the_codebooks_own_keeps_its_factor(tmp_path: Path) -> None:
    text = GYM.replace('"私教"', '"私教", "性价比"')
    (tmp_path / "codebook.toml").write_text(text, encoding="utf-8")
    assert lexicon.load(tmp_path).lexemes["性价比"].factor == "coach"


def test_a_codebook_that_lists_its_aspects_in_a_table_is_read_by_them(tmp_path: Path) -> None:
    (tmp_path / "codebook.toml").write_text(
        'id = "gym"\n[[factor]]\nid = "coach"\nzh = "教练"\n', encoding="utf-8"
    )
    (tmp_path / "aspects.tsv").write_text(
        "term\tfactor\tsubfactor\tgood\n教练\tcoach\t\tplain\n", encoding="utf-8"
    )
    assert not lexicon.load(tmp_path).lent
    assert said(tmp_path, "老师很好") == {}


def test_the_bundled_codebook_is_lent_nothing() -> None:
    book = lexicon.load()
    assert not book.lent
    assert not any(lexeme.lent or lexeme.own for lexeme in book.lexemes.values())


def test_what_is_lent_is_explained_with_its_place(folder: Path) -> None:
    account = explain("性价比很高", options=Options(codebook=str(folder)))
    term = next(one for one in account["clauses"][0]["terms"] if one["term"] == "性价比")
    assert [one["part"] for one in term["entries"]] == ["concept"]
    assert term["entries"][0]["rule"].startswith("common/concepts.toml:")
    assert term["entries"][0]["says"]["factor"] == "cost"


def test_what_only_is_named_of_a_concept_no_factor_names_is_no_opinion(folder: Path) -> None:
    assert said(folder, "顺便打印了一张发票") == {}


def test_a_concept_goes_to_the_factor_that_says_most_of_it() -> None:
    price = Concept("price", (), frozenset({"价格"}), (("less", "收费"),), (), (), (), False)
    offers = Concept("offers", ("price",), frozenset({"优惠"}), (), (), (), (), False)
    one = Named("one", ("服务",), ("收费",), ())
    two = Named("two", ("价格",), (), ("收费",))
    assert lent([price, offers], [one, two]) == ({"price": "two"}, {"offers": "two"})
    assert lent([price], [one]) == ({}, {})


def test_names_and_definitions_are_cut_into_words() -> None:
    assert parts("价格与优惠") == ("价格", "优惠")
    assert parts("大小、床以及隔音（含噪音）") == ("大小", "隔音", "含噪音")


def test_concepts_belong_to_concepts_there_are() -> None:
    known = {concept.id for concept in CONCEPTS}
    assert len(known) == len(CONCEPTS)
    assert all(set(concept.broader) <= known - {concept.id} for concept in CONCEPTS)
