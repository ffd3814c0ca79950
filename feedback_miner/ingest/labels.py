"""Scale labels in words, stars and marks: 非常满意, 5-非常满意, ★★★★☆, 5分, 80%."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = [
    "Label",
    "Labelled",
    "bare",
    "ends",
    "is_attitude",
    "level_of",
    "parse",
    "scale_of",
    "turned_down",
]

_THING = (
    r"(?:满意|同意|赞同|赞成|认同|认可|好|优|优秀|重要|愿意|有?可能|会|推荐|信任|方便|便捷|容易|简单|快|快速|及时|清楚|"
    r"清晰|专业|合理|了解|符合|支持|喜欢|需要|期待|关注|频繁|愉快|顺畅|流畅|便宜|安全|放心|可靠|高|强|完善|"
    r"丰富|灵活|透明|友好|耐心|热情|值得|稳定|到位)"
)
_BAD = r"(?:差|糟糕?|慢|难|困难|麻烦|复杂|低|弱|失望)"
_VERY = r"(?:非常|很|十分|极其?|特别|完全|强烈|绝对|相当|最|超级?|一定|肯定)"
_STRONGLY = r"(?:very|extremely|strongly|completely|highly|totally)"
_MILDLY = r"(?:somewhat|slightly|rather|fairly)"
_LEVELS: tuple[tuple[float, re.Pattern[str]], ...] = tuple(
    (level, re.compile(words, re.IGNORECASE))
    for level, words in (
        (
            -2.0,
            rf"{_VERY}(?:的)?不{_THING}(?:的)?|{_VERY}{_BAD}|"
            rf"(?:一点|根本|从来?)[也都]?不{_THING}|{_STRONGLY} (?:dis|un)\w+|"
            r"(?:very|extremely) (?:poor|bad|low|difficult|slow)|terrible|awful|"
            r"(?:definitely|certainly) not",
        ),
        (
            -0.8,
            rf"(?:不太|不怎么|不是很|不大|有点不|有些不|略不|稍不|不够|可能不){_THING}|"
            rf"{_MILDLY} (?:dis|un)\w+|probably not",
        ),
        (-1.0, rf"(?:比较|较)不{_THING}|(?:比较|较)?{_BAD}|below average"),
        (
            -1.2,
            rf"不{_THING}|(?:neutral or )?dissatisfied|(?:not |un)satisfied|disagree|unlikely|poor|"
            r"bad|low",
        ),
        (
            0.0,
            r"一般般?|普通|中立|中等?|中评|尚可|还可以|可以|还行|说不上|无所谓|不好说|不确定|"
            r"良?中|合格|neutral|average|fair|neither.*|so-?so|ok(?:ay)?|not sure|undecided",
        ),
        (0.5, rf"(?:基本|大体|大致|勉强|还算){_THING}"),
        (0.8, rf"(?:比较|较|挺){_THING}|{_MILDLY} \w+|可能会|probably"),
        (1.0, rf"{_THING}|良好?|好评|satisfied|agree|likely|good|high|above average"),
        (
            2.0,
            rf"{_VERY}(?:的)?{_THING}|优秀|完美|{_STRONGLY} \w+|excellent|great|"
            r"outstanding|definitely|perfect",
        ),
    )
)
_ATTITUDE = re.compile(
    r"满意|同意|赞同|赞成|认同|认可|愿意|可能|会$|推荐|信任|重要|符合|"
    r"satisf|agree|likel|definitely|probably|recommend",
    re.IGNORECASE,
)
_BAD_REVIEW = re.compile(r"差评")
_NUMBERED = re.compile(
    r"[(（\[]?\s*(\d{1,3})\s*[)）\]]?\s*(?:分|星)?\s*[-—–_.．、:：=＝,，]*\s*[(（]?([^\d\s(（)）].*?)[)）]?"
)
_NUMBER_LAST = re.compile(r"([^\d\s(（]+?)\s*[(（\[:：=-]?\s*(\d{1,3})\s*(?:分|星)?\s*[)）\]]?")
_UNIT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(?:分|星级?|颗星|points?|stars?|％|%)", re.IGNORECASE)
_PLAIN = re.compile(r"\d{1,3}(?:\.\d+)?")
_STARS = re.compile(r"([★⭐🌟]️?)+[☆✩]*|[☆✩]+")
_WORD_STARS = {"一星": 1, "二星": 2, "两星": 2, "三星": 3, "四星": 4, "五星": 5}


@dataclass(frozen=True)
class Label:
    """One label: its number as written (or None), and its level from -2 (bad) to 2 (good)."""

    number: float | None
    level: float | None
    stars: int = 0  # filled and empty ones together; of 4星 the five it is out of
    percent: bool = False


@dataclass(frozen=True)
class Labelled:
    """A scale read from labels: ends, the number of each label, and whether it is reversed."""

    low: float
    high: float
    numbers: tuple[tuple[str, float], ...]
    reversed: bool
    kind: str  # words, numbered, stars, units


def turned_down(text: str, others: Iterable[str]) -> bool:
    """Tell whether a word for no answer (不了解) is the low level of a scale whose ``others``
    grade the same thing (非常了解, 了解)."""
    thing = text.strip().removeprefix("不")
    return thing != text.strip() and any(
        other != text and other.endswith(thing) and level_of(other) is not None for other in others
    )


def is_attitude(text: str) -> bool:
    """Tell whether a label says what somebody thinks (非常同意, 可能会), which no group is called;
    好, 高 and 优 may be classes of something."""
    return _ATTITUDE.search(text) is not None and parse(text) is not None


def level_of(words: str) -> float | None:
    """Return how good a label is, from -2 (非常不满意) to 2 (非常满意), None where it is none."""
    words = words.strip().strip("。.!！()（）").strip()
    if _BAD_REVIEW.fullmatch(words):
        return -1.2
    return next((level for level, pattern in _LEVELS if pattern.fullmatch(words)), None)


def parse(text: str) -> Label | None:
    """Return what a cell says as a scale label, None where it is no label."""
    text = text.strip()
    if _STARS.fullmatch(text):
        filled = sum(text.count(star) for star in "★⭐🌟")
        return Label(float(filled), None, stars=filled + text.count("☆") + text.count("✩"))
    if text in _WORD_STARS:
        return Label(float(_WORD_STARS[text]), None, stars=5)
    unit = _UNIT.fullmatch(text)
    if unit:
        stars = 5 if re.search("星|star", text, re.IGNORECASE) else 0
        return Label(float(unit[1]), None, stars=stars, percent=text[-1] in "%％")
    level = level_of(text)
    if level is not None:
        return Label(None, level)
    for pattern, number, words in ((_NUMBERED, 1, 2), (_NUMBER_LAST, 2, 1)):
        found = pattern.fullmatch(text)
        if found:
            level = level_of(found[words])
            if level is not None:
                return Label(float(found[number]), level)
    return None


def bare(text: str) -> str | None:
    """Return the number that a label writes beside a unit or words (4分, 10分（非常可能）), None
    where it is a plain number, or no label with a number."""
    unit = _UNIT.fullmatch(text.strip())
    if unit:
        return unit[1]
    label = parse(text)
    return None if label is None or label.number is None else f"{label.number:g}"


def scale_of(labels: Sequence[str], answers: int) -> Labelled | None:
    """Return the scale that ``labels`` (distinct, none missing) make up, or None.

    ``answers`` is how many responses there are: with many, a label that nobody chose is taken
    not to exist. Plain numbers beside numbers with a unit (80 beside 80%) are the same answers
    where both reach above ten or neither does.
    """
    parsed = {text: parse(text) for text in labels}
    units = [label for label in parsed.values() if label is not None and label.number is not None]
    plain = [text for text, label in parsed.items() if label is None and _PLAIN.fullmatch(text)]
    if plain and units and all(label.level is None for label in units):
        tall = max(label.number or 0.0 for label in units) > 10
        if tall == (max(map(float, plain)) > 10):
            parsed |= {text: Label(float(text), None) for text in plain}
    if not parsed or any(label is None for label in parsed.values()):
        return None
    known = {text: label for text, label in parsed.items() if label is not None}
    if all(label.number is not None for label in known.values()):
        return _numbered(known)
    if all(label.number is None for label in known.values()):
        return _worded({text: label.level or 0.0 for text, label in known.items()}, answers)
    return None


def _numbered(known: dict[str, Label]) -> Labelled | None:
    numbers = {text: label.number or 0.0 for text, label in known.items()}
    low, high = min(numbers.values()), max(numbers.values())
    stars = max(label.stars for label in known.values())
    kind = "stars" if stars else "units"
    if any(label.percent for label in known.values()):
        low, high = 0.0, 100.0
    elif stars:
        low, high = (0.0 if low == 0 else 1.0), max(float(stars), 5.0, high)
    else:
        low, high = ends(low, high)
    levels = [(label.level, label.number) for label in known.values() if label.level is not None]
    turned = False
    if len(levels) == len(known) and len(levels) > 1:
        kind = "numbered"
        order = sorted(levels, key=lambda pair: pair[1] or 0.0)
        turned = (order[0][0] or 0.0) > (order[-1][0] or 0.0)
    if low == high:
        return None
    return Labelled(low, high, _ordered(numbers.items()), turned, kind)


def _ordered(pairs: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(pairs, key=lambda pair: (pair[1], pair[0])))


def ends(low: float, high: float) -> tuple[float, float]:
    """Return the ends of the usual scale that holds numbers from ``low`` to ``high``."""
    if high <= 5:
        return (0.0 if low == 0 and high == 5 else 1.0), 5.0
    if high <= 7:
        return (0.0 if low == 0 else 1.0), 7.0
    if high <= 10:
        return (0.0 if low == 0 else 1.0), 10.0
    return 0.0, 100.0


def _worded(levels: dict[str, float], answers: int) -> Labelled | None:
    distinct = sorted(set(levels.values()))
    signs = {(-1 if level < 0 else 1 if level > 0.4 else 0) for level in distinct}
    if len(distinct) < 2 or signs == {0}:
        return None
    steps = [round(level) for level in distinct]
    strong = bool({-2.0, 2.0} & set(distinct))
    mild = bool({-0.8, 0.8, -1.0} & set(distinct))
    if len(set(steps)) < len(steps) or 0.5 in distinct:
        # 满意 beside 比较满意, 基本满意 beside 一般: as many steps as there are labels.
        if len(distinct) < 3:
            return None
        numbers = {level: float(place) for place, level in enumerate(distinct, start=1)}
        high = float(len(distinct))
    elif not strong and not mild:
        numbers = {level: step + 2.0 for level, step in zip(distinct, steps, strict=True)}
        high = 3.0
        if 0 not in steps and len(steps) == 2 and answers >= 50:
            numbers, high = {distinct[0]: 1.0, distinct[1]: 2.0}, 2.0
    elif 0 not in steps and answers >= 50 and len(steps) == 4:
        numbers = {level: float(place) for place, level in enumerate(distinct, start=1)}
        high = 4.0
    else:
        numbers = {level: step + 3.0 for level, step in zip(distinct, steps, strict=True)}
        high = 5.0
    pairs = _ordered((text, numbers[level]) for text, level in levels.items())
    return Labelled(1.0, high, pairs, False, "words")
