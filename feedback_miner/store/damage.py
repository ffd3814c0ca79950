"""What reading a file of arrays raises where it is damaged or no such file."""

from __future__ import annotations

import lzma
import zipfile
import zlib

__all__ = ["DAMAGED"]

# RuntimeError holds a zip's unknown compression and its passwords.
DAMAGED = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)
