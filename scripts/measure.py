"""Print the figures of this version: annotation quality beside SnowNLP's, and speed.

    python scripts/measure.py [../shared/data]

The held-out part of our own gold (corpora/*.gold.jsonl) is neither tuned nor trained on; nor is the
tenth of the bank comments and app reviews that train_reading.py leaves out.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from train_reading import held_back, public

from feedback_miner import resources
from feedback_miner.annotate import Annotator
from feedback_miner.evaluation import FIGURES, evaluate, is_held_out
from feedback_miner.survey import Options

TITLES = {
    "readers": "bank comments, labels of the readers of the development data",
    "bank": "bank comments, our own labels",
    "app": "reviews of a bank's app, our own labels",
    "contest": "bank comments, the contest's labels",
}


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def show(
    title: str, gold: Sequence[dict[str, Any]], engines: Sequence[str], codebook: str = "loan"
) -> None:
    print(f"\n== {title}: {len(gold)} texts")
    columns = []
    for engine in engines:
        annotator = Annotator(Options(codebook=codebook, sentiment=engine))  # type: ignore[arg-type]
        annotator.annotate("预热")
        items = [(g["text"], g.get("question", ""), g.get("kind", "remark")) for g in gold]
        start = time.process_time()
        found = annotator.annotate_many(items)
        seconds = time.process_time() - start
        lines = [a.as_json(str(g["id"]), "") for g, a in zip(gold, found, strict=True)]
        figures = {f.name: f for f in evaluate(gold, lines, samples=300)}
        columns.append((engine, figures, len(gold) / seconds))
    print(f"{'':22}" + "".join(f"{engine:>24}" for engine, _, _ in columns))
    for name in FIGURES:
        cells = []
        for _, figures, _ in columns:
            f = figures.get(name)
            cells.append(f"{f.value:.3f} [{f.low:.3f}, {f.high:.3f}]" if f else "-")
        if any(cell != "-" for cell in cells):
            print(f"{name:22}" + "".join(f"{cell:>24}" for cell in cells))
    print(f"{'texts a second':22}" + "".join(f"{speed:>24.0f}" for _, _, speed in columns))


def join(paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the held-out half of our own gold."""
    return [g for path in paths for g in read(path) if is_held_out(str(g["id"]))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--engines", default="rules,combined,snownlp")
    arguments = parser.parse_args()
    engines = arguments.engines.split(",")
    paths = sorted(resources.corpora().glob("*.gold.jsonl"))
    for path in paths:
        show(f"{path.name}, held-out half", join([path]), engines)
    own = join(paths)
    show("all our own gold, held-out half", own, engines)
    bare = [{k: v for k, v in g.items() if k not in ("question", "kind")} for g in own]
    show("the same with nobody telling which question was asked", bare, engines)
    if arguments.data.is_dir():
        for source, lines in public(arguments.data, resources.corpora()):
            kept = [line for line in lines if held_back(line["text"])]
            show(f"{TITLES[source]}, the tenth left out", kept, engines)


if __name__ == "__main__":
    main()
