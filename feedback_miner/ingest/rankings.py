"""Ranking questions: one column an option with its place in the cells, or the options of a cell
joined in their order. The first place is the most important."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.ingest import wording
from feedback_miner.ingest.multiselect import MARK, Group, common, option_head, pieces
from feedback_miner.ingest.profile import Profile
from feedback_miner.ingest.unanswered import unanswered
from feedback_miner.language import t

__all__ = [
    "NUMBERS",
    "UNREADABLE",
    "groups",
    "joined",
    "ordered",
    "parting",
    "places",
    "sound",
]

_ARROWS = ("→", "➔", "➜", "⇒", "->", "=>", "≻", "＞", ">")
_MARKS = (*_ARROWS, MARK, "┊", "；", ";", "|", "，", ",", "、")
NUMBERS = "1."  # stands for a mark: the options' own numbers part them
_PLACE = re.compile(r"第?\s*(\d{1,2})(?:\.0+)?\s*[名位]?")
_START = re.compile(
    r"(?:^|(?<=[\s,，;；、|┋┊→➔➜⇒≻＞>]))[(（]?(\d{1,2})[)）]?(?:[.．、:：](?!\d)|(?<=[)）]))"
)
_END = re.compile(r"(.+?)\s*[(（:：=_\-]\s*(\d{1,2})\s*[)）]?", re.DOTALL)
_CIRCLED = {ord("①") + n: f" {n + 1}." for n in range(20)}
_EDGES = " \t\r\n" + "".join(_MARKS)
UNREADABLE = -1
MOST, LONGEST = 30, 40  # options of a question, characters of one
SURE, LIKELY = 0.95, 0.8  # share of telling rows that are rankings: by cells alone, by header too
WHOLE, OFTEN = 0.9, 0.6  # share of cells that order all options: by cells alone, by header too
SEEN = 500  # different cells looked at
FEW = 10  # rows from which the cells alone are proof

Places = NDArray[np.int64]


def places(cells: pd.Series[str]) -> Places:
    """Return the place each cell gives (第2名, 2, 2.0), 0 for none, UNREADABLE for what is none."""
    bare = cells.astype("str").str.strip()
    table = {cell: _place(cell) for cell in pd.unique(bare)}
    return np.array([table[cell] for cell in bare], dtype=np.int64)


def _place(cell: str) -> int:
    found = _PLACE.fullmatch(cell)
    if unanswered(cell, "rank"):
        return 0
    return int(found[1]) or UNREADABLE if found else UNREADABLE


def sound(ranks: Places) -> NDArray[np.bool_]:
    """Tell which rows (respondents x options) rank something, and no two options alike, within
    as many places as there are options; a row may be partial."""
    ordered = np.sort(ranks, axis=1)
    tied = ((ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] > 0)).any(axis=1)
    within = (ranks >= 0).all(axis=1) & (ranks <= ranks.shape[1]).all(axis=1)
    return np.asarray(within & ~tied & (ranks > 0).any(axis=1))


def groups(columns: Sequence[Profile], part: pd.DataFrame) -> list[Group]:
    """Return the runs of adjacent columns with one head in which respondents give each place once.

    ``part`` holds the cells. Rows that rank two options or more tell; where fewer than ten do, two
    options only were ranked, or up to a fifth of the rows are no rankings, the header must say
    that it asks for an order or for importance. Options of a multi-select question have one code
    each, so that the places of an option must differ.
    """
    found: list[Group] = []
    heads = [option_head(column.name) if _numeric(column) else "" for column in columns]
    at = 0
    while at < len(columns):
        end = at + 1
        while end < len(columns) and heads[end] == heads[at] != "":
            end += 1
        names = [column.name for column in columns[at:end]]
        if end - at >= 2 and _ranked(names, part):
            why = t("排序题：每列一个选项，格内是名次", "a ranking: one option a column, its place")
            found.append(Group(tuple(range(at, end)), common(names) or heads[at], why))
        at = end
    return found


def _numeric(column: Profile) -> bool:
    """Tell whether cells hold places or nothing."""
    if column.distinct > 2 * MOST:
        return False
    odd = sum(n for text, n in column.counts.items() if _place(text) == UNREADABLE)
    return odd <= (1 - SURE) * column.filled


def _ranked(names: Sequence[str], part: pd.DataFrame) -> bool:
    ranks = np.column_stack([places(part[name]) for name in names])
    telling = (ranks > 0).sum(axis=1) >= 2
    if not telling.any():
        return False
    rows = ranks[telling]
    share = float(sound(rows).mean())
    if not any(len(set(column[column > 0])) > 1 for column in rows.T) and len(rows) > 1:
        return False
    if share >= SURE and len(names) > 2 and len(rows) >= FEW:
        return True
    named = any(wording.is_ranking(name) or wording.is_importance(name) for name in names)
    return named and share >= LIKELY


def joined(column: Profile) -> str:
    """Return what parts the options that a column's cells hold in order, "" where they hold none.

    The same few options must come back in different orders. Nine in ten cells that order all of
    them are proof; where the header speaks of importance, or an arrow parts them, six in ten; where
    it asks for an order, partial orders are taken too, if a mark parts most cells.
    """
    asked = wording.is_ranking(column.name) and wording.question_of(column.name) != "why"
    if wording.is_multiple(column.name) and not asked:
        return ""
    answers = _commonest(column.counts)
    total = sum(answers.values())
    for mark in (NUMBERS, *_MARKS):
        if mark != NUMBERS and 2 * sum(n for cell, n in answers.items() if mark in cell) < total:
            continue
        orders: Counter[tuple[str, ...]] = Counter()
        for one, n in zip(ordered(list(answers), mark), answers.values(), strict=True):
            if len(one) > 1:
                orders[tuple(sorted(one, key=one.__getitem__))] += n
        if 2 * orders.total() < max(1, total) or not _recurring(orders, 2 if asked else 8):
            continue
        sets: Counter[frozenset[str]] = Counter()
        for order, n in orders.items():
            sets[frozenset(order)] += n
        options, same = max(sets.items(), key=lambda item: (item[1], len(item[0])))
        likely = mark in _ARROWS or wording.is_importance(column.name)
        whole = same >= (OFTEN if likely else WHOLE) * total and len(options) > 2
        often = max(orders.values())
        differ = orders.total() - often >= max(2, (1 - SURE) * total)
        if asked or (whole and differ):
            return mark
    return ""


def _commonest(counts: Counter[str]) -> dict[str, int]:
    """Return the commonest cells that rank something, as many as are worth a look."""
    return dict(
        Counter(
            {cell: n for cell, n in counts.items() if not unanswered(cell, "rank")}
        ).most_common(SEEN)
    )


def _recurring(orders: Counter[tuple[str, ...]], often: int) -> bool:
    """Tell whether cells hold few short options that keep coming back."""
    parts: Counter[str] = Counter()
    for order, n in orders.items():
        for option in order:
            parts[option] += n
    few = len(parts) <= MOST and parts.total() >= often * len(parts)
    return few and max(map(len, parts)) <= LONGEST


def parting(cells: Iterable[str]) -> str:
    """Return what parts the options in the cells of a column known to be a ranking, "" where
    nothing does: the first mark that stands in half of the cells, else the commonest."""
    answers = _commonest(Counter(cells))
    best, most = "", 0
    for mark in (NUMBERS, *_MARKS):
        several = sum(n for cell, n in answers.items() if len(_split(cell, mark)) > 1)
        if 2 * several >= sum(answers.values()) > 0:
            return mark
        if several > most:
            best, most = mark, several
    return best


def ordered(cells: Sequence[str], mark: str) -> list[dict[str, int]]:
    """Return of each cell its options with their places, in order; {} where it ranks nothing.

    Numbers beside the options are their places where each cell has 1, 2, 3 … and an option's own
    number changes, or they only count; else they are the options' codes, and the order in the cell
    is the ranking. A cell that names an option or a place twice gives {"": UNREADABLE}.
    """
    split = {cell: [] if unanswered(cell, "rank") else _split(cell, mark) for cell in set(cells)}
    numbered = _numbered(list(split.values()))
    result: dict[str, dict[str, int]] = {}
    for cell, parts in split.items():
        order = {
            option: number if numbered else place
            for place, (number, option) in enumerate(parts, start=1)
        }
        whole = len(order) == len(set(order.values())) == len(parts)
        result[cell] = order if whole else {"": UNREADABLE}
    return [result[cell] for cell in cells]


def _numbered(split: Sequence[Sequence[tuple[int, str]]]) -> bool:
    """Tell whether the numbers beside options are places rather than codes."""
    filled = [parts for parts in split if parts]
    proper = [sorted(n for n, _ in parts) == list(range(1, len(parts) + 1)) for parts in filled]
    if not filled or sum(proper) < SURE * len(filled):
        return False
    numbers: dict[str, set[int]] = {}
    for parts in filled:
        for number, option in parts:
            numbers.setdefault(option, set()).add(number)
    counting = all([n for n, _ in parts] == sorted(n for n, _ in parts) for parts in filled)
    return counting or any(len(own) > 1 for own in numbers.values())


def _split(cell: str, mark: str) -> list[tuple[int, str]]:
    """Return the options of a cell in order, each with the number beside it (0: none)."""
    plain = cell.translate(_CIRCLED)
    if mark == NUMBERS:
        starts = list(_START.finditer(plain))
        if not starts or plain[: starts[0].start()].strip(_EDGES):
            return [(0, cell.strip())]
        ends = [*(start.start() for start in starts[1:]), len(plain)]
        parts = [
            (int(start[1]), plain[start.end() : end].strip(_EDGES))
            for start, end in zip(starts, ends, strict=True)
        ]
        return [(number, option) for number, option in parts if option]
    parts = []
    for piece in pieces(plain, mark):
        option = piece.strip()
        found = _END.fullmatch(option) if len(option) <= LONGEST else None
        parts.append((int(found[2]), found[1].strip()) if found else (0, option))
    return [(number, option) for number, option in parts if option]
