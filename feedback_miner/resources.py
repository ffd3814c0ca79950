"""Where the lexicons and the demo corpora lie: beside the package in a wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path

__all__ = ["corpora", "lexicons"]

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def lexicons() -> Path:
    """Return the folder of lexicons and codebooks."""
    return _folder("lexicons")


def corpora() -> Path:
    """Return the folder of our own sample exports."""
    return _folder("corpora")
