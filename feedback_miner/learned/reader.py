"""Rules and learned model together: what a batch of texts says, each decision traceable.

The rules' findings are features of the model; the model settles which factors a text speaks of,
how its author feels, towards the whole and towards each factor, and what the text does. A factor
keeps the rules' spans and evidence; one that only the model found takes the clause whose
characters weigh most, and those characters as evidence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from numpy.typing import NDArray

from feedback_miner.learned.added import Added
from feedback_miner.learned.attribution import speaking
from feedback_miner.learned.features import cuts, grams, pair_signals, signals
from feedback_miner.learned.heads import CARE, Opinion
from feedback_miner.learned.logits import log_softmax, sigmoid, softmax
from feedback_miner.learned.model import ACTS, Model, lean
from feedback_miner.learned.presence import Presence
from feedback_miner.learned.semantic import Semantic
from feedback_miner.sentiment.document import NEUTRAL, RULED, Reading, Span, label, once
from feedback_miner.sentiment.rules import Clause
from feedback_miner.triage.second import tone

__all__ = [
    "Array",
    "Chances",
    "Held",
    "Item",
    "LearnedReader",
    "Opinions",
    "Pair",
    "Weight",
    "settled",
    "signed",
    "signed_many",
    "torn",
]

Array = NDArray[np.float32]
INSIDE = NEUTRAL - 0.001
LEARNED = "learned"
SURE = 0.9  # a probability beyond which the linear model is not asked about twice
SECOND = 0.4  # what the second opinion weighs beside the first: best on writers new to both
LOUD = -2.2  # log-odds from which the networks may raise something by themselves
_WORRIES = [row for row, question in enumerate(CARE) if question != "urgency=1"]
BOTH = 0.45  # probability from which a factor is there by both
# Of each combination of acts, as a number in binary: in the model's order, and sorted.
_CODES = 1 << np.arange(len(ACTS))
_SETS_OF_ACTS = [
    (chosen, tuple(sorted(chosen)))
    for said in product((False, True), repeat=len(ACTS))
    for chosen in [tuple(act for act, yes in zip(ACTS, reversed(said), strict=True) if yes)]
]
WORDS = 8  # characters of a term, beyond which a pattern spans words it does not know
UNNAMED = {"carried", "mention"}  # rules that judge nothing the clause itself names
MOST_OF = 0.6  # of a clause, from which a span says what the clause says
_ASIDE = re.compile(
    r"\W|以前|之前|现在|倒是|确实|虽然|不过|但是?|可是?|就是|还算?|也|是|的|了|却|都"
)


def signed(chances: Sequence[float]) -> float:
    """Return a score in [-1, 1] from the probabilities of negative, neutral and positive:
    P(positive) - P(negative), kept to the band of the most probable label."""
    negative, neutral, positive = chances
    difference = positive - negative
    if neutral >= max(negative, positive):
        return max(-INSIDE, min(INSIDE, difference))
    return min(-NEUTRAL, difference) if difference < 0 else max(NEUTRAL, difference)


def signed_many(chances: Array) -> list[float]:
    """Return what ``signed`` does of many, (n, 3)."""
    negative, neutral, positive = chances.astype(np.float64).T
    difference = positive - negative
    felt = np.where(
        difference < 0, np.minimum(-NEUTRAL, difference), np.maximum(NEUTRAL, difference)
    )
    unsure = neutral >= np.maximum(negative, positive)
    return list(np.where(unsure, np.clip(difference, -INSIDE, INSIDE), felt).tolist())


@dataclass(slots=True)
class Item:
    """One text as the rules left it: normalised, the question's kind, their reading and the
    (start, end) of its clauses; ``alarming`` where the care team may have to be called or the text
    may say nothing at all, so that a second opinion is worth its time. ``clauses`` is what the
    rules found in each, ``question`` the question's words."""

    text: str
    kind: str
    reading: Reading
    parts: Sequence[tuple[int, int]]
    alarming: bool = False
    clauses: Sequence[Clause] = ()
    question: str = ""


@dataclass(frozen=True)
class Opinions:
    """Logits of a batch: sentiment (n, 3), presence (n, F), acts (n, 4), of saying nothing at all
    (n,) where the networks tell; where a second opinion was asked, its polarities (m, F, 3) and
    what it says to the care team's questions (m, CARE) by the rows it was asked about."""

    sentiment: Array
    presence: Array
    acts: Array
    silent: Array | None = None
    polarity: Array | None = None
    care: Array | None = None
    places: Mapping[int, int] = field(default_factory=dict)

    def cared(self, row: int) -> tuple[float, ...]:
        """Return what the second opinion says to the care team's questions, () where not asked."""
        if self.care is None or row not in self.places:
            return ()
        return tuple(self.care[self.places[row]].tolist())

    def mixed_polarity(self, raw: Array, pairs: Sequence[Sequence[int]]) -> Array:
        """Return the logits of (text, factor) pairs with the second opinion's mixed in."""
        if self.polarity is None:
            return raw
        mixed = raw.copy()
        for row, (i, j) in enumerate(pairs):
            if i in self.places:
                mixed[row] = (1 - SECOND) * raw[row] + SECOND * self.polarity[self.places[i], j]
        return mixed


@dataclass(frozen=True)
class Chances:
    """Calibrated probabilities of a batch: sentiment (n, 3) in the order negative, neutral,
    positive; presence (n, F) in the order of the reader's ``factors``; acts (n, 4) in that of
    ``model.ACTS``; polarity (n, F, 3)."""

    sentiment: Array
    presence: Array
    acts: Array
    polarity: Array


@dataclass(frozen=True, slots=True)
class Weight:
    """What one feature adds to the log-odds of an output; ``ruled`` where the rules said it."""

    feature: str
    value: float
    ruled: bool = False


class LearnedReader:
    """Settles opinions with a model beside the rules."""

    def __init__(
        self,
        model: Model,
        semantic: Semantic | None = None,
        terms: Iterable[str] = (),
        added: Added | None = None,
    ) -> None:
        """Hold the model and a second opinion; ``terms`` are words no evidence cuts through,
        ``added`` the entries whose factor is there whatever a model says that never saw them."""
        self.model = model
        self.factors = model.factors
        self.semantic = semantic
        self._added = added
        self._columns = model.columns()
        self._presence = Presence(model.tables["text.grams"], self._columns["factors"], terms)

    def read(self, items: Sequence[Item]) -> list[Reading]:
        """Return the settled reading of each item, in order."""
        if not items:
            return []
        held = self._hold(items)
        feelings = signed_many(softmax(held.second.sentiment))
        acted = sigmoid(held.second.acts) >= self.model.bounds["act"]
        acts = [_SETS_OF_ACTS[code] for code in (acted @ _CODES).tolist()]
        present = sigmoid(held.second.presence) >= self.model.bounds["factor"]
        if self._added is not None:
            present |= self.kept(items)
        wanted = np.argwhere(present).tolist()
        chosen, polarity = self._polarities(items, held, wanted)
        spans: list[list[Span]] = [[] for _ in items]
        totals: dict[int, tuple[tuple[str, float], ...]] = {}
        found = self._found(items, wanted, chosen)
        for at, ((i, j), pair, score) in enumerate(
            zip(wanted, chosen, signed_many(polarity), strict=True)
        ):
            own = torn(pair.about, items[i].text, items[i].parts)
            spans[i] += settled(pair.about or [found[at]], score, acts[i][0], own)
            if own:
                totals[i] = (*totals.get(i, ()), (self.factors[j], score))
        for told in spans:
            if len(told) > 1:
                told.sort(key=lambda span: (span.start, span.end, span.factor))
        return [
            Reading(felt, tuple(told), done, care, loud, quiet, totals.get(row, ()))
            for row, (felt, told, (_, done), (care, loud), quiet) in enumerate(
                zip(feelings, spans, acts, held.cares(), held.silences(), strict=True)
            )
        ]

    def kept(self, items: Sequence[Item]) -> NDArray[np.bool_]:
        """Return the factors, (n, F), that entries of the user's own find in each text."""
        kept = np.zeros((len(items), len(self.factors)), dtype=bool)
        for row, item in enumerate(items):
            for span in item.reading.spans:
                if self._added is not None and self._added.keeps(span):
                    kept[row, self.factors.index(span.factor)] = True
        return kept

    def chances(self, items: Sequence[Item]) -> Chances:
        """Return the probabilities behind the readings of items: what a text is unsure of shows
        there. Polarities are those each factor would have if it were present."""
        many = len(self.model.factors)
        if not items:
            empty = np.zeros((0, many), dtype=np.float32)
            return Chances(
                empty[:, :3], empty, empty[:, : len(ACTS)], np.zeros((0, many, 3), np.float32)
            )
        held = self._hold(items)
        every = [[i, j] for i in range(len(items)) for j in range(many)]
        _, polarity = self._polarities(items, held, every)
        return Chances(
            softmax(held.second.sentiment),
            sigmoid(held.second.presence),
            sigmoid(held.second.acts),
            polarity.reshape(len(items), many, 3),
        )

    def weights(self, item: Item, most: int = 5) -> dict[str, list[Weight]]:
        """Return what weighs most in the linear model's view of an item, heaviest first: for
        ``sentiment`` towards its most probable class against the mean of the others, for each
        factor towards (+) or against (-) its presence, in log-odds before calibration.

        A gram within a heavier one, or around it, is left out. What the rules say weighs too, as
        ``kind=...``, ``factor=...`` and their like (see ``features.signals``); those are marked.
        """
        model, columns = self.model, self._columns
        parts = (
            ("text.grams", grams(item.text), False),
            ("text.signals", signals(item.reading, item.kind), True),
        )
        rows: list[tuple[str, bool, Array]] = []
        for name, features, ruled in parts:
            table = model.tables[name]
            known = [(f, row) for f in features if (row := table.row(f)) is not None]
            divisor = math.sqrt(len(known)) if table.normed and known else 1.0
            rows += [(f, ruled, row / divisor) for f, row in known]
        felt = self._hold([item]).felt[0]
        top = int(felt.argmax())
        contrast = np.full(3, -0.5, dtype=np.float32)
        contrast[top] = 1.0
        views: dict[str, Callable[[Array], float]] = {}
        views["sentiment"] = lambda row: float(row[columns["sentiment"]] @ contrast)
        for j, factor in enumerate(model.factors):
            views[factor] = lambda row, at=3 + j: float(row[at])  # type: ignore[misc]
        return {
            name: _heaviest([Weight(f, view(row), ruled) for f, ruled, row in rows], most)
            for name, view in views.items()
        }

    def _hold(self, items: Sequence[Item]) -> Held:
        """Return the model's outputs for a batch, the network's mixed in where there is one, and
        the second opinion's where asked."""
        model, columns = self.model, self._columns
        texts = [item.text for item in items]
        out, deep = model.text(
            texts,
            [signals(item.reading, item.kind) for item in items],
            [cuts(item.text, item.parts) for item in items],
        )
        ruled = lean([item.reading.score for item in items], model.leans["sentiment"])
        felt = (out[:, columns["sentiment"]] + ruled) / model.temperatures["sentiment"]
        first = self._first(items, out, felt, deep)
        return Held(out, felt, deep, first, self._second(items, first))

    def _first(
        self, items: Sequence[Item], out: Array, felt: Array, deep: Opinion | None
    ) -> Opinions:
        """Return the linear model's logits with the networks' mixed in."""
        model, columns = self.model, self._columns
        first = Opinions(felt, out[:, columns["factors"]], out[:, columns["acts"]])
        if not (model.deep and deep):
            return first
        mixed = model.deep.mixed
        return Opinions(
            mixed("sentiment", log_softmax(felt), deep.sentiment),
            mixed("presence", first.presence, deep.presence),
            mixed("acts", first.acts, deep.acts),
            deep.silent,
        )

    def _polarities(
        self, items: Sequence[Item], held: Held, wanted: Sequence[Sequence[int]]
    ) -> tuple[list[Pair], Array]:
        """Return [text, factor] pairs with the probabilities of their polarities, (pairs, 3)."""
        chosen = self._pairs(items, wanted)
        raw = self._pair_logits(held, [i for i, _ in wanted], chosen)
        if self.model.deep and held.deep and len(wanted):
            i, j = np.asarray(wanted).T
            raw = self.model.deep.mixed("polarity", log_softmax(raw), held.deep.polarity[i, j])
        return chosen, softmax(held.second.mixed_polarity(raw, wanted))

    def _pair_logits(self, held: Held, rows: Sequence[int], chosen: Sequence[Pair]) -> Array:
        """Return the calibrated polarity logits of pairs, (pairs, 3), with the rows of their
        texts."""
        model = self.model
        if not chosen:
            return np.zeros((0, 3), dtype=np.float32)
        raw = model.pair([p.words for p in chosen], [p.marks for p in chosen])
        raw = raw + lean([p.ruled for p in chosen], model.leans["polarity"])
        raw = raw + held.out[rows][:, self._columns["polarity"]]
        raw = raw + log_softmax(held.felt)[rows] @ model.mixing.T
        return np.asarray(raw / model.temperatures["polarity"])

    def _second(self, items: Sequence[Item], first: Opinions) -> Opinions:
        """Mix in the transformer's logits where the linear model is unsure."""
        if self.semantic is None:
            return first
        feelings = softmax(first.sentiment).max(axis=1)
        present = sigmoid(first.presence)
        torn = ((present > 1 - SURE) & (present < SURE)).any(axis=1)
        alarming = np.array([item.alarming for item in items], dtype=bool)
        rows = [int(row) for row in np.flatnonzero((feelings < SURE) | torn | alarming)]
        if not len(rows):
            return first
        said = self.semantic.read([items[i].text for i in rows], [items[i].kind for i in rows])

        def mixed(mine: Array, theirs: Array) -> Array:
            both = mine.copy()
            both[rows] = (1 - SECOND) * mine[rows] + SECOND * theirs
            return both

        sentiment = mixed(first.sentiment, said.sentiment)
        presence = mixed(first.presence, said.presence)
        acts = mixed(first.acts, said.acts)
        silent = None if first.silent is None else mixed(first.silent, said.silent)
        bound = self.model.bounds["factor"]
        presence[rows] += math.log(bound / (1 - bound)) - math.log(BOTH / (1 - BOTH))
        places = {row: at for at, row in enumerate(rows)}
        return Opinions(sentiment, presence, acts, silent, said.polarity, said.care, places)

    def _pairs(self, items: Sequence[Item], wanted: Sequence[Sequence[int]]) -> list[Pair]:
        """Return what is known of each [text, factor] pair."""
        pairs = [self._pair(items[i], self.model.factors[j]) for i, j in wanted]
        self._place(items, wanted, pairs, [at for at, pair in enumerate(pairs) if not pair.told])
        return pairs

    def _pair(self, item: Item, factor: str) -> Pair:
        """Return what the rules know of a factor in a text; not told where is the first clause."""
        text, parts, spans = item.text, item.parts, item.reading.spans
        about = [span for span in spans if span.factor == factor] if spans else []
        if len(about) > 1:  # one of which says how it is now
            told = speaking(text, parts, [span for span in about if not once(span)] or about)
        else:
            told = speaking(text, parts, about)
        where = parts[:1] if told is None else told
        many = len({span.factor for span in spans}) if len(spans) > 1 else len(spans)
        if len(about) > 1:
            ruled = max((span.score for span in about), key=abs)
        else:
            ruled = about[0].score if about else 0.0
        if len(where) == 1:
            start, end = where[0]
            said = text[start:end]
        else:
            said = " ".join([text[a:b] for a, b in where])
        return Pair(
            about, where, said, pair_signals(factor, item.kind, about, many), ruled, bool(told)
        )

    def _place(
        self,
        items: Sequence[Item],
        wanted: Sequence[Sequence[int]],
        pairs: list[Pair],
        open_: Sequence[int],
    ) -> None:
        """Give each pair that is still open the clause whose characters weigh most for it."""
        several = [(at, part) for at in open_ for part in items[wanted[at][0]].parts]
        clauses = [items[wanted[at][0]].text[a:b] for at, (a, b) in several]
        worths = self._presence.worth(clauses, [wanted[at][1] for at, _ in several])
        best: dict[int, int] = {}
        for place, (at, _) in enumerate(several):
            if at not in best or worths[place] > worths[best[at]]:
                best[at] = place
        for at, place in best.items():
            pairs[at].where, pairs[at].words = (several[place][1],), clauses[place]

    def _found(
        self, items: Sequence[Item], wanted: Sequence[Sequence[int]], pairs: Sequence[Pair]
    ) -> dict[int, Span]:
        """Return, by its place, the span of each pair that only the model found; score and act
        are still to be told."""
        found: dict[int, Span] = {}
        places: list[tuple[int, int, int]] = []
        for at, pair in enumerate(pairs):
            if not pair.about:
                start, end = pair.where[0]
                text = items[wanted[at][0]].text
                while start < end and text[start].isspace():
                    start += 1
                places.append((at, start, end))
        clauses = [items[wanted[at][0]].text[start:end] for at, start, end in places]
        factors = [wanted[at][1] for at, _, _ in places]
        words = self._presence.words(clauses, factors)
        for (at, start, end), j, evidence in zip(places, factors, words, strict=True):
            found[at] = Span(self.model.factors[j], "", 0.0, start, end, "", evidence, (LEARNED,))
        return found


@dataclass(frozen=True)
class Held:
    """Outputs of the text tables, the linear model's logits of sentiment, what the network said,
    and the logits of both opinions."""

    out: Array
    felt: Array
    deep: Opinion | None
    first: Opinions
    second: Opinions

    def cares(self) -> list[tuple[tuple[float, ...], bool]]:
        """Return what the second opinion, or else the network, holds of the care team's questions
        in each text, () where there is neither, and whether it may raise something by itself."""
        cares: list[tuple[tuple[float, ...], bool]] = [((), False)] * len(self.out)
        if self.deep is not None:
            loud = (self.deep.care[:, _WORRIES].max(axis=1) > LOUD).tolist()
            heard = tone().heard(self.deep.care).tolist()
            cares = list(zip(map(tuple, heard), loud, strict=True))
        for row in self.second.places:
            if care := self.second.cared(row):
                cares[row] = care, True
        return cares

    def silences(self) -> list[float | None]:
        """Return the log-odds of each text's saying nothing, None where nobody told."""
        silent = self.second.silent
        return [None] * len(self.out) if silent is None else list(silent.tolist())


@dataclass(slots=True)
class Pair:
    """A factor in a text: the rules' spans about it and what speaks of its polarity."""

    about: list[Span]
    where: Sequence[tuple[int, int]]
    words: str
    marks: Sequence[str]
    ruled: float
    told: bool  # by the rules, where in the text


def _heaviest(weights: Sequence[Weight], most: int) -> list[Weight]:
    """Return the heaviest weights, no gram twice in a longer or a shorter form."""
    kept: list[Weight] = []
    for one in sorted(weights, key=lambda w: (-abs(w.value), w.feature)):
        if len(kept) == most or not one.value:
            break
        if one.ruled or not any(
            not other.ruled and (one.feature in other.feature or other.feature in one.feature)
            for other in kept
        ):
            kept.append(one)
    return kept


def torn(spans: Sequence[Span], text: str, parts: Sequence[tuple[int, int]]) -> list[Span]:
    """Return the spans about one factor that keep their own signs, where some praise it and others
    blame it: those that say what their whole clause says (of ``parts``) and little else is in it.
    """
    if len(spans) < 2:
        return []
    scores = [span.score for span in spans]
    if min(scores) > -NEUTRAL or max(scores) < NEUTRAL:
        return []
    return [span for span in spans if span.polarity != "neutral" and _plain(span, text, parts)]


def _plain(span: Span, text: str, parts: Sequence[tuple[int, int]]) -> bool:
    """Tell whether the words of a span are most of its clause and name what they judge, so that
    the rules missed nothing: 大 is no praise in 大过年的."""
    if set(span.rules) <= UNNAMED:
        return False
    start, end = next((a, b) for a, b in parts if a <= span.start < b)
    words = [word for word in span.evidence if len(word) <= WORDS]
    said = sum(map(len, words))
    return said > 1 and said >= MOST_OF * len(_ASIDE.sub("", text[start:end]))


def settled(
    spans: Sequence[Span], score: float, acts: Sequence[str], own: Sequence[Span] = ()
) -> list[Span]:
    """Return the rules' spans about one factor with the settled score and what they do.

    Of a factor praised here and blamed there (利息低，手续费高) the score is the factor's and not
    each span's: one of its ``own`` sign (see ``torn``) keeps that where it says the opposite, and
    so does what was once and is no longer.
    """
    score = round(score, 4)
    said = label(score)
    several = len(spans) > 1
    return [
        span
        if several and (once(span) or (span in own and span.polarity != said))
        else span._replace(score=score, act=_act(span.act, score, acts))
        for span in spans
    ]


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
