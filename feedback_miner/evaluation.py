"""Scores predictions against gold labels, with bootstrap intervals over texts."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import cohen_kappa_score, f1_score

__all__ = ["FULL", "LABELS", "Confusion", "Figure", "confusion", "evaluate", "is_held_out"]

FULL = {"neg": "negative", "neu": "neutral", "pos": "positive"}
LABELS = ("negative", "neutral", "positive")
SAMPLES = 1000
Pair = tuple[Mapping[str, Any], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % bootstrap percentile interval and the number of texts behind it."""

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
    are not scored. Raises ValueError where the lengths differ.
    """
    if len(gold) != len(predicted):
        raise ValueError(f"{len(gold)} gold lines but {len(predicted)} predictions")
    pairs = list(zip(gold, predicted, strict=True))
    figures: list[Figure] = []
    rng = np.random.default_rng(seed)

    def add(name: str, key: str, measure: Callable[[Sequence[Pair]], float]) -> None:
        chosen = [pair for pair in pairs if key in pair[0]]
        if not chosen:
            return
        value = measure(chosen)
        if np.isnan(value):
            return
        n = len(chosen)
        draws = []
        for _ in range(samples):
            draws.append(measure([chosen[i] for i in rng.integers(0, n, n)]))
        usable = np.array(draws)[~np.isnan(draws)]
        low, high = np.percentile(usable, [2.5, 97.5]) if len(usable) else (np.nan, np.nan)
        figures.append(Figure(name, value, float(low), float(high), n))

    # Derive each text's labels once: the bootstrap only counts them.
    cache = {id(g): _Labels.of(g, p) for g, p in pairs}

    def counted(
        sets: Callable[[_Labels], tuple[int, int, int]],
    ) -> Callable[[Sequence[Pair]], float]:
        def measure(chosen: Sequence[Pair]) -> float:
            hits, given, wanted = np.array([sets(cache[id(g)]) for g, _ in chosen]).sum(axis=0)
            return float(2 * hits / (given + wanted)) if given + wanted else float("nan")

        return measure

    def ratio(part: Callable[[_Labels], tuple[int, int]]) -> Callable[[Sequence[Pair]], float]:
        def measure(chosen: Sequence[Pair]) -> float:
            hits, total = np.array([part(cache[id(g)]) for g, _ in chosen]).sum(axis=0)
            return float(hits / total) if total else float("nan")

        return measure

    def feelings(chosen: Sequence[Pair]) -> tuple[list[str], list[str]]:
        labels = [cache[id(g)] for g, _ in chosen]
        return [x.feeling[0] for x in labels], [x.feeling[1] for x in labels]

    add("sentiment_accuracy", "sentiment", ratio(lambda x: (x.feeling[0] == x.feeling[1], 1)))
    add(
        "sentiment_macro_f1",
        "sentiment",
        lambda c: _macro(*feelings(c)),
    )
    add("sentiment_kappa", "sentiment", lambda c: float(cohen_kappa_score(*feelings(c))))
    add("factor_micro_f1", "factors", counted(lambda x: _overlap(*map(set, x.factors))))
    add(
        "opinion_micro_f1",
        "factors",
        counted(lambda x: _overlap(*(set(side.items()) for side in x.factors))),
    )
    names = sorted({f for x in cache.values() for side in x.factors for f in side})
    for name in names:

        def one(x: _Labels, name: str = name) -> tuple[int, int, int]:
            return _overlap(*({name} & set(side) for side in x.factors))

        add(f"factor_f1.{name}", "factors", counted(one))
        add(f"factor_precision.{name}", "factors", ratio(lambda x, f=one: f(x)[:2]))  # type: ignore[misc]
        add(f"factor_recall.{name}", "factors", ratio(lambda x, f=one: f(x)[::2]))  # type: ignore[misc]
    add("act_micro_f1", "acts", counted(lambda x: _overlap(*x.acts)))
    add(
        "loyalty_macro_f1",
        "loyalty",
        lambda c: _macro(*zip(*[cache[id(g)].loyalty for g, _ in c], strict=True)),
    )
    add("urgency_within_1", "urgency", ratio(lambda x: (abs(x.urgency[0] - x.urgency[1]) <= 1, 1)))
    add(
        "urgent_recall",
        "urgency",
        ratio(lambda x: (x.urgency[0] == 3 <= x.urgency[1] + 1, x.urgency[0] == 3)),
    )
    add(
        "urgent_precision",
        "urgency",
        ratio(lambda x: (x.urgency[1] == 3 <= x.urgency[0] + 1, x.urgency[1] == 3)),
    )
    add("flag_micro_f1", "flags", counted(lambda x: _overlap(*x.flags)))
    add("invalid_recall", "valid", ratio(lambda x: (not any(x.valid), not x.valid[0])))
    add("invalid_precision", "valid", ratio(lambda x: (not any(x.valid), not x.valid[1])))
    add("pii_recall", "pii", ratio(lambda x: x.pii[0]))
    add("pii_precision", "pii", ratio(lambda x: x.pii[1]))
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
