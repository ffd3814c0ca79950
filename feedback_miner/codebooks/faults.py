"""What stops commands from using a codebook: each fault of each of its files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.learned import engine
from feedback_miner.lexicon.codebook import Codebook
from feedback_miner.lexicon.keys import misnamed, misspelled
from feedback_miner.lexicon.loading import folder_of, load
from feedback_miner.lexicon.toml import read_toml
from feedback_miner.lexicon.tsv import WHOLE, leaving_aside
from feedback_miner.triage import categories, clock, replies, rules, words

__all__ = ["faults"]

MOST = 1000  # faults of one codebook; the rest follows once these are mended


def faults(codebook: str | Path) -> list[ConfigError]:
    """Return all that is wrong in the files of a codebook, by file and line.

    Every file is read that any command reads, as that command reads it; a line with a fault is
    told and left aside, so that those behind it are found. Raises ConfigError where there is no
    such folder.
    """
    folder = folder_of(codebook)
    found: list[ConfigError] = list(misnamed(folder))
    main = folder / "codebook.toml"
    try:
        found += misspelled(read_toml(main), main)
    except ConfigError as error:
        found.append(error)
    aside: set[tuple[str, int]] = set()
    books: list[Codebook] = []
    names: dict[str, str] = {}

    def book() -> None:
        books.append(load(folder))

    def kinds() -> None:
        names.update(categories.load(books[0]).names())

    def drafts() -> None:
        if (folder / "replies.toml").is_file():
            replies.load(folder, names)

    def model() -> None:
        if (folder / engine.OWN).is_file():
            engine.make("combined", books[0])

    def triage() -> None:
        rules.load(folder, books[0].base)

    if not _try(book, found, aside):
        # The tables that stand on their own are read all the same.
        _try(lambda: words.read(folder), found, aside)
        _try(lambda: clock.load(folder), found, aside)
    else:
        for step in (triage, lambda: clock.load(folder), kinds, drafts, model):
            _try(step, found, aside)
    unique = {(one.file, one.row, one.what): one for one in found}
    return sorted(unique.values(), key=lambda one: (one.file, one.row or 0))


def _try(step: Callable[[], object], found: list[ConfigError], aside: set[tuple[str, int]]) -> bool:
    """Add to ``found`` what stops a step, and to ``aside`` the lines of tables at fault; tell
    whether the step was done without them."""
    for _ in range(MOST):
        try:
            with leaving_aside(aside):
                step()
            return True
        except ConfigError as error:
            found.append(error)
            place = (error.file, error.row or WHOLE)
            if place in aside:
                place = (error.file, WHOLE)
            if place in aside or Path(error.file).suffix not in (".tsv", ".txt"):
                return False
            aside.add(place)
        except OSError as error:
            path = str(error.filename or "")
            found.append(ConfigError(t("不能读取", "cannot be read"), file=path))
            return False
    return False
