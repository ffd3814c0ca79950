"""Print how well personal data is found, and whether any of it leaves.

    python scripts/measure_privacy.py [GOLD.jsonl ...] [--canaries 500] [--keep FOLDER]

Recall and precision by kind on gold lines with ``pii`` (our own corpora's tuning half where none
are given: what was tuned on, so no figure for new texts; then our own probe sentences by halves,
and totals over the half of our gold that nothing is tuned on), then the speed, then the
canary test: so many canaries of each kind in texts, cells, ids, segments, headers and names of
files and sheets; every command over them, errors with ``--debug`` too; and a search of all that
was written to outputs, stdout, stderr, caches and temporary files, those deleted again included.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

import canaries
import canary_runs

from feedback_miner import privacy, resources
from feedback_miner.evaluation import is_held_out


def read(paths: Iterable[Path]) -> list[dict[str, Any]]:
    """Return the gold lines that have labels of personal data."""
    lines = [json.loads(line) for path in paths for line in path.open(encoding="utf-8")]
    return [line for line in lines if "pii" in line]


def figures(gold: Sequence[dict[str, Any]], kinds: Collection[str] = privacy.KINDS) -> None:
    """Print recall (a span of the kind covers the gold one) and precision (it overlaps one)."""
    counts: dict[str, Counter[str]] = {}
    for line in gold:
        text = line["text"]
        found = [span for span in privacy.recognise(text) if span.kind in kinds]
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
    for kind in kinds:
        c = counts.get(kind, Counter())
        print(
            f"{kind:12}{_share(c['found'], c['wanted']):>18}{_share(c['right'], c['marked']):>18}"
        )


def probes(path: Path) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """Return our own probe sentences of a file as gold lines, and the kinds it is about."""
    lines = []
    for row in path.read_text(encoding="utf-8").splitlines():
        wanted, _, text = row.partition("\t")
        if row.startswith("#") or not text or text == "text":
            continue
        marked = [value for value in wanted.split("|") if value]
        pairs = [value.split(":", 1) if ":" in value else ["name", value] for value in marked]
        lines.append({"text": text, "pii": pairs})
    return lines, tuple(sorted({kind for line in lines for kind, _ in line["pii"]}))


def tables(own: Sequence[dict[str, Any]]) -> None:
    """Print the figures over our own probe sentences, by the half that was tuned on and the other,
    and over the held-out half of our own gold: totals only, so that it stays unseen."""
    for name in ("contacts", "names", "people"):
        path = resources.corpora() / "privacy" / f"{name}.tsv"
        lines, kinds = probes(path)
        for held in (False, True):
            half = [line for line in lines if is_held_out(line["text"]) == held]
            print(f"\n{path.name}, {'other' if held else 'tuning'} half: {len(half)} texts")
            figures(half, kinds)
    path = resources.corpora() / "privacy" / "odd_names.tsv"
    lines, kinds = probes(path)
    print(f"\n{path.name}, never tuned on: {len(lines)} texts")
    figures(lines, kinds)
    held_out = [line for line in own if is_held_out(str(line["id"]))]
    print(f"\nour own gold, held-out half: {len(held_out)} texts")
    figures(held_out)


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


def leaks(each: int, root: Path, jobs: int) -> int:
    """Plant canaries, run every command, search; return how many canaries got out."""
    inputs, outputs, temporary = root / "in", root / "out", root / "tmp"
    for folder in (inputs, outputs, temporary):
        folder.mkdir(parents=True)
    planted = canaries.plant(inputs, each)
    values = planted.all()
    kinds = {kind: len(of) for kind, of in planted.values.items()}
    print(f"\n{len(values)} canaries planted:", kinds, flush=True)
    names = {path.name for path in planted.files}
    start = time.perf_counter()
    used = canary_runs.run(canary_runs.steps(planted, inputs, outputs), outputs, temporary, jobs)
    for name, status, seconds in sorted(used, key=lambda one: -one[2])[:12]:
        print(f"  {name:34} exit {status:3}  {seconds:6.1f} s")
    statuses = Counter(status for _, status, _ in used)
    print(
        f"{len(used)} runs in {time.perf_counter() - start:.0f} s, by exit status {dict(statuses)}"
    )
    odd = [name for name, status, _ in used if status in canary_runs.ODD]
    print("runs that failed unforeseen:", odd or "none")
    # The user's own folder gains a salt and nothing else; its files are the inputs.
    left = {path.name for path in inputs.iterdir()} - names - set(canary_runs.made(planted))
    print("new in the folder of the inputs:", sorted(left) or "nothing")
    found = [*canaries.search(outputs, values), *canaries.search(temporary, values)]
    for file, value in found[:40]:
        print("  LEAK", file, value)
    print(f"canaries found: {len({value for _, value in found})} in {len(found)} places")
    return len(found)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, nargs="*")
    parser.add_argument("--canaries", type=int, default=500)
    parser.add_argument("--jobs", type=int, default=2, help="commands side by side")
    parser.add_argument("--keep", type=Path, help="work in this folder and keep it")
    arguments = parser.parse_args()
    own = read(sorted(resources.corpora().glob("*.gold.jsonl")))
    gold = read(arguments.gold) if arguments.gold else [
        line for line in own if not is_held_out(str(line["id"]))
    ]  # fmt: skip
    print(f"{len(gold)} texts")
    figures(gold)
    if not arguments.gold:
        tables(own)
    speed([line["text"] for line in own])
    if not arguments.canaries:
        return 0
    if arguments.keep:
        return int(leaks(arguments.canaries, arguments.keep, arguments.jobs) > 0)
    with tempfile.TemporaryDirectory() as folder:
        return int(leaks(arguments.canaries, Path(folder), arguments.jobs) > 0)


if __name__ == "__main__":
    sys.exit(main())
