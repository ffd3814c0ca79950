"""Sums and maxima of many texts' rows against one text at a time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_miner.text.sums import most, summed

TABLE = np.random.default_rng(1).normal(size=(7, 3))


@given(st.lists(st.lists(st.integers(0, 6))))
def test_sums_are_those_of_each_text(texts: list[list[int]]) -> None:
    rows = np.array([row for text in texts for row in text], dtype=np.int64)
    ends = np.cumsum([len(text) for text in texts], dtype=np.int64)
    found = summed(rows, ends, TABLE.astype(np.float32))
    assert found.shape == (len(texts), 3) and found.dtype == np.float32
    for one, text in zip(found, texts, strict=True):
        assert one == pytest.approx(TABLE[text].sum(axis=0), abs=1e-4)


@given(st.lists(st.integers(1, 6), max_size=9))
def test_the_most_is_that_of_each_text(many: list[int]) -> None:
    rows = np.random.default_rng(len(many)).normal(size=(sum(many), 3))
    found = most(rows, np.array(many, dtype=np.int64))
    ends = np.cumsum(many, dtype=np.int64)
    wanted = [rows[end - size : end].max(axis=0) for end, size in zip(ends, many, strict=True)]
    assert found.tolist() == [list(one) for one in wanted]
