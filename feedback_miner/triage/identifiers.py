"""Names that only one event has, within a few days: an error's code, the shop that ran off, the
firm complained of by its own name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from feedback_miner.lexicon import expressions
from feedback_miner.privacy.wordcost import Reading

__all__ = ["shared"]

Array = np.ndarray[Any, Any]
COSTLY = 6.5  # nats a character that everyday words for a name cost at least
# Days between one mention and the next, and from the first to the last.
_WITHIN = {"code": (1.5, 3.0), "shop": (7.0, 31.0), "firm": (7.0, 31.0)}
COMMON = 0.05  # share of the texts from which a name is no rare one, where more than FEW hold it
FEW = 20


def _heard() -> Mapping[str, re.Pattern[str]]:
    return expressions.load("care/identifiers")


def shared(texts: Sequence[str], days: Array) -> Iterator[tuple[int, int]]:
    """Yield pairs of texts, numbered, that name the same rare thing within days of each other.

    ``texts`` are folded; ``days`` is the time of each in days; NaN (unknown) joins nothing.
    """
    heard = _heard()
    holders: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for name in set(_names(text, heard)):
            holders[name].append(number)
    if firms := _firms(texts, heard):
        alike = [n for n, text in enumerate(texts) if heard["like"].search(text)]
        for firm in firms:
            holders["firm", firm] = [n for n in alike if firm in texts[n]]
    for (kind, _), numbers in sorted(holders.items()):
        if len(numbers) > (FEW if kind == "firm" else max(FEW, COMMON * len(texts))):
            continue
        step, span = _WITHIN[kind]
        timed = sorted((float(days[n]), n) for n in numbers if not np.isnan(days[n]))
        first = timed[0][0] if timed else 0.0
        for (day, number), (later, other) in pairwise(timed):
            if later - day <= step and later - first <= span:
                yield number, other
            else:
                first = later


def _names(text: str, heard: Mapping[str, re.Pattern[str]]) -> Iterator[tuple[str, str]]:
    for match in heard["code"].finditer(text):
        yield "code", match[1]
    for match in heard["shop"].finditer(text):
        if not heard["any"].search(match[1]):
            yield "shop", match[1]


def _firms(texts: Sequence[str], heard: Mapping[str, re.Pattern[str]]) -> list[str]:
    """Return strings of three and four characters that some text gives as a firm's own name: such
    as everyday words, in their neighbourhood, would hardly make up (上班时间催收 names none)."""
    found = set()
    for text in texts:
        for match in heard["firm"].finditer(text):
            start, end = match.span(1 if match[1] else 2)
            reading = Reading(text, start)
            cut = not heard["no_firm"].match(text[start:end]) or heard["before"].match(text[start])
            for begin in (start, start + 1) if cut else (start,):
                if reading.saved(begin, end) >= COSTLY * (end - begin):
                    found.add(text[begin:end])
    return sorted(one for one in found if not heard["no_firm"].search(one))
