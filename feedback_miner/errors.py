"""The errors users meet. Each class owns its exit status (sysexits).

    FeedbackMinerError (70)
    ├── UsageError (2)          a wrong option or combination of options
    ├── DataError (65)          an input is unfit: not a table, no text column, bad encoding
    ├── MissingInputError (66)  an input is not there or may not be read
    ├── OutputError (73)        an output cannot be made: folder missing, not writable
    ├── StorageError (74)       reading or writing failed half-way: disk full, device error
    ├── BusyError (75)          another run holds the lock; try later
    └── ConfigError (78)        a survey file, codebook or lexicon is wrong

Whatever is not one of these is our own fault and exits with 70.
"""

from __future__ import annotations

from feedback_miner.language import current, speaking, t

__all__ = [
    "BusyError",
    "ConfigError",
    "DataError",
    "FeedbackMinerError",
    "MissingInputError",
    "OutputError",
    "StorageError",
    "UsageError",
]


class FeedbackMinerError(Exception):
    """One line for the user: where, what, and what to do about it.

    ``what`` and ``do`` are already in the user's language (see ``language.t``); ``file``,
    ``row`` (line or row number in the file, from 1) and ``column`` say where.
    """

    exit_status = 70

    def __init__(
        self,
        what: str,
        *,
        do: str = "",
        file: str = "",
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(what)
        self.what, self.do, self.file, self.row, self.column = what, do, file, row, column
        self._language = current()  # ``what`` is in it, wherever the line is told

    def __str__(self) -> str:
        with speaking(self._language):
            return self._line()

    def _line(self) -> str:
        where = self.file
        if self.row is not None:
            where += t(f" 第 {self.row} 行", f" row {self.row}")
        if self.column is not None:
            where += t(f" 列「{self.column}」", f' column "{self.column}"')
        line = ": ".join(part for part in (where.strip(), self.what) if part)
        if self.do:
            line += t("。", ". ") + self.do
        # One line whatever a file name or cell put into it.
        return " ".join(line.split())

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the fields, and the language, when an error crosses a process boundary."""
        fields = (type(self), self.what, self.do, self.file, self.row, self.column)
        return (_rebuild, fields, {"_language": self._language})


def _rebuild(
    kind: type[FeedbackMinerError],
    what: str,
    do: str,
    file: str,
    row: int | None,
    column: str | None,
) -> FeedbackMinerError:
    return kind(what, do=do, file=file, row=row, column=column)


class UsageError(FeedbackMinerError):
    """A wrong option or combination of options."""

    exit_status = 2


class DataError(FeedbackMinerError):
    """An input that is there but unfit for the job."""

    exit_status = 65


class MissingInputError(FeedbackMinerError):
    """An input that is not there or may not be read."""

    exit_status = 66


class OutputError(FeedbackMinerError):
    """An output that cannot be made."""

    exit_status = 73


class StorageError(FeedbackMinerError):
    """Reading or writing failed half-way."""

    exit_status = 74


class BusyError(FeedbackMinerError):
    """Another run holds the lock."""

    exit_status = 75


class ConfigError(FeedbackMinerError):
    """A survey file, codebook or lexicon is wrong."""

    exit_status = 78
