"""Read hostile files: print the Pollock score, and how many files crash or hang the reader.

    python scripts/fuzz_ingest.py ../shared/data/hostile [--only pollock|afl|workbooks]

Pollock (Vitagliano et al. 2023, "Pollock: a data loading benchmark"): for each polluted CSV file
success + {header, record, cell} x {precision, recall, F1} over multisets of cells against the
clean version; simple = mean over files (at most 10), weighted = by the frequency of pollutions.
The files are unpacked into a temporary folder. Each file is either read or refused with an error
of ours; anything else is a crash, and longer than ``SECONDS`` is a hang. Exit status 1 if any.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tarfile
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

from feedback_miner import ingest
from feedback_miner.errors import FeedbackMinerError

SECONDS = 20.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=("pollock", "afl", "workbooks"))
    parser.add_argument("--worst", type=int, default=0, help="show the worst Pollock files")
    options = parser.parse_args()
    crashes = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for name, archive in (
            ("pollock", "pollock_polluted"),
            ("afl", "duckdb_afl"),
            ("workbooks", "poi_hostile_workbooks"),
        ):
            if options.only not in (None, name):
                continue
            with tarfile.open(options.folder / f"{archive}.tar.xz") as opened:
                opened.extractall(folder / name, filter="data")
            if name == "pollock":
                weights = json.loads((options.folder / "pollock_weights.json").read_text())
                crashes += pollock(folder / name, weights, options.worst)
            else:
                crashes += survive(name, folder / name)
    return 1 if crashes else 0


def attempt(path: Path) -> tuple[ingest.Responses | None, str]:
    """Read one file; return the responses, or None and ``refused``, ``crash`` or ``hang``."""
    start = time.monotonic()
    try:
        found, outcome = ingest.read([path]), "read"
    except FeedbackMinerError:
        found, outcome = None, "refused"
    except BaseException:
        traceback.print_exc()
        found, outcome = None, "crash"
    if time.monotonic() - start > SECONDS:
        outcome = "hang"
    if found is not None:
        for source in found.sources:
            if source.read != source.accepted + source.quarantined:
                outcome = "crash"
    if outcome in ("crash", "hang"):
        print(f"{outcome}: {path.name}", file=sys.stderr)
    return found, outcome


def survive(name: str, folder: Path) -> int:
    start = time.monotonic()
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    outcomes = Counter(attempt(path)[1] for path in paths)
    spent = time.monotonic() - start
    print(f"{name}: {len(paths)} files, {dict(sorted(outcomes.items()))}, {spent:.1f} s")
    return outcomes["crash"] + outcomes["hang"]


def agreement(expected: Counter[str], loaded: Counter[str]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of one multiset against another, as Pollock defines them."""
    if not expected.total():
        return 1.0, 1.0, 1.0
    common = (expected & loaded).total()
    if not common:
        return 0.0, 0.0, 0.0
    precision, recall = common / expected.total(), common / loaded.total()
    return precision, recall, 2 * precision * recall / (precision + recall)


def pollock(folder: Path, weights: dict[str, float], worst: int) -> int:
    start = time.monotonic()
    root = next(folder.rglob("clean")).parent
    scores: dict[str, float] = {}
    outcomes: Counter[str] = Counter()
    quarantined = 0
    for path in sorted((root / "csv").iterdir()):
        with (root / "clean" / path.name).open(newline="", encoding="utf-8") as opened:
            clean = [[cell.strip() for cell in row] for row in csv.reader(opened)]
        facts = json.loads((root / "parameters" / f"{path.name}_parameters.json").read_text())
        titled = facts["header_lines"] > 0
        found, outcome = attempt(path)
        outcomes[outcome] += 1
        if found is None:
            scores[path.name] = 0.0
            continue
        quarantined += len(found.quarantined)
        table = found.table[found.columns]
        rows = [[cell.strip() for cell in row] for row in table.itertuples(index=False)]
        header = clean[0] if titled and clean else []
        body = clean[1:] if titled else clean
        parts = (
            (Counter(header), Counter(found.columns)),
            (Counter("\x1f".join(r) for r in body), Counter("\x1f".join(r) for r in rows)),
            (Counter(c for r in body for c in r), Counter(c for r in rows for c in r)),
        )
        scores[path.name] = 1.0 + sum(sum(agreement(*part)) for part in parts)
    simple = sum(scores.values()) / len(scores)
    total = sum(weights.get(name, 0.0) for name in scores)
    weighted = sum(weights.get(name, 0.0) * score for name, score in scores.items()) / total
    spent = time.monotonic() - start
    print(
        f"pollock: {len(scores)} files, simple {simple:.3f}, weighted {weighted:.3f}, "
        f"{quarantined} rows quarantined, {dict(sorted(outcomes.items()))}, {spent:.1f} s"
    )
    for name, score in sorted(scores.items(), key=lambda item: item[1])[:worst]:
        print(f"  {score:6.3f}  {name}")
    return outcomes["crash"] + outcomes["hang"]


if __name__ == "__main__":
    sys.exit(main())
