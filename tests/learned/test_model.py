"""The learned model: equal to scikit-learn's sums, safe to load, the same in batches."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from feedback_miner import lexicon
from feedback_miner.annotate import Annotator
from feedback_miner.errors import ConfigError
from feedback_miner.evaluation import macro_f1
from feedback_miner.learned import gold, own
from feedback_miner.learned.features import grams
from feedback_miner.learned.fit import Settings, fit
from feedback_miner.learned.model import Model, Table
from feedback_miner.learned.reader import signed, signed_many
from feedback_miner.sentiment import document
from feedback_miner.survey import Options

TEXTS = ["利率太高了", "客服很好", "请问怎么还款", "放款快", "慢死了", "一般", "额度低", "谢谢"]
FACTORS = ["approval_speed", "rates", "security", "ux", "aftercare", "service", "product", "brand"]


@pytest.fixture(scope="module")
def model() -> Model:
    lines = gold.bundled()[:160]
    examples = list(gold.examples(lines, FACTORS, source="own"))
    return fit(examples, lexicon.load(), Settings()).model


def test_sums_equal_scikit_learns() -> None:
    features = [grams(text) for text in TEXTS]
    vectoriser = CountVectorizer(analyzer=list, binary=True)
    x = normalize(vectoriser.fit_transform(features).astype(float))
    fitted = LogisticRegression(C=5).fit(x, [0, 2, 1, 2, 0, 1, 0, 2])
    names = [str(name) for name in vectoriser.get_feature_names_out()]
    index = {name: row for row, name in enumerate(names)}
    table = Table(index, fitted.coef_.T.astype(np.float32))
    assert table.sums(table.find(features)) + fitted.intercept_ == pytest.approx(
        fitted.decision_function(x), abs=1e-4
    )


def test_a_model_survives_its_file(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "m.npz"
    path.write_bytes(model.dump())
    again = Model.load(path)
    assert again.dump() == model.dump()
    assert again.text(TEXTS, [[]] * 8)[0] == pytest.approx(model.text(TEXTS, [[]] * 8)[0], abs=1e-4)


def test_the_same_labels_give_the_same_bytes(model: Model) -> None:
    lines = gold.bundled()[:160]
    examples = list(gold.examples(lines, FACTORS, source="own"))
    assert fit(examples, lexicon.load(), Settings()).model.dump() == model.dump()


def test_a_damaged_or_pickled_model_is_refused(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "m.npz"
    for data in (b"", b"PK\x03\x04nonsense", model.dump()[:-200]):
        path.write_bytes(data)
        with pytest.raises(ConfigError):
            Model.load(path)
    np.savez(path, head=np.array([{"format": 1}], dtype=object))
    with pytest.raises(ConfigError):
        Model.load(path)
    with pytest.raises(ConfigError):
        Model.load(tmp_path / "none.npz")


def test_a_model_of_another_codebook_is_refused(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "m.npz"
    path.write_bytes(model.dump())
    book = tmp_path / "hotel"
    book.mkdir()
    (book / "codebook.toml").write_text(
        'id = "hotel"\n[[factor]]\nid = "room"\nterms = ["房间"]\n', encoding="utf-8"
    )
    with pytest.raises(ConfigError):
        Annotator(Options(codebook=str(book), model=str(path)))


@given(st.tuples(*[st.floats(0, 1)] * 3).filter(lambda p: sum(p) > 0.1))
def test_scores_keep_to_the_most_probable_label(chances: tuple[float, float, float]) -> None:
    total = sum(chances)
    negative, neutral, positive = (chance / total for chance in chances)
    score = signed((negative, neutral, positive))
    assert -1 <= score <= 1
    best = max(negative, neutral, positive)
    said = {"negative": negative, "neutral": neutral, "positive": positive}[document.label(score)]
    assert said == pytest.approx(best)
    assert signed_many(np.array([(negative, neutral, positive)])) == [score]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=5))
def test_a_batch_reads_as_one_by_one(texts: list[str]) -> None:
    annotator = Annotator()
    batch = annotator.annotate_many([(text, "", "remark") for text in texts])
    for text, annotation in zip(texts, batch, strict=True):
        assert annotation == annotator.annotate(text)
        for opinion in annotation.opinions:
            assert 0 <= opinion.start <= opinion.end <= len(text)
            assert -1 <= opinion.score <= 1
        json.dumps(annotation.as_json("1", ""))


@pytest.mark.parametrize("name", ["rules", "combined"])
def test_an_engine_tells_plain_praise_from_plain_complaint(name: str) -> None:
    annotator = Annotator(Options(sentiment=name))  # type: ignore[arg-type]
    assert annotator.annotate("客服态度非常好，很满意").label == "positive"
    assert annotator.annotate("太差劲了，垃圾，骗人").label == "negative"
    assert annotator.annotate("").valid is False


@pytest.mark.parametrize("name", ["rules", "linear", "combined", "snownlp"])
@pytest.mark.parametrize("text", ["", " ", "好", "利率太高", "a" * 3000, "😡"])
def test_every_engine_reads_any_text(name: str, text: str) -> None:
    annotation = Annotator(Options(sentiment=name)).annotate(text)  # type: ignore[arg-type]
    assert -1 <= annotation.score <= 1


@pytest.mark.parametrize(
    ("text", "sentiment"),
    [
        ("放款太慢，等了两个星期", "negative"),
        ("客服态度很差", "negative"),
        ("服务热情，审批也快", "positive"),
        ("利率低，很满意", "positive"),
        ("服务热情", "positive"),
        ("客服耐心，下款也快", "positive"),
        ("流程简单，审批快", "positive"),
        ("老客户还有优惠", "positive"),
        ("信息保密做得好", "positive"),
        ("期限灵活", "positive"),
        ("审批慢", "negative"),
        ("利息太高", "negative"),
        ("催收电话太多", "negative"),
        ("app老闪退", "negative"),
        ("承诺不兑现", "negative"),
        ("经理爱答不理", "negative"),
    ],
)
def test_plain_words_are_read_without_their_question(text: str, sentiment: str) -> None:
    """An export of id and text alone must not turn everything neutral."""
    assert Annotator().annotate(text).label == sentiment


def test_opposite_opinions_in_one_text_stay_apart() -> None:
    found = Annotator().annotate("审批太慢了，不过利率低").factors()
    assert found["approval_speed"]["label"] == "negative"
    assert found["rates"]["label"] == "positive"


def test_what_only_the_model_found_has_its_clause_and_words() -> None:
    items = [(line["text"], "", "remark") for line in gold.bundled()[::10]]
    found = [
        (text, opinion)
        for (text, _, _), annotation in zip(items, Annotator().annotate_many(items), strict=True)
        for opinion in annotation.opinions
        if opinion.rules == ("learned",)
    ]
    assert found
    for text, opinion in found:
        assert opinion.start < opinion.end <= len(text)
        assert opinion.text


def test_labels_that_do_not_suffice_are_told_plainly() -> None:
    line = {"sentiment": "neg", "factors": [["rates", "neg"]], "acts": [], "kind": "improve"}
    few = [{**line, "id": str(i), "text": f"第{i}次利率太高了"} for i in range(20)]
    book = lexicon.load()
    with pytest.raises(ValueError, match="只有 20 条"):  # copies without a question do not count
        own.learn(few, book, own_only=True, seed=1)
    many = [{**line, "id": str(i), "text": f"第{i}次利率太高了"} for i in range(40)]
    with pytest.raises(ValueError, match="情感都相同"):
        own.learn(many, book, own_only=True, seed=1)
    bare = [
        {**one, "sentiment": s, "factors": []}
        for one, s in zip(many, ["neg", "pos"] * 20, strict=True)
    ]
    with pytest.raises(ValueError, match="没有标因素"):
        own.learn(bare, book, own_only=True, seed=1)


def test_macro_f1_is_over_the_labels_that_the_gold_has() -> None:
    assert macro_f1([0, 0, 2], [0, 1, 2]) == pytest.approx((2 / 3 + 1) / 2)
