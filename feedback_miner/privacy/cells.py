"""Personal data in what is no running text: cells of a table, headers, file names, ids.

There the words around a number are missing; the header of the column speaks instead, and what
is shaped like a phone, an id or a card is one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from feedback_miner.privacy.checks import (
    issuer,
    luhn,
    resident_date,
    resident_id_check,
    resident_region,
)
from feedback_miner.privacy.columns import (
    announced,
    column_kind,
    digits_of,
    holds_names,
    of_things,
    reach,
)
from feedback_miner.privacy.masking import TOKEN_PATTERN, redact
from feedback_miner.privacy.recognise import recognise, settled
from feedback_miner.privacy.span import Span
from feedback_miner.privacy.wholenames import known_word, likely_name, sure_level
from feedback_miner.privacy.wordcost import ordinary_frequency
from feedback_miner.privacy.writing import fold
from feedback_miner.text import dictionary

__all__ = [
    "in_cell",
    "in_label",
    "mask_cell",
    "mask_label",
    "mask_labels",
    "mask_word",
    "told_apart",
    "tree",
]

_DIGITS = re.compile(r"(?<![0-9])(?<![0-9]\.)[0-9]+[Xx]?(?![0-9])")  # and no decimals
_PART = re.compile("[\u4e00-\u9fff]+")
_WORDS = re.compile("[\u4e00-\u9fff·]+")
_BEHIND = re.compile(
    r"的?(?:评分|评价|得分|打分|投诉|反馈|录音|来电|工单|满意|电话|手机|身份|资料|材料|合同|"
    r"明细|记录|名单|服务|态度|"
    r"客户|表|导出|组|团队|经理|专员|主任|处理|问卷|回访|案|个人|信息|先生|女士|老师|数据|汇总|"
    r"意见|留言|贷款|负责)"
)
_FRONT = re.compile(
    r"(?:客户|投诉|反馈|工单|经理|评分|评价|坐席|座席|专员|主任|员工|柜员|回访|合同|资料|问卷|"
    r"录音|来电|导出|数据|"
    r"明细|记录|意见|对|给|处理人|负责人|姓名)$"
)
_SUFFIX = re.compile(r"(?i)\.(?:csv|tsv|txt|xlsx?|xlsb|ods|jsonl|ndjson|json|parquet|toml)$")
# An internet address tells whose answer it is (问卷星's 来自IP): only its column says what it is,
# since versions are written alike.
_INTERNET_HEADER = re.compile(r"(?<![A-Za-z])ip(?:v?[46])?(?![A-Za-z])", re.I)
_INTERNET = re.compile(
    r"(?<![0-9.])(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?![0-9.])"
    r"|(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![0-9A-Fa-f:])"
)


def in_cell(
    cell: str, header: str = "", kinds: Collection[str] | None = None, *, things: bool = False
) -> list[Span]:
    """Return the personal data of a cell, read with the header of its column.

    Where the header says so the whole cell is of its kind (``columns.announced``), and a number is
    read by its digits, however a spreadsheet shows it. ``things``: the column is of levels that
    are mostly no names (``columns.of_levels``), so a word that is all of the cell is none."""
    stripped = cell.strip()
    found = recognise(cell, kinds)
    if len(stripped) > reach(header) or not stripped or TOKEN_PATTERN.search(cell):
        return found
    kind, start = column_kind(header), cell.index(stripped)
    whole = Span(kind, start, start + len(stripped), 0.8, f"column {header}")
    if digits := digits_of(stripped):
        if announced(digits, header):
            found = [whole]
        elif bare := _bare(digits):
            found = [replace(whole, kind=bare[0].kind, why=bare[0].why)]
        return [span for span in found if kinds is None or span.kind in kinds]
    if of_things(header):
        word = not sure_level(stripped, strict=True)  # 安顺, but not 张伟
    elif things:
        word = known_word(stripped) if len(stripped) < 3 else not sure_level(stripped)
    else:
        word = False
    if word:
        found = [one for one in found if one.kind != "name" or one.end - one.start < len(stripped)]
    if _INTERNET_HEADER.search(header):
        found += [Span("address", *at.span(), 0.9, "column") for at in _INTERNET.finditer(cell)]
    found = settled([*found, *_bare(cell)])
    if holds_names(header) and any(span.kind != "name" for span in found):
        found = settled([*found, *_beside(cell, found, header)])  # 吕小侯 13900001111
    elif (
        kind
        and not (found and found[0].end - found[0].start >= len(stripped))
        and announced(stripped, header)
    ):
        found = [whole]
    elif holds_names(header) and kind != "name":  # 联系人及电话 without the number
        found = settled([*found, *_beside(cell, found, header)])
    return [span for span in found if kinds is None or span.kind in kinds]


def _beside(cell: str, found: Sequence[Span], header: str) -> Iterator[Span]:
    """Yield names beside other personal data in a cell below a header of names."""
    for part in _WORDS.finditer(cell):
        if likely_name(part[0]) and all(
            part.end() <= one.start or one.end <= part.start() for one in found
        ):
            yield Span("name", *part.span(), 0.7, f"column {header}")


def _bare(cell: str) -> list[Span]:
    """Return the numbers in a short cell or label that have the shape of personal data."""
    folded = fold(cell)
    found = []
    for run in _DIGITS.finditer(folded):
        digits = run[0] if len(run[0]) == 18 else run[0].rstrip("Xx")
        kind = ""
        if re.fullmatch(r"(?:0|86|0086)?1[3-9][0-9]{9}", digits):
            kind = "phone"
        elif len(digits) == 18 and resident_date(digits) and (
            resident_id_check(digits) or (_rounded(digits) and resident_region(digits))
        ):  # fmt: skip
            kind = "id_card"
        elif (
            digits.isdigit()
            and 15 <= len(digits) <= 19
            and issuer(digits)
            and (luhn(digits) or _rounded(digits))
        ):
            kind = "bank_card"
        if kind:
            found.append(Span(kind, run.start(), run.start() + len(digits), 0.8, "form"))
    return found


def _rounded(digits: str) -> bool:
    """Tell whether a number was cut to the 15 to 17 digits that a spreadsheet's number holds:
    no check digit can be right any more."""
    return len(digits) >= 17 and not digits[17:].strip("0") and digits.endswith("00")


def in_label(label: str) -> list[Span]:
    """Return the personal data of a header, a file or sheet name: any part of it may be a name."""
    if TOKEN_PATTERN.search(label):
        # What is masked stays; a name or number beside a mask is found all the same.
        edges = [0, *(edge for m in TOKEN_PATTERN.finditer(label) for edge in m.span()), len(label)]
        return [
            span.moved(start)
            for start, end in zip(edges[::2], edges[1::2], strict=True)
            for span in in_label(label[start:end])
        ]
    label = _SUFFIX.sub("", label)
    found = [*recognise(label.replace("_", " ")), *recognise(label), *_bare(label)]
    for part in _PART.finditer(label):
        found += _name_in(part[0], part.start())
    return settled(found)


def _name_in(part: str, offset: int) -> list[Span]:
    """Return the name that a part of a label is, begins with (王建国评分) or ends with."""
    if likely_name(part, strict=True):
        return [Span("name", offset, offset + len(part), 0.7, "form")]
    for size in (4, 3):
        if len(part) <= size:
            continue
        if likely_name(part[:size], strict=True) and _BEHIND.match(part, size):
            return [Span("name", offset, offset + size, 0.7, "form")]
        if likely_name(part[-size:], strict=True) and _FRONT.search(part[:-size]):
            return [Span("name", offset + len(part) - size, offset + len(part), 0.7, "form")]
    return []


def mask_cell(cell: str, header: str = "", salt: str = "", *, things: bool = False) -> str:
    """Return a cell with its personal data masked. ``things``: see ``in_cell``."""
    return redact(cell, in_cell(cell, header, things=things), salt)


def mask_word(word: str) -> str:
    """Return a single word of many texts masked: out of context an everyday word that begins with
    a surname (宣传) is no name."""
    tag = dictionary.load().tags.get(word, "")
    everyday = ordinary_frequency(word) > 0 and not tag.startswith("nr")
    spans = recognise(word)
    return redact(word, [one for one in spans if one.kind != "name" or not everyday])


def mask_label(label: str) -> str:
    """Return a header, file or sheet name with its personal data masked. Labels never carry
    pseudonyms: they are the same in every run."""
    return redact(label, in_label(label))


def mask_labels(labels: Sequence[str]) -> list[str]:
    """Return headers masked, each still unlike the others (（2） behind a repeated one)."""
    return told_apart(labels, [mask_label(label) for label in labels])


def told_apart(labels: Sequence[str], masked: Sequence[str]) -> list[str]:
    """Return the ``masked`` forms of ``labels``, those that are alike numbered."""
    taken: set[str] = {label for label, new in zip(labels, masked, strict=True) if label == new}
    copies: dict[str, int] = {}
    result = []
    for label, new in zip(labels, masked, strict=True):
        candidate = new
        while label != new and candidate in taken:
            copies[new] = copies.get(new, 1) + 1
            candidate = f"{new}（{copies[new]}）"
        taken.add(candidate)
        result.append(candidate)
    return result


def tree(value: Any, salt: str = "") -> Any:
    """Return a JSON-ready value with the personal data in its strings and keys masked."""
    if isinstance(value, str):
        return redact(value, recognise(value), salt)
    if isinstance(value, dict):
        words = [key for key in value if isinstance(key, str)]
        keys = dict(zip(words, mask_labels(words), strict=True))
        return {keys.get(key, key): tree(one, salt) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [tree(one, salt) for one in value]
    return value
