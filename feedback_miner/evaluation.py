"""Scores predictions against gold labels, with intervals and the base of each figure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import cohen_kappa_score, f1_score

from feedback_miner.ratings.statistics import share_interval

__all__ = [
    "BY_FACTOR",
    "FIGURES",
    "FULL",
    "LABELS",
    "Confusion",
    "Figure",
    "confusion",
    "evaluate",
    "is_held_out",
]

FULL = {"neg": "negative", "neu": "neutral", "pos": "positive"}
LABELS = ("negative", "neutral", "positive")
FIGURES = (
    "sentiment_accuracy",
    "sentiment_macro_f1",
    "sentiment_kappa",
    "factor_micro_f1",
    "opinion_micro_f1",
    "act_micro_f1",
    "loyalty_macro_f1",
    "urgency_within_1",
    "urgent_recall",
    "urgent_precision",
    "flag_micro_f1",
    "invalid_recall",
    "invalid_precision",
    "pii_recall",
    "pii_precision",
)
BY_FACTOR = ("factor_f1", "factor_precision", "factor_recall")  # figures of each factor
SAMPLES = 1000
Pair = tuple[Mapping[str, Any], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval and its own base: the texts, labels or spans it counts."""

    name: str
    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """Counts of gold (rows) by predicted (columns) labels, (k, k), in the order of ``labels``."""

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def n(self) -> int:
        """How many are counted."""
        return sum(map(sum, self.counts))


def confusion(
    gold: Sequence[Mapping[str, Any]], predicted: Sequence[Mapping[str, Any]], factor: str = ""
) -> dict[str, Confusion]:
    """Return the confusion of ``sentiment`` over texts and of ``polarity`` over (text, factor)
    pairs that either side names; "" is a factor that one side lacks. ``factor`` narrows the
    latter to one. Gold lines without the label are not counted."""
    feelings = [
        (FULL[str(g["sentiment"])], str(p["sentiment"]["label"]))
        for g, p in zip(gold, predicted, strict=True)
        if g.get("sentiment") in FULL
    ]
    polarities = []
    for g, p in zip(gold, predicted, strict=True):
        if g.get("factors") is None:
            continue
        wanted = {f: FULL[polarity] for f, polarity in g["factors"]}
        said = {f: str(v["label"]) for f, v in p["factors"].items()}
        for name in sorted({*wanted, *said}):
            if not factor or name == factor:
                polarities.append((wanted.get(name, ""), said.get(name, "")))
    return {
        "sentiment": _confusion(feelings, LABELS),
        "polarity": _confusion(polarities, (*LABELS, "")),
    }


def _confusion(pairs: Sequence[tuple[str, str]], labels: tuple[str, ...]) -> Confusion:
    counts = Counter(pairs)
    return Confusion(labels, tuple(tuple(counts[a, b] for b in labels) for a in labels))


def evaluate(
    gold: Sequence[Mapping[str, Any]],
    predicted: Sequence[Mapping[str, Any]],
    *,
    seed: int = 0,
    samples: int = SAMPLES,
) -> list[Figure]:
    """Score predictions in ``annotate``'s form against gold lines (see the labelling guideline).

    Both are in the same order. Figures: sentiment accuracy, macro-F1 and Cohen's kappa; factor
    and opinion (factor with polarity) micro-F1, per-factor precision, recall and F1; acts and
    flags micro-F1; loyalty macro-F1; urgency within 1, recall of 3 and precision of 3; invalid
    answers' recall and precision; personal data recall and precision. Keys missing from the gold
    are not scored. Intervals: Wilson's (1927) for shares, which are over their own base (recall:
    what the gold has; precision: what is predicted); bootstrap percentiles over texts for the
    others, whose base is the texts, for F1 of sets the labels that either side gives; where all
    bootstrap samples agree, Wilson's of what both sides say alike. Raises ValueError
    where the lengths differ.
    """
    if len(gold) != len(predicted):
        raise ValueError(f"{len(gold)} gold lines but {len(predicted)} predictions")
    pairs = list(zip(gold, predicted, strict=True))
    figures: list[Figure] = []
    rng = np.random.default_rng(seed)

    def add(
        name: str,
        key: str,
        measure: Callable[[Sequence[Pair]], float],
        agreed: Callable[[Sequence[Pair]], tuple[int, int]],
    ) -> None:
        """Add a figure with its bootstrap interval; ``agreed`` counts what both sides say alike,
        and of how many, for the base and where all bootstrap samples come out the same."""
        chosen = [pair for pair in pairs if key in pair[0]]
        value = measure(chosen) if chosen else float("nan")
        if np.isnan(value):
            return
        n = len(chosen)
        draws = np.array(
            [measure([chosen[i] for i in rng.integers(0, n, n)]) for _ in range(samples)]
        )
        usable = draws[~np.isnan(draws)]
        hits, base = agreed(chosen)
        if len(usable) and np.ptp(usable) > 0:
            low, high = np.percentile(usable, [2.5, 97.5])
        else:
            low, high = share_interval(hits, base)
            if name.endswith("micro_f1") or name.startswith("factor_f1"):
                # F1 is 2J / (1 + J) of the share J of what either says that both say.
                low, high = 2 * low / (1 + low), 2 * high / (1 + high)
        figures.append(Figure(name, value, min(float(low), value), max(float(high), value), base))

    def share(name: str, key: str, part: Callable[[_Labels], tuple[int, int]]) -> None:
        """Add a proportion with Wilson's interval and its own base."""
        parts = [part(cache[id(g)]) for g, _ in pairs if key in g]
        hits, base = sum(int(hit) for hit, _ in parts), sum(int(one) for _, one in parts)
        if base:
            low, high = share_interval(hits, base)
            value = hits / base
            figures.append(Figure(name, value, min(low, value), max(high, value), base))

    # Derive each text's labels once: the bootstrap only counts them.
    cache = {id(g): _Labels.of(g, p) for g, p in pairs}

    def labels(chosen: Sequence[Pair]) -> list[_Labels]:
        return [cache[id(g)] for g, _ in chosen]

    def overlap(name: str, key: str, sets: Callable[[_Labels], tuple[int, int, int]]) -> None:
        """Add the F1 of two sets of labels; its base is what either side says."""

        def measure(chosen: Sequence[Pair]) -> float:
            hits, given, wanted = np.array([sets(x) for x in labels(chosen)]).sum(axis=0)
            return float(2 * hits / (given + wanted)) if given + wanted else float("nan")

        def agreed(chosen: Sequence[Pair]) -> tuple[int, int]:
            hits, given, wanted = np.array([sets(x) for x in labels(chosen)]).sum(axis=0)
            return int(hits), int(given + wanted - hits)

        add(name, key, measure, agreed)

    def feelings(chosen: Sequence[Pair]) -> tuple[list[str], list[str]]:
        found = labels(chosen)
        return [x.feeling[0] for x in found], [x.feeling[1] for x in found]

    def alike(chosen: Sequence[Pair]) -> tuple[int, int]:
        return sum(x.feeling[0] == x.feeling[1] for x in labels(chosen)), len(chosen)

    share("sentiment_accuracy", "sentiment", lambda x: (x.feeling[0] == x.feeling[1], 1))
    add(
        "sentiment_macro_f1",
        "sentiment",
        lambda c: _macro(*feelings(c)),
        alike,
    )
    add("sentiment_kappa", "sentiment", lambda c: _kappa(*feelings(c)), alike)
    overlap("factor_micro_f1", "factors", lambda x: _overlap(*map(set, x.factors)))
    overlap(
        "opinion_micro_f1",
        "factors",
        lambda x: _overlap(*(set(side.items()) for side in x.factors)),
    )
    names = sorted({f for x in cache.values() for side in x.factors for f in side})
    for name in names:

        def one(x: _Labels, name: str = name) -> tuple[int, int, int]:
            return _overlap(*({name} & set(side) for side in x.factors))

        overlap(f"factor_f1.{name}", "factors", one)
        share(f"factor_precision.{name}", "factors", lambda x, f=one: f(x)[:2])  # type: ignore[misc]
        share(f"factor_recall.{name}", "factors", lambda x, f=one: f(x)[::2])  # type: ignore[misc]
    overlap("act_micro_f1", "acts", lambda x: _overlap(*x.acts))
    add(
        "loyalty_macro_f1",
        "loyalty",
        lambda c: _macro(*zip(*[cache[id(g)].loyalty for g, _ in c], strict=True)),
        lambda c: (sum(x.loyalty[0] == x.loyalty[1] for x in labels(c)), len(c)),
    )
    share("urgency_within_1", "urgency", lambda x: (abs(x.urgency[0] - x.urgency[1]) <= 1, 1))
    share(
        "urgent_recall",
        "urgency",
        lambda x: (x.urgency[0] == 3 <= x.urgency[1] + 1, x.urgency[0] == 3),
    )
    share(
        "urgent_precision",
        "urgency",
        lambda x: (x.urgency[1] == 3 <= x.urgency[0] + 1, x.urgency[1] == 3),
    )
    overlap("flag_micro_f1", "flags", lambda x: _overlap(*x.flags))
    share("invalid_recall", "valid", lambda x: (not any(x.valid), not x.valid[0]))
    share("invalid_precision", "valid", lambda x: (not any(x.valid), not x.valid[1]))
    share("pii_recall", "pii", lambda x: x.pii[0])
    share("pii_precision", "pii", lambda x: x.pii[1])
    return figures


@dataclass(frozen=True, slots=True)
class _Labels:
    """Gold and predicted labels of one text, side by side."""

    feeling: tuple[str, str]
    factors: tuple[dict[str, str], dict[str, str]]
    acts: tuple[set[str], set[str]]
    loyalty: tuple[str, str]
    urgency: tuple[int, int]
    flags: tuple[set[str], set[str]]
    valid: tuple[bool, bool]
    pii: tuple[tuple[int, int], tuple[int, int]]

    @classmethod
    def of(cls, gold: Mapping[str, Any], predicted: Mapping[str, Any]) -> _Labels:
        ignored = {"other", "statement"}
        return cls(
            feeling=(FULL.get(str(gold.get("sentiment")), ""), predicted["sentiment"]["label"]),
            factors=(
                {factor: FULL[polarity] for factor, polarity in gold.get("factors", [])},
                {factor: said["label"] for factor, said in predicted["factors"].items()},
            ),
            acts=(set(gold.get("acts", [])) - ignored, set(predicted["acts"]) - ignored),
            loyalty=(gold.get("loyalty") or "none", predicted["loyalty"] or "none"),
            urgency=(int(gold.get("urgency", 0)), int(predicted["urgency"])),
            flags=(set(gold.get("flags", [])), set(predicted["flags"])),
            valid=(bool(gold.get("valid", True)), bool(predicted["valid"])),
            pii=_pii(gold, predicted),
        )


def _pii(
    gold: Mapping[str, Any], predicted: Mapping[str, Any]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return (found, wanted) and (right, marked) spans of personal data."""
    text = str(gold.get("text", ""))
    wanted = [(text.find(v), text.find(v) + len(v)) for _, v in gold.get("pii", [])]
    marked = [(span["start"], span["end"]) for span in predicted["pii"]]
    found = sum(any(s <= a and b <= e for s, e in marked) for a, b in wanted)
    right = sum(any(s < b and a < e for a, b in wanted) for s, e in marked)
    return (found, len(wanted)), (right, len(marked))


def _overlap(gold: set[Any], predicted: set[Any]) -> tuple[int, int, int]:
    return len(gold & predicted), len(predicted), len(gold)


def _kappa(right: Sequence[str], said: Sequence[str]) -> float:
    """Return Cohen's (1960) kappa; nan where all say one and the same, of which chance says the
    same too."""
    return float(cohen_kappa_score(right, said)) if len({*right, *said}) > 1 else float("nan")


def _macro(gold: Sequence[str], predicted: Sequence[str]) -> float:
    return float(
        f1_score(gold, predicted, average="macro", labels=sorted(set(gold)), zero_division=0)
    )


def is_held_out(identifier: str) -> bool:
    """Tell whether a text of our own gold is in the half that nothing is tuned or trained on.

    By a hash of the respondent's part of its id, so that a respondent's answers stay together.
    """
    respondent = identifier.split("#")[0]
    return hashlib.sha256(respondent.encode()).digest()[0] % 2 == 1
