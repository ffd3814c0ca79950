"""Flags, urgency and loyalty from words read in their context."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from feedback_miner import lexicon, resources
from feedback_miner.lexicon.patterns import PatternSet
from feedback_miner.stamps import stamp
from feedback_miner.triage import loyalty as loyalties
from feedback_miner.triage import second, words
from feedback_miner.triage.contexts import WITHDRAWN, Contexts
from feedback_miner.triage.model import COLUMNS, TriageModel, signs
from feedback_miner.triage.reading import Reading
from feedback_miner.triage.urgency import ESCALATED, grade, weigh, withdraw
from feedback_miner.triage.words import FLAGS, LIFE, LOYALTIES, URGENT, Guard, Raise

__all__ = ["FLAGS", "LOYALTIES", "Assessment", "Mention", "Seen", "TriageRules", "load"]

SHORTEST = 6  # characters of the shortest text the model is asked about
FAINT = 0.15  # where a life is at risk, what the rules raised stands on so faint a yes
CALM = -1.4  # log-odds of urgency below which the model need not be asked about each flag
CALM_LENGTH = 240  # characters
FRAIL = "vulnerable"


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

    ``start`` and ``end`` count characters of the normalised text; ``rule`` is folder, file and
    line; ``outright`` words the model has no word in; ``order`` and ``least`` as of the rule.
    """

    flag: str
    urgency: int
    start: int
    end: int
    words: str
    context: str
    rule: str
    outright: bool = False
    order: float = math.inf
    least: int = 0

    @property
    def rank(self) -> tuple[int, bool, float, int, int]:
        """What is told of several mentions of a flag: that of the highest rank."""
        return self.urgency, self.outright, -self.order, -self.start, -self.end


@dataclass(slots=True)
class Seen:
    """What was worked out of many texts at once: the patterns of each set that a sieve let through
    (None: not asked), the text's voice (``TriageModel.voices``), and a second opinion (log-odds in
    the order of ``semantic.CARE``; empty: not asked), which, where it is not ``loud``, raises
    nothing by itself. ``blamed`` are the (start, end) of what a text content as a whole blames."""

    raising: Sequence[int] | None = None
    guarding: Sequence[int] | None = None
    loyalty: Sequence[int] | None = None
    voice: tuple[float, float] = (0.0, 0.0)
    care: Sequence[float] = ()
    loud: bool = True
    blamed: Sequence[tuple[int, int]] = ()


Said = tuple[str, str, tuple[str, ...]]  # normalised text, label, acts
# Log-odds of ``complaint`` and ``soon`` by label, acts and flags disarmed.
_Glances = dict[tuple[str, tuple[str, ...], tuple[str, ...]], tuple[float, float]]


class _Doubt(NamedTuple):
    """A text that the model is asked about, with what the rules made of it."""

    text: str
    label: str
    told: list[str]
    evidence: Mapping[str, str]
    raised: Mapping[str, int]
    loyalty: str
    spoken: Mapping[str, str]
    care: Sequence[float]
    outright: Mapping[str, int]
    withdrawn: Collection[str]
    disarmed: Mapping[str, str]


@dataclass(frozen=True)
class TriageRules:
    """The patterns of a codebook's triage files, ready for use, and the model beside them."""

    raising: PatternSet
    raises: Mapping[str, Raise]
    guarding: PatternSet
    guards: Mapping[str, Guard]
    loyalty: PatternSet
    model: TriageModel | None = None

    @cached_property
    def _deaf(self) -> frozenset[int]:
        """The numbers of the outright guards."""
        patterns = enumerate(self.guarding.patterns)
        return frozenset(at for at, one in patterns if self.guards[one.rule].outright)

    @property
    def sets(self) -> tuple[PatternSet, PatternSet, PatternSet]:
        """The sets of patterns, as a sieve is to be made of them."""
        return self.raising, self.guarding, self.loyalty

    def voices(self, texts: Sequence[str]) -> list[tuple[float, float]]:
        """Return the voice of each text as the model hears it at a glance, of those it may."""
        if self.model is None:
            return [(0.0, 0.0)] * len(texts)
        return self.model.voices([text if len(text) <= CALM_LENGTH else "" for text in texts])

    def assess_many(self, said: Sequence[Said], seen: Sequence[Seen]) -> list[Assessment]:
        """Return flags, urgency and loyalty of many normalised texts.

        Each comes with what the engine made of it: its label (negative, neutral, positive) and
        acts; a text that is content asks for no care, save where a life may be at risk. ``seen``
        is what was worked out of all of them at once. Most texts raise nothing and are told at a
        glance, the model reads the others together. Raises ValueError where the lengths differ.
        """
        done: list[Assessment] = []
        asked: list[int] = []
        doubts: list[_Doubt] = []
        glances: _Glances = {}
        for at, ((text, label, acts), one) in enumerate(zip(said, seen, strict=True)):
            found = self._ruled(text, label, acts, one, glances)
            if isinstance(found, Assessment):
                done.append(found)
            else:
                asked.append(at)
                doubts.append(found)
                done.append(_QUIET[0])
        if doubts:
            for at, settled in zip(asked, self._modelled(doubts), strict=True):
                done[at] = settled
        return done

    def _ruled(
        self, text: str, label: str, acts: tuple[str, ...], seen: Seen, glances: _Glances
    ) -> Assessment | _Doubt:
        """Return the assessment of a text that the model need not be asked about, else what it
        is to be asked.

        It need not of a short text that nothing was raised in and that it is sure of at a glance:
        most texts, at a fraction of the cost. ``glances`` remembers those.
        """
        spoken: Mapping[str, str] = {}
        if seen.loyalty != []:
            spoken = loyalties.spoken(text, self.loyalty, label, seen.loyalty)
        loyalty = next(iter(spoken), "")
        heard = bool(seen.care) and seen.loud
        if heard or (loyalty and seen.care):
            loyalty = second.loyalty(loyalty, seen.care)
            if loyalty == "leave" != next(iter(spoken), ""):
                off = seen.loyalty != [] and loyalties.denied(text, self.loyalty, seen.loyalty)
                loyalty = "" if off else loyalty
        counted: Mapping[str, Mention] = {}
        outright: Mapping[str, int] = {}
        disarmed: Mapping[str, Mapping[str, str]] = {}
        if seen.raising != []:
            counted, outright, disarmed = self._counted(text, label, seen)
        short = SHORTEST <= len(text) <= CALM_LENGTH
        if short and self.model and not counted and not heard:
            told = label, acts, tuple(sorted(disarmed))
            if told not in glances:
                glances[told] = self.model.glance(signs(label, acts, {}, disarmed))
            complaint, soon = glances[told]
            if soon + seen.voice[1] <= CALM:
                urgency = int(complaint + seen.voice[0] >= self.model.complaining)
                return _assessment({}, urgency, loyalty, spoken) if loyalty else _QUIET[urgency]
        evidence = {flag: mention.words for flag, mention in counted.items()}
        raised = {flag: mention.urgency for flag, mention in counted.items()}
        plain, care = self._heard(text, seen)
        if self.model is None or len(plain) < SHORTEST:
            urgency = max(grade(raised, label), _least(outright, label))
            return _assessment(evidence, urgency, loyalty, spoken)
        signed = signs(label, acts, raised, disarmed)
        back = {
            flag
            for flag, contexts in disarmed.items()
            if flag in ESCALATED - raised.keys() and WITHDRAWN in contexts
        }
        denied = {
            flag: words
            for flag, told in disarmed.items()
            if (words := next(iter(told.values()))) in plain
        }
        return _Doubt(
            plain, label, signed, evidence, raised, loyalty, spoken, care, outright, back, denied
        )

    def _heard(self, text: str, seen: Seen) -> tuple[str, Sequence[float]]:
        """Return what the model is to hear of a text, without what outright guards cover, and the
        second opinion, which has heard all of it and tells no more where something is cut."""
        known = range(len(self.guarding.patterns)) if seen.guarding is None else seen.guarding
        cut = self.guarding.find(text, [index for index in known if index in self._deaf])
        if not cut:
            return text, seen.care
        kept = list(text)
        for match in cut:  # a comma, so that what stands on both sides is shown as two clauses
            kept[match.start : match.end] = ["，", *[""] * (match.end - match.start - 1)]
        return "".join(kept).strip("，,。；; "), ()

    def _modelled(self, doubts: Sequence[_Doubt]) -> list[Assessment]:
        """Return the assessment of texts that the model is asked about."""
        assert self.model is not None
        chances = self.model.probabilities_many(
            [doubt.text for doubt in doubts], [doubt.told for doubt in doubts]
        )
        cared = [at for at, doubt in enumerate(doubts) if doubt.care]
        if cared:
            care = np.array([doubts[at].care for at in cared])
            chances[cared] = second.mixed(chances[cared], self.model.threshold, care)
        urgencies, standing = [], []
        for doubt, likely, over in zip(
            doubts, chances, chances >= self.model.threshold, strict=True
        ):
            withdraw(over, doubt.withdrawn, doubt.raised)
            urgency = weigh(over, likely, doubt.raised, doubt.label)
            urgencies.append(max(urgency, _least(doubt.outright, doubt.label)))
            standing.append(_standing(doubt, likely, over, urgencies[-1]))
        words = self.model.loudest(
            {
                (doubt.text, column)
                for doubt, flags in zip(doubts, standing, strict=True)
                for flag, column in flags.items()
                if not _words(doubt, flag)
            }
        )
        done = []
        for doubt, urgency, flags in zip(doubts, urgencies, standing, strict=True):
            evidence = {
                flag: _words(doubt, flag) or words[doubt.text, column]
                for flag, column in flags.items()
            }
            done.append(_assessment(evidence, urgency, doubt.loyalty, doubt.spoken))
        return done

    def alarming(self, voice: tuple[float, float]) -> bool:
        """Tell whether a text of that voice may be one that is to be answered soon."""
        return self.model is not None and self.model.intercept[1] + voice[1] > CALM

    def signs(self, text: str, label: str, acts: Sequence[str]) -> list[str]:
        """Return what the rules make of a text, as features for the model."""
        counted, _, disarmed = self._counted(text, label, Seen())
        return signs(label, acts, {f: m.urgency for f, m in counted.items()}, disarmed)

    def _counted(
        self, text: str, label: str, seen: Seen
    ) -> tuple[dict[str, Mention], dict[str, int], dict[str, dict[str, str]]]:
        """Return the gravest mention of each flag that counts, the greatest urgency that each flag
        was given outright, and the flags disarmed, each with the contexts that did it and the words
        that each took the force from first."""
        counted: dict[str, Mention] = {}
        outright: dict[str, int] = {}
        disarmed: dict[str, dict[str, str]] = {}
        for mention in self.mentions(text, label, seen):
            if mention.context:
                disarmed.setdefault(mention.flag, {}).setdefault(mention.context, mention.words)
                continue
            if mention.outright:
                outright[mention.flag] = max(mention.least, outright.get(mention.flag, 0))
            known = counted.get(mention.flag)
            if known is None or mention.rank > known.rank:
                counted[mention.flag] = mention
        return counted, outright, disarmed

    def mentions(
        self, text: str, label: str = "negative", seen: Seen | None = None
    ) -> Iterator[Mention]:
        """Yield every mention of something that raises a flag, with the context that disarms it."""
        seen = seen or Seen()
        found = self.raising.find(text, seen.raising)
        if not found:
            return
        contexts = Contexts(
            Reading(text),
            self.guarding.find(text, seen.guarding),
            self.guards,
            label,
            seen.blamed,
        )
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
                raises.outright,
                raises.order,
                raises.least,
            )


_QUIET = (Assessment(), Assessment(urgency=1))  # of most texts, and shared by them


def _words(doubt: _Doubt, flag: str) -> str:
    """Return the words that a rule found of a flag: those that raise it, else those that only their
    context took the force from, which the model raised all the same; "" where it found none."""
    return doubt.evidence.get(flag) or doubt.disarmed.get(flag, "")


def _standing(doubt: _Doubt, chances: np.ndarray, over: np.ndarray, urgency: int) -> dict[str, int]:
    """Return the flags the model lets stand and those said outright, each with the column that
    tells of it: where no rule found its words, the clause that speaks loudest there is shown."""
    said = doubt.evidence
    flags = {}
    for column, name in enumerate(COLUMNS):
        if name not in FLAGS:
            continue
        sure = name in said and name in LIFE and chances[column] >= FAINT
        if over[column] or sure or name in doubt.outright:
            flags[name] = column
    if urgency >= 2 and not flags:
        flags[URGENT] = COLUMNS.index("soon")
    return flags


def _least(outright: Mapping[str, int], label: str) -> int:
    """Return the urgency that words said outright give, whatever the model makes of the text; who
    is frail and not unhappy (大学生可以办卡吗) need not be called."""
    told = (urgency for flag, urgency in outright.items() if flag != FRAIL or label == "negative")
    return max(told, default=0)


def _assessment(
    evidence: Mapping[str, str], urgency: int, loyalty: str, spoken: Mapping[str, str]
) -> Assessment:
    """Return the assessment of a text with the words that raised each flag; churn that only the
    second opinion hears has none."""
    if loyalty == "leave":
        evidence = {**evidence, "churn": spoken.get("leave", "")}
    flags = tuple(flag for flag in FLAGS if flag in evidence)
    reasons = tuple((flag, evidence[flag]) for flag in (*flags, URGENT) if flag in evidence)
    return Assessment(flags, urgency, loyalty, reasons)


def load(folder: Path, base: str = "") -> TriageRules:
    """Load the triage files of every industry and of a codebook folder (see ``words.read``).

    ``base`` is the bundled codebook whose model (``models/triage.NAME.npz``) reads it beside its
    own rules; a codebook without any has no model. Raises ConfigError with file and line.
    """
    shipped = resources.lexicons() / "models" / f"triage.{base}.npz"
    return _load(folder, base, shipped, (lexicon.state(folder), stamp(shipped)))


@lru_cache(maxsize=8)
def _load(folder: Path, base: str, shipped: Path, as_of: object) -> TriageRules:
    read = words.read(folder)
    own = (folder / "triage.tsv").is_file()
    return TriageRules(
        PatternSet(read.raising),
        read.raises,
        PatternSet(read.guarding),
        read.guards,
        PatternSet(read.loyalty),
        TriageModel.load(shipped) if base and own and shipped.is_file() else None,
    )
