"""Loyalty said in words: staying, recommending, leaving, warning others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from feedback_miner.lexicon.patterns import PatternSet
from feedback_miner.triage.words import LOYALTIES

__all__ = ["STANDS", "denied", "said", "spoken"]

STANDS = "*"  # in a pattern's ``stands``: whatever the mood of the text

_NEGATED = re.compile(
    r"(?:(?<![要不想])不|没|没有|不会|不想|不敢|不用|无需|未|从不|从未|没有被|没被|不是|并非|不值得|没法|没办法|怎么|哪敢"
    r"|谁还|谁会|不好意思|不敢给|难以|无法)(?:会|给|向|敢|再|想|是|去|把|太|建议|打算)?$"
)
# What each kind cannot be said with: nobody content leaves, nobody angry stays.
_AGAINST = {"recommend": "negative", "stay": "negative", "leave": "positive", "warn": "positive"}
# Saying so outright outweighs the mood of the whole.
_OUTRIGHT = re.compile("继续|还会|还用|还来|还找|懒得换|推荐|注销|销户|销卡|再也|不再|要不是")


def said(text: str, patterns: PatternSet, label: str, among: Sequence[int] | None = None) -> str:
    """Return "warn", "leave", "recommend" or "stay" as a normalised text says it, else "".

    ``label`` is the sentiment of the whole text; ``among`` are the patterns a sieve let through.
    """
    return next(iter(spoken(text, patterns, label, among)), "")


def denied(text: str, patterns: PatternSet, among: Sequence[int] | None = None) -> bool:
    """Tell whether words say whatever else is heard that nobody leaves: "none" with ``STANDS``."""
    return any(
        match.pattern.label == "none" and match.pattern.detail == STANDS
        for match in patterns.find(text, among)
    )


def spoken(
    text: str, patterns: PatternSet, label: str, among: Sequence[int] | None = None
) -> dict[str, str]:
    """Return what ``said`` chooses from, in the order of LOYALTIES, each with its longest words."""
    matches = patterns.find(text, among)
    if not matches:
        return {}
    off = [match for match in matches if match.pattern.label == "none"]
    found: dict[str, str] = {}
    for match in matches:
        kind = match.pattern.label
        if kind == "none" or any(o.start < match.end and match.start < o.end for o in off):
            continue
        if _NEGATED.search(text, max(0, match.start - 6), match.start):
            continue
        words = text[match.start : match.end]
        outright = match.pattern.detail == STANDS or _OUTRIGHT.search(words)
        if label == _AGAINST[kind] and not outright:
            continue
        found[kind] = max(found.get(kind, ""), words, key=len)
    return {kind: found[kind] for kind in LOYALTIES if kind in found}
