"""Whether a codebook speaks of what the texts speak of."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from feedback_miner.language import t
from feedback_miner.lexicon import Codebook, PatternSet

__all__ = ["Coverage", "coverage", "uncovered"]

LEAST = 30  # texts below which nothing is said of the codebook
COVERED = 0.5  # share of texts with a factor that a codebook which fits surpasses
OWN = 0.3  # that by the few seed terms of one which is lent the rest


class Coverage(NamedTuple):
    """How many of the ``valid`` texts speak of a factor (``told``), and the share of them from
    which the codebook fits."""

    valid: int
    told: int
    least: float = COVERED

    @property
    def fits(self) -> bool:
        """Whether the codebook may be taken as that of the texts' industry."""
        return self.valid < LEAST or self.told >= self.least * self.valid


def coverage(verbatims: pd.DataFrame, opinions: pd.DataFrame, codebook: Codebook) -> Coverage:
    """Return how far the codebook speaks of what the texts (VERBATIMS, OPINIONS) speak of. Words
    that every industry shares and bare verdicts, which any codebook finds, are left out."""
    valid, told = int(verbatims["valid"].sum()), opinions["verbatim"]
    if codebook.lent:
        return Coverage(valid, int(told[_spoken(opinions, codebook)].nunique()), OWN)
    return Coverage(valid, int(told.nunique()))


def _spoken(opinions: pd.DataFrame, codebook: Codebook) -> list[bool]:
    """Tell of each opinion whether words of the codebook's own made it."""
    own = {term for term, lexeme in codebook.lexemes.items() if lexeme.factor and not lexeme.lent}
    patterns = PatternSet(codebook.opinions)
    return [
        any(term in word for word in words for term in own)
        or any(patterns.find(word) for word in words)
        for words in opinions["evidence"]
    ]


def uncovered(
    verbatims: pd.DataFrame, opinions: pd.DataFrame, codebook: Codebook
) -> tuple[str, ...]:
    """Return a line that tells of it where too few of the valid texts speak of a factor: then
    the figures of factors rest on few, and the codebook may be that of another industry."""
    found = coverage(verbatims, opinions, codebook)
    if found.fits:
        return ()
    valid, told, _ = found
    return (
        t(
            f"编码本「{codebook.zh}」只说到 {valid} 条有效文本中的 {told} 条"
            f"（{told / valid:.0%}），可能不是这个行业的：因素的数字只来自这些条，"
            "可用 --codebook 换一本，或用 lexicon suggest 找缺的词",
            f'the codebook "{codebook.en}" speaks to {told} of {valid} valid texts '
            f"({told / valid:.0%}) and may be of another industry: figures of factors rest on "
            "those; give another by --codebook, or find what it lacks by lexicon suggest",
        ),
    )
