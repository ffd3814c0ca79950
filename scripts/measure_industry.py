"""Print how well a codebook of seed terms alone reads another industry, with no training.

    python scripts/measure_industry.py [../shared/data] [--engines rules,combined,snownlp]

corpora/industries holds four codebooks as a user writes them in ten minutes, before a review was
read: for hotels and devices with our labels (row numbers and labels, no text) of 300 reviews each
of shop_reviews, for restaurants and broadband with 251 reviews of our own and their labels. No
model was trained on reviews of these kinds. The weights of the general reader were chosen, and the
concepts that codebooks are lent were mended, on hotels and devices; the others were written and
labelled before, by the same writer, and only measured.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from measure import show
from train_reading import shop

from feedback_miner import resources
from feedback_miner.learned.gold import read


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--engines", default="rules,combined,snownlp")
    given = parser.parse_args()
    rows = shop(given.data)
    for folder in sorted((resources.corpora() / "industries").iterdir()):
        labels = read(folder / "labels.jsonl")
        gold = [
            line if "text" in line else {**line, "text": rows[int(line["id"][1:])][2].strip()}
            for line in labels
        ]
        show(folder.name, gold, given.engines.split(","), codebook=str(folder))


if __name__ == "__main__":
    main()
