"""Pairing two waves: columns, scales, open questions, respondents that stand in both."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from feedback_miner.language import t
from feedback_miner.survey import Column, Scale, Survey, short, unnumbered
from feedback_miner.tables import own_columns
from feedback_miner.waves.items import How, matched

__all__ = ["Pair", "common", "overlapping", "pair", "question_key", "rename"]

_CODED = re.compile(r"^[0-9]+\s*[-、.．:：=)）]\s*|\s*[(（][0-9]+\s*分?[)）]$")
TELLING = 6  # characters from which an answer in words tells respondents apart


def question_key(name: str) -> str:
    """Return a question without its number, spacing and marks, by which waves are paired."""
    plain = unicodedata.normalize("NFKC", name)
    return re.sub(r"[\s,.:;?!、。—-]+", "", unnumbered(plain)).lower()


def rename(base: Sequence[str], new: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return new names for columns of the second wave whose own differ from one column of the
    first in question number, spacing or width only, and notes that say so."""
    left = [name for name in base if name not in set(new)]
    right = [name for name in new if name not in set(base)]
    keys = {name: question_key(name) for name in (*left, *right)}
    ours, theirs = (Counter(keys[name] for name in names) for names in (left, right))
    bykey = {keys[name]: name for name in left}
    names = {
        name: bykey[key]
        for name in right
        if len(key := keys[name]) > 1 and ours[key] == 1 and theirs[key] == 1
    }
    notes = [
        t(
            f"新一期的「{name}」与基期的「{other}」只是题号或写法不同，视为同一题",
            f'"{name}" of the new wave and "{other}" of the base differ in number or spacing only: '
            "taken as one question",
        )
        for name, other in names.items()
    ]
    return names, notes


def common(base: Survey, new: Survey) -> tuple[Survey, Survey, list[str]]:
    """Make two proposed surveys agree about the columns both have; return them and notes.

    A guess made on one wave's cells may differ by chance from the other's: a level nobody chose,
    no answer of 0, a reversed direction. The base's role, outcome, factor and direction hold; of
    two scales with one upper end the wider, of two label sets the one that holds the other.
    Of items that match though their names differ (``items.matched``) the lower end alone is held
    to be one.
    """
    mine = {column.name: column for column in base.columns}
    theirs = {column.name: column for column in new.columns}
    notes: list[str] = []
    agreed: dict[str, tuple[Column, Column]] = {}
    for name, one in mine.items():
        two = theirs.get(name)
        if two is None or one == two:
            continue
        if one.role != two.role:
            if "ignored" in (one.role, two.role):  # empty or constant in one wave
                kept = two if one.role == "ignored" else one
                agreed[name] = kept, kept
                continue
            notes.append(
                t(
                    f"「{name}」两期看似角色不同（{one.role}、{two.role}），都按 {one.role}",
                    f'"{name}" looks like {one.role} in the base and {two.role} in the new '
                    f"wave: taken as {one.role} in both",
                )
            )
            agreed[name] = one, one
            continue
        left, right = one.scale, two.scale
        if left is not None and right is not None:
            left, right = _scales(left, right)
        missing = tuple(sorted({*one.missing, *two.missing}))
        agreed[name] = (
            replace(one, scale=left, missing=missing),
            replace(one, scale=right, missing=missing),
        )
    lower = {}
    for one, two, how in matched(base, new):
        left, right = one.scale, two.scale
        if how == "name" or not left or not right or left.labels or right.labels:
            continue
        one_end, other_end = _scales(left, right)
        agreed[one.name] = replace(one, scale=one_end), one
        lower[two.name] = replace(two, scale=replace(other_end, reversed=right.reversed))
    return (
        replace(base, columns=tuple(agreed.get(c.name, (c, c))[0] for c in base.columns)),
        replace(
            new,
            columns=tuple(lower.get(c.name, agreed.get(c.name, (c, c))[1]) for c in new.columns),
        ),
        notes,
    )


def _scales(one: Scale, two: Scale) -> tuple[Scale, Scale]:
    two = replace(two, reversed=one.reversed)
    missing = tuple(sorted({*one.missing, *two.missing}))
    if one.labels and two.labels:
        ours, theirs = dict(one.labels), dict(two.labels)
        if set(theirs) <= set(ours):
            one = two = replace(one, missing=missing)
        elif set(ours) < set(theirs):
            one = two = replace(two, missing=missing)
    elif not one.labels and not two.labels and one.high == two.high:
        ends = [text for text in missing if not _between(text, min(one.low, two.low), one.high)]
        one = two = replace(one, low=min(one.low, two.low), missing=tuple(ends))
    return one, two


def _between(text: str, low: float, high: float) -> bool:
    return re.fullmatch(r"-?\d+(?:\.\d+)?", text) is not None and low <= float(text) <= high


@dataclass(frozen=True, slots=True)
class Pair:
    """One closed item in both waves, under its name in the base; ``same`` where both are on one
    scale; ``how`` the two were matched."""

    name: str
    base: Column
    new: Column
    same: bool
    how: How = "name"


def pair(base: Survey, new: Survey) -> tuple[list[Pair], list[str]]:
    """Return the closed items of both waves (``items.matched``; of those of one name only the
    scales may differ), and notes on what cannot be compared, is compared on 0-100, or stands in
    one wave only."""
    found = matched(base, new)
    mine = [c.name for c in base.with_role("score") if c.scale]
    theirs = [c.name for c in new.with_role("score") if c.scale]
    known = {one.name for one, _, _ in found}, {two.name for _, two, _ in found}
    ours = [name for name in mine if name not in known[0]]
    others = [name for name in theirs if name not in known[1]]
    alike = set(map(short, ours)) & set(map(short, others))
    # Of items alike but for their heads the whole name is told: their heads keep them apart.
    called = {name: name if short(name) in alike else short(name) for name in (*ours, *others)}
    notes = []
    for wave, names in ((t("基期", "the base"), ours), (t("新一期", "the new wave"), others)):
        if names:
            listed = t("、", ", ").join(t(f"「{called[n]}」", f'"{called[n]}"') for n in names)
            told = any(short(name) in alike for name in names)
            notes.append(
                t(
                    f"只在{wave}有的评分题，无法比较：{listed}"
                    + ("；名称相近而题干不同的题如是同一题，请把两列改成同名" if told else ""),
                    f"closed items in {wave} only, not compared: {listed}"
                    + ("; if two of like names are one question, name both alike" if told else ""),
                )
            )
    pairs = []
    for one, two, how in found:
        name = one.name
        left, right = one.scale, two.scale
        assert left is not None and right is not None
        if not _agree(left, right):
            notes.append(
                t(
                    f"「{short(name)}」两期的选项文字对应不同的分数，不予比较。"
                    "如实为同一量表，请用 --survey 与 --survey-new 写明",
                    f'"{short(name)}": the labels mean other numbers in the two waves, not '
                    "compared. If the scale is one, write it in --survey and --survey-new",
                )
            )
            continue
        same = (left.low, left.high) == (right.low, right.high)
        if not same and how != "name":
            notes.append(
                t(
                    f"「{short(name)}」与新一期的「{short(two.name)}」像同一题，但量表不同"
                    f"（{left.low:g}–{left.high:g}、{right.low:g}–{right.high:g}），未配对；"
                    "确是同一题，请把两列改成同名",
                    f'"{short(name)}" and "{short(two.name)}" of the new wave look like one '
                    f"question, but on other scales ({left.low:g}-{left.high:g}, "
                    f"{right.low:g}-{right.high:g}): not matched. If they are one, give both "
                    "columns one name",
                )
            )
            continue
        if not same:
            notes.append(
                t(
                    f"「{short(name)}」两期量表不同（{left.low:g}–{left.high:g}、"
                    f"{right.low:g}–{right.high:g}），换算到 0–100 比较；量表改变本身会影响作答",
                    f'"{short(name)}": other scales ({left.low:g}-{left.high:g}, '
                    f"{right.low:g}-{right.high:g}), compared on 0-100; "
                    "a changed scale changes answers",
                )
            )
        pairs.append(Pair(name, one, two, same, how))
    return pairs, notes


def _agree(one: Scale, two: Scale) -> bool:
    """Tell whether two scales give their common labels one order and place; scales of numbers
    always do."""
    if not one.labels or not two.labels:
        return True
    ours, theirs = _placed(one), _placed(two)
    both = ours.keys() & theirs.keys()
    return bool(both) and all(abs(ours[label] - theirs[label]) < 1e-9 for label in both)


def _placed(scale: Scale) -> dict[str, float]:
    """Return each label, less any number it carries, with its place on 0 to 1, high as good."""
    width = scale.high - scale.low
    places = {}
    for label, number in scale.labels:
        place = (number - scale.low) / width
        places[_CODED.sub("", label.strip()) or label] = 1 - place if scale.reversed else place
    return places


def overlapping(base: pd.DataFrame, new: pd.DataFrame, surveys: tuple[Survey, Survey]) -> int:
    """Return how many responses of the second wave have the content of one of the first: the same
    in every column both have but ids, or the same in answers and segments with an answer in words
    of ``TELLING`` characters or more."""
    roles = {c.name: c.role for survey in surveys for c in survey.columns}
    theirs = set(own_columns(new))
    shared = [c for c in own_columns(base) if c in theirs and roles.get(c) != "id"]
    content = [
        c
        for c in shared
        if roles.get(c) in ("score", "segment", "channel", "multi", "rank", "text")
    ]
    words = [c for c in content if roles.get(c) == "text"]
    again = pd.Series(False, index=new.index)
    # A few columns agree by chance; a whole record does not.
    if any(roles.get(c) == "time" for c in shared):
        again |= _keys(new, shared).isin(set(_keys(base, shared)))
    if words:
        telling = _telling(new, words)
        known = _keys(base, content)[_telling(base, words)]
        again |= telling & _keys(new, content).isin(set(known))
    return int(again.sum())


def _keys(table: pd.DataFrame, columns: list[str]) -> pd.Series[int]:
    return pd.util.hash_pandas_object(
        table[columns].astype("str").apply(lambda cells: cells.str.strip()), index=False
    )


def _telling(table: pd.DataFrame, columns: list[str]) -> pd.Series[bool]:
    return table[columns].apply(lambda cells: cells.str.strip().str.len() >= TELLING).any(axis=1)
