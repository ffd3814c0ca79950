"""Suggested openings of a reply: drafts from a file of templates, never sent by anybody here."""

from __future__ import annotations

import string
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from feedback_miner.errors import ConfigError
from feedback_miner.language import current, t
from feedback_miner.lexicon.toml import key_line, read_toml, refuse, unknown
from feedback_miner.lexicon.tsv import read_text
from feedback_miner.spelling import suggestion

__all__ = ["Replies", "load"]

FIELDS = frozenset({"when", "days"})
LANGUAGES = ("zh", "en")


class Replies:
    """The templates of a codebook by category."""

    def __init__(self, templates: Mapping[str, Mapping[str, str]]) -> None:
        self._templates = templates

    def opening(self, category: str, received: str, days: int, life: bool = False) -> str:
        """Return the draft for a case; "" where there is neither a template nor a default. Where a
        ``life`` may be in danger no category's fits: there it is that of ``life``, or none."""
        names = ("life",) if life else (category, "default")
        found = next((self._templates[name] for name in names if name in self._templates), None)
        if found is None:
            return ""
        when = received[:10] or t("近日", "recently")
        return t("【草稿】", "[DRAFT] ") + found[current()].format(when=when, days=days or 15)


def load(folder: Path, categories: Mapping[str, Any]) -> Replies:
    """Load ``replies.toml`` of a codebook folder.

    Raises ConfigError where it is missing, wrong, or names an unknown category or field.
    """
    path = folder / "replies.toml"
    if not path.exists():
        raise _wrong(path, t("没有这个文件", "no such file"))
    given = read_toml(path)
    lines = read_text(path).splitlines()
    for name, words in given.items():
        if name not in ("default", "life") and name not in categories:
            raise _wrong(
                path,
                t(f"没有类别 {name}", f"there is no category {name}"),
                key_line(lines, name),
                suggestion(name, ["default", "life", *categories]),
            )
        if not isinstance(words, dict) or not all(
            isinstance(words.get(language), str) and _fit(words[language]) for language in LANGUAGES
        ):
            raise _wrong(
                path,
                t(
                    f"{name} 要有 zh 与 en，占位只能用 {{when}}、{{days}}",
                    f"{name} needs zh and en, with no field but {{when}} and {{days}}",
                ),
                key_line(lines, name),
            )
        refuse(unknown(words, LANGUAGES, path, lines, f"[{name}]", key_line(lines, name) or 1))
    return Replies(given)


def _fit(template: str) -> bool:
    try:
        named = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
    except ValueError:
        return False
    return named <= FIELDS


def _wrong(path: Path, what: str, row: int | None = None, do: str = "") -> ConfigError:
    return ConfigError(
        t("回复模板有误：", "wrong reply templates: ") + what,
        file=str(path),
        row=row,
        do=do or t("请改正该文件", "mend the file"),
    )
