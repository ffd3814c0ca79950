"""Print how well a codebook of seed terms alone reads another industry, with no training.

    python scripts/measure_industry.py [../shared/data] [--engines rules,combined,snownlp]

corpora/industries holds two codebooks as a user writes them in ten minutes, before a review was
read, and our labels (row numbers and labels, no text) of 300 hotel and 300 device reviews of
shop_reviews. No model was trained on reviews of these kinds; two weights of the general reader
were chosen on the hotels, the devices confirm them.
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
        gold = [{**line, "text": rows[int(line["id"][1:])][2].strip()} for line in labels]
        show(folder.name, gold, given.engines.split(","), codebook=str(folder))


if __name__ == "__main__":
    main()
