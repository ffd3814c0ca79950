"""Flags, urgency and loyalty from words read in their context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from feedback_miner.lexicon.patterns import PatternSet
from feedback_miner.triage import loyalty as loyalties
from feedback_miner.triage import words
from feedback_miner.triage.contexts import Contexts
from feedback_miner.triage.reading import Reading
from feedback_miner.triage.urgency import grade
from feedback_miner.triage.words import FLAGS, LOYALTIES, URGENT, Guard, Raise

__all__ = ["FLAGS", "LOYALTIES", "Assessment", "Mention", "TriageRules", "load"]


@dataclass(frozen=True, slots=True)
class Assessment:
    """Flags in a fixed order, the urgency (0 none to 3 today), loyalty said in words, and the
    words that raised each flag (flag, words); words that raise urgency alone stand as "urgent"."""

    flags: tuple[str, ...] = ()
    urgency: int = 0
    loyalty: str = ""
    evidence: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that raise a flag, or would but for their context (``context`` is "" where they do).

    ``start`` and ``end`` count characters of the normalised text; ``rule`` is file and line.
    """

    flag: str
    urgency: int
    start: int
    end: int
    words: str
    context: str
    rule: str


@dataclass(frozen=True)
class TriageRules:
    """The patterns of a codebook's triage files, ready for use."""

    raising: PatternSet
    raises: Mapping[str, Raise]
    guarding: PatternSet
    guards: Mapping[str, Guard]
    loyalty: PatternSet

    def assess(
        self, text: str, label: str = "negative", acts: Sequence[str] = ()
    ) -> Assessment:
        """Return flags, urgency and loyalty of a normalised text.

        ``label`` (negative, neutral, positive) and ``acts`` are what the sentiment engine made of
        it: a text that is content asks for no care, save where a life may be at risk.
        """
        loyalty = loyalties.said(text, self.loyalty, label)
        counted: dict[str, Mention] = {}
        for mention in self.mentions(text, label):
            known = counted.get(mention.flag)
            if not mention.context and (known is None or mention.urgency > known.urgency):
                counted[mention.flag] = mention
        raised = {flag: mention.urgency for flag, mention in counted.items()}
        urgency = grade(text, raised, label, acts)
        evidence = {flag: mention.words for flag, mention in counted.items()}
        if loyalty == "leave":
            evidence["churn"] = ""
        flags = tuple(flag for flag in FLAGS if flag in evidence)
        reasons = tuple((flag, evidence[flag]) for flag in (*flags, URGENT) if flag in evidence)
        return Assessment(flags, urgency, loyalty, reasons)

    def mentions(self, text: str, label: str = "negative") -> Iterator[Mention]:
        """Yield every mention of something that raises a flag, with the context that disarms it."""
        found = list(self.raising.find(text))
        if not found:
            return
        contexts = Contexts(Reading(text), list(self.guarding.find(text)), self.guards, label)
        for match in found:
            raises = self.raises[match.pattern.rule]
            yield Mention(
                raises.flag,
                raises.urgency,
                match.start,
                match.end,
                text[match.start : match.end],
                contexts.disarm(match, raises),
                match.pattern.rule,
            )


@lru_cache(maxsize=8)
def load(folder: Path) -> TriageRules:
    """Load the triage files of a codebook folder (see ``words.read``).

    A codebook without them raises no flags. Raises ConfigError with file and line.
    """
    read = words.read(folder)
    return TriageRules(
        PatternSet(read.raising),
        read.raises,
        PatternSet(read.guarding),
        read.guards,
        PatternSet(read.loyalty),
    )


