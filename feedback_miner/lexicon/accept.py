"""Accepting proposed entries: a codebook of the user's own, grown by a theme."""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit

from feedback_miner.errors import ConfigError, MissingInputError
from feedback_miner.language import t
from feedback_miner.lexicon import codebook as books
from feedback_miner.lexicon.codebook import Codebook, load
from feedback_miner.store import Staging

__all__ = ["Proposal", "accept", "read_proposals"]

_ID = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Proposal:
    """A theme to enter: an id, a name, the factor it is to be a part of ("": one of its own), and
    the terms that speak of it."""

    id: str
    name: str
    factor: str
    terms: tuple[str, ...]


def read_proposals(path: Path, only: Collection[str] = ()) -> list[Proposal]:
    """Return the proposals of a file that ``topics`` wrote; ``only`` those of these ids or names.

    Raises MissingInputError, or ConfigError where something in the file is wrong or none is left.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise MissingInputError(
            t("找不到建议文件", "no such file of proposals"),
            file=str(path),
            do=t("先运行 feedback-miner topics", "run feedback-miner topics first"),
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _wrong(path, t("不是正确的 TOML：", "not valid TOML: ") + str(error)) from None
    entries = given.get("proposal", [])
    if not isinstance(entries, list):
        raise _wrong(path, t("proposal 应写作 [[proposal]]", "proposal should be [[proposal]]"))
    found = [_proposal(path, entry) for entry in entries]
    chosen = [one for one in found if not only or one.id in only or one.name in only]
    unknown = [name for name in only if not any(name in (one.id, one.name) for one in found)]
    if unknown:
        raise _wrong(path, t(f"没有这条：{unknown[0]}", f"no such proposal: {unknown[0]}"))
    if not chosen:
        raise _wrong(path, t("没有可接受的条目", "there is nothing to accept"))
    return chosen


def _wrong(path: Path, what: str) -> ConfigError:
    return ConfigError(what, file=str(path), do=t("请改正该文件", "mend the file"))


def _proposal(path: Path, entry: Any) -> Proposal:
    def text(key: str) -> str:
        value = entry.get(key, "") if isinstance(entry, dict) else None
        if not isinstance(value, str) or re.search(r"[\t\r\n]", value):
            raise _wrong(path, t(f"{key} 应是一行文字", f"{key} should be a line of text"))
        return value.strip()

    one, terms = text("id"), entry.get("terms", [])
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
    return Proposal(one, text("name") or one, text("factor"), words)


def accept(
    proposals: Sequence[Proposal], base: str | Path, folder: Path, factor: str = ""
) -> tuple[Codebook, list[str]]:
    """Write the codebook ``base`` with the proposals into ``folder``; return it as read again,
    and the terms that were left out since another factor has them.

    ``folder`` may be ``base`` itself: then it grows in place. ``factor`` overrides the
    proposals' own. The terms go to ``terms.txt`` (words to keep whole) and ``aspects.tsv``; the
    theme becomes a sub-factor, or a factor where it names none. Everything is written or nothing.
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
                "要在它上面继续增加，请同时用 --codebook 指定它",
                "to grow that one, name it by --codebook, too",
            ),
        )
    head = tomlkit.parse((source / "codebook.toml").read_text(encoding="utf-8-sig"))
    terms: list[str] = []
    rows: list[str] = []
    left: list[str] = []
    taken: set[str] = set()
    for one in proposals:
        home = factor or one.factor
        if home and home not in known:
            raise ConfigError(
                t(f"编码本没有因素 {home}", f"the codebook has no factor {home}"),
                file=str(source / "codebook.toml"),
                do=t(f"可用：{'、'.join(known)}", f"use one of {', '.join(known)}"),
            )
        if not home:
            home = one.id
            if home not in known:
                head["factor"].append(_factor(one))
                known[home] = {one.id}
        elif one.id not in known[home]:
            _part(head, home, one)
            known[home].add(one.id)
        for term in one.terms:
            lexeme = book.lexemes.get(term)
            if term in taken or (lexeme is not None and lexeme.is_aspect):
                left.append(term)
                continue
            taken.add(term)
            terms.append(term)
            rows.append(f"{term}\t{home}\t{one.id}\tplain")
    with Staging(target) as staging:
        for path in sorted(source.iterdir()):
            if path.is_file():
                shutil.copyfile(path, staging / path.name)
        (staging / "codebook.toml").write_text(tomlkit.dumps(head), encoding="utf-8")
        _append(staging / "terms.txt", [x for x in terms if x not in book.terms], "")
        _append(staging / "aspects.tsv", rows, "term\tfactor\tsubfactor\tgood")
    books._load.cache_clear()  # it may have been read before it grew
    return load(target), left


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


def _append(path: Path, lines: Sequence[str], header: str) -> None:
    """Append lines to a lexicon file, which is made where there is none."""
    before = path.read_text(encoding="utf-8-sig") if path.exists() else header + "\n" * bool(header)
    if before and not before.endswith("\n"):
        before += "\n"
    path.write_text(before + "".join(f"{line}\n" for line in lines), encoding="utf-8")
