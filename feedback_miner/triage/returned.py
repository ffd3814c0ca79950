"""What analysts wrote into a queue: statuses, owners, notes and columns of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from feedback_miner import privacy
from feedback_miner.errors import DataError
from feedback_miner.ingest.header import unique
from feedback_miner.ingest.queue_file import read_queue
from feedback_miner.language import t
from feedback_miner.triage import record
from feedback_miner.triage.columns import EDITED, KEY_OF, SHOWN, own_name, sheet_names
from feedback_miner.triage.origin import staff
from feedback_miner.triage.status import Update, Updates, read_status

__all__ = ["masked", "read_updates", "together"]

LOOK = 20  # rows among which the header stands, below titles somebody added


def read_updates(path: Path) -> Updates:
    """Return what a returned queue says of each case, by response_id.

    The file may be sorted anew, have columns added or moved and rows deleted. Cells that still
    hold what the queue was made with are no word of the analyst's; of a file that does not tell
    that (an older one, or without its hidden columns) every cell is, save a status "open". A
    case's own row (on the sheet of groups) goes before the line of its group. Raises DataError
    where the file is no queue.
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
            found[response_id] = update if known is None else _joined(known, update)
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
    included. A cell that is nothing but a name stays: it is who handles the case."""
    heads = {name: privacy.mask_label(name) for one in updates.values() for name, _ in one.own}
    return {
        response_id: replace(
            update,
            owner=staff(update.owner, salt),
            extension=staff(update.extension, salt),
            note=staff(update.note, salt),
            own=tuple((heads[name], staff(cell, salt)) for name, cell in update.own),
            unread=staff(update.unread, salt),
        )
        for response_id, update in updates.items()
    }


def together(first: Updates, then: Updates) -> Updates:
    """Return what two queues say, the later one last: its word counts where it has one."""
    both = {**first, **then}
    for response_id in first.keys() & then.keys():
        old, new = first[response_id], then[response_id]
        if old.status and not new.status:
            new = replace(new, status=old.status, fresh=old.fresh, given=old.given)
        both[response_id] = replace(
            new, owner=new.owner or old.owner, person=new.person or old.person
        )
    return both


def _header(grid: Sequence[Sequence[str]]) -> tuple[int, list[str]] | None:
    for number, row in enumerate(grid[:LOOK]):
        names = _names([cell.strip() for cell in row])
        if "response_id" in names and "status" in names:
            return number, names
    return None


def _names(cells: Sequence[str]) -> list[str]:
    """Return the key of each column of ours and the name of each of the analyst's own.

    A workbook has our labels, other files our keys: of two columns that would be one of ours the
    one in the file's manner is, and a key that workbooks do not show is none of ours there. The
    other is the analyst's, under a name that is not ours.
    """
    keyed = "status" in cells and "response_id" in cells
    ours: dict[str, int] = {}
    for in_its_manner in (True, False):
        for at, cell in enumerate(cells):
            key = KEY_OF.get(cell, "")
            if key and (keyed or key in SHOWN) and ((cell == key) == keyed) == in_its_manner:
                ours.setdefault(key, at)
    places = {at: key for key, at in ours.items()}
    own = iter(unique([own_name(c) for at, c in enumerate(cells) if c and at not in places]))
    return [places.get(at) or (next(own) if cell else "") for at, cell in enumerate(cells)]


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
    return Update(
        status,
        "" if made and made.routed(values["owner"]) else values["owner"],
        values["extension"],
        values["note"],
        own,
        unread,
        fresh,
        made.given if made else "open",
        person=_plain(read.get("person", "")),
        recorded=made is not None,
    )


def _joined(line: Update, member: Update) -> Update:
    """Return what two rows of one case say together: a word written since goes before one that
    stood there, a word that moves the case on before one that does not."""
    later = (member.fresh, member.status != "open") >= (line.fresh, line.status != "open")
    word = member if member.status and (later or not line.status) else line
    mine = dict(member.own)
    own = tuple((n, value or mine.get(n, "")) for n, value in line.own)
    own += tuple((n, value) for n, value in member.own if n not in dict(line.own))
    return replace(
        line,
        status=word.status,
        fresh=word.fresh,
        given=word.given,
        owner=line.owner or member.owner,
        extension=member.extension or line.extension,
        note=line.note or member.note,
        own=own,
        unread=line.unread or member.unread,
    )


def _plain(cell: str) -> str:
    """Take back the apostrophe that keeps a CSV cell from becoming a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@＝＋－＠") else cell
