"""Careless respondents: reported, and left out only where the user asks for it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.ingest.durations import durations, seconds
from feedback_miner.language import t
from feedback_miner.survey import Column, Survey
from feedback_miner.tables import check

__all__ = ["CONDUCT", "REASONS", "exclude", "notes", "review", "seconds"]

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]

REASONS = ("straightlining", "speeding", "duplicate")
CONDUCT = {
    "response_id": "str",
    "straightlining": "bool",
    "speeding": "bool",
    "duplicate": "bool",
    "longstring": "int",
    "seconds": "float",
    "same_as": "str",
    "detail": "str",
}

BLOCK = 5  # items on one scale, below which answering all alike says little
LEAST_DURATIONS = 20
FAST = 0.5  # of the median: Greszki et al. (2015)
OWN_WORDS = 6  # characters
MANY_SCORES = 10


def review(responses: pd.DataFrame, scores: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """Return CONDUCT: one row a response, with what looks careless about it.

    ``scores`` is ``Ratings.scores``. Straight-lining: one answer, as it was written, to every
    item answered, at least five and half of them, of all those that share a scale; outcomes do
    not count. ``longstring``: the longest run of one answer over such items in the order of the
    export (Johnson, 2005; Curran, 2016). Speeding: less than half the median duration (Greszki
    et al., 2015), where 20 responses or more tell theirs. Duplicate: the same scores and texts
    as an earlier response, in words of its own or with many scores (``_duplicates``).
    """
    ids = responses["response_id"].astype("str").reset_index(drop=True)
    if not ids.equals(scores["response_id"].astype("str").reset_index(drop=True)):
        known = scores.set_index(scores["response_id"].astype("str"))
        scores = known.reindex(ids).reset_index(drop=True)
    columns = [c for c in survey.with_role("score") if c.scale and c.name in scores.columns]
    answered = {
        c.name: pd.to_numeric(scores[c.name], errors="coerce").to_numpy(dtype=float)
        for c in columns
    }
    straight, longest, value, count = _straight(answered, columns, len(ids))
    spent = durations(responses, survey)
    usual = _usual(spent)
    fast = np.zeros(len(ids), dtype=bool)
    if usual is not None:
        fast = spent < FAST * usual  # nan is not
    repeats, same_as = _duplicates(responses, answered, survey, ids, straight)
    table = pd.DataFrame(
        {
            "response_id": ids,
            "straightlining": straight,
            "speeding": fast,
            "duplicate": repeats,
            "longstring": longest.astype("int64"),
            "seconds": spent,
            "same_as": same_as,
            "detail": _details(straight, value, count, fast, spent, usual, repeats, same_as),
        }
    ).astype({"response_id": "str", "same_as": "str", "detail": "str"})
    return check(table, CONDUCT)


def exclude(
    responses: pd.DataFrame, review: pd.DataFrame, reasons: Collection[str]
) -> pd.DataFrame:
    """Return the responses that are not flagged for any of ``reasons``, numbered from 0.

    Raises ValueError for a reason that is not one of REASONS.
    """
    unknown = sorted(set(reasons) - set(REASONS))
    if unknown:
        raise ValueError(
            t(
                f"没有这样的剔除理由：{'、'.join(unknown)}；可用 {'、'.join(REASONS)}",
                f"no such reason to exclude: {', '.join(unknown)}; use {', '.join(REASONS)}",
            )
        )
    flagged = np.zeros(len(review), dtype=bool)
    for reason in reasons:
        flagged |= review[reason].to_numpy(dtype=bool)
    out = set(review.loc[flagged, "response_id"].astype("str"))
    return responses[~responses["response_id"].astype("str").isin(out)].reset_index(drop=True)


def notes(review: pd.DataFrame) -> tuple[str, ...]:
    """Say how many responses are flagged for each reason, and out of how many."""
    n = len(review)
    if n == 0:
        return ()
    told = []
    straight, repeats = int(review["straightlining"].sum()), int(review["duplicate"].sum())
    if straight:
        told.append(
            t(
                f"{n} 份答卷中 {straight} 份（{straight / n:.1%}）同一量表各题同分（直线作答）",
                f"{straight} of {n} responses ({straight / n:.1%}) give one answer to all items "
                "of a scale (straight-lining)",
            )
        )
    spent = review["seconds"].to_numpy(dtype=float)
    usual, timed = _usual(spent), int(np.isfinite(spent).sum())
    if usual is not None:
        fast = int(review["speeding"].sum())
        if fast:
            told.append(
                t(
                    f"{timed} 份有时长的答卷中 {fast} 份（{fast / timed:.1%}）"
                    f"不到中位时长 {_clock(usual)}的一半",
                    f"{fast} of {timed} responses with a duration ({fast / timed:.1%}) took less "
                    f"than half the median of {_clock(usual)}",
                )
            )
    elif timed:
        told.append(
            t(
                f"只有 {timed} 份答卷有时长，不足 {LEAST_DURATIONS} 份，未判断作答过快",
                f"only {timed} responses have a duration, fewer than {LEAST_DURATIONS}: "
                "speeding was not looked for",
            )
        )
    if repeats:
        told.append(
            t(
                f"{n} 份答卷中 {repeats} 份（{repeats / n:.1%}）与更早的答卷打分和文字都相同",
                f"{repeats} of {n} responses ({repeats / n:.1%}) repeat the scores and texts of "
                "an earlier one",
            )
        )
    return tuple(told)


# Straight-lining


def _blocks(columns: Collection[Column]) -> list[list[Column]]:
    """Return the groups of five or more items that share the ends of their scale."""
    groups: dict[tuple[float, float], list[Column]] = {}
    for column in columns:
        if column.scale is not None and not column.outcome:
            groups.setdefault((column.scale.low, column.scale.high), []).append(column)
    return [group for group in groups.values() if len(group) >= BLOCK]


def _straight(
    answered: dict[str, Array], columns: list[Column], n: int
) -> tuple[Flags, NDArray[np.int64], Array, NDArray[np.int64]]:
    """Return who answers a block all alike, the longest run of one answer, and that one answer
    with the number of items."""
    straight, value = np.zeros(n, dtype=bool), np.full(n, np.nan)
    longest, count = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.int64)
    for block in _blocks(columns):
        run, low, high = np.zeros(n, dtype=np.int64), np.full(n, np.inf), np.full(n, -np.inf)
        known = np.zeros(n, dtype=np.int64)
        before = np.full(n, np.nan)
        for column in block:
            given = answered[column.name]
            if column.scale is not None and column.scale.reversed:  # as it was written
                given = column.scale.low + column.scale.high - given
            run = np.where(given == before, run + 1, np.isfinite(given).astype(np.int64))
            longest = np.maximum(longest, run)
            low, high = np.fmin(low, given), np.fmax(high, given)
            known += np.isfinite(given)
            before = given
        alike = (low == high) & (known >= max(BLOCK, len(block) / 2))
        value = np.where(alike & ~straight, low, value)
        count = np.where(alike & ~straight, known, count)
        straight |= alike
    return straight, longest, value, count


def _usual(spent: Array) -> float | None:
    """Return the median duration; None where too few are known."""
    known = spent[np.isfinite(spent)]
    return float(np.median(known)) if len(known) >= LEAST_DURATIONS else None


# Duplicates


def _duplicates(
    responses: pd.DataFrame,
    answered: dict[str, Array],
    survey: Survey,
    ids: pd.Series[Any],
    straight: Flags,
) -> tuple[Flags, NDArray[np.object_]]:
    """Return which responses repeat an earlier one, and the id of the first of them.

    Five scores or more are answered, all scores and texts are equal, and that is hardly chance:
    either a text has six characters or more and nobody else wrote the same with other scores
    (so that 没有什么意见 proves nothing), or there are ten scores or more, not all alike, every
    multi-select, ranking, segment and channel cell is equal as well, and nobody else differs in
    just one score (where many answer nearly alike, some will answer alike).
    """
    n = len(responses)
    none = np.full(n, "", dtype=object)
    if n == 0 or not answered:
        return np.zeros(n, dtype=bool), none
    given = pd.DataFrame(answered)
    known = given.notna().sum(axis=1).to_numpy()
    texts = {
        c.name: _words(responses[c.name])
        for c in survey.with_role("text")
        if c.name in responses.columns
    }
    length = np.zeros(n, dtype=np.int64)
    for cells in texts.values():
        length = np.maximum(length, cells.str.len().to_numpy(dtype=np.int64))
    context = {
        c.name: _words(responses[c.name])
        for c in survey.columns
        if c.role in ("multi", "rank", "segment", "channel") and c.name in responses.columns
    }
    pattern, words = _hash(given), _hash(pd.DataFrame(texts, index=range(n)))
    answer = pd.Series(_hash(pd.DataFrame({"pattern": pattern, "words": words})))
    patterns = pd.Series(pattern).groupby(words).transform("nunique").to_numpy()
    own_words = (known >= BLOCK) & (length >= OWN_WORDS) & (patterns == 1)
    many = (known >= MANY_SCORES) & ~straight & ~own_words
    if many.any():
        many &= ~_near(given)
    around = _hash(pd.DataFrame(context, index=range(n)))
    key = np.where(own_words, answer, _hash(pd.DataFrame({"answer": answer, "around": around})))
    eligible = np.flatnonzero(own_words | many)
    first = pd.Series(eligible).groupby(key[eligible]).transform("first").to_numpy(dtype=np.int64)
    repeated = first != eligible
    flags = np.zeros(n, dtype=bool)
    flags[eligible[repeated]] = True
    none[eligible[repeated]] = ids.to_numpy(dtype=object)[first[repeated]]
    return flags, none


def _near(given: pd.DataFrame) -> Flags:
    """Return for which rows another one differs in one score only."""
    parts = [_hash(given[[name]].assign(item=i)) for i, name in enumerate(given.columns)]
    whole = np.asarray(np.sum(parts, axis=0, dtype=np.uint64))  # wraps around, as it should
    same = _copies(whole)
    near = np.zeros(len(given), dtype=bool)
    for part in parts:
        near |= _copies(np.subtract(whole, part)) > same
    return near


def _copies(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return how many rows have each row's key."""
    codes, _ = pd.factorize(keys)
    return np.asarray(np.bincount(codes)[codes], dtype=np.int64)


def _words(cells: pd.Series[Any]) -> pd.Series[Any]:
    """Return cells with each run of white space as one space and none around."""
    plain = cells.astype("str").fillna("").to_numpy(dtype=object)
    return pd.Series([" ".join(cell.split()) for cell in plain], dtype="str")


def _hash(table: pd.DataFrame) -> NDArray[np.uint64]:
    """Return a number for each row that equal rows share, and others do not but by a miracle."""
    if table.shape[1] == 0:
        return np.zeros(len(table), dtype=np.uint64)
    hashed = pd.util.hash_pandas_object(table, index=False)
    return np.asarray(hashed, dtype=np.uint64)


# Words


def _clock(spent: float) -> str:
    if spent < 60:
        return t(f"{spent:.0f} 秒", f"{spent:.0f} s")
    minutes, rest = divmod(round(spent), 60)
    return t(f"{minutes} 分 {rest} 秒", f"{minutes} min {rest} s")


def _details(
    straight: Flags,
    value: Array,
    count: NDArray[np.int64],
    fast: Flags,
    spent: Array,
    usual: float | None,
    repeats: Flags,
    same_as: NDArray[np.object_],
) -> list[str]:
    details = [""] * len(straight)
    between = t("；", "; ")
    for i in np.flatnonzero(straight | fast | repeats):
        told = []
        if straight[i]:
            told.append(
                t(
                    f"{count[i]} 题全答 {value[i]:g}",
                    f"{value[i]:g} to all {count[i]} items",
                )
            )
        if fast[i] and usual is not None:
            told.append(
                t(
                    f"用时 {_clock(spent[i])}，中位 {_clock(usual)}",
                    f"took {_clock(spent[i])}, median {_clock(usual)}",
                )
            )
        if repeats[i]:
            told.append(t(f"与 {same_as[i]} 完全相同", f"same as {same_as[i]}"))
        details[i] = between.join(told)
    return details
