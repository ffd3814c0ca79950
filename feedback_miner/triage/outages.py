"""Many who cannot use the app at once, at one place: one failure, however each puts it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from feedback_miner.triage.sequels import Matter

__all__ = ["outages"]

# Texts are folded: small letters, no punctuation.
_DOWN = re.compile(
    r"登[录陆]?(?:也|都|就|还是)?不(?:上|了|进)|进(?:也|都|就|还是)?不(?:去|了|来)"
    r"|打(?:也|都|就|还是)?不开|(?:无法|不能|没法)(?:登[录陆]|打开|进入)"
    r"|(?<!心态)(?<!精神)(?<!情绪)崩(?:了|溃)|闪退|转圈|白屏"
)
_APP = re.compile(r"app|手机银行|网银|小程序|客户端|软件|登[录陆]")
STEP = 0.5 / 24  # days between one such complaint and the next
SPAN = 3.0 / 24  # days from the first to the last
LEAST = 3  # such complaints, each at a minute of its own
CALM = 2  # urgency from which a case of another category stands by itself
SYSTEM = "system"  # the category of what does not work
ALONE = frozenset({"fraud", "violence", "self_harm"})  # never one failure's
UNUSUAL = 4.0  # times as many as that place has at other times
Array = np.ndarray[Any, Any]


def outages(
    texts: Sequence[str], days: Array, places: Sequence[str], matters: Sequence[Matter]
) -> Iterator[tuple[int, int]]:
    """Yield pairs of texts, numbered, that tell of one failure: each says that the app does not
    open, at one known place, LEAST of them and each within half an hour of the one
    before, UNUSUAL times as many as that place's other hours would bring.

    ``texts`` are folded; ``days`` is the time of each in days; NaN (unknown) joins nothing. What
    is urgent for another reason (``matters``), or tells of somebody in danger, joins nothing.
    """
    known = np.flatnonzero(~np.isnan(days)).tolist()
    by_place: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for number in known if len(places) else []:
        text = texts[number]
        if not places[number] or not _joins(matters[number]):
            continue
        if _DOWN.search(text) and _APP.search(text):
            by_place[places[number]].append((float(days[number]), number))
    if not by_place:
        return
    length = float(days[known].max() - days[known].min())
    for _, timed in sorted(by_place.items()):
        for run in _runs(sorted(timed)):
            took = run[-1][0] - run[0][0] + STEP
            expected = (len(timed) - len(run)) * took / max(length, took)
            # Where an export tells the day alone, or when it was filled, nothing came at once.
            moments = len({day for day, _ in run})
            if moments >= LEAST and len(run) >= UNUSUAL * expected:
                yield from ((run[0][1], number) for _, number in run[1:])


def _joins(matter: Matter) -> bool:
    """Tell whether a case may be one of many about a failure, and answered as they are."""
    calm = matter.urgency < CALM or matter.category == SYSTEM
    return calm and ALONE.isdisjoint(matter.flags)


def _runs(timed: Sequence[tuple[float, int]]) -> Iterator[list[tuple[float, int]]]:
    """Yield (day, number) in runs that no pause of more than STEP parts, none longer than SPAN."""
    run: list[tuple[float, int]] = []
    for one in timed:
        if run and (one[0] - run[-1][0] > STEP or one[0] - run[0][0] > SPAN):
            yield run
            run = []
        run.append(one)
    if run:
        yield run
