"""Accepting proposed entries: a codebook of the user's own, grown by themes or by lines."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import NamedTuple

from feedback_miner.codebooks.growth import Growth, read_alone
from feedback_miner.codebooks.proposals import Line, Proposal
from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.lexicon.codebook import Codebook
from feedback_miner.lexicon.loading import load, spelled
from feedback_miner.sentiment.rules import RuleReader
from feedback_miner.store import Staging

__all__ = ["Outdone", "accept", "outdone", "unentered"]


class Outdone(NamedTuple):
    """A term that does not speak of what it was entered for: where it speaks of now
    (``factor/subfactor``, "" for nothing), and the entry that has it so ("" where none)."""

    term: str
    place: str
    entry: str


def accept(
    proposals: Sequence[Proposal | Line], base: str | Path, folder: Path, factor: str = ""
) -> tuple[Codebook, list[str]]:
    """Write the codebook ``base`` with the proposals into ``folder``; return it as read again,
    and the terms that were left out since they have a place already (see ``unentered``).

    ``folder`` may be ``base`` itself: then it grows in place. ``factor`` overrides the
    proposals' own. The terms go to ``terms.txt`` (words to keep whole) and ``aspects.tsv``; the
    theme becomes a sub-factor, or a factor where it names none; terms that speak of that factor
    already move to it, and where a pattern has the very word, a line for it is put before that.
    A line with a score goes to
    ``opinions.tsv``, one without to ``aspects.tsv``. Everything is written or nothing.
    Raises ConfigError for a factor the codebook lacks, and where ``folder`` holds another codebook.
    """
    book = load(base)
    known = {one.id: {sub.id for sub in one.subfactors} for one in book.factors}
    source = book.folder
    target = folder.resolve()
    if target != source and (target / "codebook.toml").exists():
        raise ConfigError(
            t("这个文件夹里已有编码本", "the folder holds a codebook already"),
            file=str(folder),
            do=t(
                f"要在它上面继续增加，请加 --codebook {spelled(folder)}",
                f"to grow that one, add --codebook {spelled(folder)}",
            ),
        )
    grown = Growth(book, known)
    for one in proposals:
        grown.enter(one, factor or one.factor)
    with Staging(target) as staging:
        for path in sorted(source.iterdir()):
            if path.is_file():
                shutil.copyfile(path, staging / path.name)
        grown.write(staging)
    return load(target), grown.left


def outdone(
    proposals: Sequence[Proposal | Line], book: Codebook, factor: str = ""
) -> list[Outdone]:
    """Return the terms of accepted ``proposals`` that, read alone by the rules of the codebook
    ``book`` they were written into, do not speak of their place there; ``factor`` as it was given
    to ``accept``."""
    reader = RuleReader(book)
    found: list[Outdone] = []
    for one in proposals:
        home = _home(one, factor)
        for term in one.terms:
            said = read_alone(reader, term)
            if any((f.factor, f.subfactor) == home for f in said):
                continue
            other = next((finding for finding in said if finding.factor), None)
            place = _joined(other.factor, other.subfactor) if other else ""
            entry = other.rule if other and ":" in other.rule else ""
            found.append(Outdone(term, place, entry))
    return found


def unentered(
    proposals: Sequence[Proposal | Line], left: Collection[str], book: Codebook, factor: str = ""
) -> tuple[list[str], dict[str, str]]:
    """Return of the terms that ``accept`` left out of ``book`` those that are where they were to
    be entered already, and of the others where they belong (``factor/subfactor``)."""
    there: list[str] = []
    elsewhere: dict[str, str] = {}
    for one in proposals:
        for term in one.terms:
            lexeme = book.lexemes.get(term)
            lexeme = None if lexeme is not None and lexeme.lent else lexeme
            if term not in left:
                continue
            place = (lexeme.factor, lexeme.subfactor) if lexeme is not None else ("", "")
            scored = isinstance(one, Line) and one.score is not None
            if scored or place == _home(one, factor):
                there.append(term)
            elif lexeme is not None:
                elsewhere[term] = _joined(*place)
    return there, elsewhere


def _home(one: Proposal | Line, factor: str) -> tuple[str, str]:
    """Return the factor and sub-factor that a proposal is to be entered in."""
    return factor or one.factor or one.id, one.subfactor if isinstance(one, Line) else one.id


def _joined(factor: str, subfactor: str) -> str:
    return "/".join(filter(None, (factor, subfactor)))
