"""jieba's dictionary, read once a process and kept in a private cache.

jieba itself keeps its cache as marshal data under a predictable name in the shared temporary
folder, from where anybody's file would be loaded (marshal can run code). Ours lies in a folder
that only this user may enter, and holds nothing but words and numbers; where no such folder can
be had there is no cache.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
import warnings
from array import array
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# jieba asks pkg_resources, slow to import, for nothing but its own files, and opens them itself
# where there is none.
_HIDDEN = "pkg_resources"
_hiding = sys.modules.setdefault(_HIDDEN, None) is None  # type: ignore[arg-type]
with warnings.catch_warnings():
    # Its regular expressions warn on newer Pythons.
    warnings.simplefilter("ignore")
    import jieba
if _hiding:
    del sys.modules[_HIDDEN]

__all__ = ["CACHE_VARIABLE", "Dictionary", "cache_folder", "jieba", "load"]

CACHE_VARIABLE = "FEEDBACK_MINER_CACHE"
"""Names another cache folder; empty: no cache."""

_MAGIC = b"feedback-miner dictionary 1\n"


@dataclass(frozen=True)
class Dictionary:
    """Frequencies by word (0 for what only begins words), parts of speech, and their sum."""

    frequencies: dict[str, int]
    tags: dict[str, str]
    total: int


@cache
def load() -> Dictionary:
    """Return jieba's own dictionary, from the cache if there is a fresh one. Never raises for
    want of a cache."""
    path = Path(jieba.__file__).with_name("dict.txt")
    folder = cache_folder()
    if folder is None:
        return _parse(path.read_bytes())
    status = path.stat()
    stamp = f"jieba-{jieba.__version__}-{status.st_size}-{status.st_mtime_ns}"
    cached = folder / f"{stamp}.words"
    dictionary = _read(cached)
    if dictionary is None:
        dictionary = _parse(path.read_bytes())
        _write(cached, dictionary)
    return dictionary


def cache_folder() -> Path | None:
    """Return this user's own cache folder, made if need be; None where none is safe.

    Safe is a real folder that belongs to this user and that nobody else may enter.
    """
    chosen = os.environ.get(CACHE_VARIABLE)
    if chosen == "":
        return None
    folder = Path(chosen) if chosen else _usual_place()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
    except (OSError, RuntimeError, ValueError):
        return None
    return folder if _is_private(status, stat.S_ISDIR(status.st_mode)) else None


def _usual_place() -> Path:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME", "")
    if not base or not os.path.isabs(base):
        base = os.path.expanduser("~/.cache")
    return Path(base) / "feedback-miner"


def _is_private(status: os.stat_result, right_kind: bool) -> bool:
    if not right_kind:
        return False
    if sys.platform == "win32":  # the folder lies within the user's profile
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & 0o077


def _parse(data: bytes) -> Dictionary:
    """Read lines of word, frequency and part of speech."""
    frequencies: dict[str, int] = {}
    tags: dict[str, str] = {}
    for line in data.decode("utf-8").splitlines():
        word, frequency, tag = line.split(" ")
        frequencies[word] = int(frequency)
        tags[word] = tag
    total = sum(frequencies.values())  # a word that stands twice counts once, as in rjieba
    for word in tags:
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    return Dictionary(frequencies, tags, total)


def _read(path: Path) -> Dictionary | None:
    """Return a cached dictionary; None where it is missing, damaged or not private."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            if not _is_private(status, stat.S_ISREG(status.st_mode)):
                return None
            data = file.read()
        if not data.startswith(_MAGIC):
            return None
        words_size, numbers_size, tags_size = array("q", data[len(_MAGIC) : len(_MAGIC) + 24])
        start = len(_MAGIC) + 24
        if len(data) != start + words_size + numbers_size + tags_size:
            return None
        words = data[start : start + words_size].decode("utf-8").split("\n")
        start += words_size
        numbers = array("q", data[start : start + numbers_size])
        tags = data[start + numbers_size :].decode("utf-8").split("\n")
    except (OSError, ValueError):
        return None
    if not len(words) == len(numbers) >= len(tags):
        return None
    return Dictionary(
        dict(zip(words, numbers, strict=True)),
        dict(zip(words, tags, strict=False)),
        sum(numbers),
    )


def _write(path: Path, dictionary: Dictionary) -> None:
    """Write the cache whole or not at all; a cache that cannot be written is done without."""
    # The words with a tag come first, in the order of ``tags``; what only begins words follows.
    words = "\n".join(dictionary.frequencies).encode("utf-8")
    numbers = array("q", dictionary.frequencies.values()).tobytes()
    tags = "\n".join(dictionary.tags.values()).encode("utf-8")
    sizes = array("q", (len(words), len(numbers), len(tags))).tobytes()
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".words-")
        with os.fdopen(handle, "wb") as file:
            file.write(_MAGIC + sizes + words + numbers + tags)
        os.replace(temporary, path)
    except OSError:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
