"""A codebook that no model has learned: what the seed terms name is meant as a reader would."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedback_miner.annotate import Annotator
from feedback_miner.codebooks.explain import explain
from feedback_miner.report.explanation import lines
from feedback_miner.survey import Options

CODEBOOK = """
id = "inn"
zh = "客栈"

[[factor]]
id = "room"
zh = "房间"
covers = "大小、床、隔音"
owner = "客房部"
terms = ["房间", "床", "隔音"]

[[factor]]
id = "food"
zh = "餐饮"
covers = "早餐"
owner = "餐饮部"
terms = ["早餐", "自助餐"]

[[factor]]
id = "staff"
zh = "员工"
covers = "前台"
owner = "前厅部"
terms = ["前台", "服务员"]
"""


@pytest.fixture(scope="module")
def inn_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("inn")
    (folder / "codebook.toml").write_text(CODEBOOK, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def inn(inn_folder: Path) -> Annotator:
    return Annotator(Options(codebook=str(inn_folder)))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("房间一股霉味，被子潮乎乎的，半夜冻醒", {"room": "negative"}),
        ("早餐种类多，味道也很不错", {"food": "positive"}),
        ("前台爱搭不理，叫了三遍才抬头", {"staff": "negative"}),
        ("房间宽敞干净，可是早餐难吃得要命", {"room": "positive", "food": "negative"}),
    ],
)
def test_polarity_follows_the_clauses(inn: Annotator, text: str, wanted: dict[str, str]) -> None:
    said = inn.annotate(text).as_json("1", "")
    assert {o["factor"]: o["polarity"] for o in said["opinions"]} == wanted


@pytest.mark.parametrize(
    ("text", "factor", "polarity"),
    [
        ("早餐好吃", "food", "positive"),
        ("早餐很好吃", "food", "positive"),
        ("早餐难吃", "food", "negative"),
        ("早餐很难吃", "food", "negative"),
        ("早餐好难吃", "food", "negative"),
        ("早餐不好吃", "food", "negative"),
        ("早餐不太好吃", "food", "negative"),
        ("早餐不难吃", "food", "positive"),
        ("房间好闻", "room", "positive"),
        ("房间很难闻", "room", "negative"),
        ("房间很吵", "room", "negative"),
        ("房间有点吵", "room", "negative"),
        ("房间不吵", "room", "positive"),
        ("房间一点都不吵", "room", "positive"),
    ],
)
def test_an_outright_word_is_not_overruled(
    inn: Annotator, text: str, factor: str, polarity: str
) -> None:
    read = inn.annotate(text)
    assert read.label == polarity
    assert {f: said["label"] for f, said in read.factors().items()} == {factor: polarity}


def test_an_outright_clause_among_others_keeps_its_sign(inn: Annotator) -> None:
    said = inn.annotate("前台态度不好，房间不吵").factors()
    assert {f: v["label"] for f, v in said.items()} == {"staff": "negative", "room": "positive"}


def test_what_the_rules_do_not_know_whole_is_left_to_the_model(inn: Annotator) -> None:
    assert inn.annotate("服务员实在无法忍耐").ruled == ""


def test_the_account_says_why_the_general_model_was_not_heard(inn_folder: Path) -> None:
    account = explain("房间好闻", options=Options(codebook=str(inn_folder)))
    assert account["settled"]["ruled"] == "outright"
    assert any("通用模型" in line for line in lines(account))


def test_only_what_the_terms_name_is_a_factor(inn: Annotator) -> None:
    said = inn.annotate("离地铁站很近，出门就是商场，方便").as_json("1", "")
    assert said["opinions"] == []
    assert said["sentiment"]["label"] == "positive"


def test_what_is_explained_is_of_the_codebook_and_of_the_reading(inn_folder: Path) -> None:
    options = Options(codebook=str(inn_folder))
    told = explain("房间一股霉味，早餐味道也很不错", options=options)
    assert {row["factor"] for row in told["model"]["factors"]} == {"room", "food", "staff"}
    present = {row["factor"] for row in told["model"]["factors"] if row["present"]}
    assert present == {"room", "food"}
    top = max(told["model"]["sentiment"], key=told["model"]["sentiment"].__getitem__)
    assert top == Annotator(options).annotate("房间一股霉味，早餐味道也很不错").label


def test_an_empty_batch_is_no_error(inn: Annotator) -> None:
    assert inn.annotate_many([]) == []


def test_one_by_one_equals_a_batch(inn: Annotator) -> None:
    texts = ["房间太小", "服务员很热情，早餐一般", "下次还来", "无"]
    batch = [a.as_json("1", "") for a in inn.annotate_many([(x, "", "remark") for x in texts])]
    assert batch == [inn.annotate(x).as_json("1", "") for x in texts]


@pytest.mark.parametrize(
    ("text", "question", "factor", "polarity"),
    [
        ("很好", "您对早餐的评价", "food", "positive"),
        ("太差", "您对前台的印象", "staff", "negative"),
        ("还不错", "房间怎么样", "room", "positive"),
    ],
)
def test_a_bare_verdict_is_about_what_its_question_names(
    inn: Annotator, text: str, question: str, factor: str, polarity: str
) -> None:
    found = inn.annotate(text, question).factors()
    assert {name: said["label"] for name, said in found.items()} == {factor: polarity}


def test_a_question_is_not_read_by_words_of_loans(inn: Annotator) -> None:
    assert inn.annotate("很好", "您对利率的评价").factors() == {}
