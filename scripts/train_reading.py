"""Learn the reading models that ship in lexicons/models, and say how good they are.

    python scripts/train_reading.py [../shared/data/bank_comments] [corpora]

Data: the part of our own gold in corpora/ that is not held out, once with the question and once
without it (many exports do not tell it); bank_comments/factors_dev.jsonl (readers' labels); our
own labels of other comments of sentiment_dev.jsonl (corpora/bank_comments.labels.jsonl holds ids
and labels, no text), and that file's contest labels of sentiment at less weight. Figures are
cross-validated by group. Seeded: the same data give the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from feedback_miner import lexicon, resources
from feedback_miner.learned import gold
from feedback_miner.learned.figures import by_source
from feedback_miner.learned.fit import Example, Settings, fit

# How much a text counts: few, carefully read labels against many noisy ones.
WEIGHTS = {"own": 1.0, "own?": 0.5, "readers": 1.0, "bank": 1.0, "contest": 0.5}


def load(bank: Path, own: Path, factors: Sequence[str]) -> Iterator[Example]:
    """Yield the examples to learn from."""
    yield from gold.examples(gold.bundled(own), factors, source="own")
    if not bank.is_dir():
        return
    comments = gold.read(bank / "sentiment_dev.jsonl")
    texts = {line["id"]: line["text"] for line in comments}
    labels = gold.read(own / "bank_comments.labels.jsonl")
    for source, lines in (
        ("readers", gold.read(bank / "factors_dev.jsonl")),
        ("bank", [{**line, "text": texts[line["id"]]} for line in labels]),
        ("contest", comments),
    ):
        for line in lines:
            one = gold.example(line, factors, weight=WEIGHTS[source], source=source)
            yield replace(one, group=one.text)  # readers and contest label the same texts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("bank", type=Path, nargs="?", default=Path("../shared/data/bank_comments"))
    parser.add_argument("own", type=Path, nargs="?", default=resources.corpora())
    parser.add_argument("-o", type=Path, default=resources.lexicons() / "models")
    arguments = parser.parse_args()
    codebook = lexicon.load()
    factors = [factor.id for factor in codebook.factors]
    examples = list(load(arguments.bank, arguments.own, factors))
    arguments.o.mkdir(parents=True, exist_ok=True)
    for name, rules, least in (("loan", True, 2), ("loan-linear", False, 5)):
        fitted = fit(examples, codebook, Settings(rules=rules, least=least))
        path = arguments.o / f"{name}.npz"
        path.write_bytes(fitted.model.dump())
        print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, bounds {dict(fitted.model.bounds)}")
        for source, figures in by_source(examples, fitted):
            shown = "  ".join(f"{name} {value:.3f}" for name, value in figures.items())
            print(f"  {source:8} {shown}", flush=True)


if __name__ == "__main__":
    main()
