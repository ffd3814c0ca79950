"""What stands in a ticket beside the customer's own matter: staff's notes of a call, courtesies.

A note that the customer was soothed, understands and was thanked for his call tells nothing of
his matter, and praise of whoever listened makes nothing good. What says that the matter is over
(已退款, 已撤诉) does: then nothing is taken away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from feedback_miner.lexicon import expressions

__all__ = ["bodies", "body", "heard", "without_praise"]

LONGEST = 60  # characters of a clause that may be such a note
NEAR = 10  # characters beside what is said to be over that may take it back
LEAST = 6  # characters that must be left of the matter itself
WIDESPREAD = 3  # tickets, bodies and kinds beside which a clause is staff's stock
_DIGITS = re.compile(r"[0-9]+")
_STOP = re.compile(r"[。！!？?]*")
_CLAUSE = re.compile(r"[^，,。；;！!？?、\n：: ][^，,。；;！!？?\n]*")


@lru_cache(maxsize=1)  # asked of every text
def _table() -> Mapping[str, re.Pattern[str]]:
    return expressions.load("care/asides")


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    """Return plain words of which every text with such a note has one."""
    return tuple(_table()["word"].pattern.split("|"))


def heard(text: str) -> str:
    """Return a normalised text without staff's notes and courtesies, each character that is left
    at its place; all of it where it tells that its matter is over."""
    for word in _words():
        if word in text:
            break
    else:
        return text
    table = _table()
    ends = table["ends"]
    if table["hint"].search(text) is None:
        return text
    opened = table["called"].match(text)
    if opened:
        text = " " * opened.end() + text[opened.end() :]
    return _without(text, lambda clause: ends.fullmatch(clause) is not None)


def without_praise(text: str) -> str:
    """Return a text without what praises one person of staff and with it the thanks beside it, as
    ``heard`` does; all of it where nobody is praised so, or more than that person."""
    table = _table()
    one, meek = table["one"], table["meek"]
    clauses = [match[0].rstrip() for match in _CLAUSE.finditer(text)]
    if not any(len(clause) <= LONGEST and one.fullmatch(clause) for clause in clauses):
        return text
    left = _without(text, lambda clause: bool(one.fullmatch(clause) or meek.fullmatch(clause)))
    return text if table["glad"].search(left) else left


def body(text: str) -> str:
    """Return what a ticket tells, without staff's notes, its opening and its stock request, as it
    is compared with others; all of it where too little would be left."""
    table = _table()
    opened = table["opens"].match(text)
    start = opened.end() if opened else 0
    ends, stock = table["ends"], table["stock"]
    clauses = [match[0].rstrip() for match in _CLAUSE.finditer(text, start)]
    kept = [
        clause
        for clause in clauses
        if len(clause) > LONGEST or not (ends.fullmatch(clause) or stock.fullmatch(clause))
    ]
    if len(kept) == len(clauses):
        return text[start:] if len(text) - start >= LEAST else text
    told = "，".join(kept)
    return told if len(told) >= LEAST else text


def bodies(texts: Sequence[str], kinds: Sequence[str]) -> list[str]:
    """Return the ``body`` of each text, less the clauses in staff's voice that stand in at least
    WIDESPREAD texts beside different matters of at least so many ``kinds`` (one a text), whatever
    their digits."""
    table, plain = _table(), list(texts)
    noted = [at for at, text in enumerate(texts) if table["voice"].search(text)]
    found: dict[str, tuple[set[str], set[str]]] = {}
    clauses: dict[int, list[tuple[str, str]]] = {}
    for at in noted:
        plain[at] = body(texts[at])
        parts = [(match[0], _DIGITS.sub("#", match[0])) for match in _CLAUSE.finditer(plain[at])]
        clauses[at] = parts
        for clause, folded in parts:
            if table["voice"].search(clause) and not table["own"].search(clause):
                beside, about = found.setdefault(folded, (set(), set()))
                beside.add(parts[0][1] if parts[0][1] != folded else parts[-1][1])
                about.add(kinds[at])
    stock = {
        folded
        for folded, (beside, about) in found.items()
        if min(len(beside), len(about)) >= WIDESPREAD
    }
    for at, parts in clauses.items() if stock else ():
        kept = [clause for clause, folded in parts if folded not in stock]
        told = "，".join(kept)
        if len(kept) < len(parts) and len(told) >= LEAST:
            plain[at] = told
    return plain


def _without(text: str, aside: Callable[[str], bool]) -> str:
    """Return a text without the clauses that are asides: spaces stand for those in its middle."""
    cut, last = [], 0  # where asides stand, and where what is not one ends
    for match in _CLAUSE.finditer(text):
        clause = match[0].rstrip()
        if len(clause) <= LONGEST and aside(clause):
            cut.append(match.span())
        else:
            last = match.end()
    if not cut or _is_over(text):
        return text
    stop = _STOP.match(text, last)
    kept = list(text[: stop.end() if stop else last])
    if stop and not stop[0] and (ended := text.rstrip()[-1:]) and ended in "。！!？?":
        kept.append(ended)  # the sentence ends where its last clause is cut
    for start, end in cut:
        if start < last:
            kept[start:end] = " " * (end - start)
    left = "".join(kept)
    return left if len(left) - left.count(" ") >= LEAST else text


def _is_over(text: str) -> bool:
    """Tell whether anybody says that the matter is over."""
    table = _table()
    denied, half = table["denied"], table["half"]
    return any(
        denied.search(text[max(0, match.start() - NEAR) : match.start()]) is None
        and half.search(text[max(0, match.start() - NEAR) : match.end() + NEAR]) is None
        for match in table["over"].finditer(text)
    ) and (table["rest"].search(text) is None)
