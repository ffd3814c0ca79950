"""Flags, urgency and loyalty from words read in their context."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from feedback_miner.language import t
from feedback_miner.lexicon.patterns import Match, Pattern, PatternError, PatternSet
from feedback_miner.lexicon.tsv import Row, number, read_rows

__all__ = ["FLAGS", "LOYALTIES", "Assessment", "TriageRules", "load"]

FLAGS = (
    "self_harm",
    "violence",
    "fraud",
    "harassment",
    "regulator",
    "legal",
    "media",
    "leak",
    "repeat",
    "vulnerable",
    "churn",
)
LOYALTIES = ("warn", "leave", "recommend", "stay")  # where several are said, the first wins
# Red lines: a missed one is the worst error, so only a context that denies them outright counts.
RED_LINES = frozenset({"self_harm", "violence"})
OUTRIGHT = frozenset({"denied", "quoted"})
AVERTED = frozenset({"averted", "resolved"})
EVERYWHERE = frozenset({"averted", "resolved"})  # contexts that speak of the whole text
STANDING = frozenset({"vulnerable"})  # flags that hold whatever the feeling
REACH = 12
_NOT_BEFORE = re.compile(r"(?:不|没|没有|不会|不想|不敢|别|未|从不|从未|没有被|没被|不用|无需)$")


@dataclass(frozen=True, slots=True)
class Assessment:
    """Flags in a fixed order, the urgency the words alone demand (0, 2 or 3), loyalty said in
    words, and the words that raised each flag."""

    flags: tuple[str, ...] = ()
    urgency: int = 0
    loyalty: str = ""
    evidence: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class TriageRules:
    """The patterns of a codebook's triage files."""

    raising: PatternSet
    guards: PatternSet
    loyalty: PatternSet

    def assess(self, text: str) -> Assessment:
        """Return flags, urgency and loyalty of a normalised text."""
        raised = list(self.raising.find(text))
        said = {
            match.pattern.label
            for match in self.loyalty.find(text)
            if not _NOT_BEFORE.search(text, max(0, match.start - 4), match.start)
        }
        loyalty = next((kind for kind in LOYALTIES if kind in said), "")
        if not raised:
            if loyalty == "leave":
                return Assessment(("churn",), 0, loyalty, (("churn", ""),))
            return Assessment(loyalty=loyalty)
        guards = list(self.guards.find(text))
        evidence: dict[str, str] = {}
        urgency = 0
        for match in raised:
            flag = match.pattern.label
            if flag in evidence or flag == "churn" or _guarded(text, flag, match, guards):
                continue
            evidence[flag] = text[match.start : match.end]
            urgency = max(urgency, int(match.pattern.score))
        if loyalty == "leave":
            evidence["churn"] = ""
        flags = tuple(flag for flag in FLAGS if flag in evidence)
        return Assessment(flags, urgency, loyalty, tuple((f, evidence[f]) for f in flags))


def _guarded(text: str, flag: str, match: Match, guards: Sequence[Match]) -> bool:
    """Tell whether a context takes the force from words that would raise a flag."""
    if flag in STANDING:
        return False
    for guard in guards:
        context = guard.pattern.label
        if flag in RED_LINES and context not in OUTRIGHT:
            continue
        near = guard.start - REACH <= match.end and match.start <= guard.end + REACH
        if near or (context in EVERYWHERE and guard.start <= match.start + 60):
            return True
    return bool(
        flag not in RED_LINES and _NOT_BEFORE.search(text[max(0, match.start - 4) : match.start])
    )


@lru_cache(maxsize=8)
def load(folder: Path) -> TriageRules:
    """Load ``triage.tsv``, ``triage_guards.tsv`` and ``loyalty.tsv`` of a codebook folder.

    A codebook without them raises no flags. Raises ConfigError with file and line.
    """
    raising = [
        _pattern(row, _one_of(row, "flag", FLAGS), number(row, "urgency", 0, 3))
        for row in _rows(folder / "triage.tsv", ("pattern", "flag", "urgency"))
    ]
    guards = [
        _pattern(row, row["context"], 0.0)
        for row in _rows(folder / "triage_guards.tsv", ("pattern", "context"))
    ]
    loyalty = [
        _pattern(row, _one_of(row, "loyalty", LOYALTIES), 0.0)
        for row in _rows(folder / "loyalty.tsv", ("pattern", "loyalty"))
    ]
    return TriageRules(PatternSet(raising), PatternSet(guards), PatternSet(loyalty))


def _rows(path: Path, columns: tuple[str, ...]) -> list[Row]:
    return list(read_rows(path, columns)) if path.is_file() else []


def _one_of(row: Row, column: str, known: Sequence[str]) -> str:
    if row[column] not in known:
        raise row.error(
            t(f"「{row[column]}」应为 {'、'.join(known)}", f"should be one of {', '.join(known)}"),
            column=column,
        )
    return row[column]


def _pattern(row: Row, label: str, score: float) -> Pattern:
    try:
        rule = f"{Path(row.file).name}:{row.line}"
        return Pattern.compile(row["pattern"], label, "", score, rule)
    except PatternError as error:
        raise row.error(t(f"模式有误：{error}", f"wrong pattern: {error}")) from None
