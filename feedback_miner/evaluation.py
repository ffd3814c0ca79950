"""Scores predictions against gold labels, with intervals and the base of each figure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.metrics import cohen_kappa_score, f1_score

from feedback_miner.ratings.statistics import design_effect, share_interval
from feedback_miner.tables import LABELS

__all__ = [
    "BY_FACTOR",
    "FIGURES",
    "FULL",
    "Confusion",
    "Figure",
    "confusion",
    "evaluate",
    "is_held_out",
    "macro_f1",
]

FULL = dict(zip(("neg", "neu", "pos"), LABELS, strict=True))  # as gold files write them
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
    flags micro-F1; loyalty macro-F1; urgency within 1, recall of 3 (found where 2 or 3
    is said) and precision of 3 (right where the gold has 2 or 3); invalid
    answers' recall and precision; personal data recall and precision. Keys missing from the gold,
    or null, are not scored; kappa is not where either side has one label only.

    Intervals: Wilson's (1927) for shares, which are over their own base (recall: what the gold
    has; precision: what is predicted); bootstrap percentiles for the others, whose base is the
    texts, for F1 of sets the labels that either side gives; where all bootstrap samples agree,
    Wilson's of what both sides say alike, carried over to the figure. Texts of one respondent
    (ids alike up to #) are alike: respondents are drawn whole (the cluster bootstrap: Field and
    Welsh, 2007), and Wilson's base is divided by the design effect (Rao and Scott, 1992), by the
    mean number of units a respondent where all or none are hits.
    Raises ValueError where the lengths differ.
    """
    if len(gold) != len(predicted):
        raise ValueError(f"{len(gold)} gold lines but {len(predicted)} predictions")
    pairs = list(zip(gold, predicted, strict=True))
    figures: list[Figure] = []
    rng = np.random.default_rng(seed)

    def wilson(parts: Sequence[tuple[int, int]], chosen: Sequence[Pair]) -> tuple[float, float]:
        """Return the interval of the hits among the units of each text of ``chosen``."""
        hits, sizes = np.array(parts, dtype=np.int64).T
        flags = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        owners = np.repeat(np.array([owner[id(g)] for g, _ in chosen]), sizes)
        if 0 < hits.sum() < sizes.sum():
            effect = design_effect((flags < np.repeat(hits, sizes)).astype(float), owners)
        else:  # nothing varies to tell how alike a respondent's units are: they count as one
            effect = len(owners) / max(len(np.unique(owners)), 1)
        return share_interval(hits.sum() / effect, sizes.sum() / effect)

    def add(
        name: str,
        key: str,
        measure: Callable[[Sequence[Pair]], float],
        agreed: Callable[[_Labels], tuple[int, int]],
        carried: Callable[[float, Sequence[Pair]], float] = lambda share, _: share,
    ) -> None:
        """Add a figure with its bootstrap interval; ``agreed`` counts what both sides of a text
        say alike, and of how many, for the base; ``carried`` turns a share of these into the
        figure, for the interval where all bootstrap samples come out the same."""
        chosen = [pair for pair in pairs if pair[0].get(key) is not None]
        value = measure(chosen) if chosen else float("nan")
        if np.isnan(value):
            return
        members: dict[int, list[int]] = {}
        for i, (g, _) in enumerate(chosen):
            members.setdefault(owner[id(g)], []).append(i)
        groups = list(members.values())
        draws = np.array(
            [
                measure(
                    [
                        chosen[i]
                        for at in rng.integers(0, len(groups), len(groups))
                        for i in groups[at]
                    ]
                )
                for _ in range(samples)
            ]
        )
        usable = draws[~np.isnan(draws)]
        parts = [agreed(x) for x in labels(chosen)]
        if len(usable) and np.ptp(usable) > 0:
            low, high = np.percentile(usable, [2.5, 97.5])
        else:
            low, high = (carried(bound, chosen) for bound in wilson(parts, chosen))
        base = sum(size for _, size in parts)
        figures.append(Figure(name, value, min(float(low), value), max(float(high), value), base))

    def share(name: str, key: str, part: Callable[[_Labels], tuple[int, int]]) -> None:
        """Add a proportion with Wilson's interval and its own base."""
        chosen = [pair for pair in pairs if pair[0].get(key) is not None]
        parts = [(int(hits), int(size)) for hits, size in map(part, labels(chosen))]
        hits, base = sum(hit for hit, _ in parts), sum(size for _, size in parts)
        if base:
            low, high = wilson(parts, chosen)
            value = hits / base
            figures.append(Figure(name, value, min(low, value), max(high, value), base))

    # Derive each text's labels once: the bootstrap only counts them.
    cache = {id(g): _Labels.of(g, p) for g, p in pairs}
    owner = {id(g): at for (g, _), at in zip(pairs, _owners(gold), strict=True)}

    def labels(chosen: Sequence[Pair]) -> list[_Labels]:
        return [cache[id(g)] for g, _ in chosen]

    def overlap(name: str, key: str, sets: Callable[[_Labels], tuple[int, int, int]]) -> None:
        """Add the F1 of two sets of labels; its base is what either side says."""

        def measure(chosen: Sequence[Pair]) -> float:
            hits, given, wanted = np.array([sets(x) for x in labels(chosen)]).sum(axis=0)
            return float(2 * hits / (given + wanted)) if given + wanted else float("nan")

        def agreed(x: _Labels) -> tuple[int, int]:
            hits, given, wanted = sets(x)
            return hits, given + wanted - hits

        # F1 is 2J / (1 + J) of the share J of what either says that both say.
        add(name, key, measure, agreed, lambda share, _: 2 * share / (1 + share))

    def feelings(chosen: Sequence[Pair]) -> tuple[list[str], list[str]]:
        found = labels(chosen)
        return [x.feeling[0] for x in found], [x.feeling[1] for x in found]

    def alike(x: _Labels) -> tuple[int, int]:
        return int(x.feeling[0] == x.feeling[1]), 1

    def beyond(share: float, chosen: Sequence[Pair]) -> float:
        chance = _chance(*feelings(chosen))
        return (share - chance) / (1 - chance)

    share("sentiment_accuracy", "sentiment", lambda x: (x.feeling[0] == x.feeling[1], 1))
    add(
        "sentiment_macro_f1",
        "sentiment",
        lambda c: macro_f1(*feelings(c)),
        alike,
    )
    add("sentiment_kappa", "sentiment", lambda c: _kappa(*feelings(c)), alike, beyond)
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
        lambda c: macro_f1(*zip(*[cache[id(g)].loyalty for g, _ in c], strict=True)),
        lambda x: (int(x.loyalty[0] == x.loyalty[1]), 1),
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
                {factor: FULL[polarity] for factor, polarity in gold.get("factors") or []},
                {factor: said["label"] for factor, said in predicted["factors"].items()},
            ),
            acts=(set(gold.get("acts") or []) - ignored, set(predicted["acts"]) - ignored),
            loyalty=(gold.get("loyalty") or "none", predicted["loyalty"] or "none"),
            urgency=(int(gold.get("urgency") or 0), int(predicted["urgency"])),
            flags=(set(gold.get("flags") or []), set(predicted["flags"])),
            valid=(gold.get("valid") in (None, True), bool(predicted["valid"])),
            pii=_pii(gold, predicted),
        )


def _pii(
    gold: Mapping[str, Any], predicted: Mapping[str, Any]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return (found, wanted) and (right, marked) spans of personal data."""
    text = str(gold.get("text", ""))
    wanted = [(text.find(v), text.find(v) + len(v)) for _, v in gold.get("pii") or []]
    marked = [(span["start"], span["end"]) for span in predicted["pii"]]
    found = sum(any(s <= a and b <= e for s, e in marked) for a, b in wanted)
    right = sum(any(s < b and a < e for a, b in wanted) for s, e in marked)
    return (found, len(wanted)), (right, len(marked))


def _overlap(gold: set[Any], predicted: set[Any]) -> tuple[int, int, int]:
    return len(gold & predicted), len(predicted), len(gold)


def _kappa(right: Sequence[str], said: Sequence[str]) -> float:
    """Return Cohen's (1960) kappa; nan where a side has one label only: then nothing it says can
    be told from chance."""
    if len(set(right)) < 2 or len(set(said)) < 2:
        return float("nan")
    return float(cohen_kappa_score(right, said))


def _chance(right: Sequence[str], said: Sequence[str]) -> float:
    """Return the share on which two sides of these labels agree by chance."""
    one, two = Counter(right), Counter(said)
    return sum(n * two[label] for label, n in one.items()) / (len(right) * len(said))


def _owners(gold: Sequence[Mapping[str, Any]]) -> list[int]:
    """Return the respondent of each text, from 0; a text without an id has one of its own."""
    places: dict[str | int, int] = {}
    found = []
    for at, line in enumerate(gold):
        name = str(line.get("id", line.get("response_id")) or "")
        found.append(places.setdefault(_respondent(name) or at, len(places)))
    return found


def _respondent(identifier: str) -> str:
    return identifier.split("#")[0]


def macro_f1(gold: Sequence[Any], predicted: Sequence[Any]) -> float:
    """Return the mean F1 over the labels that the gold has, 0 to 1: one that is only predicted
    costs the others precision, and has no recall to be averaged."""
    return float(
        f1_score(gold, predicted, average="macro", labels=sorted(set(gold)), zero_division=0)
    )


def is_held_out(identifier: str) -> bool:
    """Tell whether a text of our own gold is in the half that nothing is tuned or trained on.

    By a hash of the respondent's part of its id, so that a respondent's answers stay together.
    """
    return hashlib.sha256(_respondent(identifier).encode()).digest()[0] % 2 == 1
