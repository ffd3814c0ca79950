"""survey.toml as it is read: every fault told with its line and column."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from tomlkit.items import AoT

from feedback_miner.errors import ConfigError, MissingInputError, StorageError
from feedback_miner.language import t
from feedback_miner.lexicon.toml import parse_toml
from feedback_miner.spelling import suggestion
from feedback_miner.survey import (
    MODES,
    OUTCOMES,
    QUESTION_KINDS,
    ROLES,
    SECRET,
    Column,
    Construct,
    Options,
    Scale,
    Survey,
    column_fault,
    constructs_fault,
    is_number,
    option_fault,
    scale_fault,
)

__all__ = ["load", "require_factors"]


_COLUMN_KEYS = ("name", "role", "question", "outcome", "factor", "group", "missing", "scale")
_CONSTRUCT_KEYS = ("name", "items", "explained_by", "mode")
_SCALE_KEYS = ("low", "high", "reversed", "missing", "labels")
_SAMPLES = 100  # of the bootstrap: fewer say too little for a report
_HEADER = re.compile(r"\s*\[\[\s*[\"']?column[\"']?\s*\]\]")
_CONSTRUCT = re.compile(r"\s*\[\[\s*[\"']?construct[\"']?\s*\]\]")


def load(path: str | Path) -> Survey:
    """Read a survey from a TOML file.

    Raises MissingInputError where the file is absent, ConfigError with file, line and column name
    for everything that is wrong with it.
    """
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        what = t("问卷描述文件不存在或不能读取", "the survey file is absent or may not be read")
        raise MissingInputError(what, file=str(path)) from error
    except UnicodeDecodeError as error:
        do = t("请另存为 UTF-8", "save it as UTF-8")
        raise ConfigError(t("不是 UTF-8 文字", "not UTF-8"), do=do, file=str(path)) from error
    except OSError as error:
        raise StorageError(t("读取失败", "reading failed"), file=str(path)) from error
    content = parse_toml(text, Path(path))
    survey = _Reader(str(path), text.splitlines()).survey(content)
    return dataclasses.replace(survey, file=str(path))


def require_factors(survey: Survey, factors: Collection[str]) -> None:
    """Raise ConfigError, with the survey's file, line and column, for the first column whose
    factor is none of a codebook's ``factors``: its rating would count for no factor."""
    for position, column in enumerate(survey.columns):
        if column.factor and column.factor not in factors:
            row = None
            if survey.file and Path(survey.file).is_file():
                lines = Path(survey.file).read_text("utf-8-sig", errors="replace").splitlines()
                row = _Reader(survey.file, lines)._line(position, "factor")
            raise ConfigError(
                t(
                    f"编码本没有因素 {column.factor}",
                    f"the codebook has no factor {column.factor}",
                ),
                do=suggestion(column.factor, factors)
                + t("；不属任何因素则留空", "; leave it empty where there is none"),
                file=survey.file,
                row=row,
                column=column.name,
            )


class _Reader:
    """Turns parsed TOML into a Survey; knows the lines for its errors."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.file, self.lines = file, lines
        self.headers = [n for n, line in enumerate(lines, start=1) if _HEADER.match(line)]

    def survey(self, content: Mapping[str, Any]) -> Survey:
        for key in content:
            if key not in ("options", "column", "construct"):
                raise self._error(
                    t(f"不认识的部分 [{key}]", f"unknown part [{key}]"),
                    self._find(key, 1, len(self.lines)),
                    do=suggestion(key, ("options", "column", "construct")),
                )
        columns = content.get("column", [])
        if not isinstance(columns, list | AoT) or not all(isinstance(c, dict) for c in columns):
            raise self._error(
                t("每列写作 [[column]]", "each column is a [[column]]"), self._find("column", 1)
            )
        result: dict[str, Column] = {}
        for position, one in enumerate(columns):
            column = self._column(one, position)
            if column.name in result:
                raise self._error(
                    t("这一列写了两次", "this column is given twice"),
                    self._line(position, "name"),
                    column.name,
                )
            result[column.name] = column
        return Survey(
            tuple(result.values()),
            self._options(content.get("options", {})),
            self._constructs(content.get("construct", []), result),
        )

    def _constructs(self, given: Any, columns: Mapping[str, Column]) -> tuple[Construct, ...]:
        start = self._find("construct", 1)
        if not isinstance(given, list | AoT) or not all(isinstance(c, dict) for c in given):
            raise self._error(
                t("每个构念写作 [[construct]]", "each construct is a [[construct]]"), start
            )
        result: dict[str, Construct] = {}
        heads = [n for n, line in enumerate(self.lines, start=1) if _CONSTRUCT.match(line)]
        for position, one in enumerate(given):
            line = heads[position] if position < len(heads) else start
            for key in one:
                if key not in _CONSTRUCT_KEYS:
                    raise self._error(
                        t(f"不认识的键 {key}", f"unknown key {key}"),
                        self._find(key, line or 1),
                        do=suggestion(key, _CONSTRUCT_KEYS),
                    )
            name = one.get("name")
            if not isinstance(name, str) or not name or name in result:
                raise self._error(
                    t("构念要有 name，且不重复", "a construct needs a name of its own"), line
                )
            items, causes = one.get("items"), one.get("explained_by", [])
            for key, texts in (("items", items), ("explained_by", causes)):
                if not isinstance(texts, list) or not all(isinstance(x, str) for x in texts):
                    raise self._error(
                        t(f"{key} 应是一列文字", f"{key} must be a list of texts"), line, name
                    )
            mode = one.get("mode", "reflective")
            if mode not in MODES:
                raise self._error(
                    t(f"mode 应是 {'、'.join(MODES)} 之一", f"mode: one of {', '.join(MODES)}"),
                    self._find("mode", line or 1),
                    name,
                )
            result[name] = Construct(name, tuple(items or ()), tuple(causes), mode)
        fault = constructs_fault(result, columns)
        if fault:
            line = dict(zip(result, heads, strict=False)).get(fault.owner)
            if fault.field:
                line = self._find(fault.field, line or 1)
            raise self._error(fault.what, line, fault.owner, do=fault.do)
        return tuple(result.values())

    def _options(self, given: Any) -> Options:
        start = self._find("options", 1)
        if not isinstance(given, dict):
            raise self._error(t("options 应是一个表", "options must be a table"), start)
        names = [one.name for one in dataclasses.fields(Options) if one.name not in SECRET]
        for key, value in given.items():
            line = self._find(key, start or 1) or start
            if key not in names:
                raise self._error(
                    t(f"没有选项 {key}", f"there is no option {key}"),
                    line,
                    do=suggestion(key, names),
                )
            fault = option_fault(key, value)
            if not fault and key == "samples" and value < _SAMPLES:
                fault = t(f"{key} 不能小于 {_SAMPLES}", f"{key} must be at least {_SAMPLES}")
            if fault:
                raise self._error(fault, line)
        return Options(**given)

    def _column(self, given: Mapping[str, Any], position: int) -> Column:
        name = given.get("name")
        if not isinstance(name, str) or not name:
            raise self._error(
                t(f"第 {position + 1} 个 column 没有 name", f"column {position + 1} has no name"),
                self._line(position, "name"),
            )
        for key in given:
            if key not in _COLUMN_KEYS:
                raise self._error(
                    t(f"不认识的键 {key}", f"unknown key {key}"),
                    self._line(position, key),
                    name,
                    do=suggestion(key, _COLUMN_KEYS),
                )
        role = self._choice(given, "role", ROLES, None, position, name)
        question = self._choice(given, "question", QUESTION_KINDS, "remark", position, name)
        outcome = self._choice(given, "outcome", OUTCOMES, "", position, name)
        scale = self._scale(given["scale"], position, name) if "scale" in given else None
        fault = column_fault(role, scale, outcome, "missing" in given)
        if fault:
            raise self._error(fault.what, self._line(position, fault.field), name, do=fault.do)
        return Column(
            name,
            role,  # type: ignore[arg-type]
            scale=scale,
            outcome=outcome,  # type: ignore[arg-type]
            factor=self._text(given, "factor", position, name),
            question=question,  # type: ignore[arg-type]
            group=self._text(given, "group", position, name),
            missing=self._missing(given, position, name),
        )

    def _scale(self, given: Any, position: int, name: str) -> Scale:
        def wrong(what: str, key: str, do: str = "") -> ConfigError:
            return self._error(what, self._line(position, key), name, do=do)

        if not isinstance(given, dict):
            raise wrong(t("scale 应是一个表", "scale must be a table"), "scale")
        for key in given:
            if key not in _SCALE_KEYS:
                raise wrong(
                    t(f"scale 里不认识的键 {key}", f"unknown key {key} in scale"),
                    key,
                    suggestion(key, _SCALE_KEYS),
                )
        low, high, turned = given.get("low"), given.get("high"), given.get("reversed", False)
        missing = self._missing(given, position, name)
        labels = self._labels(given.get("labels", []), wrong)
        fault = scale_fault(low, high, labels, turned)  # type: ignore[arg-type]
        if fault:
            raise wrong(fault.what, fault.field, fault.do)
        return Scale(float(low), float(high), labels, missing, turned)  # type: ignore[arg-type]

    def _missing(self, given: Mapping[str, Any], position: int, name: str) -> tuple[str, ...]:
        missing = given.get("missing", [])
        if not isinstance(missing, list) or not all(
            isinstance(one, str | int | float) and not isinstance(one, bool) for one in missing
        ):
            raise self._error(
                t("missing 应是一列文字", "missing must be a list of texts"),
                self._line(position, "missing"),
                name,
            )
        return tuple(str(one) for one in missing)

    def _labels(self, given: Any, wrong: Any) -> tuple[tuple[str, float], ...]:
        pairs: Iterable[Any] = given.items() if isinstance(given, dict) else given
        if not isinstance(given, list | dict):
            what = t("labels 应是 [文字, 分数] 的列表", "labels: [text, number] pairs")
            raise wrong(what, "labels")
        labels = []
        for pair in pairs:
            if (
                not isinstance(pair, list | tuple)
                or len(pair) != 2
                or not isinstance(pair[0], str)
                or not is_number(pair[1])
            ):
                what = t("labels 的每项应是 [文字, 分数]", "each label is [text, number]")
                raise wrong(what, "labels")
            labels.append((pair[0], float(pair[1])))
        return tuple(labels)

    def _choice(
        self,
        given: Mapping[str, Any],
        key: str,
        choices: tuple[str, ...],
        default: str | None,
        position: int,
        name: str,
    ) -> str:
        value = given.get(key, default)
        if value not in choices:
            shown = "、".join(one for one in choices if one)
            raise self._error(
                t(f"{key} 应是 {shown} 之一", f"{key} must be one of {shown.replace('、', ', ')}"),
                self._line(position, key),
                name,
            )
        return str(value)

    def _text(self, given: Mapping[str, Any], key: str, position: int, name: str) -> str:
        value = given.get(key, "")
        if not isinstance(value, str):
            raise self._error(
                t(f"{key} 应是文字", f"{key} must be text"), self._line(position, key), name
            )
        return value

    def _line(self, position: int, key: str) -> int | None:
        """Return the line of ``key`` in column number ``position``, else the column's own."""
        if position >= len(self.headers):
            return self._find(key, 1)
        start = self.headers[position]
        stop = self.headers[position + 1] - 1 if position + 1 < len(self.headers) else None
        return self._find(key, start, stop) or start

    def _find(self, key: str, start: int, stop: int | None = None) -> int | None:
        pattern = re.compile(
            rf"\s*(?:\[{{1,2}}\s*(?:column\.)?[\"']?{re.escape(key)}[\"']?\s*\]|"
            rf"(?:\w+\.)?[\"']?{re.escape(key)}[\"']?\s*=)"
        )
        for number, line in enumerate(self.lines[start - 1 : stop], start=start):
            if pattern.match(line):
                return number
        return None

    def _error(
        self, what: str, row: int | None, column: str | None = None, *, do: str = ""
    ) -> ConfigError:
        return ConfigError(what, do=do, file=self.file, row=row, column=column)
