"""Texts that a pattern is meant to match, made from the pattern itself."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from re import _parser  # type: ignore[attr-defined]  # the only parser of re's own syntax
from re._constants import (  # type: ignore[import-not-found]
    ANY,
    ASSERT,
    ATOMIC_GROUP,
    BRANCH,
    CATEGORY,
    GROUPREF,
    IN,
    LITERAL,
    MAX_REPEAT,
    MIN_REPEAT,
    NEGATE,
    NOT_LITERAL,
    POSSESSIVE_REPEAT,
    RANGE,
    SUBPATTERN,
)
from typing import Any

__all__ = ["samples"]

FILLERS = "这那我家钱天a5 "  # what stands for any character
MORE = 2  # repeats beyond the fewest


def samples(regex: re.Pattern[str], count: int, seed: int = 0) -> list[str]:
    """Return up to ``count`` distinct texts drawn at random from what a pattern spells out.

    Assertions are honoured only so far as they ask for text; whether a sample really matches is
    for the caller to try. The same pattern and seed give the same texts.
    """
    rng = random.Random(f"{seed}{regex.pattern}")
    parsed = _parser.parse(regex.pattern, regex.flags)
    return list(dict.fromkeys(_draw(parsed, rng, {}) for _ in range(count)))


def _draw(parsed: Iterable[tuple[Any, Any]], rng: random.Random, groups: dict[int, str]) -> str:
    return "".join(_one(operation, argument, rng, groups) for operation, argument in parsed)


def _one(operation: Any, argument: Any, rng: random.Random, groups: dict[int, str]) -> str:
    if operation is LITERAL:
        return chr(argument)
    if operation is NOT_LITERAL:
        return next(c for c in FILLERS if ord(c) != argument)
    if operation is ANY:
        return rng.choice(FILLERS[:4])
    if operation is IN:
        return _member(argument, rng)
    if operation is BRANCH:
        return _draw(rng.choice(argument[1]), rng, groups)
    if operation is SUBPATTERN:
        text = _draw(argument[3], rng, groups)
        if argument[0] is not None:
            groups[argument[0]] = text
        return text
    if operation in (MAX_REPEAT, MIN_REPEAT, POSSESSIVE_REPEAT):
        low, high, inner = argument
        times = rng.randint(low, min(int(high), low + MORE))
        return "".join(_draw(inner, rng, groups) for _ in range(times))
    if operation is ATOMIC_GROUP or operation is ASSERT:
        return _draw(argument if operation is ATOMIC_GROUP else argument[1], rng, groups)
    if operation is GROUPREF:
        return groups.get(argument, "")
    return ""  # positions and what must not be there


def _member(items: list[tuple[Any, Any]], rng: random.Random) -> str:
    """Return a character of a class."""
    if items[0][0] is NEGATE:
        return next((c for c in FILLERS if not _within(c, items[1:])), "ㄅ")
    kind, value = rng.choice(items)
    if kind is RANGE:
        return chr(rng.randint(*value))
    if kind is CATEGORY:
        return next((c for c in FILLERS if _within(c, [(kind, value)])), "5")
    return chr(value)


def _within(char: str, items: list[tuple[Any, Any]]) -> bool:
    code = ord(char)
    for kind, value in items:
        if (kind is LITERAL and code == value) or (kind is RANGE and value[0] <= code <= value[1]):
            return True
        if kind is CATEGORY:
            name = str(value).rsplit("_", 1)[-1]
            is_in = {"DIGIT": char.isdigit(), "SPACE": char.isspace()}.get(
                name, char.isalnum() or char == "_"
            )
            if is_in != ("NOT" in str(value)):
                return True
    return False
