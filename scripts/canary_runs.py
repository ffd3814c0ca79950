"""Every command over the planted exports, each in a process of its own.

A child is forked from one process that has the program loaded already: the same code as at the
command line, without its start. Whatever a child deletes is kept beside the outputs first, so that
temporary files are searched too.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import canaries

ODD = (70, 99)  # exit statuses no run should end with: an internal error, a run that broke
STAGES = 4
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_IO_THREADS")


@dataclass(frozen=True)
class Step:
    """A command to run: its name, arguments, the stage it belongs to (a later one reads what an
    earlier one wrote), a file for standard input, and what is to be made ready before it."""

    name: str
    arguments: list[str]
    stage: int = 0
    stdin: str = os.devnull
    before: Callable[[], None] | None = None


def made(planted: canaries.Planted) -> list[str]:
    """Return the names of the broken files that ``steps`` makes beside the exports."""
    phone, name = planted.values["phone"][0], planted.values["name"][0]
    return [f"{phone}.toml", f"{name}_{phone}.xlsx", f"{name}.broken.jsonl"]


def steps(planted: canaries.Planted, inputs: Path, out: Path) -> Iterator[Step]:
    """Yield what to run: each command on each kind of file, each form of output, and errors."""
    yield from _reports(planted, out)
    yield from _rows(planted, out)
    yield from _queues(planted, out)
    yield from _words(planted, out)
    yield from _errors(planted, inputs, out)


def _reports(planted: canaries.Planted, out: Path) -> Iterator[Step]:
    table, ids, lines, book, later, parquet, _ = map(str, planted.files)
    yield Step("analyze csv", ["analyze", table, "-o", f"{out}/a1"])
    yield Step("analyze ids and lines", [
        "analyze", ids, lines, "-o", f"{out}/a2", "--workers", "2", "--pseudonyms", "--lang", "en",
    ])  # fmt: skip
    yield Step("analyze workbook", ["analyze", book, "-o", f"{out}/a3"])
    yield Step("analyze parquet", ["analyze", parquet, "-o", f"{out}/a4", "--lang", "en"])
    yield Step("drivers", ["drivers", table, "-o", f"{out}/d1", "--samples", "100"])
    yield Step("compare", ["compare", table, later, "-o", f"{out}/c1"])
    yield Step("compare to stdout", ["compare", book, parquet])
    yield Step("topics", ["topics", table, "-o", f"{out}/t1", "--save-model", f"{out}/t1.model"])
    yield Step("topics lines", [
        "topics", lines, "-o", f"{out}/t2", "--save-model", f"{out}/t2.model",
        "--topic-model", "anchored", "--topics", "5", "--lang", "en",
    ])  # fmt: skip
    yield Step("topics known", [
        "topics", later, "-o", f"{out}/t3", "--known-topics", f"{out}/t1.model",
    ], 1)  # fmt: skip
    yield Step("described", [
        "analyze", table, "-o", f"{out}/a5", "--survey", f"{out}/s0.toml",
    ], 1)  # fmt: skip


def _rows(planted: canaries.Planted, out: Path) -> Iterator[Step]:
    files = [str(path) for path in planted.files[:4]]
    files.append(str(planted.files[5]))
    for number, file in enumerate(files):
        yield Step(f"annotate {number}", ["annotate", file, "-o", f"{out}/n{number}.jsonl"])
        yield Step(f"inspect {number}", ["inspect", file, "--write", f"{out}/s{number}.toml"])
        yield Step(f"inspect json {number}", ["inspect", file, "--json"])
        yield Step(f"segment {number}", ["segment", file, *(["--pos"] if number % 2 else [])])
        name = f"{out}/r{number}{Path(file).suffix}"
        yield Step(f"redact {number}", ["redact", file, "-o", name])
        yield Step(f"redact json {number}", ["redact", file, "-o", "-", "--json", "--pseudonyms"])
    yield Step("annotate stdin", [
        "annotate", "-", "--pseudonyms", "--salt", f"{out}/salt",
    ], stdin=files[2])  # fmt: skip
    yield Step("redact stdin", ["redact", "-", "-o", "-"], stdin=files[0])
    yield Step("segment keywords", ["segment", files[0], "--keywords"])


def _queues(planted: canaries.Planted, out: Path) -> Iterator[Step]:
    table, ids, lines, book, later, _, _ = map(str, planted.files)
    now = ["--now", "2026-04-20 09:00"]
    for form in ("xlsx", "csv", "jsonl", "html"):
        yield Step(f"triage {form}", ["triage", table, "-o", f"{out}/q.{form}", *now, "--replies"])
    (out / "q").mkdir()
    yield Step("triage folder", ["triage", lines, ids, "-o", f"{out}/q", *now, "--pseudonyms"])
    yield Step("triage stdout", ["triage", book, *now, "--top", "50", "--lang", "en"])
    # An analyst writes customers' data into a note, a column of his own and its head.
    returned = out.parent / "returned.xlsx"
    note, header = planted.values["phone"][1], planted.values["name"][1]
    yield Step(
        "triage update",
        ["triage", later, "-o", f"{out}/q2.xlsx", *now, "--update", str(returned)],
        1,
        before=lambda: _written(out / "q.xlsx", returned, f"已回电{note}", f"{header}意见"),
    )
    yield Step("triage again", ["triage", later, "-o", f"{out}/q2.xlsx", *now], 2)
    yield Step("triage wrong update", [
        "triage", later, "-o", f"{out}/q3.xlsx", "--update", table, "--debug",
    ])  # fmt: skip


def _written(queue: Path, returned: Path, note: str, header: str) -> None:
    """Write into a queue as an analyst would."""
    import openpyxl

    book = openpyxl.load_workbook(queue)
    for sheet in book.worksheets[:2]:
        top = next(i for i, row in enumerate(sheet.iter_rows(values_only=True), 1) if "编号" in row)
        heads = {cell.value: cell.column for cell in sheet[top]}
        own = sheet.max_column + 1
        sheet.cell(top, own, header)
        for row in range(top + 1, min(top + 40, sheet.max_row + 1)):
            sheet.cell(row, own, note)
            for head in ("备注", "延长理由", "责任部门"):
                if head in heads:
                    sheet.cell(row, heads[head], f"{note}（{header[:-2]}）")
            if "状态" in heads:
                sheet.cell(row, heads["状态"], "处理中")
    book.save(returned)


def _words(planted: canaries.Planted, out: Path) -> Iterator[Step]:
    table, _, lines, book, _, _, gold = map(str, planted.files)
    some = "；".join(canaries.TEXTS[k][0].format(v[2]) for k, v in planted.values.items())
    yield Step("label", ["label", table, "-o", f"{out}/l1.xlsx", "--n", "2000"])
    yield Step("label clauses", [
        "label", lines, book, "-o", f"{out}/l2.xlsx", "--unit", "clause", "--n", "2000", "--blind",
    ])  # fmt: skip
    labelled = out.parent / "labelled.xlsx"
    yield Step("label read", [
        "label", "--read", str(labelled), "-o", f"{out}/l3.jsonl",
    ], 1, before=lambda: _labelled(out / "l1.xlsx", labelled, some))  # fmt: skip
    yield Step(
        "lexicon suggest", ["lexicon", "suggest", table, "-o", f"{out}/w1.tsv", "--least", "2"]
    )
    yield Step("lexicon suggest json", [
        "lexicon", "suggest", lines, book, "--json", "--least", "2", "--most", "2000",
    ])  # fmt: skip
    yield Step("lexicon accept", [
        "lexicon", "accept", f"{out}/t1/proposals.toml", "-o", f"{out}/book",
    ], 1)  # fmt: skip
    yield Step("lexicon check", ["lexicon", "check", "--codebook", f"{out}/book", "--all"], 2)
    yield Step("lexicon explain", ["lexicon", "explain", f"信息都被泄露了，服务太差。{some}"])
    yield Step("lexicon explain json", ["lexicon", "explain", some, "--json", "--pseudonyms",
                                        "--salt", f"{out}/salt2"])  # fmt: skip
    yield Step("train", ["train", gold, "-o", f"{out}/own.npz", "--own-only"])
    yield Step("annotate own model", [
        "annotate", lines, "--model", f"{out}/own.npz", "-o", f"{out}/n9.jsonl",
    ], 1)  # fmt: skip
    yield Step("evaluate", [
        "evaluate", gold, "--html", f"{out}/e1.html", "--json", "--samples", "20",
    ])  # fmt: skip
    yield Step("evaluate missing", ["evaluate", gold, "--predicted", lines, "--debug"])


def _labelled(written: Path, labelled: Path, some: str) -> None:
    """Label a workbook as two coders would who also write down customers' data."""
    import openpyxl

    from feedback_miner.labelling.columns import key_of

    book = openpyxl.load_workbook(written)
    for sheet in book.worksheets:
        rows = list(sheet.iter_rows(values_only=True))
        top = next((i for i, row in enumerate(rows) if str(row[0]).startswith("key ")), None)
        if top is None:
            continue
        places = {str(head).split()[0]: i + 1 for i, head in enumerate(rows[top]) if head}
        for row in range(top + 2, sheet.max_row + 1):
            sheet.cell(row, places["sentiment"], "负面")
            if row == top + 3:  # a text and its key retyped, a cell that is no label
                kind = str(sheet.cell(row, places["kind"]).value or "remark")
                sheet.cell(row, places["text"], some)
                sheet.cell(row, places["key"], key_of(some, kind))
            if row == top + 4:
                sheet.cell(row, places["sentiment"], some)
            sheet.cell(row, places["note"], some)
    book.save(labelled)


def _errors(planted: canaries.Planted, inputs: Path, out: Path) -> Iterator[Step]:
    table, _, _, _, later, _, _ = map(str, planted.files)
    phone, name = planted.values["phone"][0], planted.values["name"][0]
    wrong, broken, gold = (inputs / file for file in made(planted))
    wrong.write_text(
        f'[[column]]\nname = "{phone}的{name}"\nrole = "text"\nquestion = "{name}"\n', "utf-8"
    )
    broken.write_bytes(b"PK\x03\x04" + "".join(planted.values["phone"][:9]).encode())
    gold.write_text(json.dumps({"id": phone, "text": name}) + f"\n{phone}\n", "utf-8")
    failing = {
        "no such file": ["analyze", f"{inputs}/{name}{phone}.csv", "-o", f"{out}/e"],
        "no such folder": ["redact", table, "-o", f"{out}/xxx/{phone}/f.csv"],
        "wrong survey": ["analyze", table, "-o", f"{out}/e", "--survey", str(wrong)],
        "broken workbook": ["inspect", str(broken)],
        "no such codebook": ["annotate", table, "--codebook", f"/{name}/{phone}"],
        "broken gold": ["evaluate", str(gold)],
        "broken training": ["train", str(gold), "-o", f"{out}/e.npz"],
        "missing gold": ["evaluate", f"{name}_{phone}.jsonl"],
        "wrong bound": ["compare", table, later, "--fail-on", f"{phone}=x"],
        "wrong option": ["analyze", table, "-o", f"{out}/e", "--topics", phone],
        "wrong command": [f"{name}{phone}"],
        "wrong time": ["triage", table, "--since", f"{name}{phone}"],
        "wrong kinds": ["redact", table, "-o", "-", "--kinds", f"{name}{phone}"],
        "no such outcome": ["drivers", table, "-o", f"{out}/e", "--outcome", f"{name}{phone}"],
        "no proposals": ["lexicon", "accept", f"{name}{phone}.toml", "-o", f"{out}/e"],
        "wrong proposals": ["lexicon", "accept", str(wrong), "-o", f"{out}/e"],
        "no labels": ["label", "--read", str(broken), "-o", f"{out}/e.jsonl"],
        "no topic model": [
            "topics",
            table,
            "-o",
            f"{out}/e",
            "--known-topics",
            f"{name}{phone}.model",
        ],
        "no model": ["annotate", table, "--model", f"{name}{phone}.npz"],
        "wrong encoding": ["inspect", table, "--encoding", f"{name}{phone}"],
    }
    for what, arguments in failing.items():
        yield Step(what, [*arguments, "--debug"])
        yield Step(f"{what}, in short", [*arguments, "--lang", "en"])


def run(
    todo: Iterable[Step], outputs: Path, temporary: Path, jobs: int
) -> list[tuple[str, int, float]]:
    """Run the steps, so many side by side; return name, exit status and seconds of each."""
    os.environ |= {
        "TMPDIR": str(temporary),
        "HOME": str(temporary),
        "XDG_CACHE_HOME": str(temporary / "cache"),
        "FEEDBACK_MINER_CACHE": str(temporary / "own"),
        **dict.fromkeys(_THREADS, "1"),
    }
    _load()
    done: list[tuple[str, int, float]] = []
    running: dict[int, tuple[str, float]] = {}

    def wait() -> None:
        process, status = os.wait()
        name, start = running.pop(process)
        done.append((name, os.waitstatus_to_exitcode(status), time.perf_counter() - start))

    every = list(todo)
    for stage in range(STAGES):
        for number, step in enumerate(every):
            if step.stage != stage:
                continue
            if step.before is not None:
                step.before()
            if len(running) >= jobs:
                wait()
            sys.stdout.flush()
            process = os.fork()
            if process == 0:
                _child(step, f"{number:03} {step.name}", outputs, temporary)
            running[process] = step.name, time.perf_counter()
        while running:
            wait()
    return done


def _load() -> None:
    """Load what every command needs, so that children need not."""
    from feedback_miner import lexicon
    from feedback_miner.annotate import Annotator
    from feedback_miner.cli.groups import COMMANDS

    for name in COMMANDS:
        import_module(f"feedback_miner.cli.{name}")
    for name in ("pipeline", "report", "topics", "drivers", "waves", "desk", "learned.fit"):
        import_module(f"feedback_miner.{name}")
    lexicon.load("loan")
    Annotator().annotate("放款很快")


def _child(step: Step, name: str, outputs: Path, temporary: Path) -> None:
    """Run one command and leave; never returns."""
    status = 99
    try:
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        for target, path, how in (
            (0, step.stdin, os.O_RDONLY),
            (1, f"{outputs}/{name}.stdout", flags),
            (2, f"{outputs}/{name}.stderr", flags),
        ):
            os.dup2(os.open(path, how, 0o600), target)
        _keep_deleted(outputs / "deleted" / name, temporary)
        from feedback_miner import cli

        status = cli.main(step.arguments)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _keep_deleted(kept: Path, temporary: Path) -> None:
    """Leave temporary files where they are, and copy others before they are deleted."""
    unlink, rmdir = os.unlink, os.rmdir

    def spare(path: str | Path, *, dir_fd: int | None = None) -> None:
        inside = dir_fd is not None or Path(path).absolute().is_relative_to(temporary)
        if inside:
            return
        if Path(path).is_file():
            kept.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, kept / f"{len(list(kept.iterdir()))}")
        unlink(path)

    def spare_folder(path: str | Path, *, dir_fd: int | None = None) -> None:
        if dir_fd is None and not Path(path).absolute().is_relative_to(temporary):
            rmdir(path)

    import tempfile

    tempfile._O_TMPFILE_WORKS = False  # type: ignore[attr-defined]
    tempfile.tempdir = None
    os.unlink = os.remove = spare  # type: ignore[assignment]
    os.rmdir = spare_folder  # type: ignore[assignment]
