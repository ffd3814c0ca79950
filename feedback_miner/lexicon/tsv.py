"""Lexicon tables: tab-separated lines with a header, ``#`` comments, errors with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from feedback_miner.errors import ConfigError
from feedback_miner.language import t

__all__ = ["WHOLE", "Row", "leaving_aside", "left_aside", "number", "read_rows", "read_text"]

WHOLE = 0  # the line number that stands for a whole file
_ASIDE: ContextVar[frozenset[tuple[str, int]]] = ContextVar("aside", default=frozenset())


@contextmanager
def leaving_aside(places: Iterable[tuple[str, int]]) -> Iterator[None]:
    """Read tables as if the lines at ``places`` (file, line) were not there, so that faults behind
    the first are found; of a header that is left aside the table is, and with it a file at
    ``WHOLE``."""
    token = _ASIDE.set(frozenset(places))
    try:
        yield
    finally:
        _ASIDE.reset(token)


def left_aside() -> frozenset[tuple[str, int]]:
    """Return the places that are left aside at present."""
    return _ASIDE.get()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: where it stands and its cells by column name."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def error(self, what: str, *, column: str | None = None, do: str = "") -> ConfigError:
        """Return an error that names this line."""
        return ConfigError(
            what,
            do=do or t("请改正这一行", "mend this line"),
            file=self.file,
            row=self.line,
            column=column,
        )


def read_text(path: Path) -> str:
    """Return the text of a lexicon file; ConfigError where it is missing or not UTF-8."""
    if (str(path), WHOLE) in _ASIDE.get():
        return ""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ConfigError(
            t("找不到词典文件", "lexicon file not found"),
            file=str(path),
            do=t("请检查编码本文件夹", "check the codebook folder"),
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            t("无法读取词典文件", "cannot read lexicon file") + f" ({type(error).__name__})",
            file=str(path),
            row=error.object[: error.start].count(b"\n") + 1
            if isinstance(error, UnicodeDecodeError)
            else None,
            do=t("请保存为 UTF-8 文本", "save it as UTF-8 text"),
        ) from None


def read_rows(path: Path, columns: Sequence[str], *, optional: Sequence[str] = ()) -> Iterator[Row]:
    """Yield the rows of the table at ``path``, whose header must be ``columns`` + ``optional``.

    Trailing optional cells may be left off a line; they are "" then. The first column may not
    be empty. Raises ConfigError with file and line for a wrong header or number of cells.
    """
    names = [*columns, *optional]
    header_seen = False
    for line, raw in enumerate(read_text(path).splitlines(), start=1):
        if not raw.strip() or raw.startswith("#"):
            continue
        if (str(path), line) in _ASIDE.get():
            if not header_seen:
                return
            continue
        cells = [cell.strip() for cell in raw.split("\t")]
        if not header_seen:
            header_seen = True
            if cells != names[: len(cells)] or len(cells) < len(columns):
                raise ConfigError(
                    t(
                        f"表头应为 {' / '.join(names)}，实为 {' / '.join(cells)}",
                        f"the header should be {' / '.join(names)}, it is {' / '.join(cells)}",
                    ),
                    file=str(path),
                    row=line,
                    do=t("请用制表符分隔各列", "separate columns by tabs"),
                )
            continue
        row = Row(str(path), line, dict(zip(names, cells + [""] * len(names), strict=False)))
        if len(cells) > len(names) or len(cells) < len(columns) or not cells[0]:
            raise row.error(
                t(
                    f"应有 {len(columns)} 至 {len(names)} 列且首列非空，实有 {len(cells)} 列",
                    f"expected {len(columns)} to {len(names)} cells, the first filled; "
                    f"found {len(cells)}",
                )
            )
        yield row


def number(row: Row, column: str, low: float, high: float) -> float:
    """Return a cell as a number within [low, high]; ConfigError with file, line and column."""
    try:
        value = float(row[column])
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise row.error(
            t(
                f"「{row[column]}」应为 {low:g} 到 {high:g} 之间的数",
                f'"{row[column]}" should be a number from {low:g} to {high:g}',
            ),
            column=column,
        )
    return value
