"""From several coders' labels to gold lines: what they agree on, and what a judge settled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["JUDGES", "is_judge", "settle"]

# A coder (or sheet) of this name has the last word.
JUDGES = ("定稿", "settled", "gold")


def is_judge(name: str) -> bool:
    """Tell whether a coder or sheet of this name has the last word."""
    return name.strip().lower() in JUDGES


def settle(
    coded: Mapping[str, Mapping[str, Mapping[str, Any]]],
) -> tuple[list[dict[str, Any]], int]:
    """Return gold lines of all keys in order, and how many have a label left open.

    ``coded`` gives a line by coder and key. The judge's line counts where there is one; else each
    label on which all coders agree, and one they differ on is left out of the line: ``train`` and
    ``evaluate`` pass over labels that are not there. A line without any label is not returned.
    """
    judges = [name for name in coded if is_judge(name)]
    keys = dict.fromkeys(key for labels in coded.values() for key in labels)
    lines, open_ = [], 0
    for key in keys:
        judge = next((name for name in judges if key in coded[name]), None)
        if judge is not None:
            lines.append(dict(coded[judge][key]))
            continue
        said = [labels[key] for labels in coded.values() if key in labels]
        line = {name: said[0][name] for name in ("id", "text", "question", "kind")}
        for name in ("sentiment", "factors", "acts", "valid"):
            values = [sorted(s[name]) if isinstance(s[name], list) else s[name] for s in said]
            if all(value == values[0] for value in values):
                line[name] = said[0][name]
        missing = {"sentiment", "factors", "acts", "valid"} - set(line)
        open_ += bool(missing)
        if len(missing) < 4 and "valid" in line:
            lines.append(line)
    return lines, open_
