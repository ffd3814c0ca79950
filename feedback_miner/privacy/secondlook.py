"""A second look at what may be a name: signs that tell only together.

The weighted sum (:mod:`namescore`) cannot say that an everyday word is a name only where the text
speaks of names, or that a rare surname needs a strong word beside it. Boosted regression trees
(Friedman 2001) over the parts of that sum and a few signs of the whole text can. They are few and
small, and are learned by ``scripts/train_names.py``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from feedback_miner import resources
from feedback_miner.lexicon.tsv import Row, read_rows
from feedback_miner.privacy import namelists, namescore

__all__ = ["COLUMNS", "FEATURES", "Tree", "odds", "signs", "speaks_of_names"]

FEATURES = (
    "score", "form", "surname", "given", "word", "listed", "given_word", "start_word",
    "front", "back", "left", "right", "around",
    "before", "behind", "saved", "everyday", "length",
    "naming", "surname_told", "recurs", "other_person", "size", "place", "rest",
)  # fmt: skip
"""What the trees look at, in the order of :func:`signs`."""
COLUMNS = ("tree", "node", "feature", "limit", "low", "high", "value")
"""Of the table of trees: an inner node goes to node ``low`` up to ``limit``, to ``high`` above it;
a leaf has no feature, and a value."""
_SIZE, _PLACE = 200, 60  # characters: more does not tell more, and what is further off is not read
_RECURS = 3

Tree = float | tuple[int, float, "Tree", "Tree"]


@lru_cache(maxsize=1)
def _naming() -> re.Pattern[str]:
    """Return the pattern of words that speak of names (真名, 人如其名, 工牌)."""
    words = sorted(namelists.load().naming, key=lambda word: (-len(word), word))
    return re.compile("|".join([*map(re.escape, words), "(?<!百)姓(?![名氏啥什])"]))


def speaks_of_names(text: str, start: int, end: int) -> bool:
    """Tell whether what stands near ``text[start:end]`` speaks of names."""
    return _naming().search(text, max(0, start - _SIZE), end + _SIZE) is not None


@lru_cache(maxsize=1 << 14)
def _within(word: str, size: int) -> tuple[float, ...]:
    """Return the signs that lie in the characters of a candidate. ``size``: of the surname."""
    known = namescore.weights()
    surname = given = told = start = 0.0
    for name, value in namescore.form(word, size):
        weight = known.get(name, 0.0) * value
        if name.startswith("surname"):
            surname += weight
        elif name.startswith(("given1", "given2", "only=", "first=", "last=")):
            given += weight
        elif name == "given":
            told = value
        elif name == "start":
            start = value
    listed = float(word in namelists.load().words)
    form = namescore.formed(word, size).base
    return form, surname, given, namescore.tenfolds(word), listed, told, start


@lru_cache(maxsize=512)
def _beside(left: str, right: str) -> tuple[float, ...]:
    """Return the signs that lie in the kinds of what stands in front and behind."""
    front, back, pair = namescore.strengths(left, right)
    known = namescore.weights()
    before, behind = known.get("left=" + left, 0.0), known.get("right=" + right, 0.0)
    return front, back, before, behind, before + behind + known.get(pair, 0.0)


def signs(
    text: str, place: tuple[int, int, int], kinds: tuple[str, str], score: float, saved: float
) -> tuple[float, ...]:
    """Return what the trees look at in a candidate (see ``FEATURES``).

    ``place``: its start, the length of its surname, its end; ``kinds`` of what stands in front and
    behind; its score; what it ``saved`` beside an ordinary reading (nats).
    """
    start, size, end = place
    left, right = kinds
    word, nearby = text[start:end], text[max(0, start - _SIZE) : end + _SIZE]
    behind = text[end : end + _SIZE]
    return (
        score,
        *_within(word, size),
        *_beside(left, right),
        namescore.near("before", text[max(0, start - 2) : start]),
        namescore.near("behind", text[end : end + 2]),
        saved,
        namescore.everyday(word, left, right),
        end - start - size,
        _naming().search(nearby) is not None,
        "姓" + word[:size] in nearby,
        min(nearby.count(word), _RECURS),
        "他" in behind or "她" in behind,
        min(len(text), _SIZE),
        min(start, _PLACE),
        min(len(text) - end, _PLACE),
    )


@lru_cache(maxsize=1)
def _trees() -> tuple[float, tuple[Tree, ...]]:
    """Return the score before any tree, and the trees. Tree 0 is a leaf: that score."""
    nodes: dict[int, dict[int, Row]] = {}
    for row in read_rows(resources.lexicons() / "models" / "name_trees.tsv", COLUMNS):
        nodes.setdefault(int(row["tree"]), {})[int(row["node"])] = row

    def grown(tree: dict[int, Row], at: int) -> Tree:
        node = tree[at]
        if node["feature"] == "-":
            return float(node["value"])
        feature, limit = FEATURES.index(node["feature"]), float(node["limit"])
        return feature, limit, grown(tree, int(node["low"])), grown(tree, int(node["high"]))

    base, *trees = (grown(nodes[tree], 0) for tree in sorted(nodes))
    if not isinstance(base, float):
        raise ValueError("the first tree is no leaf")
    return base, tuple(trees)


def odds(seen: Sequence[float]) -> float:
    """Return the logarithm of a candidate's odds to be a name, by its signs."""
    total, trees = _trees()
    for node in trees:
        while isinstance(node, tuple):
            node = node[2] if seen[node[0]] <= node[1] else node[3]
        total += node
    return total
