"""What a row tells of its own texts: the name, phone or number that stands in a column of its own
is that person's wherever else the row says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import pandas as pd

from feedback_miner.privacy import namecues, namelists
from feedback_miner.privacy.columns import announced, column_kind, digits_of, told
from feedback_miner.privacy.masking import mask, redact
from feedback_miner.privacy.recognise import recognise, settled
from feedback_miner.privacy.span import Span
from feedback_miner.privacy.wordcost import Reading, ordinary_frequency
from feedback_miner.privacy.writing import fold
from feedback_miner.tables import own_columns

__all__ = ["Known", "known", "known_of", "mask_text", "with_known"]

_TITLE = re.compile(r"(?:先生|女士|小姐|同志|[（(【\[].*)$")
_BETWEEN = re.compile(r"[、/,，;；&\n]|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_NAME = re.compile(r"(?=.*[\u4e00-\u9fff]).{2,15}|[A-Za-z][A-Za-z .,'\-·]{3,30}")
_TELLING = ("phone", "id_card", "bank_card", "email", "wechat", "name", "birth_date")
_DAY = re.compile(
    r"([12][0-9]{3})(?:[\-/.年 ]{1,2}([0-9]{1,2})[\-/.月 ]{1,2}([0-9]{1,2})|"
    r"([0-9]{2})([0-9]{2}))(?![0-9])"
)
_SHORT = 6  # characters of the shortest number or address that is sought elsewhere
_SAVED = 10.0  # nats: a name that saves less is part of other words (安全智能)
_LEFT = ("sure", "named", "field", "party", "role", "folk", "kin", "listed")
_RIGHT = ("person", "title", "data", "reporting")
# Everyday words are names beside these only.
_CALLED = ("sure", "named", "field", "party", "kin")
_OWN = ("本人", "我是", "客户")


class Known(NamedTuple):
    """Personal data that a row tells in a column of its own."""

    kind: str
    value: str


def known(cells: Iterable[tuple[str, str]]) -> tuple[Known, ...]:
    """Return what a row's ``cells``, each a header and a text, tell of the person: full names
    below a header of names, numbers and days of birth below theirs."""
    found: list[Known] = []
    for header, cell in cells:
        kind, text = column_kind(header), cell.strip()
        if not text or kind not in _TELLING:
            continue
        text = digits_of(text) or text
        if not announced(text, header):
            continue
        if kind != "name":
            if kind == "birth_date":
                found += [Known(kind, day) for day in _day(fold(text))]
            elif len(text) >= _SHORT:
                found.append(Known(kind, fold(text)))
        else:
            found += [Known("name", one) for one in _names(text)]
    return tuple(dict.fromkeys(found))


def _day(text: str) -> Iterator[str]:
    """Yield the day of birth in a cell as 1988-05-12; a month alone is sought nowhere else."""
    if found := _DAY.match(text):
        year, month, day = (int(part) for part in found.groups() if part)
        if 1 <= month <= 12 and 1 <= day <= 31:
            yield f"{year}-{month:02}-{day:02}"


def _names(text: str) -> Iterable[str]:
    parts = [text] if re.fullmatch(r"[A-Za-z,. ]+", text) else _BETWEEN.split(text)
    for part in parts:
        plain = _TITLE.sub("", fold(part).strip()).strip()
        if _NAME.fullmatch(plain):
            yield plain


def with_known(text: str, found: Sequence[Span], given: Sequence[Known]) -> list[Span]:
    """Return the personal data ``found`` in a text of a row with what the row itself tells of:
    each place of it, but where a name is an everyday word in another sense (高兴, 安全) or part
    of other words."""
    if not given:
        return list(found)
    folded = fold(text)
    more = [
        Span(kind, place.start(), place.end(), 0.9, "told by the row's own column")
        for kind, value in given
        if (value[:4] if kind == "birth_date" else value) in folded
        for place in re.finditer(_whole(kind, value), folded)
        # A cell that is a day and no more is another column's.
        if kind != "birth_date" or place[0] != folded.strip()
        if kind != "name" or _means_person(folded, place.start(), place.end())
    ]
    # A number that is known is not masked in the midst of the same number as it is written there
    # (13812345678.0).
    more = [
        own
        for own in more
        if own.kind == "name"
        or not any(
            one.kind == own.kind and one.start <= own.start and own.end <= one.end for one in found
        )
    ]
    # A part of a name that is known whole is no name.
    parts = {one for one in found for own in more if own.start <= one.start and one.end <= own.end}
    return settled([*(one for one in found if one not in parts), *more])


def _whole(kind: str, value: str) -> str:
    """Return the pattern of a value that is no part of a longer number or word."""
    if kind == "name" and not value[0].isascii():
        return re.escape(value)
    if kind == "birth_date":
        year, month, day = (part.lstrip("0") for part in value.split("-"))
        loose = rf"(?:[\-/.年 ] ?0?{month}[\-/.月 ] ?0?{day}(?![0-9])[日号]?"
        return rf"(?<![0-9]){year}{loose}|{value[5:7]}{value[8:]}(?![0-9]))"
    return rf"(?<![A-Za-z0-9]){re.escape(value)}(?![A-Za-z0-9])"


def _means_person(text: str, start: int, end: int) -> bool:
    name = text[start:end]
    left, right = namecues.in_front(text, start), namecues.behind(text, end)
    lists = namelists.load()
    listed = name in lists.words or name in lists.namesakes
    if listed or (len(name) < 4 and ordinary_frequency(name)):
        own = left in _CALLED or right in ("person", "data")
        return own or (text[:start].endswith(_OWN) and right in ("cut", *_RIGHT))
    if left in _LEFT or right in _RIGHT or name[0].isascii():
        return True
    return Reading(text, start).saved(start, end) >= _SAVED


def mask_text(text: str, given: Sequence[Known] = (), salt: str = "") -> str:
    """Return a text of a row masked, with what the row itself tells of the person."""
    return mask(redact(text, with_known(text, recognise(text), given), salt), salt)


def known_of(table: pd.DataFrame) -> dict[str, tuple[Known, ...]]:
    """Return by response_id what each row of responses tells in columns of its own; rows that
    tell nothing are left out. The table is one that is not masked yet (see ``shield``)."""
    names = [name for name in own_columns(table) if column_kind(name) in _TELLING]
    headers = {name: told(name, table[name].astype("str")) for name in names}
    names = [name for name in names if headers[name]]
    if not names:
        return {}
    ids = table["response_id"].astype("str")
    columns = [table[name].astype("str") for name in names]
    rows = zip(ids, *columns, strict=True)
    shown = [headers[name] for name in names]
    found = ((row[0], known(zip(shown, row[1:], strict=True))) for row in rows)
    return {response_id: own for response_id, own in found if own}
