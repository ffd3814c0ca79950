"""What the lexicons say of one literal term."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Lexeme"]

COUNTING = frozenset("多少减")


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
    them. An ``own`` word judges its own aspect, whatever else is named beside it; a ``lent`` one
    has its factor of the concepts that every industry shares, not of the codebook; ``loose``, it is
    too general to stand alone whatever is welcome of it, ``personal``, it is about a ``person``
    or a ``place`` that the codebook names beside it.
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
    own: bool = False
    lent: bool = False
    loose: bool = False
    personal: bool = False
    person: bool = False
    place: bool = False

    @property
    def counts(self) -> bool:
        """Whether it tells how many there are: 多 and 少, not 高 and 小."""
        return bool(self.amount) and not COUNTING.isdisjoint(self.text)

    @property
    def weak(self) -> bool:
        """Whether it is too general an aspect to stand alone."""
        return self.loose or self.good == "weak"

    @property
    def is_aspect(self) -> bool:
        """Whether the term names an aspect."""
        return bool(self.factor)
