"""A codebook that hardly speaks of the texts is told of."""

from __future__ import annotations

import pandas as pd

from feedback_miner import language, lexicon
from feedback_miner.factors import uncovered


def _told(valid: int, spoken: int) -> tuple[str, ...]:
    verbatims = pd.DataFrame({"valid": [True] * valid + [False] * 50})
    opinions = pd.DataFrame({"verbatim": list(range(spoken)) * 2})
    with language.speaking("zh"):
        return uncovered(verbatims, opinions, lexicon.load())


def test_few_texts_with_a_factor_are_told_of() -> None:
    (line,) = _told(100, 40)
    assert "100 条有效文本中的 40 条（40%）" in line and "--codebook" in line


def test_most_texts_with_a_factor_or_few_texts_are_not() -> None:
    assert _told(100, 50) == () and _told(20, 1) == ()
