"""The standard streams of a process whose caller closed one, or whose stderr takes nothing more."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import TYPE_CHECKING, Any

from feedback_miner.errors import MissingInputError, StorageError
from feedback_miner.language import t

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

__all__ = ["hush", "make_sound"]


class _Forgiving(io.FileIO):
    """A stream whose loss is no failure of the work: what cannot be told is not told."""

    def write(self, data: ReadableBuffer) -> int:
        """Write, or pass over what cannot be written."""
        with contextlib.suppress(OSError):
            done = super().write(data)
            if done is not None:  # None: a pipe that does not wait is full
                return done
        return memoryview(data).nbytes


class _Closed(io.RawIOBase):
    """A stream that the caller closed: an error where it is used, and only there."""

    def readable(self) -> bool:
        """Say yes, so that reading comes to ``readinto``."""
        return True

    def writable(self) -> bool:
        """Say yes, so that writing comes to ``write``."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Raise MissingInputError."""
        raise MissingInputError(
            t("标准输入已关闭", "standard input is closed"),
            do=t("请接上输入，或给出文件", "give it an input, or name a file"),
        )

    def write(self, data: Any) -> int:
        """Raise StorageError."""
        raise StorageError(
            t("标准输出已关闭", "standard output is closed"),
            do=t("请接上输出，或用 -o 写入文件", "give it an output, or write a file by -o"),
        )


def make_sound() -> None:
    """Make the process's standard streams usable whatever the caller did with them.

    A closed one takes up its number again, so that no file opened later gets it and whatever is
    written there; a closed stdin or stdout raises where it is used; stderr never raises.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            made = os.open(os.devnull, os.O_RDWR)
            if made != number:
                os.dup2(made, number)
                os.close(made)
            os.set_inheritable(number, True)
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(_Closed()), encoding="utf-8")
    if sys.stdout is None:
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(_Closed()), encoding="utf-8")
    heard = io.BufferedWriter(_Forgiving(2, "w", closefd=False))
    encoding = getattr(sys.stderr, "encoding", "utf-8")
    sys.stderr = io.TextIOWrapper(heard, encoding, "backslashreplace", line_buffering=True)


def hush() -> None:
    """Drop what stdout could not take, which would else be tried, and fail, again at the exit."""
    try:
        sys.stdout.flush()
    except (OSError, StorageError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        with contextlib.suppress(OSError):
            os.dup2(sys.stdout.fileno(), 1)
