"""Learn the model of urgency and flags that stands beside the rules.

    python scripts/train_triage.py [GOLD.jsonl ...] [--care FILE]

Learns from our own probe sentences (corpora/triage/*.tsv), the training half of our own gold
(corpora/*.gold.jsonl) and any gold files given, prints figures cross-validated over five folds of
the gold (probes are always in training, never in a figure), and writes
``lexicons/models/triage.loan.npz``. With ``--care``, which ``train_reading.py --care`` made, it
also chooses how the network beside the linear reader is heard, on cross-validated answers of both,
and writes ``lexicons/models/tones.tsv``. Seeded: same input, same bytes.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from feedback_miner import resources
from feedback_miner.annotate import Annotator
from feedback_miner.evaluation import is_held_out
from feedback_miner.text.normalise import normalise
from feedback_miner.triage import loyalty, second
from feedback_miner.triage.model import COLUMNS, TriageModel, grams
from feedback_miner.triage.words import LOYALTIES

FOLDS = 5
SIGN = 0.7  # weight of a sign of the rules beside an n-gram vector of length 1
STRENGTH = 10.0  # inverse of the L2 penalty
# Probability from which on the answer is yes, chosen on the cross-validated gold.
THRESHOLDS = {
    "complaint": 0.3,
    "soon": 0.2,
    "today": 0.4,
    "self_harm": 0.3,
    "violence": 0.3,
    "fraud": 0.2,
    "harassment": 0.25,
    "regulator": 0.3,
    "legal": 0.4,
    "media": 0.2,
    "leak": 0.2,
    "repeat": 0.25,
    "vulnerable": 0.2,
}
PROBE = 1.0  # weight of a probe beside a gold text: half the probes are red lines, few texts are
UNKNOWN = -1
MOOD = ("label", "act=c", "act=p", "act=q", "act=s")
SURE = frozenset({"complaint", "regulator", "legal"})  # where the rules are heard in full
TONE_WEIGHTS = (
    0.3,
    0.43,
    0.6,
    0.8,
    1.0,
    1.3,
    1.7,
    2.2,
)  # of the network's answers, beside this model's
EVENS = [round(-8 + 0.25 * step, 2) for step in range(37)]  # log-odds of the network
LOYAL_EVENS = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5)
FAMILIES = {"self_harm": 3, "violence": 3, "fraud": 3, "harassment": 2}


@dataclass
class Text:
    """A text with its features and its answers to COLUMNS (1, 0, or unknown)."""

    text: str
    told: list[str]
    answers: np.ndarray
    gold: bool
    raw: str = ""
    said: str = ""  # loyalty, by its words
    loyalty: str = ""


def answers(urgency: int, flags: Sequence[str]) -> np.ndarray:
    row = [int(urgency >= level) for level in (1, 2, 3)]
    return np.array(row + [int(column in flags) for column in COLUMNS[3:]])


def probes(folder: Path, annotator: Annotator) -> list[Text]:
    """Return our own sentences. What a family's file does not say is unknown where the rules say
    it, else no."""
    found = []

    def add(text: str, urgency: int | None, flags: set[str], sure: bool) -> None:
        clean, told, _ = features(text, annotator)
        row = answers(urgency or 0, sorted(flags))
        for column, name in enumerate(COLUMNS):
            if not sure and name not in flags and f"\0flag={name}" in told:
                row[column] = UNKNOWN
        if not sure and not flags:
            row[0] = UNKNOWN  # a look-alike may well be an ordinary complaint
        if "fraud" in flags or "harassment" in flags:
            row[2] = UNKNOWN if not sure else row[2]
        found.append(Text(clean, told, row, gold=False))

    def rows(name: str) -> list[list[str]]:
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]

    for family, urgency in FAMILIES.items():
        for risk, text in rows(f"{family}.tsv"):
            add(text, urgency if risk == "1" else 0, {family} if risk == "1" else set(), False)
    for step, kind, text in rows("escalation.tsv"):
        level = {"now": 3, "soon": 2, "none": 0}[step]
        add(text, level, {kind} - {"police"} if level else set(), False)
    for name in ("care.tsv", "near.tsv"):
        for urgency, flags, text in rows(name):
            add(text, int(urgency), set(flags.split()) - {"-"}, True)
    return found


def features(text: str, annotator: Annotator) -> tuple[str, list[str], str]:
    """Return a text normalised, what the rules make of it, and the loyalty its words tell."""
    clean = normalise(text).text
    seen = annotator.annotate(text)
    said = loyalty.said(clean, annotator._triage.loyalty, seen.label, None)
    return clean, annotator._triage.signs(clean, seen.label, seen.acts), said


def golden(paths: Sequence[Path], annotator: Annotator) -> list[Text]:
    found = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if path.name.endswith(".gold.jsonl") and is_held_out(str(row["id"])):
                continue
            clean, told, said = features(row["text"], annotator)
            wanted = answers(row.get("urgency", 0), row.get("flags", []))
            found.append(Text(clean, told, wanted, True, row["text"], said, row.get("loyalty", "")))
    return found


def fit(texts: Sequence[Text]) -> TriageModel:
    """Fit one logistic regression a column; n-grams in fewer than five texts are left out.

    But for the columns in SURE each text is learned with the signs of the rules and without (as
    dropout does; Srivastava et al., 2014): the rules were written with these texts at hand, on
    others they hear less.
    """
    mute = [replace(text, told=[s for s in text.told if s[1:6] in MOOD]) for text in texts]
    texts = [*texts, *mute]
    bags = [grams(text.text) for text in texts]
    counts: dict[str, int] = {}
    for bag in bags:
        for gram in bag:
            counts[gram] = counts.get(gram, 0) + 1
    known = sorted(gram for gram, n in counts.items() if n >= 10)  # each text stands twice
    told = sorted({sign for text in texts for sign in text.told})
    index = {feature: row for row, feature in enumerate([*known, *told]) if "\n" not in feature}
    index = {feature: row for row, feature in enumerate(index)}
    rarity = np.array([np.log((1 + len(texts)) / (1 + counts.get(f, 0))) + 1 for f in index])
    data, columns, starts = [], [], [0]
    for text, bag in zip(texts, bags, strict=True):
        rows = [index[gram] for gram in bag if gram in index]
        values = rarity[rows]
        norm = np.sqrt((values**2).sum()) or 1.0
        signs = [index[sign] for sign in text.told if sign in index]
        data += [*(values / norm), *([SIGN] * len(signs))]
        columns += [*rows, *signs]
        starts.append(len(data))
    matrix = csr_matrix((data, columns, starts), shape=(len(texts), len(index)))
    weight = np.array([1.0 if text.gold else PROBE for text in texts])
    weights = np.zeros((len(index), len(COLUMNS)))
    intercept = np.zeros(len(COLUMNS))
    for column in range(len(COLUMNS)):
        wanted = np.array([text.answers[column] for text in texts])
        stays = len(mute) if COLUMNS[column] in SURE else 0
        chosen = np.flatnonzero(wanted[: len(texts) - stays] != UNKNOWN)
        model = LogisticRegression(C=STRENGTH, max_iter=500, tol=1e-4)
        model.fit(matrix[chosen], wanted[chosen], sample_weight=weight[chosen])
        weights[:, column] = model.coef_[0]
        intercept[column] = model.intercept_[0]
    sign = np.array([feature.startswith("\0") for feature in index])
    factor = np.where(sign, SIGN, rarity)
    threshold = np.array([THRESHOLDS[name] for name in COLUMNS])
    square = np.where(sign, 0.0, rarity**2)
    return TriageModel(index, weights * factor[:, None], square, intercept, threshold)


def cross_validated(texts: Sequence[Text], seed: int = 0) -> np.ndarray:
    """Return out-of-fold probabilities of the gold texts (gold x columns)."""
    gold = [i for i, text in enumerate(texts) if text.gold]
    fold = np.random.default_rng(seed).integers(0, FOLDS, len(texts))
    chances = np.zeros((len(texts), len(COLUMNS)))
    for k in range(FOLDS):
        model = fit([t for i, t in enumerate(texts) if not (t.gold and fold[i] == k)])
        for i in gold:
            if fold[i] == k:
                chances[i] = model.probabilities(texts[i].text, texts[i].told)
    return chances[gold]


def show(texts: Sequence[Text], chances: np.ndarray) -> None:
    """Print precision and recall of each column at a few thresholds."""
    wanted = np.array([text.answers for text in texts if text.gold])
    print(f"cross-validated over {FOLDS} folds of {len(wanted)} gold texts")
    for column, name in enumerate(COLUMNS):
        cells = []
        for threshold in (0.2, 0.3, 0.4, 0.5, 0.6):
            got = chances[:, column] >= threshold
            hit = (got & (wanted[:, column] == 1)).sum()
            precision = hit / max(1, got.sum())
            recall = hit / max(1, wanted[:, column].sum())
            f1 = 2 * hit / max(1, got.sum() + wanted[:, column].sum())
            cells.append(f"{threshold}: P {precision:.2f} R {recall:.2f} F {f1:.2f}")
        print(f"{name:11} n={wanted[:, column].sum():<4}" + "  ".join(cells))
    today = wanted[:, 2] == 1
    for threshold in (0.15, 0.2, 0.25, 0.3, 0.35, 0.4):
        share = (chances[today, 1] >= threshold).mean()
        print(f"gold 3 raised at {threshold}: {share:.3f} of {today.sum()}")


def tones(texts: Sequence[Text], chances: np.ndarray, file: Path) -> dict[str, float]:
    """Return how the network is to be heard beside this model: for each weight tried the even odds
    of each flag that give the best F1, and of these the weight of the best micro-F1.

    ``chances`` are cross-validated, as are the network's answers to our gold in ``file``.
    """
    with np.load(file, allow_pickle=False) as data:
        care = dict(zip(data["texts"].tolist(), data["care"], strict=True))
    own = [text for text in texts if text.gold]
    kept = [i for i, text in enumerate(own) if text.raw in care]
    answered = np.array([care[own[i].raw] for i in kept])
    wanted = np.array([own[i].answers for i in kept]) == 1
    threshold = np.array([THRESHOLDS[name] for name in COLUMNS])
    names = {f"flag={flag}": column for column, flag in enumerate(COLUMNS)}
    names = {name: column for name, column in names.items() if name in second.QUESTIONS}
    found: tuple[float, dict[str, float]] = (0.0, {})
    for weight in TONE_WEIGHTS:
        scores: dict[str, list[tuple[float, float, int, int]]] = {name: [] for name in names}
        for even in EVENS:
            tone = second.Tone.of({"weight": weight, **dict.fromkeys(names, even)})
            said = second.mixed(chances[kept], threshold, tone.heard(answered)) >= threshold
            hit, told = (said & wanted).sum(axis=0), said.sum(axis=0) + wanted.sum(axis=0)
            for name, column in names.items():
                f1 = 2 * hit[column] / max(1, told[column])
                scores[name].append((f1, even, hit[column], told[column]))
        best = {name: max(tried) for name, tried in scores.items()}
        chosen = {"weight": weight, **{name: even for name, (_, even, _, _) in best.items()}}
        hits, all_told = (sum(one[at] for one in best.values()) for at in (2, 3))
        score = 2 * hits / all_told
        print(f"the network weighs {weight}: flags micro-F1 {score:.3f} of {len(kept)} texts")
        found = max(found, (score, chosen), key=lambda pair: pair[0])
    return {**found[1], **loyal([own[i] for i in kept], answered)}


def loyal(texts: Sequence[Text], answered: np.ndarray) -> dict[str, float]:
    """Return how the network is heard on loyalty beside the words: best macro-F1 of one even for
    all kinds, then of each kind's own, one after the other."""
    names = [f"loyalty={name}" for name in LOYALTIES]
    wanted = [text.loyalty for text in texts]

    def score(chosen: dict[str, float]) -> float:
        heard = second.Tone.of(chosen).heard(answered)
        said = [second.loyalty(x.said, row) for x, row in zip(texts, heard, strict=True)]
        return float(f1_score(wanted, said, labels=LOYALTIES, average="macro"))

    tried = [
        {"loyalty": weight, **dict.fromkeys(names, even)}
        for weight in TONE_WEIGHTS
        for even in LOYAL_EVENS
    ]
    best = max(tried, key=score)
    for name in names:
        best = max(({**best, name: even} for even in LOYAL_EVENS), key=score)
    words = f1_score(wanted, [x.said for x in texts], labels=LOYALTIES, average="macro")
    print(f"loyalty: macro-F1 {score(best):.3f}, by the words alone {words:.3f}")
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", type=Path, nargs="*")
    parser.add_argument("--care", type=Path, help="what train_reading.py --care kept")
    parser.add_argument(
        "--no-figures", action="store_true", help="skip cross-validation and tones.tsv"
    )
    parser.add_argument("--corpora", type=Path, default=Path("corpora"))
    args = parser.parse_args()
    annotator = Annotator()
    annotator._triage = replace(annotator._triage, model=None)
    paths = [*sorted(args.corpora.glob("*.gold.jsonl")), *args.gold]
    texts = golden(paths, annotator) + probes(args.corpora / "triage", annotator)
    models = resources.lexicons() / "models"
    if not args.no_figures:
        chances = cross_validated(texts)
        show(texts, chances)
        if args.care:
            chosen = tones(texts, chances, args.care)
            lines = "".join(f"{name}\t{value:.2f}\n" for name, value in chosen.items())
            (models / second.TONES).write_text("name\tvalue\n" + lines, encoding="utf-8")
    model = fit(texts)
    path = models / "triage.loan.npz"
    model.save(path)
    print(f"{path.name}: {len(model.index)} features, {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
