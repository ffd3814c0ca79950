"""The sentiment engines: equal to scikit-learn, bounded, swappable, loaded without pickle."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from feedback_miner.annotate import Annotator
from feedback_miner.errors import ConfigError
from feedback_miner.sentiment import document, scorers
from feedback_miner.sentiment.linear import LinearModel, grams
from feedback_miner.survey import Options

TEXTS = ["利率太高了", "客服很好", "请问怎么还款", "放款快", "慢死了", "一般", "额度低", "谢谢"]
LABELS = [0, 2, 1, 2, 0, 1, 0, 2]


def test_scoring_equals_scikit_learns(tmp_path: Path) -> None:
    features = [sorted(grams(text, "remark", 0.3)) for text in TEXTS]
    vectoriser = CountVectorizer(analyzer=list, binary=True)
    x = normalize(vectoriser.fit_transform(features))
    fitted = LogisticRegression(C=5).fit(x, LABELS)
    path = tmp_path / "m.npz"
    names = [str(f) for f in vectoriser.get_feature_names_out()]
    LinearModel.save(path, names, fitted.coef_.T, fitted.intercept_)
    model = LinearModel.load(path)
    for text, row in zip(TEXTS, fitted.predict_proba(x), strict=True):
        found = model.probabilities(grams(text, "remark", 0.3))
        assert found == pytest.approx(tuple(row), abs=2e-3)  # weights are 16-bit
        assert sum(found) == pytest.approx(1)


def test_a_damaged_or_pickled_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.npz"
    path.write_bytes(b"PK\x03\x04nonsense")
    with pytest.raises(ConfigError):
        LinearModel.load(path)
    np.savez(path, features=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ConfigError):
        LinearModel.load(path)
    with pytest.raises(ConfigError):
        LinearModel.load(tmp_path / "none.npz")


@pytest.mark.parametrize("name", ["rules", "combined"])
def test_our_engine_tells_plain_praise_from_plain_complaint(name: str) -> None:
    annotator = Annotator(Options(sentiment=name))  # type: ignore[arg-type]
    assert annotator.annotate("客服态度非常好，很满意").label == "positive"
    assert annotator.annotate("太差劲了，垃圾，骗人").label == "negative"
    assert annotator.annotate("").valid is False


@pytest.mark.parametrize("name", ["rules", "linear", "combined", "snownlp"])
@pytest.mark.parametrize("text", ["", " ", "好", "利率太高", "a" * 3000, "😡"])
def test_every_engine_scores_any_text(name: str, text: str) -> None:
    assert -1 <= scorers.make(name).score(text, "remark", 0.0) <= 1


@given(st.text(max_size=80), st.floats(-1, 1))
def test_scores_stay_in_their_band(text: str, rules: float) -> None:
    score = scorers.make("combined").score(text, "remark", rules)
    assert -1 <= score <= 1
    assert document.label(score) in ("negative", "neutral", "positive")


@pytest.mark.parametrize(
    ("text", "sentiment"),
    [
        ("放款太慢，等了两个星期", "negative"),
        ("客服态度很差", "negative"),
        ("服务热情，审批也快", "positive"),
        ("利率低，很满意", "positive"),
    ],
)
def test_plain_words_are_read_without_their_question(text: str, sentiment: str) -> None:
    """An export of id and text alone must not turn everything neutral."""
    assert Annotator(Options()).annotate(text).label == sentiment
