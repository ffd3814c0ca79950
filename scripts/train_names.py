"""Learn what tells a full name: the weights of ``feedback_miner.privacy.namescore``.

    python scripts/train_names.py [../shared/data]

Learns from the tuning halves of our own gold (corpora/*.gold.jsonl) and of our own probe sentences
(corpora/privacy/people.tsv, names.tsv), from the same texts with other names put in, and from texts
of the development data, of which corpora/privacy/real_names.tsv tells where names stand (most have
none).
Prints what is found at several thresholds, cross-validated over five folds of texts, and writes
``lexicons/models/names.tsv``. Seeded: same input, same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from feedback_miner import resources
from feedback_miner.evaluation import is_held_out
from feedback_miner.privacy import namelists, names, namescore
from feedback_miner.privacy.writing import fold
from feedback_miner.text import dictionary

FOLDS = 5
STRENGTH = 2.0  # inverse of the L2 penalty
THRESHOLDS = (-2.0, -1.5, -1.0, -0.75, -0.5, 0.0)
LEAST = 3  # candidates that a character must stand in
SLIGHT = 0.03  # what weighs less is left out
BESIDE = ("before:", "behind:")  # characters there: of many kinds, few of which tell anything
LEAST_BESIDE, SLIGHT_BESIDE = 4, 0.2  # candidates in texts that are no copies
COPIES = 12  # of each text with names, with other names in it
WEIGHTS = {"gold": 1.0, "probes": 1.0, "copies": 0.1, "real": 1.0}
READ = {"comments": 5696, "questions": 20_000, "reviews": 6000, "messages": 1200}  # the first
OVERLAP = 0.5  # weight of a wrong reading of a name beside other candidates

Labelled = tuple[str, list[str]]
Copied = tuple[str, list[str], str]  # a text, its names, and the text that it is a copy of


@dataclass(frozen=True)
class Row:
    """One candidate: where it is from, its text's fold, whether it is a name, its features."""

    source: str
    fold: int
    name: bool
    overlaps: bool
    features: dict[str, float]


def gold() -> Iterator[Labelled]:
    """Yield the tuning half of our own gold."""
    for path in sorted(resources.corpora().glob("*.gold.jsonl")):
        for line in path.open(encoding="utf-8"):
            row = json.loads(line)
            if "pii" in row and not is_held_out(str(row["id"])):
                yield row["text"], [value for kind, value in row["pii"] if kind == "name"]


def probes() -> Iterator[Labelled]:
    """Yield the tuning half of our own probe sentences."""
    for file in ("people.tsv", "names.tsv"):
        for line in (resources.corpora() / "privacy" / file).open(encoding="utf-8"):
            wanted, _, text = line.rstrip("\n").partition("\t")
            if not line.startswith("#") and text != "text" and not is_held_out(text):
                yield text, [name for name in wanted.split("|") if name]


def copies(seed: int) -> Iterator[Copied]:
    """Yield the texts with names, with other names in them: half made of our lists, half of the
    people that the dictionary knows."""
    rng = random.Random(seed)
    lists, words = namelists.load(), dictionary.load()
    surnames = [
        sorted(lists.sure),
        sorted(lists.doubtful),
        sorted(lists.rare - namescore.JOINING),
        sorted(lists.compound),
    ]
    people = sorted(
        word[1:]
        for word, tag in words.tags.items()
        if tag == "nr" and len(word) == 3 and word[0] in lists.sure
        and not words.frequencies.get(word[:2]) and not words.frequencies.get(word[1:])
    )  # fmt: skip
    first, last = sorted(lists.given | lists.first), sorted(lists.given | lists.possible)

    def another() -> str:
        surname = rng.choice(rng.choices(surnames, (80, 12, 3, 5))[0])
        if rng.random() < 0.5:
            return surname + rng.choice(people)
        return surname + (rng.choice(first) if rng.random() < 0.7 else "") + rng.choice(last)

    for text, found in [*gold(), *probes()]:
        plain = [name for name in found if len(name) < 5 and "·" not in name]
        for _ in range(COPIES if plain else 0):
            copy, put = text, []
            for name in plain:
                put.append(another())
                copy = copy.replace(name, put[-1])
            yield copy, put, text


def real(data: Path) -> Iterator[Labelled]:
    """Yield the texts of the development data that were read for names."""
    comments = (data / "bank_comments" / "sentiment_dev.jsonl").read_text(encoding="utf-8")
    messages = pd.read_excel(data / "citizen_messages" / "附件3.xlsx", engine="openpyxl")
    questions = (data / "finance_questions" / "questions.txt").read_text(encoding="utf-8")
    reviews = (data / "bank_app_reviews" / "reviews.txt").read_text(encoding="utf-8")
    texts = {
        "comments": [json.loads(line)["text"] for line in comments.splitlines()],
        "questions": questions.splitlines(),
        "reviews": reviews.splitlines(),
        "messages": messages["留言详情"].astype(str).tolist(),
    }
    places: dict[tuple[str, int], list[slice]] = defaultdict(list)
    for line in (resources.corpora() / "privacy" / "real_names.tsv").open(encoding="utf-8"):
        if not line.startswith(("#", "file")):
            file, text, start, end = line.split("\t")
            places[file, int(text)].append(slice(int(start), int(end)))
    for file, many in READ.items():
        for number, text in enumerate(texts[file][:many], start=1):
            yield text, sorted({text[place] for place in places[file, number]})


def apart(texts: Iterator[Labelled]) -> Iterator[Copied]:
    """Yield texts that are copies of none."""
    for text, found in texts:
        yield text, found, text


def rows(source: str, texts: Iterator[Copied]) -> Iterator[Row]:
    """Yield the candidates of texts; a copy is in its text's fold."""
    for text, found, whole in texts:
        folded = fold(text)
        spans = {
            (at, at + len(name))
            for name in found
            for at in range(len(folded))
            if folded.startswith(name, at)
        }
        part = hashlib.md5(whole.encode(), usedforsecurity=False).digest()[0] % FOLDS
        for one, features in names.described(folded, frozenset(end for _, end in spans)):
            name = (one.start, one.end) in spans
            overlaps = not name and any(a < one.end and one.start < b for a, b in spans)
            yield Row(source, part, name, overlaps, features)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    found = [
        *rows("gold", apart(gold())),
        *rows("probes", apart(probes())),
        *rows("copies", copies(arguments.seed)),
    ]
    if arguments.data.is_dir():
        found += rows("real", apart(real(arguments.data)))
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([row.features for row in found]).tocsr()
    features = vectorizer.get_feature_names_out()
    beside = np.array([feature.startswith(BESIDE) for feature in features])
    own = matrix[[i for i, row in enumerate(found) if row.source != "copies"]]
    seen, seen_own = (np.bincount(x.indices, minlength=len(features)) for x in (matrix, own))
    common = np.flatnonzero(np.where(beside, seen_own >= LEAST_BESIDE, seen >= LEAST))
    matrix, features, beside = matrix[:, common], features[common], beside[common]
    slight = np.where(beside, SLIGHT_BESIDE, SLIGHT)
    answers = np.array([row.name for row in found])
    weights = np.array([WEIGHTS[row.source] * (OVERLAP if row.overlaps else 1) for row in found])
    folds = np.array([row.fold for row in found])
    scores = np.zeros(len(found))
    for part in range(FOLDS):
        learned = folds != part
        model = LogisticRegression(C=STRENGTH, max_iter=2000, fit_intercept=False)
        model.fit(matrix[learned], answers[learned], sample_weight=weights[learned])
        coefficients = np.where(np.abs(model.coef_[0]) >= slight, model.coef_[0], 0)
        scores[~learned] = matrix[~learned] @ coefficients
    sources = np.array([row.source for row in found])
    alone = np.array([not row.overlaps for row in found])
    for source in dict.fromkeys(sources):
        of = sources == source
        print(f"{source}: {int((of & answers).sum())} names of {int(of.sum())} candidates")
        for threshold in THRESHOLDS:
            over = of & (scores > threshold)
            print(f"  from {threshold:4}: {int((over & answers).sum())} names,"
                  f" {int((over & ~answers & alone).sum())} others")  # fmt: skip
    model = LogisticRegression(C=STRENGTH, max_iter=2000, fit_intercept=False)
    model.fit(matrix, answers, sample_weight=weights)
    path = resources.lexicons() / "models" / "names.tsv"
    table = [
        f"{name}\t{weight:.2f}\n"
        for name, weight, least in zip(features, model.coef_[0], slight, strict=True)
        if abs(weight) >= least
    ]
    path.write_text("feature\tweight\n" + "".join(table), encoding="utf-8")


if __name__ == "__main__":
    main()
