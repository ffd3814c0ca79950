"""Figures of precision against gold labels, each with its interval and its own base."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from feedback_miner.evaluation.agreement import chance, kappa, macro_f1
from feedback_miner.evaluation.labels import Labels, overlap
from feedback_miner.evaluation.respondents import owners
from feedback_miner.ratings.statistics import design_effect, share_interval

__all__ = ["BY_FACTOR", "FIGURES", "Figure", "evaluate"]

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
Texts = Sequence[Labels]
Sets = Callable[[Labels], tuple[int, int, int]]  # labels of both sides, predicted, gold
Part = Callable[[Labels], tuple[int, int]]  # hits, and of how many


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval and its own base: the texts, labels or spans it counts."""

    name: str
    value: float
    low: float
    high: float
    n: int


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
    scorer = _Scorer(gold, predicted, seed, samples)
    _sentiment(scorer)
    _factors(scorer)
    scorer.f1("act_micro_f1", "acts", lambda x: overlap(*x.acts))
    scorer.bootstrapped(
        "loyalty_macro_f1",
        "loyalty",
        lambda texts: macro_f1(*zip(*[x.loyalty for x in texts], strict=True)),
        lambda x: (int(x.loyalty[0] == x.loyalty[1]), 1),
    )
    _care(scorer)
    scorer.share("invalid_recall", "valid", lambda x: (not any(x.valid), not x.valid[0]))
    scorer.share("invalid_precision", "valid", lambda x: (not any(x.valid), not x.valid[1]))
    scorer.share("pii_recall", "pii", lambda x: x.pii[0])
    scorer.share("pii_precision", "pii", lambda x: x.pii[1])
    return scorer.figures


def _sentiment(scorer: _Scorer) -> None:
    def alike(x: Labels) -> tuple[int, int]:
        return int(x.feeling[0] == x.feeling[1]), 1

    def sides(texts: Texts) -> tuple[list[str], list[str]]:
        return [x.feeling[0] for x in texts], [x.feeling[1] for x in texts]

    def beyond_chance(share: float, texts: Texts) -> float:
        expected = chance(*sides(texts))
        return (share - expected) / (1 - expected)

    key = "sentiment"
    scorer.share("sentiment_accuracy", key, alike)
    scorer.bootstrapped("sentiment_macro_f1", key, lambda texts: macro_f1(*sides(texts)), alike)
    scorer.bootstrapped(
        "sentiment_kappa", key, lambda texts: kappa(*sides(texts)), alike, beyond_chance
    )


def _factors(scorer: _Scorer) -> None:
    def one(name: str, x: Labels) -> tuple[int, int, int]:
        return overlap(*({name} & set(side) for side in x.factors))

    def precision(name: str, x: Labels) -> tuple[int, int]:
        hits, given, _ = one(name, x)
        return hits, given

    def recall(name: str, x: Labels) -> tuple[int, int]:
        hits, _, wanted = one(name, x)
        return hits, wanted

    key = "factors"
    scorer.f1("factor_micro_f1", key, lambda x: overlap(*map(set, x.factors)))
    scorer.f1("opinion_micro_f1", key, lambda x: overlap(*(set(s.items()) for s in x.factors)))
    for name in sorted({factor for x in scorer.texts for side in x.factors for factor in side}):
        scorer.f1(f"factor_f1.{name}", key, partial(one, name))
        scorer.share(f"factor_precision.{name}", key, partial(precision, name))
        scorer.share(f"factor_recall.{name}", key, partial(recall, name))


def _care(scorer: _Scorer) -> None:
    """Score urgency, where a level next to it is as good, and flags."""

    def urgent(asked: int, answering: int, x: Labels) -> tuple[int, int]:
        return x.urgency[asked] == 3 <= x.urgency[answering] + 1, x.urgency[asked] == 3

    def near(x: Labels) -> tuple[int, int]:
        return abs(x.urgency[0] - x.urgency[1]) <= 1, 1

    scorer.share("urgency_within_1", "urgency", near)
    scorer.share("urgent_recall", "urgency", partial(urgent, 0, 1))
    scorer.share("urgent_precision", "urgency", partial(urgent, 1, 0))
    scorer.f1("flag_micro_f1", "flags", lambda x: overlap(*x.flags))


class _Scorer:
    """Measures a set of texts; ``figures`` are in the order in which they were asked for."""

    def __init__(
        self,
        gold: Sequence[Mapping[str, Any]],
        predicted: Sequence[Mapping[str, Any]],
        seed: int,
        samples: int,
    ) -> None:
        self.figures: list[Figure] = []
        # Derive each text's labels once: the bootstrap only counts them.
        self.texts = [Labels.of(g, p) for g, p in zip(gold, predicted, strict=True)]
        self._gold = gold
        self._owners = np.array(owners(gold), dtype=np.int64)
        self._rng = np.random.default_rng(seed)
        self._samples = samples

    def share(self, name: str, key: str, part: Part) -> None:
        """Add a proportion with Wilson's interval and its own base."""
        chosen = self._labelled(key)
        parts = [(int(hits), int(size)) for hits, size in (part(self.texts[i]) for i in chosen)]
        hits, base = sum(hit for hit, _ in parts), sum(size for _, size in parts)
        if base:
            self._add(name, hits / base, self._wilson(parts, chosen), base)

    def f1(self, name: str, key: str, sets: Sets) -> None:
        """Add the F1 of two sets of labels; its base is what either side says."""

        def measure(texts: Texts) -> float:
            hits, given, wanted = np.array([sets(x) for x in texts]).sum(axis=0)
            return float(2 * hits / (given + wanted)) if given + wanted else float("nan")

        def agreed(x: Labels) -> tuple[int, int]:
            hits, given, wanted = sets(x)
            return hits, given + wanted - hits

        # F1 is 2J / (1 + J) of the share J of what either says that both say.
        self.bootstrapped(name, key, measure, agreed, lambda share, _: 2 * share / (1 + share))

    def bootstrapped(
        self,
        name: str,
        key: str,
        measure: Callable[[Texts], float],
        agreed: Part,
        carried: Callable[[float, Texts], float] = lambda share, _: share,
    ) -> None:
        """Add a figure with its bootstrap interval; ``agreed`` counts what both sides of a text
        say alike, and of how many, for the base; ``carried`` turns a share of these into the
        figure, for the interval where all bootstrap samples come out the same."""
        chosen = self._labelled(key)
        texts = [self.texts[i] for i in chosen]
        value = measure(texts) if texts else float("nan")
        if np.isnan(value):
            return
        draws = self._drawn(chosen, measure)
        parts = [agreed(x) for x in texts]
        if len(draws) and np.ptp(draws) > 0:
            low, high = map(float, np.percentile(draws, [2.5, 97.5]))
        else:
            low, high = (carried(bound, texts) for bound in self._wilson(parts, chosen))
        self._add(name, value, (low, high), sum(size for _, size in parts))

    def _labelled(self, key: str) -> list[int]:
        """Return the places of the texts whose gold has that label."""
        return [i for i, line in enumerate(self._gold) if line.get(key) is not None]

    def _add(self, name: str, value: float, bounds: tuple[float, float], base: int) -> None:
        low, high = bounds
        self.figures.append(
            Figure(name, value, min(float(low), value), max(float(high), value), base)
        )

    def _drawn(
        self, chosen: Sequence[int], measure: Callable[[Texts], float]
    ) -> NDArray[np.float64]:
        """Return a measure of resamples of the respondents of ``chosen``, where it is defined."""
        members: dict[int, list[Labels]] = defaultdict(list)
        for i in chosen:
            members[int(self._owners[i])].append(self.texts[i])
        groups = list(members.values())
        draws = np.empty(self._samples)
        for sample in range(self._samples):
            respondents = self._rng.integers(0, len(groups), len(groups))
            draws[sample] = measure([x for at in respondents for x in groups[at]])
        return draws[~np.isnan(draws)]

    def _wilson(
        self, parts: Sequence[tuple[int, int]], chosen: Sequence[int]
    ) -> tuple[float, float]:
        """Return the interval of the hits among the units of each text of ``chosen``."""
        hits, sizes = np.array(parts, dtype=np.int64).T
        flags = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        of_units = np.repeat(self._owners[list(chosen)], sizes)
        if 0 < hits.sum() < sizes.sum():
            effect = design_effect((flags < np.repeat(hits, sizes)).astype(float), of_units)
        else:  # nothing varies to tell how alike a respondent's units are: they count as one
            effect = len(of_units) / max(len(np.unique(of_units)), 1)
        return share_interval(hits.sum() / effect, sizes.sum() / effect)
