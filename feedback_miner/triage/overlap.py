"""Exports that overlap: a ticket that several files hold is one case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import pandas as pd

from feedback_miner.ingest.responses import Responses
from feedback_miner.ingest.times import parse_time
from feedback_miner.language import t
from feedback_miner.survey import Survey
from feedback_miner.triage.closing import listed

__all__ = ["once"]

TELLING = 6  # characters of an id, or of a text, that no two tickets share by chance
# Share of the shorter text's pairs of characters that the other holds: from which the two are one
# text, added to or corrected; below which they have nothing in common but everyday words.
ONE_TEXT, NO_TEXT = 0.6, 0.2


def once(responses: Responses, survey: Survey) -> tuple[Responses, tuple[str, ...]]:
    """Return the responses with one row a ticket, and notes of what was set aside or doubtful.

    Where an id recurs in a later file with the same text, or with the same time of receipt and a
    text that agrees (``_same``), the row of the last file stays, with the id alone, and those of
    the files before go: it is the later word (a status that has come to be closed). What recurs
    within one file stays as it is, as does an id that files give to different tickets: branches
    that number by date and serial number share ids and days. Answers to a survey, where no column
    holds complaints, are left alone: there each file numbers from 1.
    """
    if not any(column.question == "complaint" for column in survey.with_role("text")):
        return responses, ()
    name = next((column.name for column in survey.with_role("id")), None)
    table = responses.table
    if name is None or name not in table or table["source"].nunique() < 2:
        return responses, ()
    ids = table[name].astype("str").str.strip()
    files = {source: n for n, source in enumerate(dict.fromkeys(table["source"].tolist()))}
    of_file = [files[source] for source in table["source"].tolist()]
    rows: dict[str, list[int]] = defaultdict(list)
    for row, ticket in enumerate(ids.tolist()):
        if ticket:
            rows[ticket].append(row)
    several = {
        ticket: places
        for ticket, places in rows.items()
        if len({of_file[row] for row in places}) > 1
    }
    if not several:
        return responses, ()
    times = _cells(table, survey, "time")
    texts = _cells(table, survey, "text")
    gone: set[int] = set()
    named = table["response_id"].astype("str").tolist()
    apart = []
    for ticket, places in several.items():
        kept = [
            row
            for row in places
            if not any(
                of_file[later] > of_file[row]
                and _same(ticket, times[row], times[later], texts[row], texts[later])
                for later in places
            )
        ]
        gone |= set(places) - set(kept)
        numbers = [named[row] for row in places]
        for row, number in zip(kept, numbers, strict=False):
            named[row] = number
        if len({of_file[row] for row in kept}) > 1:
            apart.append(numbers[0])
    table = table.assign(response_id=pd.Series(named, index=table.index, dtype="str"))
    stays = [row not in gone for row in range(len(table))]
    table = table[stays].reset_index(drop=True)
    return replace(responses, table=table), tuple(_notes(len(gone), len(several), apart))


def _cells(
    table: pd.DataFrame, survey: Survey, role: Literal["time", "text"]
) -> list[tuple[str, ...]]:
    """Return the cells of the columns of a role, row by row."""
    names = [column.name for column in survey.with_role(role) if column.name in table]
    if not names:
        return [()] * len(table)
    columns = [table[name].astype("str").str.split().str.join(" ").tolist() for name in names]
    return list(zip(*columns, strict=True))


def _same(
    ticket: str,
    time: Sequence[str],
    later_time: Sequence[str],
    text: Sequence[str],
    later_text: Sequence[str],
) -> bool:
    """Tell whether two rows of one id are one ticket: what it says is the same; or the minute it
    came in, and the texts are not wholly unlike; or its day where the id alone tells it from
    others, and the later text is the earlier one, added to or corrected."""
    alike = any(time) and time == later_time
    if text == later_text and (len("".join(text)) >= TELLING or alike):
        return True
    for one, other in zip(time, later_time, strict=True):
        moment, then = parse_time(one), parse_time(other)
        if moment is None or moment != then:
            continue
        clock = (moment.hour, moment.minute) != (0, 0)
        if (clock or len(ticket) >= TELLING) and _agreement(text, later_text) >= (
            NO_TEXT if clock else ONE_TEXT
        ):
            return True
    return False


def _agreement(text: Sequence[str], later: Sequence[str]) -> float:
    """Return the share (0 to 1) of the shorter texts' pairs of characters that the others hold,
    column by column; 1 where the earlier row says nothing, which is then no loss."""
    if not any(text):
        return 1.0
    held = [(_pairs(one), _pairs(other)) for one, other in zip(text, later, strict=True)]
    shorter = sum(min(len(one), len(other)) for one, other in held)
    return sum(len(one & other) for one, other in held) / shorter if shorter else 0.0


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(max(1, len(text) - 1))} if text else set()


def _notes(gone: int, several: int, apart: Sequence[str]) -> list[str]:
    found = []
    if gone:
        found.append(
            t(
                f"几个文件都有的工单 {several - len(apart)} 张，各算一件，以靠后的文件为准"
                f"（前面文件里的 {gone} 行不用）",
                f"{several - len(apart)} tickets stand in several files: each is one case, as the "
                f"later file has it ({gone} rows of the files before are not used)",
            )
        )
    if apart:
        found.append(
            t(
                f"{len(apart)} 个编号在几个文件里时间与内容都不同，或时间相同而内容对不上，"
                f"算各自的个案（后者编号加 #2）：{listed(apart)}",
                f"{len(apart)} ids stand in several files with other times and texts, or one time "
                "and texts that do not agree: cases of their own (#2 behind the later): "
                f"{listed(apart)}",
            )
        )
    return found
