"""Where a command writes: what hinders it is told before anything is read."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any

from feedback_miner.errors import OutputError, UsageError
from feedback_miner.language import t

__all__ = ["emit", "inputs_of", "ready", "ready_files", "refuse_inputs"]


def inputs_of(exports: Iterable[Path], survey: Path | None, given: Mapping[str, Any]) -> list[Path]:
    """Return the files that a command line reads: exports, survey, and what options name."""
    named = (given.get(name) for name in ("model", "known_topics", "salt"))
    return [*exports, *map(Path, filter(None, (survey, *named)))]


def refuse_inputs(outputs: Iterable[Path], inputs: Iterable[Path], option: str = "-o") -> None:
    """Raise UsageError where writing one of ``outputs`` would take the place of one of ``inputs``
    ("-": standard input), by whatever name or link it goes; ``option`` names the outputs."""
    read = list(filter(None, map(_regular, inputs)))
    for path in outputs:
        there = None if str(path) == "-" else _regular(path)
        if there and any(os.path.samestat(there, one) for one in read):
            raise UsageError(
                t("输出与输入是同一个文件", "the output is the input"),
                file=str(path),
                do=t(f"请换一个 {option}", f"choose another {option}"),
            )


def _regular(path: Path) -> os.stat_result | None:
    """Return what file there is at ``path``, None for none: a device or pipe is not replaced."""
    try:
        found = os.stat(path) if str(path) != "-" else os.fstat(sys.stdin.fileno())
    except (OSError, ValueError, AttributeError):  # AttributeError: standard input closed
        return None
    return found if stat.S_ISREG(found.st_mode) else None


def ready_files(outputs: Iterable[Path | None], inputs: Iterable[Path], option: str = "-o") -> None:
    """Tell before anything is read what hinders the output files ("-": standard output) that
    ``option`` names: raises UsageError where one is an input, OutputError where one cannot be
    made."""
    from feedback_miner.store import writable

    files = [path for path in outputs if path is not None and str(path) != "-"]
    refuse_inputs(files, inputs, option)
    for path in files:
        writable(path)


def ready(folder: Path, names: Iterable[str], inputs: Iterable[Path]) -> None:
    """Tell before anything is read what hinders the output folder: raises OutputError where it is
    a file or cannot be made or written into, UsageError where an input stands in it under one of
    the ``names`` that the command writes."""
    from feedback_miner.store import failure, writable_folder

    try:
        taken = folder.exists() and not folder.is_dir()
    except OSError as error:
        raise failure(folder, error) from None
    if taken:
        raise OutputError(
            t("输出位置是一个文件，应为文件夹", "the output is a file, it should be a folder"),
            file=str(folder),
            do=t("请换一个 -o", "choose another -o"),
        )
    refuse_inputs((folder / name for name in names), inputs)
    writable_folder(folder)


def emit(path: Path, chunks: Iterable[str]) -> None:
    """Write text to ``path`` whole or not at all, or stream it to standard output for ``-``."""
    if str(path) == "-":
        stream: IO[bytes] = sys.stdout.buffer
        for chunk in chunks:
            stream.write(chunk.encode("utf-8", "replace"))
        stream.flush()
        return
    from feedback_miner.store import write_bytes

    write_bytes(path, b"".join(chunk.encode("utf-8", "replace") for chunk in chunks))
