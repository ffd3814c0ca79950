"""Multi-select questions: how many chose each option, and how satisfied those are who did."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, groupby
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from feedback_miner.factors.crosstabs import NORMAL_N, adjusted, group
from feedback_miner.ingest import multiselect
from feedback_miner.ingest.profile import profile, sample
from feedback_miner.ingest.unanswered import unanswered, unanswered_cells
from feedback_miner.ratings.read import Ratings
from feedback_miner.ratings.statistics import share, taken, welch
from feedback_miner.survey import Column, Survey
from feedback_miner.tables import frame

__all__ = [
    "BRACKETED",
    "CHOICES",
    "Question",
    "label_of",
    "option_of",
    "questions",
    "tabulate",
]

CHOICES = {
    "question": "str",
    "option": "str",
    "chosen": "int",
    "n": "int",
    "share": "float",
    "share_low": "float",
    "share_high": "float",
    "outcome": "str",
    "n_chosen": "int",
    "mean": "float",
    "n_not_chosen": "int",
    "mean_not_chosen": "float",
    "difference": "float",
    "difference_low": "float",
    "difference_high": "float",
    "p": "float",
    "p_adjusted": "float",
    "clear": "bool",
}
BRACKETED = re.compile(r"〖.*?〗", re.DOTALL)  # what people wrote beside an option
_OTHER = re.compile(
    r"((?:其[他它]|other)[^：:（(_]{0,4}?)[\s：:（(_,，\-].*$", re.DOTALL | re.IGNORECASE
)

Flags = NDArray[np.bool_]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Question:
    """A question: who was asked, and by option who chose it; both one flag a response."""

    name: str
    asked: Flags
    options: dict[str, Flags]


def tabulate(
    responses: pd.DataFrame, ratings: Ratings, survey: Survey, outcome: pd.Series[float] | None
) -> pd.DataFrame:
    """Return CHOICES: each option of each multi-select question, the most chosen first.

    ``chosen`` of the ``n`` who answered the question; ``share`` with Wilson's (1927) interval, on
    Kish's (1965) effective base where responses are weighted (those of weight 0 do not count).
    ``mean`` of ``outcome`` (one a
    response) among those who chose the option beside ``mean_not_chosen`` of those who did not,
    their difference with Welch's (1947) interval and p-value where both sides vary and have 25
    answers, else the p-value of Mann and Whitney (1947) alone; adjusted over a question's options
    (Benjamini and Hochberg, 1995). Options that fewer than ``minimum_n`` chose are left out: they
    may be what single people wrote; a difference needs as many on both sides. Where customers have
    several responses, all is clustered by customer as in CROSSTABS.
    """
    least = max(1, survey.options.minimum_n)
    scores = None if outcome is None else outcome.to_numpy(dtype=float)
    rows: list[dict[str, Any]] = []
    for question in questions(responses, survey, least):
        if ratings.weights is not None:
            question = replace(question, asked=question.asked & (ratings.weights > 0))
        own = [
            _row(question, option, chose, ratings)
            | _compared(question.asked, chose, scores, ratings, least)
            | {"outcome": "" if outcome is None else str(outcome.name)}
            for option, chose in question.options.items()
            if (chose & question.asked).sum() >= least
        ]
        for row, told in zip(own, adjusted(own), strict=True):
            row |= told
        rows += sorted(own, key=lambda row: (-row["share"], row["option"]))
    return frame(rows, CHOICES)


def questions(responses: pd.DataFrame, survey: Survey, least: int) -> Iterator[Question]:
    """Yield the multi-select questions in the order of the survey; of those answered in one cell
    the options that ``least`` responses chose."""
    columns = [c for c in survey.with_role("multi") if c.name in responses.columns]
    for name, several in groupby(columns, key=lambda column: column.group or column.name):
        own = list(several)
        apart = len(own) > 1 or own[0].name != name
        question = _apart(responses, own, name) if apart else _joined(responses, own[0], least)
        if question.asked.any():
            yield question


def _joined(responses: pd.DataFrame, column: Column, least: int) -> Question:
    """Read a question whose options stand in one cell; of these those that ``least`` chose."""
    cells = responses[column.name].astype("str").str.strip()
    plain = cells.str.replace(BRACKETED, "", regex=True)
    mark = multiselect.joined(profile(responses, column.name, sample(responses)))
    mark = mark or multiselect.parting(plain.tolist())
    parts = [_options(own) for own in multiselect.split(plain.tolist(), mark)]
    common = [option for option, n in Counter(chain(*parts)).items() if n >= least]
    options = {option: np.zeros(len(cells), dtype=bool) for option in common}
    for at, chosen in enumerate(parts):
        for option in chosen:
            if option in options:
                options[option][at] = True
    return Question(column.name, ~unanswered_cells(cells, "multi"), options)


def _options(parts: Sequence[str]) -> list[str]:
    """Return the options of a cell, each once, without what people wrote beside them."""
    bare = dict.fromkeys(option_of(part) for part in parts)
    return [part for part in bare if not unanswered(part, "multi")]


def option_of(part: str) -> str:
    """Return an option as the questionnaire has it, without what people wrote beside it."""
    return _OTHER.sub(r"\1", BRACKETED.sub("", part).strip())


def _apart(responses: pd.DataFrame, columns: list[Column], name: str) -> Question:
    """Read a question with one column an option: who has anything in any column was asked."""
    asked = np.zeros(len(responses), dtype=bool)
    options: dict[str, Flags] = {}
    for column in columns:
        cells = responses[column.name].astype("str").str.strip()
        answered = ~unanswered_cells(cells, "multi")
        asked |= answered
        lower = cells.str.lower()
        refused = {"-1"} if (cells == "-1").any() else multiselect.NOT_CHOSEN
        chose = answered & ~lower.isin(refused)
        label = label_of(column, name)
        while label in options:
            label += "'"
        options[label] = chose.to_numpy()
    return Question(name, asked, options)


def label_of(column: Column, question: str) -> str:
    """Return what a header says of its option: what follows the ``question``, without the marks
    that part the two; the whole header where it does not name the question."""
    label = column.name.partition(question)[2].strip().lstrip("_-—:：.、 ")
    label = label[1:-1].strip() if label[:1] in "（([【" and label[-1:] in "）)]】" else label
    return label or column.name


def _row(question: Question, option: str, chose: Flags, ratings: Ratings) -> dict[str, Any]:
    chosen, n = int((chose & question.asked).sum()), int(question.asked.sum())
    asked = question.asked
    part, low, high = share(
        chose[asked], taken(ratings.weights, asked), taken(ratings.clusters, asked)
    )
    return {
        "question": question.name,
        "option": option,
        "chosen": chosen,
        "n": n,
        "share": part,
        "share_low": low,
        "share_high": high,
    }


def _compared(
    asked: Flags, chose: Flags, scores: Array | None, ratings: Ratings, least: int
) -> dict[str, Any]:
    """Return the means of those who chose and of those who did not, and their difference."""
    nothing = float("nan")
    found: dict[str, Any] = {"n_chosen": 0, "n_not_chosen": 0, "p": nothing}
    for name in ("mean", "mean_not_chosen", "difference", "difference_low", "difference_high"):
        found[name] = nothing
    if scores is None:
        return found
    a, b = (
        group(scores[side], taken(ratings.weights, side), taken(ratings.clusters, side))
        for side in (asked & chose, asked & ~chose)
    )
    found |= {"n_chosen": a.n, "n_not_chosen": b.n}
    for name, one in (("mean", a), ("mean_not_chosen", b)):
        if one.n >= least:
            found[name] = one.mean
    if min(a.n, b.n) < max(2, least):
        return found
    found["difference"] = a.mean - b.mean
    if min(a.independent, b.independent) >= NORMAL_N and a.varies and b.varies:
        tested = welch(a.mean - b.mean, a.variance, b.variance, a.independent, b.independent)
        return found | {
            "difference_low": tested.low,
            "difference_high": tested.high,
            "p": tested.p,
        }
    if len(np.unique(np.concatenate([a.each, b.each]))) > 1:
        found["p"] = float(stats.mannwhitneyu(a.each, b.each).pvalue)
    return found
