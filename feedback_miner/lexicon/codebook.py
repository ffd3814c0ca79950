"""The codebook: factors with sub-factors, owners and the words that speak of them."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from feedback_miner import resources
from feedback_miner.errors import ConfigError
from feedback_miner.language import current, t
from feedback_miner.lexicon.actions import Action, Touchpoint, read_actions, read_touchpoints
from feedback_miner.lexicon.keys import GOODS, misnamed, misspelled
from feedback_miner.lexicon.patterns import Pattern, PatternError
from feedback_miner.lexicon.toml import Wrong, key_line, place, read_toml, refuse
from feedback_miner.lexicon.tsv import Row, left_aside, number, read_rows, read_text
from feedback_miner.spelling import suggestion
from feedback_miner.stamps import Stamp, stamp

__all__ = [
    "Codebook",
    "Factor",
    "Lexeme",
    "SubFactor",
    "bundled",
    "folder_of",
    "load",
    "spelled",
    "state",
]

CONTRASTS = ("but", "though", "once", "now")
COUNTING = frozenset("多少减")
NEGATIONS = ("", "lack", "far")
ACTS = ("suggestion", "question", "why", "rhetorical", "complaint", "praise")


@dataclass(frozen=True, slots=True)
class SubFactor:
    """A part of a factor, as ``waiting`` is of ``approval_speed``."""

    id: str
    zh: str
    en: str

    @property
    def name(self) -> str:
        """Its name in the current language."""
        return self.en if current() == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Factor:
    """A satisfaction factor of the codebook."""

    id: str
    zh: str
    en: str
    covers: str
    owner: str
    subfactors: tuple[SubFactor, ...]

    @property
    def name(self) -> str:
        """Its name in the current language."""
        return self.en if current() == "en" else self.zh


@dataclass(slots=True)
class Lexeme:
    """All that the lexicons say of one literal term; a term may play several parts.

    ``factor``/``subfactor``/``good`` make it an aspect (good: what is welcome of it: more, less,
    few (of what is bad in itself), slow (of speed), plain (no direction), weak (too general to
    stand alone)); ``score`` a sentiment word, with ``home`` as the factor meant when no aspect is
    named; ``amount`` (+1, -1) a word of quantity or ``speed`` (+1, -1) of pace, whose polarity
    depends on the aspect; ``negation`` and ``degree`` multiply what follows; ``lack`` marks
    negations of having, ``far`` those that turn all that follows in their clause; ``contrast`` is
    "but", "though", "once" or "now"; ``guard`` terms only keep shorter ones from matching inside
    them.
    """

    text: str
    factor: str = ""
    subfactor: str = ""
    good: str = ""
    score: float | None = None
    home: str = ""
    home_subfactor: str = ""
    amount: int = 0
    speed: int = 0
    negation: float = 0.0
    lack: bool = False
    far: bool = False
    degree: float = 0.0
    contrast: str = ""
    guard: bool = False

    @property
    def counts(self) -> bool:
        """Whether it tells how many there are: 多 and 少, not 高 and 小."""
        return bool(self.amount) and not COUNTING.isdisjoint(self.text)

    @property
    def is_aspect(self) -> bool:
        """Whether the term names an aspect."""
        return bool(self.factor)


@dataclass(frozen=True)
class Codebook:
    """A codebook with its lexicons, ready for use.

    ``polarity`` maps (factor, term) to a score that overrides the term's own; ``opinions`` are
    patterns that settle factor and polarity at once; ``acts`` patterns tell what a clause does;
    ``version`` is a hash of every file read, so that two runs can be shown to have used the same.
    ``verdict`` is the factor and sub-factor of an overall verdict, ("", "") where there is none.
    ``base`` names the bundled codebook that it grew from and whose models read it, "" where none.
    """

    id: str
    folder: Path
    zh: str
    en: str
    factors: tuple[Factor, ...]
    lexemes: dict[str, Lexeme]
    polarity: dict[tuple[str, str], float]
    opinions: tuple[Pattern, ...]
    acts: tuple[Pattern, ...]
    terms: tuple[str, ...]
    stopwords: frozenset[str]
    version: str
    verdict: tuple[str, str] = ("", "")
    actions: tuple[Action, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    base: str = ""

    def factor(self, id: str) -> Factor:
        """Return the factor named ``id``; KeyError where the codebook lacks it."""
        for factor in self.factors:
            if factor.id == id:
                return factor
        raise KeyError(id)

    def name(self, id: str) -> str:
        """Return a factor's name in the current language; the id where the codebook lacks it."""
        return next((factor.name for factor in self.factors if factor.id == id), id)


def bundled() -> list[str]:
    """Return the names of the bundled codebooks."""
    return sorted(path.parent.name for path in resources.lexicons().glob("*/codebook.toml"))


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
    factors = tuple(_factors(head, main))
    known = {factor.id: {sub.id for sub in factor.subfactors} for factor in factors}
    book = _Builder(known)
    for base in (common, folder):
        for name, read in book.readers.items():
            if (base / name).is_file():
                read(base / name)
    _seed(head, book, _wrong(main))
    files = sorted(
        path
        for base in (common, folder)
        for path in base.rglob("*")
        if path.suffix in {".tsv", ".toml", ".txt"}
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
        verdict=_verdict(head, known, main),
        actions=tuple(read_actions(head.get("action", []), known, _wrong(main))),
        touchpoints=tuple(read_touchpoints(head.get("touchpoint", []), _wrong(main))),
        base=_base(head, folder, main),
    )


def _base(head: dict[str, Any], folder: Path, path: Path) -> str:
    if folder.parent == resources.lexicons().resolve():
        return folder.name
    given = head.get("based_on", "")
    if not isinstance(given, str) or not re.fullmatch(r"[a-z0-9_]*", given):
        raise _wrong(path)(
            t("based_on 应是自带编码本的名称", "based_on is the name of a bundled codebook"),
            "based_on",
        )
    known = bundled()
    if given and given not in known:
        raise ConfigError(
            t(f"没有自带编码本 {given}", f"there is no bundled codebook {given}"),
            file=str(path),
            row=key_line(read_text(path).splitlines(), "based_on"),
            do=suggestion(given, known),
        )
    return given


def _verdict(head: dict[str, Any], known: dict[str, set[str]], path: Path) -> tuple[str, str]:
    given = head.get("verdict")
    if given is None:
        return "", ""
    factor = str(given.get("factor", "")) if isinstance(given, dict) else ""
    sub = str(given.get("sub", "")) if isinstance(given, dict) else ""
    if factor not in known or (sub and sub not in known[factor]):
        raise ConfigError(
            t("verdict 指向不存在的因素", "verdict names no factor of the codebook"),
            file=str(path),
            do=t("请改正编码本", "mend the codebook"),
        )
    return factor, sub


def _lines(path: Path) -> Iterator[str]:
    if path.is_file():
        for line in read_text(path).splitlines():
            if line.strip() and not line.startswith("#"):
                yield line.split("\t")[0].strip()


def _wrong(path: Path) -> Wrong:
    """Return what makes an error of a fault and of its place in the file."""
    lines = read_text(path).splitlines()

    def wrong(what: str, part: str, position: int = 0, *names: str) -> ConfigError:
        row = place(lines, part, position, *names)
        return ConfigError(what, file=str(path), row=row, do=t("请改正编码本", "mend the codebook"))

    return wrong


def _factors(head: dict[str, Any], path: Path) -> Iterator[Factor]:
    """Read and check ``[[factor]]`` and ``[[factor.sub]]``."""
    entries = head.get("factor")
    wrong = _wrong(path)
    if not isinstance(entries, list) or not entries:
        raise wrong(t("没有 [[factor]]", "no [[factor]]"), "factor")
    seen: set[str] = set()
    for position, entry in enumerate(entries):
        identifier = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(identifier, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", identifier):
            raise wrong(
                t(
                    f"因素 id 须为小写字母、数字、下划线：{identifier!r}",
                    f"a factor id is lower-case letters, digits, underscores: {identifier!r}",
                ),
                "factor",
                position,
                "id",
            )
        if identifier in seen:
            what = t(f"因素 {identifier} 重复", f"factor {identifier} twice")
            raise wrong(what, "factor", position, "id")
        seen.add(identifier)
        subs = entry.get("sub", [])
        ids = [sub.get("id") for sub in subs if isinstance(sub, dict)]
        bad = [str(sub) for sub in ids if not isinstance(sub, str) or ids.count(sub) > 1]
        if bad or len(ids) != len(subs):
            what = t(f"{identifier} 的子因素有误", f"wrong sub-factor in {identifier}")
            raise wrong(what, "factor", position, "id")
        yield Factor(
            id=identifier,
            zh=str(entry.get("zh", identifier)),
            en=str(entry.get("en", identifier)),
            covers=str(entry.get("covers", "")),
            owner=str(entry.get("owner", "")),
            subfactors=tuple(
                SubFactor(sub["id"], str(sub.get("zh", sub["id"])), str(sub.get("en", sub["id"])))
                for sub in subs
            ),
        )


def _seed(head: dict[str, Any], book: _Builder, wrong: Wrong) -> None:
    """Take the seed terms written beside the factors: ``terms`` of a factor or sub-factor, a
    list of words, or of tables by what is welcome of them (``more``, ``less``, ``few``)."""
    for position, entry in enumerate(head["factor"]):
        for holder, sub in ((entry, ""), *((sub, sub["id"]) for sub in entry.get("sub", []))):
            within = ("factor", position, *([sub] if sub else []), "terms")
            given = holder.get("terms", [])
            by_good = given if isinstance(given, dict) else {"plain": given}
            for good, terms in by_good.items():
                if good not in GOODS or not isinstance(terms, list):
                    raise wrong(
                        t(
                            f"terms 应是词的列表，或按 {'/'.join(GOODS)} 分组的列表",
                            f"terms is a list of words, or lists by {'/'.join(GOODS)}",
                        ),
                        *within,
                    )
                for term in terms:
                    if not isinstance(term, str) or not term.strip():
                        raise wrong(t(f"词「{term}」有误", f"wrong term {term!r}"), *within)
                    lexeme = book.lexeme(term.strip())
                    if lexeme.factor and lexeme.factor != entry["id"]:
                        raise wrong(
                            t(
                                f"「{term}」已属于 {lexeme.factor}",
                                f'"{term}" already belongs to {lexeme.factor}',
                            ),
                            *within,
                            term,
                        )
                    lexeme.factor, lexeme.subfactor, lexeme.good = entry["id"], sub, good


class _Builder:
    """Collects the tables of the common folder and the codebook's into one lexicon."""

    def __init__(self, known: dict[str, set[str]]) -> None:
        self.known = known
        self.lexemes: dict[str, Lexeme] = {}
        self.polarity: dict[tuple[str, str], float] = {}
        self.opinions: list[Pattern] = []
        self.acts: list[Pattern] = []
        self.readers: dict[str, Callable[[Path], None]] = {
            "sentiment.tsv": self.sentiment,
            "emoji.tsv": self.sentiment,
            "quantity.tsv": self.quantity,
            "negation.tsv": self.negation,
            "degree.tsv": self.degree,
            "contrast.tsv": self.contrast,
            "guard.tsv": self.guard,
            "acts.tsv": self.act_patterns,
            "aspects.tsv": self.aspects,
            "polarity.tsv": self.polarities,
            "opinions.tsv": self.opinion_patterns,
        }

    def lexeme(self, text: str) -> Lexeme:
        return self.lexemes.setdefault(text, Lexeme(text))

    def factor_of(self, row: Row, factor: str, subfactor: str) -> tuple[str, str]:
        """Check that the codebook has the factor and sub-factor a line names."""
        if factor not in self.known:
            raise row.error(
                t(f"编码本没有因素 {factor}", f"the codebook has no factor {factor}"),
                column="factor",
                do=suggestion(factor, self.known),
            )
        if subfactor and subfactor not in self.known[factor]:
            raise row.error(
                t(f"{factor} 没有子因素 {subfactor}", f"{factor} has no sub-factor {subfactor}"),
                column="subfactor",
                do=suggestion(subfactor, sorted(self.known[factor])),
            )
        return factor, subfactor

    def sentiment(self, path: Path) -> None:
        for row in read_rows(path, ("term", "score"), optional=("factor", "subfactor")):
            lexeme = self.lexeme(row["term"])
            lexeme.score = number(row, "score", -1, 1)
            if row["factor"]:
                lexeme.home, lexeme.home_subfactor = self.factor_of(
                    row, row["factor"], row["subfactor"]
                )

    def quantity(self, path: Path) -> None:
        for row in read_rows(path, ("term", "kind", "direction")):
            direction = int(number(row, "direction", -1, 1))
            if row["kind"] not in ("amount", "speed"):
                raise row.error(
                    t("kind 须为 amount 或 speed", "kind is amount or speed"), column="kind"
                )
            lexeme = self.lexeme(row["term"])
            if row["kind"] == "amount":
                lexeme.amount = direction
            else:
                lexeme.speed = direction

    def negation(self, path: Path) -> None:
        for row in read_rows(path, ("term", "factor"), optional=("lack",)):
            lexeme = self.lexeme(row["term"])
            lexeme.negation = number(row, "factor", -1.5, 1)
            if row["lack"] not in NEGATIONS:
                raise row.error(
                    t("lack 须为 lack、far 或空", "lack is lack, far or empty"), column="lack"
                )
            lexeme.lack, lexeme.far = row["lack"] == "lack", row["lack"] == "far"

    def degree(self, path: Path) -> None:
        for row in read_rows(path, ("term", "factor")):
            self.lexeme(row["term"]).degree = number(row, "factor", 0.1, 3)

    def contrast(self, path: Path) -> None:
        for row in read_rows(path, ("term", "kind")):
            if row["kind"] not in CONTRASTS:
                raise row.error(
                    t(f"kind 须为 {'/'.join(CONTRASTS)}", f"kind is {'/'.join(CONTRASTS)}"),
                    column="kind",
                )
            self.lexeme(row["term"]).contrast = row["kind"]

    def guard(self, path: Path) -> None:
        for row in read_rows(path, ("term",)):
            self.lexeme(row["term"]).guard = True

    def aspects(self, path: Path) -> None:
        for row in read_rows(path, ("term", "factor", "subfactor"), optional=("good",)):
            lexeme = self.lexeme(row["term"])
            factor, subfactor = self.factor_of(row, row["factor"], row["subfactor"])
            good = row["good"] or "plain"
            if good not in GOODS:
                raise row.error(
                    t(f"good 须为 {'/'.join(GOODS)}", f"good is {'/'.join(GOODS)}"), column="good"
                )
            if lexeme.factor and lexeme.factor != factor:
                raise row.error(
                    t(
                        f"「{row['term']}」已属于 {lexeme.factor}",
                        f'"{row["term"]}" already belongs to {lexeme.factor}',
                    ),
                    column="term",
                )
            lexeme.factor, lexeme.subfactor, lexeme.good = factor, subfactor, good

    def polarities(self, path: Path) -> None:
        for row in read_rows(path, ("term", "factor", "score")):
            factor, _ = self.factor_of(row, row["factor"], "")
            score = number(row, "score", -1, 1)
            self.polarity[factor, row["term"]] = score
            lexeme = self.lexeme(row["term"])
            if lexeme.score is None:
                lexeme.score = 0.0

    def opinion_patterns(self, path: Path) -> None:
        for row in read_rows(path, ("pattern", "factor", "subfactor", "score")):
            factor, subfactor = self.factor_of(row, row["factor"], row["subfactor"])
            score = number(row, "score", -1, 1)
            self.opinions.append(self.pattern(row, factor, subfactor, score))

    def act_patterns(self, path: Path) -> None:
        for row in read_rows(path, ("pattern", "act")):
            if row["act"] not in ACTS:
                raise row.error(
                    t(f"act 须为 {'/'.join(ACTS)}", f"act is {'/'.join(ACTS)}"), column="act"
                )
            self.acts.append(self.pattern(row, row["act"], "", 0.0))

    def pattern(self, row: Row, label: str, detail: str, score: float) -> Pattern:
        try:
            return Pattern.compile(
                row["pattern"], label, detail, score, f"{Path(row.file).name}:{row.line}"
            )
        except PatternError as error:
            raise row.error(
                t(f"模式有误：{error}", f"wrong pattern: {error}"), column="pattern"
            ) from None
