"""A file that is read and then written over: whether it is still what was read, and a lock on its
name that keeps two runs apart."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from feedback_miner.errors import BusyError
from feedback_miner.language import t
from feedback_miner.store.atomic import failure
from feedback_miner.store.earlier import locked, sha256

__all__ = ["Standing", "held", "standing"]


class Standing(NamedTuple):
    """What stood at ``path`` when it was looked at: the file's SHA-256, "" for no file."""

    path: Path
    sha256: str

    def changed(self) -> bool:
        """Tell whether a file that is not the one looked at stands there now."""
        return self.path.is_file() and sha256(self.path) != self.sha256


def standing(path: Path) -> Standing:
    """Look at what stands at ``path``, before it is read: what is saved later counts as changed."""
    return Standing(path, sha256(path) if path.is_file() else "")


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold the name of an output for this process, where there are locks: by a hidden file beside
    it, which goes afterwards. A device or pipe is nobody's. Raises BusyError where another run
    holds it, OutputError where no file can be made there."""
    if path.exists() and not path.is_file():
        yield
        return
    place = Path(os.path.realpath(path))  # by whatever link it is called
    mark = place.with_name(f".{place.name}.lock")
    try:
        descriptor = _hold(mark)
    except BlockingIOError:
        raise BusyError(
            t("另一次运行正在写这个文件", "another run is writing this file"),
            file=str(path),
            do=t("请稍后再试", "try again later"),
        ) from None
    except OSError as error:
        raise failure(path, error) from None
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            mark.unlink()
        if descriptor is not None:
            os.close(descriptor)


def _hold(mark: Path) -> int | None:
    """Lock a file that is made where it is not there; return as ``locked`` does."""
    while True:
        descriptor = locked(mark, os.O_CREAT)
        if descriptor is None:
            return None
        with contextlib.suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(descriptor), mark.stat()):
                return descriptor
        os.close(descriptor)  # another run has just removed it: the name is free
