"""Print how well personal data is found, and whether any of it leaves.

    python scripts/measure_privacy.py [GOLD.jsonl ...] [--canaries 500] [--keep FOLDER]

Recall and precision by kind on gold lines with ``pii`` (our own corpora's tuning half where none
are given: what was tuned on, so no figure for new texts), then the speed of recognition, then the
canary test: so many canaries of each kind in texts, cells, ids, segments, headers and names of
files and sheets; every command over them, errors with ``--debug`` too; and a search of all that
was written to outputs, stdout, stderr, caches and the temporary folder.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import canaries

from feedback_miner import privacy, resources
from feedback_miner.cli.shared import COMMANDS
from feedback_miner.evaluation import is_held_out

SECONDS = 1200


def read(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Return the gold lines that have labels of personal data."""
    lines = [json.loads(line) for path in paths for line in path.open(encoding="utf-8")]
    return [line for line in lines if "pii" in line]


def figures(gold: Sequence[dict[str, Any]]) -> None:
    """Print recall (a span of the kind covers the gold one) and precision (it overlaps one)."""
    counts: dict[str, Counter[str]] = {}
    for line in gold:
        text = line["text"]
        found = privacy.recognise(text)
        wanted = [(k, text.find(v), text.find(v) + len(v)) for k, v in line["pii"]]
        for kind, start, end in wanted:
            hit = int(any(s.kind == kind and s.start <= start and end <= s.end for s in found))
            counts.setdefault(kind, Counter()).update(wanted=1, found=hit)
        for span in found:
            right = any(
                k == span.kind
                and (
                    (span.start < end and start < span.end)
                    or text[span.start : span.end] == text[start:end]
                )
                for k, start, end in wanted
            )
            counts.setdefault(span.kind, Counter()).update(marked=1, right=right)
    print(f"{'kind':12}{'recall':>18}{'precision':>18}")
    for kind in privacy.KINDS:
        c = counts.get(kind, Counter())
        print(
            f"{kind:12}{_share(c['found'], c['wanted']):>18}{_share(c['right'], c['marked']):>18}"
        )


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} = {part / whole:.3f}" if whole else "-"


def speed(texts: Sequence[str]) -> None:
    """Print texts a second on one core (processor time)."""
    short = [text for text in texts if 0 < len(text) <= 60] * 5
    for text in short[:200]:
        privacy.recognise(text)
    start = time.process_time()
    for text in short:
        privacy.recognise(text)
    seconds = time.process_time() - start
    print(f"\nrecognise: {len(short) / seconds:,.0f} short texts/s")


def leaks(each: int, root: Path) -> int:
    """Plant canaries, run every command, search; return how many canaries got out."""
    inputs, outputs, temporary = root / "in", root / "out", root / "tmp"
    for folder in (inputs, outputs, temporary):
        folder.mkdir(parents=True)
    planted = canaries.plant(inputs, each)
    values = planted.all()
    print(f"\n{len(values)} canaries planted:", dict(Counter(_kinds(planted))))
    for number, (name, arguments) in enumerate(_runs(planted, inputs, outputs)):
        start = time.perf_counter()
        status = _run(arguments, outputs, temporary, number)
        print(f"  {name:34} exit {status:3}  {time.perf_counter() - start:6.1f} s", flush=True)
    found = [*canaries.search(outputs, values), *canaries.search(temporary, values)]
    # The user's own folder gains at most a salt; its files are the inputs.
    for file, value in found[:40]:
        print("  LEAK", file, value)
    print(f"canaries found: {len({value for _, value in found})} in {len(found)} places")
    return len(found)


def _kinds(planted: canaries.Planted) -> list[str]:
    return [kind for kind, values in planted.values.items() for _ in values]


def _runs(planted: canaries.Planted, inputs: Path, out: Path) -> Iterable[tuple[str, list[str]]]:
    """Yield what to run: each command on each kind of file, pseudonyms, and errors."""
    table, ids, lines, book, later = map(str, planted.files)
    phone, name = planted.values["phone"][0], planted.values["name"][0]
    yield "analyze csv", ["analyze", table, "-o", f"{out}/a1"]
    yield "analyze ids and lines", ["analyze", ids, lines, "-o", f"{out}/a2"]
    yield "analyze workbook", ["analyze", book, "-o", f"{out}/a3"]
    yield "analyze pseudonyms", [
        "analyze", table, "-o", f"{out}/a4", "--pseudonyms", "--lang", "en",
    ]  # fmt: skip
    yield "drivers", ["drivers", table, "-o", f"{out}/d1", "--samples", "100"]
    yield "compare", ["compare", table, later, "-o", f"{out}/c1"]
    yield "compare to stdout", ["compare", table, later]
    for number, file in enumerate((table, ids, lines, book)):
        yield f"annotate {number}", ["annotate", file, "-o", f"{out}/n{number}.jsonl"]
        yield f"inspect {number}", ["inspect", file, "--write", f"{out}/s{number}.toml"]
        yield f"inspect json {number}", ["inspect", file, "--json"]
        yield f"segment {number}", ["segment", file]
        suffix = Path(file).suffix
        yield f"redact {number}", ["redact", file, "-o", f"{out}/r{number}{suffix}"]
        yield f"redact json {number}", ["redact", file, "-o", "-", "--json", "--pseudonyms"]
    yield "segment pos", ["segment", table, "--pos"]
    yield "described", ["analyze", table, "-o", f"{out}/a5", "--survey", f"{out}/s0.toml"]
    for extra in ("topics", "triage"):
        if extra in COMMANDS:
            yield extra, [extra, table, "-o", f"{out}/{extra}.xlsx"]
    wrong = inputs / f"{phone}.toml"
    wrong.write_text(
        f'[[column]]\nname = "{phone}的{name}"\nrole = "text"\nquestion = "{name}"\n', "utf-8"
    )
    broken = inputs / f"{name}_{phone}.xlsx"
    broken.write_bytes(b"PK\x03\x04" + "".join(planted.values["phone"][:9]).encode())
    gold = inputs / f"{name}.gold.jsonl"
    gold.write_text(json.dumps({"id": phone, "text": name}) + f"\n{phone}\n", "utf-8")
    for debug in ([], ["--debug"]):
        yield "no such file", ["analyze", f"{inputs}/{name}{phone}.csv", "-o", f"{out}/e", *debug]
        yield "no such folder", ["annotate", table, "-o", f"{out}/{'x' * 3}/{phone}/f", *debug]
        yield "wrong survey", ["analyze", table, "-o", f"{out}/e", "--survey", str(wrong), *debug]
        yield "broken workbook", ["inspect", str(broken), *debug]
        yield "no such codebook", ["annotate", table, "--codebook", f"/{name}/{phone}", *debug]
        yield "broken gold", ["evaluate", str(gold), *debug]
        yield "missing gold", ["evaluate", f"{name}_{phone}.jsonl", *debug]
        yield "wrong bound", ["compare", table, later, "--fail-on", f"{phone}=x", *debug]
        yield "wrong option", ["analyze", table, "-o", f"{out}/e", "--topics", phone, *debug]
        yield "no such outcome", [
            "drivers", table, "-o", f"{out}/e", "--outcome", f"{name}{phone}", *debug,
        ]  # fmt: skip


def _run(arguments: list[str], outputs: Path, temporary: Path, number: int) -> int:
    # Output names are the caller's own; what a command says about them is not.
    environment = os.environ | {
        "TMPDIR": str(temporary),
        "HOME": str(temporary),
        "XDG_CACHE_HOME": str(temporary / "cache"),
        "FEEDBACK_MINER_CACHE": str(temporary / "own"),
    }
    with (
        (outputs / f"{number:03}.stdout").open("wb") as out,
        (outputs / f"{number:03}.stderr").open("wb") as err,
    ):
        return subprocess.run(
            [sys.executable, "-m", "feedback_miner", *arguments],
            stdout=out,
            stderr=err,
            stdin=subprocess.DEVNULL,
            env=environment,
            timeout=SECONDS,
            check=False,
        ).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, nargs="*")
    parser.add_argument("--canaries", type=int, default=500)
    parser.add_argument("--keep", type=Path, help="work in this folder and keep it")
    arguments = parser.parse_args()
    own = read(sorted(resources.corpora().glob("*.gold.jsonl")))
    gold = read(arguments.gold) if arguments.gold else [
        line for line in own if not is_held_out(str(line["id"]))
    ]  # fmt: skip
    print(f"{len(gold)} texts")
    figures(gold)
    speed([line["text"] for line in own])
    if not arguments.canaries:
        return 0
    if arguments.keep:
        return int(leaks(arguments.canaries, arguments.keep) > 0)
    with tempfile.TemporaryDirectory() as folder:
        return int(leaks(arguments.canaries, Path(folder)) > 0)


if __name__ == "__main__":
    sys.exit(main())
