"""The codebook: factors with sub-factors, owners and the words that speak of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from feedback_miner.language import current
from feedback_miner.lexicon.actions import Action, Touchpoint
from feedback_miner.lexicon.lexeme import Lexeme
from feedback_miner.lexicon.patterns import Pattern

__all__ = ["Codebook", "Factor", "Lexeme", "SubFactor"]


@dataclass(frozen=True, slots=True)
class SubFactor:
    """A part of a factor, as ``waiting`` is of ``approval_speed``."""

    id: str
    zh: str
    en: str

    @property
    def name(self) -> str:
        """Its name in the current language."""
        return self.en if current() == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Factor:
    """A satisfaction factor of the codebook."""

    id: str
    zh: str
    en: str
    covers: str
    owner: str
    subfactors: tuple[SubFactor, ...]

    @property
    def name(self) -> str:
        """Its name in the current language."""
        return self.en if current() == "en" else self.zh


@dataclass(frozen=True)
class Codebook:
    """A codebook with its lexicons, ready for use.

    ``polarity`` maps (factor, term) to a score that overrides the term's own; ``opinions`` are
    patterns that settle factor and polarity at once; ``acts`` patterns tell what a clause does;
    ``version`` is a hash of every file read, so that two runs can be shown to have used the same.
    ``verdict`` is the factor and sub-factor of an overall verdict, ("", "") where there is none.
    ``base`` names the bundled codebook that it grew from and whose models read it, "" where none;
    ``lent`` tells whether its factors were lent everyday concepts (``concepts``).
    """

    id: str
    folder: Path
    zh: str
    en: str
    factors: tuple[Factor, ...]
    lexemes: dict[str, Lexeme]
    polarity: dict[tuple[str, str], float]
    opinions: tuple[Pattern, ...]
    acts: tuple[Pattern, ...]
    terms: tuple[str, ...]
    stopwords: frozenset[str]
    version: str
    verdict: tuple[str, str] = ("", "")
    actions: tuple[Action, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    base: str = ""
    lent: bool = False

    def factor(self, id: str) -> Factor:
        """Return the factor named ``id``; KeyError where the codebook lacks it."""
        for factor in self.factors:
            if factor.id == id:
                return factor
        raise KeyError(id)

    def name(self, id: str) -> str:
        """Return a factor's name in the current language; the id where the codebook lacks it."""
        return next((factor.name for factor in self.factors if factor.id == id), id)
