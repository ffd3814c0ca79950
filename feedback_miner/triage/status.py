"""Where a case stands: the words of exports and returned queues, and what they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from feedback_miner.language import t
from feedback_miner.tables import own_columns

__all__ = ["CLOSED", "STATUSES", "Update", "Updates", "export_statuses", "read_status", "stage_of"]

# Id: names, whether the case is closed, and the statutory stage it stands at.
STATUSES: dict[str, tuple[str, str]] = {
    "open": ("待处理", "open"),
    "progress": ("处理中", "in progress"),
    "extended": ("已延长", "extended"),
    "further": ("再延长", "extended again"),
    "closed": ("已办结", "closed"),
    "rejected": ("不予受理", "not accepted"),
}
CLOSED = frozenset({"closed", "rejected"})
_WORDS = (
    ("further", r"再延长|二次延长|延期.?60|extended again|second extension"),
    ("extended", r"延长|延期|extended|extension"),
    ("rejected", r"不予?受理|撤诉|撤回|无效|作废|rejected|not accepted|withdrawn|invalid"),
    (
        "open",
        r"(?:未|没有?|尚未|还没|不能|无法)(?:能|全)?(?:办|处理|解决|完成|关闭|结案)|待|新建|^open$|^new$|pending|reopen|重开|重新打开",
    ),
    ("progress", r"处理中|跟进|受理中|核实|转办|in.?progress|ongoing|(?<!已)(?<!已经)处理$"),
    (
        "closed",
        r"办结|办完|办好|结案|关闭|已解决|解决了|处理(?:完|好)|已经?处理|已回复|已完成|完结"
        r"|closed|done|resolved|solved",
    ),
)
_PATTERNS = tuple((status, re.compile(words, re.I)) for status, words in _WORDS)
_COLUMN = re.compile(
    r"^(?:(?:处理|工单|办理|投诉|案件|当前|受理)?状态|办理情况|处理进度|status|state|case.?status)$",
    re.I,
)


@dataclass(frozen=True)
class Update:
    """What an analyst wrote of a case: a status of ours ("" none), who handles it, the reason of
    an extension, a note, the analyst's own columns, and the word for a status that was not
    understood.

    ``fresh``: the status was written since the queue was made, when the export said ``given``.
    ``line`` is the case that led its line there, "" of a lead; ``person`` the complainant's code.
    ``recorded``: the queue told what it was made with, so that untouched cells are known."""

    status: str = ""
    owner: str = ""
    extension: str = ""
    note: str = ""
    own: tuple[tuple[str, str], ...] = ()
    unread: str = ""
    fresh: bool = True
    given: str = "open"
    line: str = ""
    person: str = ""
    recorded: bool = True

    @property
    def worked(self) -> bool:
        """Tell whether an analyst wrote anything of the case."""
        words = (self.status, self.owner, self.extension, self.note, self.unread)
        return any(words) or any(value for _, value in self.own)


Updates = dict[str, Update]


def read_status(words: str) -> str:
    """Return the status that words mean, "" where they mean none we know."""
    text = words.strip()
    if text in STATUSES:
        return text
    for status, pattern in _PATTERNS:
        if text and pattern.search(text):
            return status
    return ""


def export_statuses(responses: pd.DataFrame) -> dict[str, str]:
    """Return the status by response_id where the export has a column of it (处理状态)."""
    for name in own_columns(responses):
        if _COLUMN.match(name.strip()):
            return {
                response_id: status
                for response_id, cell in zip(
                    responses["response_id"].astype("str").tolist(),
                    responses[name].astype("str").tolist(),
                    strict=True,
                )
                if (status := read_status(cell))
            }
    return {}


def stage_of(status: str, extension: str) -> str:
    """Return the statutory stage: an extension counts only with its reason."""
    if status == "further" and extension.strip():
        return "further"
    if status in ("extended", "further") and extension.strip():
        return "extended"
    return "simple"


def name_of(status: str) -> str:
    """Return a status's name in the current language."""
    return t(*STATUSES[status])
