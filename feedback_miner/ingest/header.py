"""Find the header row, title rows above it, and give columns unique names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from feedback_miner.language import t

__all__ = ["Header", "Spans", "find", "looks_like_name", "unique"]

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
_LONGEST = 60  # characters of a name in the second row of a header
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


# By row, the first and last columns of each cell that lies over several columns.
Spans = Mapping[int, Sequence[tuple[int, int]]]


@dataclass(frozen=True)
class Header:
    """``index`` of the header's last row among the rows (-1 for none), the columns' unique
    ``names``, the number of title rows ``skipped`` above it, why, the names as ``written`` (those
    of several header rows joined: 分项满意度—审批速度), the header's own ``rows``, and of each row
    above it that is one filled cell the column in which that stands (``titles``)."""

    index: int
    names: tuple[str, ...]
    skipped: int
    why: str
    written: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    titles: tuple[int, ...] = ()


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


def find(
    rows: Sequence[Sequence[str]],
    width: int,
    reserved: Sequence[str] = (),
    *,
    depth: int = 0,
    spans: Spans | None = None,
) -> Header:
    """Find the header in the first ``rows``; ``width`` is the number of columns of the table.

    ``depth`` is how many rows the header takes (0: found). The name of a group of columns is
    joined with theirs in the row below where the cells leave no doubt; merged cells (``spans``)
    help to tell. Where there is doubt, one row is taken and ``why`` says so.
    """
    rows = rows[:_LOOK]
    start = _first_full(rows, width)
    top, last, doubt = _block(rows, start, width, depth, spans or {})
    first = _joined(rows[top : last + 1], width, top, spans or {})
    body = [row for row in rows[last + 1 :] if len(row) == width]
    evidence = _evidence(first, body)
    told = [t(f"表头之上有 {top} 行标题", f"{top} title rows above it")] if top else []
    short = width - len(rows[start]) if rows and top == last else 0
    if evidence > 0 or depth:
        if short > 0:
            told.append(
                t(
                    f"表头比数据少 {short} 列，请核对列名是否对齐",
                    f"the header lacks {short} names: check that names and columns agree",
                )
            )
        if top == last:
            why = t(f"第 {top + 1} 条记录像表头", f"record {top + 1} looks like a header")
        else:
            why = t(
                f"第 {top + 1}–{last + 1} 条记录合为表头，上下两级列名已相连",
                f"records {top + 1} to {last + 1} make up the header: group and column joined",
            )
        why = t("；", "; ").join([why, *told, *([doubt] if doubt else [])])
        own = tuple(map(tuple, rows[top : last + 1]))
        above = ([at for at, cell in enumerate(row) if cell.strip()] for row in rows[:top])
        titles = tuple(filled[0] for filled in above if len(filled) == 1)
        return Header(last, unique(first, reserved), top, why, tuple(first), own, titles)
    why = t("首行与其余各行同类，没有表头", "the first row is like the others: no header")
    why = t("；", "; ").join([why, *told])
    return Header(start - 1, unique([""] * width, reserved), start, why)


def _block(
    rows: Sequence[Sequence[str]], start: int, width: int, depth: int, spans: Spans
) -> tuple[int, int, str]:
    """Return the first and last row of the header around its fullest row ``start``, and what is
    in doubt about it."""
    if not rows:
        return 0, 0, ""
    under = _under(rows, start, width, spans.get(start, ()))
    above = start > 0 and not under and _over(rows[start - 1])
    if depth:
        top = max(0, start - depth + 1) if above else start
        return top, min(top + depth, len(rows)) - 1, ""
    if under:
        return start, start + 1, ""
    if above and spans.get(start - 1):
        return start - 1, start, ""
    first = [*rows[start], *[""] * width][:width]
    body = [row for row in rows[start + 1 :] if len(row) == width]
    unnamed = sum(
        not first[c].strip() and any(row[c].strip() for row in body) for c in range(width)
    )
    name = t(
        "若表头占两行，请用 inspect --header-rows 2 --write survey.toml"
        "（即 [options] 里的 header_rows = 2）",
        "if the header takes two rows, use inspect --header-rows 2 --write survey.toml "
        "(header_rows = 2 under [options])",
    )
    if above:
        doubt = t(
            f"注意：只取第 {start + 1} 条记录为表头，第 {start} 条像是各列的分组名，未用；{name}",
            f"caution: record {start + 1} alone was taken for the header; record {start} may "
            f"name groups of columns and was not used; {name}",
        )
        return start, start, doubt
    if unnamed > 1:
        doubt = t(
            f"注意：只取第 {start + 1} 条记录为表头，有 {unnamed} 列没有列名；{name}",
            f"caution: record {start + 1} alone was taken for the header, and {unnamed} columns "
            f"have no name; {name}",
        )
        return start, start, doubt
    return start, start, ""


def _heads(row: Sequence[str], width: int, spans: Sequence[tuple[int, int]]) -> list[str]:
    """Return the name over each column: by merged cells, else a name holds until the next."""
    heads = [cell.strip() for cell in [*row, *[""] * width][:width]]
    for first, last in spans:
        for column in range(first, min(last + 1, width)):
            heads[column] = heads[first]
    if not spans:
        for column in range(1, width):
            heads[column] = heads[column] or heads[column - 1]
    return heads


def _joined(rows: Sequence[Sequence[str]], width: int, top: int, spans: Spans) -> list[str]:
    """Return one name a column from the rows of a header: 分项满意度—审批速度."""
    if not rows:
        return []
    levels = [_heads(row, width, spans.get(top + at, ())) for at, row in enumerate(rows[:-1])]
    last = [*rows[-1], *[""] * width][:width]
    if not levels:
        return list(last)
    parts = zip(*levels, [cell.strip() for cell in last], strict=True)
    return ["—".join(dict.fromkeys(part for part in column if part)) for column in parts]


def _under(
    rows: Sequence[Sequence[str]], start: int, width: int, spans: Sequence[tuple[int, int]]
) -> bool:
    """Tell whether the row below ``start`` surely names the columns of the groups above it.

    Under a name that lies over several columns each has a name of its own; under the others the
    row is blank; and where the rows below hold figures, it holds words.
    """
    body = [row for row in rows[start + 2 :] if len(row) == width]
    if start + 1 >= len(rows) or not body:
        return False
    heads = _heads(rows[start], width, spans)
    top = [cell.strip() for cell in [*rows[start], *[""] * width][:width]]
    sub = [cell.strip() for cell in [*rows[start + 1], *[""] * width][:width]]
    values = [[row[c].strip() for row in body if row[c].strip()] for c in range(width)]
    used = [c for c in range(width) if values[c] or sub[c]]
    beside = [
        heads[c] != "" and heads[c] in (heads[c - 1] if c else "", (*heads, "")[c + 1])
        for c in range(width)
    ]
    grouped = [c for c in used if beside[c]]
    if len(grouped) < 2 or len({sub[c] for c in grouped}) < 2:
        return False
    if not all(sub[c] and _kind(sub[c]) == "words" and len(sub[c]) <= _LONGEST for c in grouped):
        return False
    strong = 0
    for c in used:
        figures = sum(_kind(value) != "words" for value in values[c])
        if sub[c] and values[c] and figures >= 0.8 * len(values[c]):
            if _kind(sub[c]) != "words":
                return False
            strong += 1
        elif sub[c] in values[c]:
            return False
    alone = [c for c in used if not beside[c]]
    filled = [c for c in alone if sub[c] and sub[c] != top[c]]
    if filled:
        return strong > 1 and 2 * len(filled) <= len(alone)
    return strong > 0 or (bool(spans) and bool(alone))


def _over(row: Sequence[str]) -> bool:
    """Tell whether a row above the header may name groups of columns (no 制表人：…)."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return len(set(filled)) > 1 and all(
        _kind(cell) == "words" and len(cell) <= _LONGEST and not re.search("[:：]", cell)
        for cell in filled
    )


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
