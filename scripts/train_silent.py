"""Learn which short answers say nothing: the weights of ``feedback_miner.learned.silent``.

    python scripts/train_silent.py [HEARD.npz]

Learns from the tuning halves of our own gold (corpora/*.gold.jsonl), short answers that the
model would be asked about; two sets of weights: of an answer by itself, and beside what the
networks of loan.npz heard, whose cross-validated answers ``train_reading.py --care HEARD.npz``
keeps; without that file the weights beside the networks stay as they are. Prints what is found
beside the listed forms at several bounds, cross-validated over writers (the first letters of an
id), since new forms are what counts, and writes ``lexicons/models/silent.tsv``. Same input, same
bytes.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from feedback_miner import resources
from feedback_miner.learned import gold, silent
from feedback_miner.text.normalise import normalise
from feedback_miner.text.validity import is_valid

FOLDS = 8
STRENGTH = 20.0  # inverse of the L2 penalty
LEAST = 2  # answers that an n-gram must stand in
SLIGHT = 0.25  # what weighs less is left out
WRITER = 2  # characters of an id that tell its writer
CHANCES = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98)
LOUD = 5.0  # of what the networks heard beside an n-gram vector of length 1


@dataclass
class Answers:
    """Short answers: their features, what the networks heard, whether they say nothing, whether
    that is listed, and the fold of their writer."""

    features: list[dict[str, float]] = field(default_factory=list)
    heard: list[float] = field(default_factory=list)
    empty: list[bool] = field(default_factory=list)
    listed: list[bool] = field(default_factory=list)
    writers: list[str] = field(default_factory=list)

    def folds(self) -> np.ndarray:
        return np.unique(self.writers, return_inverse=True)[1] % FOLDS


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("heard", type=Path, nargs="?")
    path = parser.parse_args().heard
    heard = None
    if path is not None:
        with np.load(path, allow_pickle=False) as data:
            heard = dict(zip(data["texts"].tolist(), data["silent"].tolist(), strict=True))
    answers = _answers(heard)
    empty, listed = np.array(answers.empty), np.array(answers.listed)
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(answers.features).tocsr()
    common = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]) >= LEAST)
    names, x = list(vectorizer.get_feature_names_out()[common]), matrix[:, common]
    print(f"{len(empty)} short answers, {empty.sum()} say nothing")
    print(f"  listed: {_figures(listed, empty)}")
    odds, alone = _learned(x, answers)
    for chance in CHANCES:
        print(f"  listed or from {chance}: {_figures(listed | (odds > _bound(chance)), empty)}")
    if heard is None:
        beside = dict(silent.beside())
    else:
        told = sparse.hstack([x, np.array(answers.heard)[:, None] * LOUD]).tocsr()
        second, weights = _learned(told, answers)
        weights[-1] *= LOUD
        beside = dict(zip([*names, silent.HEARD], weights.tolist(), strict=True))
        sure = listed | (odds > silent.BOUND)
        for chance in CHANCES:
            confirmed = (odds > silent.DOUBT) & (second > _bound(chance))
            print(f"  or with the networks from {chance}: {_figures(sure | confirmed, empty)}")
    _write(dict(zip(names, alone.tolist(), strict=True)), beside)


def _answers(heard: Mapping[str, float] | None) -> Answers:
    """Return the short answers of our gold, those the networks heard where that is given."""
    answers = Answers()
    for line in gold.bundled():
        clean, question = normalise(line["text"]).text, line.get("question") or ""
        core = silent.shape(clean)
        if core is None or "valid" not in line or not question:
            continue
        if heard is not None and line["text"] not in heard:
            continue
        answers.features.append(silent.described(core, question))
        if heard is not None:
            answers.heard.append(silent.hearing(heard[line["text"]])[silent.HEARD])
        answers.empty.append(not line["valid"])
        answers.listed.append(not is_valid(clean, question))
        answers.writers.append(str(line["id"])[:WRITER])
    return answers


def _learned(x: Any, answers: Answers) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-odds of each answer by weights that never saw its writer, and the weights of
    all."""
    empty, folds = np.array(answers.empty), answers.folds()
    odds = np.zeros(len(empty))
    for part in range(FOLDS):
        test = folds == part
        odds[test] = _fit(x[~test], empty[~test]).decision_function(x[test])
    return odds, _fit(x, empty).coef_[0]


def _write(alone: Mapping[str, float], beside: Mapping[str, float]) -> None:
    names = sorted(
        name
        for name in {*alone, *beside}
        if max(abs(alone.get(name, 0.0)), abs(beside.get(name, 0.0))) >= SLIGHT
    )
    rows = "".join(
        f"{name}\t{alone.get(name, 0.0):.1f}\t{beside.get(name, 0.0):.1f}\n" for name in names
    )
    path = resources.lexicons() / "models" / "silent.tsv"
    path.write_text("feature\tweight\tbeside\n" + rows, encoding="utf-8")
    print(f"{path.name}: {len(names)} features, {path.stat().st_size} bytes")


def _bound(chance: float) -> float:
    return math.log(chance / (1 - chance))


def _fit(x: Any, y: np.ndarray) -> LogisticRegression:
    x = x.copy()
    # liblinear takes no longer ones
    x.indices, x.indptr = x.indices.astype(np.int32), x.indptr.astype(np.int32)
    model = LogisticRegression(
        C=STRENGTH, max_iter=2000, solver="liblinear", fit_intercept=False, random_state=0
    )
    return model.fit(x, y)


def _figures(found: np.ndarray, answers: np.ndarray) -> str:
    right = int((found & answers).sum())
    recall, precision = right / answers.sum(), right / max(1, found.sum())
    return f"recall {recall:.3f}, precision {precision:.3f} ({int(found.sum()) - right} wrong)"


if __name__ == "__main__":
    main()
