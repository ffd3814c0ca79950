"""The columns of a labelling workbook: what is written is what is read."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from feedback_miner.language import t
from feedback_miner.learned.model import ACTS

__all__ = [
    "ACT_COLUMNS",
    "ACT_NAMES",
    "HEADS",
    "NO",
    "YES",
    "act",
    "head",
    "key_of",
    "polarity",
    "shown",
]

YES, NO = "是", "否"
# Head: the id comes first, so that it is found again whatever the language.
HEADS: Mapping[str, tuple[str, str]] = {
    "key": ("编号（勿改）", "key (leave)"),
    "coder": ("标注人", "coder"),
    "question": ("问题", "question"),
    "kind": ("问题类型（勿改）", "kind (leave)"),
    "text": ("文本（勿改）", "text (leave)"),
    "doubt": ("不确定度", "doubt"),
    "count": ("出现次数", "count"),
    "predicted_sentiment": ("机器：情感", "machine: sentiment"),
    "predicted_factors": ("机器：因素与褒贬", "machine: factors"),
    "predicted_acts": ("机器：意图", "machine: acts"),
    "as_predicted": ("照机器（是）", "as the machine (是)"),
    "valid": ("有效（是/否）", "valid (是/否)"),
    "sentiment": ("情感", "sentiment"),
    "act1": ("意图 1", "act 1"),
    "act2": ("意图 2", "act 2"),
    "note": ("备注", "note"),
}
ACT_COLUMNS = ("act1", "act2")
_POLARITIES = {
    "neg": ("负面", "negative"),
    "neu": ("中性", "neutral"),
    "pos": ("正面", "positive"),
}
ACT_NAMES = {
    "complaint": ("抱怨", "complaint"),
    "praise": ("表扬", "praise"),
    "suggestion": ("建议", "suggestion"),
    "question": ("提问", "question"),
}


def key_of(text: str, kind: str) -> str:
    """Return the key of a text as the workbook shows it, asked by a question of a kind: a hash of
    its content, white space aside, so that rows may be sorted, moved and re-saved."""
    plain = " ".join(text.split())
    return hashlib.sha256(f"{kind}\0{plain}".encode()).hexdigest()[:16]


def head(name: str, words: tuple[str, str] | None = None) -> str:
    """Return a column's head: its id, then its name in the current language."""
    return f"{name} {t(*(words or HEADS[name]))}"


def shown(code: str) -> str:
    """Return a polarity's or act's word in the current language."""
    return t(*{**_POLARITIES, **ACT_NAMES}[code])


def polarity(cell: str) -> str | None:
    """Return neg, neu or pos for a cell in any language we write; None for anything else."""
    return _code(cell, _POLARITIES)


def act(cell: str) -> str | None:
    """Return an act for a cell in any language we write; None for anything else."""
    return _code(cell, {name: ACT_NAMES[name] for name in ACTS})


def _code(cell: str, known: Mapping[str, tuple[str, str]]) -> str | None:
    wanted = cell.strip().lower()
    return next((code for code, words in known.items() if wanted in (code, *words)), None)
