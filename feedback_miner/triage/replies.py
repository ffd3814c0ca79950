"""Suggested openings of a reply: drafts from a file of templates, never sent by anybody here."""

from __future__ import annotations

import string
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from feedback_miner.errors import ConfigError
from feedback_miner.language import current, t
from feedback_miner.lexicon.toml import key_line, read_toml, refuse, unknown
from feedback_miner.lexicon.tsv import read_text
from feedback_miner.spelling import suggestion

__all__ = ["Replies", "load"]

FIELDS = frozenset({"when", "days", "within"})
# Templates beside those of categories: for any, for lives at risk, and what follows a day missed.
OTHERS = ("default", "life", "violence", "late")
LANGUAGES = ("zh", "en")
# Whose template is looked for where a life is in danger, the gravest flag first.
_LIFE = {"self_harm": ("life",), "violence": ("violence", "life")}


class Replies:
    """The templates of a codebook by category."""

    def __init__(self, templates: Mapping[str, Mapping[str, str]]) -> None:
        self._templates = templates

    def opening(
        self,
        category: str,
        received: str,
        days: int,
        flags: Collection[str] = (),
        late: bool = False,
    ) -> str:
        """Return the draft for a case; "" where there is neither a template nor a default.

        Where ``flags`` tell of a life in danger no category's fits: there it is that of ``life``,
        or of ``violence``, or none. Where the statutory day has passed (``late``) nothing is
        promised by it: no template that names the ``days`` is offered.
        """
        names = next((_LIFE[flag] for flag in _LIFE if flag in flags), (category, "default"))
        given = (self._templates[name][current()] for name in names if name in self._templates)
        found = next((words for words in given if not (late and "days" in _fields(words))), None)
        if found is None:
            return ""
        when = received[:10] or t("近日", "recently")
        days = days or 15
        within = t(f"在{days}日内", f"within {days} days")
        if late:
            within = t("尽快", "as soon as we can")
            if "within" in _fields(found) and "late" in self._templates:
                found += t("", " ") + self._templates["late"][current()]
        return t("【草稿】", "[DRAFT] ") + found.format(when=when, days=days, within=within)


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
        if name not in OTHERS and name not in categories:
            raise _wrong(
                path,
                t(f"没有类别 {name}", f"there is no category {name}"),
                key_line(lines, name),
                suggestion(name, [*OTHERS, *categories]),
            )
        if not isinstance(words, dict) or not all(
            isinstance(words.get(language), str) and _fit(words[language]) for language in LANGUAGES
        ):
            raise _wrong(
                path,
                t(
                    f"{name} 要有 zh 与 en，占位只能用 {{when}}、{{days}}、{{within}}",
                    f"{name} needs zh and en, with no field but {{when}}, {{days}}, {{within}}",
                ),
                key_line(lines, name),
            )
        refuse(unknown(words, LANGUAGES, path, lines, f"[{name}]", key_line(lines, name) or 1))
    return Replies(given)


def _fit(template: str) -> bool:
    try:
        return _fields(template) <= FIELDS
    except ValueError:
        return False


def _fields(template: str) -> set[str]:
    """Return the names of a template's fields. Raises ValueError where it is wrong."""
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def _wrong(path: Path, what: str, row: int | None = None, do: str = "") -> ConfigError:
    return ConfigError(
        t("回复模板有误：", "wrong reply templates: ") + what,
        file=str(path),
        row=row,
        do=do or t("请改正该文件", "mend the file"),
    )
