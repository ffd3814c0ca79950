"""A queue in words: its rows as people read them, and its counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from feedback_miner.desk import Queue
from feedback_miner.language import t
from feedback_miner.report.plain import clean
from feedback_miner.triage import record
from feedback_miner.triage.columns import SHOWN
from feedback_miner.triage.flags import FLAG_NAMES
from feedback_miner.triage.leftout import REASONS
from feedback_miner.triage.queue import MINUTES
from feedback_miner.triage.status import CLOSED, TEXTS, name_of

__all__ = ["KINDS", "LATE", "counts", "left_rows", "recorded", "shown_rows", "summary_lines"]

LATE = {
    "statutory": ("超法定期限", "past the statutory day"),
    "internal": ("只超内部时限", "past the internal target alone"),
    "customer": ("只超客户期限", "past the customer's deadline alone"),
}
KINDS = {
    "copy": ("文字相同", "copied"),
    "event": ("同一事件", "same event"),
    "person": ("同一人", "same person"),
}


def shown_rows(table: pd.DataFrame, queue: Queue) -> list[dict[str, Any]]:
    """Return cases as rows of words and numbers by column key, with ``late`` beside them."""
    kinds = {one.id: one for one in queue.kinds.categories}
    rows = []
    for row in table.to_dict("records"):
        kind = kinds.get(row["category"])
        shown: dict[str, Any] = {key: row.get(key, "") for key in (*SHOWN, *queue.own)}
        shown |= {
            "flags": t("、", ", ").join(t(*FLAG_NAMES[flag]) for flag in row["flags"]),
            "category": kind.name if kind else "",
            "cause": kind.cause if kind else "",
            "status": name_of(row["status"]),
            "record": recorded(row),
            "overdue": t(*LATE[row["overdue"]]) if row["overdue"] else "",
            "limit": f"{row['limit']}「{row['limit_words']}」" if row["limit_words"] else "",
            "group_kind": t(*KINDS[row["group_kind"]]) if row["group_kind"] else "",
            "late": row["overdue"],
        }
        rows.append(shown)
    return rows


def recorded(row: Mapping[str, Any]) -> str:
    """Return the record of what a case is written with."""
    return record.write(
        row["response_id"],
        row["status_given"],
        row["status"],
        row["owner_given"],
        {key: row[key] for key in TEXTS},
    )


def left_rows(queue: Queue) -> Iterator[tuple[str, str, str]]:
    """Yield number, reason in words and text of what makes no case."""
    for response_id, reason, text in queue.left.itertuples(index=False):
        yield response_id, t(*REASONS[reason]), text


def counts(queue: Queue) -> dict[str, Any]:
    """Return the day's counts, each with its base, JSON-ready."""
    cases = queue.cases
    still = cases[~cases["status"].isin(CLOSED)]
    names = queue.kinds.names()
    causes = {one.id: one.cause for one in queue.kinds.categories}
    sources = queue.responses.sources
    flags = Counter(flag for flags in still["flags"] for flag in flags)
    figures: dict[str, Any] = clean(
        {
            "now": queue.now.strftime(MINUTES) if queue.now else None,
            "read": sum(source.read for source in sources),
            "accepted": sum(source.accepted for source in sources),
            "quarantined": sum(source.quarantined for source in sources),
            "texts": queue.verbatims,
            "cases": len(cases),
            "open": len(still),
            "closed": len(cases) - len(still),
            "lines": int(cases["lead"].sum()),
            "groups": int((cases["lead"] & (cases["group_size"] > 1)).sum()),
            "grouped": int((cases["group_size"] > 1).sum()),
            "shown": int(queue.shown["lead"].sum()),
            "repeaters": int(
                cases.loc[(cases["person"] != "") & (cases["person_cases"] > 1), "person"].nunique()
            ),
            "urgency": {str(u): int((still["urgency"] == u).sum()) for u in (3, 2, 1)},
            "overdue": {kind: int((still["overdue"] == kind).sum()) for kind in LATE},
            "flags": {flag: flags[flag] for flag in FLAG_NAMES if flags[flag]},
            "categories": _counted(still["category"]),
            "causes": _counted(still["category"].map(causes)),
            "owners": _counted(still["owner"]),
        }
    )
    figures["names"] = {
        "categories": names,
        "flags": {flag: t(*words) for flag, words in FLAG_NAMES.items()},
    }
    return figures


def _counted(column: pd.Series[Any]) -> dict[str, int]:
    found = Counter(column.tolist())
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], str(pair[0]))))


def summary_lines(queue: Queue) -> Iterator[tuple[str, list[tuple[str, str | int]]]]:
    """Yield headings with their lines for the workbook's summary."""
    known = counts(queue)
    names = known["names"]
    base = t(f"（未结 n={known['open']}）", f" (open n={known['open']})")
    rule = queue.rules.rule
    yield (
        t("队列", "Queue"),
        [
            (t("截至", "As of"), known["now"] or t("未知", "unknown")),
            (t("读入行", "Rows read"), known["read"]),
            (
                t("接受 / 隔离", "Accepted / quarantined"),
                f"{known['accepted']} / {known['quarantined']}",
            ),
            (
                t("个案（未结 / 已结）", "Cases (open / closed)"),
                f"{known['open']} / {known['closed']}",
            ),
            (t("队列行（同组合为一行）", "Lines (a group is one)"), known["lines"]),
            (
                t("组 / 组内个案", "Groups / cases in them"),
                f"{known['groups']} / {known['grouped']}",
            ),
            (t("重复投诉人", "People who complain again"), known["repeaters"]),
            (t("未入队（没有个案）", "Left out (no case)"), len(queue.left)),
            (t("法定时限依据", "Statutory rule"), rule or t("无", "none")),
            (
                t("次序", "Order"),
                t(
                    "未结在前；紧急度（超法定期限升一级）；今天要办的里，还能制止的在前（人身危险，"
                    "再是进行中的欺诈）；最重的标记；客户自己给的期限已到或明天到；超期；同组件数；负面程度；时间",
                    "open first; urgency (one higher past the statutory day); among those for "
                    "today what can still be stopped (a life in danger, then fraud in progress); "
                    "the gravest flag; the customer's own deadline where it is tomorrow or "
                    "before; overdue; size of the group; how negative; time",
                ),
            ),
            (t("投诉人代号", "Complainants' codes"), _codes(queue)),
        ],
    )
    words = {
        "3": t("3 今天", "3 today"),
        "2": t("2 尽快", "2 soon"),
        "1": t("1 一般", "1 ordinary"),
    }
    if len(queue.left):
        found = Counter(reason for _, reason, _ in left_rows(queue))
        yield t("未入队", "Left out") + f"（n={len(queue.left)}）", list(found.items())
    yield t("紧急度", "Urgency") + base, [(words[u], n) for u, n in known["urgency"].items()]
    yield t("超期", "Overdue") + base, [(t(*LATE[k]), n) for k, n in known["overdue"].items()]
    yield t("标记", "Flags") + base, [(names["flags"][k], n) for k, n in known["flags"].items()]
    yield (
        t("类别", "Categories") + base,
        [(names["categories"].get(k, k), n) for k, n in known["categories"].items()],
    )
    yield t("责任部门", "Owners") + base, list(known["owners"].items())


def _codes(queue: Queue) -> str:
    """Say how far the complainants' codes can be compared."""
    if queue.survey.options.salt:
        return t("按 --salt 的盐，各次导出可比", "by the salt of --salt: the same in every export")
    return t(
        "未给 --salt：沿用 -o 工作簿里已有的代号，新代号只在本次导出内有效",
        "without --salt: those of the workbook at -o go on, new ones hold for this export only",
    )
