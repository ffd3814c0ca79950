"""Multi-select questions: options joined in one cell, or one column an option."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from feedback_miner.ingest.profile import Profile
from feedback_miner.ingest.unanswered import unanswered
from feedback_miner.ingest.wording import is_multiple, is_single, is_yes_no
from feedback_miner.language import t

__all__ = [
    "MARK",
    "NOT_CHOSEN",
    "Group",
    "common",
    "groups",
    "joined",
    "option_head",
    "option_kind",
    "parting",
    "pieces",
    "split",
]

MARK = "┋"  # 问卷星's own
_OWN = (MARK, "┊")
_MARKS = (*_OWN, ";", "；", "|", "、", ",", "，", "#")
_HELD = "\0"  # stands for a mark that parts nothing
_ASIDE = re.compile(  # brackets, half and full width mixed, within brackets too
    r"[（(](?:[^（）()]|[（(][^（）()]*[）)])*[）)]|【[^【】]*】|\[[^\[\]]*\]|〖[^〖〗]*〗"
)
_WHOLE = re.compile(rf"{_ASIDE.pattern}|(?<=\d)[,，](?=\d{{3}}(?!\d))")
NOT_CHOSEN = frozenset({"-1", "0", "否", "未选", "未选中", "no", "false", "n", "×", "不选"})
_YES_WORDS = frozenset({"是", "选中", "已选", "yes", "true", "y", "√", "✓", "✔"})
_OPTION_HEAD = re.compile(
    r"^(.{2,}?)\s*(?:[(（\[【:：\-—_/.]\s*(?:选项)?[^()（）\[\]【】:：_]{1,40}[)）\]】]?|[_.\-]?\d{1,2})$",
    re.DOTALL,
)
_PART = re.compile(r"^[A-Za-z]{1,3}\d{1,3}[_.\-]\d{1,2}[\s.、:：]+")  # A3_1 of A3_1 渠道：网点


@dataclass(frozen=True)
class Group:
    """The columns (by position) of one multi-select question, its name, and why."""

    columns: tuple[int, ...]
    name: str
    why: str


def joined(column: Profile) -> str:
    """Return the mark that joins several options in one cell, "" where cells hold one answer.

    ``┋`` alone is proof; other marks must part cells into few options that keep coming back, and
    that recombine: a level of a single choice may hold the mark itself (高中、中专及以下). A header
    that says whether one or several may be chosen is believed.
    """
    answers = _answers(column)
    filled = answers.total()
    for mark in _MARKS:
        with_mark = sum(n for text, n in answers.items() if mark in text)
        if mark in _OWN:
            if with_mark >= max(1, 0.005 * filled):
                return mark
            continue
        if is_single(column.name) or with_mark < max(5, 0.15 * filled):
            continue
        cells = dict(zip(answers, split(list(answers), mark), strict=True))
        parts: Counter[str] = Counter()
        for text, own in cells.items():
            for part in own:
                parts[part] += answers[text]
        if not parts or re.fullmatch(r"[\d.:\- ]+", "".join(parts)):
            continue  # decimal commas, dates
        few = len(parts) <= 30 and parts.total() >= 8 * len(parts)
        short = max(len(_ASIDE.sub("", part)) for part in parts) <= 20
        if few and short and (is_multiple(column.name) or _recombined(cells.values(), parts)):
            return mark
    return ""


def _recombined(cells: Collection[Sequence[str]], parts: Collection[str]) -> bool:
    """Tell whether different cells hold the same ``parts``, alone or with others, as those of
    several choices do: there are at least as many different cells as parts, and three in four of
    the parts of cells that hold several are seen in another cell too."""
    seen = Counter(part for own in cells for part in set(own))
    several = [part for own in cells if len(own) > 1 for part in own]
    again = sum(seen[part] > 1 for part in several)
    return len(cells) >= len(parts) and bool(several) and again >= 0.75 * len(several)


def pieces(cell: str, mark: str) -> list[str]:
    """Part a cell at a mark, not within brackets nor within a number (3,000); a survey tool's own
    mark parts everywhere, and any does where brackets are not closed."""
    if not mark:
        return [cell.strip()]
    if mark not in _OWN:
        cell = _WHOLE.sub(lambda found: found[0].replace(mark, _HELD), cell)
    return [part.replace(_HELD, mark).strip() for part in cell.split(mark)]


def split(cells: Sequence[str], mark: str) -> list[list[str]]:
    """Return the options of each cell, parted at ``mark``; parts that never occur but side by side,
    in one order, are one option whose words hold the mark (高中、中专)."""
    parted = {cell: [part for part in pieces(cell, mark) if part] for cell in cells}
    if mark in ("", *_OWN):
        return [parted[cell] for cell in cells]
    seen = Counter(part for own in parted.values() for part in own)
    beside = Counter(pair for own in parted.values() for pair in pairwise(own))
    stuck = {pair for pair, n in beside.items() if n == seen[pair[0]] == seen[pair[1]]}
    whole: dict[str, list[str]] = {}
    for cell, own in parted.items():
        options = own[:1]
        for pair in pairwise(own):
            if pair in stuck:
                options[-1] += mark + pair[1]
            else:
                options.append(pair[1])
        whole[cell] = options
    return [whole[cell] for cell in cells]


def parting(cells: Sequence[str]) -> str:
    """Return the mark that joins options in the cells of a column known to be multi-select, "" for
    none: one that parts cells, some of their parts standing alone in others."""
    alone = set(cells)
    for mark in _MARKS:
        parts = [part for cell in cells if mark in cell for part in _several(cell, mark)]
        if parts and sum(part in alone for part in parts) >= len(parts) / 4:
            return mark
    return ""


def _several(cell: str, mark: str) -> list[str]:
    """Return the parts of a cell that has more than one, else none."""
    parts = pieces(cell, mark)
    return parts if len(parts) > 1 else []


def _answers(column: Profile) -> Counter[str]:
    """Return the cells that are no marks of a question left out, with how often each occurs."""
    return Counter({text: n for text, n in column.counts.items() if not unanswered(text, "multi")})


def option_kind(column: Profile) -> str | None:
    """Return ``coded`` for -1 and one code, ``binary`` for 0 and 1 or the like, else None."""
    levels = set(_answers(column))
    if not 1 <= len(levels) <= 2:
        return None
    lower = {level.lower() for level in levels}
    whole = column.fill > 0.999
    if whole and len(levels) == 2 and "-1" in levels:
        other = next(level for level in levels if level != "-1")
        return "coded" if re.fullmatch(r"\d{1,2}", other) else None
    if whole and lower <= {"0", "1"}:
        return "binary"
    if len(levels) == 2 and lower & NOT_CHOSEN and lower & (_YES_WORDS | {"1"}):
        return "binary"
    if not whole and len(levels) == 1:
        only = next(iter(levels))
        # The option's own words, or a mark, in the cells of those who chose it.
        if only in column.name or only.lower() in _YES_WORDS or only in ("1", column.name):
            return "binary"
    return None


def groups(columns: Sequence[Profile]) -> list[Group]:
    """Return the runs of adjacent columns that hold one option each.

    -1 and one code (-1/1, -1/2, …) is proof enough; 0 and 1, or yes and no, must also share the
    beginning of their headers (3、渠道(网点), 3、渠道(手机银行)).
    """
    found: list[Group] = []
    kinds = [option_kind(column) for column in columns]
    at = 0
    while at < len(columns):
        kind = kinds[at]
        end = at + 1
        while end < len(columns) and kinds[end] == kind and _together(columns, at, end, kind):
            end += 1
        if kind and end - at >= 2:
            found.append(_group(columns, at, end, kind))
        at = end
    return found


def _together(columns: Sequence[Profile], start: int, at: int, kind: str | None) -> bool:
    if kind == "coded":
        # Codes go up within a question: 1, 2, 3, …, 98.
        return _code(columns[at]) > _code(columns[at - 1])
    return (
        kind == "binary" and option_head(columns[start].name) == option_head(columns[at].name) != ""
    )


def _code(column: Profile) -> int:
    return int(next(level for level in _answers(column) if level != "-1"))


def option_head(name: str) -> str:
    """Return what the header of an option shares with the others of its question, "" for none."""
    name = _PART.sub("", re.sub(r"（\d+）$", "", name))
    if is_yes_no(name):
        return ""
    found = _OPTION_HEAD.match(name)
    return found[1].strip() if found else ""


def common(names: Sequence[str]) -> str:
    """Return the beginning that headers share, up to the mark that parts question and option."""
    first, last = min(names), max(names)
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), 0)
    same = max((first.rfind(mark, 0, same) + 1 for mark in "（([【:：-_—"), default=0) or same
    return first[:same].strip(" _-（([【:：—")


def _group(columns: Sequence[Profile], start: int, end: int, kind: str) -> Group:
    names = [column.name for column in columns[start:end]]
    shared = option_head(names[0]) if kind == "binary" else common(names)
    name = shared if len(shared) >= 2 else f"{names[0]}…{names[-1]}"
    why = t(
        "每列一个选项（-1 表示未选）" if kind == "coded" else "每列一个选项（0/1 或 是/否）",
        "one option a column (-1: not chosen)" if kind == "coded" else "one option a column",
    )
    return Group(tuple(range(start, end)), name, why)
