"""What analysts wrote into a queue: statuses, owners, notes and columns of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from feedback_miner import privacy
from feedback_miner.errors import DataError
from feedback_miner.ingest.queue_file import read_queue
from feedback_miner.language import t
from feedback_miner.triage.columns import EDITED, KEY_OF, sheet_names
from feedback_miner.triage.status import Update, Updates, read_status

__all__ = ["masked", "read_updates"]

LOOK = 20  # rows among which the header stands, below titles somebody added


def read_updates(path: Path) -> Updates:
    """Return what a returned queue says of each case, by response_id.

    The file may be sorted anew, have columns added or moved and rows deleted. A case's own row (on
    the sheet of groups) goes before the line of its group; a line's status holds for every case of
    the group that has no later word of its own. Raises DataError where the file is no queue.
    """
    queue, members, _ = sheet_names()
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
        for cells in grid[row + 1 :]:
            read = {n: c.strip() for n, c in zip(names, cells, strict=False) if n}
            response_id = _plain(read.get("response_id", ""))
            if not response_id:
                continue
            update = _update(read)
            # A word on a group's line is said of all its cases, unless one has gone further.
            line = lines.setdefault(read.get("line", ""), update.status)
            if len(grids) > 1 and update.status in ("", "open") and line:
                update = replace(update, status=line)
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
            owner=_masked(update.owner, salt),
            extension=_masked(update.extension, salt),
            note=_masked(update.note, salt),
            own=tuple((heads[name], _masked(cell, salt)) for name, cell in update.own),
        )
        for response_id, update in updates.items()
    }


def _masked(cell: str, salt: str) -> str:
    if not cell or privacy.likely_name(cell):
        return cell
    return privacy.mask(privacy.mask_cell(cell, salt=salt), salt)


def _header(grid: Sequence[Sequence[str]]) -> tuple[int, list[str]] | None:
    for number, row in enumerate(grid[:LOOK]):
        names = [KEY_OF.get(cell.strip(), cell.strip()) for cell in row]
        if "response_id" in names and "status" in names:
            return number, names
    return None


def _update(read: Mapping[str, str]) -> Update:
    own = tuple((n, _plain(c)) for n, c in read.items() if n not in KEY_OF.values() and n)
    values = {key: _plain(read.get(key, "")) for key in EDITED}
    status = read_status(values["status"])
    unread = bool(values["status"].strip()) and not status
    return Update(status, values["owner"], values["extension"], values["note"], own, unread)


def _joined(line: Update, member: Update) -> Update:
    """Return what two rows of one case say together: a word that moves the case on wins."""
    status = line.status if member.status in ("", "open") else member.status
    mine = dict(member.own)
    own = tuple((n, value or mine.get(n, "")) for n, value in line.own)
    own += tuple((n, value) for n, value in member.own if n not in dict(line.own))
    return replace(
        line,
        status=status,
        owner=line.owner or member.owner,
        extension=member.extension or line.extension,
        note=line.note or member.note,
        own=own,
        unread=line.unread or member.unread,
    )


def _plain(cell: str) -> str:
    """Take back the apostrophe that keeps a CSV cell from becoming a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@＝＋－＠") else cell
