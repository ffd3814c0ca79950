"""What many clauses weigh at once against one clause at a time."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from feedback_miner.learned.features import grams
from feedback_miner.learned.model import Table
from feedback_miner.learned.presence import Presence
from feedback_miner.text.ngrams import distinct

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


def words(clause: str, factor: int) -> tuple[str, ...]:
    weigh = {gram: float(row[1 + factor]) for gram, row in zip(KNOWN, WEIGHTS, strict=True)}
    ranked = sorted(
        (gram for gram in grams(clause) if len(gram) > 1 and weigh.get(gram, 0.0) > 0),
        key=lambda gram: (-weigh[gram] * len(gram) ** 0.5, gram),
    )
    kept: list[str] = []
    for gram in ranked:
        if len(kept) < 2 and not any(gram in word or word in gram for word in kept):
            kept.append(gram)
    return tuple(kept)


@given(CLAUSES)
def test_as_one_by_one(given: list[tuple[str, int]]) -> None:
    clauses, factors = [clause for clause, _ in given], [factor for _, factor in given]
    presence = Presence(TABLE, slice(1, 3))
    assert presence.worth(clauses, factors) == [worth(*one) for one in given]
    assert presence.words(clauses, factors) == [words(*one) for one in given]


@given(st.lists(st.text("利率高a\0", max_size=10), max_size=5))
def test_distinct_grams_are_counted(texts: list[str]) -> None:
    assert distinct(texts, 4) == [len(grams(text)) for text in texts]
