"""Topics: found, named, mapped to factors, the same every time."""

from __future__ import annotations

import random

import pandas as pd
import pytest

from feedback_miner import annotate, lexicon, topics
from feedback_miner.survey import Options
from feedback_miner.text.segment import Segmenter
from feedback_miner.topics.quality import diversity, overlap

PARTS = {
    "rates": (["利率", "利息", "手续费", "违约金"], ["太高", "不便宜", "有点贵", "比别家贵"]),
    "approval_speed": (
        ["审批", "放款", "到账", "审核"],
        ["太慢", "等了三天", "拖拉", "迟迟没动静"],
    ),
    "parking": (["停车场", "车位", "地下车库", "大门"], ["太窄", "太暗", "被占满", "没有指示牌"]),
}


@pytest.fixture(scope="module")
def found() -> tuple[pd.DataFrame, topics.Topics]:
    rng = random.Random(4)
    texts = [
        f"{rng.choice(nouns)}{rng.choice(said)}，{rng.choice(nouns)}也{rng.choice(said)}"
        for nouns, said in PARTS.values()
        for _ in range(60)
    ]
    texts += ["无"] * 10 + ["嗯嗯啊啊"]
    table = pd.DataFrame(
        {
            "response_id": [str(i) for i in range(len(texts))],
            "question": "意见",
            "kind": "remark",
            "text": texts,
        }
    )
    options = Options(sentiment="rules", topics=3)
    verbatims, opinions = annotate.run(table, options)
    book = lexicon.load()
    segmenter = Segmenter(book.terms, book.stopwords)
    return verbatims, topics.model(verbatims, opinions, segmenter, book, options)


def test_each_theme_is_a_topic_with_its_factor_or_none(
    found: tuple[pd.DataFrame, topics.Topics],
) -> None:
    table = found[1].table
    assert len(table) == 3
    assert {"rates", "approval_speed"} <= set(table["factor"])
    new = table[table["factor"] == ""]
    assert len(new) == 1
    assert set(new["words"].iloc[0]) & {"停车场", "车位", "地下车库"}


def test_every_valid_text_has_a_topic_or_is_too_short(
    found: tuple[pd.DataFrame, topics.Topics],
) -> None:
    verbatims, model = found
    assert len(model.assignments) == int(verbatims["valid"].sum())
    placed = model.assignments[model.assignments["topic"] > 0]
    assert model.table["n"].sum() == len(placed)
    assert any("太短" in note for note in model.notes)


def test_quotes_come_from_the_topics_own_texts(found: tuple[pd.DataFrame, topics.Topics]) -> None:
    verbatims, model = found
    for row in model.table.itertuples():
        members = model.assignments.loc[model.assignments["topic"] == row.topic, "response_id"]
        assert set(row.quote_ids) <= set(members)
        assert set(row.quotes) <= set(verbatims["text"])


def test_too_few_texts_are_told_of() -> None:
    table = pd.DataFrame(
        {"response_id": ["1"], "question": "q", "kind": "remark", "text": ["利率太高"]}
    )
    verbatims, opinions = annotate.run(table, Options(sentiment="rules"))
    book = lexicon.load()
    model = topics.model(verbatims, opinions, Segmenter(), book, Options())
    assert model.table.empty
    assert model.notes


def test_measures() -> None:
    assert diversity([[1, 2], [2, 3]]) == 0.75
    assert overlap([[1, 2], [3, 4]], [[3, 4], [1, 2]]) == 1.0
    assert overlap([[1, 2]], [[5, 6]]) == 0.0
