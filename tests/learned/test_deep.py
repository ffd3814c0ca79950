"""The network beside the linear model: what it says, its file, and its part in a reading."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from feedback_miner import lexicon
from feedback_miner.annotate import Annotator
from feedback_miner.errors import ConfigError
from feedback_miner.learned import gold
from feedback_miner.learned.deep import SIGNAL, Deep, Features
from feedback_miner.learned.fit import Settings, fit
from feedback_miner.learned.heads import ACTS, CARE, outputs, parted
from feedback_miner.learned.model import Model

FACTORS = [factor.id for factor in lexicon.load().factors]
MANY = len(FACTORS)
WIDTH, HIDDEN = 5, 7
PARTS = ("sentiment", "presence", "acts", "polarity")


@pytest.fixture(scope="module")
def model() -> Model:
    examples = list(gold.examples(gold.bundled()[:160], FACTORS, source="own"))
    return fit(examples, lexicon.load(), Settings()).model


def network(model: Model, shares: tuple[float, float] = (0.5, 0.5)) -> Deep:
    rng = np.random.default_rng(5)
    known = len(model.tables["text.grams"].index)

    def drawn(*shape: int) -> np.ndarray:
        return rng.normal(size=shape).astype(np.float32)

    out = outputs(MANY)
    return Deep(
        MANY,
        np.sort(rng.choice(known, known // 2, replace=False)),
        drawn(known // 2, WIDTH),
        drawn(len(model.tables["text.signals"].index), WIDTH),
        drawn(WIDTH, HIDDEN),
        drawn(HIDDEN),
        drawn(HIDDEN, out),
        drawn(WIDTH, out),
        drawn(out),
        dict.fromkeys(PARTS, shares),
    )


def test_it_says_what_its_layers_make_of_a_bag_of_features(model: Model) -> None:
    deep = network(model)
    grams = [[int(deep.rows[0]), int(deep.rows[3])], [], [int(deep.rows.max()) + 1]]
    signals = [[2], [0, 1], []]

    def features(rows: list[list[int]]) -> Features:
        flat = np.array([row for one in rows for row in one], dtype=np.int64)
        return Features(flat, np.cumsum(list(map(len, rows))))

    said = deep.read(features(grams), features(signals))
    for i, (bag, told) in enumerate(zip(grams, signals, strict=True)):
        known = [int(np.flatnonzero(deep.rows == row)[0]) for row in bag if row in deep.rows]
        pooled = deep.grams[known].sum(axis=0) / max(1, len(known)) ** 0.5
        pooled = np.maximum(pooled + SIGNAL * deep.signals[told].sum(axis=0), 0)
        hidden = np.maximum(pooled @ deep.inner + deep.inner_bias, 0)
        out = hidden @ deep.outer + pooled @ deep.straight + deep.bias
        alone = parted(out[None], MANY)
        for name in (*PARTS, "care"):
            assert getattr(said, name)[i] == pytest.approx(getattr(alone, name)[0], abs=1e-4)


def test_presence_is_the_odds_of_any_polarity_against_none() -> None:
    out = np.zeros((1, outputs(1)))
    out[0, 3:7] = np.log([0.4, 0.3, 0.2, 0.1])
    said = parted(out, 1)
    assert said.presence[0, 0] == pytest.approx(np.log(0.6 / 0.4))
    assert said.acts.shape == (1, len(ACTS)) and said.care.shape == (1, len(CARE))


def test_a_network_survives_its_file(model: Model, tmp_path: Path) -> None:
    whole = replace(model, deep=network(model))
    path = tmp_path / "m.npz"
    path.write_bytes(whole.dump())
    again = Model.load(path)
    assert again.deep is not None and again.deep.shares == whole.deep.shares  # type: ignore
    assert again.dump() == whole.dump()
    texts, signs = ["利率太高了", "客服很好", ""], [["kind=remark"], [], []]
    one, two = again.text(texts, signs)[1], whole.text(texts, signs)[1]
    assert one is not None and two is not None
    spread = float(two.sentiment.max() - two.sentiment.min())
    assert np.abs(one.sentiment - two.sentiment).max() < 0.1 * spread


def test_a_damaged_network_is_told(model: Model, tmp_path: Path) -> None:
    deep = network(model)
    path = tmp_path / "m.npz"
    path.write_bytes(replace(model, deep=replace(deep, outer=deep.outer[1:])).dump())
    with pytest.raises(ConfigError):
        Model.load(path)


def test_a_model_without_a_network_has_none(model: Model) -> None:
    assert model.text(["利率高"], [[]])[1] is None


def test_the_bundled_reading_is_the_same_in_batches_and_alone() -> None:
    texts = ["头发都等白了", "天天有人冒充你们打电话", "还了十年，从没让我操过心", "。", "利率"]
    together = Annotator().annotate_many([(text, "", "remark") for text in texts])
    assert together == [Annotator().annotate(text) for text in texts]
