"""Bursts since a saved model: themes of their own, or a known topic that grew, in its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from feedback_miner.topics.emerging import Emerging
from feedback_miner.topics.follow import changes
from feedback_miner.topics.saved import Saved

__all__ = ["sort"]

SAME = 0.5  # share of a burst's texts, and of a topic's, from which the one is the other
PART = 0.05  # share of a topic's texts a word stood in from which it was the topic's own
Integers = NDArray[np.int64]


def sort(
    bursts: Sequence[Emerging],
    known: Saved,
    whole: Sequence[Sequence[str]],
    numbers: Integers,
    valid: int,
    *,
    learned: bool = False,
) -> tuple[dict[int, Emerging], dict[int, tuple[str, ...]]]:
    """Return the bursts that are themes of their own, by the number each gets, and the words of
    those that are a known topic's growth, by its number.

    ``numbers`` is the known topic of each text (-1: none), ``whole`` its words, ``valid`` how many
    valid texts there are. A burst whose texts mostly fall into one known topic, by words that were
    its own before, is that topic: its growth where the topic clearly grew, else told by itself as
    grown, never as new. Where the model has ``learned`` from these texts, what is most of a topic
    is that topic in other words.
    """
    if not bursts:
        return {}, {}
    own: dict[int, Emerging] = {}
    within: dict[int, tuple[str, ...]] = {}
    following = max((one.topic for one in known.topics), default=0) + 1
    counts = Counter(numbers.tolist())
    table = changes(known.topics, counts, (known.texts, valid), {})
    grown = set(table.loc[table["status"].isin(["grown", "new"]), "topic"])
    for burst in bursts:
        topic, n = Counter(numbers[list(burst.texts)].tolist()).most_common(1)[0]
        if learned and topic > 0 and n >= SAME * counts[topic]:
            continue
        if topic > 0 and n >= SAME * len(burst.texts) and _is(burst, topic, known, whole):
            if topic in grown:
                within[topic] = (*within.get(topic, ()), *burst.marks)
                continue
            burst = replace(burst, new=False)
        own[following] = burst
        following += 1
    return own, within


def _is(burst: Emerging, topic: int, known: Saved, whole: Sequence[Sequence[str]]) -> bool:
    """Tell whether most texts of a burst hold a word that was the topic's own before."""
    held = {word for word in burst.marks if _own(word, topic, known)}
    before = next(one for one in known.topics if one.topic == topic)
    held |= set(before.marks)
    n = sum(not held.isdisjoint(whole[i]) for i in burst.texts)
    return n >= SAME * len(burst.texts)


def _own(word: str, topic: int, known: Saved) -> bool:
    """Tell whether a word stood in a good part of a topic's texts and alone speaks of it."""
    before = next(one for one in known.topics if one.topic == topic)
    if known.frequencies.get(word, 0) < PART * before.n or before.column < 0:
        return False
    weights = known.engine.transform(known.vocabulary.terms([[word]], [word]))[0]
    return bool(weights.max() > 0 and int(weights.argmax()) == before.column)
