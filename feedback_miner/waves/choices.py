"""Multi-select questions in both waves: which options more people chose, and which fewer."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.factors.choices import Question, questions
from feedback_miner.language import t
from feedback_miner.ratings.differences import Difference, shares
from feedback_miner.ratings.statistics import CLEAR, alike, taken
from feedback_miner.survey import short
from feedback_miner.waves.match import question_key
from feedback_miner.waves.measure import judged, row
from feedback_miner.waves.orders import paired
from feedback_miner.waves.read import Wave
from feedback_miner.waves.tables import OPTIONS, made

__all__ = ["choices"]

Flags = NDArray[np.bool_]
Both = tuple[Question, Question]
Option = tuple[str, str | None, str | None]  # how it is called, and in each wave; None: not there


def choices(base: Wave, new: Wave, minimum_n: int) -> tuple[pd.DataFrame, list[str]]:
    """Return OPTIONS, and notes on questions and options that cannot be compared.

    Of each option of a multi-select question that both waves have: the share of those who answered
    the question that chose it, with Newcombe's (1998) interval of the change; p-values adjusted
    over all options (Benjamini and Hochberg, 1995). Options are matched by their words, less
    numbers, spacing and marks. One that a wave did not offer (nobody chose it there, which is more
    than chance would do) is told of and not compared; those that fewer than ``minimum_n`` of both
    waves together chose are left out, as single people may have written them.
    """
    mine, theirs = (list(questions(w.responses.table, w.survey, 1)) for w in (base, new))
    pairs, notes = paired(mine, theirs, t("多选题", "multi-select question"))
    rows: list[dict[str, Any]] = []
    for pair in pairs:
        alone: list[tuple[str, int]] = []
        for option in _options(pair):
            chose = [_chose(q, name) for q, name in zip(pair, option[1:], strict=True)]
            found, bases, counts = _compared(pair, chose, (base, new))
            if sum(counts) < max(1, minimum_n):
                continue
            if None in option and found.p < CLEAR:
                alone.append((option[0], 0 if option[2] is None else 1))
                continue
            item = f"{pair[0].name}|{option[0]}"
            rows.append(
                row(item, option[0], "chosen", found, bases, counts) | {"question": pair[0].name}
            )
        notes += _told(pair, alone)
    return made(judged(rows, minimum_n), OPTIONS), notes


def _options(pair: Both) -> Iterator[Option]:
    """Yield the options of either wave, the base's first: of one name, then those of one key that
    no other option left of either wave has."""
    mine, theirs = (list(question.options) for question in pair)
    named = [option for option in mine if option in pair[1].options]
    left, right = ([o for o in own if o not in named] for own in (mine, theirs))
    counts = [Counter(map(_key, own)) for own in (left, right)]
    alone = {_key(option): option for option in right if counts[1][_key(option)] == 1}
    found: dict[str, str] = {}
    for option in left:
        if counts[0][_key(option)] == 1 and _key(option) in alone:
            found[option] = alone[_key(option)]
    for option in mine:
        yield option, option, option if option in named else found.get(option)
    for option in right:
        if option not in found.values():
            yield option, None, option


def _key(option: str) -> str:
    """Return an option by which it is known in another wave: its words, or its marks where it has
    none; A. and 1、 before them do not count."""
    plain = unicodedata.normalize("NFKC", option).strip()
    letter = plain[:1].isascii() and plain[:1].isalpha() and plain[1:2] in (".", "、", ")", ":")
    return question_key(plain[2:] if letter else plain) or plain


def _chose(question: Question, option: str | None) -> Flags:
    if option is None:
        return np.zeros(len(question.asked), dtype=bool)
    return question.options[option]


def _compared(
    pair: Both, chose: Sequence[Flags], waves: tuple[Wave, Wave]
) -> tuple[Difference, tuple[int, int], tuple[int, int]]:
    """Compare the share that chose an option; return bases and counts with it."""
    flags, effects = [], []
    for question, chosen, wave in zip(pair, chose, waves, strict=True):
        flags.append(chosen[question.asked])
        groups = taken(wave.ratings.clusters, question.asked)
        effects.append(1.0 if groups is None else alike(flags[-1].astype(float), None, groups))
    bases, counts = (len(flags[0]), len(flags[1])), (int(flags[0].sum()), int(flags[1].sum()))
    found = shares((counts[0], bases[0]), (counts[1], bases[1]), (effects[0], effects[1]))
    return found, bases, counts


def _told(pair: Both, alone: Sequence[tuple[str, int]]) -> Iterator[str]:
    """Yield which options one wave alone had (0: the base)."""
    for wave, name in enumerate((t("基期", "the base"), t("新一期", "the new wave"))):
        only = [option for option, of in alone if of == wave]
        if only:
            listed = t("、", ", ").join(t(f"「{one}」", f'"{one}"') for one in only)
            yield t(
                f"多选题「{short(pair[0].name)}」只在{name}有的选项，未比较：{listed}；"
                "选项增减会影响其他选项的占比",
                f'multi-select question "{short(pair[0].name)}": options of {name} only, not '
                f"compared: {listed}; options that come or go change the shares of the others",
            )
