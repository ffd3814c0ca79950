"""The scale of a closed question: ends, codes for missing, direction."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from feedback_miner.ingest.labels import (
    Labelled,
    bare,
    level_of,
    parse,
    scale_of,
    turned_down,
)
from feedback_miner.ingest.profile import Profile
from feedback_miner.ingest.unanswered import is_code, unanswered
from feedback_miner.ingest.wording import (
    is_score,
    leaves,
    outcome_of,
    reversed_item,
    reversed_wording,
)
from feedback_miner.language import t
from feedback_miner.privacy import mask
from feedback_miner.survey import Scale

__all__ = ["Guess", "labelled", "numeric", "plausible", "with_units", "without_units"]

_RANGE = re.compile(r"(?<!\d)(\d{1,2})\s*分?\s*[-~～—–至到]+\s*(\d{1,3})\s*(?:分|points?|\b)", re.I)
_POINT = re.compile(
    r"(?<!\d)(\d{1,3})\s*分?\s*(?:[=＝:：]|表示|代表|为|是|-|—)?\s*"
    r"([\u4e00-\u9fff]{1,6}|(?:very |strongly |extremely )?[a-z]+)",
    re.IGNORECASE,
)
_MOST_LABELS = 120
_FEW_ANSWERS = 100
_ODD_WORDS = 0.1  # share of cells beside labels up to which they are strays
_STRAY = 0.05  # share of answers beside whole numbers up to which they are strays
_MANY_ANSWERS, _SEEN = 300, 0.03  # answers, and share of the top one, that show an end
_ONES = 5  # answers of 1 beside none of 0 that hardly come about on a scale from 0


@dataclass(frozen=True)
class Guess:
    """A scale with the reason for it and what the user should check."""

    scale: Scale
    why: str
    warnings: tuple[str, ...] = ()


def labelled(column: Profile) -> Guess | None:
    """Return the scale of a column of labels (非常满意, 5-非常满意, ★★★★☆, 80%); None for whole
    numbers to ten with a unit (5分), which are judged as ``numeric``."""
    percent = any(text.endswith(("%", "％")) for text in column.counts)
    missing = [
        text
        for text in column.counts
        if (is_code(text) and not (percent and text.isdigit()))
        or (unanswered(text, "score") and not turned_down(text, column.counts))
    ]
    labels = [text for text in column.counts if text not in missing]
    found: Labelled | None = None
    strange: list[str] = []
    if labels and len(labels) <= _MOST_LABELS:
        found = scale_of(labels, column.filled)
        if found is None:
            rest, strange = _apart(labels)
            rare = sum(column.counts[text] for text in strange) <= _ODD_WORDS * column.filled
            found = scale_of(rest, column.filled) if rest and strange and rare else None
    if found is None:
        return None
    whole = all(number.is_integer() for _, number in found.numbers)
    if found.kind == "units" and found.high <= 10 and whole:
        return None
    kinds = {
        "words": t("文字等级", "levels in words"),
        "numbered": t("带编号的文字等级", "numbered levels"),
        "stars": t("星级", "stars"),
        "units": t("带单位的分数", "numbers with a unit"),
    }
    why = t(
        f"{kinds[found.kind]}，按 {found.low:g}–{found.high:g} 分",
        f"{kinds[found.kind]}, as {found.low:g}-{found.high:g}",
    )
    warnings = [_turned()] if found.reversed else []
    turned = found.reversed
    if found.kind == "units" and (direction := _direction(column.name)) is not None:
        turned = direction
        warnings = [_turned()] if turned else []
    if found.kind == "words" and (reversed_item(column.name) or leaves(column.name)):
        turned, warnings = True, [_turned()]
    warnings += _strays(column, strange)
    missing = sorted([*missing, *strange])
    scale = Scale(found.low, found.high, found.numbers, tuple(missing), turned)
    return Guess(scale, why, tuple(warnings))


def _apart(labels: list[str]) -> tuple[list[str], list[str]]:
    """Part a scale's labels from stray cells (其他, a number, 满意 among 5-满意), whatever their
    level and however rare they are: the lowest answer is an answer."""
    parsed = {text: parse(text) for text in labels}
    numbered = [text for text, one in parsed.items() if one and one.number is not None]
    worded = [text for text, one in parsed.items() if one and one.number is None]
    rest = max(worded, numbered, key=len)
    return rest, [text for text in labels if text not in rest]


def _strays(column: Profile, strange: list[str]) -> list[str]:
    """Say how many cells are not on a scale, and which."""
    if not strange:
        return []
    count = sum(column.counts[text] for text in strange)
    # Masked before it is cut: half an id is not recognised as one.
    shown = "、".join(mask(text)[:12] for text in sorted(strange)[:5])
    shown += "…" if strange[5:] else ""
    if _few(count, column):
        return [
            t(
                f"{count} 个单元格不在标尺上，按缺失处理：{shown}",
                f"{count} cells are not on the scale and taken as missing: {shown}",
            )
        ]
    share = f"{count / column.answers.total():.0%}"
    return [
        t(
            f"{count} 个单元格（{share}）不在标尺上，按缺失处理：{shown}；"
            "若是评分，请在 survey.toml 的 labels 中写明各是几分",
            f"{count} cells ({share}) are not on the scale and taken as missing: {shown}; if they "
            "are ratings, give the number of each in the labels of survey.toml",
        )
    ]


def _turned() -> str:
    return t(
        "数字小的一端是好的：反向计分，将翻转",
        "the low number is the good end: scored in reverse, will be turned",
    )


def plausible(column: Profile) -> bool:
    """Tell whether the cells may be integer ratings, whatever the header says.

    A few stray cells (3.12, a word, 55 on a scale to 5) among them change nothing.
    """
    core = _without_slips(column)
    if not core or sum(core.values()) < 0.5 * column.answers.total():
        return False
    low, high = min(core), max(core)
    if low < 0 or high > 10 or len(core) < 3:
        return False
    return _strange(column) is not None and len(core) >= 0.6 * (high - low + 1)


def _strange(column: Profile) -> list[str] | None:
    """Return the few cells that are no whole numbers where nearly all are; None where they are
    not few."""
    off = _off(column)
    count = sum(column.answers[text] for text in off)
    return off if _few(count, column) else None


def _off(column: Profile) -> list[str]:
    return [text for text in column.answers if not _is_small(text) and not is_code(text)]


def _few(count: int, column: Profile) -> bool:
    answers = column.answers.total()
    return count <= _STRAY * answers or (count == 1 and answers >= 10)


def _without_slips(column: Profile) -> dict[int, int]:
    """Return the integers that are no codes, without the few far beyond a scale (55 for 5)."""
    core = _core(column)
    near = {value: count for value, count in core.items() if value <= 10}
    slips = sum(core.values()) - sum(near.values())
    far = near and min((v for v in core if v > 10), default=0) > 2 * max(near)
    return near if slips and far and _few(slips, column) and not _hundred(column) else core


def _is_small(text: str) -> bool:
    return re.fullmatch(r"-?\d{1,4}(?:\.0+)?", text) is not None


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[-+]?\d+(?:\.\d+)?", text) is not None


def _core(column: Profile) -> dict[int, int]:
    """Return the integers that are no codes for missing."""
    values = column.integers
    hundred = _hundred(column)
    return {
        value: count
        for value, count in values.items()
        if value >= 0 and (hundred or value <= 10 or not is_code(str(value)))
    }


def _hundred(column: Profile) -> bool:
    """Tell whether a column is scored out of a hundred: many levels well above ten."""
    usual = [value for value in column.integers if 10 < value <= 100 and value < 96]
    return len(usual) >= 5 and is_score(column.name)


def numeric(column: Profile, battery: list[Profile]) -> Guess | None:
    """Return the scale of a column of numbers; its ``battery`` are the like columns beside it.

    The ends are those the header names, else those of the usual scale (1-5, 1-7, 1-10, 0-10)
    that holds every answer of the battery.
    """
    core = _without_slips(column)
    if not core:
        return None
    hundred = _hundred(column) and max(core) <= 100
    if hundred:
        low, high, why = 0.0, 100.0, t("百分制", "out of a hundred")
    else:
        given = _given(column.name)
        values: dict[int, int] = {}
        for one in [column, *battery]:
            for value, count in _core(one).items():
                values[value] = values.get(value, 0) + count
        values = {value: count for value, count in values.items() if value <= 10}
        if not values:
            return None
        if given and given[0] <= min(core) + 1 and max(v for v in core if v <= 100) <= given[1]:
            low, high = given
            why = t(f"表头写明 {low:g}–{high:g} 分", f"the header says {low:g}-{high:g}")
        else:
            low, high = _usual(values, column.name)
            why = t(
                f"整数 {min(values)}–{max(values)}，按 {low:g}–{high:g} 分",
                f"integers {min(values)}-{max(values)}, as {low:g}-{high:g}",
            )
    few = None if hundred else _strange(column)
    # Where many are no whole numbers, halves (4.5) are answers; words never are.
    strange = [text for text in _off(column) if not _is_number(text)] if few is None else few
    missing = sorted(
        text
        for text in column.counts
        if unanswered(text, "score")
        or text in strange
        or (_is_small(text) and not low <= float(text) <= high)
    )
    warnings = []
    codes = [text for text in missing if _is_small(text)]
    if codes:
        shown, count = "、".join(codes[:5]), sum(column.counts[text] for text in codes)
        warnings.append(
            t(
                f"{shown} 按缺失处理（{count} 个单元格）",
                f"{shown} taken as missing ({count} cells)",
            )
        )
    warnings += _strays(column, strange)
    direction = _direction(column.name)
    turned = reversed_wording(column.name) if direction is None else direction
    if turned:
        warnings.append(_turned())
    return Guess(Scale(low, high, (), tuple(missing), turned), why, tuple(warnings))


def without_units(column: Profile) -> Profile:
    """Return a column with plain numbers for labelled ones (4分, 10分（非常可能）), ``column``
    itself where there are none: 4分 and 4 are the same answer."""
    if column.distinct > _MOST_LABELS or not any(map(bare, column.counts)):
        return column
    counts: Counter[str] = Counter()
    for text, n in column.counts.items():
        counts[bare(text) or text] += n
    return replace(column, counts=counts)


def with_units(guess: Guess, column: Profile) -> Guess:
    """Return the guess for a column ``without_units`` as one for the column itself: the numbers
    of its labels, and the direction where they name both ends (1分（非常满意）)."""
    scale = guess.scale
    numbers = {text: float(number) for text in column.counts if (number := bare(text))}
    missing = tuple(sorted(text for text in column.counts if (bare(text) or text) in scale.missing))
    labels = sorted(
        ((text, number) for text, number in numbers.items() if text not in missing),
        key=lambda pair: (pair[1], pair[0]),
    )
    told = [
        label.level
        for text, _ in labels
        if (label := parse(text)) is not None and label.level is not None
    ]
    turned, warnings = scale.reversed, guess.warnings
    if len(told) > 1 and not (reversed_item(column.name) or leaves(column.name)):
        turned = told[0] > told[-1]
        warnings = tuple(warning for warning in warnings if warning != _turned())
        warnings += (_turned(),) * turned
    described = replace(scale, labels=tuple(labels), missing=missing, reversed=turned)
    return Guess(described, guess.why, warnings)


def _given(name: str) -> tuple[float, float] | None:
    """Return the ends a header names: （1-10分）, 0~10分, 1分表示…10分表示…."""
    found = _RANGE.search(name)
    if found:
        low, high = float(found[1]), float(found[2])
        if low < high and low <= 1 and high in (3, 4, 5, 6, 7, 9, 10, 100):
            return low, high
    named = _POINT.findall(name)
    points = [float(number) for number, words in named if level_of(words) is not None]
    if len(points) >= 2:
        return min(points), max(points)
    return None


def _direction(name: str) -> bool | None:
    """Return whether a header that names the ends (1=非常满意) is reversed, None if it does not."""
    points = [
        (float(number), level_of(words))
        for number, words in _POINT.findall(name)
        if level_of(words) is not None
    ]
    if len(points) < 2:
        return None
    points.sort()
    return (points[0][1] or 0.0) > (points[-1][1] or 0.0)


def _usual(values: dict[int, int], name: str) -> tuple[float, float]:
    values = _without_codes(values)
    high, answers = max(values), sum(values.values())
    zero = values.get(0, 0) > 0
    if outcome_of(name) == "recommend" and high > 7:
        # 0 to 10 is the usual question; many answers of 1 and none of 0 tell of 1 to 10.
        many = values.get(1, 0) >= max(_ONES, _SEEN * answers)
        from_one = not zero and many and answers >= _FEW_ANSWERS
        return (1.0 if from_one and "nps" not in name.lower() else 0.0), 10.0
    if high <= 5:
        if zero and values[0] >= 0.02 * answers:
            return 0.0, float(max(high, 3))
        top = high if answers >= _FEW_ANSWERS and high in (3, 4) else 5
        return 1.0, float(top)
    # Nobody at 7 (10) where many stand at 6 (9): the scale ends there.
    many = answers >= _MANY_ANSWERS and values[high] >= _SEEN * answers
    if high in (6, 9) and not zero and many:
        return 1.0, float(high)
    if high <= 7:
        return (0.0 if zero and high == 6 else 1.0), (6.0 if zero and high == 6 else 7.0)
    return (0.0 if zero else 1.0), 10.0


def _without_codes(values: dict[int, int]) -> dict[int, int]:
    """Leave out 8 and 9 beyond a gap: codes for a missing answer beside a scale to 5 or 7."""
    answers = sum(values.values())
    for top, codes in ((5, {8, 9}), (7, {9})):
        rest = {value: count for value, count in values.items() if value not in codes}
        ends_there = bool(rest) and max(rest) == top and rest[top] >= _SEEN * answers
        if set(values) & codes and ends_there and answers >= _FEW_ANSWERS:
            return rest
    return values
