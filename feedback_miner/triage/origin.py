"""Where a complaint came in and who handles it there: columns of the export beside its text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

import pandas as pd

from feedback_miner import privacy
from feedback_miner.ingest.unanswered import unanswered
from feedback_miner.lexicon import expressions
from feedback_miner.tables import own_columns

__all__ = ["Origin", "flag_of", "names_staff", "origins", "staff"]

# Who hands a complaint on, and the urgency it asks for.
RELAYS = (("supervisor", 3), ("public", 2), ("press", 2))


@lru_cache(maxsize=1)  # asked of every row
def _words() -> Mapping[str, re.Pattern[str]]:
    return expressions.load("care/origin", re.IGNORECASE)


class Origin(NamedTuple):
    """The channel and the handler's cell at the source, "" where not told; the channel that is a
    regulator's or publishes complaints, and the urgency it asks for."""

    channel: str
    handler: str
    relay: str
    urgency: int

    @property
    def flag(self) -> str:
        """The flag that the channel raises by itself, "" for none."""
        return flag_of(self.relay)


def flag_of(relay: str) -> str:
    """Return the flag that a channel which hands on complaints raises, "" for no channel."""
    if not relay:
        return ""
    words = _words()
    regulator = words["supervisor"].search(relay) or words["public"].search(relay)
    return "regulator" if regulator else "media"


def origins(responses: pd.DataFrame, *, salt: str = "", keep: bool = False) -> dict[str, Origin]:
    """Return the origin by response_id of those that tell any. Personal data is masked as in
    texts, unless ``keep``; the handler is staff (see ``staff``)."""
    names, words = own_columns(responses), _words()
    channels = [name for name in names if words["channel"].match(name.strip())]
    handlers = [name for name in names if words["handler"].match(name.strip())]
    if not channels and not handlers:
        return {}
    said = _each(responses, channels, str if keep else lambda cell: privacy.mask(cell, salt))
    by = _each(responses, handlers[:1], str if keep else lambda cell: staff(cell, salt))
    found = {}
    relays: dict[tuple[str, ...], tuple[str, int]] = {}  # few channels, many rows
    for response_id, cells, person in zip(
        responses["response_id"].astype("str").tolist(), said, by, strict=True
    ):
        key = tuple(cells)
        if key not in relays:
            relays[key] = _relay(cells)
        relay, urgency = relays[key]
        one = Origin(" / ".join(cells), "".join(person), relay, urgency)
        if one.channel or one.handler:
            found[response_id] = one
    return found


def staff(cell: str, salt: str = "") -> str:
    """Return a cell that tells who handles a case, personal data in it masked; a cell that is
    nothing but a name stays: it is staff, no customer."""
    if not cell or privacy.likely_name(cell):
        return cell
    return privacy.mask(privacy.mask_cell(cell, salt=salt), salt)


def names_staff(header: str) -> bool:
    """Tell whether a column's header says that it tells who of the staff handles a case."""
    return _words()["staff"].match(header.strip()) is not None


def _each(
    responses: pd.DataFrame, names: list[str], shown: Callable[[str], str]
) -> list[list[str]]:
    """Return the distinct answered cells of some columns, row by row, as they may be shown."""

    @lru_cache(maxsize=10_000)
    def once(cell: str) -> str:
        return "" if unanswered(cell, "channel") else shown(cell)

    columns = [responses[name].astype("str").str.strip().tolist() for name in names]
    if not columns:
        return [[] for _ in range(len(responses))]
    return [
        [told for cell in dict.fromkeys(row) if (told := once(cell))]
        for row in zip(*columns, strict=True)
    ]


def _relay(cells: list[str]) -> tuple[str, int]:
    """Return the first cell that names who hands complaints on, and the urgency it asks for."""
    words = _words()
    for name, urgency in RELAYS:
        for cell in cells:
            if words[name].search(cell):
                return cell, urgency
    return "", 0
