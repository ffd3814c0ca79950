"""Ranking questions in both waves: what became more important, and what less."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.factors.ranks import Ranking, read, spoilt, standing
from feedback_miner.language import t
from feedback_miner.ratings.differences import means, shares
from feedback_miner.ratings.statistics import CLEAR
from feedback_miner.survey import short
from feedback_miner.waves.match import question_key
from feedback_miner.waves.measure import judged, row
from feedback_miner.waves.read import Wave
from feedback_miner.waves.tables import ORDERS, made

__all__ = ["orders", "paired"]

_IMPORTANCE = {"up": "less important", "down": "more important"}  # of a mean place

Both = tuple[Ranking, Ranking]


class _Named(Protocol):
    """A question of a survey."""

    @property
    def name(self) -> str: ...


Asked = TypeVar("Asked", bound=_Named)


def orders(base: Wave, new: Wave, minimum_n: int) -> tuple[pd.DataFrame, list[str]]:
    """Return ORDERS, and notes on rankings that cannot be compared.

    Of each option of a ranking question that both waves have: its mean ``place`` among those who
    answered, what they left out tied behind (Welch, 1947), a smaller one being more important, and
    the share of them who put it ``first`` (Newcombe, 1998); p-values adjusted within each of the
    two. Options that fewer than ``minimum_n`` of both waves together ranked are left out, as single
    people may have written them; a question whose other options differ is: the places would not
    mean the same.
    """
    mine, theirs = (list(read(wave.responses.table, wave.survey)) for wave in (base, new))
    pairs, notes = paired(mine, theirs, t("排序题", "ranking"))
    families: dict[str, list[dict[str, Any]]] = {"place": [], "first": []}
    for pair in pairs:
        kept, rare = _options(pair, max(1, minimum_n))
        lacking = [option for option in kept if _lacking(pair, option)]
        notes += _told(pair, lacking, rare, minimum_n)
        if not lacking:
            for found in _rows(pair, kept):
                families[found["measure"]].append(found)
    rows = [one for family in families.values() for one in judged(family, minimum_n)]
    for one in rows:
        if one["measure"] == "place":
            one["verdict"] = _IMPORTANCE.get(one["verdict"], one["verdict"])
    return made(rows, ORDERS), notes


def paired(
    mine: Sequence[Asked], theirs: Sequence[Asked], kind: str
) -> tuple[list[tuple[Asked, Asked]], list[str]]:
    """Return the questions of a ``kind`` (as it is called) both waves have, in the order of the
    base, and notes on those left over: those of one name are one question, then those of one stem
    that no other left has."""
    named = {one.name: one for one in theirs}
    found = {one.name: named[one.name] for one in mine if one.name in named}
    left = [one for one in mine if one.name not in found]
    right = [one for one in theirs if one.name not in found]
    counts = [Counter(question_key(one.name) for one in rest) for rest in (left, right)]
    alone = {question_key(one.name): one for one in right if counts[1][question_key(one.name)] == 1}
    for one in left:
        key = question_key(one.name)
        if key in alone and counts[0][key] == 1:
            found[one.name] = alone[key]
    taken = {two.name for two in found.values()}
    notes = []
    for wave, other, rest in (
        (t("基期", "the base"), counts[1], [one for one in left if one.name not in found]),
        (t("新一期", "the new wave"), counts[0], [one for one in right if one.name not in taken]),
    ):
        for one in rest:
            name = one.name if other[question_key(one.name)] else short(one.name)
            why = t(
                f"{wave}的{kind}「{name}」与另一期不止一题同题干，分不清是哪一题，未比较",
                f'{kind} "{name}" of {wave}: several are asked in the same words, it is not clear '
                "which is which: not compared",
            )
            only = t(
                f"只在{wave}有人作答的{kind}，无法比较：「{name}」",
                f'a {kind} answered in {wave} only, not compared: "{name}"',
            )
            notes.append(why if other[question_key(one.name)] else only)
    return [(one, found[one.name]) for one in mine if one.name in found], notes


def _told(pair: Both, lacking: Sequence[str], rare: int, minimum_n: int) -> Iterator[str]:
    """Yield what to know of a ranking of both waves: whose answers do not count, why it is not
    compared, that it has too few answers, and how many options are not listed."""
    name, bases = short(pair[0].name), _answered(pair)
    for wave, one, n in zip(
        (t("基期：", "base: "), t("新一期：", "new wave: ")), pair, bases, strict=True
    ):
        spoiled = spoilt(one.name, int(one.aside.sum()), n)
        if spoiled:
            yield wave + spoiled
    if lacking:
        listed = t("、", ", ").join(t(f"「{option}」", f'"{option}"') for option in lacking)
        yield t(
            f"排序题「{name}」两期的选项不同（{listed}只有一期有人选），名次不可比，不予比较",
            f'ranking "{name}": other options in the two waves ({listed} ranked in one only), '
            "not compared",
        )
        return
    if min(bases) < minimum_n:
        yield t(
            f"排序题「{name}」两期都问了，但有一期作答不足 {minimum_n} 人"
            f"（n={bases[0]}/{bases[1]}），不下结论",
            f'ranking "{name}": asked in both waves, but answered by fewer than {minimum_n} in one '
            f"(n={bases[0]}/{bases[1]}): no verdict",
        )
    if rare:
        yield t(
            f"排序题「{name}」有 {rare} 个选项两期合计不足 {minimum_n} 人排，未列出",
            f'ranking "{name}": {rare} options are not listed, as fewer than {minimum_n} people '
            "of both waves ranked them",
        )


def _answered(pair: Both) -> tuple[int, int]:
    """Return how many of each wave ranked something."""
    return int(pair[0].asked.sum()), int(pair[1].asked.sum())


def _places(ranking: Ranking, option: str) -> NDArray[np.int64]:
    """Return the places of an option, 0 where nobody of the wave named it."""
    if option not in ranking.options:
        return np.zeros(len(ranking.places), dtype=np.int64)
    return ranking.places[:, ranking.options.index(option)]


def _options(pair: Both, minimum_n: int) -> tuple[list[str], int]:
    """Return the options that at least ``minimum_n`` of both waves ranked, the base's first, and
    how many more there are."""
    every = list(dict.fromkeys((*pair[0].options, *pair[1].options)))
    kept = [
        option
        for option in every
        if sum(int((_places(one, option) > 0).sum()) for one in pair) >= minimum_n
    ]
    return kept, len(every) - len(kept)


def _lacking(pair: Both, option: str) -> bool:
    """Tell whether an option was no option of one wave: nobody there ranked it, which is more than
    chance would do where it was one. A small wave may lack a rare one."""
    if all(option in one.options for one in pair):
        return False
    ranked = [int((_places(one, option) > 0).sum()) for one in pair]
    bases = _answered(pair)
    return shares((ranked[0], bases[0]), (ranked[1], bases[1])).p < CLEAR


def _rows(pair: Both, options: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Yield both measures of each option."""
    bases = _answered(pair)
    asked = [ranking.asked for ranking in pair]
    places = [np.column_stack([_places(one, option) for option in options]) for one in pair]
    stands = [standing(of) for of in places]
    for at, option in enumerate(options):
        one, two = (of[:, at] for of in places)
        counts = int((one > 0).sum()), int((two > 0).sum())
        item = f"{pair[0].name}|{option}"
        extra = {"question": pair[0].name}
        found = means(*(of[who, at] for of, who in zip(stands, asked, strict=True)))
        among = {"among_base": _mean(one[one > 0]), "among_new": _mean(two[two > 0])}
        yield row(item, option, "place", found, bases, counts) | extra | among
        firsts = int((one == 1).sum()), int((two == 1).sum())
        found = shares((firsts[0], bases[0]), (firsts[1], bases[1]))
        among = dict.fromkeys(among, float("nan"))
        yield row(item, option, "first", found, bases, firsts) | extra | among


def _mean(places: NDArray[np.int64]) -> float:
    return float(places.mean()) if len(places) else float("nan")
