"""Named patterns of a table that a person can edit: what a step of the program listens for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from feedback_miner import resources
from feedback_miner.language import t
from feedback_miner.lexicon.tsv import read_rows
from feedback_miner.stamps import stamp

__all__ = ["load", "read"]

_NAME = re.compile(r"\{([a-z_]+)\}")


def load(name: str, flags: int = 0) -> Mapping[str, re.Pattern[str]]:
    """Return the patterns of a bundled table, as ``care/origin``, by name; read again where its
    file changed. Raises ConfigError as ``read`` does."""
    path = resources.lexicons() / f"{name}.tsv"
    return _loaded(path, flags, stamp(path))


@lru_cache(maxsize=64)  # more than there are tables: none is read twice
def _loaded(path: Path, flags: int, as_of: object) -> Mapping[str, re.Pattern[str]]:
    return read(path, flags)


def read(path: Path, flags: int = 0) -> Mapping[str, re.Pattern[str]]:
    """Return the patterns of the table at ``path`` (``name``, ``pattern``) by name, compiled.

    Lines of one name are choices; ``{name}`` stands for what lines above it have under that name.
    Raises ConfigError, with file and line, for a name that is not above or a pattern that is none.
    """
    sources: dict[str, str] = {}
    found: dict[str, re.Pattern[str]] = {}
    for row in read_rows(path, ("name", "pattern")):
        unknown = [name for name in _NAME.findall(row["pattern"]) if name not in sources]
        if unknown:
            raise row.error(
                t(f"上面没有 {{{unknown[0]}}}", f"no {{{unknown[0]}}} above"), column="pattern"
            )
        one = _NAME.sub(lambda match: f"(?:{sources[match[1]]})", row["pattern"])
        known = sources.get(row["name"])
        sources[row["name"]] = one if known is None else f"{known}|{one}"
        try:
            found[row["name"]] = re.compile(sources[row["name"]], flags)
        except re.error as error:
            raise row.error(
                t(f"模式有误：{error}", f"wrong pattern: {error}"), column="pattern"
            ) from None
    return found
