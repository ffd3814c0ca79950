"""Survey: the one frozen description of an export, as ``inspect`` proposes and users edit it."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Literal, get_args, get_type_hints

from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.spelling import nearest

__all__ = [
    "LOYALTY",
    "RELATIONAL",
    "SECRET",
    "Column",
    "Construct",
    "Mode",
    "Options",
    "Outcome",
    "QuestionKind",
    "Role",
    "Scale",
    "Survey",
    "option_fault",
    "short",
    "unnumbered",
]

Role = Literal[
    "id",
    "time",
    "duration",
    "weight",
    "segment",
    "channel",
    "score",
    "multi",
    "rank",
    "text",
    "ignored",
]
QuestionKind = Literal["improve", "like", "dislike", "why", "complaint", "remark"]
Outcome = Literal[
    "", "satisfaction", "recommend", "reuse", "price_tolerance", "trust", "switching_cost"
]
Mode = Literal["reflective", "formative"]
ROLES: tuple[str, ...] = get_args(Role)
_NUMBER = re.compile(r"^(?:Q|q|第)?[0-9]+(?:[.-][0-9]+)*[、.．:：题)）_ ]+")  # of a question
QUESTION_KINDS: tuple[str, ...] = get_args(QuestionKind)
OUTCOMES: tuple[str, ...] = get_args(Outcome)
MODES: tuple[str, ...] = get_args(Mode)
# What loyalty is measured by, and the relation it grows from beside satisfaction.
LOYALTY = frozenset({"recommend", "reuse", "price_tolerance"})
RELATIONAL = frozenset({"trust", "switching_cost"})


@dataclass(frozen=True, slots=True)
class Scale:
    """A closed question's scale.

    ``low`` and ``high`` are the ends as written in the export; ``labels`` maps a cell's text
    (非常满意, 5-非常满意, ★★★★☆) to its number where cells are not plain numbers; ``missing``
    lists cell texts that mean no answer (-99, 98, 不适用); ``reversed`` is true where a low
    number is the good end.
    """

    low: float
    high: float
    labels: tuple[tuple[str, float], ...] = ()
    missing: tuple[str, ...] = ()
    reversed: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an export: its unique name, its role, and what the role needs.

    ``scale``, ``outcome`` and ``factor`` (a codebook id, or "") belong to scores;
    ``question`` to texts; ``group`` names the question a multi-select or ranking column
    belongs to; ``missing`` lists the cell texts of a segment or channel that are no level
    ((空), -3).
    """

    name: str
    role: Role
    scale: Scale | None = None
    outcome: Outcome = ""
    factor: str = ""
    question: QuestionKind = "remark"
    group: str = ""
    missing: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Raise ConfigError, naming field and value, for a value that no column may have."""
        for name in ("name", "factor", "group"):
            value = getattr(self, name)
            if not isinstance(value, str) or (name == "name" and not value):
                raise _unfit("Column", name, value, t("文字", "a text"))
        for name, known in (
            ("role", ROLES),
            ("outcome", OUTCOMES),
            ("question", QUESTION_KINDS),
        ):
            if getattr(self, name) not in known:
                raise _unfit("Column", name, getattr(self, name), known)
        if self.scale is not None and not isinstance(self.scale, Scale):
            raise _unfit("Column", "scale", self.scale, t("Scale 或 None", "a Scale or None"))
        missing: object = self.missing
        if not isinstance(missing, tuple) or not all(isinstance(x, str) for x in missing):
            raise _unfit("Column", "missing", self.missing, t("一组文字", "a tuple of texts"))


@dataclass(frozen=True, slots=True)
class Construct:
    """A latent variable of a path model: its name, the score columns that measure it, the
    constructs it is explained by, and whether its items reflect or form it."""

    name: str
    items: tuple[str, ...]
    explained_by: tuple[str, ...] = ()
    mode: Mode = "reflective"


# Options that no file may hold: neither read from a survey file nor written to one.
SECRET = frozenset({"salt"})
# The least value of each number among the options.
LEAST = {
    "workers": 1,
    "topics": 0,
    "minimum_n": 1,
    "quotes": 0,
    "seed": 0,
    "samples": 1,
    "header_rows": 0,
}


@dataclass(frozen=True, slots=True)
class Options:
    """How to analyse: everything that changes a result, so that a manifest can repeat it."""

    codebook: str = "loan"
    sentiment: Literal["rules", "linear", "combined", "semantic", "snownlp"] = "combined"
    model: str = ""  # a trained model's file; "": the codebook's own
    topic_model: Literal["vectors", "nmf", "anchored", "lda", "seeded", "semantic"] = "vectors"
    topics: int = 0  # 0: chosen from the data
    known_topics: str = ""  # a saved topic model to apply instead of finding topics anew
    update_topics: bool = False  # let it go on learning from these texts (lda, seeded)
    seed: int = 20240601
    workers: int = 1
    keep_pii: bool = False
    salt: str = field(default="", repr=False)  # of pseudonyms: a secret, never written
    language: Literal["zh", "en"] = "zh"
    minimum_n: int = 10  # smaller bases are marked, not hidden
    quotes: int = 3
    samples: int = 1000  # bootstrap
    exclude: str = ""  # careless respondents to leave out, by reason, joined with commas
    correlation: Literal["pearson", "polychoric"] = "pearson"  # of the factor analysis
    rotation: Literal["varimax", "oblimin"] = "varimax"
    path_scheme: Literal["centroid", "factorial", "path"] = "centroid"  # of a path model
    outcome: str = ""  # a score column or construct to explain besides those marked
    header_rows: int = 0  # rows that the header takes, joined; 0: found

    def __post_init__(self) -> None:
        """Take paths for their text; raise ConfigError, naming field, value and what is allowed,
        for a value that no option may have."""
        for name in ("codebook", "model", "known_topics"):
            if isinstance(getattr(self, name), os.PathLike):
                object.__setattr__(self, name, os.fspath(getattr(self, name)))
                if name == "codebook" and not os.path.dirname(self.codebook):
                    # A bare word may name a bundled one; a path never does.
                    object.__setattr__(self, name, os.path.join(os.curdir, self.codebook))
        for one in fields(self):
            fault = option_fault(one.name, getattr(self, one.name))
            if fault and one.name in SECRET:
                raise ConfigError(f"Options.{one.name}: {fault}")
            if fault:
                raise ConfigError(f"Options.{one.name} = {getattr(self, one.name)!r}: {fault}")


@cache
def _kinds() -> dict[str, Any]:
    return get_type_hints(Options)


def option_fault(name: str, value: object) -> str:
    """Return what is wrong with the value of an option, "" where nothing is."""
    kind = _kinds()[name]
    choices = get_args(kind)
    if choices:
        if value in choices:
            return ""
        fault = t(
            f"{name} 应是 {'、'.join(choices)} 之一", f"{name} must be one of {', '.join(choices)}"
        )
        return fault + _meant(value, choices)
    if type(value) is not kind:
        return t(f"{name} 应是 {kind.__name__}", f"{name} must be {kind.__name__}")
    least = LEAST.get(name)
    if least is not None and isinstance(value, int) and value < least:
        return t(f"{name} 不能小于 {least}", f"{name} must be at least {least}")
    return ""


def _meant(value: object, known: Collection[str]) -> str:
    close = nearest(value, known) if isinstance(value, str) else ""
    return close and t(f"；是否想写 {close}？", f"; did you mean {close}?")


def _unfit(owner: str, name: str, value: object, allowed: str | tuple[str, ...]) -> ConfigError:
    """Return the error of a field's value that is not among the allowed ones."""
    listed = allowed if isinstance(allowed, str) else t("、", ", ").join(filter(None, allowed))
    what = t(f"{owner}.{name} 不能是 {value!r}", f"{owner}.{name} cannot be {value!r}")
    meant = "" if isinstance(allowed, str) else _meant(value, allowed)
    return ConfigError(what, do=t(f"应是：{listed}", f"use {listed}") + meant)


@dataclass(frozen=True, slots=True)
class Survey:
    """Columns in the order of the export, and options. Built by ``ingest.roles.propose``,
    read and written by ``ingest.description``."""

    columns: tuple[Column, ...]
    options: Options = field(default_factory=Options)
    constructs: tuple[Construct, ...] = ()
    file: str = field(default="", compare=False, repr=False)  # that it was read from

    def with_role(self, role: Role) -> tuple[Column, ...]:
        """Return the columns that play ``role``, in order."""
        return tuple(column for column in self.columns if column.role == role)

    def outcome(self, name: Outcome) -> Column | None:
        """Return the score column that measures outcome ``name``, or None."""
        return next((c for c in self.with_role("score") if c.outcome == name), None)


def unnumbered(name: str) -> str:
    """Return a question without its number: 6、利率, Q6.1 利率 and 第6题：利率 all become 利率."""
    return _NUMBER.sub("", name)


def short(name: str) -> str:
    """Shorten a question to what tells it apart: 6、请评价…—利率与费用 becomes 利率与费用."""
    asked = unnumbered(name)
    parts = [part.strip() for part in re.split(r"—+|–|——|：", asked) if part.strip()]
    return parts[-1] if len(parts) > 1 else asked or name
