"""What analysts wrote into a queue: statuses, owners, notes and columns of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from feedback_miner import privacy
from feedback_miner.errors import DataError
from feedback_miner.ingest.header import unique
from feedback_miner.ingest.queue_file import read_queue
from feedback_miner.language import t
from feedback_miner.privacy.shield import mask_column
from feedback_miner.triage import record
from feedback_miner.triage.columns import EDITED, KEY_OF, SHOWN, own_name, sheet_names
from feedback_miner.triage.origin import names_staff, staff
from feedback_miner.triage.status import TEXTS, Update, Updates, read_status

__all__ = ["hidden", "masked", "read_updates", "together"]

LOOK = 20  # rows among which the header stands, below titles somebody added


def read_updates(path: Path) -> Updates:
    """Return what a returned queue says of each case, by response_id.

    The file may be sorted anew, have columns added or moved and rows deleted. Cells that still
    hold what the queue was made with are no word of the analyst's; of a file that does not tell
    that (an older one, or without its hidden columns) every cell is, save a status "open". Of a
    case that stands on both sheets both rows count, its line in the queue first where they differ.
    Raises DataError where the file is no queue.
    """
    queue, members, *_ = sheet_names()
    grids = read_queue(path, [*queue, *members])
    found: Updates = {}
    seen = False
    lines: dict[str, str] = {}
    for grid in grids:
        placed = _header(grid)
        if placed is None:
            continue
        seen = True
        row, names = placed
        rows = [
            {n: c.strip() for n, c in zip(names, cells, strict=False) if n}
            for cells in grid[row + 1 :]
        ]
        records = record.read(
            (read.get("record", "") for read in rows),
            (_plain(read.get("response_id", "")) for read in rows),
        )
        for read in rows:
            response_id = _plain(read.get("response_id", ""))
            if not response_id:
                continue
            update = _update(read, records.get(response_id))
            lead = lines.setdefault(read.get("line", ""), response_id)
            if len(grids) > 1 and read.get("line") and lead != response_id:
                update = replace(update, line=lead)
            known = found.get(response_id)
            # On both sheets: its line in the queue is where most is written, the later word.
            found[response_id] = update if known is None else _merged(update, known)
    if not seen:
        raise DataError(
            t(
                "不像本工具生成的队列：没有「编号」与「状态」列",
                "this is no queue of this tool: it has no columns Id and Status",
            ),
            file=path.name,
            do=t("请给出 triage 写出的文件", "give a file that triage wrote"),
        )
    return found


def masked(updates: Updates, salt: str = "") -> Updates:
    """Return updates with personal data masked in what analysts wrote, heads of their own columns
    included, each column read with its header as those of an export are. A cell that is nothing but
    a name stays where it tells who handles the case: the owner, and own columns of staff."""
    heads = list(dict.fromkeys(name for one in updates.values() for name, _ in one.own))
    shown = dict(zip(heads, privacy.mask_labels(heads), strict=True))
    extensions, notes, unread = (
        _column([getattr(one, key) for one in updates.values()], header, salt)
        for key, header in (
            ("extension", SHOWN["extension"][0]),
            ("note", SHOWN["note"][0]),
            ("unread", SHOWN["status"][0]),
        )
    )
    said = {name: _column(_cells(updates, name), name, salt) for name in heads}
    return {
        response_id: replace(
            update,
            owner=staff(update.owner, salt),
            extension=extensions[update.extension],
            note=notes[update.note],
            unread=unread[update.unread],
            own=tuple((shown[name], said[name][cell]) for name, cell in update.own),
        )
        for response_id, update in updates.items()
    }


def hidden(plain: Updates, shown: Updates) -> tuple[tuple[str, str], ...]:
    """Return response_id and column, as shown, of each cell that ``masked`` changed."""
    found = []
    for response_id, one in plain.items():
        new = shown[response_id]
        for key in TEXTS:
            if one.text(key) != new.text(key):
                found.append((response_id, t(*SHOWN[key])))
        for (_, before), (head, cell) in zip(one.own, new.own, strict=True):
            if before != cell:
                found.append((response_id, head))
    return tuple(found)


def together(first: Updates, then: Updates) -> Updates:
    """Return what two queues say, the later one last (see ``_merged``)."""
    both = {**first, **then}
    for response_id in first.keys() & then.keys():
        both[response_id] = _merged(first[response_id], then[response_id])
    return both


def _cells(updates: Updates, name: str) -> list[str]:
    """Return the cells of one of the analysts' own columns."""
    return [cell for one in updates.values() for head, cell in one.own if head == name]


def _column(cells: Sequence[str], header: str, salt: str) -> dict[str, str]:
    """Return each distinct cell of a column with what stands in its place."""
    plain = pd.Series(list(dict.fromkeys(cells)), dtype="object")
    if names_staff(header):
        return {cell: staff(cell, salt) for cell in plain}
    once = mask_column(plain, header, salt)
    return {cell: privacy.mask(new, salt) for cell, new in zip(plain, once, strict=True)}


def _header(grid: Sequence[Sequence[str]]) -> tuple[int, list[str]] | None:
    """Return the number of the header's row and the columns' names in it, ours as keys."""
    for number, row in enumerate(grid[:LOOK]):
        names = _names([cell.strip() for cell in row])
        if "response_id" in names and "status" in names:
            return number, names
    return None


def _names(heads: Sequence[str]) -> list[str]:
    """Return the key of each column of ours and the name of each of the analyst's own.

    A workbook has our labels, other files our keys; a key that workbooks do not show is none of
    ours there. Of two columns that bear a name of ours (a second 备注) one is ours, see ``_ours``;
    the other is the analyst's, under a name that is not ours.
    """
    keyed = "status" in heads and "response_id" in heads
    keys = [KEY_OF.get(head, "") for head in heads]
    keys = [key if keyed or key in SHOWN else "" for key in keys]
    places = {_ours(heads, keys, key): key for key in dict.fromkeys(filter(None, keys))}
    own = iter(unique([own_name(h) for at, h in enumerate(heads) if h and at not in places]))
    return [places.get(at) or (next(own) if head else "") for at, head in enumerate(heads)]


def _ours(heads: Sequence[str], keys: Sequence[str], key: str) -> int:
    """Return which of the columns of a key the queue was written with: the one whose head is of the
    kind that most have (keys in files, names in workbooks), then the one that stands where it was
    written, before the column that follows it or behind the one it follows; else the first."""
    places = [place for place, one in enumerate(keys) if one == key]
    if len(places) == 1:
        return places[0]
    written = sum(head == one for head, one in zip(heads, keys, strict=True) if one)
    as_keys = 2 * written > sum(map(bool, keys))
    order = [one for one in SHOWN if one in keys]
    at = order.index(key) if key in order else -1
    before, behind = ((order[at - 1 : at] or [""])[0], (order[at + 1 :] or [""])[0])

    def fit(place: int) -> tuple[bool, bool, bool]:
        return (
            (heads[place] == key) == as_keys,
            behind != "" and [*keys, ""][place + 1] == behind,
            before != "" and ["", *keys][place] == before,
        )

    return max(places, key=fit)


def _update(read: Mapping[str, str], made: record.Record | None) -> Update:
    own = tuple((n, _plain(c)) for n, c in read.items() if n not in KEY_OF.values() and n)
    values = {key: _plain(read.get(key, "")) for key in EDITED}
    said = values["status"]
    status = read_status(said)
    unread = "" if status else said
    fresh = True
    if made is None:
        status = "" if status == "open" else status
    elif status in ("", made.written):
        fresh, status = False, "" if made.written == made.given else made.written
    # A column that somebody deleted clears nothing.
    untouched = {k for k in TEXTS if k not in read or (made and made.untouched(k, values[k]))}
    routed = made is not None and made.routed(values["owner"])
    cleared = {k for k in TEXTS if not values[k] or (k == "owner" and routed)} - untouched
    return Update(
        status,
        "" if routed else values["owner"],
        values["extension"],
        values["note"],
        own,
        unread,
        fresh,
        made.given if made else "open",
        person=_plain(read.get("person", "")),
        said=_plain(read.get("text", "")),
        recorded=made is not None,
        untouched=frozenset(untouched),
        cleared=frozenset(cleared) if made and made.texts else frozenset(),
    )


def _merged(old: Update, new: Update) -> Update:
    """Return what two rows of one case say together: of two statuses the one written since its
    queue was made, else the later; of owner, extension and note the later that an analyst wrote or
    cleared, else the later that is filled, as of own columns. Nothing that one of them says alone
    is lost, save what the other cleared."""
    later = new.status and (new.fresh or not old.fresh or not old.status)
    word = new if later else old if old.status else new
    own = dict(old.own)
    own |= {name: value or own.get(name, "") for name, value in new.own}
    by = {
        key: new if new.wrote(key) or (new.text(key) and not old.wrote(key)) else old
        for key in TEXTS
    }
    return Update(
        word.status,
        by["owner"].owner,
        by["extension"].extension,
        by["note"].note,
        tuple(own.items()),
        new.unread or old.unread,
        word.fresh,
        word.given,
        line=new.line or old.line,
        person=new.person or old.person,
        said=new.said or old.said,
        recorded=new.recorded and old.recorded,
        untouched=frozenset(key for key in TEXTS if key in by[key].untouched),
        cleared=frozenset(key for key in TEXTS if key in by[key].cleared),
    )


def _plain(cell: str) -> str:
    """Take back the apostrophe that keeps a CSV cell from becoming a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@＝＋－＠") else cell
