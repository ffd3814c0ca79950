"""Print how well two readers of our gold agree.

    python scripts/measure_agreement.py [corpora]

corpora/first_reader.labels.jsonl and second_reader.labels.jsonl hold the labels of two independent
readings of 2,628 texts of corpora/hard.gold.jsonl (ids and labels only), bank_first_reader and
bank_second_reader those of the bank comments; what they differed in is settled by a third.
held_out_reader.labels.jsonl is an independent reading of 500 of the held-out texts, beside the gold
labels that figures are measured against. Cohen's kappa (1960) for sentiment; micro-F1 of one reader
against the other for sets; Krippendorff's alpha (2011) for urgency, as intervals.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import cohen_kappa_score, f1_score

from feedback_miner import resources
from feedback_miner.learned.gold import read


def micro(pairs: list[tuple[set[Any], set[Any]]]) -> float:
    """Return the micro-F1 of one reader's sets against the other's."""
    shared = sum(len(a & b) for a, b in pairs)
    return 2 * shared / max(1, sum(len(a) + len(b) for a, b in pairs))


def alpha(first: np.ndarray, second: np.ndarray) -> float:
    """Return Krippendorff's alpha of two coders' numbers, difference squared, none missing."""
    both = np.concatenate([first, second]).astype(float)
    observed = np.mean((first - second) ** 2.0)
    expected = 2 * both.var(ddof=1)
    return float(1 - observed / expected)


def gold(corpora: Path) -> list[dict[str, Any]]:
    """Return the lines of our gold."""
    return [line for path in sorted(corpora.glob("*.gold.jsonl")) for line in read(path)]


def show(title: str, first: list[dict[str, Any]], second: list[dict[str, Any]]) -> None:
    """Print how the second reader's labels of texts agree with the first's."""
    mine = {line["id"]: line for line in first}
    pairs = [(mine[line["id"]], line) for line in second]
    one, two = zip(*((a["sentiment"], b["sentiment"]) for a, b in pairs), strict=True)
    print(f"{title}: {len(pairs)} texts read twice")
    print(f"sentiment macro-F1 {f1_score(one, two, average='macro'):.3f}", end="  ")
    print(f"kappa {cohen_kappa_score(one, two):.3f}")
    factors = [({f for f, _ in a["factors"]}, {f for f, _ in b["factors"]}) for a, b in pairs]
    print(f"factor micro-F1 {micro(factors):.3f}", end="  ")
    opinions = [({*map(tuple, a["factors"])}, {*map(tuple, b["factors"])}) for a, b in pairs]
    print(f"opinion micro-F1 {micro(opinions):.3f}", end="  ")
    acts = [({*a["acts"]} - {"other"}, {*b["acts"]} - {"other"}) for a, b in pairs]
    print(f"acts micro-F1 {micro(acts):.3f}")
    if "urgency" not in second[0]:
        return
    print(
        f"flags micro-F1 {micro([({*a['flags']}, {*b['flags']}) for a, b in pairs]):.3f}", end="  "
    )
    urgency = np.array([(a["urgency"], b["urgency"]) for a, b in pairs])
    print(f"urgency alpha {alpha(urgency[:, 0], urgency[:, 1]):.3f}", end="  ")
    near = np.mean(np.abs(urgency[:, 0] - urgency[:, 1]) <= 1)
    print(f"within 1 {near:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("corpora", type=Path, nargs="?", default=resources.corpora())
    given = parser.parse_args()
    for title, start in (("our own gold", ""), ("bank comments", "bank_")):
        first, second = (
            read(given.corpora / f"{start}{which}_reader.labels.jsonl")
            for which in ("first", "second")
        )
        show(title, first, second)
    reader = read(given.corpora / "held_out_reader.labels.jsonl")
    show("gold of held-out texts, beside another reader", gold(given.corpora), reader)


if __name__ == "__main__":
    main()
