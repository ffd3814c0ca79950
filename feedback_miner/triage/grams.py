"""Texts as sparse sets of character n-grams, with how rare each n-gram is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from feedback_miner.text.normalise import normalise_many

__all__ = ["Grams", "fold", "weigh"]

_TOKEN = re.compile(r"\[[\u4e00-\u9fff]{2,6}(?:#?\w*)\]")  # what masking puts in: [手机号]
_NOT_WORD = re.compile(r"[\W_]+")
_BASE = np.uint64(0x110000)


def fold(texts: Sequence[str]) -> list[str]:
    """Return the letters, digits and characters of redacted texts, in one script, width and
    case, so that copies with other punctuation are equal."""
    return [
        _NOT_WORD.sub("", _TOKEN.sub("", clean.text) if "[" in clean.text else clean.text).lower()
        for clean in normalise_many(texts)
    ]


@dataclass(frozen=True)
class Grams:
    """Texts x n-grams, 1 where the text holds the n-gram; ``rarity`` of an n-gram lies in [0, 1]:
    log((N + 1) / (df + 1)) / log(N + 1); ``ids`` are the n-grams' own numbers, the same in any
    set of texts."""

    held: Any  # scipy.sparse.csr_matrix, float32
    df: np.ndarray[Any, Any]
    rarity: np.ndarray[Any, Any]
    ids: np.ndarray[Any, Any]


def weigh(texts: Sequence[str], n: int) -> Grams:
    """Return the character ``n``-grams (n at most 3) of folded texts."""
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    points = np.frombuffer("".join(texts).encode("utf-32-le", "replace"), dtype=np.uint32)
    codes = points.astype(np.uint64)
    owner = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)
    size = max(len(codes) - n + 1, 0)
    keys = np.zeros(size, dtype=np.uint64)
    for step in range(n):
        keys = keys * _BASE + codes[step : step + size]
    whole = owner[:size] == owner[n - 1 : n - 1 + size]
    columns, ids = pd.factorize(keys[whole], sort=True)  # by hashing: quicker than np.unique
    rows = owner[:size][whole]
    held = sparse.csr_matrix(
        (np.ones(len(rows), dtype=np.float32), (rows, columns)), shape=(len(texts), len(ids))
    )
    held.sum_duplicates()
    held.data[:] = 1.0
    df = np.bincount(held.indices, minlength=len(ids))
    many = len(texts) + 1
    rarity = np.log(many / (df + 1)) / np.log(max(many, 3))
    return Grams(held, df, rarity.astype(np.float32), ids)
