"""A codebook that hardly speaks of the texts is told of."""

from __future__ import annotations

from pathlib import Path

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


def test_words_of_any_industry_and_bare_verdicts_are_not_counted(tmp_path: Path) -> None:
    (tmp_path / "codebook.toml").write_text(
        'id = "gym"\nzh = "健身房"\n[[factor]]\nid = "coach"\nzh = "教练"\nterms = ["私教"]\n'
        '[[factor]]\nid = "cost"\nzh = "价格"\n[[factor]]\nid = "whole"\nzh = "整体评价"\n',
        encoding="utf-8",
    )
    verbatims = pd.DataFrame({"valid": [True] * 100})
    with language.speaking("zh"):
        told = [uncovered(verbatims, _opinions(own), lexicon.load(tmp_path)) for own in (25, 30)]
    assert "100 条有效文本中的 25 条" in told[0][0] and told[1] == ()


def _opinions(own: int) -> pd.DataFrame:
    said = [["私教", "很好"]] * own + [["太贵"]] * 30 + [["还不错"]] * (70 - own)
    return pd.DataFrame({"verbatim": list(range(100)), "evidence": said})
