"""Print how many texts a second one core annotates: each engine, and each stage of the default.

    python scripts/measure_speed.py ../shared/data/bank_comments/sentiment_dev.jsonl

The input holds one text a line, or JSON lines with ``text``. Figures are of processor time on one
thread, the best of several rounds, none of which remembers the one before.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from threadpoolctl import threadpool_limits

from feedback_miner import privacy
from feedback_miner.annotate import BATCH, Annotator, Item
from feedback_miner.lexicon import Sieve
from feedback_miner.sentiment import document
from feedback_miner.sentiment.rules import RuleReader
from feedback_miner.survey import Options
from feedback_miner.text.normalise import normalise_many
from feedback_miner.text.validity import is_valid
from feedback_miner.triage import rules as triage_rules

ENGINES = ("rules", "linear", "combined")


def read(path: Path) -> list[str]:
    """Return the texts of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines] if path.suffix == ".jsonl" else lines


def rate(work: Callable[[], object], many: int, rounds: int) -> float:
    """Return texts a second of processor time, best of ``rounds``."""
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return many / best if many else 0.0


def whole(annotator: Annotator, items: Sequence[Item]) -> None:
    """Annotate all, batch by batch."""
    annotator.forget()
    source = iter(items)
    while batch := list(islice(source, BATCH)):
        annotator.annotate_many(batch)


def stages(texts: Sequence[str]) -> dict[str, Callable[[], object]]:
    """Return the work of each stage that can be told apart, over all texts."""
    options = Options()
    annotator = Annotator(options)
    reader, triage = (
        RuleReader(annotator.codebook),
        triage_rules.load(annotator.codebook.folder, "loan"),
    )
    sieve = Sieve([*reader.sets, *triage.sets])
    clean = [one.text for one in normalise_many(texts)]
    said = [text for text in clean if is_valid(text)]
    opinions, acts, raising, guarding, loyalty = sieve.sift(said)
    kinds = ["remark"] * len(said)
    clauses = reader.read_many(said, kinds, opinions, acts)
    voices = triage.voices(said)
    seen = list(map(triage_rules.Seen, raising, guarding, loyalty, voices))
    return {
        "privacy": lambda: privacy.recognise_many(texts),
        "normalise": lambda: normalise_many(texts),
        "valid": lambda: [is_valid(text) for text in clean],
        "sieve of patterns": lambda: sieve.sift(said),
        "rules": lambda: reader.read_many(said, kinds, opinions, acts),
        "summary of rules": lambda: [document.summarise(one) for one in clauses],
        "triage": lambda: triage.assess_many([(text, "neutral", ()) for text in said], seen),
        "triage, voices": lambda: triage.voices(said),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    threadpool_limits(1)  # a second thread of the matrix library waits busily, and counts
    texts = read(arguments.file)
    items = [(text, "", "remark") for text in texts]
    print(f"{len(texts)} texts of {sum(map(len, texts)) / max(1, len(texts)):.1f} characters")
    for name in ENGINES:
        annotator = Annotator(Options(sentiment=name))
        whole(annotator, items[:BATCH])
        figure = rate(lambda one=annotator: whole(one, items), len(items), arguments.rounds)
        print(f"--sentiment {name:12} {figure:10,.0f} texts/s")
    for name, work in stages(texts).items():
        figure = rate(work, len(texts), arguments.rounds)
        print(f"{name:24} {figure:10,.0f} texts/s {1e6 / figure:8.1f} µs a text")


if __name__ == "__main__":
    main()
