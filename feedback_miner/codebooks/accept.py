"""Accepting proposed entries: a codebook of the user's own, grown by themes or by lines."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import tomlkit

from feedback_miner.errors import ConfigError, MissingInputError
from feedback_miner.language import t
from feedback_miner.lexicon.codebook import Codebook
from feedback_miner.lexicon.loading import load, spelled
from feedback_miner.lexicon.toml import parse_toml
from feedback_miner.sentiment.rules import Finding, RuleReader
from feedback_miner.store import Staging
from feedback_miner.text.normalise import normalise

__all__ = ["Line", "Outdone", "Proposal", "accept", "outdone", "read_proposals", "unentered"]

OPINIONS = "pattern\tfactor\tsubfactor\tscore"
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


class Outdone(NamedTuple):
    """A term that does not speak of what it was entered for: where it speaks of now
    (``factor/subfactor``, "" for nothing), and the entry that has it so ("" where none)."""

    term: str
    place: str
    entry: str


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
    head = tomlkit.parse((source / "codebook.toml").read_text(encoding="utf-8-sig"))
    if book.base:
        head["based_on"] = book.base
    terms: list[str] = []
    rows: list[str] = []
    opinions: list[str] = []
    left: list[str] = []
    taken: set[str] = set()
    moved: set[str] = set()
    before: dict[int, list[str]] = {}
    reader = RuleReader(book) if any(isinstance(one, Proposal) for one in proposals) else None
    lined = {_first(line) for line in _read(source / "aspects.tsv").splitlines()}
    written = source / "opinions.tsv"
    settled = set(_read(written).splitlines())
    for one in proposals:
        home = factor or one.factor
        if home and home not in known:
            raise ConfigError(
                t(f"编码本没有因素 {home}", f"the codebook has no factor {home}"),
                file=str(source / "codebook.toml"),
                do=t(f"可用：{'、'.join(known)}", f"use one of {', '.join(known)}"),
            )
        if isinstance(one, Proposal) and not home:
            home = one.id
            if home not in known:
                head["factor"].append(_factor(one))
                known[home] = {one.id}
        elif isinstance(one, Proposal) and one.id not in known[home]:
            _part(head, home, one)
            known[home].add(one.id)
        if isinstance(one, Line) and one.score is not None:
            row = f"{one.term}\t{home}\t{one.subfactor}\t{one.score:g}"
            (left if row in settled else opinions).append(one.term if row in settled else row)
            continue
        for term in one.terms:
            lexeme = book.lexemes.get(term)
            sub = one.subfactor if isinstance(one, Line) else one.id
            known_as = lexeme if lexeme is not None and lexeme.is_aspect else None
            # A theme that is to be a part of a factor takes words that speak of it with it.
            moves = (
                known_as is not None
                and isinstance(one, Proposal)
                and (term in lined and known_as.factor == home and known_as.subfactor != sub)
            )
            if term in taken or (known_as is not None and not moves):
                left.append(term)
                continue
            taken.add(term)
            if moves:
                moved.add(term)
            terms.append(term)
            good = known_as.good if known_as else "plain"
            # Too general to stand alone it no longer is, as the name of a theme.
            rows.append(f"{term}\t{home}\t{sub}\t{'plain' if good == 'weak' else good}")
            if reader and isinstance(one, Proposal):
                rival = _rival(reader, term)
                if rival and rival.factor == home and rival.subfactor != sub:
                    line = int(rival.rule.rpartition(":")[2])
                    score = next(p.score for p in book.opinions if p.rule == rival.rule)
                    before.setdefault(line, []).append(f"{term}\t{home}\t{sub}\t{score:g}")
    with Staging(target) as staging:
        for path in sorted(source.iterdir()):
            if path.is_file():
                shutil.copyfile(path, staging / path.name)
        (staging / "codebook.toml").write_text(tomlkit.dumps(head), encoding="utf-8")
        _append(staging / "terms.txt", [x for x in terms if x not in book.terms], "")
        _strike(staging / "aspects.tsv", moved)
        _append(staging / "aspects.tsv", rows, "term\tfactor\tsubfactor\tgood")
        _insert(staging / "opinions.tsv", before)
        _append(staging / "opinions.tsv", opinions, OPINIONS)
    return load(target), left


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
            said = _alone(reader, term)
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


def _alone(reader: RuleReader, term: str) -> list[Finding]:
    """Return what the rules find in a term alone."""
    clauses = reader.read(normalise(term).text)
    return [one for clause in clauses for one in (*clause.findings, *clause.general)]


def _rival(reader: RuleReader, term: str) -> Finding | None:
    """Return the finding of a pattern that has the very word ``term``, None where there is none."""
    for one in _alone(reader, term):
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
