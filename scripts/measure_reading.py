"""Print how well texts are read: by style, the ablation, what a score is worth, the worst errors.

    python scripts/measure_reading.py [--engines rules,linear,combined,semantic] [--worst 20]

On the held-out part of corpora/hard.gold.jsonl, which nothing is tuned or trained on. ``score``
is right as often as the reliability table says (Guo et al., 2017, call it a reliability diagram):
its bins are of the score's size, the share is that of texts whose gold label has its sign. The
worst errors are those that the engine was surest of.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from measure import read, show

from feedback_miner import resources
from feedback_miner.annotate import Annotator
from feedback_miner.evaluation import FULL, is_held_out
from feedback_miner.survey import Options

BINS = (0.15, 0.4, 0.6, 0.8, 0.9, 1.01)
Pairs = list[tuple[dict[str, Any], dict[str, Any]]]


def annotated(engine: str, gold: Sequence[dict[str, Any]]) -> Pairs:
    """Return the gold lines with what an engine says of them."""
    annotator = Annotator(Options(sentiment=engine))  # type: ignore[arg-type]
    items = [(g["text"], g.get("question", ""), g.get("kind", "remark")) for g in gold]
    said = annotator.annotate_many(items)
    return [(g, a.as_json(str(g["id"]), "")) for g, a in zip(gold, said, strict=True)]


def reliability(pairs: Pairs) -> None:
    """Print the share of right signs by the size of the score, for texts and for opinions."""
    texts, opinions = [], []
    for gold, said in pairs:
        score = said["sentiment"]["score"]
        right = FULL[gold["sentiment"]] == said["sentiment"]["label"]
        texts.append((abs(score), right))
        factors = {f: FULL[p] for f, p in gold["factors"]}
        for one in said["opinions"]:
            if one["factor"] in factors:
                opinions.append((abs(one["score"]), factors[one["factor"]] == one["polarity"]))
    for name, rows in (("texts", texts), ("opinions on a factor that is there", opinions)):
        print(f"  {name}:")
        low = 0.0
        for high in BINS:
            inside = [right for size, right in rows if low <= size < high]
            if inside:
                share = sum(inside) / len(inside)
                print(
                    f"    score {low:.2f} to {min(high, 1):.2f}: {share:.3f} right, n={len(inside)}"
                )
            low = high


def worst(pairs: Pairs, many: int) -> None:
    """Print the wrong sentiments that the engine was surest of."""
    wrong = [
        (abs(said["sentiment"]["score"]), str(gold["id"]), gold, said)
        for gold, said in pairs
        if FULL[gold["sentiment"]] != said["sentiment"]["label"]
    ]
    for size, key, gold, said in sorted(wrong, key=lambda row: (-row[0], row[1]))[:many]:
        about = ",".join(f"{f}:{p}" for f, p in gold["factors"])
        print(
            f"  {key} {said['sentiment']['label']} {size:.2f}, gold {gold['sentiment']} [{about}]"
        )
        print(f"      {gold['text'][:100]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--engines", default="rules,linear,combined")
    parser.add_argument("--worst", type=int, default=20)
    given = parser.parse_args()
    engines = given.engines.split(",")
    lines = read(resources.corpora() / "hard.gold.jsonl")
    gold = [line for line in lines if is_held_out(str(line["id"]))]
    for style in sorted({line["style"] for line in gold}):
        show(f"{style}, held-out", [g for g in gold if g["style"] == style], engines)
    show("all styles, held-out", gold, engines)
    for engine in engines:
        if engine == "rules":
            continue
        pairs = annotated(engine, gold)
        print(f"\n== {engine}: what a score is worth")
        reliability(pairs)
        print(f"== {engine}: the {given.worst} wrong sentiments it was surest of")
        worst(pairs, given.worst)


if __name__ == "__main__":
    main()
