"""Learn which short answers say nothing: the weights of ``feedback_miner.learned.silent``.

    python scripts/train_silent.py HEARD.npz

Learns from the tuning halves of our own gold (corpora/*.gold.jsonl), short answers that the
model would be asked about; two sets of weights: of an answer by itself, and beside what the
networks of loan.npz heard, whose cross-validated answers ``train_reading.py --care HEARD.npz``
keeps. Prints what is found beside the listed forms at several bounds, cross-validated over writers
(the first letters of an id), since new forms are what counts, and writes
``lexicons/models/silent.tsv``. Same input, same bytes.
"""

from __future__ import annotations

import argparse
import math
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
CHANCES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
LOUD = 5.0  # of what the networks heard beside an n-gram vector of length 1


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("heard", type=Path)
    with np.load(parser.parse_args().heard, allow_pickle=False) as data:
        heard = dict(zip(data["texts"].tolist(), data["silent"].tolist(), strict=True))
    features, told, empty, listed, writers = [], [], [], [], []
    for line in gold.bundled():
        clean, question = normalise(line["text"]).text, line.get("question") or ""
        core = silent.shape(clean)
        if core is None or "valid" not in line or not question or line["text"] not in heard:
            continue
        features.append(silent.described(core, question))
        told.append(silent.hearing(heard[line["text"]])[silent.HEARD])
        empty.append(not line["valid"])
        listed.append(not is_valid(clean, question))
        writers.append(str(line["id"])[:WRITER])
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(features).tocsr()
    common = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]) >= LEAST)
    names = [*vectorizer.get_feature_names_out()[common], silent.HEARD]
    alone = matrix[:, common]
    beside = sparse.hstack([alone, np.array(told)[:, None] * LOUD]).tocsr()
    answers, known = np.array(empty), np.array(listed)
    folds = np.unique(writers, return_inverse=True)[1] % FOLDS
    print(f"{len(answers)} short answers, {answers.sum()} say nothing")
    print(f"  listed: {_figures(known, answers)}")
    weights = np.zeros((2, len(names)))
    odds = np.zeros((2, len(answers)))
    for way, x in enumerate((alone, beside)):
        for part in range(FOLDS):
            test = folds == part
            odds[way, test] = _fit(x[~test], answers[~test]).decision_function(x[test])
        weights[way, : x.shape[1]] = _fit(x, answers).coef_[0]
    weights[:, -1] *= LOUD
    sure = known | (odds[0] > silent.BOUND)
    for chance in CHANCES:
        bound = math.log(chance / (1 - chance))
        print(f"  listed or from {chance}: {_figures(known | (odds[0] > bound), answers)}")
    for chance in CHANCES:
        bound = math.log(chance / (1 - chance))
        confirmed = (odds[0] > silent.DOUBT) & (odds[1] > bound)
        print(f"  or with the networks from {chance}: {_figures(sure | confirmed, answers)}")
    rows = "".join(
        f"{name}\t{one:.1f}\t{two:.1f}\n"
        for name, one, two in zip(names, *weights.tolist(), strict=True)
        if max(abs(one), abs(two)) >= SLIGHT
    )
    path = resources.lexicons() / "models" / "silent.tsv"
    path.write_text("feature\tweight\tbeside\n" + rows, encoding="utf-8")
    print(f"{path.name}: {rows.count(chr(10))} features, {path.stat().st_size} bytes")


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
