"""The queue itself: exports in, its cases and lines out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

import pandas as pd

from feedback_miner import annotate, ingest, lexicon
from feedback_miner import verbatims as texts
from feedback_miner.desk.notes import notes
from feedback_miner.desk.wish import Wish, select
from feedback_miner.ingest.misnamed import note_misnamed
from feedback_miner.lexicon import Codebook
from feedback_miner.privacy.rows import known_of
from feedback_miner.survey import Options, Survey, with_columns
from feedback_miner.triage import (
    categories,
    clock,
    leftout,
    overlap,
    queue,
    replies,
    returned,
    unfit,
)
from feedback_miner.triage.status import CLOSED, Updates

__all__ = ["Queue", "prepare"]


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
        shown = shown.assign(reply=_openings(shown, codebook, kinds))
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
            *(note for one in responses.sources for note in note_misnamed(one)),
            *ingest.note_unnamed(responses, survey),
            *overlaps,
            *notes(cases, left, responses, survey, rules, wanted, own, hidden),
        ),
        hidden,
    )


def _openings(shown: pd.DataFrame, codebook: Codebook, kinds: categories.Categories) -> list[str]:
    """Return the draft of a reply's opening to each case."""
    drafts = replies.load(codebook.folder, kinds.names())
    told = zip(
        shown["category"],
        shown["received"],
        shown["statutory_days"],
        shown["flags"],
        shown["overdue"] == "statutory",
        strict=True,
    )
    return [drafts.opening(*known) for known in told]


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
