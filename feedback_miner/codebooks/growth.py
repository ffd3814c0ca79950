"""What a codebook gains by proposals: collected one by one, written together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import tomlkit

from feedback_miner.codebooks.proposals import Line, Proposal
from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.lexicon.codebook import Codebook
from feedback_miner.sentiment.rules import Finding, RuleReader
from feedback_miner.text.normalise import normalise

__all__ = ["Growth", "read_alone"]


OPINIONS = "pattern\tfactor\tsubfactor\tscore"


class Growth:
    """What a codebook gains by proposals, collected one by one and written together.

    ``known`` are its factors with their sub-factors; ``left`` the terms that have a place already.
    """

    def __init__(self, book: Codebook, known: dict[str, set[str]]) -> None:
        source = book.folder
        self.left: list[str] = []
        self._book, self._known = book, known
        self._head = tomlkit.parse((source / "codebook.toml").read_text(encoding="utf-8-sig"))
        if book.base:
            self._head["based_on"] = book.base
        self._terms: list[str] = []
        self._aspects: list[str] = []
        self._opinions: list[str] = []
        self._moved: set[str] = set()
        self._before: dict[int, list[str]] = {}  # lines to put before a line of opinions.tsv
        self._lined = {_first(line) for line in _read(source / "aspects.tsv").splitlines()}
        self._settled = set(_read(source / "opinions.tsv").splitlines())

    @cached_property
    def _reader(self) -> RuleReader:
        return RuleReader(self._book)

    def enter(self, one: Proposal | Line, home: str) -> None:
        """Enter a proposal in the factor ``home``, "" for one of its own. Raises ConfigError where
        the codebook lacks that factor."""
        if home and home not in self._known:
            raise ConfigError(
                t(f"编码本没有因素 {home}", f"the codebook has no factor {home}"),
                file=str(self._book.folder / "codebook.toml"),
                do=t(f"可用：{'、'.join(self._known)}", f"use one of {', '.join(self._known)}"),
            )
        if isinstance(one, Proposal):
            self._theme(one, home)
        elif one.score is None:
            self._term(one.term, home, one.subfactor)
        else:
            row = f"{one.term}\t{home}\t{one.subfactor}\t{one.score:g}"
            if row in self._settled:
                self.left.append(one.term)
            else:
                self._opinions.append(row)

    def _theme(self, one: Proposal, home: str) -> None:
        if home:
            if one.id not in self._known[home]:
                _part(self._head, home, one)
                self._known[home].add(one.id)
        elif one.id not in self._known:
            self._head["factor"].append(_factor(one))
            self._known[one.id] = {one.id}
        for term in one.terms:
            self._term(term, home or one.id, one.id, theme=True)

    def _term(self, term: str, home: str, sub: str, *, theme: bool = False) -> None:
        """Enter a term of a factor. A theme that is to be a part of a factor takes words that speak
        of it with it; other words that have a place stay there."""
        lexeme = self._book.lexemes.get(term)
        known_as = lexeme if lexeme and lexeme.is_aspect and not lexeme.lent else None
        moves = (
            known_as is not None
            and theme
            and (term in self._lined and known_as.factor == home and known_as.subfactor != sub)
        )
        if term in self._terms or (known_as is not None and not moves):
            self.left.append(term)
            return
        if moves:
            self._moved.add(term)
        self._terms.append(term)
        good = known_as.good if known_as else "plain"
        # Too general to stand alone it no longer is, as the name of a theme.
        self._aspects.append(f"{term}\t{home}\t{sub}\t{'plain' if good == 'weak' else good}")
        rival = _rival(self._reader, term) if theme else None
        if rival and rival.factor == home and rival.subfactor != sub:
            line = int(rival.rule.rpartition(":")[2])
            score = next(p.score for p in self._book.opinions if p.rule == rival.rule)
            self._before.setdefault(line, []).append(f"{term}\t{home}\t{sub}\t{score:g}")

    def write(self, folder: Path) -> None:
        """Write all that was entered into a folder that holds the codebook as it was."""
        (folder / "codebook.toml").write_text(tomlkit.dumps(self._head), encoding="utf-8")
        new = [term for term in self._terms if term not in self._book.terms]
        _append(folder / "terms.txt", new, "")
        _strike(folder / "aspects.tsv", self._moved)
        _append(folder / "aspects.tsv", self._aspects, "term\tfactor\tsubfactor\tgood")
        _insert(folder / "opinions.tsv", self._before)
        _append(folder / "opinions.tsv", self._opinions, OPINIONS)


def read_alone(reader: RuleReader, term: str) -> list[Finding]:
    """Return what the rules find in a term alone."""
    clauses = reader.read(normalise(term).text)
    return [one for clause in clauses for one in (*clause.findings, *clause.general)]


def _rival(reader: RuleReader, term: str) -> Finding | None:
    """Return the finding of a pattern that has the very word ``term``, None where there is none."""
    for one in read_alone(reader, term):
        if one.rule.startswith("opinions.tsv:") and one.evidence == (term,):
            return one
    return None


def _factor(one: Proposal) -> Any:
    entry = tomlkit.table()
    for key, value in (
        ("id", one.id),
        ("zh", one.name),
        ("en", one.name),
        ("covers", "、".join(one.terms)),
        ("owner", ""),
    ):
        entry[key] = value
    entry["sub"] = tomlkit.array()
    entry["sub"].append(_sub(one))
    return entry


def _sub(one: Proposal) -> Any:
    part = tomlkit.inline_table()
    part.update({"id": one.id, "zh": one.name, "en": one.name})
    return part


def _part(head: Any, home: str, one: Proposal) -> None:
    for entry in head["factor"]:
        if entry["id"] == home:
            if "sub" not in entry:
                entry["sub"] = tomlkit.array()
            entry["sub"].append(_sub(one))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig") if path.exists() else ""


def _first(line: str) -> str:
    return line.split("\t")[0].strip()


def _strike(path: Path, terms: Collection[str]) -> None:
    """Take the lines of ``terms`` out of a lexicon file."""
    if terms:
        kept = [line for line in _read(path).splitlines() if _first(line) not in terms]
        path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")


def _insert(path: Path, lines: Mapping[int, Sequence[str]]) -> None:
    """Put lines of a lexicon file before others, by the number (from 1) of these."""
    if lines:
        kept = _read(path).splitlines()
        for at in sorted(lines, reverse=True):
            kept[at - 1 : at - 1] = lines[at]
        path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")


def _append(path: Path, lines: Sequence[str], header: str) -> None:
    """Append lines to a lexicon file, which is made where there is none."""
    before = _read(path) if path.exists() else header + "\n" * bool(header)
    if before and not before.endswith("\n"):
        before += "\n"
    path.write_text(before + "".join(f"{line}\n" for line in lines), encoding="utf-8")
