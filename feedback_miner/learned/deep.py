"""A small network beside the linear model: what words mean together that they do not mean alone.

A text is the sum of a vector for each known character n-gram and each thing the rules said of it
(a bag of features, as in Joulin et al., 2017), then two layers; taught by the transformer of the
semantic mode beside our gold (Hinton et al., 2015). It shares the linear model's features, so that
a text's n-grams are looked up once. Learned by ``scripts/train_reading.py``; read from plain
arrays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from feedback_miner.learned.heads import Opinion, outputs, parted
from feedback_miner.learned.steps import quantised
from feedback_miner.text.ngrams import Ints

__all__ = ["SIGNAL", "Deep", "Features"]

SIGNAL = 0.12  # of what the rules say beside an n-gram vector of length 1
STEPS = 15  # of a vector's number to either side of 0: 5 bits cost half a point, and pack well
_TABLES = ("grams", "signals")
_LAYERS = ("inner", "inner_bias", "outer", "straight", "bias")

Array = NDArray[np.float32]


class Features(NamedTuple):
    """Rows of a table that texts have: those of a text end at its place of ``ends``."""

    rows: Ints
    ends: Ints

    def sums(self, weights: Array, *, normed: bool) -> Array:
        """Return the sum of the rows of ``weights`` that each text has, (texts, columns); over the
        root of their number where ``normed``, as of a vector of length 1."""
        out = np.zeros((len(self.ends), weights.shape[1]), dtype=np.float32)
        if len(self.rows):
            counts = np.diff(self.ends, prepend=0)
            starts = self.ends - counts
            some = counts > 0
            out[some] = np.add.reduceat(weights.take(self.rows, axis=0), starts[some], axis=0)
            if normed:
                out[some] /= np.sqrt(counts[some])[:, None]
        return out


@dataclass(frozen=True)
class Deep:
    """The network. ``rows`` are the n-grams it knows, as rows of the model's table of n-grams, and
    ``grams`` their vectors (rows, width); ``signals`` (signals of the model's table, width) those
    of what the rules say; ``inner`` (width, hidden), ``outer`` (hidden, outputs) and ``straight``
    (width, outputs) the layers. ``shares`` are what the linear model's logits and its own weigh
    together, by part: sentiment, presence, acts, polarity.
    """

    factors: int
    rows: Ints
    grams: Array
    signals: Array
    inner: Array
    inner_bias: Array
    outer: Array
    straight: Array
    bias: Array
    shares: Mapping[str, tuple[float, float]]

    @cached_property
    def _places(self) -> Ints:
        """Of each row of the model's table of n-grams the row of ``grams``, -1 for none."""
        places = np.full(int(self.rows.max(initial=-1)) + 2, -1, dtype=np.int64)
        places[self.rows] = np.arange(len(self.rows))
        return places

    def read(self, grams: Features, signals: Features) -> Opinion:
        """Return what it says of texts, by the rows of the model's tables that each has."""
        places = self._places.take(np.minimum(grams.rows, len(self._places) - 1))
        known = places >= 0
        ends = np.concatenate([[0], np.cumsum(known)])[grams.ends]
        said = Features(places[known], ends).sums(self.grams, normed=True)
        ruled = signals.sums(self.signals, normed=False)
        pooled = np.maximum(said + SIGNAL * ruled, 0)
        hidden = np.maximum(pooled @ self.inner + self.inner_bias, 0)
        return parted(hidden @ self.outer + pooled @ self.straight + self.bias, self.factors)

    def state(self) -> dict[str, Any]:
        """Return plain arrays that ``restore`` makes the network of; vectors in small steps."""
        arrays: dict[str, Any] = {"deep.rows": self.rows.astype(np.int32)}
        for name in _TABLES:
            steps, scales = quantised(getattr(self, name), STEPS)
            arrays |= {f"deep.{name}": steps, f"deep.{name}.scales": scales}
        for name in _LAYERS:
            arrays[f"deep.{name}"] = getattr(self, name).astype(np.float16)
        return arrays

    @classmethod
    def restore(
        cls, factors: int, arrays: Mapping[str, Any], shares: Mapping[str, Sequence[float]]
    ) -> Deep:
        """Return a network of ``factors`` factors from what ``state`` gave. Raises KeyError or
        ValueError where parts lack or do not fit."""
        grams, signals = (
            arrays[f"deep.{name}"].astype(np.float32) * arrays[f"deep.{name}.scales"]
            for name in _TABLES
        )
        layers = [arrays[f"deep.{name}"].astype(np.float32) for name in _LAYERS]
        rows = arrays["deep.rows"].astype(np.int64)
        inner, bias, outer, straight, _ = layers
        if grams.shape != (len(rows), len(inner)) or outer.shape != (len(bias), outputs(factors)):
            raise ValueError("shapes")
        if signals.shape[1] != len(inner) or straight.shape != (len(inner), outputs(factors)):
            raise ValueError("shapes")
        weighed = {name: (float(one), float(two)) for name, (one, two) in shares.items()}
        return cls(factors, rows, grams, signals, inner, bias, outer, straight, layers[-1], weighed)

    def mixed(self, part: str, first: Array, own: Array) -> Array:
        """Return the linear model's logits of a part with the network's mixed in."""
        one, two = self.shares[part]
        return np.asarray(np.float32(one) * first + np.float32(two) * own)
