"""Open questions as strata: that one of them was answered less often is no change of mind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from feedback_miner.language import t
from feedback_miner.ratings.statistics import design_effect
from feedback_miner.survey import short
from feedback_miner.waves.decomposition import Array, Codes

__all__ = ["Strata", "asked", "patterns", "rate", "strata"]

FEW = 30  # groups below which no gain of strata is claimed


@dataclass(frozen=True, slots=True)
class Strata:
    """What of two waves is compared with what: ``names``, and each row's stratum by wave; -1 where
    the other wave has nothing of the kind, which counts nowhere."""

    names: tuple[str, ...]
    codes: tuple[Codes, Codes]

    @property
    def bases(self) -> tuple[int, int]:
        """How many rows of each wave count."""
        one, two = (int((codes >= 0).sum()) for codes in self.codes)
        return one, two

    @property
    def sizes(self) -> list[list[int]]:
        """How many rows of each stratum there are, by wave."""
        every = range(len(self.names))
        return [[int((codes == at).sum()) for codes in self.codes] for at in every]

    @property
    def shifted(self) -> bool:
        """Whether the strata's shares clearly differ between the waves (chi-square)."""
        if len(self.names) < 2:
            return False
        return bool(stats.chi2_contingency(self.sizes, correction=False).pvalue < 0.05)

    @property
    def weights(self) -> tuple[Array, Array]:
        """What each row weighs, so that strata have the base's shares in both waves (direct
        standardisation); the weights of a wave add up to its base."""
        one, two = (np.bincount(of[of >= 0], minlength=len(self.names)) for of in self.codes)
        share = np.divide(one * two.sum(), two * max(1, one.sum()), where=two > 0, out=0.0 * one)
        base, new = self.codes
        return (base >= 0).astype(float), np.append(share, 0.0)[new]  # -1: the last


def strata(labels: tuple[Sequence[str], Sequence[str]], least: int) -> Strata:
    """Return the strata of rows labelled by wave; labels of fewer than ``least`` in a wave are
    pooled."""
    counts = [Counter(one) for one in labels]
    every = dict.fromkeys((*counts[0], *counts[1]))
    names = [name for name in every if min(of[name] for of in counts) >= max(1, least)]
    rest = [sum(of[name] for name in every if name not in names) for of in counts]
    pooled = len(names) if all(rest) else -1
    place = {name: at for at, name in enumerate(names)}
    base, new = (
        np.array([place.get(name, pooled) for name in one], dtype=np.int64) for one in labels
    )
    return Strata((*names, *([t("其他题", "other questions")] if all(rest) else [])), (base, new))


def patterns(valid: pd.DataFrame) -> pd.Series[str]:
    """Return which questions each response (the index) answered by a valid text."""
    pairs = valid[["response_id", "question"]].drop_duplicates().sort_values("question")
    return pairs.groupby("response_id")["question"].agg("\n".join)


def rate(values: Array, weights: Array, codes: Codes, groups: NDArray[Any]) -> tuple[float, float]:
    """Return the weighted mean of values and its design effect: the variance linearised (Cochran,
    1977), about the means of the strata, of values that cluster in ``groups``, over that of as many
    independent values."""
    use = codes >= 0
    values, weights, codes, groups = values[use], weights[use], codes[use], groups[use]
    if len(values) == 0:
        return float("nan"), 1.0
    if len(np.unique(codes)) < 2:
        return float(values.mean()), design_effect(values, groups)
    mean = float(np.average(values, weights=weights))
    simple = float(np.average((values - mean) ** 2, weights=weights)) / len(values)
    _, place = np.unique(groups, return_inverse=True)
    clusters = int(place.max()) + 1
    if clusters < 2 or simple <= 0:
        return mean, 1.0
    within = np.bincount(codes, values) / np.maximum(1, np.bincount(codes))
    parts = np.bincount(place, weights * (values - within[codes])) / weights.sum()
    error2 = clusters / (clusters - 1) * float((parts**2).sum())
    return mean, max(error2 / simple, 1.0 if clusters < FEW else 0.25)


def asked(found: Strata) -> list[str]:
    """Return a note where the questions' shares of the texts clearly changed (chi-square), and one
    on texts that count in no comparison."""
    notes = []
    if found.shifted:
        told = t("；", "; ").join(
            f"{short(name)} n={one}→{two}"
            for name, (one, two) in zip(found.names, found.sizes, strict=True)
        )
        notes.append(
            t(
                f"各开放题的有效文本占比变了（{told}）：情感与因素的比较按基期的题目构成折算，"
                "不因某题答的人多了或少了而变",
                f"the shares of the open questions' valid texts changed ({told}): sentiment and "
                "factors are compared at the base's shares of questions",
            )
        )
    out = [int((codes < 0).sum()) for codes in found.codes]
    if any(out):
        notes.append(
            t(
                f"有的开放题只有一期有足够的有效文本，情感比较未计入 {out[0]}/{out[1]} 条"
                "（基期/新一期）",
                "valid texts of open questions that one wave hardly answered do not count in the "
                f"comparison of sentiment: {out[0]}/{out[1]} (base/new)",
            )
        )
    return notes
