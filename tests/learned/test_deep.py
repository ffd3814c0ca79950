"""The networks beside the linear model: what they say, their file, and their part in a reading."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_miner import lexicon
from feedback_miner.annotate import Annotator
from feedback_miner.errors import ConfigError
from feedback_miner.learned import gold
from feedback_miner.learned.deep import FINER, SIGNAL, STEPS, Deep, Features, Layers
from feedback_miner.learned.features import cuts, shortened
from feedback_miner.learned.fit import Settings, fit
from feedback_miner.learned.heads import ACTS, CARE, outputs, parted
from feedback_miner.learned.model import Model
from feedback_miner.text import clauses

FACTORS = [factor.id for factor in lexicon.load().factors]
MANY = len(FACTORS)
NARROW = 2
NETWORKS, WIDTH, UNITS, HIDDEN = 2, 5, 3, 7
PARTS = ("sentiment", "presence", "acts", "polarity")


@pytest.fixture(scope="module")
def model() -> Model:
    examples = list(gold.examples(gold.bundled()[:160], FACTORS, source="own"))
    return fit(examples, lexicon.load(), Settings()).model


def networks(model: Model, shares: tuple[float, float] = (0.5, 0.5)) -> Deep:
    rng = np.random.default_rng(5)
    known = len(model.tables["text.grams"].index)

    def drawn(*shape: int) -> np.ndarray:
        return rng.normal(size=shape).astype(np.float32)

    def stepped(many: int, most: int) -> np.ndarray:
        """Return vectors that a file holds exactly."""
        steps = rng.integers(-most, most + 1, size=(many, NETWORKS * WIDTH))
        steps[0] = most
        return (steps * 0.1).astype(np.float32)

    out = outputs(MANY)
    wide = WIDTH + 2 * UNITS
    return Deep(
        MANY,
        np.sort(rng.choice(known, known // 2, replace=False)),
        stepped(known // 2, STEPS),
        stepped(len(model.tables["text.signals"].index), FINER),
        [
            Layers(
                drawn(WIDTH, UNITS),
                drawn(WIDTH, UNITS),
                drawn(3, UNITS),
                drawn(WIDTH, NARROW),
                drawn(2 * NARROW, UNITS),
                drawn(UNITS, out),
                drawn(wide, HIDDEN),
                drawn(HIDDEN),
                drawn(HIDDEN, out),
                drawn(wide, out),
                drawn(out),
            )
            for _ in range(NETWORKS)
        ],
        dict.fromkeys(PARTS, shares),
    )


def test_it_says_what_its_layers_make_of_clauses_and_their_text(model: Model) -> None:
    deep = networks(model)
    two, unknown = int(deep.rows[3]), int(deep.rows.max()) + 1
    texts = [[[int(deep.rows[0]), two, two], [two]], [[]], [[unknown], [two], [int(deep.rows[1])]]]
    signals = [[2], [0, 1], []]

    def features(rows: list[list[int]]) -> Features:
        flat = np.array([row for one in rows for row in one], dtype=np.int64)
        return Features(flat, np.cumsum(list(map(len, rows))))

    many = np.array(list(map(len, texts)))
    said = deep.read(features([part for text in texts for part in text]), many, features(signals))
    for i, (text, told) in enumerate(zip(texts, signals, strict=True)):
        each = [_by_hand(deep, place, text, told) for place in range(NETWORKS)]
        alone = parted(np.mean(each, axis=0)[None], MANY)
        for name in (*PARTS, "care"):
            wanted = pytest.approx(getattr(alone, name)[0], rel=1e-5, abs=1e-4)
            assert getattr(said, name)[i] == wanted


def _by_hand(deep: Deep, place: int, text: list[list[int]], told: list[int]) -> np.ndarray:
    """Return one network's outputs of a text, its clauses as rows of the model's table."""
    layers = deep.layers[place]
    mine = slice(place * WIDTH, (place + 1) * WIDTH)
    known = [
        [int(np.flatnonzero(deep.rows == row)[0]) for row in p if row in deep.rows] for p in text
    ]
    sums = np.array([deep.grams[part, mine].sum(axis=0) for part in known])
    counts = np.array([max(1, len(part)) for part in known])
    whole = sums.sum(axis=0) / counts.sum() ** 0.5 + SIGNAL * deep.signals[told, mine].sum(axis=0)
    whole = np.maximum(whole, 0)
    clauses = np.maximum(sums / counts[:, None] ** 0.5, 0)
    nobody, aside = np.zeros_like(layers.aside[:1]), clauses @ layers.aside
    before, behind = np.vstack([nobody, aside[:-1]]), np.vstack([aside[1:], nobody])
    said = clauses @ layers.near + np.hstack([before, behind]) @ layers.heard
    said = said + whole @ layers.around
    places = [2] if len(text) == 1 else [0] * (len(text) - 1) + [1]
    said = np.maximum(said + layers.place[places], 0)
    seen = np.concatenate([whole, said.max(axis=0), said.sum(axis=0) / len(text) ** 0.5])
    hidden = np.maximum(seen @ layers.inner + layers.inner_bias, 0)
    alone = said @ layers.alone
    more = alone.sum(axis=0) / len(text) ** 0.5
    for j in range(MANY):
        four = alone[:, 3 + 4 * j : 7 + 4 * j]
        odds = np.exp(np.clip(np.log(np.exp(four[:, 1:]).sum(axis=1)) - four[:, 0], -12, 12))
        more[3 + 4 * j : 7 + 4 * j] = (four * (odds / odds.sum())[:, None]).sum(axis=0)
    return hidden @ layers.outer + seen @ layers.straight + layers.bias + more


def test_presence_is_the_odds_of_any_polarity_against_none() -> None:
    out = np.zeros((1, outputs(1)))
    out[0, 3:7] = np.log([0.4, 0.3, 0.2, 0.1])
    said = parted(out, 1)
    assert said.presence[0, 0] == pytest.approx(np.log(0.6 / 0.4))
    assert said.acts.shape == (1, len(ACTS)) and said.care.shape == (1, len(CARE))


def test_a_network_survives_its_file(model: Model, tmp_path: Path) -> None:
    whole = replace(model, deep=networks(model))
    path = tmp_path / "m.npz"
    path.write_bytes(whole.dump())
    again = Model.load(path)
    assert again.deep is not None and again.deep.shares == whole.deep.shares  # type: ignore
    assert again.dump() == whole.dump()
    texts, signs = ["利率太高了", "客服很好", ""], [["kind=remark"], [], []]
    begun = [cuts(text, []) for text in texts]
    one, two = again.text(texts, signs, begun)[1], whole.text(texts, signs, begun)[1]
    assert one is not None and two is not None
    spread = float(two.sentiment.max() - two.sentiment.min())
    assert np.abs(one.sentiment - two.sentiment).max() < 0.01 * spread


def test_a_damaged_network_is_told(model: Model, tmp_path: Path) -> None:
    deep = networks(model)
    path = tmp_path / "m.npz"
    first, second = deep.layers
    cut = second._replace(outer=second.outer[1:])
    path.write_bytes(replace(model, deep=replace(deep, layers=[first, cut])).dump())
    with pytest.raises(ConfigError):
        Model.load(path)


def test_a_model_without_a_network_has_none(model: Model) -> None:
    assert model.text(["利率高"], [[]])[1] is None


def test_the_bundled_reading_is_the_same_in_batches_and_alone() -> None:
    texts = ["头发都等白了", "天天有人冒充你们打电话", "还了十年，从没让我操过心", "。", "利率"]
    together = Annotator().annotate_many([(text, "", "remark") for text in texts])
    assert together == [Annotator().annotate(text) for text in texts]


@given(st.text("利率高，。但是 a\n？", max_size=900))
def test_cuts_part_what_is_looked_at(text: str) -> None:
    short, begun = shortened(text), cuts(text, clauses.split(text))
    assert begun[0] == 0 and begun == sorted(set(begun))
    assert begun[-1] < max(1, len(short))
    if short == text:
        assert begun[1:] == [start for start, _ in clauses.split(text)][1:]
