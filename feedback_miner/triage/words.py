"""Reading the triage files of a codebook: word classes, raising patterns, guards, loyalty."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from feedback_miner import resources
from feedback_miner.language import t
from feedback_miner.lexicon.patterns import Pattern, PatternError
from feedback_miner.lexicon.tsv import Row, number, read_rows

__all__ = [
    "CONTEXTS",
    "FLAGS",
    "LIFE",
    "LOYALTIES",
    "REACHES",
    "URGENT",
    "Guard",
    "Raise",
    "Words",
    "read",
]

FLAGS = (
    "self_harm",
    "violence",
    "fraud",
    "harassment",
    "regulator",
    "legal",
    "media",
    "leak",
    "repeat",
    "vulnerable",
    "churn",
)
LIFE = frozenset({"self_harm", "violence"})  # flags of a life at risk
SAID = 2  # what is said outright gives its urgency, at most this where no life is at risk
URGENT = "urgent"  # raises urgency without a flag: money at risk, a deadline today
TODAY = "today"  # of words said outright: for today, a fraud under way
LOYALTIES = ("warn", "leave", "recommend", "stay")  # where several are said, the first wins
CONTEXTS = (
    "lookalike",  # the same words mean something else: 笑死, 跳楼价, 打给我
    "denied",  # 没有泄露
    "asked",  # 会被起诉吗
    "supposed",  # 万一被盗刷
    "quoted",  # 看新闻说…
    "others",  # 别家平台…, 我朋友被骗
    "historic",  # 去年…, done with
    "resolved",  # 已解决, 撤诉
    "withdrawn",  # 不用找12378了: nor may the model raise it
    "averted",  # 多亏你们拦截
    "prevention",  # 防诈骗宣传
    "identity",  # 我是律师
)
# Where a guard acts: on what it overlaps, in its clause, forwards in its sentence, both ways in
# its sentence, on all before it (and its sentence), on the whole text.
REACHES = ("over", "clause", "ahead", "sentence", "back", "text")
_LONG = "(?:[^，。！？；,!?;\n]{0,14}?)"
_ACROSS = "(?:[^。！？!?\n]{0,30}?)"
_CLASS = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Raise:
    """What a pattern of ``triage.tsv`` raises and which contexts leave it standing; ``outright``:
    the words leave no doubt of what the author will do, asks for or says was done to him, so that
    the model cannot take flag and urgency from them; ``today``: nor is their urgency less where no
    life is at risk. Of several that ask for the same urgency the
    words of the least ``order`` are told, of those the first in the text."""

    flag: str
    urgency: int
    stands: frozenset[str]
    outright: bool = False
    order: float = math.inf
    today: bool = False

    @property
    def least(self) -> int:
        """The urgency that the words give, whatever the model makes of the text."""
        if not self.outright:
            return 0
        return self.urgency if self.today or self.flag in LIFE else min(self.urgency, SAID)


@dataclass(frozen=True, slots=True)
class Guard:
    """A pattern that takes the force from mentions: how far and from which flags; ``outright``:
    the model does not hear the words it covers."""

    context: str
    reach: str
    flags: frozenset[str]
    outright: bool = False


@dataclass(frozen=True)
class Words:
    """The triage files of every industry and a codebook's. ``raises`` and ``guards`` are keyed by
    pattern rule: folder, file and line."""

    raising: Sequence[Pattern]
    raises: Mapping[str, Raise]
    guarding: Sequence[Pattern]
    guards: Mapping[str, Guard]
    loyalty: Sequence[Pattern]


def read(folder: Path) -> Words:
    """Read ``triage_words.tsv``, ``triage.tsv``, ``triage_guards.tsv`` and ``loyalty.tsv``: those
    of every industry (``lexicons/common``), then the codebook's own.

    In their patterns ``{name}`` stands for a class of words, ``…`` for a gap of at most 6
    characters within a clause, ``……`` for one of 14, ``→`` for one of 30 within a sentence, ``#``
    for a number. A class that both have holds the words of both. Raises ConfigError with file and
    line.
    """
    bases = tuple(dict.fromkeys((resources.lexicons() / "common", folder)))
    classes: dict[str, str] = {}
    for row in _rows(bases, "triage_words.tsv", "name words"):
        known = classes.get(row["name"])
        classes[row["name"]] = f"{known}|{row['words']}" if known else row["words"]
    raising, raises = [], {}
    for row in _rows(bases, "triage.tsv", "pattern flag urgency", "stands outright order"):
        pattern = _pattern(row, classes, _one_of(row, "flag", (*FLAGS, URGENT)))
        urgency = int(number(row, "urgency", 0, 3))
        stands = _set(row, "stands", CONTEXTS)
        order = number(row, "order", 0, math.inf) if row["order"] else math.inf
        said = row["outright"] and _one_of(row, "outright", ("yes", TODAY))
        raises[pattern.rule] = Raise(
            pattern.label, urgency, stands, bool(said), order, said == TODAY
        )
        raising.append(pattern)
    guarding, guards = [], {}
    for row in _rows(bases, "triage_guards.tsv", "pattern context reach flags", "outright"):
        pattern = _pattern(row, classes, _one_of(row, "context", CONTEXTS))
        reach = _one_of(row, "reach", REACHES)
        flags = _set(row, "flags", (*FLAGS, URGENT))
        guards[pattern.rule] = Guard(pattern.label, reach, flags, _outright(row))
        guarding.append(pattern)
    loyalty = [
        _pattern(row, classes, _one_of(row, "loyalty", (*LOYALTIES, "none")), row["stands"])
        for row in _rows(bases, "loyalty.tsv", "pattern loyalty", "stands")
    ]
    return Words(raising, raises, guarding, guards, loyalty)


def _rows(bases: Sequence[Path], name: str, columns: str, optional: str = "") -> Iterator[Row]:
    """Yield the rows of a table in each folder that has it, folder by folder."""
    for base in bases:
        if (base / name).is_file():
            yield from read_rows(base / name, columns.split(), optional=optional.split())


def _outright(row: Row) -> bool:
    return bool(row["outright"]) and _one_of(row, "outright", ("yes",)) == "yes"


def _one_of(row: Row, column: str, known: Sequence[str]) -> str:
    if row[column] not in known:
        raise row.error(
            t(f"「{row[column]}」应为 {'、'.join(known)}", f"should be one of {', '.join(known)}"),
            column=column,
        )
    return row[column]


def _set(row: Row, column: str, known: Sequence[str]) -> frozenset[str]:
    """Return the names of a cell: ``*`` for all of them, ``-name`` for all but that one."""
    names = row[column].replace(",", " ").split()
    wrong = [name for name in names if name != "*" and name.removeprefix("-") not in known]
    if wrong:
        raise row.error(
            t(f"「{wrong[0]}」应为 {'、'.join(known)}", f"should be among {', '.join(known)}"),
            column=column,
        )
    chosen = {name for name in names if not name.startswith(("-", "*"))}
    if any(name.startswith(("-", "*")) for name in names):
        chosen |= set(known) - {name[1:] for name in names if name.startswith("-")}
    return frozenset(chosen)


def _pattern(row: Row, classes: Mapping[str, str], label: str, detail: str = "") -> Pattern:
    def words(match: re.Match[str]) -> str:
        if match[1] not in classes:
            raise row.error(
                t(f"没有词类 {{{match[1]}}}", f"no class of words {{{match[1]}}}"),
                column="pattern",
            )
        before, behind = match.string[: match.start()], match.string[match.end() :]
        if before.endswith(("(", "|")) and behind.startswith(("|", ")")):
            return classes[match[1]]  # a choice among others: as one, its beginning is sought
        return f"(?:{classes[match[1]]})"

    source = _CLASS.sub(words, row["pattern"]).replace("……", _LONG).replace("→", _ACROSS)
    path = Path(row.file)
    place = f"{path.parent.name}/{path.name}:{row.line}"  # two folders have files of one name
    try:
        return Pattern.compile(source, label, detail, 0.0, place)
    except PatternError as error:
        raise row.error(
            t(f"模式有误：{error}", f"wrong pattern: {error}"), column="pattern"
        ) from None
