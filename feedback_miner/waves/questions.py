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
from feedback_miner.ratings.statistics import CLEAR, design_effect
from feedback_miner.survey import short
from feedback_miner.waves.decomposition import Array, Codes

__all__ = ["Strata", "answers", "asked", "by_answer", "rate", "shift", "strata", "unlike"]


@dataclass(frozen=True, slots=True)
class Strata:
    """What of two waves is compared with what: ``names``, and each row's stratum by wave; -1 where
    the other wave has too little of the kind, which counts nowhere. ``mixed``: all is one stratum
    for want of answers, though other questions were answered, of which nothing can be said."""

    names: tuple[str, ...]
    codes: tuple[Codes, Codes]
    mixed: bool = False

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
        return _differ(self.sizes)

    @property
    def weights(self) -> tuple[Array, Array]:
        """What each row weighs, so that strata have the base's shares in both waves (direct
        standardisation); the weights of a wave add up to its base."""
        one, two = (np.bincount(of[of >= 0], minlength=len(self.names)) for of in self.codes)
        share = np.divide(one * two.sum(), two * max(1, one.sum()), where=two > 0, out=0.0 * one)
        base, new = self.codes
        return (base >= 0).astype(float), np.append(share, 0.0)[new]  # -1: the last


def strata(
    answered: tuple[pd.DataFrame, pd.DataFrame], least: int, shifted: bool = False
) -> Strata:
    """Return the strata of answers by wave (columns question and kind) by their question.

    Questions of fewer than ``least`` answers in a wave are pooled where the pool has so many in
    both waves and its own mix of questions did not change; else they count nowhere, as a handful
    of answers would stand for all of the other wave's. Where no question has enough, all are one
    stratum. ``shifted``: take the mix of questions to have changed.
    """
    counts = [Counter(one["question"]) for one in answered]
    every = dict.fromkeys((*counts[0], *counts[1]))
    names = [name for name in every if min(of[name] for of in counts) >= max(1, least)]
    pool = [name for name in every if name not in names]
    rest = [sum(of[name] for name in pool) for of in counts]
    kinds = {k for one in answered for k in one.loc[one["question"].isin(pool), "kind"]}
    moved = shifted or _differ([[of[name] for of in counts] for name in pool])
    mixed = len(pool) > 1 and len(kinds) > 1 and moved
    pooled = all(rest) and (not names or (min(rest) >= least and not mixed))
    place = {name: at for at, name in enumerate(names)}
    base, new = (
        np.array([place.get(q, len(names) if pooled else -1) for q in one["question"]], np.int64)
        for one in answered
    )
    if pooled:
        names.append(pool[0] if len(pool) == 1 else t("其他题", "other questions"))
    return Strata(tuple(names), (base, new), mixed and pooled)


def shift(answered: tuple[pd.DataFrame, pd.DataFrame]) -> bool:
    """Return whether the questions' shares of the answers clearly differ (chi-square)."""
    counts = [Counter(one["question"]) for one in answered]
    return _differ([[of[name] for of in counts] for name in {**counts[0], **counts[1]}])


def _differ(sizes: Sequence[Sequence[int]]) -> bool:
    if len(sizes) < 2 or not all(map(sum, zip(*sizes, strict=True))):
        return False
    return bool(stats.chi2_contingency(sizes, correction=False).pvalue < CLEAR)


def answers(verbatims: pd.DataFrame) -> pd.DataFrame:
    """Return the valid answers, one of a response to a question (``by_answer`` is the index):
    response_id, question, kind."""
    valid = verbatims[verbatims["valid"]].drop_duplicates(["response_id", "question"])
    return valid[["response_id", "question", "kind"]].set_index(by_answer(valid))


def by_answer(texts: pd.DataFrame) -> pd.Index[str]:
    """Return what names the answer (a response, a question) that each of the texts is of."""
    return pd.Index(texts["response_id"] + "\n" + texts["question"])


def rate(values: Array, weights: Array, codes: Codes, groups: NDArray[Any]) -> tuple[float, float]:
    """Return the weighted mean of values and its design effect: the variance linearised (Cochran,
    1977), about the means of the strata, of values that cluster in ``groups``, over that of as many
    independent values; of several strata no less than what unequal weights alone make of it (Kish,
    1965): few values that stand for many may agree by chance."""
    use = codes >= 0
    values, weights, codes, groups = values[use], weights[use], codes[use], groups[use]
    if len(values) == 0:
        return float("nan"), 1.0
    if len(np.unique(codes)) < 2:
        return float(values.mean()), design_effect(values, groups)
    mean = float(np.average(values, weights=weights))
    unequal = len(values) * float((weights**2).sum()) / float(weights.sum()) ** 2
    simple = float(np.average((values - mean) ** 2, weights=weights)) / len(values)
    if simple <= 0:
        return mean, unequal
    _, place = np.unique(groups, return_inverse=True)
    sizes = np.maximum(1, np.bincount(codes))
    within = np.bincount(codes, values) / sizes
    few = np.sqrt(sizes / np.maximum(1, sizes - 1))[codes]
    parts = np.bincount(place, weights * few * (values - within[codes])) / weights.sum()
    return mean, max(float((parts**2).sum()) / simple, unequal)


def asked(found: Strata) -> list[str]:
    """Return a note where the questions' shares of the texts clearly changed (chi-square), and one
    on texts that count in no comparison or get no verdict."""
    notes = []
    if found.shifted:
        told = t("；", "; ").join(
            f"{short(name)} n={one}→{two}"
            for name, (one, two) in zip(found.names, found.sizes, strict=True)
        )
        notes.append(
            t(
                f"各开放题的有效文本占比变了（{told}）：情感、因素与主题按基期的题目构成折算，"
                "不因某题答的人多了或少了而变",
                f"the shares of the open questions' valid texts changed ({told}): sentiment, "
                "factors and themes are compared at the base's shares of questions",
            )
        )
    if found.mixed:
        notes.append(
            t(
                "各开放题的有效文本都太少，而各题的占比变了，无法按题比较：情感、因素与主题不下结论",
                "too few valid texts in each open question, whose shares changed: no verdict on "
                "sentiment, factors and themes",
            )
        )
    out = [int((codes < 0).sum()) for codes in found.codes]
    if any(out):
        notes.append(
            t(
                "有的开放题至少一期的有效文本太少，情感、因素与主题的比较未计入 "
                f"{out[0]}/{out[1]} 条（基期/新一期）",
                "valid texts of open questions that one wave hardly answered do not count in the "
                f"comparison of sentiment, factors and themes: {out[0]}/{out[1]} (base/new)",
            )
        )
    return notes


def unlike(table: pd.DataFrame, minimum_n: int) -> list[str]:
    """Return a note on the factors of a table of CHANGES of which nothing is said though they have
    ``minimum_n`` in both waves: their questions cannot be told apart."""
    enough = table[["n_base", "n_new"]].min(axis=1) >= minimum_n
    silent = enough & (table["measure"] == "net") & (table["verdict"] == "too few")
    names = table.loc[silent, "name"]
    if names.empty:
        return []
    listed = t("、", ", ").join(t(f"「{name}」", f'"{name}"') for name in dict.fromkeys(names))
    return [
        t(
            f"{listed}：每道开放题下提到的都太少，而各题的占比变了，无法按题比较，净情感不下结论",
            f"{listed}: too few mentions in each open question, whose shares changed: no verdict "
            "on their net sentiment",
        )
    ]
