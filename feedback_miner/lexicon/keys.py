"""The keys and files a codebook may have; what is named otherwise would be lost in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.lexicon.toml import heads, unknown
from feedback_miner.lexicon.tsv import read_text
from feedback_miner.spelling import nearest

__all__ = ["FILES", "GOODS", "misnamed", "misspelled", "unread"]

GOODS = ("more", "less", "few", "slow", "plain", "weak")
HEAD = ("id", "zh", "en", "based_on", "verdict", "factor", "action", "touchpoint")
FACTOR = ("id", "zh", "en", "covers", "owner", "sub", "terms")
SUB = ("id", "zh", "en", "terms")
VERDICT = ("factor", "sub")
ACTION = ("id", "factor", "sub", "zh", "en", "when")
TOUCHPOINT = ("id", "zh", "en", "words")
TEXTS = ("zh", "en", "covers", "owner")

# Every file of a codebook's folder that some command reads.
FILES = (
    "codebook.toml",
    "aspects.tsv",
    "opinions.tsv",
    "sentiment.tsv",
    "polarity.tsv",
    "emoji.tsv",
    "quantity.tsv",
    "negation.tsv",
    "degree.tsv",
    "contrast.tsv",
    "guard.tsv",
    "acts.tsv",
    "terms.txt",
    "stopwords.txt",
    "triage.tsv",
    "triage_words.tsv",
    "triage_guards.tsv",
    "loyalty.tsv",
    "triage.toml",
    "categories.tsv",
    "category_cues.tsv",
    "routing.tsv",
    "replies.toml",
    "model.npz",
)
KINDS = {".tsv", ".toml", ".txt", ".npz"}
ALIKE = 0.8


def misspelled(head: Mapping[str, Any], path: Path) -> Iterator[ConfigError]:
    """Yield an error, with line and nearest known key, for each key of ``codebook.toml`` that
    nobody reads, and for each name that is no text."""
    lines = read_text(path).splitlines()

    def keys(
        given: Any, known: tuple[str, ...], where: str, start: int = 1
    ) -> Iterator[ConfigError]:
        if isinstance(given, dict):
            yield from unknown(given, known, path, lines, where, start)
            for name in TEXTS:
                if not isinstance(given.get(name, ""), str):
                    yield ConfigError(
                        t(f"{where} 的 {name} 应是文字", f"{name} in {where} must be text"),
                        file=str(path),
                        row=next(
                            (
                                n
                                for n, line in enumerate(lines[start - 1 :], start=start)
                                if line.lstrip().startswith(name)
                            ),
                            None,
                        ),
                        do=t("请加引号", "put it in quotes"),
                    )

    yield from keys(head, HEAD, "codebook.toml")
    yield from keys(head.get("verdict"), VERDICT, "verdict")
    for part, known in (("factor", FACTOR), ("action", ACTION), ("touchpoint", TOUCHPOINT)):
        starts = heads(lines, part)
        entries = head.get(part, [])
        for position, one in enumerate(entries if isinstance(entries, list) else []):
            start = starts[position] if position < len(starts) else 1
            yield from keys(one, known, f"[[{part}]]", start)
            if part != "factor" or not isinstance(one, dict):
                continue
            yield from keys(one.get("terms"), GOODS, "terms", start)
            subs = one.get("sub", [])
            for sub in subs if isinstance(subs, list) else []:
                yield from keys(sub, SUB, "sub", start)
                if isinstance(sub, dict):
                    yield from keys(sub.get("terms"), GOODS, "terms", start)


def misnamed(folder: Path) -> Iterator[ConfigError]:
    """Yield an error for each file of a codebook whose name is nearly that of one it lacks, and
    for each name of a file that a folder bears: no command would read it."""
    there = {one.name for one in folder.iterdir()}
    for name in sorted(there):
        if name in FILES:
            if not (folder / name).is_file():
                yield ConfigError(
                    t("应是文件，不是文件夹", "should be a file, no folder"),
                    file=str(folder / name),
                    do=t("请改名或删除", "rename or remove it"),
                )
            continue
        close = _meant(name)
        if close and close not in there:
            yield ConfigError(
                t("没有命令读取这个文件", "no command reads this file"),
                file=str(folder / name),
                do=t(f"是否应命名为 {close}？", f"should its name be {close}?"),
            )


def unread(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield the other tables, lists and models of a codebook's folder that no command reads, each
    with the file it is named like, "" where there is none."""
    for path in sorted(folder.iterdir()):
        if path.suffix in KINDS and path.name not in FILES and path.is_file():
            yield path, _meant(path.name)


def _meant(name: str) -> str:
    """Return the file that a name is nearly the name of: 'aspect.tsv', 'Terms.tsv'."""
    path = Path(name)
    if path.suffix.lower() not in KINDS | {".csv"}:
        return ""
    stems = {Path(known).stem: known for known in reversed(FILES)}
    close = nearest(name, FILES, ALIKE) or stems.get(nearest(path.stem, stems, ALIKE), "")
    whole = Path(close).stem
    # A whole name with something added, model.old.npz, was put aside on purpose.
    kept = re.match(rf"{whole}[._\- (~]|.*[._\- ]{whole}$", path.stem) if close else None
    return "" if kept else close
