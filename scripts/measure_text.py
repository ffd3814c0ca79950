"""Print how many texts a second the text room handles on one core.

    python scripts/measure_text.py ../shared/data/bank_comments/sentiment_dev.jsonl

The input holds one text a line, or JSON lines with ``text``. Every figure is the best of several
rounds. Also printed: how many texts normalisation changes, how many answers are not valid, and
whether jieba and rjieba cut every text into the same words.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from feedback_miner import resources
from feedback_miner.text import hmm
from feedback_miner.text.normalise import normalise
from feedback_miner.text.segment import Segmenter
from feedback_miner.text.validity import is_valid


def read(path: Path) -> list[str]:
    """Return the texts of a file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines] if path.suffix == ".jsonl" else lines


def words(path: Path) -> list[str]:
    """Return the entries of a list in the lexicons."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def rate(work: Callable[..., object], texts: Iterable[str], rounds: int) -> float:
    """Return texts a second, best of ``rounds``, none of which remembers the one before."""
    texts = list(texts)
    best = float("inf")
    for _ in range(rounds):
        hmm.cut.cache_clear()
        start = time.perf_counter()
        for text in texts:
            work(text)
        best = min(best, time.perf_counter() - start)
    return len(texts) / best if texts else 0.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    texts = read(arguments.file)
    clean = [normalise(text) for text in texts]
    changed = [c.original for c in clean if c.changed]
    same = [c.original for c in clean if not c.changed]
    normal = [c.text for c in clean]
    lexicons = resources.lexicons()
    terms = words(lexicons / "loan" / "terms.txt")
    stopwords = words(lexicons / "common" / "stopwords.txt")
    start = time.perf_counter()
    slow = Segmenter(terms, stopwords)
    built = time.perf_counter() - start
    fast = Segmenter(terms, stopwords, fast=True)
    invalid = sum(not is_valid(text) for text in normal)
    differ = sum(slow.cut(text) != fast.cut(text) for text in texts)
    length = sum(map(len, texts)) / max(1, len(texts))
    print(f"{len(texts)} texts of {length:.1f} characters; {len(changed)} changed by normalise,")
    print(f"{invalid} not valid, {differ} cut otherwise by rjieba; built in {built:.2f} s")
    if not fast.fast:
        print("rjieba is not installed: its figures are jieba's")
    figures: dict[str, tuple[Callable[..., object], list[str]]] = {
        "normalise, all": (normalise, texts),
        "normalise, clean": (normalise, same),
        "normalise, changed": (normalise, changed),
        "is_valid": (is_valid, normal),
        "cut, jieba": (slow.cut, normal),
        "cut, rjieba": (fast.cut, normal),
        "keywords, rjieba": (fast.keywords, normal),
        "tag, jieba": (slow.tag, normal),
    }
    for name, (work, items) in figures.items():
        print(f"{name:20} {rate(work, items, arguments.rounds):10,.0f} texts/s")


if __name__ == "__main__":
    main()
