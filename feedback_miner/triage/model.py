"""A linear model beside the rules: it hears what is only hinted at.

One logistic regression a question (is it a case for today, is a life at risk, …) over characters'
1- to 3-grams weighted by their rarity, and what the rules made of the text. Learned by
``scripts/train_triage.py``, read from plain arrays without pickle. Which words spoke loudest can
be told (``loudest``), so that every decision shows its reason.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import add
from pathlib import Path
from typing import Any

import numpy as np

from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.ngrams import Ngrams
from feedback_miner.store import write_bytes
from feedback_miner.store.arrays import packed, quantised
from feedback_miner.store.damage import DAMAGED
from feedback_miner.text import clauses
from feedback_miner.text.sums import most, summed
from feedback_miner.triage.words import FLAGS

__all__ = ["COLUMNS", "TriageModel", "grams", "signs", "windows"]

# Questions the model answers: a complaint at all, soon or today, today; then the flags.
COLUMNS = ("complaint", "soon", "today", *(flag for flag in FLAGS if flag != "churn"))
SIGN = "\0"  # begins the features that are no n-grams
LONGEST = 3  # characters in the longest n-gram
WHOLE = 240  # characters up to which a text is read as one
WINDOW = 140  # characters of a window of a longer text
_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")
_DIGITS = re.compile(r"\d")


def grams(text: str) -> list[str]:
    """Return the distinct 1- to 3-grams of a text; digits count as one character."""
    if not text.isalpha():
        text = _DIGITS.sub("0", text)
    pairs = list(map(add, text, text[1:]))
    return list(dict.fromkeys([*text, *pairs, *map(add, pairs, text[2:])]))


def signs(
    label: str, acts: Collection[str], raised: Mapping[str, int], disarmed: Collection[str]
) -> list[str]:
    """Return what the rules and the sentiment engine made of a text, as feature names."""
    found = [f"\0label={label}", *(f"\0act={act}" for act in sorted(acts))]
    top = max(raised.values(), default=0)
    found += [f"\0rules>={level}" for level in (1, 2, 3) if top >= level]
    found += [f"\0flag={flag}" for flag in sorted(raised)]
    found += [f"\0not={flag}" for flag in sorted(set(disarmed) - set(raised))]
    return found


def windows(text: str) -> list[str]:
    """Return the parts of a text that are read apart: the whole of a short one, runs of sentences
    of a long one, so that a cry for help in a long conversation is not drowned."""
    if len(text) <= WHOLE:
        return [text]
    parts: list[str] = []
    current = ""
    for match in _SENTENCE.finditer(text):
        sentence = match[0]
        if current and len(current) + len(sentence) > WINDOW:
            parts.append(current)
            current = ""
        while len(sentence) > WINDOW:
            parts.append(sentence[:WINDOW])
            sentence = sentence[WINDOW - 20 :]  # overlap, so that no word is cut everywhere
        current += sentence
    return [*parts, current] if current else parts or [text]


def _digits() -> list[str]:
    """Return the digits of all scripts."""
    return _DIGITS.findall("".join(map(chr, range(0x20000))))  # beyond there are none


@dataclass(frozen=True)
class TriageModel:
    """``index`` maps features to rows of ``weights`` (features x columns, already times rarity);
    ``square`` holds the squared rarity of each n-gram, 0 for signs; ``intercept`` a column's bias
    and ``threshold`` the probability from which on its answer is yes."""

    index: Mapping[str, int]
    weights: np.ndarray
    square: np.ndarray
    intercept: np.ndarray
    threshold: np.ndarray
    _quick: Mapping[str, tuple[float, float]] = field(init=False, repr=False)  # of signs
    _grams: Ngrams = field(init=False, repr=False)
    _sums: np.ndarray = field(init=False, repr=False)  # of n-grams: complaint, soon, squared rarity
    _table: np.ndarray = field(init=False, repr=False)  # weights and, last, squared rarity
    _rows: np.ndarray = field(init=False, repr=False)  # of n-grams

    def __post_init__(self) -> None:
        known = self.index.items()
        first = self.weights[:, :2].tolist()  # complaint and soon
        quick = {name: tuple(first[row]) for name, row in known if name.startswith(SIGN)}
        heard = {gram: row for gram, row in known if not gram.startswith(SIGN)}
        sums = np.column_stack([self.weights[:, :2], self.square]).astype(np.float64)
        object.__setattr__(self, "_quick", quick)
        object.__setattr__(self, "_grams", Ngrams(list(heard), alike=dict.fromkeys(_digits(), "0")))
        object.__setattr__(self, "_sums", sums[list(heard.values())])
        object.__setattr__(self, "_rows", np.array(list(heard.values()), dtype=np.int64))
        object.__setattr__(self, "_table", np.column_stack([self.weights, self.square]))

    @classmethod
    def load(cls, path: Path) -> TriageModel:
        """Load what ``save`` wrote. Raises ConfigError where the file is damaged."""
        try:
            with np.load(path, allow_pickle=False) as data:
                features = data["features"].tobytes().decode().split("\n")
                weights = data["weights"].astype(np.float32)
                weights *= data.get("scales", 1)
                square = data["square"].astype(np.float32)
                intercept = data["intercept"].astype(np.float64)
                threshold = data["threshold"].astype(np.float64)
            if weights.shape != (len(features), len(COLUMNS)) or len(square) != len(features):
                raise ValueError("shapes")
        except DAMAGED as error:
            raise ConfigError(
                t("预警模型缺失或损坏", "the triage model is missing or damaged")
                + f" ({type(error).__name__})",
                file=str(path),
                do=t("请重新安装", "reinstall"),
            ) from None
        index = {feature: row for row, feature in enumerate(features)}
        return cls(index, weights, square, intercept, threshold)

    def save(self, path: Path) -> None:
        """Write the model as an ``.npz``; weights in 8 bits, scaled by column."""
        features = "\n".join(self.index).encode()
        weights, scales = quantised(self.weights)
        arrays: dict[str, Any] = {
            "features": np.frombuffer(features, dtype=np.uint8),
            "weights": weights,
            "scales": scales,
            "square": self.square.astype(np.float16),
            "intercept": self.intercept,
            "threshold": self.threshold,
        }
        write_bytes(path, packed(arrays))

    @cached_property
    def complaining(self) -> float:
        """The log-odds from which a text is a complaint."""
        return math.log(self.threshold[0] / (1 - self.threshold[0]))

    def probabilities(self, text: str, told: Sequence[str]) -> np.ndarray:
        """Return the probability of each of COLUMNS; of a long text the highest of its windows.

        ``told`` are the features of ``signs``.
        """
        return np.asarray(self.probabilities_many([text], [told])[0])

    def probabilities_many(self, texts: Sequence[str], told: Sequence[Sequence[str]]) -> np.ndarray:
        """Return the probabilities of many texts, (texts, COLUMNS), as ``probabilities`` does."""
        parts = [windows(text) for text in texts]
        sizes = np.array(list(map(len, parts)))  # none is 0
        owners = np.repeat(np.arange(len(texts)), sizes)
        hits = self._grams.find([window for own in parts for window in own])
        totals = summed(self._rows[hits.grams], hits.ends(len(owners)), self._table)
        scale = np.sqrt(totals[:, -1:].astype(np.float64))
        scale[scale == 0] = 1
        base = np.stack([self._said(own) for own in told])
        logits = base[owners] + totals[:, :-1] / scale.astype(totals.dtype)
        best = most(logits, sizes)
        return np.asarray(1 / (1 + np.exp(-best)))

    def _said(self, told: Sequence[str]) -> np.ndarray:
        """Return the log-odds of each of COLUMNS by the signs alone."""
        known = [row for row in map(self.index.get, told) if row is not None]
        return np.asarray(self.intercept + self.weights[np.array(known, dtype=int)].sum(axis=0))

    def voices(self, texts: Sequence[str]) -> list[tuple[float, float]]:
        """Return what the n-grams of each text, read as a whole, add to the log-odds of
        ``complaint`` and ``soon``."""
        hits = self._grams.find(texts)
        sums = summed(hits.grams, hits.ends(len(texts)), self._sums)
        square = sums[:, 2:]
        scale = np.divide(1, np.sqrt(square), out=np.zeros_like(square), where=square > 0)
        return [(complaint, soon) for complaint, soon in (scale * sums[:, :2]).tolist()]

    def glance(self, told: Sequence[str]) -> tuple[float, float]:
        """Return the log-odds of ``complaint`` and ``soon`` by the signs alone; what the voice of
        a short text says of each is to be added."""
        complaint, soon = float(self.intercept[0]), float(self.intercept[1])
        for sign in told:
            if sign in self._quick:
                said = self._quick[sign]
                complaint += said[0]
                soon += said[1]
        return complaint, soon

    def loudest(self, asked: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """Return, of each (text, column), the clause that spoke loudest."""
        parts = {text: clauses.split(text) or [(0, len(text))] for text, _ in asked}
        said = [text[start:end] for text, spans in parts.items() for start, end in spans]
        hits = self._grams.find(said)
        heard = np.split(self._rows[hits.grams], hits.ends(len(said))[:-1]) if said else []
        of_clause = dict(zip(said, heard, strict=True))
        told = {}
        for text, column in asked:
            own = [text[start:end] for start, end in parts[text]]
            voices = [float(self.weights[of_clause[one], column].sum()) for one in own]
            told[text, column] = own[voices.index(max(voices))].strip()[:40]
        return told
