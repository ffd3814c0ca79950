"""Ranking questions: which option people put first, where each stands, how far they agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from feedback_miner.factors.choices import BRACKETED, label_of, option_of
from feedback_miner.ingest import multiselect, rankings
from feedback_miner.language import t
from feedback_miner.ratings.read import Ratings
from feedback_miner.ratings.statistics import counted, share, weighted_interval
from feedback_miner.survey import Column, Survey, short
from feedback_miner.tables import frame

__all__ = [
    "RANKS",
    "Agreement",
    "Ranking",
    "agreement",
    "notes",
    "read",
    "spoilt",
    "standing",
    "tabulate",
]

RANKS = {
    "question": "str",
    "option": "str",
    "order": "int",
    "n": "int",
    "mean_rank": "float",
    "mean_rank_low": "float",
    "mean_rank_high": "float",
    "n_ranked": "int",
    "mean_place": "float",
    "mean_place_low": "float",
    "mean_place_high": "float",
    "first": "int",
    "first_share": "float",
    "first_share_low": "float",
    "first_share_high": "float",
    "top3": "float",
    "top3_share": "float",
    "top3_share_low": "float",
    "top3_share_high": "float",
    "options": "int",
    "complete": "int",
    "set_aside": "int",
    "kendall_w": "float",
    "kendall_n": "int",
    "kendall_p": "float",
}
TOP, MANY = 3, 4  # the top three, told where there are more than four options

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Ranking:
    """A question: ``options``, and ``places`` (responses x options; 1 is the most important, 0 not
    ranked); ``aside`` flags the responses set aside, as two options share a place, or a cell holds
    no place or names an option twice."""

    name: str
    options: tuple[str, ...]
    places: Places
    aside: Flags

    @property
    def asked(self) -> Flags:
        """Who ranked something, rightly."""
        return np.asarray((self.places > 0).any(axis=1))


@dataclass(frozen=True)
class Agreement:
    """Kendall's W, from 0 (none) to 1 (all rank alike), its base, and the p-value of none."""

    w: float
    n: int
    p: float


def tabulate(responses: pd.DataFrame, ratings: Ratings, survey: Survey) -> pd.DataFrame:
    """Return RANKS: each option of each ranking question, the most important first.

    ``order`` is by ``mean_rank`` (1: most important) with its t interval, of the ``n`` who ranked
    any option, what they left out tied behind (see ``standing``): an option few people care for
    stays behind, however high they place it. ``mean_place`` is of the ``n_ranked`` who ranked the
    option alone; ``first`` and, of more than four options, ``top3`` of the ``n``, their shares with
    Wilson's (1927) interval. ``complete`` of these ranked every option;
    ``set_aside`` are those whose ranking contradicts itself. Weights count as in ``choices``
    (Kish, 1965); responses of weight 0 do not count. ``kendall_w`` (see ``agreement``) is of the
    question. Options that fewer than ``minimum_n`` ranked are left out: they may be what single
    people wrote.
    """
    least, weights = max(1, survey.options.minimum_n), ratings.weights
    rows: list[dict[str, Any]] = []
    for question in read(responses, survey, least):
        if weights is not None:
            question = _weighing(question, weights > 0)
        counts = (question.places > 0).sum(axis=0)
        stands = standing(question.places)
        asked, agreed = question.asked, agreement(question, weights)
        told: dict[str, Any] = {
            "question": question.name,
            "n": int(asked.sum()),
            "options": len(question.options),
            "complete": int((question.places[asked] > 0).all(axis=1).sum()),
            "set_aside": int(question.aside.sum()),
            "kendall_w": agreed.w,
            "kendall_n": agreed.n,
            "kendall_p": agreed.p,
        }
        own = [
            told | {"option": option} | _row(question.places[:, at], stands[:, at], asked, weights)
            for at, option in enumerate(question.options)
            if counts[at] >= least
        ]
        if len(question.options) <= MANY:
            for row in own:
                row |= dict.fromkeys((k for k in RANKS if k.startswith("top3")), float("nan"))
        own.sort(key=lambda row: (row["mean_rank"], -row["first"], row["option"]))
        rows += [row | {"order": order} for order, row in enumerate(own, start=1)]
    return frame(rows, RANKS)


def _weighing(question: Ranking, weighs: Flags) -> Ranking:
    """Return a question as if those who weigh nothing had not been asked."""
    places = np.where(weighs[:, None], question.places, 0)
    return replace(question, places=places, aside=question.aside & weighs)


def standing(places: Places) -> Array:
    """Return the ranks (responses x options) of ``places``: options a response left out tie behind
    those it ranked, a place it skips being closed up; all alike where it ranked none."""
    ranked = places > 0
    m = ranked.sum(axis=1)
    behind = m + (places.shape[1] - m + 1) / 2
    ranks = stats.rankdata(np.where(ranked, places, np.iinfo(places.dtype).max), axis=1)
    return np.asarray(np.where(ranked, ranks, behind[:, None]), dtype=np.float64)


def _row(places: Places, stands: Array, asked: Flags, weights: Array | None) -> dict[str, Any]:
    ranked = places > 0
    rank = weighted_interval(stands[asked], None if weights is None else weights[asked])
    mean, low, high = weighted_interval(
        places[ranked].astype(float), None if weights is None else weights[ranked]
    )
    row: dict[str, Any] = {
        "mean_rank": rank[0],
        "mean_rank_low": rank[1],
        "mean_rank_high": rank[2],
        "n_ranked": int(ranked.sum()),
        "mean_place": mean,
        "mean_place_low": low,
        "mean_place_high": high,
    }
    for name, top in (("first", 1), ("top3", TOP)):
        flags = ranked & (places <= top)
        part, low, high = share(flags[asked], None if weights is None else weights[asked])
        row |= {name: int(flags.sum()), f"{name}_share": part}
        row |= {f"{name}_share_low": low, f"{name}_share_high": high}
    return row


def notes(table: pd.DataFrame) -> list[str]:
    """Return what to know of a RANKS table before quoting it: rankings that were set aside."""
    told = (
        spoilt(str(question), int(own["set_aside"].iloc[0]), int(own["n"].iloc[0]))
        for question, own in table.groupby("question", sort=False)
    )
    return [note for note in told if note]


def spoilt(question: str, aside: int, n: int) -> str:
    """Say how many rankings of a question were set aside, beside the ``n`` that count; "" for
    none."""
    if not aside:
        return ""
    return t(
        f"排序题「{short(question)}」有 {aside} 份答卷的名次重复、超出范围或读不出，"
        f"未计入（计入 n={n}）",
        f'ranking "{short(question)}": {aside} responses give a place twice, one out of range or '
        f"none that can be read; they do not count (n={n} do)",
    )


def read(responses: pd.DataFrame, survey: Survey, least: int = 1) -> Iterator[Ranking]:
    """Yield the ranking questions in the order of the survey; of options joined in one cell those
    that ``least`` ranked."""
    columns = [c for c in survey.with_role("rank") if c.name in responses.columns]
    for name, several in groupby(columns, key=_question):
        own = list(several)
        found = _apart(responses, own, name)
        if found is None:
            found = _joined(responses, own[0], least)
        if found.options and (found.asked.any() or found.aside.any()):
            yield found


def _question(column: Column) -> str:
    return column.group or multiselect.option_head(column.name) or column.name


def _apart(responses: pd.DataFrame, columns: list[Column], name: str) -> Ranking | None:
    """Read a question with one column an option; None for one column that holds no places."""
    ranks = np.column_stack([rankings.places(responses[column.name]) for column in columns])
    if len(columns) == 1 and (ranks > 0).sum() <= (ranks == rankings.UNREADABLE).sum():
        return None
    labels: list[str] = []
    for column in columns:
        label = label_of(column, name)
        while label in labels:
            label += "'"
        labels.append(label)
    right = rankings.sound(ranks)
    aside = ~right & (ranks != 0).any(axis=1)
    return Ranking(name, tuple(labels), np.where(right[:, None], ranks, 0), aside)


def _joined(responses: pd.DataFrame, column: Column, least: int) -> Ranking:
    """Read a question whose options stand in one cell, in order."""
    cells = [BRACKETED.sub("", cell).strip() for cell in responses[column.name].astype("str")]
    orders = rankings.ordered(cells, rankings.parting(cells))
    orders = [_bare(one) for one in orders]
    counts = Counter(option for one in orders for option in one if option)
    options = sorted(option for option, n in counts.items() if n >= least)
    at = {option: place for place, option in enumerate(options)}
    places = np.zeros((len(cells), len(options)), dtype=np.int64)
    for row, order in enumerate(orders):
        for option, place in order.items():
            if option in at:
                places[row, at[option]] = place
    aside = np.array([rankings.UNREADABLE in one.values() for one in orders], dtype=bool)
    return Ranking(column.name, tuple(options), places, aside)


def _bare(order: dict[str, int]) -> dict[str, int]:
    """Return an order with its options as the questionnaire has them; like ``rankings.ordered``
    what is unreadable where two are one (other: this, other: that)."""
    plain = {option_of(option): place for option, place in order.items()}
    return plain if len(plain) == len(order) else {"": rankings.UNREADABLE}


def agreement(question: Ranking, weights: Array | None = None) -> Agreement:
    """Return Kendall's W of a question's rankings (Kendall and Babington Smith, 1939).

    Options a respondent did not rank tie behind those he did, W being corrected for ties (Kendall,
    1948); rankings that skip a place do not count. With weights it is W of the weighted mean
    ranks, tested on Kish's (1965) effective base. The p-value is Friedman's (1937) chi-square's.
    nan where fewer than two rank, or there is one option.
    """
    ranked = question.places > 0
    m = ranked.sum(axis=1)
    use = (m > 0) & (question.places.max(axis=1, initial=0) == m)
    if weights is not None:
        use &= weights > 0
    n, k = int(use.sum()), len(question.options)
    if n < 2 or k < 2:
        return Agreement(float("nan"), n, float("nan"))
    left = k - m[use]
    ranks = standing(question.places[use])
    part = None if weights is None else weights[use]
    means = np.average(ranks, axis=0, weights=part)
    ties = float(np.average(left**3 - left, weights=part))
    w = 12 * float(((means - (k + 1) / 2) ** 2).sum()) / (k**3 - k - ties)
    _, base = counted(np.ones(n, dtype=bool), part)
    return Agreement(w, n, float(stats.chi2.sf(base * (k - 1) * w, k - 1)))
