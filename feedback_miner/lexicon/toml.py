"""TOML files: read with the line of a fault, keys that nobody reads told, entries written."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.lexicon.tsv import read_text
from feedback_miner.spelling import suggestion

__all__ = [
    "Wrong",
    "heads",
    "key_line",
    "parse_toml",
    "place",
    "read_toml",
    "refuse",
    "unknown",
    "written",
]

_LINE = re.compile(r" *\(at line (\d+), column \d+\)")


class Wrong(Protocol):
    """Makes an error of what is wrong and of its ``place``."""

    def __call__(self, what: str, part: str, position: int = 0, *names: str) -> ConfigError:
        """Return the error, with the line of ``names`` in the entry at ``position``."""


def read_toml(path: Path) -> dict[str, Any]:
    """Return what the TOML file at ``path`` holds; ConfigError, with the line, where it is missing
    or not valid."""
    return parse_toml(read_text(path), path)


def parse_toml(text: str, path: Path) -> dict[str, Any]:
    """Return what the text of the file at ``path`` holds; ConfigError, with the line, where it is
    not valid TOML (or nests deeper than can be read)."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        deep = t("嵌套太深", "nested too deep")
        what = deep if isinstance(error, RecursionError) else str(error)
        at = _LINE.search(what)
        raise ConfigError(
            t("不是正确的 TOML：", "not valid TOML: ") + _LINE.sub("", what),
            file=str(path),
            row=int(at[1]) if at else None,
            do=t("请改正该行", "mend that line") if at else t("请改正", "mend it"),
        ) from None


def written(part: str, values: Mapping[str, object]) -> str:
    """Return an entry ``[[part]]`` of texts, numbers and lists of them as TOML, which JSON's forms
    are, too, once U+007F is escaped; a value of None is left out."""
    lines = [
        f"{key} = {json.dumps(value, ensure_ascii=False)}".replace("\x7f", "\\u007f")
        for key, value in values.items()
        if value is not None
    ]
    return "\n".join([f"[[{part}]]", *lines, ""])


def place(lines: list[str], part: str, position: int = 0, *names: str) -> int | None:
    """Return the line (from 1) of ``names`` in the entry ``[[part]]`` at ``position`` (from 0) of a
    file: each is sought, as a text in quotes or as a key, from the one before on, and one that is
    not found is passed over. None where there is neither such an entry nor such a key."""
    begins = heads(lines, part)
    at = begins[position] if position < len(begins) else key_line(lines, part)
    for name in names:
        start = at or 1
        at = _text_line(lines, name, start) or key_line(lines, name, start) or at
    return at


def heads(lines: list[str], part: str) -> list[int]:
    """Return the lines (from 1) at which the entries ``[[part]]`` of a file begin."""
    head = re.compile(rf"\s*\[\[\s*[\"']?{re.escape(part)}[\"']?\s*\]\]")
    return [n for n, line in enumerate(lines, start=1) if head.match(line)]


def key_line(lines: list[str], key: str, start: int = 1) -> int | None:
    """Return the first line from ``start`` on that sets ``key`` or opens a table of that name."""
    written = re.compile(rf"(?:^|[{{,.\[])\s*[\"']?{re.escape(key)}[\"']?\s*(?:=|\]|\.\s*[\w\"'])")
    return next(
        (
            n
            for n, line in enumerate(lines[start - 1 :], start=start)
            if written.search(line) and not line.lstrip().startswith("#")
        ),
        None,
    )


def _text_line(lines: list[str], text: str, start: int) -> int | None:
    """Return the first line from ``start`` on on which ``text`` stands in quotes of either kind."""
    written = (f'"{text}"', f"'{text}'")
    return next(
        (
            n
            for n, line in enumerate(lines[start - 1 :], start=start)
            if any(one in line for one in written)
        ),
        None,
    )


def unknown(
    given: Mapping[str, Any],
    known: Collection[str],
    path: Path,
    lines: list[str],
    where: str,
    start: int = 1,
) -> Iterator[ConfigError]:
    """Yield an error for each key of ``given`` that is not known: what it says would be lost.

    ``where`` names the table to the user, ``start`` is the line at which it begins.
    """
    for key in given:
        if key not in known:
            yield ConfigError(
                t(f"{where} 里不认识的键 {key}", f"unknown key {key} in {where}"),
                file=str(path),
                row=key_line(lines, key, start) or key_line(lines, key),
                do=suggestion(key, known),
            )


def refuse(faults: Iterator[ConfigError]) -> None:
    """Raise the first of the faults, if there is any."""
    for fault in faults:
        raise fault
