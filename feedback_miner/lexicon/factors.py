"""What ``codebook.toml`` says: factors, the overall verdict, the codebook it grew from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from feedback_miner import resources
from feedback_miner.errors import ConfigError
from feedback_miner.language import t
from feedback_miner.lexicon.bundles import bundled
from feedback_miner.lexicon.codebook import Factor, SubFactor
from feedback_miner.lexicon.toml import Wrong, key_line, place
from feedback_miner.lexicon.tsv import read_text
from feedback_miner.spelling import suggestion

__all__ = ["base_of", "read_factors", "verdict_of", "wrong_in"]


def base_of(head: dict[str, Any], folder: Path, path: Path) -> str:
    """Return the bundled codebook that this one is or grew from, "" for none. Raises ConfigError
    where ``based_on`` names none."""
    if folder.parent == resources.lexicons().resolve():
        return folder.name
    given = head.get("based_on", "")
    if not isinstance(given, str) or not re.fullmatch(r"[a-z0-9_]*", given):
        raise wrong_in(path)(
            t("based_on 应是自带编码本的名称", "based_on is the name of a bundled codebook"),
            "based_on",
        )
    known = bundled()
    if given and given not in known:
        raise ConfigError(
            t(f"没有自带编码本 {given}", f"there is no bundled codebook {given}"),
            file=str(path),
            row=key_line(read_text(path).splitlines(), "based_on"),
            do=suggestion(given, known),
        )
    return given


def verdict_of(head: dict[str, Any], known: dict[str, set[str]], path: Path) -> tuple[str, str]:
    """Return factor and sub-factor of an overall verdict, ("", "") where there is none. Raises
    ConfigError where the codebook lacks them."""
    given = head.get("verdict")
    if given is None:
        return "", ""
    factor = str(given.get("factor", "")) if isinstance(given, dict) else ""
    sub = str(given.get("sub", "")) if isinstance(given, dict) else ""
    if factor not in known or (sub and sub not in known[factor]):
        raise ConfigError(
            t("verdict 指向不存在的因素", "verdict names no factor of the codebook"),
            file=str(path),
            do=t("请改正编码本", "mend the codebook"),
        )
    return factor, sub


def wrong_in(path: Path) -> Wrong:
    """Return what makes an error of a fault and of its place in the file."""
    lines = read_text(path).splitlines()

    def wrong(what: str, part: str, position: int = 0, *names: str) -> ConfigError:
        row = place(lines, part, position, *names)
        return ConfigError(what, file=str(path), row=row, do=t("请改正编码本", "mend the codebook"))

    return wrong


def read_factors(head: dict[str, Any], path: Path) -> Iterator[Factor]:
    """Read and check ``[[factor]]`` and ``[[factor.sub]]``."""
    entries = head.get("factor")
    wrong = wrong_in(path)
    if not isinstance(entries, list) or not entries:
        raise wrong(t("没有 [[factor]]", "no [[factor]]"), "factor")
    seen: set[str] = set()
    for position, entry in enumerate(entries):
        identifier = entry.get("id") if isinstance(entry, dict) else None
        if not isinstance(identifier, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", identifier):
            raise wrong(
                t(
                    f"因素 id 须为小写字母、数字、下划线：{identifier!r}",
                    f"a factor id is lower-case letters, digits, underscores: {identifier!r}",
                ),
                "factor",
                position,
                "id",
            )
        if identifier in seen:
            what = t(f"因素 {identifier} 重复", f"factor {identifier} twice")
            raise wrong(what, "factor", position, "id")
        seen.add(identifier)
        subs = entry.get("sub", [])
        ids = [sub.get("id") for sub in subs if isinstance(sub, dict)]
        bad = [str(sub) for sub in ids if not isinstance(sub, str) or ids.count(sub) > 1]
        if bad or len(ids) != len(subs):
            what = t(f"{identifier} 的子因素有误", f"wrong sub-factor in {identifier}")
            raise wrong(what, "factor", position, "id")
        yield Factor(
            id=identifier,
            zh=str(entry.get("zh", identifier)),
            en=str(entry.get("en", identifier)),
            covers=str(entry.get("covers", "")),
            owner=str(entry.get("owner", "")),
            subfactors=tuple(
                SubFactor(sub["id"], str(sub.get("zh", sub["id"])), str(sub.get("en", sub["id"])))
                for sub in subs
            ),
        )
