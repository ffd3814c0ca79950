"""Every line of a codebook's lexicons with its place, as a person would look it up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from feedback_miner import resources
from feedback_miner.lexicon.codebook import Codebook
from feedback_miner.lexicon.loading import CONCEPTS
from feedback_miner.lexicon.toml import parse_toml, place
from feedback_miner.lexicon.tsv import read_text

__all__ = ["PATTERNS", "TERMS", "Entry", "index", "lent", "read"]

# Files of literal terms, by the part their terms play; files of patterns; plain lists.
TERMS = {
    "aspects.tsv": "aspect",
    "sentiment.tsv": "sentiment",
    "emoji.tsv": "sentiment",
    "quantity.tsv": "quantity",
    "polarity.tsv": "polarity",
    "negation.tsv": "negation",
    "degree.tsv": "degree",
    "contrast.tsv": "contrast",
    "guard.tsv": "guard",
}
PATTERNS = {
    "opinions.tsv": "opinion",
    "acts.tsv": "act",
    "triage.tsv": "triage",
    "triage_guards.tsv": "triage guard",
    "loyalty.tsv": "loyalty",
}
LENT = "concept"  # the part of a term of the concepts that every industry shares
_QUOTED = re.compile('"([^"]+)"')
_LISTS = {"terms.txt": "word", "stopwords.txt": "stopword"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a lexicon: its file, line (from 1), the part it plays, its first cell (a term or
    a pattern) and all its cells by column. ``base`` is ``common`` or the codebook's folder."""

    path: Path
    line: int
    part: str
    term: str
    cells: Mapping[str, str] = field(default_factory=dict)

    @property
    def base(self) -> str:
        """The name of its folder."""
        return self.path.parent.name

    @property
    def place(self) -> str:
        """Folder, file and line: ``loan/aspects.tsv:12``."""
        return f"{self.base}/{self.path.name}:{self.line}"

    @property
    def rule(self) -> str:
        """File and line as a pattern's ``rule`` names them."""
        return f"{self.path.name}:{self.line}"

    def number(self, column: str) -> float:
        """Return a cell as a number, 0 where it is empty; the files are validated before."""
        return float(self.cells.get(column) or 0)


def read(codebook: Codebook) -> list[Entry]:
    """Return the lines of the common lexicons and of a codebook's own, in the order in which they
    are loaded; seed terms of ``codebook.toml`` last. The codebook must have been loaded: what is
    wrong in a file was told then."""
    found: list[Entry] = []
    bases = list(dict.fromkeys((resources.lexicons() / "common", codebook.folder)))
    for base in bases:
        for name, part in {**TERMS, **PATTERNS}.items():
            found += _table(base / name, part)
        for name, part in _LISTS.items():
            found += _list(base / name, part)
    found += _seeds(codebook.folder / "codebook.toml")
    return found


def index(entries: list[Entry]) -> dict[str, list[Entry]]:
    """Return the entries of literal terms by term."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.part in TERMS.values() or entry.part == LENT:
            found.setdefault(entry.term, []).append(entry)
    return found


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    if path.is_file():
        for number, line in enumerate(read_text(path).splitlines(), start=1):
            if line.strip() and not line.startswith("#"):
                yield number, line


def _table(path: Path, part: str) -> Iterator[Entry]:
    names: list[str] = []
    for number, line in _lines(path):
        cells = [cell.strip() for cell in line.split("\t")]
        if not names:
            names = cells
            continue
        by_name = dict(zip(names, cells, strict=False))
        yield Entry(path, number, part, cells[0], by_name)


def _list(path: Path, part: str) -> Iterator[Entry]:
    for number, line in _lines(path):
        yield Entry(path, number, part, line.split("\t")[0].strip())


def _seeds(path: Path) -> Iterator[Entry]:
    """Yield the seed terms written beside the factors, each with the line it stands on among the
    terms of its factor or sub-factor."""
    text = read_text(path)
    lines = text.splitlines()
    for position, factor in enumerate(parse_toml(text, path).get("factor", [])):
        for holder, sub in ((factor, ""), *((sub, sub["id"]) for sub in factor.get("sub", []))):
            within = (sub, "terms") if sub else ("terms",)  # its name may be a term as well
            for good, term in _goods(holder.get("terms", [])):
                at = place(lines, "factor", position, *within, term) or 1
                cells = {"term": term, "factor": factor["id"], "subfactor": sub, "good": good}
                yield Entry(path, at, "aspect", term.strip(), cells)


def lent(codebook: Codebook) -> Iterator[Entry]:
    """Yield the words of concepts that a codebook was lent, each with its first line."""
    if not codebook.lent:
        return
    path = resources.lexicons() / "common" / CONCEPTS
    seen: set[str] = set()
    for line, text in _lines(path):
        for term in _QUOTED.findall(text):
            lexeme = codebook.lexemes.get(term)
            if lexeme is None or not lexeme.lent or term in seen:
                continue
            seen.add(term)
            cells = {"term": term, "factor": lexeme.factor or lexeme.home, "good": lexeme.good}
            yield Entry(path, line, LENT, term, cells)


def _goods(given: Any) -> Iterator[tuple[str, str]]:
    by_good = given if isinstance(given, dict) else {"plain": given}
    for good, terms in by_good.items():
        for term in terms:
            yield good, str(term)
