"""The grammar of answers that say nothing: 目前没有意见哦, 说不出个啥, 这题没想过, 随手点的.

The forms of ``lexicons/common/nonanswers.tsv`` are the words of a small regular language; which
part may follow which is told here. The question's own words belong to it: 没参加过活动 says nothing
where 活动 was asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from feedback_miner import resources
from feedback_miner.language import t
from feedback_miner.lexicon.tsv import read_rows

__all__ = ["Lexicon", "asked_of", "lexicon", "says_nothing", "strange", "uncovered"]

_BEGIN = ("lead", "none", "answer", "cannot", "speak", "never", "how")
_ON = ("tail", *_BEGIN)
# What may follow what; ``topic`` and ``about`` are pieces of the question.
_NEXT: dict[str, tuple[str, ...]] = {
    "": ("whole", "topic", *_BEGIN),
    "lead": ("topic", *_BEGIN),
    "none": ("object", *_ON),
    "object": ("object", *_ON),
    "answer": ("object", *_ON),
    "tail": _ON,
    "whole": (),
    "cannot": ("say",),
    "say": ("it", "object", *_ON),
    "speak": ("short",),
    "short": ("it", "object", *_ON),
    "never": ("did",),
    "did": ("it", "about", *_ON),
    "it": ("it", *_ON),
    "about": _ON,
    "how": ("hit",),
    "hit": _ON,
    "topic": ("never", "calm"),
    "calm": _ON,
}
_UNFINISHED = frozenset({"lead", "cannot", "speak", "never", "how", "topic"})
# apart from the grammar
_ALONE = frozenset({"word", "reply", "felt", "fault", "remark", "who", "unable"})
_ASKED = frozenset({"topic", "about"})
_PARTS = (frozenset(_NEXT) - _ASKED - {""}) | _ALONE
_NOISE = re.compile(r"[^\w\x00]+|_")
_PIECE = 2  # characters of the question that are a piece of it
_MUTE = frozenset({"none", "answer", "say", "short", "did", "hit", "calm"})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The parts of each form, the lengths of forms by their first character, longest first, the
    characters of all, and the forms that say that nothing is said; exceptions; what says nothing
    only where something was asked; what says something only where faults, or nothing, were asked
    about; and what says something even where the question has the word."""

    parts: dict[str, tuple[str, ...]]
    lengths: dict[str, tuple[int, ...]]
    characters: frozenset[str]
    mute: frozenset[str]
    words: frozenset[str]
    replies: frozenset[str]
    faults: frozenset[str]
    remarks: frozenset[str]
    felt: re.Pattern[str]

    def found(self, core: str, at: int) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Yield the end and the parts of each form that begins at a place, longest first."""
        for length in self.lengths.get(core[at], ()):
            parts = self.parts.get(core[at : at + length])
            if parts is not None and at + length <= len(core):
                yield at + length, parts


@cache
def lexicon() -> Lexicon:
    """Return the forms; ConfigError where their table is broken."""
    rows = []
    for row in read_rows(resources.lexicons() / "common" / "nonanswers.tsv", ("form", "part")):
        if row["part"] not in _PARTS:
            known = "/".join(sorted(_PARTS))
            raise row.error(t(f"part 须为 {known}", f"part is {known}"), column="part")
        rows.append((row["form"].lower(), row["part"]))
    alone = {name: frozenset(form for form, part in rows if part == name) for name in _ALONE}
    parts: dict[str, list[str]] = {}
    lengths: dict[str, set[int]] = {}
    for form, part in sorted(set(rows)):
        if part not in _ALONE:
            parts.setdefault(form, []).append(part)
            lengths.setdefault(form[0], set()).add(len(form))
    return Lexicon(
        {form: tuple(found) for form, found in parts.items()},
        {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()},
        frozenset(character for form in parts for character in form),
        frozenset(form for form, found in parts.items() if not _MUTE.isdisjoint(found)),
        alone["word"].union(who + unable for who in alone["who"] for unable in alone["unable"]),
        alone["reply"],
        alone["fault"],
        alone["remark"],
        re.compile("|".join(sorted(alone["felt"])) or "(?!)"),
    )


@lru_cache(maxsize=1000)
def asked_of(question: str) -> str:
    """Return the letters of a question whose pieces say nothing when an answer repeats them, a
    blank where one would: 满意 answers, 方面 does not."""
    return _NOISE.sub("", lexicon().felt.sub("\x00", question)).lower().replace("\x00", " ")


def says_nothing(core: str, asked: str = "") -> bool:
    """Return whether ``core``, an answer's letters in lower case, is made of the parts of a
    non-answer in their order; ``asked`` are the pieces of its question
    (``asked_of``)."""
    known = lexicon()
    if core in known.words or not _spelled(core, asked, known):
        return False
    states: dict[int, set[str]] = {0: {""}}  # what may end at a place, of places still ahead
    for at in range(len(core)):
        before = states.pop(at, None)
        if before:
            may = {part for state in before for part in _NEXT[state]}
            for end, parts in known.found(core, at):
                states.setdefault(end, set()).update(may.intersection(parts))
            if asked and (about := may & _ASKED):
                for end in _pieces(core, at, asked):
                    states.setdefault(end, set()).update(about)
        if not states:
            return False
    return bool(states[len(core)] - _UNFINISHED)


def uncovered(core: str, asked: str) -> tuple[int, bool]:
    """Return how many characters of an answer are of no form and no piece of its question, in
    whatever order they stand, and whether one of the forms says that nothing is said."""
    known, many = lexicon(), len(core)
    lengths, mute = known.lengths, known.mute
    # twice the count, and one where no form has said so yet
    best = [1] + [2 * many + 3] * many
    for at, character in enumerate(core):
        here = best[at]
        if here + 2 < best[at + 1]:
            best[at + 1] = here + 2
        for length in lengths.get(character, ()):
            form = core[at : at + length]
            if form in mute:
                value = here & ~1
            elif form in known.parts:
                value = here
            else:
                continue
            end = at + len(form)
            if value < best[end]:
                best[end] = value
        end = at + _PIECE
        while end <= many and core[at:end] in asked:
            if here < best[end]:
                best[end] = here
            end += 1
    return best[many] // 2, best[many] % 2 == 0


def strange(core: str, asked: str) -> int:
    """Return how many characters of an answer are in no form and not in its question, at most what
    ``uncovered`` counts."""
    known = lexicon().characters
    return sum([character not in known and character not in asked for character in core])


def _spelled(core: str, asked: str, known: Lexicon) -> bool:
    """Whether all characters are of some form, or of the question."""
    characters = known.characters
    return not any(one not in characters and one not in asked for one in core)


def _pieces(core: str, at: int, asked: str) -> Iterator[int]:
    """Yield the ends of the pieces of the question that begin at a place of an answer."""
    for end in range(at + _PIECE, len(core) + 1):
        if core[at:end] not in asked:
            return
        yield end
