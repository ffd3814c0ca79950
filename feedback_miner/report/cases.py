"""The queue written: workbook, CSV, JSON lines, the day's page, alone or all in a folder."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, count
from pathlib import Path
from typing import Any

from feedback_miner import language
from feedback_miner.desk import Queue
from feedback_miner.errors import UsageError
from feedback_miner.language import t
from feedback_miner.report import casebook, casepage
from feedback_miner.report.casewords import left_rows, recorded
from feedback_miner.report.escape import csv_cell
from feedback_miner.report.marks import COLUMN, KEPT
from feedback_miner.store import TRIAGE, Staging, hashes, write_bytes
from feedback_miner.triage.leftout import LEFT_OUT

__all__ = ["FORMS", "OUTPUTS", "check_form", "json_lines", "keep", "places", "write"]

FORMS = (".xlsx", ".csv", ".jsonl", ".html")
LEFT = "left_out.csv"
OUTPUTS = ("cases.xlsx", "cases.csv", "cases.jsonl", "report.html", LEFT, TRIAGE)


def places(output: Path) -> list[Path]:
    """Return the files that a queue written to ``output`` takes the place of: those of a folder,
    or the one; none for "-"."""
    if str(output) == "-":
        return []
    return [output / name for name in OUTPUTS] if _whole(output) else [output]


def _whole(output: Path) -> bool:
    """Tell whether an output is a folder, with every form in it."""
    return output.is_dir() or not output.suffix


def write(queue: Queue, output: Path, last: Callable[[], None] | None = None) -> list[Path]:
    """Write the queue to a file, its form told by the suffix, or to a folder (no suffix, or one
    that is there) with every form and a record of them; whole or not at all. ``last`` is called
    right before what stood there is replaced. Returns what was written.

    Raises UsageError for a suffix that is none of FORMS, OutputError or StorageError where it
    cannot be written, or would take the place of another command's file.
    """
    check_form(output)
    suffix = output.suffix.lower()
    with language.speaking(queue.survey.options.language):
        if _whole(output):
            with Staging(output, TRIAGE, last) as staging:
                for name in OUTPUTS:
                    if name != TRIAGE:
                        _file(queue, staging / name, whole=True)
                _record(queue, staging / TRIAGE)
            return places(output)
        with tempfile.TemporaryDirectory(prefix="feedback-miner-") as folder:
            made = Path(folder) / f"queue{suffix}"
            _file(queue, made)
            write_bytes(output, made.read_bytes(), last)
        return [output]


def keep(path: Path) -> Path:
    """Give a queue that is about to be written over a name beside it that is free, too, and return
    that. Raises OutputError or StorageError where it cannot be written."""
    numbers = chain([""], (f"-{number}" for number in count(2)))
    names = (path.with_name(f"{path.stem}.earlier{number}{path.suffix}") for number in numbers)
    free = next(name for name in names if not name.exists())
    try:
        # The file itself: what somebody who has it open saves into it, even now, is in it.
        os.link(os.path.realpath(path), free)
    except (OSError, NotImplementedError):  # a file system without links
        write_bytes(free, path.read_bytes())
    return free


def check_form(output: Path) -> None:
    """Raise UsageError where the suffix of an output names no form we write."""
    suffix = output.suffix.lower()
    if suffix and suffix not in FORMS and not output.is_dir():
        raise UsageError(
            t(
                f"不认识的输出格式 {suffix}，可用：{'、'.join(FORMS)}，或文件夹",
                f"unknown form {suffix}: use {', '.join(FORMS)}, or a folder",
            )
        )


def _file(queue: Queue, path: Path, *, whole: bool = False) -> None:
    if path.suffix == ".xlsx":
        casebook.write(queue, path)
    elif path.suffix == ".csv":
        path.write_bytes(_csv(_left_out(queue) if path.name == LEFT else _table(queue)))
    elif path.suffix == ".jsonl":
        path.write_text("".join(json_lines(queue)), encoding="utf-8", errors="replace")
    else:
        path.write_text(casepage.render(queue, whole=whole), encoding="utf-8", errors="replace")


def _record(queue: Queue, path: Path) -> None:
    """Write how many cases there are, and the hashes of the outputs already beside it."""
    kept = {
        **_mark(queue),
        "counts": {
            "cases": len(queue.cases),
            "shown": len(queue.shown),
            "lines": int(queue.shown["lead"].sum()),
        },
        "outputs": hashes(path.parent),
    }
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def json_lines(queue: Queue) -> Iterator[str]:
    """Yield one JSON line a case: the CASES columns with the category's name and cause, the
    analyst's own columns, a mark where personal data is kept; what is unknown is null."""
    for row in _records(queue):
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _records(queue: Queue) -> Iterator[dict[str, Any]]:
    kinds = {one.id: one for one in queue.kinds.categories}
    names = list(queue.shown.columns)
    gaps = [name for name in names if queue.shown[name].isna().any()]
    mark = _mark(queue)
    for values in zip(*(queue.shown[name].tolist() for name in names), strict=True):
        row = dict(zip(names, values, strict=True))
        kind = kinds.get(row["category"])
        row["category_name"] = kind.name if kind else ""
        row["cause"] = kind.cause if kind else ""
        row["record"] = recorded(row)
        row |= mark
        for name in gaps:
            if isinstance(row[name], float) and math.isnan(row[name]):
                row[name] = None
        yield row


def _table(queue: Queue) -> Iterator[Iterable[Any]]:
    """Yield the header and a row a case; lists are joined by "; "."""
    names: list[str] = []
    for row in _records(queue):
        if not names:
            names = list(row)
            yield names
        yield [value if type(value) is str else _flat(value) for value in row.values()]
    if not names:
        yield [*queue.shown.columns, "category_name", "cause", "record", *_mark(queue)]


def _left_out(queue: Queue) -> Iterator[Iterable[Any]]:
    """Yield the header and a row for each text that makes no case."""
    mark = _mark(queue)
    yield [*LEFT_OUT, *mark]
    for row in left_rows(queue):
        yield [*row, *mark.values()]


def _mark(queue: Queue) -> dict[str, str]:
    """Return what marks each row where personal data is kept; nothing where it is masked."""
    return {COLUMN: KEPT} if queue.survey.options.keep_pii else {}


def _csv(rows: Iterable[Iterable[Any]]) -> bytes:
    """Return rows as UTF-8 with BOM; what would become a formula is neutralised."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    for row in rows:
        writer.writerow([csv_cell(value) if type(value) is str else value for value in row])
    return b"\xef\xbb\xbf" + stream.getvalue().encode("utf-8", "replace")


def _flat(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return value
