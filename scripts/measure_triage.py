"""Print how right urgency, flags and loyalty are on gold files, and list the missed red lines.

    python scripts/measure_triage.py GOLD.jsonl ... [--errors] [--half dev|held-out|all] [--write]

A gold line follows the labelling guideline: id, text and any of urgency, flags, loyalty. Rows of
our own corpora fall in two halves by their id; ``--half dev`` (the one that may be tuned on) is
taken for files named *.gold.jsonl unless told otherwise, all rows for other files; texts of the
other half are counted, never listed. Intervals are 95 % bootstrap percentiles over texts. With
``--half held-out --write`` what the day's page says of red lines is written beside the model.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from feedback_miner import resources
from feedback_miner.annotate import Annotation, Annotator, Options
from feedback_miner.evaluation import is_held_out
from feedback_miner.store import write_bytes
from feedback_miner.text.normalise import normalise
from feedback_miner.triage import categories, measured, rules
from feedback_miner.triage.grams import fold

RED = ("self_harm", "violence", "fraud")
Pair = tuple[dict[str, Any], Annotation]
Counts = tuple[int, int]  # a numerator and a denominator, summed over texts


def read(path: Path, half: str) -> list[dict[str, Any]]:
    """Return the rows of a gold file that may be looked at."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    half = half or ("dev" if path.name.endswith(".gold.jsonl") else "all")
    if half == "all":
        return rows
    return [row for row in rows if is_held_out(str(row["id"])) == (half == "held-out")]


def ratio(pairs: Sequence[Pair], part: Callable[[Pair], Counts], seed: int = 0) -> str:
    """Return a ratio of sums with its interval and base, as text."""
    counts = np.array([part(pair) for pair in pairs])
    top, base = counts.sum(axis=0)
    if not base:
        return "      -               n=0"
    rng = np.random.default_rng(seed)
    draws = counts[rng.integers(0, len(counts), (1000, len(counts)))].sum(axis=1)
    draws = draws[draws[:, 1] > 0]
    low, high = np.percentile(draws[:, 0] / draws[:, 1], [2.5, 97.5])
    return f"{top / base:.3f} [{low:.3f}, {high:.3f}] n={base}"


def flag_counts(flag: str, pair: Pair) -> tuple[bool, bool]:
    gold, got = pair
    return flag in gold["flags"], flag in got.flags


def show(pairs: Sequence[Pair]) -> None:
    """Print urgency, flags and loyalty."""
    urgent = [p for p in pairs if "urgency" in p[0]]
    if urgent:
        table = Counter((g["urgency"], a.urgency) for g, a in urgent)
        print("urgency, gold by row, predicted by column")
        print("      " + "".join(f"{n:>6}" for n in range(4)))
        for wanted in range(4):
            print(f"{wanted:>6}" + "".join(f"{table[wanted, n]:>6}" for n in range(4)))
        figures: dict[str, Callable[[Pair], Counts]] = {
            "exact": lambda p: (p[0]["urgency"] == p[1].urgency, 1),
            "within 1": lambda p: (abs(p[0]["urgency"] - p[1].urgency) <= 1, 1),
            "recall: gold 3 raised to 2 or 3": lambda p: (
                p[0]["urgency"] == 3 and p[1].urgency >= 2,
                p[0]["urgency"] == 3,
            ),
            "precision: predicted 3 is 2 or 3": lambda p: (
                p[1].urgency == 3 and p[0]["urgency"] >= 2,
                p[1].urgency == 3,
            ),
            "recall of 2 or 3": lambda p: (
                p[0]["urgency"] >= 2 and p[1].urgency >= 2,
                p[0]["urgency"] >= 2,
            ),
            "precision of 2 or 3": lambda p: (
                p[1].urgency >= 2 and p[0]["urgency"] >= 2,
                p[1].urgency >= 2,
            ),
        }
        for name, part in figures.items():
            print(f"{name:34}{ratio(urgent, part)}")
    flagged = [p for p in pairs if "flags" in p[0]]
    if flagged:
        print("flags")
        every = range(len(rules.FLAGS))

        def micro(pair: Pair) -> Counts:
            both = [flag_counts(rules.FLAGS[i], pair) for i in every]
            return 2 * sum(g and a for g, a in both), sum(map(sum, both))

        print(f"{'micro-F1':34}{ratio(flagged, micro)} (n: gold + predicted)")
        for flag in rules.FLAGS:

            def part(pair: Pair, of: str, flag: str = flag) -> Counts:
                wanted, got = flag_counts(flag, pair)
                hit = wanted and got
                base = {"P": got, "R": wanted, "F1": wanted + got}[of]
                return hit * (2 if of == "F1" else 1), base

            cells = [
                f"{of} {ratio(flagged, lambda p, of=of, part=part: part(p, of))}"
                for of in ("P", "R", "F1")
            ]  # type: ignore[misc]
            print(f"  {flag:12}" + "   ".join(cells))
    loyal = [p for p in pairs if "loyalty" in p[0]]
    if loyal:
        print("loyalty")
        kinds = ["", *reversed(rules.LOYALTIES)]
        scores = []
        for kind in kinds:
            hit = sum(g["loyalty"] == kind == a.loyalty for g, a in loyal)
            base = sum((g["loyalty"] == kind) + (a.loyalty == kind) for g, a in loyal)
            if any(g["loyalty"] == kind for g, _ in loyal):
                scores.append(2 * hit / base)
                print(f"  {kind or 'none':12}F1 {scores[-1]:.3f} n={base}")
        print(f"{'macro-F1':34}{np.mean(scores):.3f}")


def errors(pairs: Sequence[Pair], annotator: Annotator) -> None:
    """List what differs, with the words that were read and the contexts that disarmed them."""
    for gold, got in pairs:
        wrong = [
            "urgency" in gold and (gold["urgency"] >= 2) != (got.urgency >= 2),
            "urgency" in gold and abs(gold["urgency"] - got.urgency) > 1,
            "flags" in gold and set(gold["flags"]) != set(got.flags),
            "loyalty" in gold and gold["loyalty"] != got.loyalty,
        ]
        if any(wrong):
            print(f"-- {gold['id']} [{got.label}] {gold['text']}")
            print(
                f"   gold {gold.get('urgency')} {gold.get('flags')} {gold.get('loyalty', '')!r}"
                f"  got {got.urgency} {list(got.flags)} {got.loyalty!r}"
            )
            for m in annotator._triage.mentions(normalise(gold["text"]).text, got.label):
                print(f"     {m.flag} {m.urgency} 「{m.words}」 {m.context} {m.rule}")


def lost(pair: Pair) -> list[str] | None:
    """Return the red-line flags not raised, None where the text was raised as it should be."""
    gold, got = pair
    flags = [flag for flag in RED if flag in gold.get("flags", ()) and flag not in got.flags]
    return flags if flags or (gold.get("urgency") == 3 and got.urgency < 2) else None


def missed(pairs: Sequence[Pair], open_: Sequence[Pair]) -> None:
    """Count the worst errors, red lines that were not raised; list those that may be read."""
    many = sum(lost(pair) is not None for pair in pairs)
    print(f"missed red lines (gold 3 below 2, or a red-line flag not raised): {many}")
    for gold, got in open_:
        flags = lost((gold, got))
        if flags is not None:
            print(f"  {gold['id']} urgency {got.urgency} lost {flags}: {gold['text']}")


def right_categories() -> None:
    """Print how many categories are right, by half of our own labels (corpora/categories.tsv)."""
    folder = resources.corpora()
    lines = (folder / "categories.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    texts = {
        str(row["id"]): str(row["text"])
        for path in sorted(folder.glob("*.gold.jsonl"))
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
    }
    annotator = Annotator()
    kinds = categories.load(annotator.codebook)
    found = annotator.annotate_many([(texts[row[0]], "", "remark") for row in rows])
    complaints = [
        categories.Complaint(
            fold([one.text])[0],
            sorted(
                ((o.factor, o.subfactor, o.score) for o in one.opinions if o.score < 0),
                key=lambda opinion: opinion[2],
            ),
            one.flags,
        )
        for one in found
    ]
    said = kinds.classify(complaints)
    for half in ("dev", "held-out"):
        of = [(row, got) for row, got in zip(rows, said, strict=True) if row[2] == half]
        right = sum(row[1] == got for row, got in of)
        cause = sum(
            kinds.of(row[1]).cause == kinds.of(got).cause  # type: ignore[union-attr]
            for row, got in of
        )
        print(
            f"category, {half:9} {right / len(of):.3f}, the regulator's cause "
            f"{cause / len(of):.3f}, n={len(of)}"
        )


def counted(pairs: Sequence[Pair]) -> measured.Measured:
    """Return the counts of red lines over texts with an urgency."""
    told = [(int(gold["urgency"]), got.urgency) for gold, got in pairs if "urgency" in gold]
    return measured.Measured(
        texts=len(told),
        today=sum(wanted == 3 for wanted, _ in told),
        raised=sum(wanted == 3 and got >= 2 for wanted, got in told),
        called=sum(got == 3 for _, got in told),
        right=sum(got == 3 and wanted >= 2 for wanted, got in told),
    )


def write(counts: measured.Measured, codebook: str) -> None:
    """Write what the day's page says of red lines."""
    head = (
        "# Red lines on the held-out half of our own gold, by scripts/measure_triage.py --write.\n"
    )
    rows = "".join(f"{name}\t{value}\n" for name, value in counts._asdict().items())
    write_bytes(measured.file_of(codebook), (head + "name\tvalue\n" + rows).encode())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--errors", action="store_true", help="list every text that differs")
    parser.add_argument("--half", choices=("dev", "held-out", "all"), default="")
    parser.add_argument("--engine", choices=("combined", "semantic"), default="combined")
    parser.add_argument("--write", action="store_true", help="ship the figures of red lines")
    args = parser.parse_args()
    if args.write and (args.half != "held-out" or args.engine != "combined"):
        parser.error("--write ships figures of --half held-out and the default engine")
    annotator = Annotator(Options(sentiment=args.engine))
    pairs: list[Pair] = []
    for path in args.gold:
        rows = read(path, args.half)
        start = time.perf_counter()
        asked = [(r["text"], r.get("question", ""), r.get("kind", "remark")) for r in rows]
        found = annotator.annotate_many(asked)
        seconds = time.perf_counter() - start
        print(f"== {path.name}: {len(rows)} texts, {len(rows) / seconds:.0f} a second")
        both = list(zip(rows, found, strict=True))
        show(both)
        own = path.name.endswith(".gold.jsonl")
        open_ = [pair for pair in both if not own or not is_held_out(str(pair[0]["id"]))]
        missed(both, open_)
        if args.errors:
            errors(open_, annotator)
        pairs += both
    if args.write:
        write(counted(pairs), annotator.codebook.folder.name)
    if len(args.gold) > 1:
        print("== all")
        show(pairs)
    right_categories()


if __name__ == "__main__":
    main()
