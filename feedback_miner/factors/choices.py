"""Multi-select questions: how many chose each option, and how satisfied those are who did."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from feedback_miner.factors.crosstabs import CLEAR, Group, group
from feedback_miner.ingest import multiselect
from feedback_miner.ingest.labels import UNASKED
from feedback_miner.ingest.profile import profile, sample
from feedback_miner.ratings.read import Ratings
from feedback_miner.ratings.statistics import share_interval
from feedback_miner.survey import Column, Survey
from feedback_miner.tables import frame

__all__ = ["CHOICES", "tabulate"]

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
    "n_rest": "int",
    "mean_rest": "float",
    "difference": "float",
    "difference_low": "float",
    "difference_high": "float",
    "p": "float",
    "p_adjusted": "float",
    "clear": "bool",
}
LEVEL = 0.95
_SKIPPED = frozenset({"", "-3", *UNASKED})  # -3: 问卷星's for a question that was not shown
# What people wrote beside an option: 其他〖利率〗, 其他：利率.
_WRITTEN = re.compile(r"〖.*?〗|(?<=^其[他它])\W.*$|(?<=^other)\W.*$", re.DOTALL | re.IGNORECASE)

Flags = NDArray[np.bool_]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class _Question:
    """A question: who was asked, and by option who chose it; both one flag a response."""

    name: str
    asked: Flags
    options: dict[str, Flags]


def tabulate(
    responses: pd.DataFrame, ratings: Ratings, survey: Survey, outcome: str = ""
) -> pd.DataFrame:
    """Return CHOICES: each option of each multi-select question, the most chosen first.

    ``chosen`` of the ``n`` who answered the question; ``share`` with Wilson's (1927) interval, on
    Kish's (1965) effective base where responses are weighted. ``mean`` of the closed item
    ``outcome`` among those who chose the option beside ``mean_rest`` of those who did not, their
    difference with Welch's (1947) interval and p-value, adjusted over a question's options
    (Benjamini and Hochberg, 1995). Options that fewer than ``minimum_n`` chose are left out: they
    may be what single people wrote; a difference needs as many on both sides.
    """
    least = max(1, survey.options.minimum_n)
    scores = (
        ratings.scores[outcome].to_numpy(dtype=float) if outcome in ratings.scores.columns else None
    )
    rows: list[dict[str, Any]] = []
    for question in _questions(responses, survey):
        own = [
            _row(question, option, chose, ratings.weights)
            | _compared(question.asked, chose, scores, ratings.weights, least)
            | {"outcome": outcome if scores is not None else ""}
            for option, chose in question.options.items()
            if (chose & question.asked).sum() >= least
        ]
        p = np.array([row["p"] for row in own])
        adjusted, known = np.full(len(p), np.nan), np.isfinite(p)
        if known.any():
            adjusted[known] = stats.false_discovery_control(p[known])
        for row, q in zip(own, adjusted.tolist(), strict=True):
            row |= {"p_adjusted": q, "clear": bool(q < CLEAR)}
        rows += sorted(own, key=lambda row: -row["chosen"])
    return frame(rows, CHOICES)


def _questions(responses: pd.DataFrame, survey: Survey) -> Iterator[_Question]:
    """Yield the multi-select questions in the order of the survey."""
    columns = [c for c in survey.with_role("multi") if c.name in responses.columns]
    for name, several in groupby(columns, key=lambda column: column.group or column.name):
        own = list(several)
        question = _joined(responses, own[0]) if len(own) == 1 else _apart(responses, own, name)
        if question.asked.any():
            yield question


def _joined(responses: pd.DataFrame, column: Column) -> _Question:
    """Read a question whose options stand in one cell; what somebody wrote beside one is cut."""
    cells = responses[column.name].astype("str").str.strip()
    mark = multiselect.joined(profile(responses, column.name, sample(responses)))
    parts = cells.map(lambda cell: _parts(cell, mark))
    options: dict[str, Flags] = {}
    for at, chosen in enumerate(parts):
        for option in chosen:
            options.setdefault(option, np.zeros(len(cells), dtype=bool))[at] = True
    return _Question(column.name, ~cells.isin(_SKIPPED).to_numpy(), options)


def _parts(cell: str, mark: str) -> frozenset[str]:
    if cell in _SKIPPED:
        return frozenset()
    parts = (_WRITTEN.sub("", part).strip() for part in (cell.split(mark) if mark else [cell]))
    return frozenset(part for part in parts if part and part not in _SKIPPED)


def _apart(responses: pd.DataFrame, columns: list[Column], name: str) -> _Question:
    """Read a question with one column an option: who has anything in any column was asked."""
    asked = np.zeros(len(responses), dtype=bool)
    options: dict[str, Flags] = {}
    for column in columns:
        cells = responses[column.name].astype("str").str.strip()
        asked |= ~cells.isin(_SKIPPED).to_numpy()
        chose = ~cells.isin(_SKIPPED) & ~cells.str.lower().isin(multiselect.NOT_CHOSEN)
        label = _bare(column.name.removeprefix(name)) or column.name
        while label in options:
            label += "'"
        options[label] = chose.to_numpy()
    return _Question(name, asked, options)


def _bare(label: str) -> str:
    """Return what a header says of an option, without the marks that part it from the question."""
    label = label.strip().lstrip("_-—:：.、 ")
    return label[1:-1].strip() if label[:1] in "（(" and label[-1:] in "）)" else label


def _row(question: _Question, option: str, chose: Flags, weights: Array | None) -> dict[str, Any]:
    chosen, n = int((chose & question.asked).sum()), int(question.asked.sum())
    share, base = chosen / n, float(n)
    if weights is not None and weights[question.asked].sum() > 0:
        w = weights[question.asked]
        share = float((w * chose[question.asked]).sum() / w.sum())
        base = float(w.sum() ** 2 / (w**2).sum())
    low, high = share_interval(share * base, base)
    return {
        "question": question.name,
        "option": option,
        "chosen": chosen,
        "n": n,
        "share": share,
        "share_low": low,
        "share_high": high,
    }


def _compared(
    asked: Flags, chose: Flags, scores: Array | None, weights: Array | None, least: int
) -> dict[str, Any]:
    """Return the means of those who chose and of those who did not, and their difference."""
    nothing = float("nan")
    found: dict[str, Any] = {"n_chosen": 0, "n_rest": 0, "p": nothing}
    for name in ("mean", "mean_rest", "difference", "difference_low", "difference_high"):
        found[name] = nothing
    if scores is None:
        return found
    a, b = (
        group(scores[side], None if weights is None else weights[side])
        for side in (asked & chose, asked & ~chose)
    )
    found |= {"n_chosen": a.n, "n_rest": b.n}
    for name, one in (("mean", a), ("mean_rest", b)):
        if one.n >= least:
            found[name] = one.mean
    if min(a.n, b.n) >= max(2, least) and (a.varies or b.varies):
        found |= _welch(a, b)
    return found


def _welch(a: Group, b: Group) -> dict[str, float]:
    """Return the difference of two means with interval and p-value (Welch, 1947)."""
    variance = a.variance + b.variance
    if not variance > 0:
        return {}
    df = variance**2 / (a.variance**2 / (a.n - 1) + b.variance**2 / (b.n - 1))
    error = float(np.sqrt(variance))
    difference = a.mean - b.mean
    half = float(stats.t.ppf(0.5 + LEVEL / 2, df)) * error
    return {
        "difference": difference,
        "difference_low": difference - half,
        "difference_high": difference + half,
        "p": float(2 * stats.t.sf(abs(difference) / error, df)),
    }
