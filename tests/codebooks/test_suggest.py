"""``lexicon suggest``: unknown words are found, known ones are not, no personal data shows."""

from __future__ import annotations

import random

from feedback_miner import lexicon
from feedback_miner.codebooks.suggest import suggest, unknown_words

HEADS = ["昨天", "今天", "上周", "刚才", "同事说", "邻居讲", "他们", "老板", "早上", "晚上"]
TAILS = ["真贵", "好快", "不懂", "没用过", "坏了", "挺顺", "太慢", "用不了", "行不行", "贵得很"]


def _texts() -> list[str]:
    rng = random.Random(1)
    texts = [f"{a}飕蒡贷{b}" for a in HEADS for b in TAILS]
    texts += [f"{a}利率{b}，利息{b}" for a in HEADS for b in TAILS]
    texts += [f"{a}瞀费{b}，利率{b}" for a in HEADS for b in TAILS]
    rng.shuffle(texts)
    return texts


def test_an_unknown_word_is_whole() -> None:
    found = unknown_words(_texts(), lexicon.load(), 5)
    assert "飕蒡贷" in found
    assert "飕蒡" not in found  # a part of it, as frequent
    assert not any(word in lexicon.load().lexemes for word in found)


def test_proposals_carry_counts_examples_and_a_factor() -> None:
    proposals = {p.term: p for p in suggest(_texts(), lexicon.load())}
    word = proposals["飕蒡贷"]
    assert word.kind == "new"
    assert word.texts == 100
    assert all("飕蒡贷" in example for example in word.examples)
    assert 0 < len(word.examples) <= 3
    assert proposals["瞀费"].factor in ("rates", "")
    assert "利率" not in proposals


def test_the_same_texts_give_the_same_proposals() -> None:
    texts = _texts()
    assert suggest(texts, lexicon.load()) == suggest(texts, lexicon.load())


def test_little_text_gives_nothing_and_no_error() -> None:
    for texts in ([], [""], ["好"], ["利率高", "利率高"], ["a b c"] * 9):
        assert suggest(texts, lexicon.load()) == []
