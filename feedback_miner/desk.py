"""From an export to the care team's queue: what ``triage`` does, without topics and drivers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

import pandas as pd

from feedback_miner import annotate, ingest, lexicon, privacy
from feedback_miner import verbatims as texts
from feedback_miner.language import t
from feedback_miner.lexicon import Codebook
from feedback_miner.privacy.rows import known_of
from feedback_miner.survey import Options, Survey, with_columns
from feedback_miner.triage import (
    categories,
    clock,
    closing,
    leftout,
    overlap,
    queue,
    replies,
    returned,
    unfit,
    workdays,
)
from feedback_miner.triage.columns import namesake
from feedback_miner.triage.status import CLOSED, STATUSES, Updates, unread_statuses

__all__ = ["Queue", "Wish", "absent", "prepare", "select"]

UNREAD = 20  # characters shown of a status that is not understood


@dataclass(frozen=True)
class Wish:
    """What a user wants of the queue: the moment it is made for, who complained since when, whose
    lines, how many, what analysts wrote before, and reply openings or none."""

    now: datetime | None = None
    since: datetime | None = None
    owner: str = ""
    top: int = 0
    updates: Updates | None = None
    replies: bool = False

    @property
    def whole(self) -> bool:
        """Tell whether all of the queue is wanted, no choice of lines."""
        return self.since is None and not self.owner and not self.top


@dataclass(frozen=True)
class Queue:
    """A queue ready to be written. ``cases`` are all of it, ``shown`` those wished for, ``left``
    the responses that make none (``leftout.LEFT_OUT``); ``own`` names the analyst's own columns,
    which ``shown`` carries; ``hidden`` tells (id, column) of each cell of theirs that was
    masked."""

    cases: pd.DataFrame
    shown: pd.DataFrame
    left: pd.DataFrame
    own: tuple[str, ...]
    now: datetime | None
    wish: Wish
    survey: Survey
    codebook: Codebook
    kinds: categories.Categories
    rules: clock.Clock
    responses: ingest.Responses
    verbatims: int
    notes: tuple[str, ...]
    hidden: tuple[tuple[str, str], ...] = ()


def prepare(
    sources: Sequence[Path | Literal["-"]],
    survey: Survey | None,
    options: Options,
    wish: Wish | None = None,
    *,
    encoding: str | None = None,
    progress: Callable[[str], None] = lambda stage: None,
) -> Queue:
    """Read exports and return the queue they make.

    Raises FeedbackMinerError for inputs, codebooks or surveys that are unfit, DataError for an
    export without open texts.
    """
    wanted = wish or Wish()
    hidden: tuple[tuple[str, str], ...] = ()
    if wanted.updates and not options.keep_pii:
        shown_updates = returned.masked(wanted.updates, options.salt)
        hidden = returned.hidden(wanted.updates, shown_updates)
        wanted = replace(wanted, updates=shown_updates)
    progress("ingest")
    reading = survey.options if survey else None
    survey = with_columns(survey)
    responses = ingest.read(sources, survey, encoding=encoding, options=reading)
    unfit.refuse_queue(responses)
    if survey is None:
        survey = ingest.propose(responses).survey
    survey = replace(survey, options=options)
    texts.require(responses, survey)
    responses, overlaps = overlap.once(responses, survey)
    codebook = lexicon.load(options.codebook)
    kinds, rules = categories.load(codebook), clock.load(codebook.folder)
    progress("annotate")
    said = texts.extract(responses.table, survey, known_of(responses.table))
    verbatims, opinions = annotate.run(said, options)
    unfit.require_texts(responses.sources, int(verbatims["valid"].sum()))
    progress("triage")
    cases = queue.rank(
        verbatims,
        opinions,
        responses.table,
        survey,
        codebook,
        now=wanted.now,
        updates=wanted.updates,
    )
    now = wanted.now or queue.now_of(queue.received(cases))
    shown, own = _carried(select(cases, wanted), wanted.updates or {})
    if wanted.replies:
        drafts = replies.load(codebook.folder, kinds.names())
        shown = shown.assign(
            reply=[
                drafts.opening(*known)
                for known in zip(
                    shown["category"],
                    shown["received"],
                    shown["statutory_days"],
                    shown["flags"],
                    shown["overdue"] == "statutory",
                    strict=True,
                )
            ]
        )
    left = leftout.left_out(verbatims, cases)
    return Queue(
        cases,
        shown,
        left,
        own,
        now,
        wanted,
        survey,
        codebook,
        kinds,
        rules,
        responses,
        len(verbatims),
        (
            *unfit.misnamed(responses.sources),
            *ingest.note_unnamed(responses, survey),
            *overlaps,
            *_hidden(hidden),
            *_absent(cases, wanted.updates or {}),
            *_unqueued(left, wanted),
            *_unmet(cases, wanted),
            *_unread(cases, unread_statuses(responses.table), options.keep_pii),
            *_namesakes(own),
            *closing.notes(cases, wanted.updates or {}),
            *_notes(cases, survey, rules),
        ),
        hidden,
    )


def select(cases: pd.DataFrame, wish: Wish) -> pd.DataFrame:
    """Return the cases of the lines wished for: owner, since (a case without a time stays, and a
    line stays where any of its cases is new), then the first ``top`` open lines."""
    keep = pd.Series(True, index=cases.index)
    if wish.since is not None:
        since = wish.since.strftime(queue.MINUTES)
        late = (cases["received"] >= since) | (cases["received"] == "")
        keep &= cases["line"].isin(cases.loc[late, "line"])
    if wish.owner:
        keep &= cases["line"].isin(cases.loc[_owned(cases, wish.owner), "line"])
    chosen = cases[keep]
    if wish.top:
        leads = chosen[chosen["lead"] & ~chosen["status"].isin(CLOSED)]
        chosen = chosen[chosen["line"].isin(leads["line"].head(wish.top))]
    return chosen.reset_index(drop=True)


def _owned(cases: pd.DataFrame, owner: str) -> pd.Series[bool]:
    """Tell of each case whether it leads a line of that owner."""
    return cases["lead"] & cases["owner"].str.contains(owner, case=False, regex=False)


def _carried(shown: pd.DataFrame, updates: Updates) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Add the analyst's own columns; a line that is led by another case now keeps what any of its
    cases said, an open one not what was said of a closed one: that matter was another."""
    names: Counter[str] = Counter()
    for update in updates.values():
        names.update(name for name, _ in update.own)
    own = tuple(name for name in names if name not in shown.columns)
    if not own:
        return shown, ()
    said = {response_id: dict(update.own) for response_id, update in updates.items()}
    columns: dict[str, list[str]] = {name: [] for name in own}
    by_line: dict[tuple[int, str], str] = {}
    closed = shown["status"].isin(CLOSED)
    open_lines = {int(line) for line in shown.loc[shown["lead"] & ~closed, "line"]}
    for line, response_id, over in zip(shown["line"], shown["response_id"], closed, strict=True):
        if over and int(line) in open_lines:
            continue
        for name, value in said.get(response_id, {}).items():
            if value:
                by_line.setdefault((int(line), name), value)
    for line, response_id, lead in zip(
        shown["line"], shown["response_id"], shown["lead"], strict=True
    ):
        for name in own:
            mine = said.get(response_id, {}).get(name, "")
            columns[name].append(mine or (by_line.get((int(line), name), "") if lead else ""))
    return shown.assign(**columns), own


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


def _unqueued(left: pd.DataFrame, wanted: Wish) -> list[str]:
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
    if wanted.whole:
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


def _unmet(cases: pd.DataFrame, wanted: Wish) -> list[str]:
    """Say which of a user's words found nothing: an owner without lines, statuses not known."""
    notes = []
    if wanted.owner and len(cases) and not _owned(cases, wanted.owner).any():
        owners = sorted(filter(None, set(cases["owner"])))
        notes.append(
            t(
                f"没有「{wanted.owner}」的行；队列里的部门：{'、'.join(owners)}",
                f'no line of "{wanted.owner}"; owners in the queue: {", ".join(owners)}',
            )
        )
    updates = wanted.updates or {}
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


def _notes(cases: pd.DataFrame, survey: Survey, rules: clock.Clock) -> list[str]:
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
