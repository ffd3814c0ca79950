"""Find the header row, title rows above it, and give columns unique names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from feedback_miner.language import t

__all__ = ["Header", "find", "looks_like_name", "unique"]

_LOOK = 200  # rows
_PREAMBLE = 30
_NUMBER = re.compile(r"\s*[-+]?[¥￥$€]?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?\s*[%％]?\s*")
_DATE = re.compile(
    r"\s*(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})?"
    r"[T\s]*(?:\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?\s*"
)
_NAME_WORDS = re.compile(
    r"(?i)^(?:\W*(?:id|no|text|content|comments?|reviews?|feedback|answers?|remarks?|suggestions?|"
    r"date|time|scores?|rating|label|category|question|message|title|source|channel)\W*|"
    r".{0,12}(?:序号|编号|时间|日期|意见|建议|评论|评价|内容|留言|反馈|描述|原因|投诉|诉求|渠道|来源|"
    r"性别|年龄|满意度|评分|得分|文本|回答|题目|备注|标题|主题|姓名|地区|城市)"
    r"(?:内容|文本|详情|正文|原文)?[？?：:]?)$"
)
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Header:
    """``index`` of the header among the rows (-1 for none), the columns' unique ``names``, the
    number of title rows ``skipped`` above it, and why."""

    index: int
    names: tuple[str, ...]
    skipped: int
    why: str


def unique(names: Sequence[str], reserved: Sequence[str] = ()) -> tuple[str, ...]:
    """Return clean, unique names: 列3 for an empty one, （2） behind a repeated one."""
    taken = set(reserved)
    result = []
    for position, name in enumerate(names, start=1):
        base = _SURROGATE.sub("\ufffd", _SPACE.sub(" ", name)).strip() or f"列{position}"
        candidate, copy = base, 2
        while candidate in taken:
            candidate, copy = f"{base}（{copy}）", copy + 1
        taken.add(candidate)
        result.append(candidate)
    return tuple(result)


def looks_like_name(text: str) -> bool:
    """Tell whether a single cell names a column (意见建议, review) rather than being an answer."""
    return len(text.strip()) <= 20 and _NAME_WORDS.match(text.strip()) is not None


def find(rows: Sequence[Sequence[str]], width: int, reserved: Sequence[str] = ()) -> Header:
    """Find the header in the first ``rows``; ``width`` is the number of columns of the table."""
    rows = rows[:_LOOK]
    start = _first_full(rows, width)
    first = [*rows[start], *[""] * (width - len(rows[start]))][:width] if rows else []
    body = [row for row in rows[start + 1 :] if len(row) == width]
    evidence = _evidence(first, body)
    skipped = t(f"表头之上有 {start} 行标题", f"{start} title rows above it") if start else ""
    short = width - len(rows[start]) if rows else 0
    if evidence > 0:
        if short > 0:
            missing = t(
                f"表头比数据少 {short} 列，请核对列名是否对齐",
                f"the header lacks {short} names: check that names and columns agree",
            )
            skipped = f"{skipped}{t('；', '; ')}{missing}" if skipped else missing
        why = t(f"第 {start + 1} 条记录像表头", f"record {start + 1} looks like a header")
        why = f"{why}{t('；', '; ')}{skipped}" if skipped else why
        return Header(start, unique(first, reserved), start, why)
    why = t("首行与其余各行同类，没有表头", "the first row is like the others: no header")
    return Header(start - 1, unique([""] * width, reserved), start, why)


def _first_full(rows: Sequence[Sequence[str]], width: int) -> int:
    """Return the first row that fills its columns as the table's rows do."""
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    usual = sorted(filled)[len(filled) // 2] if filled else 0
    enough = max(1, min(0.5 * width, usual * 0.7))
    if width > 2:
        enough = max(2, enough)
    for index, (row, count) in enumerate(zip(rows[:_PREAMBLE], filled, strict=False)):
        # A header may lack the delimiters of trailing empty columns.
        if count >= enough and len(row) >= min(width, max(2, width - 1)):
            return index
    return 0


def _kind(cell: str) -> str:
    if _NUMBER.fullmatch(cell):
        return "number"
    return "date" if _DATE.fullmatch(cell) else "words"


def _evidence(first: Sequence[str], body: Sequence[Sequence[str]]) -> float:
    """Return how much more ``first`` looks like names than like one more row of ``body``."""
    names = [cell.strip() for cell in first]
    filled = [name for name in names if name]
    if not filled:
        return -1.0
    evidence = 0.0
    if len(first) == 1:
        evidence = 1.0 if looks_like_name(filled[0]) else -0.5
    for column, name in enumerate(names):
        if not name:
            evidence -= 0.25
            continue
        kind = _kind(name)
        evidence += 0.5 if len(first) > 1 and looks_like_name(name) else 0.0
        evidence -= 0.5 if len(name) > 80 and "？" not in name and "?" not in name else 0.0
        evidence -= 0.5 if kind != "words" else 0.0
        values = [row[column].strip() for row in body if row[column].strip()]
        if not values:
            continue
        kinds = Counter(map(_kind, values))
        usual, often = kinds.most_common(1)[0]
        if often < 0.8 * len(values):
            continue
        if usual != "words":
            evidence += 1.0 if kind == "words" else -1.0
        elif name in values:
            evidence -= 0.5 if names != [v.strip() for v in body[0]] else 0.0
        elif len(set(values)) <= len(values) / 2 or sum(map(len, values)) > 3 * len(values) * len(
            name
        ):
            evidence += 0.5  # levels that recur, or long answers, under a name of its own
    if evidence == 0 and len(set(filled)) == len(filled) > 1:
        return 0.1
    return evidence if body or evidence != 0 else 0.1
