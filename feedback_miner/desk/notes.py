"""What a user is told of a queue beside its lines: what was masked, left out, not understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from feedback_miner import ingest, privacy
from feedback_miner.desk.wish import Wish, owned
from feedback_miner.language import t
from feedback_miner.survey import Survey
from feedback_miner.triage import clock, closing, leftout, revisits, workdays
from feedback_miner.triage.columns import namesake
from feedback_miner.triage.status import STATUSES, Updates, unread_statuses

__all__ = ["absent", "notes"]

UNREAD = 20  # characters shown of a status that is not understood


def notes(
    cases: pd.DataFrame,
    left: pd.DataFrame,
    responses: ingest.Responses,
    survey: Survey,
    rules: clock.Clock,
    wish: Wish,
    own: Sequence[str],
    hidden: Sequence[tuple[str, str]],
) -> Iterator[str]:
    """Yield what is to be told of a queue's ``cases`` and of the responses ``left`` out of it;
    ``own`` and ``hidden`` as a ``Queue`` has them."""
    updates = wish.updates or {}
    yield from _hidden(hidden)
    yield from _absent(cases, updates)
    yield from _unqueued(left, wish)
    yield from _unmet(cases, wish)
    yield from revisits.notes(cases, responses.table)
    yield from _unread(cases, unread_statuses(responses.table), survey.options.keep_pii)
    yield from _namesakes(own)
    yield from closing.notes(cases, updates)
    yield from _timing(cases, survey, rules)


def absent(cases: pd.DataFrame, updates: Updates) -> list[str]:
    """Return the open cases of queues read back that are none of a queue's cases, those that
    analysts wrote on first."""
    held = set(cases["response_id"])
    gone = [
        response_id
        for response_id, update in updates.items()
        if response_id not in held and not closing.is_over(update, updates)
    ]
    return sorted(gone, key=lambda response_id: not updates[response_id].worked)


def _hidden(hidden: Sequence[tuple[str, str]]) -> list[str]:
    """Say how many cells that analysts wrote were masked, in which columns, and how names of staff
    stay."""
    if not hidden:
        return []
    columns = closing.listed(list(dict.fromkeys(column for _, column in hidden)))
    return [
        t(
            f"分析员写的 {len(hidden)} 格像有个人信息，已遮盖（列：{columns}）；"
            "处理人员的姓名若被遮，请把列名改成「处理人」「主办人」一类再读回",
            f"{len(hidden)} cells that analysts wrote look like personal data and were masked "
            f"(columns: {columns}); where they name staff, call the column handler or owner and "
            "read it back again",
        )
    ]


def _absent(cases: pd.DataFrame, updates: Updates) -> list[str]:
    """Say which open cases of the queues read back this export has none of: they stand in no queue
    from now on."""
    gone = absent(cases, updates)
    if not gone:
        return []
    worked = sum(updates[response_id].worked for response_id in gone)
    return [
        t(
            f"读回的队列里 {len(gone)} 件未结的不在这次导出的个案里"
            f"（分析员写过的 {worked} 件在前）："
            f"{closing.listed(gone)}；它们不在新队列里，要留下，请连同含它们的导出一起给",
            f"{len(gone)} open cases of the queue read back are no cases of this export (first the "
            f"{worked} that analysts wrote on): {closing.listed(gone)}; they are not in the new "
            "queue: to keep them, give the export that holds them too",
        )
    ]


def _namesakes(own: Sequence[str]) -> list[str]:
    """Say which of the analyst's own columns go by a marked name, as one of ours has theirs."""
    marked = [name for name in own if namesake(name)]
    if not marked:
        return []
    listed = closing.listed(marked)
    return [
        t(
            f"分析员自加的列与本工具的列同名，保留为：{listed}",
            f"columns that analysts added have names of ours and are kept as: {listed}",
        )
    ]


def _unqueued(left: pd.DataFrame, wish: Wish) -> list[str]:
    """Say how many responses make no case, by why, and where they are listed."""
    if left.empty:
        return []
    found = left["reason"].value_counts()
    zh, en = (
        separator.join(
            f"{leftout.REASONS[one][at]} {found[one]}" for one in leftout.REASONS if one in found
        )
        for at, separator in ((0, "，"), (1, ", "))
    )
    if wish.whole:
        where = t(
            "写成工作簿或文件夹时，逐件列在工作簿「未入队」表（文件夹另有 left_out.csv），请抽看",
            'a workbook lists each on the sheet "Left out" (a folder in left_out.csv too): '
            "have a look",
        )
    else:
        where = t(
            "只要部分行时不列出，-o 文件夹 的 left_out.csv 除外",
            "not listed where lines are chosen, save in left_out.csv of a folder",
        )
    return [
        t(f"另有 {len(left)} 份不入队（{zh}）；", f"{len(left)} more make no case ({en}); ") + where
    ]


def _unmet(cases: pd.DataFrame, wish: Wish) -> list[str]:
    """Say which of a user's words found nothing: an owner without lines, statuses not known."""
    notes = []
    if wish.owner and len(cases) and not owned(cases, wish.owner).any():
        owners = sorted(filter(None, set(cases["owner"])))
        notes.append(
            t(
                f"没有「{wish.owner}」的行；队列里的部门：{'、'.join(owners)}",
                f'no line of "{wish.owner}"; owners in the queue: {", ".join(owners)}',
            )
        )
    updates = wish.updates or {}
    unread = [f"{one}「{update.unread}」" for one, update in updates.items() if update.unread]
    if unread:
        known = [t(*words) for words in STATUSES.values()]
        notes.append(
            t(
                f"读回的表里 {len(unread)} 个状态看不懂，未改，原词记在备注里："
                f"{closing.listed(unread)}；可用：{'、'.join(known)}",
                f"{len(unread)} statuses read back are not understood and change nothing, the "
                "words are kept in the notes: "
                f"{closing.listed(unread)}; known: {', '.join(known)}",
            )
        )
    bare = sum(not update.recorded for update in updates.values())
    if bare:
        notes.append(
            t(
                f"读回的 {bare} 件没有写出时的记录（旧版队列，或隐藏列已删）：部门以及"
                "「待处理」之外的状态都算分析员所写",
                f"{bare} cases read back do not tell what they were written with (an older queue, "
                "or its hidden columns deleted): owners and every status but open count as the "
                "analyst's",
            )
        )
    return notes


def _unread(cases: pd.DataFrame, said: Mapping[str, str], keep_pii: bool) -> list[str]:
    """Say which words of the export's column of statuses are none we know, and of how many cases:
    those count as open."""
    still = cases.loc[cases["status"] == "open", "response_id"]  # save where an analyst wrote one
    found = Counter(said[one] for one in still if one in said)
    if not found:
        return []
    n = sum(found.values())
    words = []
    for cell, count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0])):
        shown = cell if keep_pii else privacy.redact(cell, privacy.recognise(cell))
        words.append(f"「{shown[:UNREAD]}」{count}")
    known = [t(*names) for names in STATUSES.values()]
    return [
        t(
            f"导出的状态列有 {n} 件看不懂（n={len(cases)}），按待处理计：{closing.listed(words)}；"
            f"认得的如：{'、'.join(known)}",
            f"{n} statuses of the export are not understood (n={len(cases)}), these cases count as "
            f"open: {closing.listed(words)}; known are such as {', '.join(known)}",
        )
    ]


def _timing(cases: pd.DataFrame, survey: Survey, rules: clock.Clock) -> list[str]:
    """Say what deadlines rest on: times that are not known, years whose working weekends are not,
    extensions without a reason."""
    notes = []
    unknown = int((cases["received"] == "").sum())
    if not survey.with_role("time"):
        notes.append(t("没有时间列，无法计算时限", "no column of times: no deadlines can be told"))
    elif unknown:
        notes.append(
            t(f"{unknown} 件的时间读不出，没有时限", f"{unknown} cases have no time, no deadline")
        )
    years = {int(due[:4]) for column in ("due", "statutory_due") for due in cases[column] if due}
    guessed = sorted(year for year in years if year > 2005 and not workdays.is_announced(year))
    if guessed:
        listed = "、".join(map(str, guessed))
        notes.append(
            t(
                f"{listed} 年的调休安排未收录，工作日按周末与法定节日推算",
                f"the working weekends of {listed} are not known: worked out from weekends and "
                "statutory holidays",
            )
        )
    bare = int(
        (
            cases["status"].isin(("extended", "further")) & (cases["extension"].str.strip() == "")
        ).sum()
    )
    if bare:
        notes.append(
            t(
                f"{bare} 件标为延长但没写延长理由，仍按 {rules.statutory_days('simple')} 日计",
                f"{bare} cases are marked extended without a reason: "
                f"{rules.statutory_days('simple')} days still hold",
            )
        )
    if not rules.calendar_days and rules.days:
        notes.append(t("法定天数按工作日计", "statutory days are working days"))
    return notes
