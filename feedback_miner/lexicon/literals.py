"""The literal parts of a regular expression, told without compiling it.

Thousands of patterns stand in a codebook and few are met in one run: reading the literals that
trigger one costs a tenth of compiling it. What the quick reader does not know for certain
(``read`` returns None) is left to ``re``'s own parser (``parsed``), so that no fault gets by.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _parser  # type: ignore[attr-defined]  # the only parser of re's own syntax
from re._constants import (  # type: ignore[import-not-found]
    BRANCH,
    IN,
    LITERAL,
    MAX_REPEAT,
    MIN_REPEAT,
    SUBPATTERN,
)
from typing import Any

__all__ = ["MOST_STRINGS", "Parts", "parsed", "read"]

MOST_STRINGS = 600  # a run of parts may be multiplied out to

Strings = set[str]
Parts = list[Strings]
"""Sets of strings of each of which every match contains at least one, rarest first."""

_TOKEN = re.compile(
    r"\(\?(?:[:=!]|<[=!])|[()|.^$]|\[\^?[^]\\[^-][^]\\[]*\]|[?*+]\??|\{\d+(?:,\d*)?\}\??"
    r"|\\[dwsDWS.?*+()|]|[^][\\(){}|.^$?*+]+(?![?*+{])|[^][\\(){}|.^$?*+]"
)
_RANGE = re.compile("(.)-(.)", re.DOTALL)
_TIMES = re.compile(r"\{(\d+)(,?)(\d*)\}")


class _Unknown(Exception):
    """Syntax that is left to ``re``'s own parser."""


def read(expression: str) -> Parts | None:
    """Return the literal parts of a regular expression that is certainly valid; None where it is
    of a syntax not known here, or invalid."""
    tokens = _TOKEN.findall(expression)
    if sum(map(len, tokens)) != len(expression):
        return None
    tokens.append("")
    try:
        strings, parts, at = _options(tokens, 0)
    except _Unknown:
        return None
    if tokens[at]:
        return None  # a bracket too many
    return _usable([strings]) if strings is not None else parts


def parsed(expression: str) -> Parts:
    """Return the literal parts of a valid regular expression, by ``re``'s own parser."""
    return _parts(_parser.parse(expression))


def _options(tokens: Sequence[str], at: int) -> tuple[Strings | None, Parts, int]:
    """Read the options of a group from ``at``: every string they match, None where they are too
    many to list; then, what every match contains; and where the group ends."""
    strings, parts, at = _sequence(tokens, at)
    if tokens[at] != "|":
        return strings, parts, at
    options = [(strings, parts)]
    while tokens[at] == "|":
        strings, parts, at = _sequence(tokens, at + 1)
        options.append((strings, parts))
    listed = [strings for strings, _ in options if strings is not None]
    if len(listed) == len(options):
        return set().union(*listed), [], at
    every = [parts if strings is None else _usable([strings]) for strings, parts in options]
    return None, [set().union(*(option[0] for option in every))] if all(every) else [], at


def _sequence(tokens: Sequence[str], at: int) -> tuple[Strings | None, Parts, int]:
    """Read what stands up to the next ``|`` or the end of the group, as ``_options`` does."""
    pieces: Parts = []
    run = {""}
    while (token := tokens[at]) not in ("", "|", ")"):
        at += 1
        strings: Strings | None = None
        parts: Parts = []
        kind = token[0]
        if kind == "(":
            before = at
            strings, parts, at = _options(tokens, at)
            if not tokens[at]:
                raise _Unknown
            if token not in ("(", "(?:"):
                if "<" in token:
                    _check_width(tokens[before:at])
                strings, parts = None, []
            at += 1
        elif kind == "[":
            strings = _class(token)
        elif kind == "\\":
            strings = None if token[1] in "dwsDWS" else {token[1]}
        elif kind in "?*+{":
            raise _Unknown  # nothing to repeat, or repeated twice
        elif kind not in "^$.":
            strings = {token}
        times = tokens[at]
        if times and times[0] in "?*+{":
            if token in ("^", "$", "(?=", "(?!", "(?<=", "(?<!"):
                raise _Unknown
            at += 1
            strings, parts = _repeated(times, strings, parts)
        if strings is None:
            pieces.append(run)
            pieces += parts
            run = {""}
        elif len(run) * len(strings) <= MOST_STRINGS:
            run = {before + after for before in run for after in strings}
        else:
            pieces.append(run)
            run = strings
    return (None, _usable([*pieces, run]), at) if pieces else (run, [], at)


def _repeated(times: str, strings: Strings | None, parts: Parts) -> tuple[Strings | None, Parts]:
    """Return what a part contains that is repeated so many times."""
    least = 1 if times[0] == "+" else 0
    if found := _TIMES.match(times):
        least = int(found[1])
        if found[3] and int(found[3]) < least:
            raise _Unknown
    if times[0] == "?" or (found and least == 0 and found[3] == "1"):
        return None if strings is None else strings | {""}, []
    if not least:
        return None, []
    return None, parts if strings is None else _usable([strings])


def _class(token: str) -> Strings | None:
    """Return the characters of a class, None where they are not listed one by one."""
    if "-" in token:
        if any(first > last for first, last in _RANGE.findall(token)):
            raise _Unknown
        return None
    return None if token[1] == "^" else set(token[1:-1])


def _check_width(tokens: Sequence[str]) -> None:
    """Raise _Unknown unless all options of a look-behind are of one width, plain to see."""
    widths = [0]
    for token in tokens:
        if token == "|":
            widths.append(0)
        elif token[0] in "[.\\":
            widths[-1] += 1
        elif token[0] in "(){}?*+^$":
            raise _Unknown
        else:
            widths[-1] += len(token)
    if len(set(widths)) > 1:
        raise _Unknown


def _strings(operation: Any, argument: Any) -> Strings | None:
    """Return every string an expression matches, or None where they are too many to list."""
    if operation is LITERAL:
        return {chr(argument)}
    if operation is IN:
        if all(kind is LITERAL for kind, _ in argument):
            return {chr(code) for _, code in argument}
        return None
    if operation is SUBPATTERN:
        return _product(argument[3])
    if operation is BRANCH:
        options = [_product(option) for option in argument[1]]
        if any(option is None for option in options):
            return None
        return {string for option in options for string in option or ()}
    if operation in (MAX_REPEAT, MIN_REPEAT) and argument[:2] == (0, 1):
        once = _product(argument[2])
        return None if once is None else once | {""}
    return None


def _product(parsed: Iterable[tuple[Any, Any]]) -> Strings | None:
    strings = {""}
    for operation, argument in parsed:
        found = _strings(operation, argument)
        if found is None or len(strings) * len(found) > MOST_STRINGS:
            return None
        strings = {before + after for before in strings for after in found}
    return strings


def _parts(parsed: Iterable[tuple[Any, Any]]) -> Parts:
    """Return sets of strings of each of which every match contains at least one, rarest first.

    Runs of parts whose strings can be listed are multiplied out, and what must occur within the
    other parts is taken; the set whose shortest string is longest is the rarest to occur.
    """
    pieces: Parts = []
    run = {""}
    for operation, argument in parsed:
        found = _strings(operation, argument)
        if found is not None and len(run) * len(found) <= MOST_STRINGS:
            run = {before + after for before in run for after in found}
            continue
        pieces.append(run)
        run = found or {""}
        if found is not None:
            continue
        if operation is SUBPATTERN:
            pieces += _parts(argument[3])
        elif operation is BRANCH:
            options = [_parts(option) for option in argument[1]]
            if all(options):
                pieces.append(set().union(*(option[0] for option in options)))
        elif operation in (MAX_REPEAT, MIN_REPEAT) and argument[0] > 0:
            pieces += _parts(argument[2])
    return _usable([*pieces, run])


def _usable(pieces: Parts) -> Parts:
    usable = [piece for piece in pieces if piece and "" not in piece]
    return sorted(usable, key=lambda piece: (-min(map(len, piece)), len(piece)))
