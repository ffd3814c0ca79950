"""Cross-validated figures of a fitted model, by source of the examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from sklearn.metrics import cohen_kappa_score

from feedback_miner.evaluation import macro_f1
from feedback_miner.learned.fit import Example, Fitted
from feedback_miner.learned.model import ACTS

__all__ = ["by_source", "figures"]


def by_source(
    examples: Sequence[Example], fitted: Fitted
) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield each source with its figures: n, sentiment macro-F1 and kappa (Cohen, 1960), factor,
    opinion and acts micro-F1. A figure is left out where nothing was labelled for it."""
    for source in dict.fromkeys(example.source for example in examples):
        rows = [i for i, example in enumerate(examples) if example.source == source]
        yield source, {"n": float(len(rows)), **figures(examples, fitted, rows)}


def figures(examples: Sequence[Example], fitted: Fitted, rows: Sequence[int]) -> dict[str, float]:
    """Return the figures of the examples at ``rows``, as ``evaluation.evaluate`` counts them:
    macro-F1 over the labels that the gold has."""
    found: dict[str, float] = {}
    felt = [i for i in rows if examples[i].sentiment is not None]
    if felt:
        right = np.array([examples[i].sentiment for i in felt])
        said = fitted.sentiment[felt].argmax(axis=1)
        found["sentiment_macro_f1"] = macro_f1(right.tolist(), said.tolist())
        found["sentiment_kappa"] = float(cohen_kappa_score(right, said))
    coded = [i for i in rows if examples[i].factors is not None]
    if coded:
        there = fitted.presence[coded] >= fitted.model.bounds["factor"]
        polarity = fitted.polarity[coded].argmax(axis=2)
        names = fitted.model.factors
        gold = np.array([[(examples[i].factors or {}).get(f, -1) for f in names] for i in coded])
        total = max(1, int(there.sum() + (gold >= 0).sum()))
        found["factor_micro_f1"] = float(2 * (there & (gold >= 0)).sum() / total)
        found["opinion_micro_f1"] = float(2 * (there & (gold == polarity)).sum() / total)
    acted = [i for i in rows if examples[i].acts is not None]
    if acted:
        did = fitted.acts[acted] >= fitted.model.bounds["act"]
        acts = np.array([[act in (examples[i].acts or ()) for act in ACTS] for i in acted])
        total = max(1, int(did.sum() + acts.sum()))
        found["act_micro_f1"] = float(2 * (did & acts).sum() / total)
    return found
