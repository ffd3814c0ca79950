"""Learning a model from labelled texts: scikit-learn's logistic regressions, cross-validated.

Presence of a factor and acts are one regression each (binary relevance, Tsoumakas and Katakis,
2007); sentiment and polarity are multinomial. Thresholds are those that maximise micro-F1 on
cross-validated probabilities (Lipton et al., 2014); temperatures those that minimise their
log-loss (Guo et al., 2017).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize_scalar
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import normalize

from feedback_miner.learned.attribution import attribute
from feedback_miner.learned.features import clause_grams, grams, pair_signals, signals
from feedback_miner.learned.logits import log_softmax, sigmoid, softmax
from feedback_miner.learned.model import ACTS, Model, Table, lean
from feedback_miner.lexicon import Codebook
from feedback_miner.sentiment import document
from feedback_miner.sentiment.document import Reading
from feedback_miner.sentiment.rules import RuleReader
from feedback_miner.store.arrays import quantised
from feedback_miner.text import clauses
from feedback_miner.text.normalise import normalise

__all__ = ["Example", "Fitted", "Labels", "Settings", "bound", "fit", "ruled"]

Float = NDArray[np.float64]
LEANS = (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled text. ``sentiment`` is 0, 1, 2 (negative, neutral, positive) or None where it
    was not labelled; ``factors`` maps factor to the same; ``group`` keeps copies in one fold.
    ``taught`` marks labels of another model, on which nothing is calibrated. ``urgency`` (0 to 3),
    ``flags`` and ``loyalty`` are what the care team asks of it, ``valid`` whether it says anything
    at all, None where not labelled."""

    text: str
    kind: str = "remark"
    sentiment: int | None = None
    factors: Mapping[str, int] | None = None
    acts: frozenset[str] | None = None
    weight: float = 1.0
    group: str = ""
    source: str = ""
    taught: bool = False
    urgency: int | None = None
    flags: frozenset[str] | None = None
    loyalty: str | None = None
    valid: bool | None = None


@dataclass(frozen=True)
class Settings:
    """How to learn. ``strength`` is scikit-learn's C; ``least`` the texts a feature must stand
    in; ``lean`` what a rule's feature weighs beside a character's; ``balance`` how far the
    classes of sentiment are evened out (0 not, 1 wholly); ``rules`` whether the rules are seen."""

    strength: float = 4.0
    least: int = 2
    lean: float = 0.5
    balance: float = 0.6
    rules: bool = True
    folds: int = 3
    seed: int = 20240601


@dataclass(frozen=True)
class Fitted:
    """A model, and the cross-validated probabilities it was calibrated on.

    ``sentiment`` (n, 3), ``presence`` (n, F), ``acts`` (n, 4), ``polarity`` (n, F, 3) are those
    of each example by a model that did not see its group.
    """

    model: Model
    sentiment: Float
    presence: Float
    acts: Float
    polarity: Float
    readings: Sequence[Reading] = field(default=())


@dataclass
class _Regression:
    """Coefficients and intercepts by output: (outputs, features), (outputs,)."""

    coefficients: Float
    intercepts: Float

    def logits(self, x: Any) -> Float:
        return np.asarray(x @ self.coefficients.T + self.intercepts, dtype=np.float64)


def ruled(examples: Sequence[Example], codebook: Codebook) -> list[Reading]:
    """Return what the rules read in each text."""
    reader = RuleReader(codebook)
    every = [reader.read(normalise(one.text).text, one.kind) for one in examples]
    return [document.summarise(found, codebook.verdict, codebook.lent) for found in every]


def fit(examples: Sequence[Example], codebook: Codebook, settings: Settings) -> Fitted:
    """Learn a model of a codebook's texts.

    Labels that an example lacks are not learned from. Raises ValueError where no example has a
    sentiment or none has factors.
    """
    factors = tuple(factor.id for factor in codebook.factors)
    clean = [normalise(example.text).text for example in examples]
    readings = ruled(examples, codebook)
    said = [
        signals(reading, example.kind) if settings.rules else [f"kind={example.kind}"]
        for reading, example in zip(readings, examples, strict=True)
    ]
    letters = _Columns.of([grams(text) for text in clean], settings.least)
    marks = _Columns.of(said, settings.least)
    x = sparse.hstack([normalize(letters.matrix), marks.matrix * settings.lean]).tocsr()
    targets = Labels.of(examples, factors)
    if not targets.felt.any() or not targets.coded.any():
        raise ValueError("no example has a sentiment, or none has factors")
    groups = np.unique([e.group or e.text for e in examples], return_inverse=True)[1]
    n = len(examples)
    sentiment, presence = np.zeros((n, 3)), np.zeros((n, len(factors)))
    acts, polarity = np.zeros((n, len(ACTS))), np.zeros((n, len(factors), 3))
    everything = np.arange(n)
    whole = _Text.fit(x, targets, everything, settings)
    folds = list(GroupKFold(settings.folds).split(x, groups=groups))
    for train, test in folds:
        part = _Text.fit(x, targets, train, settings)
        sentiment[test] = part.sentiment.logits(x[test])
        presence[test] = part.presence.logits(x[test])
        acts[test] = part.acts.logits(x[test])
    leans = {"sentiment": 0.0, "polarity": 0.0}
    felt = targets.felt & targets.read
    if settings.rules:
        scores = np.array([reading.score for reading in readings])
        leans["sentiment"] = _lean(
            sentiment[felt], scores[felt], targets.sentiment[felt], targets.weight[felt]
        )
        sentiment += lean(scores, leans["sentiment"])
    warm = _temperature(sentiment[felt], targets.sentiment[felt])
    log_sentiment = log_softmax(sentiment / warm)
    pairs = _Pairs(clean, readings, examples, factors, letters.names, whole, settings)
    gold = [
        (int(i), int(j))
        for i in np.flatnonzero(targets.coded)
        for j in np.flatnonzero(targets.factors[i])
    ]
    pairs.learn(gold, x, log_sentiment)
    for train, test in folds:
        inside = set(train.tolist())
        chosen = [pair for pair in gold if pair[0] in inside]
        wanted = [(int(i), j) for i in test for j in range(len(factors)) if presence[i, j] > -2.5]
        known = {*wanted}
        wanted += [(i, j) for i, j in gold if i not in inside and (i, j) not in known]
        part_ = pairs.regress(chosen, targets, settings)
        for (i, j), row in zip(wanted, part_.logits(pairs.matrix(wanted)), strict=True):
            polarity[i, j] = row
    final = pairs.regress(gold, targets, settings)
    careful = [(i, j) for i, j in gold if targets.read[i]]
    y = np.array([targets.polarity[i, j] for i, j in careful])
    out = np.array([polarity[i, j] for i, j in careful])
    if settings.rules:
        strongest = np.array([[pairs.ruled(i, j) for j in range(len(factors))] for i in range(n)])
        scores = np.array([strongest[i, j] for i, j in careful])
        weight = np.array([targets.weight[i] for i, _ in careful])
        leans["polarity"] = _lean(out, scores, y, weight)
        out = out + lean(scores, leans["polarity"])
        polarity += strongest[:, :, None] * leans["polarity"] * np.array([-1, 0, 1])
    temperatures = {"sentiment": warm, "polarity": _temperature(out, y)}
    chances = sigmoid(presence)
    coded, acted = targets.coded & targets.read, targets.acted & targets.read
    bounds = {
        "factor": bound(chances[coded], targets.factors[coded]),
        "act": bound(sigmoid(acts)[acted], targets.acts[acted]) if acted.any() else 0.5,
    }
    model = _model(
        factors, letters, marks, pairs, whole, final, leans, temperatures, bounds, settings
    )
    spread = softmax(polarity / temperatures["polarity"])
    return Fitted(model, np.exp(log_sentiment), chances, sigmoid(acts), spread, readings)


@dataclass(frozen=True)
class _Columns:
    """A binary matrix of features and their names."""

    matrix: Any
    names: list[str]
    vectoriser: Any

    @classmethod
    def of(cls, features: Sequence[Sequence[str]], least: int) -> _Columns:
        vectoriser = CountVectorizer(analyzer=list, binary=True, min_df=least)
        matrix = vectoriser.fit_transform(features).astype(np.float64)
        return cls(matrix, [str(n) for n in vectoriser.get_feature_names_out()], vectoriser)


@dataclass(frozen=True)
class Labels:
    """Labels as arrays, with masks of the examples that have them."""

    sentiment: NDArray[np.int64]
    factors: NDArray[np.int64]
    polarity: NDArray[np.int64]
    acts: NDArray[np.int64]
    felt: NDArray[np.bool_]
    coded: NDArray[np.bool_]
    acted: NDArray[np.bool_]
    read: NDArray[np.bool_]
    weight: Float

    @classmethod
    def of(cls, examples: Sequence[Example], factors: Sequence[str]) -> Labels:
        polarity = np.array([[(e.factors or {}).get(f, -1) for f in factors] for e in examples])
        return cls(
            np.array([-1 if e.sentiment is None else e.sentiment for e in examples]),
            (polarity >= 0).astype(np.int64),
            polarity,
            np.array([[int(act in (e.acts or ())) for act in ACTS] for e in examples]),
            np.array([e.sentiment is not None for e in examples]),
            np.array([e.factors is not None for e in examples]),
            np.array([e.acts is not None for e in examples]),
            np.array([not e.taught for e in examples]),
            np.array([e.weight for e in examples], dtype=np.float64),
        )


@dataclass(frozen=True)
class _Text:
    """The regressions over whole texts."""

    sentiment: _Regression
    presence: _Regression
    acts: _Regression

    @classmethod
    def fit(cls, x: Any, y: Labels, rows: NDArray[np.int64], settings: Settings) -> _Text:
        felt, coded, acted = (rows[mask[rows]] for mask in (y.felt, y.coded, y.acted))
        return cls(
            _multinomial(x[felt], y.sentiment[felt], y.weight[felt], settings),
            _binaries(x[coded], y.factors[coded], y.weight[coded], settings),
            _binaries(x[acted], y.acts[acted], y.weight[acted], settings),
        )


class _Pairs:
    """Features of (text, factor) pairs: the clauses about the factor, what rules say of it, and
    the whole text's characters and sentiment."""

    def __init__(
        self,
        clean: Sequence[str],
        readings: Sequence[Reading],
        examples: Sequence[Example],
        factors: Sequence[str],
        names: Sequence[str],
        whole: _Text,
        settings: Settings,
    ) -> None:
        self.clean, self.readings, self.examples = clean, readings, examples
        self.factors, self.settings = factors, settings
        weights = whole.presence.coefficients[:, : len(names)]
        self.weigh = [dict(zip(names, row.tolist(), strict=True)) for row in weights]

    def features(self, i: int, j: int) -> tuple[list[str], Sequence[str]]:
        text, reading = self.clean[i], self.readings[i]
        about = [s for s in reading.spans if s.factor == self.factors[j]]
        if not self.settings.rules:
            about = []
        weigh = self.weigh[j]
        where = attribute(
            text, clauses.split(text), about, lambda found: sum(weigh.get(g, 0.0) for g in found)
        )
        said = " ".join(text[a:b] for a, b in where)
        many = len({s.factor for s in reading.spans}) if self.settings.rules else 1
        kind = self.examples[i].kind
        return clause_grams(said), pair_signals(self.factors[j], kind, about, many)

    def ruled(self, i: int, j: int) -> float:
        """Return the rules' strongest score of a factor in a text, 0 where they have none."""
        spans = self.readings[i].spans
        return max((s.score for s in spans if s.factor == self.factors[j]), key=abs, default=0.0)

    def learn(self, gold: Sequence[tuple[int, int]], x: Any, log_sentiment: Float) -> None:
        """Fix the columns from the labelled pairs."""
        seen = [self.features(i, j) for i, j in gold]
        self.letters = _Columns.of([letters for letters, _ in seen], self.settings.least)
        self.marks = _Columns.of([marks for _, marks in seen], 1)
        self.x, self.log_sentiment = x, log_sentiment

    def matrix(self, pairs: Sequence[tuple[int, int]]) -> Any:
        seen = [self.features(i, j) for i, j in pairs]
        letters = self.letters.vectoriser.transform([letters for letters, _ in seen])
        marks = self.marks.vectoriser.transform([marks for _, marks in seen])
        rows = [i for i, _ in pairs]
        share = self.settings.lean
        parts = [
            normalize(letters.astype(np.float64)),
            marks.astype(np.float64) * share,
            sparse.csr_matrix(self.log_sentiment[rows] * share),
            self.x[rows] * share,
        ]
        return sparse.hstack(parts).tocsr()

    def regress(
        self, pairs: Sequence[tuple[int, int]], y: Labels, settings: Settings
    ) -> _Regression:
        labels = np.array([y.polarity[i, j] for i, j in pairs])
        weight = np.array([y.weight[i] for i, _ in pairs])
        return _multinomial(self.matrix(pairs), labels, weight, settings)


def _multinomial(x: Any, y: NDArray[np.int64], weight: Float, settings: Settings) -> _Regression:
    counts = np.array([weight[y == c].sum() for c in range(3)])
    even = (counts.sum() / np.maximum(counts, 1e-9)) ** settings.balance
    model = LogisticRegression(
        C=settings.strength, max_iter=500, tol=1e-3, random_state=settings.seed
    )
    model.fit(x, y, sample_weight=weight * even[y] / np.mean(even[y]))
    coefficients, intercepts = np.zeros((3, x.shape[1])), np.full(3, -20.0)
    if len(model.classes_) == 2:  # one class never occurs
        coefficients[model.classes_[1]] = model.coef_[0]
        intercepts[model.classes_] = [0.0, model.intercept_[0]]
    else:
        coefficients[model.classes_], intercepts[model.classes_] = model.coef_, model.intercept_
    return _Regression(coefficients, intercepts)


def _binaries(x: Any, y: NDArray[np.int64], weight: Float, settings: Settings) -> _Regression:
    coefficients, intercepts = np.zeros((y.shape[1], x.shape[1])), np.full(y.shape[1], -20.0)
    for column in range(y.shape[1]):
        if 0 < y[:, column].sum() < len(y):
            model = LogisticRegression(
                C=settings.strength, solver="liblinear", max_iter=200, random_state=settings.seed
            )
            model.fit(x, y[:, column], sample_weight=weight)
            coefficients[column], intercepts[column] = model.coef_[0], model.intercept_[0]
    return _Regression(coefficients, intercepts)


def _model(
    factors: tuple[str, ...],
    letters: _Columns,
    marks: _Columns,
    pairs: _Pairs,
    whole: _Text,
    final: _Regression,
    leans: dict[str, float],
    temperatures: dict[str, float],
    bounds: dict[str, float],
    settings: Settings,
) -> Model:
    """Put the regressions' coefficients into tables; scales go into the weights."""
    a, b = len(pairs.letters.names), len(pairs.marks.names)
    at = len(letters.names)
    text = np.vstack(
        [
            whole.sentiment.coefficients,
            whole.presence.coefficients,
            whole.acts.coefficients,
            final.coefficients[:, a + b + 3 :] * settings.lean,
        ]
    ).T
    pair = final.coefficients[:, : a + b].T
    share = settings.lean
    tables = {
        "text.grams": _table(letters.names, text[:at], True),
        "text.signals": _table(marks.names, text[at:] * share, False),
        "pair.grams": _table(pairs.letters.names, pair[:a], True),
        "pair.signals": _table(pairs.marks.names, pair[a:] * share, False),
    }
    intercept = np.concatenate(
        [
            whole.sentiment.intercepts,
            whole.presence.intercepts,
            whole.acts.intercepts,
            np.zeros(3),
        ]
    )
    return Model(
        factors,
        tables,
        {
            "text": intercept.astype(np.float32),
            "pair": final.intercepts.astype(np.float32),
        },
        (final.coefficients[:, a + b : a + b + 3] * share).astype(np.float32),
        leans,
        temperatures,
        bounds,
    )


def _table(names: list[str], weights: Float, normed: bool) -> Table:
    # Weak features stay: the norm counts them. One with a line break cannot be stored.
    kept = [i for i, name in enumerate(names) if "\n" not in name]
    index = {names[i]: row for row, i in enumerate(kept)}
    steps, scales = quantised(weights[kept])
    return Table(index, steps * scales, normed)  # as its file will hold them


def _temperature(logits: Float, y: NDArray[np.int64]) -> float:
    """Return the temperature that minimises the log-loss of logits / temperature."""

    def loss(temperature: float) -> float:
        return float(-log_softmax(logits / temperature)[np.arange(len(y)), y].mean())

    return float(minimize_scalar(loss, bounds=(0.2, 5.0), method="bounded").x)


def _lean(logits: Float, ruled: Float, y: NDArray[np.int64], weight: Float) -> float:
    """Return what the rules' score should weigh beside the logits for the best macro-F1."""
    best = (0.0, 0.0)
    for much in LEANS:
        said = (logits + lean(ruled, much)).argmax(axis=1)
        value = float(f1_score(y, said, average="macro", sample_weight=weight))
        best = max(best, (value, much), key=lambda pair: (round(pair[0], 4), -pair[1]))
    return best[1]


def bound(chances: Float, y: NDArray[np.int64]) -> float:
    """Return the probability from which to say yes for the best micro-F1."""
    best = (0.0, 0.5)
    for bound in np.arange(0.2, 0.61, 0.02):
        said = chances >= bound
        f1 = 2 * (said & (y == 1)).sum() / max(1, said.sum() + y.sum())
        best = max(best, (float(f1), float(round(bound, 2))))
    return best[1]
