"""Scores that run against the others: turned where the words tell why, told of where not."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner import lexicon
from feedback_miner.ingest import wording
from feedback_miner.ingest.findings import Verdict
from feedback_miner.language import t
from feedback_miner.sentiment import document
from feedback_miner.sentiment.rules import RuleReader
from feedback_miner.survey import Column, Outcome, short
from feedback_miner.text.normalise import normalise

__all__ = [
    "AGAINST",
    "Suspects",
    "correlations",
    "running_against",
    "suspects",
    "turn_reversed",
]

AGAINST = -0.3  # correlation with the other scores that tells of a reversed scale
_SURELY = -0.1  # that the correlation is below with 95 % confidence, whatever the sample
_LEAST_ITEMS, _LEAST_PAIRS = 3, 30
# What a good score of any item goes with: which items are reversed, the others cannot outvote.
_ANCHORS: frozenset[Outcome] = frozenset({"satisfaction", "recommend", "reuse"})
_AGREEMENT = re.compile(r"同意|赞同|认同|符合|\b(?:dis)?agree", re.IGNORECASE)

Array = NDArray[np.float64]


def correlations(values: Array) -> Array:
    """Return the correlation of each column of respondents x items (high is good, all of one
    width; missing is nan) with the mean of the others; nan where fewer than 30 answered both,
    one of them does not vary, or fewer than three items have answers."""
    return _with_others(values)[0]


class Suspects(NamedTuple):
    """Places of the scores that may be told to be reversed: ``items`` by what else there is, and
    ``outcomes`` that run against all others, each with its correlation. Where there are such,
    nothing tells which of them and the others are reversed, and no item is suspect."""

    items: frozenset[int]
    outcomes: dict[int, float]


def suspects(values: Array, columns: Sequence[Column]) -> Suspects:
    """Return which scores may be told to be reversed at all.

    Where there are outcomes (satisfaction, recommend, reuse), those that run against their mean,
    none if an outcome itself runs against all other scores: complaints may be many, and outvote
    the rest. Without outcomes, all whose header does not name their direction (满意度).
    """
    anchors = [place for place, column in enumerate(columns) if column.outcome in _ANCHORS]
    anchors = [place for place in anchors if not np.isnan(values[:, place]).all()]
    others = [place for place in range(len(columns)) if place not in anchors]
    if not anchors:
        free = (p for p in others if not wording.names_direction(columns[p].name))
        return Suspects(frozenset(free), {})
    r, n = _with_others(values)
    contrary = [place for place in anchors if r[place] <= AGAINST]
    if contrary:
        return Suspects(frozenset(), {p: float(r[p]) for p in contrary if _sure(r[p], n[p])})
    low = (p for p in others if _with_mean(values[:, p], values[:, anchors])[0] <= AGAINST)
    return Suspects(frozenset(low), {})


def running_against(values: Array, judged: Collection[int]) -> dict[int, float]:
    """Return those of the ``judged`` columns that run against the mean of all others, as
    ``correlations`` tells, each with its correlation.

    One is set aside at a time, the clearest first, for a reversed item drags the correlations of
    others. None are where they would be half of the scores or more: then nothing tells which of
    them are the reversed ones. In a small sample the 95 % upper bound of the correlation must be
    clear of zero too (Fisher, 1921).
    """
    left = values.copy()
    found: dict[int, float] = {}
    while True:
        r, n = _with_others(left)
        low = [p for p in judged if r[p] <= AGAINST and _sure(r[p], n[p])]
        if not low:
            break
        place = min(low, key=lambda p: (r[p], p))
        found[place] = float(r[place])
        left[:, place] = np.nan
    return {} if 2 * len(found) >= values.shape[1] else found


def _sure(r: float, n: float) -> bool:
    if r <= -1:
        return True
    return bool(np.tanh(np.arctanh(r) + 1.96 / np.sqrt(n - 3)) < _SURELY)


def _with_others(values: Array) -> tuple[Array, Array]:
    """Return ``correlations`` and of how many respondents each is."""
    r, n = np.full(values.shape[1], np.nan), np.zeros(values.shape[1])
    if (~np.isnan(values)).any(axis=0).sum() >= _LEAST_ITEMS:
        for place in range(values.shape[1]):
            r[place], n[place] = _with_mean(values[:, place], np.delete(values, place, axis=1))
    return r, n


def _with_mean(own: Array, others: Array) -> tuple[float, int]:
    known = ~np.isnan(others)
    mean = np.where(known, others, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    valid = known.any(axis=1) & ~np.isnan(own)
    own, rest = own[valid], mean[valid]
    if valid.sum() < _LEAST_PAIRS or own.std() == 0 or rest.std() == 0:
        return float("nan"), int(valid.sum())
    return float(np.corrcoef(own, rest)[0, 1]), int(valid.sum())


def turn_reversed(part: pd.DataFrame, verdicts: dict[int, Verdict], codebook: str) -> None:
    """Turn scores that run against the others and complain by the words of their statement
    (我觉得收费不透明), as the lexicons of ``codebook`` judge them; warn of the others that do.

    Complaints are held against the scores that are none, however many they are; of the rest
    those are told that are suspect and run against all others.
    """
    positions = sorted(p for p, v in verdicts.items() if v.column.role == "score")
    columns = [verdicts[position].column for position in positions]
    if len(positions) < _LEAST_ITEMS or len(part) < _LEAST_PAIRS:
        return
    values = np.column_stack([_on_one(part, column) for column in columns])
    if not (correlations(values) <= AGAINST).any():
        return  # the lexicons are read only where something runs against
    complaints = _complaints(columns, codebook)
    others = [place for place in range(len(columns)) if place not in complaints]
    for place in complaints:
        r, _ = _with_mean(values[:, place], values[:, others])
        if r <= AGAINST:
            values[:, place] = 1 - values[:, place]
            verdicts[positions[place]] = _turned(verdicts[positions[place]], r)
    suspect = suspects(values, columns)
    warnings = {
        place: t(
            f"与其余评分负相关（r = {r:.2f}），可能是反向计分，请核对",
            f"runs against the other scores (r = {r:.2f}): reversed? please check",
        )
        for place, r in running_against(values, suspect.items).items()
    } | {
        place: t(
            f"与其余评分负相关（r = {r:.2f}）：这题或其余多数题可能是反向计分，请逐题核对",
            f"runs against the other scores (r = {r:.2f}): this one or most of the others may be "
            "reversed, please check them all",
        )
        for place, r in suspect.outcomes.items()
    }
    for place, warning in warnings.items():
        verdict = verdicts[positions[place]]
        verdicts[positions[place]] = replace(verdict, warnings=(*verdict.warnings, warning))


def _turned(verdict: Verdict, r: float) -> Verdict:
    column = verdict.column
    assert column.scale is not None
    scale = replace(column.scale, reversed=not column.scale.reversed)
    kept, back = ("true", "false") if scale.reversed else ("false", "true")
    warning = t(
        f"题目说的是不满，且与其余评分负相关（r = {r:.2f}）：按 reversed = {kept} "
        f"计分（同意为差）；若不对，请在 survey.toml 中写 reversed = {back}",
        f"the statement is a complaint and runs against the other scores (r = {r:.2f}): scored "
        f"as reversed = {kept} (to agree is bad); if that is wrong, set reversed = {back} in "
        "survey.toml",
    )
    return replace(
        verdict, column=replace(column, scale=scale), warnings=(*verdict.warnings, warning)
    )


def _on_one(part: pd.DataFrame, column: Column) -> Array:
    """Return a score's cells on 0 to 1, turned as its scale says; nan where they are off it."""
    assert column.scale is not None
    cells = part[column.name].str.strip()
    number = pd.to_numeric(cells, errors="coerce").astype(float)
    if column.scale.labels:
        number = cells.map(dict(column.scale.labels)).astype(float).fillna(number)
    low, high = column.scale.low, column.scale.high
    number = number.where(number.between(low, high) & ~cells.isin(column.scale.missing))
    if column.scale.reversed:
        number = low + high - number
    return np.asarray((number - low) / (high - low), dtype=np.float64)


def _complaints(columns: Sequence[Column], codebook: str) -> list[int]:
    """Return the places of those columns that ask how far one agrees with a complaint, and whose
    header has not settled their direction."""
    stated = {
        place: normalise(short(column.name)).text
        for place, column in enumerate(columns)
        if _asks_agreement(column) and not wording.reversed_wording(column.name)
    }
    if not stated:
        return []
    read = RuleReader(lexicon.load(codebook)).read
    return [
        place
        for place, words in stated.items()
        if document.label(document.summarise(read(words)).score) == "negative"
    ]


def _asks_agreement(column: Column) -> bool:
    labels = column.scale.labels if column.scale else ()
    return (
        wording.is_statement(column.name)
        or _AGREEMENT.search(column.name) is not None
        or any(_AGREEMENT.search(text) for text, _ in labels)
    )
