"""What many clauses weigh at once against one clause at a time."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from feedback_miner.learned.features import grams
from feedback_miner.learned.model import Table
from feedback_miner.learned.presence import Presence
from feedback_miner.ngrams import distinct

KNOWN = ["利", "率", "利率", "率高", "利率高", "高利率高", "低", "太低", "𠮷"]
WEIGHTS = np.random.default_rng(5).normal(size=(len(KNOWN), 3)).astype(np.float32)
TABLE = Table({gram: row for row, gram in enumerate(KNOWN)}, WEIGHTS)
CLAUSES = st.lists(
    st.tuples(st.text("利率高太低𠮷 \0a", max_size=12), st.integers(0, 1)), max_size=6
)


def worth(clause: str, factor: int) -> float:
    found = grams(clause)
    weights = [float(WEIGHTS[KNOWN.index(g), 1 + factor]) for g in found if g in KNOWN]
    return sum(weights) / math.sqrt(max(1, len(found)))


@given(CLAUSES)
def test_as_one_by_one(given: list[tuple[str, int]]) -> None:
    clauses, factors = [clause for clause, _ in given], [factor for _, factor in given]
    presence = Presence(TABLE, slice(1, 3), ["利率高"])
    assert presence.worth(clauses, factors) == [worth(*one) for one in given]
    words = presence.words(clauses, factors)
    assert words == [presence.words([clause], [factor])[0] for clause, factor in given]
    for clause, found in zip(clauses, words, strict=True):
        assert all(word in clause for word in found)
        assert bool(found) == bool(clause.strip())


def table(*known: str) -> Presence:
    """Return what weighs these grams alike, and all others nothing."""
    weights = np.ones((len(known), 1), dtype=np.float32)
    terms = ["提前还款", "还款"]
    return Presence(Table({gram: at for at, gram in enumerate(known)}, weights), slice(0, 1), terms)


def test_words_are_whole_and_overlap_nowhere() -> None:
    presence = table("go", "oo", "提前", "前还", "千万", "万别", "ap")
    clauses = ["good", "提前还款", "千万别借", "不好apply", "骗子", "半夜", ""]
    assert presence.words(clauses, [0] * len(clauses)) == [
        ("good",),
        ("提前还款",),
        ("千万别",),
        ("apply",),
        ("骗子",),
        ("半夜",),
        (),
    ]


@given(st.lists(st.text("利率高a\0", max_size=10), max_size=5))
def test_distinct_grams_are_counted(texts: list[str]) -> None:
    assert distinct(texts, 4) == [len(grams(text)) for text in texts]
