"""Learn the sentiment models that ship in lexicons/models, and say how good they are.

    python scripts/train_sentiment.py ../shared/data/bank_comments corpora

Data: bank_comments/sentiment_dev.jsonl (contest labels) and factors_dev.jsonl (readers' labels),
and the training half of our own gold in corpora/. Figures are cross-validated (five folds; a
text's copies stay in one fold). Seeded: the same data give the same model.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score, f1_score
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import normalize

from feedback_miner import lexicon, resources
from feedback_miner.evaluation import is_held_out
from feedback_miner.sentiment import document
from feedback_miner.sentiment.linear import CLASSES, LinearModel, grams
from feedback_miner.sentiment.rules import RuleReader
from feedback_miner.sentiment.scorers import lean
from feedback_miner.text.normalise import normalise

LABELS = {"neg": 0, "neu": 1, "pos": 2}
SEED = 20240601
LEAST = 2  # texts a feature must stand in
# How much a text counts: few, carefully read labels against many noisy ones.
WEIGHTS = {"contest": 1.5, "readers": 3.0, "own": 3.0, "unasked": 1.0}
STRENGTH = 8.0  # inverse regularisation


def load(bank: Path, own: Path) -> list[tuple[str, str, int, str]]:
    """Return (text, question kind, label, source)."""
    rows = []
    read = {}
    if bank.is_dir():
        for line in (bank / "factors_dev.jsonl").read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            read[gold["text"]] = gold
            rows.append((gold["text"], "remark", LABELS[gold["sentiment"]], "readers"))
        for line in (bank / "sentiment_dev.jsonl").read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            rows.append((gold["text"], "remark", LABELS[gold["sentiment"]], "contest"))
    for path in sorted(own.glob("*.gold.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            if gold.get("valid", True) and not is_held_out(str(gold["id"])):
                kind = gold.get("kind", "complaint")
                rows.append((gold["text"], kind, LABELS[gold["sentiment"]], "own"))
                # Once more without its question: many exports do not tell it.
                rows.append((gold["text"], "remark", LABELS[gold["sentiment"]], "unasked"))
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bank", type=Path)
    parser.add_argument("own", type=Path)
    parser.add_argument("-o", type=Path, default=resources.lexicons() / "models")
    arguments = parser.parse_args()
    rows = load(arguments.bank, arguments.own)
    reader = RuleReader(lexicon.load())
    y = np.array([label for *_, label, _ in rows])
    source = np.array([s for *_, s in rows])
    groups = np.unique([text for text, *_ in rows], return_inverse=True)[1]
    weight = np.array([WEIGHTS[s] for s in source])
    arguments.o.mkdir(parents=True, exist_ok=True)
    for name in ("linear", "combined"):
        features = []
        rules = []
        for text, kind, _, _ in rows:
            clean = normalise(text).text
            score = document.summarise(reader.read(clean, kind), reader.codebook.verdict).score
            rules.append(lean(kind) * score)
            features.append(sorted(grams(clean, kind, score if name == "combined" else 0.0)))
        vectoriser = CountVectorizer(analyzer=list, binary=True, min_df=LEAST)
        x = normalize(vectoriser.fit_transform(features))
        predicted = np.zeros(len(y), dtype=int)
        for train, test in GroupKFold(5).split(x, y, groups):
            model = fit(x[train], y[train], weight[train])
            odds = model.predict_log_proba(x[test])
            if name == "combined":
                odds += np.outer(np.array(rules)[test], (-1, 0, 1))
            predicted[test] = odds.argmax(axis=1)
        for part in sorted(set(source)):
            mask = source == part
            print(
                f"{name:9} {part:8} n={mask.sum():5}"
                f" macro-F1 {f1_score(y[mask], predicted[mask], average='macro'):.3f}"
                f" kappa {cohen_kappa_score(y[mask], predicted[mask]):.3f}"
            )
        model = fit(x, y, weight)
        names = [str(f) for f in vectoriser.get_feature_names_out()]
        strong = [
            i
            for i, f in enumerate(names)
            if "\n" not in f and np.abs(model.coef_[:, i]).max() > 0.05
        ]
        path = arguments.o / f"{name}.npz"
        LinearModel.save(
            path, [names[i] for i in strong], model.coef_[:, strong].T, model.intercept_
        )
        print(f"{path.name}: {len(strong)} features, {path.stat().st_size / 1e6:.2f} MB, {CLASSES}")


def fit(x: object, y: np.ndarray, weight: np.ndarray) -> LogisticRegression:
    """Fit the classifier, classes balanced six tenths of the way: neutral is most of them."""
    counts = np.array([weight[y == c].sum() for c in range(3)])
    balance = (counts.sum() / counts) ** 0.6
    model = LogisticRegression(C=STRENGTH, max_iter=2000, random_state=SEED)
    return model.fit(x, y, sample_weight=weight * balance[y])


if __name__ == "__main__":
    main()
