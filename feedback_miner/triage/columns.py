"""The queue's columns: their keys in files, their names in workbooks, in the order shown."""

from __future__ import annotations

from feedback_miner.language import t

__all__ = [
    "EDITED",
    "HIDDEN",
    "KEY_OF",
    "SHOWN",
    "WHERE_TOLD",
    "label",
    "namesake",
    "own_name",
    "sheet_names",
]

SHOWN: dict[str, tuple[str, str]] = {
    "line": ("序号", "Line"),
    "response_id": ("编号", "Id"),
    "urgency": ("紧急度", "Urgency"),
    "flags": ("标记", "Flags"),
    "category": ("类别", "Category"),
    "cause": ("监管口径（投诉原因）", "Regulator's cause"),
    "owner": ("责任部门", "Owner"),
    "status": ("状态", "Status"),
    "due": ("最近时限", "Due"),
    "statutory_due": ("法定期限", "Statutory day"),
    "days_left": ("法定剩余天数", "Days left"),
    "overdue": ("超期", "Overdue"),
    "limit": ("客户给的期限", "Customer's deadline"),
    "received": ("受理时间", "Received"),
    "group_size": ("同组件数", "In group"),
    "group_first": ("首次日期", "First date"),
    "group_kind": ("归组原因", "Grouped as"),
    "channel": ("来源渠道", "Channel"),
    "handler": ("源系统经办人", "Handler at the source"),
    "person": ("投诉人代号", "Complainant"),
    "person_cases": ("该人件数", "Their cases"),
    "reason": ("入列原因", "Reason"),
    "text": ("原文（已去标识化）", "Text (de-identified)"),
    "reply": ("回复开头（草稿，须人工审改，系统不发送）", "Reply opening (DRAFT, never sent)"),
    "extension": ("延长理由", "Reason of extension"),
    "note": ("备注", "Note"),
    "record": ("写出时的记录（勿改）", "Written with (keep)"),
}
HIDDEN = frozenset({"record"})  # in workbooks: what each case was written with
WHERE_TOLD = (
    "limit",
    "channel",
    "handler",
    "reply",
)  # columns that stand where any case fills them
EDITED = ("status", "owner", "extension", "note")  # columns of ours that analysts fill in
KEY_OF = {name: key for key, names in SHOWN.items() for name in (key, *names)}
# Columns that files carry beside those, which are ours and no analyst's.
KEY_OF |= {
    key: key
    for key in (
        *("rank", "factor", "subfactor", "due_hours", "statutory_days", "lead", "group", "score"),
        *("category_name", "cause", "status_given", "owner_given", "closed_with", "left_out"),
        *("limit_words", "personal_data"),
    )
}
KEY_OF |= {"原文（未去标识化）": "text", "Text (NOT de-identified)": "text"}


_OWN = ("（自填）", " (own)")  # behind the name of an analyst's column that one of ours has too


def own_name(name: str) -> str:
    """Return the name an analyst's own column goes by: its own, marked where ours has it."""
    return name + t(*_OWN) if name in KEY_OF else name


def namesake(name: str) -> bool:
    """Tell whether ``own_name`` marked this name."""
    return any(name.endswith(mark) and name.removesuffix(mark) in KEY_OF for mark in _OWN)


def label(key: str) -> str:
    """Return a column's name in the current language."""
    return t(*SHOWN[key])


def sheet_names() -> tuple[tuple[str, str], ...]:
    """Return the names of the queue, its groups, what makes no case and the summary, in Chinese
    and English."""
    return ("队列", "Queue"), ("同组", "Groups"), ("未入队", "Left out"), ("概览", "Summary")
