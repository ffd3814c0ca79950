"""Ranking questions in both waves: what became more important, and what less."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from feedback_miner.factors.ranks import Ranking, read, spoilt
from feedback_miner.language import t
from feedback_miner.survey import short
from feedback_miner.waves.match import question_key
from feedback_miner.waves.measure import judged, row
from feedback_miner.waves.read import Wave
from feedback_miner.waves.statistics import means, shares
from feedback_miner.waves.tables import ORDERS, made

__all__ = ["orders"]

_IMPORTANCE = {"up": "less important", "down": "more important"}  # of a mean place


def orders(base: Wave, new: Wave, minimum_n: int) -> tuple[pd.DataFrame, list[str]]:
    """Return ORDERS, and notes on rankings that cannot be compared.

    Of each option of a ranking question that both waves have: its mean ``place`` among those who
    ranked it (Welch, 1947), a smaller one being more important, and the share of those who answered
    who put it ``first`` (Newcombe, 1998); p-values adjusted within each of the two. A question
    whose options differ is left out: the places would not mean the same.
    """
    mine, theirs = (
        {
            question_key(one.name): one
            for one in read(wave.responses.table, wave.survey, max(1, minimum_n))
        }
        for wave in (base, new)
    )
    families: dict[str, list[dict[str, Any]]] = {"place": [], "first": []}
    notes = []
    for key in (*mine, *(key for key in theirs if key not in mine)):
        left, right = mine.get(key), theirs.get(key)
        if left is None or right is None:
            only = t("基期", "the base") if right is None else t("新一期", "the new wave")
            name = short((left or theirs[key]).name)
            notes.append(
                t(
                    f"只在{only}有的排序题，无法比较：「{name}」",
                    f'a ranking in {only} only, not compared: "{name}"',
                )
            )
        elif set(left.options) != set(right.options):
            name = short(left.name)
            notes.append(
                t(
                    f"排序题「{name}」两期的选项不同，名次不可比，不予比较",
                    f'ranking "{name}": other options in the two waves, not compared',
                )
            )
        else:
            waves = (t("基期：", "base: "), left), (t("新一期：", "new wave: "), right)
            for wave, ranking in waves:
                told = spoilt(ranking.name, int(ranking.aside.sum()), int(ranking.asked.sum()))
                notes += [wave + told] if told else []
            for measure, found in _rows(left, right):
                families[measure].append(found)
    rows = [one for family in families.values() for one in judged(family, minimum_n)]
    for one in rows:
        if one["measure"] == "place":
            one["verdict"] = _IMPORTANCE.get(one["verdict"], one["verdict"])
    return made(rows, ORDERS), notes


def _rows(left: Ranking, right: Ranking) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield both measures of each option."""
    bases = int(left.asked.sum()), int(right.asked.sum())
    for option in left.options:
        one, two = (wave.places[:, wave.options.index(option)] for wave in (left, right))
        ranked = [places[places > 0].astype(np.float64) for places in (one, two)]
        counts = len(ranked[0]), len(ranked[1])
        item = f"{left.name}|{option}"
        extra = {"question": left.name}
        found = means(ranked[0], ranked[1])
        yield "place", row(item, option, "place", found, counts, counts) | extra
        firsts = int((one == 1).sum()), int((two == 1).sum())
        found = shares((firsts[0], bases[0]), (firsts[1], bases[1]))
        yield "first", row(item, option, "first", found, bases, firsts) | extra
