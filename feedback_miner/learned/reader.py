"""Rules and learned model together: what a batch of texts says, each decision traceable.

The rules' findings are features of the model; the model settles which factors a text speaks of,
how its author feels, towards the whole and towards each factor, and what the text does. A factor
keeps the rules' spans and evidence; one that only the model found takes the clause whose
characters weigh most, and those characters as evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from feedback_miner.learned.attribution import attribute
from feedback_miner.learned.features import grams, pair_signals, signals
from feedback_miner.learned.model import ACTS, Model, lean
from feedback_miner.learned.semantic import Semantic
from feedback_miner.sentiment.document import NEUTRAL, Reading, Span

__all__ = ["LearnedReader", "signed"]

Array = NDArray[np.float32]
INSIDE = NEUTRAL - 0.001
LEARNED = "learned"
SURE = 0.95  # a probability beyond which the linear model is not asked about twice
SECOND = 0.6  # what the second opinion weighs beside the first
RULED = {"negative": "complaint", "positive": "praise"}


def signed(chances: Sequence[float]) -> float:
    """Return a score in [-1, 1] from the probabilities of negative, neutral and positive:
    P(positive) - P(negative), kept to the band of the most probable label."""
    negative, neutral, positive = chances
    difference = positive - negative
    if neutral >= max(negative, positive):
        return max(-INSIDE, min(INSIDE, difference))
    return min(-NEUTRAL, difference) if difference < 0 else max(NEUTRAL, difference)


@dataclass(frozen=True, slots=True)
class Item:
    """One text as the rules left it: normalised, the question's kind, their reading and the
    (start, end) of its clauses."""

    text: str
    kind: str
    reading: Reading
    parts: Sequence[tuple[int, int]]


@dataclass(frozen=True)
class Opinions:
    """Logits of a batch: sentiment (n, 3), presence (n, F), acts (n, 4); where a second opinion
    was asked, its polarities (m, F, 3) by the rows it was asked about."""

    sentiment: Array
    presence: Array
    acts: Array
    polarity: Array | None = None
    places: Mapping[int, int] = field(default_factory=dict)

    def mixed_polarity(self, raw: Array, pairs: Sequence[tuple[int, int]]) -> Array:
        """Return the logits of (text, factor) pairs with the second opinion's mixed in."""
        if self.polarity is None:
            return raw
        mixed = raw.copy()
        for row, (i, j) in enumerate(pairs):
            if i in self.places:
                mixed[row] = (1 - SECOND) * raw[row] + SECOND * self.polarity[self.places[i], j]
        return mixed


class LearnedReader:
    """Settles opinions with a model beside the rules."""

    def __init__(self, model: Model, semantic: Semantic | None = None) -> None:
        self.model = model
        self.semantic = semantic
        self.asked = 0  # texts the second opinion was asked about
        self._columns = model.columns()
        self._weigh = self._presence_weights()

    def read(self, items: Sequence[Item]) -> list[Reading]:
        """Return the settled reading of each item, in order."""
        if not items:
            return []
        model, columns = self.model, self._columns
        texts = [item.text for item in items]
        out = model.text(texts, [signals(item.reading, item.kind) for item in items])
        ruled = lean([item.reading.score for item in items], model.leans["sentiment"])
        felt = (out[:, columns["sentiment"]] + ruled) / model.temperatures["sentiment"]
        first = Opinions(felt, out[:, columns["factors"]], out[:, columns["acts"]])
        second = self._second(items, first)
        log_sentiment = _log_softmax(second.sentiment)
        feelings = np.exp(log_sentiment).tolist()
        acted = _sigmoid(second.acts) >= model.bounds["act"]
        present = _sigmoid(second.presence) >= model.bounds["factor"]
        wanted = [(int(i), int(j)) for i, j in np.argwhere(present)]
        chosen = [self._pair(items[i], model.factors[j], self._weigh[j]) for i, j in wanted]
        polarity: list[list[float]] = []
        if wanted:
            rows = [i for i, _ in wanted]
            raw = model.pair([p.words for p in chosen], [p.marks for p in chosen])
            raw = raw + lean([p.ruled for p in chosen], model.leans["polarity"])
            raw = raw + out[rows][:, columns["polarity"]]
            raw = raw + _log_softmax(felt)[rows] @ model.mixing.T
            raw = raw / model.temperatures["polarity"]
            raw = second.mixed_polarity(raw, wanted)
            polarity = np.exp(_log_softmax(raw)).tolist()
        spans: list[list[Span]] = [[] for _ in items]
        for (i, j), pair, chances in zip(wanted, chosen, polarity, strict=True):
            acts = [act for act, said in zip(ACTS, acted[i], strict=True) if said]
            spans[i] += self._spans(items[i], j, pair, signed(chances), acts)
        return [
            Reading(
                signed(feelings[i]),
                tuple(sorted(spans[i], key=lambda span: (span.start, span.end, span.factor))),
                tuple(sorted(act for act, said in zip(ACTS, acted[i], strict=True) if said)),
            )
            for i in range(len(items))
        ]

    def _second(self, items: Sequence[Item], first: Opinions) -> Opinions:
        """Mix in the transformer's logits where the linear model is unsure."""
        if self.semantic is None:
            return first
        feelings = np.exp(_log_softmax(first.sentiment)).max(axis=1)
        present = _sigmoid(first.presence)
        torn = ((present > 1 - SURE) & (present < SURE)).any(axis=1)
        rows = [int(row) for row in np.flatnonzero((feelings < SURE) | torn)]
        self.asked += len(rows)
        if not len(rows):
            return first
        said = self.semantic.read([items[i].text for i in rows], [items[i].kind for i in rows])
        sentiment, presence, acts = (
            x.copy() for x in (first.sentiment, first.presence, first.acts)
        )
        for mine, theirs in (
            (sentiment, said.sentiment),
            (presence, said.presence),
            (acts, said.acts),
        ):
            mine[rows] = (1 - SECOND) * mine[rows] + SECOND * theirs
        places = {row: at for at, row in enumerate(rows)}
        return Opinions(sentiment, presence, acts, said.polarity, places)

    def _pair(self, item: Item, factor: str, weigh: Mapping[str, float]) -> _Pair:
        about = [span for span in item.reading.spans if span.factor == factor]
        where = attribute(item.text, item.parts, about, weigh)
        many = len({span.factor for span in item.reading.spans})
        said = " ".join(item.text[a:b] for a, b in where)
        marks = pair_signals(factor, item.kind, about, many)
        ruled = max((span.score for span in about), key=abs, default=0.0)
        return _Pair(about, where, said, marks, ruled)

    def _spans(
        self, item: Item, j: int, pair: _Pair, score: float, acts: Sequence[str]
    ) -> list[Span]:
        """Return the spans about one factor, with the settled score."""
        score = round(score, 4)
        if pair.about:
            return [
                span._replace(score=score, act=_act(span.act, score, acts)) for span in pair.about
            ]
        start, end = pair.where[0]
        while start < end and item.text[start].isspace():
            start += 1
        factor = self.model.factors[j]
        words = self._evidence(item.text[start:end], j)
        return [Span(factor, "", score, start, end, _act("", score, acts), words, (LEARNED,))]

    def _evidence(self, clause: str, j: int) -> tuple[str, ...]:
        """Return the characters of a clause that weigh most for a factor."""
        weigh = self._weigh[j]
        best = sorted(
            (gram for gram in grams(clause) if len(gram) > 1 and weigh.get(gram, 0.0) > 0),
            key=lambda gram: (-weigh[gram] * len(gram) ** 0.5, gram),
        )
        words: list[str] = []
        for gram in best:
            if not any(gram in word or word in gram for word in words):
                words.append(gram)
            if len(words) == 2:
                break
        return tuple(words)

    def _presence_weights(self) -> list[dict[str, float]]:
        table = self.model.tables["text.grams"]
        columns = table.weights[:, self._columns["factors"]].T
        return [dict(zip(table.index, column.tolist(), strict=True)) for column in columns]


@dataclass(frozen=True, slots=True)
class _Pair:
    about: list[Span]
    where: Sequence[tuple[int, int]]
    words: str
    marks: list[str]
    ruled: float


def _act(ruled: str, score: float, acts: Sequence[str]) -> str:
    """Return what an opinion does: the rules' suggestion or question where the text has it, else
    what follows from its polarity, else the text's own act."""
    if ruled in ("suggestion", "question") and ruled in acts:
        return ruled
    if abs(score) >= NEUTRAL:
        natural = RULED["negative" if score < 0 else "positive"]
        if natural in acts or not acts:
            return natural
    return next((act for act in ("suggestion", "question", *ACTS) if act in acts), "")


def _log_softmax(logits: Array) -> Array:
    top = logits - logits.max(axis=1, keepdims=True)
    return np.asarray(top - np.log(np.exp(top).sum(axis=1, keepdims=True)))


def _sigmoid(logits: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-logits)))
