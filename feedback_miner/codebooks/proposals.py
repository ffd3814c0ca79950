"""Proposed entries of a codebook: themes and lines, read from a file."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedback_miner.errors import ConfigError, MissingInputError
from feedback_miner.language import t
from feedback_miner.lexicon.toml import parse_toml

__all__ = ["Line", "Proposal", "read_proposals"]

_ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Proposal:
    """A theme to enter: an id, a name, the factor it is to be a part of ("": one of its own), and
    the terms that speak of it."""

    id: str
    name: str
    factor: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A term to enter as a line: it speaks of ``factor`` and, with a ``score`` in [-1, 1], settles
    the polarity too."""

    term: str
    factor: str
    subfactor: str = ""
    score: float | None = None

    @property
    def id(self) -> str:
        """What it is chosen by."""
        return self.term

    @property
    def name(self) -> str:
        """What it is called."""
        return self.term

    @property
    def terms(self) -> tuple[str, ...]:
        """The one term."""
        return (self.term,)


def read_proposals(path: Path, only: Collection[str] = ()) -> list[Proposal | Line]:
    """Return the proposals of a file that ``topics`` wrote, and the lines of one that ``label``
    did; ``only`` those of these ids, names or terms.

    Raises MissingInputError, or ConfigError where something in the file is wrong or none is left.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise MissingInputError(
            t("找不到建议文件", "no such file of proposals"),
            file=str(path),
            do=t("先运行 feedback-miner topics 或 label", "run feedback-miner topics or label"),
        ) from None
    except (PermissionError, IsADirectoryError) as error:
        raise MissingInputError(
            t("无法读取", "cannot be read") + f" ({error.strerror})", file=str(path)
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(path, t("不是正确的 TOML：", "not valid TOML: ") + str(error)) from None
    given = parse_toml(text, path)
    found: list[Proposal | Line] = []
    readers: dict[str, Callable[[Path, Any], Proposal | Line]]
    readers = {"proposal": _proposal, "line": _line}
    for key, read in readers.items():
        entries = given.get(key, [])
        if not isinstance(entries, list):
            raise _wrong(path, t(f"{key} 应写作 [[{key}]]", f"{key} should be [[{key}]]"))
        found += [read(path, entry) for entry in entries]
    chosen = [one for one in found if not only or one.id in only or one.name in only]
    unknown = [name for name in only if not any(name in (one.id, one.name) for one in found)]
    if unknown:
        raise _wrong(path, t(f"没有这条：{unknown[0]}", f"no such proposal: {unknown[0]}"))
    if not chosen:
        raise _wrong(path, t("没有可接受的条目", "there is nothing to accept"))
    return chosen


def _wrong(path: Path, what: str) -> ConfigError:
    return ConfigError(what, file=str(path), do=t("请改正该文件", "mend the file"))


def _text(path: Path, entry: Any, key: str) -> str:
    value = entry.get(key, "") if isinstance(entry, dict) else None
    if not isinstance(value, str) or re.search(r"[\t\r\n]", value):
        raise _wrong(path, t(f"{key} 应是一行文字", f"{key} should be a line of text"))
    return value.strip()


def _line(path: Path, entry: Any) -> Line:
    term, factor = _text(path, entry, "term"), _text(path, entry, "factor")
    score = entry.get("score")
    if not re.fullmatch(r"\w+", term):  # no sign of the language of patterns
        raise _wrong(path, t(f"term 须为一个词：{term!r}", f"term is one word: {term!r}"))
    if not factor:
        raise _wrong(path, t(f"「{term}」缺少 factor", f'"{term}" has no factor'))
    if score is not None and not (isinstance(score, int | float) and -1 <= score <= 1):
        raise _wrong(path, t(f"「{term}」的 score 须在 -1 到 1", f'"{term}": score is -1 to 1'))
    return Line(term, factor, _text(path, entry, "subfactor"), score)


def _proposal(path: Path, entry: Any) -> Proposal:
    one, terms = _text(path, entry, "id"), entry.get("terms", [])
    if not _ID.fullmatch(one):
        raise _wrong(
            path,
            t(f"id 须为小写字母、数字、下划线：{one!r}", f"wrong id: {one!r}"),
        )
    if (
        not isinstance(terms, list)
        or not terms
        or any(
            not isinstance(x, str) or not x.strip() or re.search(r"[\t\r\n]|^\s*#", x)
            for x in terms
        )
    ):
        raise _wrong(path, t(f"{one} 的 terms 有误", f"wrong terms in {one}"))
    words = tuple(dict.fromkeys(term.strip() for term in terms))
    return Proposal(one, _text(path, entry, "name") or one, _text(path, entry, "factor"), words)
