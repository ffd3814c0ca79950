"""The learned model: tables of weights by feature, read from plain arrays.

Training is scikit-learn's (``learned.fit``); scoring here is a sum of looked-up rows, shown equal
to scikit-learn's by a test. A model is one ``.npz`` loaded without pickle.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.learned.deep import Deep, Features
from feedback_miner.learned.features import shortened
from feedback_miner.learned.heads import ACTS, Opinion
from feedback_miner.ngrams import Ngrams
from feedback_miner.store.arrays import packed, quantised
from feedback_miner.store.damage import DAMAGED

__all__ = ["ACTS", "Model", "Table", "lean"]

FORMATS = (1, 2)  # 2: weights as small whole numbers, a scale an output

Array = NDArray[np.float32]


def lean(scores: Sequence[float] | NDArray[np.floating[Any]], much: float) -> Array:
    """Return what rule scores in [-1, 1] add to the log-odds of (negative, neutral, positive),
    (n, 3): a second opinion, multiplied in as in a product of experts (Hinton, 2002)."""
    return np.outer(np.asarray(scores, dtype=np.float32) * much, (-1, 0, 1)).astype(np.float32)


@dataclass(frozen=True)
class Table:
    """Rows of weights by feature: ``index`` gives a feature's row of ``weights``, (features,
    outputs). ``normed`` sums are divided by the root of the number of known features, as a
    binary vector of length 1 would be."""

    index: Mapping[str, int]
    weights: Array
    normed: bool = True

    def find(self, texts: Sequence[Sequence[str]]) -> Features:
        """Return the known features of each text."""
        ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.int64, count=len(texts)))
        features = chain.from_iterable(texts)
        rows = np.fromiter(map(self.index.get, features, repeat(-1)), dtype=np.int64)
        known = rows >= 0
        return Features(rows[known], np.concatenate([[0], np.cumsum(known)])[ends])

    def find_grams(self, texts: Sequence[str]) -> Features:
        """Return the known features of texts where they are their characters' n-grams."""
        hits = self.grams.find(texts)
        return Features(hits.grams, hits.ends(len(texts)))

    def find_clauses(
        self, texts: Sequence[str], cuts: Sequence[Sequence[int]]
    ) -> tuple[Features, Features]:
        """Return the known features of texts and of their clauses, which begin at ``cuts``, where
        features are their characters' n-grams; those of a clause as often as they stand there."""
        whole, parts = self.grams.find_parts(texts, cuts)
        return (
            Features(whole.grams, whole.ends(len(texts))),
            Features(parts.grams, parts.ends(sum(map(len, cuts)))),
        )

    @cached_property
    def grams(self) -> Ngrams:
        """The features as n-grams to be found; they must be such."""
        return Ngrams(list(self.index))

    def sums(self, found: Features) -> Array:
        """Return the sum of the rows that each text has, (texts, outputs)."""
        return found.sums(self.weights, normed=self.normed)

    def row(self, feature: str) -> Array | None:
        """Return one feature's weights, None where it is unknown."""
        at = self.index.get(feature)
        return None if at is None else self.weights[at]


@dataclass(frozen=True)
class Model:
    """A model of one codebook's texts.

    Outputs of the text tables, in order: three sentiment classes, one presence a factor, one an
    act, three polarity classes (added to those of the pair tables, which see one factor and its
    clause). ``mixing`` (3, 3) is what the text's sentiment adds to a polarity. ``leans`` are what
    the rules' own scores weigh beside sentiment and polarity (``lean``). Temperatures
    calibrate; ``bounds`` are the probabilities from which a factor and an act count as there.
    ``deep`` is a network beside all this, on the same features.
    """

    factors: tuple[str, ...]
    tables: Mapping[str, Table]
    intercepts: Mapping[str, Array]
    mixing: Array
    leans: Mapping[str, float]
    temperatures: Mapping[str, float]
    bounds: Mapping[str, float]
    about: Mapping[str, Any] = field(default_factory=dict)
    deep: Deep | None = None

    def text(
        self,
        texts: Sequence[str],
        signals: Sequence[Sequence[str]],
        cuts: Sequence[Sequence[int]] = (),
    ) -> tuple[Array, Opinion | None]:
        """Return the text outputs of a batch before calibration, (texts, 3 + F + 4 + 3), and what
        the network says of it, where the model has one: by where the clauses of each text begin
        (``features.cuts``)."""
        grams, ruled = self.tables["text.grams"], self.tables["text.signals"]
        short = list(map(shortened, texts))
        told = ruled.find(signals)
        said = None
        if self.deep:
            heard, clauses = grams.find_clauses(short, cuts)
            many = np.fromiter(map(len, cuts), dtype=np.int64, count=len(cuts))
            said = self.deep.read(clauses, many, told)
        else:
            heard = grams.find_grams(short)
        out = grams.sums(heard) + ruled.sums(told) + self.intercepts["text"]
        return np.asarray(out, dtype=np.float32), said

    def heard(
        self,
        texts: Sequence[str],
        signals: Sequence[Sequence[str]],
        cuts: Sequence[Sequence[int]],
    ) -> Opinion | None:
        """Return what the networks alone say of a batch, None where the model has none."""
        if not self.deep:
            return None
        told = self.tables["text.signals"].find(signals)
        hits = self.tables["text.grams"].grams.within(list(map(shortened, texts)), cuts)
        many = np.fromiter(map(len, cuts), dtype=np.int64, count=len(cuts))
        return self.deep.read(Features(hits.grams, hits.ends(int(many.sum()))), many, told)

    def pair(self, clauses: Sequence[str], signals: Sequence[Sequence[str]]) -> Array:
        """Return the polarity outputs of (text, factor) pairs, (pairs, 3), without the text's.

        ``clauses`` are the words about the factor.
        """
        grams, ruled = self.tables["pair.grams"], self.tables["pair.signals"]
        # Many pairs share their signals, which are cheaper to compare than to look up.
        places = {one: at for at, one in enumerate(dict.fromkeys(map(tuple, signals)))}
        told = ruled.sums(ruled.find(list(places)))[[places[tuple(one)] for one in signals]]
        sums = grams.sums(grams.find_grams(clauses)) + told
        return np.asarray(sums + self.intercepts["pair"], dtype=np.float32)

    def columns(self) -> dict[str, slice]:
        """Return where the parts of the text outputs lie."""
        ends = np.cumsum([0, 3, len(self.factors), len(ACTS), 3]).tolist()
        names = ("sentiment", "factors", "acts", "polarity")
        return {name: slice(a, b) for name, a, b in zip(names, ends, ends[1:], strict=False)}

    def dump(self) -> bytes:
        """Return the model as the bytes of an ``.npz``; weights in 7 bits, scaled by output."""
        arrays: dict[str, Any] = {}
        for name, table in sorted(self.tables.items()):
            joined = "\n".join(table.index).encode()
            arrays[f"{name}.features"] = np.frombuffer(joined, dtype=np.uint8)
            arrays[f"{name}.weights"], arrays[f"{name}.scales"] = quantised(table.weights)
        for name, values in sorted(self.intercepts.items()):
            arrays[f"{name}.intercept"] = values.astype(np.float32)
        if self.deep:
            arrays |= self.deep.state()
        head = {
            "format": FORMATS[-1],
            "factors": list(self.factors),
            "normed": {name: table.normed for name, table in self.tables.items()},
            "leans": dict(self.leans),
            "temperatures": dict(self.temperatures),
            "bounds": dict(self.bounds),
            "about": dict(self.about),
            "shares": dict(self.deep.shares) if self.deep else {},
        }
        text = json.dumps(head, ensure_ascii=False, sort_keys=True).encode()
        arrays["head"] = np.frombuffer(text, dtype=np.uint8)
        arrays["mixing"] = self.mixing.astype(np.float32)
        return packed(arrays)

    @classmethod
    def load(cls, path: Path) -> Model:
        """Load a model. Raises ConfigError where the file is missing, damaged or of another
        format."""
        try:
            with np.load(path, allow_pickle=False) as data:
                head = json.loads(data["head"].tobytes().decode())
                if head["format"] not in FORMATS:
                    raise ValueError("format")
                tables = {}
                for name, normed in head["normed"].items():
                    features = data[f"{name}.features"].tobytes().decode().split("\n")
                    weights = data[f"{name}.weights"].astype(np.float32)
                    if head["format"] > 1:
                        weights *= data[f"{name}.scales"]
                    if len(features) != len(weights):
                        raise ValueError("shapes")
                    index = {feature: row for row, feature in enumerate(features)}
                    tables[name] = Table(index, weights, bool(normed))
                intercepts = {
                    name: data[f"{name}.intercept"].astype(np.float32) for name in ("text", "pair")
                }
                factors = tuple(map(str, head["factors"]))
                if len(intercepts["text"]) != 3 + len(factors) + len(ACTS) + 3:
                    raise ValueError("shapes")
                return cls(
                    factors,
                    tables,
                    intercepts,
                    data["mixing"].astype(np.float32),
                    head["leans"],
                    head["temperatures"],
                    head["bounds"],
                    head["about"],
                    Deep.restore(len(factors), data, head["shares"])
                    if head.get("shares")
                    else None,
                )
        except DAMAGED as error:
            raise ConfigError(
                t("模型缺失或损坏", "the model is missing or damaged")
                + f" ({type(error).__name__})",
                file=str(path),
                do=t(
                    "请重新安装或重新训练，或用 --sentiment rules",
                    "reinstall or train again, or use --sentiment rules",
                ),
            ) from None
