"""A labelled workbook back in: keyed by content, whatever the order and the added columns."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from feedback_miner.errors import DataError
from feedback_miner.ingest.workbook import all_sheets
from feedback_miner.labelling.columns import ACT_COLUMNS, HEADS, NO, YES, act, key_of, polarity
from feedback_miner.labelling.settle import is_judge
from feedback_miner.language import t
from feedback_miner.learned.gold import kind_of

__all__ = ["Labels", "read_workbook"]

NEEDED = ("key", "text", "sentiment")
FILLED = ("as_predicted", "valid", "sentiment", *ACT_COLUMNS)  # by coders, beside the factors
_WORKBOOK = (b"PK", b"\xd0\xcf\x11\xe0")  # how an .xlsx and an .xls begin
_FACTOR = re.compile("[a-z][a-z0-9_]*")  # as a codebook's ids are
_YES = frozenset({YES, "y", "yes", "true", "1", "√", "对"})
_NO = frozenset({NO, "n", "no", "false", "0", "×", "错"})


@dataclass
class Labels:
    """What coders wrote: gold lines by coder and key, rows left blank, rows that somebody added
    (sheet and number: without a key they are no text that ``label`` gave), and what is wrong."""

    coded: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    blank: int = 0
    added: list[tuple[str, int]] = field(default_factory=list)
    wrong: list[DataError] = field(default_factory=list)


def read_workbook(data: bytes, factors: Sequence[str], file: str = "") -> Labels:
    """Return the labels of a workbook that ``label`` wrote.

    A sheet is one coder's, of the sheet's name, unless its column ``coder`` says otherwise; one of
    a judge's name is the judge's, whatever the column says: it is made by copying a coder's.
    Sheets whose head is not ours are passed over. A row counts as labelled where its sentiment,
    validity or "as the machine" is filled; a wrong row is told of and left out, the others count.
    A coder who marked no factor anywhere did not label factors: the lines lack them; acts likewise.
    A judge's "none" is a verdict.
    Raises DataError where it is no workbook, no sheet of it is ours, or one lacks a column or has
    the factors of another codebook.
    """
    labels = Labels()
    if not data.startswith(_WORKBOOK):
        raise DataError(
            t("不是工作簿", "no workbook"),
            file=file,
            do=t(
                "请给出 label 写出并标注过的 .xlsx；若曾另存为 CSV，请存回 .xlsx",
                "give the labelled .xlsx that label wrote; what was saved as CSV, save as .xlsx",
            ),
        )
    kind = "xlsx" if data[:2] == b"PK" else "xls"
    ours = 0
    for name, rows, *_ in all_sheets(data, kind, file):
        at = next((i for i, row in enumerate(rows[:10]) if _is_head(set(map(_id, row)))), None)
        if at is None:
            continue
        places = {_id(cell): i for i, cell in reversed(list(enumerate(rows[at])))}
        _require(places, rows[at + 1 :], factors, file, name, at + 1)
        ours += 1
        for number, row in enumerate(rows[at + 1 :], start=at + 2):
            cells = {key: _text(row[i]) if i < len(row) else "" for key, i in places.items()}
            _take(labels, _Row(cells, factors, file, name, number))
    if not ours:
        raise DataError(
            t("没有 label 写出的工作表（缺 key 列）", "no sheet that label wrote (no key column)"),
            file=file,
            do=t("请给出 label 写出并标注过的工作簿", "give the workbook that label wrote"),
        )
    for coder, mine in labels.coded.items():
        if not is_judge(coder):
            _leave_out(mine.values())
    return labels


def _leave_out(lines: Collection[dict[str, Any]]) -> None:
    """Take from a coder's lines what none of them has: "none" is not told from "not labelled"."""
    for name in ("factors", "acts"):
        if not any(line[name] for line in lines):
            for line in lines:
                if line["valid"]:  # an answer that says nothing is about nothing
                    del line[name]


def _is_head(ids: set[str]) -> bool:
    return "key" in ids or {"text", "sentiment"} <= ids


def _require(
    places: Mapping[str, int],
    rows: Sequence[Sequence[Any]],
    factors: Sequence[str],
    file: str,
    sheet: str,
    row: int,
) -> None:
    """Raise DataError where a head, which is in ``row``, lacks a column or where labels stand
    below a factor that the codebook has not: they would be lost without a word."""
    lacking = [column for column in NEEDED if column not in places]
    if lacking:
        raise DataError(
            t(f"工作表「{sheet}」缺少列", f'sheet "{sheet}" lacks a column'),
            file=file,
            row=row,
            column=lacking[0],
            do=t("请恢复 label 写出的表头", "restore the head that label wrote"),
        )
    missing = [factor for factor in factors if factor not in places]
    others = [
        name
        for name, at in sorted(places.items(), key=lambda place: place[1])
        if name not in HEADS and name not in factors and _FACTOR.fullmatch(name)
    ]
    labelled = [
        name
        for name in others
        if any(polarity(_text(line[places[name]])) for line in rows if places[name] < len(line))
    ]
    if not missing and not labelled:
        return
    unknown = others if missing else labelled
    between = t("、", ", ")
    parts = []
    if missing:
        parts.append(
            t(
                f"缺少编码本的因素列：{between.join(missing)}",
                f"columns of the codebook's factors are missing: {between.join(missing)}",
            )
        )
    if unknown:
        parts.append(
            t(
                f"编码本没有的因素列：{between.join(unknown)}",
                f"the codebook has no factors {between.join(unknown)}",
            )
        )
    what = t("；", "; ").join(parts)
    raise DataError(
        t(f"工作表「{sheet}」{what}", f'sheet "{sheet}": {what}'),
        file=file,
        row=row,
        do=t(
            "是另一编码本的工作簿吗？请用 --codebook 指定；删去的因素列请恢复",
            "is this workbook of another codebook? use --codebook; restore a column that was "
            "deleted",
        ),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    cells: dict[str, str]
    factors: Sequence[str]
    file: str
    sheet: str
    number: int

    def wrong(self, what: str, column: str) -> DataError:
        return DataError(
            t(f"工作表「{self.sheet}」：{what}", f'sheet "{self.sheet}": {what}'),
            file=self.file,
            row=self.number,
            column=column,
            do=t(
                "请改正该格后重读，此行未计入", "mend that cell and read again; the row is left out"
            ),
        )

    def line(self) -> dict[str, Any] | None:
        """Return the row as a gold line, None where it was not labelled. Raises DataError."""
        cells = self.cells
        given = [name for name in (*self.factors, *ACT_COLUMNS) if cells.get(name)]
        as_said, valid = self._flag("as_predicted"), self._flag("valid")
        if not cells["sentiment"] and not as_said and valid is None:
            if given:
                raise self.wrong(
                    t("标了因素或意图而没有情感", "labelled without a sentiment"), "sentiment"
                )
            return None
        kind = kind_of(cells)
        if key_of(cells["text"], kind) != cells["key"]:
            raise self.wrong(
                t("文本、类型与编号不符（被改动过）", "text, kind and key differ"), "text"
            )
        line: dict[str, Any] = {
            "id": cells["key"],
            "text": cells["text"],
            "question": cells.get("question", ""),
            "kind": kind,
        }
        if valid is False:
            return {**line, "sentiment": "neu", "factors": [], "acts": [], "valid": False}
        source = dict(cells)
        if as_said:
            source = {**self._predicted(), **{k: v for k, v in cells.items() if v}}
        feeling = polarity(source.get("sentiment", ""))
        if feeling is None:
            raise self.wrong(
                t(
                    f"「{source.get('sentiment', '')}」应为 负面/中性/正面",
                    "not negative/neutral/positive",
                ),
                "sentiment",
            )
        coded = []
        for factor in self.factors:
            if source.get(factor):
                said = polarity(source[factor])
                if said is None:
                    raise self.wrong(
                        t(
                            f"「{source[factor]}」应为 负面/中性/正面",
                            "not negative/neutral/positive",
                        ),
                        factor,
                    )
                coded.append([factor, said])
        acts = []
        for column in ACT_COLUMNS:
            if source.get(column):
                does = act(source[column])
                if does is None:
                    raise self.wrong(
                        t(f"「{source[column]}」应为 抱怨/表扬/建议/提问", "not an act"), column
                    )
                acts.append(does)
        acts = sorted(set(acts))
        return {**line, "sentiment": feeling, "factors": coded, "acts": acts, "valid": True}

    def _flag(self, column: str) -> bool | None:
        cell = self.cells.get(column, "").lower()
        if not cell:
            return None
        if cell not in _YES | _NO:
            raise self.wrong(t(f"「{cell}」应为 是 或 否", f'"{cell}" should be 是 or 否'), column)
        return cell in _YES

    def _predicted(self) -> dict[str, str]:
        """Return the machine's labels, as the workbook shows them, as if they were written."""
        said = {"sentiment": self.cells.get("predicted_sentiment", "")}
        for one in self.cells.get("predicted_factors", "").split(";"):
            factor, _, word = one.strip().partition(" ")
            if factor:
                said[factor] = word
        acts = [a for a in self.cells.get("predicted_acts", "").split(";") if a.strip()]
        said.update(zip(ACT_COLUMNS, acts, strict=False))
        return said


def _take(labels: Labels, row: _Row) -> None:
    if not row.cells["key"]:
        if any(row.cells.get(column) for column in ("text", *FILLED, *row.factors)):
            labels.added.append((row.sheet, row.number))
        return
    coder = row.sheet if is_judge(row.sheet) else row.cells.get("coder") or row.sheet
    mine = labels.coded.setdefault(coder, {})
    try:
        line = row.line()
        if line is None:
            labels.blank += 1
        elif mine.setdefault(line["id"], line) != line:
            raise row.wrong(t("同一文本标了两次且不同", "labelled twice, and differently"), "key")
    except DataError as error:
        labels.wrong.append(error)
    if not mine:
        del labels.coded[coder]


def _id(cell: Any) -> str:
    """Return a column's id: the first word of its head."""
    words = str(cell).split()
    first = words[0] if words else ""
    return first if first in HEADS or first.isidentifier() else ""


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()
