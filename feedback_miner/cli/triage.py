"""``triage``: an export of complaints in, the care team's queue out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from feedback_miner.cli.asked import asked, sources
from feedback_miner.cli.groups import Command
from feedback_miner.cli.options import OutputPath, analysis_options, exports, option
from feedback_miner.cli.outputs import emit, inputs_of, ready, ready_files
from feedback_miner.cli.telling import progress, say, veiled
from feedback_miner.errors import UsageError
from feedback_miner.garbage import uncollected
from feedback_miner.language import t

if TYPE_CHECKING:
    from feedback_miner.triage.status import Updates

__all__ = ["command"]


@click.command(
    "triage",
    cls=Command,
    zh="读入投诉导出，写出处理队列：紧急度、标记、类别、责任部门、法定与内部时限（客户给的期限更早的从其），"
    "同一事件合为一行，最急的在前。-o cases.xlsx / .csv / .jsonl / .html 写一个文件，"
    "-o 文件夹 写全部并附当日 report.html，不给则把 JSON 行写到标准输出。"
    "-o 的工作簿已存在时，分析员改过的状态、部门，以及备注与自加列会带到新队列，没改过的随新导出。"
    "次序：未结在前；紧急度；今天要办的里，还能制止的（人身危险、进行中的欺诈）在前；最重的标记；"
    "客户自己给的期限已到或明天到；超期。",
    en="Read an export of complaints and write the queue: urgency, flags, category, owner, "
    "statutory and internal deadlines (or the customer's own where it is earlier), one line an "
    "event, the most urgent first. -o cases.xlsx, .csv, .jsonl or .html writes one file, -o "
    "FOLDER all of them with the day's report.html; else JSON lines go to standard output. "
    "Where -o names a workbook that is there, the statuses and owners that analysts changed, their "
    "notes and added columns go on; what they did not change follows the new export. "
    "Order: open first; urgency; among those for today what can still be stopped (lives, then "
    "frauds in progress); the gravest flag; the customer's own deadline where it is tomorrow or "
    "before; overdue.",
)
@exports
@option(
    "-o",
    "--output",
    type=OutputPath(path_type=Path, allow_dash=True),
    default=Path("-"),
    zh="输出文件或文件夹，- 为标准输出（JSON 行）",
    en="output file or folder, - is standard output (JSON lines)",
)
@option(
    "--update",
    type=click.Path(path_type=Path),
    multiple=True,
    zh="处理过的队列（工作簿、CSV 或 JSON 行），读回状态；可重复，后者为准",
    en="a queue worked on (workbook, CSV, JSON lines) to read statuses from; repeatable, the last "
    "one counts",
)
@option(
    "--fresh",
    is_flag=True,
    zh="不带入 -o 处已有工作簿的内容",
    en="carry nothing over from a workbook that is at -o",
)
@option("--top", type=click.IntRange(1), zh="只要前 N 行未结的", en="the first N open lines only")
@option("--since", metavar="TIME", zh="只要此时以来有新投诉的行", en="lines with a case since then")
@option("--owner", metavar="NAME", zh="只要该部门的行", en="lines of this owner")
@option(
    "--now",
    metavar="TIME",
    zh="以此时刻判断超期（默认现在，北京时间）；给定则同样输入得同样字节",
    en="the moment that decides what is overdue [now, China time]; given, the same input gives the "
    "same bytes",
)
@option(
    "--replies",
    is_flag=True,
    zh="附回复开头草稿（编码本 replies.toml），从不发送",
    en="add drafts of reply openings (replies.toml of the codebook), never sent",
)
@analysis_options
def command(
    exports: tuple[Path, ...],
    output: Path,
    update: tuple[Path, ...],
    fresh: bool,
    top: int | None,
    since: str | None,
    owner: str | None,
    now: str | None,
    replies: bool,
    survey: Path | None,
    encoding: str | None,
    lang: str | None,
    debug: bool,
    **given: Any,
) -> None:
    """Make the queue."""
    from feedback_miner import desk
    from feedback_miner.ingest.times import CHINA
    from feedback_miner.report import cases
    from feedback_miner.store import held, standing
    from feedback_miner.triage.returned import read_updates, together

    cases.check_form(output)
    places = cases.places(output)
    inputs = inputs_of(exports, survey, given)  # a queue that is read back may be written over
    if len(places) > 1:
        ready(output, cases.OUTPUTS, inputs)
    else:
        ready_files(places, inputs)
    moment = _time("--now", now) if now else datetime.now(CHINA).replace(tzinfo=None, second=0)
    start = _time("--since", since) if since else None
    described, options = asked(survey, exports, lang, given)
    for path in places[
        :1
    ]:  # from what is read back until it is replaced no other run comes between
        if path.parent.is_dir():
            click.get_current_context().with_resource(held(path))
    back = [standing(path) for path in places if _returns(path, update, fresh)]
    before: Updates = {}
    for stood in back:
        if stood.sha256:
            before = together(before, read_updates(stood.path))
    updates = before
    for path in update:
        updates = together(updates, read_updates(path))
    wish = desk.Wish(moment.replace(microsecond=0), start, owner or "", top or 0, updates, replies)
    tell = progress()
    # A batch job that makes millions of objects and no cycles: looking for them costs seconds.
    with uncollected():
        queue = desk.prepare(
            sources(exports), described, options, wish, encoding=encoding, progress=tell
        )
    tell("report")
    gone = _gone(before, queue.shown["response_id"])
    masked = any(response_id in before for response_id, _ in queue.hidden)
    lacking = bool(gone or masked or desk.absent(queue.cases, before))
    kept: list[_Kept] = []

    def last() -> None:
        for stood in back:
            changed = stood.changed()
            if changed or (lacking and stood.path.is_file()):
                kept.append(_Kept(stood.path, cases.keep(stood.path), changed))

    if str(output) == "-":
        tell("")
        emit(output, cases.json_lines(queue))
    else:
        written = cases.write(queue, output, last)
        tell("")
        _tell_kept(kept, gone, masked, lacking)
        shown = int(queue.shown["lead"].sum())
        timed = bool((queue.shown["statutory_due"] != "").any())
        late = int((queue.shown["overdue"] == "statutory").sum())
        say(
            t(
                f"{len(queue.cases)} 件个案，写出 {shown} 行（{len(queue.shown)} 件）"
                + (f"，其中超法定期限 {late} 件" if timed else "")
                + f"：{veiled(written[0])}",
                f"{len(queue.cases)} cases; {shown} lines written ({len(queue.shown)} cases)"
                + (f", {late} past the statutory day" if timed else "")
                + f": {veiled(written[0])}",
            )
        )
    for note in queue.notes:
        say(veiled(note))


class _Kept(NamedTuple):
    """A queue that was written over, where it is kept, and whether somebody saved it meanwhile."""

    path: Path
    copy: Path
    changed: bool


def _returns(path: Path, update: Iterable[Path], fresh: bool) -> bool:
    """Tell whether what stands where a queue will be written is read back into it."""
    if path.suffix.lower() == ".xlsx" and not fresh:
        return True
    return path.is_file() and any(one.is_file() and path.samefile(one) for one in update)


def _tell_kept(kept: Sequence[_Kept], gone: Sequence[str], masked: bool, lacking: bool) -> None:
    """Say which queues were kept beside the new one, and why."""
    from feedback_miner.triage.closing import listed

    if lacking and kept:
        copies = t("、", ", ").join(veiled(one.copy) for one in kept)
        if gone:
            what = t(
                f"旧队列里分析员写过的 {len(gone)} 件不在这次写出的行里（{veiled(listed(gone))}），"
                f"原工作簿另存为 {copies}；要带回，用 --update 读它",
                f"{len(gone)} cases that analysts wrote on are not among the lines written now "
                f"({veiled(listed(gone))}); the workbook as it was is kept as {copies}: "
                "--update brings them back",
            )
        elif masked:
            what = t(
                f"旧队列里分析员写的内容有被遮盖的，原工作簿另存为 {copies}",
                "some of what analysts wrote in the queue before was masked; the workbook as it "
                f"was is kept as {copies}",
            )
        else:
            what = t(
                f"旧队列里未结的个案有这次导出没有的，原工作簿另存为 {copies}",
                "open cases of the queue before are not in this export; the workbook as it was is "
                f"kept as {copies}",
            )
        say(what)
    for one in kept:
        if one.changed:
            say(
                t(
                    f"{veiled(one.path)} 在本次运行期间被保存过，新写的内容没有进入新队列，"
                    f"原样另存为 {veiled(one.copy)}；要带回，用 --update 读它再运行一次",
                    f"{veiled(one.path)} was saved while this ran; what was written into it since "
                    f"is not in the new queue and is kept as {veiled(one.copy)}: run again with "
                    "--update to bring it back",
                )
            )


def _gone(before: Updates, shown: Iterable[str]) -> list[str]:
    """Return the cases of the queue before that analysts wrote on and that are not shown now."""
    left = before.keys() - set(shown)
    return sorted(one for one in left if before[one].worked)


def _time(name: str, words: str) -> datetime:
    from feedback_miner.ingest.times import parse_time

    found = parse_time(words)
    if found is None:
        raise UsageError(
            t(f"{name} 不是时间：{words}", f"{name} is no time: {words}"),
            do=t("例如 2026-01-05 或 '2026-01-05 09:00'", "as 2026-01-05 or '2026-01-05 09:00'"),
        )
    return found
