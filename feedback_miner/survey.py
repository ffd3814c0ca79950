"""Survey: the one frozen description of an export, as ``inspect`` proposes and users edit it."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from numbers import Real
from typing import Any, Literal, NamedTuple, get_args, get_type_hints

from feedback_miner.errors import ConfigError, UsageError
from feedback_miner.language import t
from feedback_miner.spelling import nearest

__all__ = [
    "LOYALTY",
    "RELATIONAL",
    "SECRET",
    "Column",
    "Construct",
    "Fault",
    "Mode",
    "Options",
    "Outcome",
    "QuestionKind",
    "Role",
    "Scale",
    "Survey",
    "column_fault",
    "constructs_fault",
    "expect",
    "is_number",
    "option_fault",
    "scale_fault",
    "short",
    "unnumbered",
]

Role = Literal[
    "id",
    "customer",
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


class Fault(NamedTuple):
    """What is wrong with a description: the field, the words, what to do, and whose it is (the
    name of a construct), each "" where there is none."""

    field: str
    what: str
    do: str = ""
    owner: str = ""


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

    def __post_init__(self) -> None:
        """Raise ConfigError, naming the field, for a scale that no question may have."""
        labels: object = self.labels
        if not isinstance(labels, tuple) or not all(map(_is_label, labels)):
            pairs = t("一组 (文字, 分数)", "a tuple of (text, number) pairs")
            raise _unfit("Scale", "labels", self.labels, pairs)
        if not _is_texts(self.missing):
            raise _unfit("Scale", "missing", self.missing, t("一组文字", "a tuple of texts"))
        _refuse("Scale", scale_fault(self.low, self.high, self.labels, self.reversed))


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
        if not _is_texts(self.missing):
            raise _unfit("Column", "missing", self.missing, t("一组文字", "a tuple of texts"))
        fault = column_fault(self.role, self.scale, self.outcome, bool(self.missing))
        _refuse("Column", fault, self.name)


@dataclass(frozen=True, slots=True)
class Construct:
    """A latent variable of a path model: its name, the score columns that measure it, the
    constructs it is explained by, and whether its items reflect or form it."""

    name: str
    items: tuple[str, ...]
    explained_by: tuple[str, ...] = ()
    mode: Mode = "reflective"

    def __post_init__(self) -> None:
        """Raise ConfigError, naming field and value, for a value that no construct may have."""
        if not isinstance(self.name, str) or not self.name:
            raise _unfit("Construct", "name", self.name, t("文字", "a text"))
        for name in ("items", "explained_by"):
            if not _is_texts(getattr(self, name)):
                allowed = t("一组文字", "a tuple of texts")
                raise _unfit("Construct", name, getattr(self, name), allowed)
        if self.mode not in MODES:
            raise _unfit("Construct", "mode", self.mode, MODES)


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


def is_number(value: object) -> bool:
    """Tell whether a value is a finite number; True and False are none."""
    return type(value) is not bool and isinstance(value, Real) and math.isfinite(value)


def scale_fault(
    low: float, high: float, labels: Iterable[tuple[str, float]], turned: object
) -> Fault | None:
    """Return what is wrong with a scale's ends, its labels' numbers or its direction."""
    for name, value in (("low", low), ("high", high)):
        if not is_number(value):
            return Fault(name, t(f"scale 的 {name} 应是数字", f"{name} must be a number"))
    if low >= high:
        what = t(
            "low 应小于 high；反向计分请写 reversed = true",
            "low must be below high; write reversed = true for a reversed scale",
        )
        return Fault("low", what)
    if not isinstance(turned, bool):
        return Fault("reversed", t("reversed 应是 true 或 false", "reversed: true or false"))
    if any(not low <= number <= high for _, number in labels):
        return Fault("labels", t("有标签的分数不在标尺之内", "a label lies off the scale"))
    return None


def column_fault(role: str, scale: Scale | None, outcome: str, missing: bool) -> Fault | None:
    """Return what is wrong with what a column has for its role; ``missing``: it has that field."""
    if role == "score" and scale is None:
        do = t("加上 [column.scale]，写明 low 与 high", "add [column.scale], low and high")
        return Fault("role", t("评分列要有标尺", "a score needs a scale"), do)
    if role != "score" and outcome:
        return Fault("outcome", t("只有评分列可以是结果变量", "only a score can be an outcome"))
    if role not in ("segment", "channel") and missing:
        what = t("missing 在这里只用于 segment 与 channel", "missing is for segments and channels")
        do = t("评分列写在 [column.scale] 里", "of a score it stands in [column.scale]")
        return Fault("missing", what, do)
    return None


def constructs_fault(
    constructs: Mapping[str, Construct], columns: Mapping[str, Column]
) -> Fault | None:
    """Return what is wrong with a path model: items that are no score column or measured twice,
    unknown causes, circles of causes."""
    measured: dict[str, str] = {}
    for name, construct in constructs.items():
        for item in construct.items or ("",):
            if item not in columns or columns[item].role != "score":
                what = t(f"构念的题目「{item}」不是评分列", f'"{item}" is no score column')
                do = t("items 写评分列的 name", "items are names of score columns")
                return Fault("items", what, do, name)
            if item in measured:
                what = t(
                    f"「{item}」已属于构念「{measured[item]}」",
                    f'"{item}" already measures "{measured[item]}"',
                )
                return Fault("", what, "", name)
            measured[item] = name
        for cause in construct.explained_by:
            if cause not in constructs:
                what = t(f"没有构念「{cause}」", f'there is no construct "{cause}"')
                return Fault("", what, "", name)
    placed: set[str] = set()
    rest = dict(constructs)
    while rest:
        ready = [name for name, one in rest.items() if set(one.explained_by) <= placed]
        if not ready:
            ring = t(
                f"路径成环：{'、'.join(rest)}", f"the paths run in a circle: {', '.join(rest)}"
            )
            return Fault("", ring, "", next(iter(rest)))
        placed |= set(ready)
        for name in ready:
            del rest[name]
    return None


def _is_label(pair: object) -> bool:
    return (
        isinstance(pair, tuple)
        and len(pair) == 2
        and isinstance(pair[0], str)
        and is_number(pair[1])
    )


def _is_texts(value: object) -> bool:
    return isinstance(value, tuple) and all(isinstance(one, str) for one in value)


def _refuse(owner: str, fault: Fault | None, name: str = "") -> None:
    """Raise ConfigError for a fault of a field of ``owner``, of the column or construct named."""
    if fault:
        where = f"{owner}.{fault.field}" if fault.field else owner
        raise ConfigError(f"{where}: {fault.what}", do=fault.do, column=fault.owner or name or None)


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

    def __post_init__(self) -> None:
        """Raise ConfigError, naming the field, for parts of another kind, a column or construct
        given twice, and a path model that cannot be (see ``constructs_fault``)."""
        for name, kind in (("columns", Column), ("constructs", Construct)):
            parts = getattr(self, name)
            if not isinstance(parts, tuple) or not all(isinstance(one, kind) for one in parts):
                what = t(f"一组 {kind.__name__}", f"a tuple of {kind.__name__}")
                raise _unfit("Survey", name, parts, what)
            names = [one.name for one in parts]
            twice = next((one for at, one in enumerate(names) if one in names[:at]), None)
            if twice is not None:
                what = t("名字写了两次", "this name is given twice")
                _refuse("Survey", Fault(name, what), twice)
        if not isinstance(self.options, Options):
            raise _unfit("Survey", "options", self.options, "Options")
        fault = constructs_fault(
            {one.name: one for one in self.constructs}, {one.name: one for one in self.columns}
        )
        _refuse("Survey", fault and fault._replace(field="constructs"))

    def with_role(self, role: Role) -> tuple[Column, ...]:
        """Return the columns that play ``role``, in order."""
        return tuple(column for column in self.columns if column.role == role)

    def outcome(self, name: Outcome) -> Column | None:
        """Return the score column that measures outcome ``name``, or None."""
        return next((c for c in self.with_role("score") if c.outcome == name), None)


def with_columns(survey: Survey | None) -> Survey | None:
    """Return a survey that describes columns; None for one that holds options only, whose columns
    are found out from the data as without it."""
    return survey if survey is not None and survey.columns else None


def expect(value: object, kind: type[Survey | Options]) -> None:
    """Raise UsageError for a value of a library's caller that is neither None nor of a kind."""
    if value is None or isinstance(value, kind):
        return
    raise UsageError(
        t(
            f"应给 {kind.__name__}，得到 {type(value).__name__}",
            f"a {kind.__name__} is wanted, not {type(value).__name__}",
        ),
        do=t(
            "问卷描述文件用 ingest.description.load 读取",
            "a survey file is read by ingest.description.load",
        ),
    )


def unnumbered(name: str) -> str:
    """Return a question without its number: 6、利率, Q6.1 利率 and 第6题：利率 all become 利率."""
    return _NUMBER.sub("", name)


def short(name: str) -> str:
    """Shorten a question to what tells it apart: 6、请评价…—利率与费用 becomes 利率与费用."""
    asked = unnumbered(name)
    parts = [part.strip() for part in re.split(r"—+|–|——|：", asked) if part.strip()]
    return parts[-1] if len(parts) > 1 else asked or name
