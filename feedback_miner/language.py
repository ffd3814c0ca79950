"""The language of what users read: Chinese or English."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["LANGUAGES", "current", "from_environment", "speaking", "t", "use"]

LANGUAGES = ("zh", "en")
_language: ContextVar[str] = ContextVar("language", default="zh")


def t(zh: str, en: str) -> str:
    """Return the wording for the current language."""
    return en if _language.get() == "en" else zh


def current() -> str:
    """Return the current language, ``zh`` or ``en``."""
    return _language.get()


def use(language: str) -> None:
    """Make ``language`` the current one from here on."""
    if language not in LANGUAGES:
        raise ValueError(f"language must be one of {LANGUAGES}, not {language!r}")
    _language.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Make ``language`` the current one within a ``with`` block."""
    before = current()
    use(language)
    try:
        yield
    finally:
        use(before)


def from_environment(environment: Mapping[str, str] = os.environ) -> str:
    """Choose a language from ``FEEDBACK_MINER_LANG`` or the locale: Chinese unless English."""
    for name in ("FEEDBACK_MINER_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"
