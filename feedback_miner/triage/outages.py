"""Many who cannot use the app at once, at one place: one failure, however each puts it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

__all__ = ["outages"]

# Texts are folded: small letters, no punctuation.
_DOWN = re.compile(
    r"(?:登[录陆]?|进|打|连|点|刷|加载|用)(?:也|都|就|还是)?不(?:上|了|去|进|开|出)"
    r"|(?<!心态)(?<!精神)(?<!情绪)崩(?:了|溃)|闪退|转圈|白屏|黑屏|卡死|用不了|瘫痪|宕机|系统(?:故障|错误|异常|繁忙)|服务器|50[0234]"
)
_APP = re.compile(r"app|手机银行|网银|小程序|客户端|软件|系统|服务器|登[录陆]")
STEP = 0.5 / 24  # days between one such complaint and the next
SPAN = 3.0 / 24  # days from the first to the last
LEAST = 3  # such complaints, each at a minute of its own
UNUSUAL = 4.0  # times as many as that place has at other times
Array = np.ndarray[Any, Any]


def outages(texts: Sequence[str], days: Array, places: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield pairs of texts, numbered, that tell of one failure: each says that the app does not
    open or answer, at one known place, LEAST of them and each within half an hour of the one
    before, UNUSUAL times as many as that place's other hours would bring.

    ``texts`` are folded; ``days`` is the time of each in days; NaN (unknown) joins nothing.
    """
    known = np.flatnonzero(~np.isnan(days)).tolist()
    by_place: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for number in known if len(places) else []:
        text = texts[number]
        if places[number] and _DOWN.search(text) and _APP.search(text):
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
