"""Learn which short answers say nothing: the weights of ``feedback_miner.learned.silent``.

    python scripts/train_silent.py

Learns from the tuning halves of our own gold (corpora/*.gold.jsonl), short answers that the
model would be asked about. Prints what is found beside the listed forms at several bounds,
cross-validated over writers (the first letters of an id), since new forms are what counts, and
writes ``lexicons/models/silent.tsv``. Same input, same bytes.
"""

from __future__ import annotations

import argparse
import math

import numpy as np
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
CHANCES = (0.5, 0.6, 0.7, 0.75, 0.8, 0.9)


def main() -> None:
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    features, empty, listed, writers = [], [], [], []
    for line in gold.bundled():
        clean, question = normalise(line["text"]).text, line.get("question") or ""
        core = silent.shape(clean)
        if core is None or "valid" not in line or not question:
            continue
        features.append(silent.described(core, question))
        empty.append(not line["valid"])
        listed.append(not is_valid(clean, question))
        writers.append(str(line["id"])[:WRITER])
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(features).tocsr()
    # liblinear takes no longer ones
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    common = np.flatnonzero(np.bincount(matrix.indices, minlength=matrix.shape[1]) >= LEAST)
    matrix = matrix[:, common]
    answers, known = np.array(empty), np.array(listed)
    folds = np.unique(writers, return_inverse=True)[1] % FOLDS
    odds = np.zeros(len(answers))
    for part in range(FOLDS):
        test = folds == part
        learned = _fit(matrix[~test], answers[~test])
        odds[test] = learned.decision_function(matrix[test])
    print(f"{len(answers)} short answers, {answers.sum()} say nothing")
    print(f"  listed: {_figures(known, answers)}")
    for chance in CHANCES:
        found = known | (odds > math.log(chance / (1 - chance)))
        print(f"  listed or from {chance}: {_figures(found, answers)}")
    coefficients = _fit(matrix, answers).coef_[0]
    names = vectorizer.get_feature_names_out()[common]
    kept = [(n, w) for n, w in zip(names, coefficients, strict=True) if abs(w) >= SLIGHT]
    path = resources.lexicons() / "models" / "silent.tsv"
    rows = "".join(f"{name}\t{weight:.1f}\n" for name, weight in kept)
    path.write_text("feature\tweight\n" + rows, encoding="utf-8")
    print(f"{path.name}: {len(kept)} features, {path.stat().st_size} bytes")


def _fit(x: object, y: np.ndarray) -> LogisticRegression:
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
