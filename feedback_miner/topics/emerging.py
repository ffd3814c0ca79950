"""Themes that came up since the last wave: words that burst, gathered by the texts they share."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy import stats

from feedback_miner.topics.naming import harmless

__all__ = ["RARE", "Emerging", "emerging", "frequencies", "smallest"]

LEVEL = 0.01  # chance that a wave of no change shows any burst
GROWTH = 2.5  # times its former share a word must have at least
SMALLEST = 0.004  # share of texts a theme has at least
FEWEST = 8  # and their number
RARE = 0.2  # share of its size in the other wave below which a theme is new or vanished
FORGOTTEN = (
    2  # texts a word is taken to have stood in that is not remembered: the most there may be
)
TOGETHER = 0.2  # share of the rarer word's texts two words of one theme have in common


@dataclass(frozen=True)
class Emerging:
    """A theme: the words that burst, by strength, and the texts (from 0) that hold one; ``new``
    where these were rare before, else it has grown. ``before``: how many texts of the wave before
    held one, None where what is remembered of that wave does not tell."""

    marks: tuple[str, ...]
    texts: tuple[int, ...]
    p: float
    new: bool = True
    before: int | None = None


def frequencies(documents: Sequence[Sequence[str]], least: int = 3) -> dict[str, int]:
    """Return in how many documents each word stands, of words in ``least`` or more: rarer ones
    might tell of a person."""
    found = Counter(word for document in documents for word in set(document))
    return {word: n for word, n in sorted(found.items()) if n >= least}


def emerging(
    documents: Sequence[Sequence[str]],
    known: Mapping[str, int],
    before: int,
    n: int,
    ignored: frozenset[str] = frozenset(),
) -> list[Emerging]:
    """Return the themes of ``documents`` (words of ``n`` valid texts, one list a text) that the
    wave before hardly had, the greatest first.

    A word bursts where its count, given both waves', is too high for the same rate in each (the
    conditional test of two Poisson means, Przyborowski and Wilenski, 1940; Holm, 1979, over all
    words, so that a wave of no change shows a burst with a chance below ``LEVEL``), its share has
    grown ``GROWTH``-fold and it stands in ``SMALLEST`` of the texts. Bursting words that stand in
    the same texts are one theme; beside words that were rare before, those that were not are no
    marks of it. ``known`` holds the counts among ``before`` texts; words not in it are taken to
    have stood in ``FORGOTTEN``, the most that is not kept. What looks like personal data marks
    nothing: a saved model does not remember how often it was said.
    """
    if not before or not n:
        return []
    holders = _holders(documents, ignored)
    least = max(FEWEST, SMALLEST * n)
    share = n / (n + before)
    tested = sorted(
        (
            float(stats.binom.sf(len(texts) - 1, len(texts) + known.get(word, FORGOTTEN), share)),
            word,
        )
        for word, texts in holders.items()
    )
    bursts: list[str] = []
    p_of: dict[str, float] = {}
    for rank, (p, word) in enumerate(tested):
        if p * (len(tested) - rank) > LEVEL:
            break
        if not harmless(word):
            continue
        rate = (known.get(word, FORGOTTEN) + 0.5) / before
        if len(holders[word]) / n >= GROWTH * rate and len(holders[word]) >= least:
            bursts.append(word)
            p_of[word] = p * (len(tested) - rank)
    themes: list[list[str]] = []
    for word in bursts:
        near = [
            theme
            for theme in themes
            if any(
                len(holders[word] & holders[other])
                >= TOGETHER * min(len(holders[word]), len(holders[other]))
                for other in theme
            )
        ]
        for theme in near:
            themes.remove(theme)
        themes.append([other for theme in near for other in theme] + [word])
    found = []
    for theme in themes:
        rare = [w for w in theme if known.get(w, FORGOTTEN) / before < RARE * len(holders[w]) / n]
        marks = sorted(rare or theme, key=lambda word: (-len(holders[word]), word))
        texts = set().union(*(holders[word] for word in marks))
        # Of several words it is not remembered in how many texts they stood together.
        held = known.get(marks[0]) if len(marks) == 1 else None
        p = min(p_of[word] for word in marks)
        found.append(Emerging(tuple(marks), tuple(sorted(texts)), p, bool(rare), held))
    return sorted(found, key=lambda one: (-len(one.texts), one.marks))


def _holders(documents: Sequence[Sequence[str]], ignored: frozenset[str]) -> dict[str, set[int]]:
    """Return the texts that hold each word that is tested."""
    holders: dict[str, set[int]] = {}
    for i, document in enumerate(documents):
        for word in document:
            holders.setdefault(word, set()).add(i)
    return {
        word: texts
        for word, texts in holders.items()
        if len(texts) >= FEWEST / 2 and word not in ignored
    }


def smallest(
    documents: Sequence[Sequence[str]],
    before: int,
    n: int,
    ignored: frozenset[str] = frozenset(),
) -> int | None:
    """Return how many texts a theme of a word never heard of must have to be found (``emerging``);
    None where not even all ``n`` would do."""
    if not before or not n:
        return None
    tested = max(len(_holders(documents, ignored)), 1)
    share = n / (n + before)
    least = math.ceil(max(FEWEST, SMALLEST * n, GROWTH * (FORGOTTEN + 0.5) * n / before))
    for size in range(least, n + 1):
        if float(stats.binom.sf(size - 1, size + FORGOTTEN, share)) * tested <= LEVEL:
            return size
    return None
