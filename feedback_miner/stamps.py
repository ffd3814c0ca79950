"""Whether files on disk are still those that were read: the keys of caches by path."""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["Stamp", "stamp"]

Stamp = tuple[tuple[str, int, int, int, int], ...]


def stamp(path: Path) -> Stamp:
    """Return (name, time of writing in ns, time of change in ns, number, size in bytes) of a file,
    or of each file of a folder by name; () where there is nothing.

    Time of change and number (inode) tell a file put in another's place with its time and size.
    Costs a look at the folder, no reading.
    """
    try:
        if path.is_dir():
            with os.scandir(path) as entries:
                files = [(one.name, one.stat()) for one in entries if one.is_file()]
        else:
            files = [(path.name, path.stat())]
    except OSError:
        return ()
    return tuple(
        sorted(
            (name, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_size)
            for name, found in files
        )
    )
