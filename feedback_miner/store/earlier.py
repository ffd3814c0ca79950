"""What an earlier run left in an output folder: tables this run does not write, and the hidden
folders of runs that were killed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from feedback_miner.errors import BusyError
from feedback_miner.language import t

__all__ = [
    "RECORDS",
    "TRIAGE",
    "Cleared",
    "alone",
    "clear_unfinished",
    "foreign",
    "hashes",
    "locked",
    "open_unfinished",
    "sha256",
    "stale",
]

# The outputs that list what was written beside them, as ``"outputs": {name: SHA-256}``.
TRIAGE = "triage.json"
RECORDS = ("manifest.json", "drivers.json", "topics.json", TRIAGE)
PREFIX = ".unfinished-"
UNFINISHED = re.compile(re.escape(PREFIX) + r"[a-z0-9_]{8}")  # as mkdtemp names them
DEAD = 86_400.0  # seconds after which an unfinished folder is taken for dead where no lock tells


class Cleared(NamedTuple):
    """The files of an earlier run that this one does not write: those removed, and those left
    because they were changed since."""

    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file in ``folder`` by name."""
    return {path.name: sha256(path) for path in sorted(folder.iterdir())}


def stale(folder: Path, record: str, written: Collection[str]) -> Cleared:
    """Tell which files that ``record`` lists in ``folder`` are not among those ``written`` now.

    What another command's record claims, too, is that one's and in neither list.
    """
    own = _outputs(folder / record)
    others = {
        name for other in RECORDS if other != record for name in _outputs(folder / other).items()
    }
    removed: list[str] = []
    kept: list[str] = []
    for name, digest in sorted(own.items()):
        path = folder / name
        if name in written or (name, digest) in others or path.is_symlink() or not path.is_file():
            continue
        (removed if sha256(path) == digest else kept).append(name)
    return Cleared(tuple(removed), tuple(kept))


def foreign(folder: Path, record: str, made: Collection[Path]) -> tuple[str, str] | None:
    """Return the first file in ``folder`` that one of ``made`` must not take the place of, with the
    record that lists it: a queue's file is no report's, though they bear one name. Files of the
    same bytes are nobody's loss; analyses of one export share their tables."""
    for other in RECORDS:
        if other == record or TRIAGE not in (record, other):
            continue
        listed = _outputs(folder / other)
        for path in made:
            if path.name not in listed or not os.path.lexists(folder / path.name):
                continue
            if sha256(path) != listed[path.name]:
                return path.name, other
    return None


def _outputs(record: Path) -> dict[str, str]:
    """Return what a record lists: plain names only, nothing where it cannot be read."""
    try:
        listed = json.loads(record.read_bytes())["outputs"]
        return {
            str(name): str(digest)
            for name, digest in listed.items()
            if Path(name).name == name and name != record.name
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_unfinished(folder: Path) -> tuple[Path, int | None]:
    """Make a hidden folder in ``folder`` for files under way, and lock it for as long as this
    process lives or the descriptor returned is open (None where there are no locks)."""
    while True:
        made = Path(tempfile.mkdtemp(dir=folder, prefix=PREFIX))
        # Until it is locked, another run may take it for a dead one's: then the next is tried.
        with contextlib.suppress(BlockingIOError, FileNotFoundError):
            lock = locked(made)
            if made.is_dir():
                return made, lock
            if lock is not None:
                os.close(lock)


@contextlib.contextmanager
def alone(folder: Path, patience: float) -> Iterator[None]:
    """Hold ``folder`` for this process, where folders can be locked. Raises BusyError where another
    run still holds it after ``patience`` seconds."""
    until = time.monotonic() + patience
    while True:
        try:
            lock = locked(folder)
            break
        except BlockingIOError:
            if time.monotonic() > until:
                raise BusyError(
                    t("另一次运行正在写这个文件夹", "another run is writing into this folder"),
                    file=str(folder),
                    do=t("请稍后再试", "try again later"),
                ) from None
            time.sleep(0.05)
    try:
        yield
    finally:
        if lock is not None:
            os.close(lock)


def clear_unfinished(folder: Path) -> None:
    """Remove the hidden folders of runs that were killed, never those of a run under way."""
    for path in sorted(folder.iterdir()):
        if not UNFINISHED.fullmatch(path.name) or path.is_symlink() or not path.is_dir():
            continue
        with contextlib.suppress(OSError):  # locked: alive; not ours to open: left
            lock = locked(path)
            if lock is not None or time.time() - path.stat().st_mtime > DEAD:
                shutil.rmtree(path, ignore_errors=True)
            if lock is not None:
                os.close(lock)


if sys.platform == "win32":

    def locked(path: Path, flags: int = 0) -> int | None:
        """Return None: folders cannot be locked."""
        return None

else:
    import fcntl

    def locked(path: Path, flags: int = 0) -> int | None:
        """Lock a folder, or a file (``flags`` may be ``os.O_CREAT``), for this process; return the
        descriptor that holds the lock, None where the file system has no locks. Raises
        BlockingIOError where another process holds it, OSError where it cannot be opened."""
        descriptor = os.open(path, os.O_RDONLY | flags, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            raise
        except OSError:
            os.close(descriptor)
            return None
        return descriptor
