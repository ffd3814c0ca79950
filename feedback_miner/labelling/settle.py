"""From several coders' labels to gold lines: what they agree on, and what a judge settled."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["JUDGES", "is_judge", "settle"]

# A coder (or sheet) of this name has the last word.
JUDGES = ("定稿", "settled", "gold")
LABELLED = ("sentiment", "factors", "acts", "valid")


def is_judge(name: str) -> bool:
    """Tell whether a coder or sheet of this name has the last word."""
    return name.strip().lower() in JUDGES


def settle(
    coded: Mapping[str, Mapping[str, Mapping[str, Any]]],
) -> tuple[list[dict[str, Any]], int]:
    """Return gold lines of all keys in order, and how many have a label left open.

    ``coded`` gives a line by coder and key. The judge's line counts where there is one; else each
    label on which all coders who gave it agree, and one they differ on is left out of the line, as
    is one that nobody gave: ``train`` and ``evaluate`` pass over labels that are not there. A line
    without any label is not returned.
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
        differ = False
        for name in LABELLED:
            given = [one[name] for one in said if name in one]
            values = [sorted(one) if isinstance(one, list) else one for one in given]
            if not values:
                continue
            if all(value == values[0] for value in values):
                line[name] = given[0]
            else:
                differ = True
        open_ += differ
        if "valid" in line:
            lines.append(line)
    return lines, open_
