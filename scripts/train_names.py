"""Learn what tells a full name: the weights of ``feedback_miner.privacy.namescore``, and the trees
of ``feedback_miner.privacy.secondlook``.

    python scripts/train_names.py [../shared/data]

Learns from the tuning halves of our own gold (corpora/*.gold.jsonl) and of our own probe sentences
(corpora/privacy/people.tsv, names.tsv), from the same texts with other names put in, and from texts
of the development data, of which corpora/privacy/real_names.tsv tells where names stand (most have
none).
Prints what is found at several thresholds, cross-validated over the writers of our gold (whose
ids begin alike), and writes ``lexicons/models/names.tsv`` and ``name_trees.tsv``. The trees learn
from candidates that were scored by weights learned from other writers. Seeded: same input, same
bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import name_trees
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from feedback_miner import resources
from feedback_miner.evaluation import is_held_out
from feedback_miner.privacy import namelists, names, namescore
from feedback_miner.privacy.writing import fold
from feedback_miner.text import dictionary

FOLDS = 8
STRENGTH = 2.0  # inverse of the L2 penalty
THRESHOLDS = (-2.0, -1.5, -1.25, -1.0, -0.75, -0.5, 0.0)
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
class Learned:
    """What the weights are learned from: candidates by features, answers, folds and sources."""

    matrix: csr_matrix
    features: NDArray[np.object_]
    slight: NDArray[np.float64]
    answers: NDArray[np.bool_]
    weights: NDArray[np.float64]
    folds: NDArray[np.int64]

    def fitted(self, among: NDArray[np.bool_]) -> dict[str, float]:
        """Return the weights learned from the candidates ``among`` all."""
        model = LogisticRegression(C=STRENGTH, max_iter=2000, fit_intercept=False)
        model.fit(self.matrix[among], self.answers[among], sample_weight=self.weights[among])
        pairs = zip(self.features, model.coef_[0], self.slight, strict=True)
        return {name: round(float(value), 2) for name, value, least in pairs if abs(value) >= least}


@dataclass(frozen=True)
class Row:
    """One candidate: where it is from, its writer's fold, whether it is a name, its features."""

    source: str
    fold: int
    name: bool
    overlaps: bool
    features: dict[str, float]


def writer(identifier: str) -> str:
    """Return whose text it is by its id: the letters that it begins with; the survey's is one."""
    begins = re.match("[0-9]*[a-zA-Z]+", identifier)
    return "survey" if "#" in identifier or begins is None else begins[0]


def writers() -> dict[str, str]:
    """Return whose each text of the tuning half of our own gold is."""
    found: dict[str, str] = {}
    for path in sorted(resources.corpora().glob("*.gold.jsonl")):
        for line in path.open(encoding="utf-8"):
            row = json.loads(line)
            if not is_held_out(str(row["id"])):
                found.setdefault(row["text"], writer(str(row["id"])))
    return found


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


def fold_of(text: str, of: dict[str, str]) -> int:
    """Return the fold of a text: its writer's, or by the text itself where nobody's it is."""
    whose = of.get(text, text)
    return hashlib.md5(whose.encode(), usedforsecurity=False).digest()[0] % FOLDS


def spans(folded: str, found: Sequence[str]) -> set[tuple[int, int]]:
    """Return where the names of a text stand."""
    return {
        (at, at + len(name))
        for name in found
        for at in range(len(folded))
        if folded.startswith(name, at)
    }


def rows(source: str, texts: Iterator[Copied], of: dict[str, str]) -> Iterator[Row]:
    """Yield the candidates of texts; a copy is in its text's fold."""
    for text, found, whole in texts:
        folded = fold(text)
        places, part = spans(folded, found), fold_of(whole, of)
        for one, features in names.described(folded, frozenset(end for _, end in places)):
            name = (one.start, one.end) in places
            overlaps = not name and any(a < one.end and one.start < b for a, b in places)
            yield Row(source, part, name, overlaps, features)


def gathered(found: Sequence[Row]) -> Learned:
    """Return candidates as a matrix of the features that are common enough."""
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform([row.features for row in found]).tocsr()
    features = vectorizer.get_feature_names_out()
    beside = np.array([feature.startswith(BESIDE) for feature in features])
    own = matrix[[i for i, row in enumerate(found) if row.source != "copies"]]
    seen, seen_own = (np.bincount(x.indices, minlength=len(features)) for x in (matrix, own))
    common = np.flatnonzero(np.where(beside, seen_own >= LEAST_BESIDE, seen >= LEAST))
    return Learned(
        matrix[:, common],
        features[common],
        np.where(beside[common], SLIGHT_BESIDE, SLIGHT),
        np.array([row.name for row in found]),
        np.array([WEIGHTS[row.source] * (OVERLAP if row.overlaps else 1) for row in found]),
        np.array([row.fold for row in found]),
    )


def looked_at(texts: Sequence[Labelled], of: dict[str, str], part: int) -> name_trees.Looks:
    """Return what the second look sees of the candidates of a fold's texts."""
    looks = name_trees.Looks()
    for text, found in texts:
        if fold_of(text, of) == part:
            folded = fold(text)
            places = spans(folded, found)
            for one in names.candidates(folded, names.LOOKED_AT):
                name = (one.start, one.end) in places
                overlaps = not name and any(a < one.end and one.start < b for a, b in places)
                looks.add(names.seen(folded, one), name, OVERLAP if overlaps else 1.0, part)
    return looks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, nargs="?", default=Path("../shared/data"))
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    of = writers()
    texts = {"gold": list(gold()), "probes": list(probes())}
    if arguments.data.is_dir():
        texts["real"] = list(real(arguments.data))
    found = [row for source in texts for row in rows(source, apart(iter(texts[source])), of)]
    found += rows("copies", copies(arguments.seed), of)
    learned = gathered(found)
    looks = {source: name_trees.Looks() for source in texts}
    for part in range(FOLDS):
        with name_trees.scored_by(learned.fitted(learned.folds != part)):
            for source, labelled in texts.items():
                looks[source] += looked_at(labelled, of, part)
    name_trees.report(looks, THRESHOLDS, arguments.seed)
    every = sum(looks.values(), name_trees.Looks())
    weights = learned.fitted(np.ones(len(found), dtype=bool))
    folder = resources.lexicons() / "models"
    table = "".join(f"{name}\t{weight:.2f}\n" for name, weight in weights.items())
    (folder / "names.tsv").write_text("feature\tweight\n" + table, encoding="utf-8")
    name_trees.write(name_trees.fitted(every, arguments.seed), folder / "name_trees.tsv")


if __name__ == "__main__":
    main()
