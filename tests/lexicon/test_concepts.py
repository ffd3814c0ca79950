"""Everyday concepts that a codebook of seed terms is lent: what its factors' words leave out."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedback_miner import lexicon, resources
from feedback_miner.annotate import Annotator
from feedback_miner.codebooks.explain import explain
from feedback_miner.errors import ConfigError
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


SHOP = """
id = "shop"
zh = "寄送"

[[factor]]
id = "courier"
zh = "派送员"
terms = ["快递员", "小哥"]

[[factor]]
id = "cost"
zh = "价格"
terms = { less = ["运费"] }

[[factor]]
id = "desk"
zh = "服务"
covers = "客服、态度"

[[factor]]
id = "site"
zh = "网点环境"
covers = "卫生、噪音"

[[factor]]
id = "use"
zh = "体验"
covers = "小程序下单、查件"
terms = ["查件"]

[[factor]]
id = "rest"
zh = "其他"
terms = ["驿站"]

[[factor]]
id = "sales"
zh = "销售行为"
terms = ["忽悠"]
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    (folder / "codebook.toml").write_text(SHOP, encoding="utf-8")
    return folder


def test_a_factor_that_names_something_narrower_is_not_about_the_whole(shop: Path) -> None:
    assert lexicon.load(shop).verdict == ("", "")
    assert said(shop, "还不错") == {}


@pytest.mark.parametrize(
    ("name", "covers", "whole"),
    [
        ("品牌", "", True),
        ("总体满意", "口碑、会不会再来", True),
        ("品牌", "小程序、价格", False),
        ("整体设计", "", False),
    ],
)
def test_only_a_name_of_the_whole_is_about_it(name: str, covers: str, whole: bool) -> None:
    one = Named("one", parts(name), parts(covers), (), parts(name))
    assert lent(CONCEPTS, [one])[0].get("overall") == ("one" if whole else None)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("快递员态度很好", {"courier": "positive"}),
        ("快递员很热情", {"courier": "positive"}),
        ("小哥态度恶劣", {"courier": "negative"}),
        ("态度恶劣", {"desk": "negative"}),
        ("快递员很便宜", {"cost": "positive"}),
    ],
)
def test_what_is_said_of_a_person_is_about_the_factor_that_names_them(
    shop: Path, text: str, wanted: dict[str, str]
) -> None:
    assert said(shop, text) == wanted


@pytest.mark.parametrize("text", ["手续费很高", "性价比很低", "不便宜", "一点也不便宜"])
def test_what_is_welcome_of_a_lent_word_is_kept(shop: Path, text: str) -> None:
    assert said(shop, text) == {"cost": "negative"}


@pytest.mark.parametrize("text", ["噪音大", "灰尘很多", "蚊子多"])
def test_much_of_a_bad_thing_is_bad(shop: Path, text: str) -> None:
    assert said(shop, text) == {"site": "negative"}


@pytest.mark.parametrize("text", ["心脏很好", "贵公司电话多少", "跟人吵架", "内脏检查", "贵重物品"])
def test_a_lent_word_of_one_character_is_none_inside_another_word(shop: Path, text: str) -> None:
    assert said(shop, text) == {}


def test_one_seed_word_lends_a_concept_less_surely() -> None:
    seeds = ("空调",)
    direct, inherited = lent(CONCEPTS, [Named("one", (), (), seeds), Named("two", (), (), ())])
    assert not direct and inherited["room"] == "one"
    direct, _ = lent(CONCEPTS, [Named("one", (), (), seeds), Named("two", ("房间",), (), ())])
    assert direct["room"] == "two"


def test_people_and_time_of_a_delivery_are_two_things() -> None:
    people = Named("people", ("快递员",), ("送货上门",), ("快递员",))
    time = Named("time", ("时效",), (), ("到货",))
    direct, _ = lent(CONCEPTS, [people, time])
    assert (direct["courier"], direct["delivery_time"]) == ("people", "time")


def test_an_accepted_theme_takes_no_concepts(tmp_path: Path) -> None:
    before = lexicon.load(_written(tmp_path / "before", GYM)).lexemes["性价比"].factor
    theme = '\n[[factor]]\nid = "fee"\nzh = "价格"\ncovers = "价格、性价比"\n'
    theme += 'sub = [{ id = "fee", zh = "价格" }]\n'
    after = _written(tmp_path / "after", GYM + theme)
    (after / "aspects.tsv").write_text(
        "term\tfactor\tsubfactor\tgood\n价格\tfee\tfee\tplain\n", encoding="utf-8"
    )
    book = lexicon.load(after)
    assert book.lexemes["价格"].factor == "fee"
    assert book.lexemes["性价比"].factor == before == "cost"


def _written(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "codebook.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_damaged_file_of_concepts_is_told_of_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "concepts.toml"
    path.write_text('[[concept]]\nid = "a"\n\n[[concept]]\nid = "b"\ngood = 3\n', encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        read_concepts(path)
    assert told.value.row is not None and told.value.row >= 4
    path.write_text("[x]\n", encoding="utf-8")
    with pytest.raises(ConfigError):
        read_concepts(path)
