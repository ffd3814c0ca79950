"""Grams of many texts at once against grams of one text at a time."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_miner import ngrams
from feedback_miner.ngrams import Ngrams, news

LETTERS = "利率高低不𠮷1０a\n\0"


def plain(text: str, known: list[str]) -> list[str]:
    """Return the known grams of a text, shorter first, each where it first appears."""
    found = [text[at : at + n] for n in range(1, 5) for at in range(len(text) - n + 1)]
    return [gram for gram in dict.fromkeys(found) if gram in known]


@given(
    st.lists(st.text("利率高低不𠮷1a\n", min_size=1, max_size=4), unique=True),
    st.lists(st.text(LETTERS, max_size=12)),
    st.sampled_from([1, 8, 1 << 15]),
)
def test_as_one_by_one(known: list[str], texts: list[str], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ngrams, "SLICE", size)
        hits = Ngrams(known).find(texts)
        where, which = Ngrams(known).occurrences(texts)
    once = set(zip(hits.texts.tolist(), hits.grams.tolist(), strict=True))
    assert set(zip(where.tolist(), which.tolist(), strict=True)) == once
    found: list[list[str]] = [[] for _ in texts]
    for text, gram in zip(hits.texts.tolist(), hits.grams.tolist(), strict=True):
        found[text].append(known[gram])
    assert found == [plain(text, known) for text in texts]
    assert hits.ends(len(texts)).tolist()[-1:] == [len(hits.texts)][: len(texts)]


@given(
    st.lists(st.text("利率高低不𠮷1a\n", min_size=1, max_size=4), unique=True),
    st.lists(st.lists(st.text(LETTERS, min_size=1, max_size=6), min_size=1, max_size=4)),
    st.sampled_from([1, 8, 1 << 15]),
)
def test_parts_hold_what_stands_in_them(known: list[str], cut: list[list[str]], size: int) -> None:
    texts = ["".join(parts) for parts in cut]
    starts = [list(accumulate(map(len, parts[:-1]), initial=0)) for parts in cut]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ngrams, "SLICE", size)
        whole, parts = Ngrams(known).find_parts(texts, starts)
        alone = Ngrams(known).find(texts)
    assert (whole.texts.tolist(), whole.grams.tolist()) == (
        alone.texts.tolist(),
        alone.grams.tolist(),
    )
    flat = [part for parts_ in cut for part in parts_]
    counted = Counter(
        (at, part[i : i + n])
        for at, part in enumerate(flat)
        for n in range(1, 5)
        for i in range(len(part) - n + 1)
        if part[i : i + n] in known
    )
    found = [known[gram] for gram in parts.grams.tolist()]
    assert Counter(zip(parts.texts.tolist(), found, strict=True)) == counted
    assert parts.texts.tolist() == sorted(parts.texts.tolist())


def test_an_empty_text_is_one_part() -> None:
    _, parts = Ngrams(["利"]).find_parts(["", "利"], [[0], [0]])
    assert parts.texts.tolist() == [1]


def test_alike_characters_count_as_one() -> None:
    grams = Ngrams(["0元", "元"], alike={"1": "0", "2": "0", "x": "?"})
    assert grams.find(["12元", "x元"]).grams.tolist() == [1, 0, 1]


@pytest.mark.parametrize("wrong", [[""], ["一二三四五"], ["一", "一"], ["\0"]])
def test_grams_that_cannot_be(wrong: list[str]) -> None:
    with pytest.raises(ValueError):
        Ngrams(wrong)


def test_ascending_numbers_are_told_apart_as_numpy_does():
    for numbers in ([], [3], [3, 3], [0, 0, 1, 4, 4, 4, 9]):
        ascending = np.array(numbers, dtype=np.int64)
        assert ascending[news(ascending)].tolist() == np.unique(ascending).tolist()
