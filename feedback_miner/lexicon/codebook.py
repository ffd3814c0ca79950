"""The codebook: factors with sub-factors, owners and the words that speak of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from feedback_miner.language import current
from feedback_miner.lexicon.actions import Action, Touchpoint
from feedback_miner.lexicon.patterns import Pattern

__all__ = ["Codebook", "Factor", "Lexeme", "SubFactor"]

COUNTING = frozenset("多少减")


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


@dataclass(slots=True)
class Lexeme:
    """All that the lexicons say of one literal term; a term may play several parts.

    ``factor``/``subfactor``/``good`` make it an aspect (good: what is welcome of it: more, less,
    few (of what is bad in itself), slow (of speed), plain (no direction), weak (too general to
    stand alone)); ``score`` a sentiment word, with ``home`` as the factor meant when no aspect is
    named; ``amount`` (+1, -1) a word of quantity or ``speed`` (+1, -1) of pace, whose polarity
    depends on the aspect; ``negation`` and ``degree`` multiply what follows; ``lack`` marks
    negations of having, ``far`` those that turn all that follows in their clause; ``contrast`` is
    "but", "though", "once" or "now"; ``guard`` terms only keep shorter ones from matching inside
    them.
    """

    text: str
    factor: str = ""
    subfactor: str = ""
    good: str = ""
    score: float | None = None
    home: str = ""
    home_subfactor: str = ""
    amount: int = 0
    speed: int = 0
    negation: float = 0.0
    lack: bool = False
    far: bool = False
    degree: float = 0.0
    contrast: str = ""
    guard: bool = False

    @property
    def counts(self) -> bool:
        """Whether it tells how many there are: 多 and 少, not 高 and 小."""
        return bool(self.amount) and not COUNTING.isdisjoint(self.text)

    @property
    def is_aspect(self) -> bool:
        """Whether the term names an aspect."""
        return bool(self.factor)


@dataclass(frozen=True)
class Codebook:
    """A codebook with its lexicons, ready for use.

    ``polarity`` maps (factor, term) to a score that overrides the term's own; ``opinions`` are
    patterns that settle factor and polarity at once; ``acts`` patterns tell what a clause does;
    ``version`` is a hash of every file read, so that two runs can be shown to have used the same.
    ``verdict`` is the factor and sub-factor of an overall verdict, ("", "") where there is none.
    ``base`` names the bundled codebook that it grew from and whose models read it, "" where none.
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

    def factor(self, id: str) -> Factor:
        """Return the factor named ``id``; KeyError where the codebook lacks it."""
        for factor in self.factors:
            if factor.id == id:
                return factor
        raise KeyError(id)

    def name(self, id: str) -> str:
        """Return a factor's name in the current language; the id where the codebook lacks it."""
        return next((factor.name for factor in self.factors if factor.id == id), id)
