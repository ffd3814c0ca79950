"""A topic model that goes on learning: words follow the language, topics stay what they are."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from feedback_miner import annotate, lexicon, topics
from feedback_miner.errors import ConfigError
from feedback_miner.survey import Options
from feedback_miner.text.segment import Segmenter
from feedback_miner.topics.lda import LdaEngine
from feedback_miner.topics.vocabulary import learn

BOOK = lexicon.load()
SEGMENTER = Segmenter(BOOK.terms, BOOK.stopwords)
OLD = {"车": ["停车场", "车位", "大门", "车库"], "钱": ["利率", "利息", "年化", "手续费"]}
NEW = {"车": ["停车场", "电梯", "大门", "楼梯"], "钱": ["利率", "利息", "年化", "服务费"]}


def documents(parts: dict[str, list[str]], n: int, seed: int) -> list[list[str]]:
    rng = random.Random(seed)
    return [rng.sample(parts[side], 3) for side in parts for _ in range(n)]


def engine(k: int = 2, parts: dict[str, list[str]] = OLD) -> tuple[LdaEngine, list[str]]:
    texts = documents(parts, 200, 1)
    vocabulary = learn(texts, 1, 1.0)
    return LdaEngine(k, 3, (), "lda").fit(vocabulary.terms(texts)), list(vocabulary.words)


def survey(parts: dict[str, list[str]], seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = random.Random(seed)
    texts = [
        f"{'和'.join(rng.sample(parts[side], 3))}{rng.choice(['不好', '让人生气', '要改进'])}"
        for side in parts
        for _ in range(80)
    ]
    table = pd.DataFrame(
        {
            "response_id": [str(i) for i in range(len(texts))],
            "question": "意见",
            "kind": "remark",
            "text": texts,
        }
    )
    return annotate.run(table, Options(sentiment="rules"))


def topic_of(model: LdaEngine, words: list[str], word: str) -> int:
    return int(model.components_[:, words.index(word)].argmax())


def test_topics_follow_new_words_and_keep_their_columns() -> None:
    model, words = engine()
    cars, money = topic_of(model, words, "停车场"), topic_of(model, words, "利率")
    assert cars != money
    texts = documents(NEW, 200, 2)
    wide = sorted({*words, *(word for text in texts for word in text)})
    model.widen(np.array([wide.index(word) for word in words]), len(wide))
    assert topic_of(model, wide, "停车场") == cars
    vocabulary = learn([*documents(OLD, 200, 1), *texts], 1, 1.0)
    assert list(vocabulary.words) == wide
    model.partial_fit(vocabulary.terms(texts))
    assert [topic_of(model, wide, one) for one in ("电梯", "楼梯")] == [cars, cars]
    assert topic_of(model, wide, "服务费") == money
    assert np.allclose(model.components_.sum(axis=1), 1)
    # What is no longer said fades: it is not forgotten at once.
    gone = model.components_[cars, wide.index("车位")]
    assert 0.01 < gone < model.components_[cars, wide.index("电梯")]


def test_a_small_wave_moves_a_model_little() -> None:
    texts = documents(NEW, 200, 2)
    moved = []
    for n in (4, 400):
        model, words = engine(parts=NEW)
        before = model.components_.copy()
        vocabulary = learn(documents(NEW, 200, 1), 1, 1.0)
        assert list(vocabulary.words) == words
        skewed = [[text[0]] for text in texts[:n]]
        model.partial_fit(vocabulary.terms(skewed))
        moved.append(float(np.abs(model.components_ - before).sum()))
    assert moved[0] < 0.5 * moved[1]


def test_what_was_read_is_remembered_and_restored_to_the_bit() -> None:
    model, words = engine()
    again = LdaEngine.restore("lda", {name: one.copy() for name, one in model.state().items()})
    vocabulary = learn(documents(OLD, 200, 1), 1, 1.0)
    more = vocabulary.terms(documents(OLD, 50, 7))
    assert model.partial_fit(more).read_ == again.partial_fit(more).read_ == 500
    assert topic_of(model, words, "车位") == topic_of(again, words, "车位")
    assert np.array_equal(again.partial_fit(more.take(np.arange(0))).counts_, again.counts_)


@pytest.mark.parametrize("kind", ["lda", "seeded"])
def test_a_saved_model_learns_on_and_topics_keep_number_and_name(kind: str, tmp_path: Path) -> None:
    first, second = survey(OLD, 1), survey(NEW, 2)
    fitted = topics.model(
        *first,
        SEGMENTER,
        BOOK,
        Options(topic_model=kind, topics=2),  # type: ignore[arg-type]
    )
    assert fitted.model is not None
    path = tmp_path / "one.npz"
    topics.save(fitted.model, path)
    found = topics.model(
        *second, SEGMENTER, BOOK, Options(known_topics=str(path), update_topics=True)
    )
    assert found.model is not None
    assert "电梯" in found.model.vocabulary.place
    assert "电梯" not in fitted.model.vocabulary.place
    kept = dict(zip(fitted.table["topic"], fitted.table["name"], strict=True))
    told = dict(zip(found.table["topic"], found.table["name"], strict=True))
    assert told == kept
    cars = [i for i, one in fitted.table.set_index("topic")["words"].items() if "车位" in one]
    words = found.table.set_index("topic")["words"]
    assert cars and all("电梯" in words[topic] for topic in cars)
    # The same file and texts give the same model, which goes on in the wave after.
    for name in ("two", "three"):
        again = topics.model(
            *second, SEGMENTER, BOOK, Options(known_topics=str(path), update_topics=True)
        )
        assert again.model is not None
        topics.save(again.model, tmp_path / f"{name}.npz")
    assert (tmp_path / "two.npz").read_bytes() == (tmp_path / "three.npz").read_bytes()
    known = topics.load(tmp_path / "two.npz")
    assert isinstance(known.engine, LdaEngine) and isinstance(fitted.model.engine, LdaEngine)
    assert known.engine.read_ > fitted.model.engine.read_


def test_a_model_that_cannot_go_on_is_told(tmp_path: Path) -> None:
    first = survey(OLD, 1)
    fitted = topics.model(*first, SEGMENTER, BOOK, Options(topics=2))
    assert fitted.model is not None
    topics.save(fitted.model, tmp_path / "m.npz")
    options = Options(known_topics=str(tmp_path / "m.npz"), update_topics=True)
    with pytest.raises(ConfigError, match="--update"):
        topics.model(*first, SEGMENTER, BOOK, options)


@pytest.mark.parametrize("name", ["counts", "eta", "read"])
def test_a_saved_model_of_wrong_numbers_is_refused(name: str, tmp_path: Path) -> None:
    fitted = topics.model(*survey(OLD, 1), SEGMENTER, BOOK, Options(topic_model="lda", topics=2))
    assert fitted.model is not None
    path = tmp_path / "m.npz"
    topics.save(fitted.model, path)
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    part = io.BytesIO()
    np.lib.format.write_array(part, np.full((3, 3), -1.0, dtype="<f4"), allow_pickle=False)
    parts[f"{name}.npy"] = part.getvalue()
    with zipfile.ZipFile(path, "w") as archive:
        for one, content in parts.items():
            archive.writestr(one, content)
    with pytest.raises(ConfigError):
        topics.load(path)
