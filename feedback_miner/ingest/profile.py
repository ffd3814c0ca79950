"""What the cells of a column look like: fill, levels, lengths, numbers, dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
import pandas as pd

from feedback_miner.ingest.identity import names_a_customer
from feedback_miner.ingest.unanswered import unanswered
from feedback_miner.survey import Role

__all__ = ["Profile", "profile", "sample"]

SAMPLE = 20_000
_FEW = 150  # levels up to which every row counts, not the sample alone
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_INTEGER = re.compile(r"-?\d{1,4}(?:\.0+)?")
_DATE = re.compile(
    r"(?:19|20)\d{2}(?:[-/.年]\d{1,2}[-/.月]\d{1,2}日?|[01]\d[0-3]\d)"
    r"(?:[T\s]*\d{1,2}[:：时]\d{1,2}(?:分|[:：]\d{1,2}(?:秒|\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?|"
    r"\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d{2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?|"
    r"(?:19|20)\d{2}[-/年]\d{1,2}月?"
)
_DURATION = re.compile(
    r"(?:\d+\s*(?:天|d))?\s*(?:\d+\s*(?:小时|时|h))?\s*(?:\d+\s*(?:分钟|分|m|min))?\s*"
    r"(?:\d+(?:\.\d+)?\s*(?:秒钟?|s|sec))?|\d{1,3}:\d{2}(?::\d{2})?|\d+(?:\.\d+)?",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?:\+?86[- ]?)?1[3-9]\d{9}")
_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9_#\-]{4,}")
_NESTED = re.compile(r"\s*[\[{].*[\]}]\s*", re.DOTALL)
_URL = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Profile:
    """One column. ``counts``: its filled cells (stripped) with how often each occurs, of all rows
    where there are few levels or it numbers customers, else of a sample of ``sampled`` rows;
    ``fill``: share of filled cells; ``rows``: how many rows there are."""

    name: str
    rows: int
    sampled: int
    fill: float
    counts: Counter[str]

    @property
    def filled(self) -> int:
        """How many cells ``counts`` counts."""
        return self.counts.total()

    @property
    def distinct(self) -> int:
        """How many different cells there are (in the sample where there are many)."""
        return len(self.counts)

    @cached_property
    def answers(self) -> Counter[str]:
        """``counts`` without the words for no answer (不适用, (空))."""
        return Counter(
            {text: n for text, n in self.counts.items() if not unanswered(text, "score")}
        )

    @property
    def answered(self) -> float:
        """Share of cells in which somebody answered: filled, and not with (空), 跳过 or -3."""
        if not self.filled:
            return 0.0
        silent = sum(n for text, n in self.counts.items() if unanswered(text, "text"))
        return self.fill * (1 - silent / self.filled)

    def share(self, pattern: re.Pattern[str]) -> float:
        """Return the share of filled cells that match ``pattern`` fully."""
        if not self.filled:
            return 0.0
        return sum(n for text, n in self.counts.items() if pattern.fullmatch(text)) / self.filled

    @cached_property
    def numbers(self) -> float:
        """Share of filled cells that are numbers."""
        return self.share(_NUMBER)

    @cached_property
    def dates(self) -> float:
        """Share of filled cells that are dates, plain eight-digit numbers not counted alone."""
        return self.share(_DATE)

    @cached_property
    def durations(self) -> float:
        """Share of filled cells such as 123秒, 2分3秒, 00:02:03 or plain numbers."""
        return self.share(_DURATION)

    @cached_property
    def phones(self) -> float:
        """Share of filled cells that are mobile numbers."""
        return self.share(_PHONE)

    @cached_property
    def codes(self) -> float:
        """Share of filled cells that are codes such as A000102948."""
        return self.share(_CODE)

    @cached_property
    def nested(self) -> float:
        """Share of filled cells that hold JSON lists or objects."""
        return self.share(_NESTED)

    @cached_property
    def urls(self) -> float:
        """Share of filled cells that are addresses of pages."""
        return self.share(_URL)

    @cached_property
    def mean_length(self) -> float:
        """Mean length of filled cells in characters."""
        return sum(len(text) * n for text, n in self.counts.items()) / max(1, self.filled)

    @cached_property
    def longest(self) -> int:
        """Length of the longest cell seen."""
        return max(map(len, self.counts), default=0)

    @cached_property
    def integers(self) -> dict[int, int]:
        """Counts of the cells that are small integers (7, 7.0), by value."""
        result: dict[int, int] = {}
        for text, n in self.counts.items():
            if _INTEGER.fullmatch(text):
                value = int(float(text))
                result[value] = result.get(value, 0) + n
        return dict(sorted(result.items()))

    def examples(self, role: Role, levels: Collection[str] = ()) -> tuple[str, ...]:
        """Return up to three cells, the most frequent first; marks of no answer in that ``role``
        only where they are ``levels`` of its scale. None of whose rows they are."""
        if role == "customer":
            return ()
        common = sorted(self.counts.items(), key=lambda item: (-item[1], len(item[0]), item[0]))
        said = (text for text, _ in common if text in levels or not unanswered(text, role))
        return tuple(islice(said, 3))


def sample(table: pd.DataFrame) -> pd.DataFrame:
    """Return at most ``SAMPLE`` rows, evenly spaced."""
    if len(table) <= SAMPLE:
        return table
    return table.iloc[np.linspace(0, len(table) - 1, SAMPLE).astype(int)]


def profile(table: pd.DataFrame, name: str, part: pd.DataFrame) -> Profile:
    """Return the profile of column ``name``; ``part`` is the ``sample`` of ``table``."""
    whole = table[name]
    cells = part[name].str.strip()
    counts = Counter({str(k): int(v) for k, v in cells.value_counts(sort=False).items()})
    sampled = len(part)
    # Rows of one customer often stand together: evenly spaced ones would be of different ones.
    if len(part) < len(table) and (len(counts) <= _FEW or names_a_customer(name)):
        full = whole.str.strip().value_counts(sort=False)
        counts, sampled = Counter({str(k): int(v) for k, v in full.items()}), len(table)
    counts.pop("", None)
    fill = float((whole.str.strip() != "").mean()) if len(table) else 0.0
    return Profile(name, len(table), sampled, fill, counts)
