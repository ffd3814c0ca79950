"""Codebooks by name or folder, read once for each state of their files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from feedback_miner import resources
from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.lexicon.actions import read_actions, read_touchpoints
from feedback_miner.lexicon.builder import Builder, seed
from feedback_miner.lexicon.bundles import bundled
from feedback_miner.lexicon.codebook import Codebook, Factor
from feedback_miner.lexicon.concepts import OVERALL, Named, lend, parts, read_concepts, read_words
from feedback_miner.lexicon.factors import base_of, read_factors, verdict_of, wrong_in
from feedback_miner.lexicon.keys import misnamed, misspelled
from feedback_miner.lexicon.toml import read_toml, refuse
from feedback_miner.lexicon.tsv import left_aside, read_text
from feedback_miner.stamps import Stamp, stamp

__all__ = ["CONCEPTS", "folder_of", "load", "spelled", "state"]

CONCEPTS = "concepts.toml"  # of the common folder


def load(codebook: str | Path = "loan") -> Codebook:
    """Load a codebook by its name (``loan``) or its folder.

    A bare word that names a bundled codebook means that one, whatever folder lies about; ``./loan``
    or a ``Path`` is a folder.

    Raises ConfigError, with file and line, for a missing folder or anything wrong in a file.
    """
    folder = folder_of(codebook)
    return _load(folder, state(folder))


def folder_of(codebook: str | Path) -> Path:
    """Return the folder of a codebook by its name or folder; ConfigError where there is none."""
    given: object = codebook
    if not isinstance(given, str | os.PathLike):
        kind = type(given).__name__
        raise ConfigError(
            t(f"编码本应是名称或文件夹，得到 {kind}", f"a codebook is a name or folder, not {kind}")
        )
    folder, known = Path(codebook), bundled()
    if codebook in known:
        folder = resources.lexicons() / folder
    if not os.path.isfile(folder / "codebook.toml"):
        raise ConfigError(
            t("找不到编码本 codebook.toml", "no codebook.toml found"),
            file=str(codebook),
            do=t(f"可用：{'、'.join(known)}，或给出文件夹", f"use {', '.join(known)} or a folder"),
        )
    return folder.resolve()


def spelled(folder: Path) -> str:
    """Return how ``--codebook`` names a folder: as ./loan where a bundled one has its bare name."""
    return os.path.join(os.curdir, folder) if str(folder) in bundled() else str(folder)


def state(folder: Path) -> tuple[Stamp, Stamp, frozenset[tuple[str, int]]]:
    """Return what changes where a codebook's folder or the common lexicons do: the key of caches
    of what was read from them."""
    return stamp(folder), stamp(resources.lexicons() / "common"), left_aside()


@lru_cache(maxsize=8)
def _load(folder: Path, as_of: object) -> Codebook:
    """Load a folder in its state ``as_of``, by which what was read of earlier ones is not taken
    for it."""
    common = resources.lexicons() / "common"
    main = folder / "codebook.toml"
    head = read_toml(main)
    refuse(misspelled(head, main))
    refuse(misnamed(folder))
    factors = tuple(read_factors(head, main))
    known = {factor.id: {sub.id for sub in factor.subfactors} for factor in factors}
    book = Builder(known)
    for base in (common, folder):
        for name, read in book.readers.items():
            if (base / name).is_file():
                read(base / name)
    seed(head, book, wrong_in(main))
    grown = base_of(head, folder, main)
    verdict = verdict_of(head, known, main)
    listed = (folder / "aspects.tsv").is_file()
    said = _said(head, factors, listed)
    lent = not grown and (not listed or any(one.seeds for one in said))
    if lent:
        concepts, words = read_concepts(common / CONCEPTS), read_words(common / CONCEPTS)
        found = lend(book.lexemes, said, concepts, words, verdict[0])
        verdict = verdict if verdict[0] else (found.get(OVERALL, ""), "")
    files = sorted(
        path
        for base in (common, folder)
        for path in base.rglob("*")
        if path.suffix in {".tsv", ".toml", ".txt"} and (lent or path.name != CONCEPTS)
    )
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return Codebook(
        id=str(head.get("id", folder.name)),
        folder=folder,
        zh=str(head.get("zh", folder.name)),
        en=str(head.get("en", folder.name)),
        factors=factors,
        lexemes=book.lexemes,
        polarity=book.polarity,
        opinions=tuple(book.opinions),
        acts=tuple(book.acts),
        terms=tuple(_lines(folder / "terms.txt")),
        stopwords=frozenset(_lines(common / "stopwords.txt"))
        | set(_lines(folder / "stopwords.txt")),
        version=digest.hexdigest()[:12],
        verdict=verdict,
        actions=tuple(read_actions(head.get("action", []), known, wrong_in(main))),
        touchpoints=tuple(read_touchpoints(head.get("touchpoint", []), wrong_in(main))),
        base=grown,
        lent=lent,
    )


def _said(head: dict[str, Any], factors: Sequence[Factor], listed: bool) -> list[Named]:
    """Return what a codebook says of its factors: names, definitions and seed terms. Of one whose
    terms are ``listed`` in a table, as accepted themes are, nothing: the table says it all."""
    said = []
    for entry, factor in zip(head["factor"], factors, strict=True):
        subs = zip(entry.get("sub", []), factor.subfactors, strict=True)
        names = (factor.zh, *(sub.zh for part, sub in subs if not listed or "terms" in part))
        given = [holder.get("terms", []) for holder in (entry, *entry.get("sub", []))]
        seeds = [
            term.strip()
            for terms in given
            for good, words in (terms if isinstance(terms, dict) else {"plain": terms}).items()
            for term in words
            if good != "weak"
        ]
        if listed and not any(given):
            said.append(Named(factor.id, (), (), ()))
            continue
        named = dict.fromkeys(word for name in names for word in parts(name))
        covers, title = parts(factor.covers), parts(factor.zh)
        said.append(Named(factor.id, tuple(named), covers, tuple(seeds), title))
    return said


def _lines(path: Path) -> Iterator[str]:
    if path.is_file():
        for line in read_text(path).splitlines():
            if line.strip() and not line.startswith("#"):
                yield line.split("\t")[0].strip()
