"""A codebook that no model has learned: what the seed terms name is meant as a reader would."""

from __future__ import annotations

from pathlib import Path

import pytest

from feedback_miner.annotate import Annotator
from feedback_miner.codebooks.explain import explain
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
