"""Learn the reading models that ship in lexicons/models, and say how good they are.

    python scripts/train_reading.py [../shared/data] [corpora]

Data: the part of our own gold in corpora/ that is not held out, once with the question and once
without it (many exports do not tell it); bank_comments/factors_dev.jsonl (readers' labels); our
own labels of other comments of sentiment_dev.jsonl (corpora/bank_comments.labels.jsonl holds ids
and labels, no text), and, for the transformer alone, that file's contest labels of sentiment; our
own labels of reviews of a bank's app (corpora/bank_app_reviews.labels.jsonl: lines and labels). A
tenth of the comments and reviews, by a hash of the text, is left out for scripts/measure.py.
Figures are cross-validated by group. Seeded: the same data give the same bytes.

With the extra ``semantic`` the transformer of scripts/train_semantic.py teaches too (Hinton et al.,
2015): it labels clauses of our gold, all bank comments and a sample of the app reviews, which
count little each. The linear model learns its labels of a text only where it is sure, the network
beside it (``deep_model``; needs PyTorch) its probabilities. The network also learns what the
transformer says of texts spliced of clauses of two (augmentation for a small pupil, as in Jiao et
al., 2020). Folds never part what was spliced. About fifty minutes on two cores.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields, replace
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from feedback_miner import lexicon, resources
from feedback_miner.learned import gold
from feedback_miner.learned.figures import by_source
from feedback_miner.learned.fit import Example, Fitted, Settings, fit
from feedback_miner.learned.heads import ACTS, CARE, Opinion
from feedback_miner.learned.logits import sigmoid, softmax
from feedback_miner.text import clauses
from feedback_miner.text.normalise import normalise
from feedback_miner.triage.words import FLAGS

# How much a text counts: few, carefully read labels against many noisy ones.
WEIGHTS = {"own": 1.0, "own?": 0.5, "readers": 1.0, "app": 1.0, "contest": 1.0}
TAUGHT = 0.3
SPLICED = 1.0  # weight of a spliced text
SPLICES = {"own": 120_000, "worries": 36_000, "comments": 80_000, "reviews": 16_000}
OURS = ("own", "worries")
PARTS = 3  # as many as folds; texts are spliced within a part
LINKS = ("，",) * 6 + ("，但是", "，不过", "，而且", "。", "，就是", "，", "；", "，还有")
KINDS = ("remark", "remark", "complaint", "improve", "why", "like", "dislike")
LONGEST = 120  # characters of a spliced text or of a review of goods
MOST = 24_000  # texts that the transformer labels: more make the model large, and hardly better


def held_back(text: str) -> bool:
    """Tell whether a bank comment or app review is of the tenth that is left for measuring."""
    return hashlib.sha256(text.encode()).digest()[1] % 10 == 0


def public(data: Path, own: Path) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield each labelled source of the development data: its name and its lines with texts."""
    contest = gold.read(data / "bank_comments" / "sentiment_dev.jsonl")
    texts = {line["id"]: line["text"] for line in contest}
    reviews = (data / "bank_app_reviews" / "reviews.txt").read_text(encoding="utf-8").splitlines()
    yield "readers", gold.read(data / "bank_comments" / "factors_dev.jsonl")
    labels = gold.read(own / "bank_comments.labels.jsonl")
    yield "bank", [{**line, "text": texts[line["id"]]} for line in labels]
    labels = gold.read(own / "bank_app_reviews.labels.jsonl")
    yield "app", [{**line, "text": reviews[int(line["id"][1:]) - 1].strip()} for line in labels]
    yield "contest", contest


def part(group: str) -> str:
    """Return the part, as many as folds, that a text is in."""
    return f"part {hashlib.sha256(group.encode()).digest()[3] % PARTS}"


def evened(readers: Sequence[dict[str, Any]], bank: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Return what a comment of each sentiment weighs, so that the many neutral ones are no larger a
    share of the weight than they are of what the readers drew; 1 on average."""
    drawn, ours = (Counter(line["sentiment"] for line in lines) for lines in (readers, bank))
    return {
        felt: (drawn[felt] / drawn.total()) / (many / ours.total()) for felt, many in ours.items()
    }


def load(data: Path, own: Path, factors: Sequence[str]) -> Iterator[Example]:
    """Yield the examples to learn from."""
    for one in gold.examples(gold.bundled(own), factors, source="own"):
        yield replace(one, group=part(one.group))
    sources = dict(public(data, own)) if data.is_dir() else {}
    even = evened(sources["readers"], sources["bank"]) if sources else {}
    for source, lines in sources.items():
        for line in lines:
            if not held_back(line["text"]) and line.get("valid", True):
                weight = even[line["sentiment"]] if source == "bank" else WEIGHTS[source]
                one = gold.example(line, factors, weight=weight, source=source)
                yield replace(one, group=part(one.text))  # readers and contest label the same


def shop(data: Path) -> list[list[str]]:
    """Return category, class and text of each row of shop_reviews."""
    with (data / "shop_reviews" / "reviews.csv").open(encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


def goods(data: Path, own: Path) -> Iterator[tuple[int, Example]]:
    """Yield row numbers and reviews of six kinds of goods with our labels of sentiment and acts:
    for readers of any industry."""
    rows = shop(data)
    for line in gold.read(own / "shop_reviews.labels.jsonl"):
        number = int(line["id"][1:])
        text = rows[number][2].strip()[:LONGEST]
        yield number, gold.example({**line, "id": text, "text": text}, (), source="goods")


def comments(data: Path) -> Iterator[str]:
    """Yield the bank comments that may be learned from."""
    for line in gold.read(data / "bank_comments" / "sentiment_dev.jsonl"):
        if not held_back(line["text"]):
            yield line["text"]


def unlabelled(data: Path, own: Path) -> Iterator[tuple[str, str]]:
    """Yield (normalised text, group) for the transformer to label."""
    for line in gold.bundled(own):
        clean = normalise(line["text"]).text
        parts = clauses.split(clean) if line.get("valid", True) else []
        group = str(line["id"]).split("#")[0]
        for (start, end), after in zip(parts, [*parts[1:], None], strict=False):
            if len(parts) > 1 and end - start >= 4:
                yield clean[start:end], part(group)
            if after:
                yield clean[start : after[1]], part(group)
    for text in comments(data):
        yield normalise(text).text, part(text)
    reviews = (data / "bank_app_reviews" / "reviews.txt").read_text(encoding="utf-8")
    whole = {x.strip() for x in reviews.splitlines() if len(x.strip()) >= 6}
    distinct = sorted({x[:120] for x in whole if not held_back(x)})
    for text in random.Random(7).sample(distinct, min(4000, len(distinct))):
        yield normalise(text).text, part(text)


def sources(data: Path, own: Path) -> Iterator[tuple[str, str, str]]:
    """Yield (source, text, group) of texts to splice."""
    for line in gold.bundled(own):
        if line.get("valid", True):
            group = str(line["id"]).split("#")[0]
            yield "own", line["text"], group
            if line.get("flags"):  # rare among the others, and what the care team asks about
                yield "worries", line["text"], group
    for text in comments(data):
        yield "comments", text, text
    reviews = (data / "bank_app_reviews" / "reviews.txt").read_text(encoding="utf-8")
    for text in sorted({x.strip() for x in reviews.splitlines()}):
        if 6 <= len(text) <= LONGEST and not held_back(text):
            yield "reviews", text, text


def spliced(data: Path, own: Path) -> list[Example]:
    """Return distinct texts of one to three clauses each of two of one source, without labels."""
    rng = random.Random(5)
    pool: dict[str, dict[str, list[list[str]]]] = {source: {} for source in SPLICES}
    for source, text, group in sources(data, own):
        clean = normalise(text).text
        cut = (clean[a:b].strip("，。；！？,.;!? ") for a, b in clauses.split(clean))
        said = [clause for clause in cut if clause]
        if said:
            pool[source].setdefault(part(group), []).append(said)
    found: dict[tuple[str, str], str] = {}
    for source, many in SPLICES.items():
        wanted = len(found) + many
        for _ in range(4 * many):
            group = rng.choice(sorted(pool[source]))
            halves = []
            for said in rng.sample(pool[source][group], 2):
                start = rng.randrange(len(said))
                halves.append("，".join(said[start : start + rng.choice((1, 1, 2, 2, 3))]))
            text = rng.choice(LINKS).join(halves)
            if len(text) <= LONGEST:
                found[text, rng.choice(KINDS) if source in OURS else "remark"] = group
            if len(found) == wanted:
                break
    return [
        Example(text, kind, weight=SPLICED, group=group, source="spliced", taught=True)
        for (text, kind), group in sorted(found.items())
    ]


def asked(texts: Sequence[str], kinds: Sequence[str], models: Path) -> Opinion:
    """Return what the transformer says of texts, asked on two cores."""
    pieces = [slice(first, first + 1000) for first in range(0, len(texts), 1000)]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        said = list(
            pool.map(_said, (texts[p] for p in pieces), (kinds[p] for p in pieces), repeat(models))
        )
    return joined(said)


def joined(said: Sequence[Opinion]) -> Opinion:
    """Return the opinions of several batches as those of one."""
    names = [one.name for one in fields(Opinion)]
    return Opinion(*(np.concatenate([getattr(one, name) for one in said]) for name in names))


def _said(texts: Sequence[str], kinds: Sequence[str], models: Path) -> Opinion:
    import torch  # which those who import this file do not need
    from semantic_model import Teacher

    torch.set_num_threads(1)  # two processes share two cores
    return Teacher.read(models).label(texts, kinds)


def taught(
    data: Path, own: Path, models: Path, factors: Sequence[str]
) -> tuple[list[Example], Opinion]:
    """Return texts with the labels that the transformer is sure of, and all that it said."""
    every = sorted({text: group for text, group in unlabelled(data, own) if text}.items())
    groups = dict(random.Random(11).sample(every, min(MOST, len(every))))
    said = asked(list(groups), ["remark"] * len(groups), models)
    feelings, there, acts = softmax(said.sentiment), sigmoid(said.presence), sigmoid(said.acts)
    polarity = said.polarity.argmax(axis=2)
    found = []
    for row, (text, group) in enumerate(groups.items()):
        coded = {f: int(polarity[row, j]) for j, f in enumerate(factors) if there[row, j] >= 0.5}
        torn = ((there[row] > 0.25) & (there[row] < 0.65)).any()
        felt = int(feelings[row].argmax()) if feelings[row].max() >= 0.6 else None
        done = frozenset(act for act, p in zip(ACTS, acts[row], strict=True) if p >= 0.5)
        labels = (felt, None if torn else coded, done)
        found.append(Example(text, "remark", *labels, TAUGHT, group, "taught", True))
    return found, said


def flags(examples: Sequence[Example], care: np.ndarray) -> float:
    """Return micro-F1 of the flags that cross-validated log-odds tell of our own gold."""
    own = [i for i, one in enumerate(examples) if one.source == "own" and one.flags is not None]
    wanted = [[name in (examples[i].flags or ()) for name in FLAGS] for i in own]
    said = care[own][:, [CARE.index(f"flag={name}") for name in FLAGS]] > 0
    return float(f1_score(wanted, said, average="micro"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("own", type=Path, nargs="?", default=resources.corpora())
    parser.add_argument("-o", type=Path, default=resources.lexicons() / "models")
    parser.add_argument("--care", type=Path, help="keep here what train_triage.py and others hear")
    parser.add_argument("--untaught", action="store_true", help="leave the transformer out")
    arguments = parser.parse_args()
    from deep_model import deepened  # needs PyTorch, which --help and importing this file do not

    codebook = lexicon.load()
    factors = [factor.id for factor in codebook.factors]
    examples = [
        one
        for one in load(arguments.data, arguments.own, factors)
        if one.source != "contest"  # which differs from our readers in a third of the comments
    ]
    lessons, said, splices = range(0), None, []
    if not arguments.untaught and arguments.data.is_dir():
        more, said = taught(arguments.data, arguments.own, arguments.o, factors)
        splices = spliced(arguments.data, arguments.own)
        texts, kinds = zip(*((one.text, one.kind) for one in splices), strict=True)
        said = joined([said, asked(texts, kinds, arguments.o)])
        lessons = range(len(examples), len(examples) + len(more) + len(splices))
        examples += more
    arguments.o.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        linear = pool.submit(_linear, examples)  # beside the other regressions: each is one core's
        fitted = fit(examples, codebook, Settings(rules=True, least=12))
        plain = linear.result()
    keep(plain, arguments.o / "loan-linear.npz", examples)
    fitted, care, silent = deepened(fitted, codebook, [*examples, *splices], lessons, said)
    print(f"the networks alone: flags micro-F1 {flags(examples, care):.3f}")
    keep(fitted, arguments.o / "loan.npz", examples)
    if arguments.care:
        own = [i for i, one in enumerate(examples) if one.source == "own"]
        texts = np.array([examples[i].text for i in own])
        np.savez_compressed(arguments.care, texts=texts, care=care[own], silent=silent[own])


def _linear(examples: Sequence[Example]) -> Fitted:
    return fit(examples, lexicon.load(), Settings(rules=False, least=40))


def keep(fitted: Fitted, path: Path, examples: Sequence[Example]) -> None:
    """Write a model, and print its figures."""
    path.write_bytes(fitted.model.dump())
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, bounds {dict(fitted.model.bounds)}")
    for source, figures in by_source(examples, fitted):
        shown = "  ".join(f"{name} {value:.3f}" for name, value in figures.items())
        print(f"  {source:8} {shown}", flush=True)


if __name__ == "__main__":
    main()
