"""Small networks beside the linear model: what words mean together that they do not mean alone.

A clause is the sum of a vector for each known character n-gram in it, a text the sum of its
clauses' and of what the rules said of it (bags of features, as in Joulin et al., 2017). A layer
sees each clause beside its text and, through a narrower one, the clauses before and behind it (as
a convolution over clauses: Kim, 2014); two more see the text with the most and the mean that its
clauses say. Each clause also speaks for itself, towards a factor as much as it is about it
(attention over instances, as in Ilse et al., 2018). Taught by the transformer of the semantic mode
beside our gold (Hinton et al., 2015). Several, alike but for where they began, answer together
(deep ensembles: Lakshminarayanan et al., 2017). They share the linear model's n-grams, so that a
text's are looked up once. Learned by ``scripts/train_reading.py``; read from plain arrays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from feedback_miner.learned.heads import Opinion, outputs, parted
from feedback_miner.ngrams import Ints
from feedback_miner.store.arrays import quantised
from feedback_miner.text.sums import most, summed

__all__ = ["FAR", "SIGNAL", "STEPS", "Deep", "Features", "Layers"]

SIGNAL = 0.12  # of what the rules say beside an n-gram vector of length 1
STEPS = 9  # of an n-gram's number to either side of 0: 3.5 bits as the file packs it
FINER = 15  # of a signal's
FAR = 12.0  # log-odds beyond which a clause is no more, or no less, about a factor
FINE = 127  # of a layer's
_BIASES = ("inner_bias", "bias")

Array = NDArray[np.float32]


class Features(NamedTuple):
    """Rows of a table that texts have: those of a text end at its place of ``ends``."""

    rows: Ints
    ends: Ints

    @property
    def counts(self) -> Ints:
        """How many rows each text has."""
        return np.diff(self.ends, prepend=0)

    def sums(self, weights: Array, *, normed: bool) -> Array:
        """Return the sum of the rows of ``weights`` that each text has, (texts, columns); over the
        root of their number where ``normed``, as of a vector of length 1."""
        out = summed(self.rows, self.ends, weights)
        return out / _root(np.maximum(self.counts, 1)) if normed else out


class _Texts(NamedTuple):
    """Texts by their clauses: these as rows, whose each is, how many a text has, where each
    stands."""

    clauses: Features
    owner: Ints
    many: Ints
    places: Ints


class Layers(NamedTuple):
    """What follows on the vectors.

    ``near`` (width, units) sees a clause, ``around`` (width, units) its text, ``place`` (3, units)
    whether it stands before the last, is the last or the only one; ``aside`` (width, narrow) is
    what a clause tells its neighbours, ``heard`` (twice narrow, units) what the one before and the
    one behind make of it; ``alone`` (units, outputs) is what it says by itself. ``inner`` (width
    and twice the units, hidden) with ``inner_bias`` and ``outer`` (hidden, outputs) see the whole,
    and so does ``straight`` (width and twice the units,
    outputs) past them; ``bias`` (outputs) is the answer to nothing.
    """

    near: Array
    around: Array
    place: Array
    aside: Array
    heard: Array
    alone: Array
    inner: Array
    inner_bias: Array
    outer: Array
    straight: Array
    bias: Array

    def check(self, outputs: int) -> None:
        """Raise ValueError where the shapes do not fit each other and so many outputs."""
        (width, units), (_, hidden) = self.near.shape, self.inner.shape
        narrow = self.aside.shape[-1]
        wanted = (
            (width, units),
            (width, units),
            (3, units),
            (width, narrow),
            (2 * narrow, units),
            (units, outputs),
            (width + 2 * units, hidden),
            (hidden,),
            (hidden, outputs),
            (width + 2 * units, outputs),
            (outputs,),
        )
        if tuple(layer.shape for layer in self) != wanted:
            raise ValueError("shapes")


@dataclass(frozen=True)
class Deep:
    """The networks. ``rows`` are the n-grams they know, as rows of the model's table of n-grams,
    and ``grams`` their vectors (rows, networks times width); ``signals`` (signals of the model's
    table, as many) those of what the rules say; ``layers`` are each one's. What they say is the
    mean of their logits. ``shares`` are what the linear model's logits and theirs weigh
    together, by part: sentiment, presence, acts, polarity.
    """

    factors: int
    rows: Ints
    grams: Array
    signals: Array
    layers: Sequence[Layers]
    shares: Mapping[str, tuple[float, float]]

    @cached_property
    def _places(self) -> Ints:
        """Of each row of the model's table of n-grams the row of ``grams``, -1 for none."""
        places = np.full(int(self.rows.max(initial=-1)) + 2, -1, dtype=np.int64)
        places[self.rows] = np.arange(len(self.rows))
        return places

    def read(self, clauses: Features, many: Ints, signals: Features) -> Opinion:
        """Return what they say of texts of so ``many`` clauses each, none of 0, by the rows of the
        model's tables that each clause, and each text, has."""
        if not len(many):
            return parted(np.zeros((0, outputs(self.factors)), dtype=np.float32), self.factors)
        texts = Features(np.arange(int(many.sum())), np.cumsum(many))  # of clauses as rows
        owner = np.repeat(np.arange(len(many)), many)
        raw, counts = self._summed(clauses)
        whole = texts.sums(raw, normed=False) / _root(np.bincount(owner, counts))
        whole = np.maximum(whole + SIGNAL * signals.sums(self.signals, normed=False), 0)
        raw /= _root(counts)
        np.maximum(raw, 0, out=raw)
        asked = _Texts(texts, owner, many, _place(many))
        out = np.zeros((len(many), outputs(self.factors)), dtype=np.float32)
        first = 0
        for layers in self.layers:
            mine = slice(first, first + len(layers.near))
            out += self._said(layers, raw[:, mine], whole[:, mine], asked)
            first = mine.stop
        return parted(out / np.float32(len(self.layers)), self.factors)

    def _said(self, layers: Layers, clauses: Array, whole: Array, asked: _Texts) -> Array:
        """Return the outputs of one network by its vectors of clauses and of texts."""
        near, around, place, aside, heard, alone, inner, inner_bias, outer, straight, bias = layers
        texts, owner, many, places = asked
        said = clauses @ near
        said += _beside(clauses @ aside, texts.ends) @ heard
        said += (whole @ around).take(owner, axis=0)
        said += place.take(places, axis=0)
        said = np.maximum(said, 0, out=said)
        seen = np.concatenate([whole, most(said, many), texts.sums(said, normed=True)], axis=1)
        hidden = seen @ inner
        hidden += inner_bias
        np.maximum(hidden, 0, out=hidden)
        out = hidden @ outer
        out += seen @ straight
        out += bias
        out += self._alone(said @ alone, texts, owner)
        return np.asarray(out)

    def _summed(self, clauses: Features) -> tuple[Array, Ints]:
        """Return the sum of each clause's vectors, (clauses, width), and their number, at least
        1."""
        places = self._places.take(np.minimum(clauses.rows, len(self._places) - 1))
        known = places >= 0
        ends = np.concatenate([[0], np.cumsum(known)])[clauses.ends]
        kept = Features(places[known], ends)
        return kept.sums(self.grams, normed=False), np.maximum(kept.counts, 1)

    def _alone(self, said: Array, texts: Features, owner: Ints) -> Array:
        """Return what clauses say by themselves, (clauses, outputs), of their texts: of a factor
        those that are about it speak."""
        out = texts.sums(said, normed=True)
        about = np.exp(np.clip(parted(said, self.factors).presence, -FAR, FAR))
        about /= texts.sums(about, normed=False).take(owner, axis=0)
        coded = slice(3, 3 + 4 * self.factors)
        out[:, coded] = texts.sums(said[:, coded] * np.repeat(about, 4, axis=1), normed=False)
        return out

    def state(self) -> dict[str, Any]:
        """Return plain arrays that ``restore`` makes the networks of, weights in small steps."""
        arrays: dict[str, Any] = {"deep.rows": self.rows.astype(np.int32)}
        stepped = {"grams": quantised(self.grams, STEPS), "signals": quantised(self.signals, FINER)}
        for place, layers in enumerate(self.layers):
            for name, layer in layers._asdict().items():
                if name in _BIASES:
                    arrays[f"deep.{name}.{place}"] = layer.astype(np.float16)
                else:
                    stepped[f"{name}.{place}"] = quantised(layer, FINE)
        for name, (steps, scales) in stepped.items():
            arrays |= {f"deep.{name}": steps, f"deep.{name}.scales": scales}
        return arrays

    @classmethod
    def restore(
        cls, factors: int, arrays: Mapping[str, Any], shares: Mapping[str, Sequence[float]]
    ) -> Deep:
        """Return networks of ``factors`` factors from what ``state`` gave. Raises KeyError or
        ValueError where parts lack or do not fit."""

        def read(name: str) -> Array:
            values: Array = arrays[f"deep.{name}"].astype(np.float32)
            if name.split(".")[0] in _BIASES:
                return values
            return np.asarray(values * arrays[f"deep.{name}.scales"])

        grams, signals = read("grams"), read("signals")
        many = sum(name.startswith("deep.bias.") for name in arrays)
        layers = [Layers(*(read(f"{name}.{i}") for name in Layers._fields)) for i in range(many)]
        for one in layers:
            one.check(outputs(factors))
        rows = arrays["deep.rows"].astype(np.int64)
        width = sum(len(one.near) for one in layers)
        if not layers or grams.shape != (len(rows), width) or signals.shape[1] != width:
            raise ValueError("shapes")
        weighed = {name: (float(one), float(two)) for name, (one, two) in shares.items()}
        return cls(factors, rows, grams, signals, layers, weighed)

    def mixed(self, part: str, first: Array, own: Array) -> Array:
        """Return the linear model's logits of a part with the networks' mixed in."""
        one, two = self.shares[part]
        return np.asarray(np.float32(one) * first + np.float32(two) * own)


def _root(counts: NDArray[Any]) -> Array:
    """Return the roots of counts as a column."""
    return np.asarray(np.sqrt(counts), dtype=np.float32)[:, None]


def _beside(told: Array, ends: Ints) -> Array:
    """Return beside each other what the clause before and the one behind tell each clause,
    (clauses, twice narrow): 0 where the text has none. A text's clauses end at its place of
    ``ends``."""
    many, narrow = told.shape
    beside = np.zeros((many, 2 * narrow), dtype=told.dtype)
    beside[1:, :narrow] = told[:-1]
    beside[:-1, narrow:] = told[1:]
    beside[ends[:-1], :narrow] = 0
    beside[ends - 1, narrow:] = 0
    return beside


def _place(many: Ints) -> Ints:
    """Return of each clause 0 where others follow in its text, 1 for the last of several, 2 for the
    only one."""
    places = np.zeros(int(many.sum()), dtype=np.int64)
    places[np.cumsum(many) - 1] = np.where(many > 1, 1, 2)
    return places
