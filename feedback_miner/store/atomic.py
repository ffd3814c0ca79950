"""Atomic writes: a temporary file in the same folder, fsync, rename, fsync of the folder."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from types import TracebackType

from feedback_miner.errors import FeedbackMinerError, OutputError, StorageError
from feedback_miner.language import t
from feedback_miner.store.earlier import (
    Cleared,
    alone,
    clear_unfinished,
    foreign,
    open_unfinished,
    stale,
)

__all__ = [
    "Staging",
    "failure",
    "writable",
    "writable_folder",
    "write_bytes",
    "write_secret",
    "write_text",
]

PATIENCE = 30.0  # seconds to wait for another run that moves its files into the same folder
BEFORE = ".before"  # of a staging folder: what stood in the place of its files
CANNOT_BE_MADE = (
    FileNotFoundError,
    PermissionError,
    NotADirectoryError,
    IsADirectoryError,
    FileExistsError,
)


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 text to ``path``, whole or not at all; see ``write_bytes``."""
    write_bytes(path, text.encode())


def writable(path: Path) -> None:
    """Raise OutputError where ``write_bytes`` could not make the file ``path``, before anything is
    worked out for it; nothing is left behind."""
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not path.exists() or path.is_file():
            _try_folder(Path(os.path.realpath(path)).parent)
    except OSError as error:
        raise failure(path, error) from None


def writable_folder(folder: Path) -> None:
    """Raise OutputError where no files could be made in ``folder``, or where it, or a folder above
    it, could not be made; nothing is made or left behind."""
    try:
        above = next(path for path in (folder, *folder.absolute().parents) if path.exists())
        _try_folder(above)
    except OSError as error:
        raise failure(folder, error) from None


def _try_folder(folder: Path) -> None:
    with tempfile.TemporaryFile(dir=folder):
        pass


def write_bytes(path: Path, data: bytes, last: Callable[[], None] | None = None) -> None:
    """Write ``data`` to ``path``, whole or not at all; through a link to what it points at, and
    straight into a device or pipe, which are no files to be replaced. ``last`` is called right
    before the finished file takes its place.

    Raises OutputError where the file cannot be made, StorageError where writing fails half-way;
    what stood there before stays then.
    """
    temporary = None
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_bytes(data)
            return
        place = Path(os.path.realpath(path))
        descriptor, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if last:
            last()
        _publish(temporary, place)
    except OSError as error:
        raise failure(path, error) from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def write_secret(path: Path, text: str) -> None:
    """Make a file that only its owner may read (mode 0600), whole or not at all; one that is
    already there is left alone, and then FileExistsError is raised as an OutputError."""
    made = False
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        made = True
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _sync_folder(path.parent)
    except OSError as error:
        if made:
            path.unlink(missing_ok=True)
        raise failure(path, error) from None


def _publish(temporary: Path, path: Path) -> None:
    """Give a finished file its name, and the mode of the one it replaces or else what the user's
    umask asks for."""
    umask = os.umask(0)
    os.umask(umask)
    temporary.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~umask)
    os.replace(temporary, path)
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every file system can
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def failure(path: Path, error: OSError) -> FeedbackMinerError:
    """Return the error of ours that an operating system's error on ``path`` means."""
    if isinstance(error, CANNOT_BE_MADE):
        return OutputError(
            t("无法创建输出", "cannot make the output") + f" ({error.strerror})",
            file=str(path),
            do=t("请检查文件夹是否存在、可写", "check that the folder exists and is writable"),
        )
    return StorageError(
        t("写入失败", "writing failed") + f" ({error.strerror})",
        file=str(path),
        do=t("请检查磁盘空间后重试", "check the disk's space and try again"),
    )


class Staging:
    """A folder of outputs written together: files are made in a hidden folder beside their
    place and moved in only when all are finished.

    >>> with Staging(Path("out")) as folder:      # doctest: +SKIP
    ...     (folder / "summary.json").write_text("{}")

    ``record`` names the output that lists the others with their hashes (see ``earlier``): files
    that the one of an earlier run lists and this run does not write are removed as the new ones
    come, where they are unchanged; ``cleared`` tells which. Hidden folders of killed runs go too.
    ``last`` is called right before the finished files are moved in.

    Raises OutputError where the folder or a file in it cannot be made, StorageError where writing
    fails, BusyError where another run has been moving its files in for ``PATIENCE`` seconds; then
    nothing in the folder has changed.
    """

    def __init__(
        self, folder: str | Path, record: str = "", last: Callable[[], None] | None = None
    ) -> None:
        self.folder, self.record, self.last = Path(folder), record, last
        self.cleared = Cleared()
        self._staging: Path | None = None
        self._lock: int | None = None

    def __enter__(self) -> Path:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            clear_unfinished(self.folder)
            self._staging, self._lock = open_unfinished(self.folder)
        except OSError as error:
            raise failure(self.folder, error) from None
        return self._staging

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._staging is not None
        try:
            if kind is None:
                self._place(self._staging)
        except OSError as problem:
            raise failure(self.folder, problem) from None
        finally:
            shutil.rmtree(self._staging, ignore_errors=True)
            if self._lock is not None:
                os.close(self._lock)
        if isinstance(error, OSError) and not isinstance(error, FeedbackMinerError):
            raise failure(self.folder, error) from None

    def _place(self, staging: Path) -> None:
        """Move the finished files in and those of an earlier run out; the record comes last, so
        that what an interrupted run leaves is still listed. Where one cannot be moved, what stood
        there before is put back."""
        made = sorted(staging.iterdir(), key=lambda path: (path.name == self.record, path.name))
        for path in made:
            with path.open("rb") as file:
                os.fsync(file.fileno())
            _replaceable(self.folder / path.name)
        with alone(self.folder, PATIENCE):
            if self.record:
                self._refuse_foreign(made)
                self.cleared = stale(self.folder, self.record, {path.name for path in made})
            if self.last:
                self.last()
            old = staging / BEFORE
            old.mkdir()
            new = {path.name for path in made if not os.path.lexists(self.folder / path.name)}
            moved: list[Path] = []
            try:
                for path in made:
                    if path.name == self.record:
                        for name in self.cleared.removed:
                            moved.append(self.folder / name)
                            os.replace(moved[-1], old / name)
                    moved.append(self.folder / path.name)
                    _keep(moved[-1], old)
                    os.replace(path, moved[-1])
            except BaseException as error:  # told to stop, too
                self.cleared = Cleared()
                _put_back(moved, old, new)
                if isinstance(error, OSError):
                    raise failure(moved[-1], error) from None
                raise
            _sync_folder(self.folder)

    def _refuse_foreign(self, made: Sequence[Path]) -> None:
        """Raise OutputError where a file would take the place of another command's."""
        found = foreign(self.folder, self.record, made)
        if found:
            name, other = found
            raise OutputError(
                t(
                    f"这个文件是另一命令写的（见同一文件夹的 {other}），不覆盖",
                    f"another command wrote this file (see {other} in the same folder); it stays",
                ),
                file=str(self.folder / name),
                do=t("请给 -o 换一个文件夹", "choose another folder at -o"),
            )


def _replaceable(path: Path) -> None:
    """Raise OutputError where a folder stands in the place of a file."""
    if path.is_dir() and not path.is_symlink():
        raise OutputError(
            t("这里是文件夹，不能写成文件", "a folder is in the place of this file"),
            file=str(path),
            do=t("请移走它，或换一个 -o", "move it away, or choose another -o"),
        )


def _keep(path: Path, old: Path) -> None:
    """Keep what stands at ``path`` in the folder ``old``; it stays where it is as well, so that
    who is killed now has lost nothing."""
    if not os.path.lexists(path):
        return
    try:
        os.link(path, old / path.name, follow_symlinks=False)
    except (OSError, NotImplementedError):  # a file system without links
        part = old / f"{path.name}.part"
        shutil.copy2(path, part, follow_symlinks=False)
        part.rename(old / path.name)


def _put_back(moved: Sequence[Path], old: Path, new: Collection[str]) -> None:
    """Undo moves into and out of a folder, the last first; nothing stood at the ``new`` names."""
    for path in reversed(moved):
        with contextlib.suppress(OSError):  # put back what can be
            if path.name in new:
                path.unlink(missing_ok=True)
            elif os.path.lexists(old / path.name):
                os.replace(old / path.name, path)
