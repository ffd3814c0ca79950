"""Learning the small network beside the linear model (``learned.deep``), in PyTorch.

Its targets are labels where a text has them and the transformer's probabilities where it was
taught; features are left out at random (Srivastava et al., 2014). How much it weighs beside the
linear model is fitted on cross-validated outputs of both (stacking: Wolpert, 1992).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from scipy import sparse
from scipy.optimize import minimize
from sklearn.metrics import log_loss
from sklearn.model_selection import GroupKFold
from torch import nn
from torch.nn import functional as F

from feedback_miner.learned import gold
from feedback_miner.learned.deep import SIGNAL, Deep, Features
from feedback_miner.learned.features import shortened, signals
from feedback_miner.learned.fit import Example, Fitted, Labels, bound, ruled
from feedback_miner.learned.heads import ACTS, CARE, Opinion, outputs, parted
from feedback_miner.learned.logits import log_odds, sigmoid, softmax
from feedback_miner.learned.model import Model
from feedback_miner.lexicon import Codebook
from feedback_miner.text.normalise import normalise

WIDTH, HIDDEN = 80, 128
LEAST = 58  # texts that an n-gram must stand in to have a vector
EPOCHS, BATCH, RATE = 12, 64, 3e-3
DROP = 0.2  # of features, and of what the layers pass on
FOLDS = 3
PARTS = ("sentiment", "presence", "acts", "polarity")
SEED = 3


@dataclass(frozen=True)
class Targets:
    """Probabilities to learn: sentiment (n, 3), factors (n, F, 4: absent, then polarities), yes or
    no (n, acts and care); zeros, or 0 in ``asked``, where nothing is known."""

    sentiment: np.ndarray
    factors: np.ndarray
    yes: np.ndarray
    asked: np.ndarray
    weight: np.ndarray

    @classmethod
    def of(cls, examples: Sequence[Example], factors: Sequence[str]) -> Targets:
        """Return the labels of examples as probabilities."""
        n, many = len(examples), len(factors)
        sentiment, four = np.zeros((n, 3)), np.zeros((n, many, 4))
        yes = np.zeros((n, len(ACTS) + len(CARE)))
        asked = np.zeros_like(yes)
        for i, one in enumerate(examples):
            if one.sentiment is not None:
                sentiment[i, one.sentiment] = 1
            if one.factors is not None:
                four[i, range(many), [one.factors.get(f, -1) + 1 for f in factors]] = 1
            if one.acts is not None:
                asked[i, : len(ACTS)] = 1
                yes[i, : len(ACTS)] = [act in one.acts for act in ACTS]
            care = np.array(gold.cares(one))
            asked[i, len(ACTS) :] = care >= 0
            yes[i, len(ACTS) :] = np.maximum(care, 0)
        return cls(sentiment, four, yes, asked, np.array([one.weight for one in examples]))

    def with_taught(self, rows: Sequence[int], said: Opinion) -> Targets:
        """Return these with the transformer's probabilities as the labels of ``rows``."""
        sentiment, four, yes, asked = (
            x.copy() for x in (self.sentiment, self.factors, self.yes, self.asked)
        )
        sentiment[rows] = softmax(said.sentiment)
        there = said.polarity - np.logaddexp.reduce(said.polarity, axis=2)[:, :, None]
        odds = np.concatenate(
            [np.zeros_like(there[:, :, :1]), there + said.presence[:, :, None]], 2
        )
        four[rows] = softmax(odds)
        yes[rows] = sigmoid(np.concatenate([said.acts, said.care], axis=1))
        asked[rows] = 1
        return replace(self, sentiment=sentiment, factors=four, yes=yes, asked=asked)


class _Net(nn.Module):
    def __init__(self, features: int, out: int) -> None:
        super().__init__()
        self.vectors = nn.EmbeddingBag(features, WIDTH, mode="sum", sparse=True)
        nn.init.normal_(self.vectors.weight, std=1.5 / WIDTH**0.5)
        self.inner, self.outer = nn.Linear(WIDTH, HIDDEN), nn.Linear(HIDDEN, out, bias=False)
        self.straight = nn.Linear(WIDTH, out)

    def forward(self, rows: Any, ends: Any, weights: Any) -> torch.Tensor:
        """Return the outputs of bags of features."""
        pooled = torch.relu(self.vectors(rows, ends, per_sample_weights=weights))
        pooled = F.dropout(pooled, DROP, self.training)
        hidden = F.dropout(torch.relu(self.inner(pooled)), DROP, self.training)
        return self.outer(hidden) + self.straight(pooled)


def _loss(out: torch.Tensor, targets: Targets, rows: np.ndarray) -> torch.Tensor:
    """Return the mean loss over what is known of rows: sentiment counts most."""

    def of(x: np.ndarray) -> torch.Tensor:
        return torch.tensor(x[rows], dtype=torch.float32)

    many = targets.factors.shape[1]
    felt = F.log_softmax(out[:, :3], 1)
    four = F.log_softmax(out[:, 3 : 3 + 4 * many].reshape(-1, many, 4), 2)
    yes = F.binary_cross_entropy_with_logits(
        out[:, 3 + 4 * many :], of(targets.yes), reduction="none"
    )
    known = yes * of(targets.asked)
    each = (
        -2 * (of(targets.sentiment) * felt).sum(1)
        - 0.6 * (of(targets.factors) * four).sum((1, 2))
        + 0.4 * known[:, : len(ACTS)].sum(1)
        + 0.6 * known[:, len(ACTS) :].sum(1)
    )
    return (each * of(targets.weight)).mean()


def _net(x: Any, targets: Targets, train: np.ndarray) -> _Net:
    """Learn from the rows ``train`` of features ``x`` (sparse, weighted)."""
    torch.manual_seed(SEED)
    rng = np.random.default_rng(SEED)
    net = _Net(x.shape[1], outputs(targets.factors.shape[1]))
    layers = [p for name, p in net.named_parameters() if not name.startswith("vectors")]
    optimisers = [
        torch.optim.SparseAdam([net.vectors.weight], lr=RATE),
        torch.optim.AdamW(layers, lr=RATE / 2, weight_decay=0.01),
    ]
    rates = [optimiser.param_groups[0]["lr"] for optimiser in optimisers]
    steps, step = EPOCHS * len(train) // BATCH, 0
    net.train()
    for _ in range(EPOCHS):
        order = rng.permutation(train)
        for first in range(0, len(order) - BATCH + 1, BATCH):
            rows = order[first : first + BATCH]
            share = max(0.02, 1 - step / steps)
            for optimiser, rate in zip(optimisers, rates, strict=True):
                optimiser.param_groups[0]["lr"] = rate * share
                optimiser.zero_grad()
            _loss(net(*_bags(x[rows], rng)), targets, rows).backward()
            for optimiser in optimisers:
                optimiser.step()
            step += 1
    return net.eval()


def _bags(x: Any, rng: np.random.Generator | None = None) -> tuple[torch.Tensor, ...]:
    """Return rows of features as bags; with ``rng`` some features are left out."""
    columns, weights, starts = x.indices, x.data, x.indptr
    if rng is not None:
        kept = rng.random(len(columns)) >= DROP
        starts = np.concatenate([[0], np.cumsum(kept)])[starts]
        columns, weights = columns[kept], weights[kept] / np.sqrt(1 - DROP)
    return (
        torch.tensor(columns, dtype=torch.int64),
        torch.tensor(starts[:-1], dtype=torch.int64),
        torch.tensor(weights, dtype=torch.float32),
    )


def _read(net: _Net, x: Any, factors: int) -> Opinion:
    with torch.no_grad():
        parts = [net(*_bags(x[i : i + 500])).numpy() for i in range(0, x.shape[0], 500)]
    return parted(np.concatenate(parts), factors)


def _bag(found: Features, many: int) -> Any:
    """Return texts x rows of a table of so many, 1 where a text has the row, sparse."""
    starts = np.concatenate([[0], found.ends])
    ones = np.ones(len(found.rows), dtype=np.float32)
    return sparse.csr_matrix((ones, found.rows, starts), shape=(len(found.ends), many))


def deepened(
    fitted: Fitted,
    codebook: Codebook,
    examples: Sequence[Example],
    taught: Sequence[int],
    said: Opinion | None,
) -> tuple[Fitted, np.ndarray]:
    """Return a fitted model with a network beside it, its outputs and figures cross-validated, and
    the network's cross-validated answers to the care team's questions, (examples, CARE).

    The first ``examples`` are those of the fitted model, the others the network's alone.
    ``taught`` are those that the transformer labelled, with what it ``said`` of them.
    """
    model = fitted.model
    known = len(fitted.readings)
    readings = [*fitted.readings, *ruled(examples[known:], codebook)]
    many = len(model.factors)
    heard = model.tables["text.grams"].find_grams(
        [shortened(normalise(one.text).text) for one in examples]
    )
    told = model.tables["text.signals"].find(
        [signals(r, one.kind) for r, one in zip(readings, examples, strict=True)]
    )
    bag = _bag(heard, len(model.tables["text.grams"].index))
    rows = np.flatnonzero(np.asarray(bag.sum(axis=0)).ravel() >= LEAST)
    bag = bag[:, rows].tocsr()
    counts = np.maximum(np.asarray(bag.sum(axis=1)).ravel(), 1)
    x = sparse.hstack(
        [
            sparse.diags(1 / np.sqrt(counts)) @ bag,
            _bag(told, len(model.tables["text.signals"].index)) * SIGNAL,
        ]
    ).tocsr()
    targets = Targets.of(examples, model.factors)
    if said is not None:
        targets = targets.with_taught(taught, said)
    groups = np.unique([one.group or one.text for one in examples], return_inverse=True)[1]
    parts: dict[str, np.ndarray] = {}
    for train, test in GroupKFold(FOLDS).split(x, groups=groups):
        seen = _read(_net(x, targets, train), x[test], many)
        for name in (*PARTS, "care"):
            values = getattr(seen, name)
            parts.setdefault(name, np.zeros((len(examples), *values.shape[1:])))[test] = values
    net = _net(x, targets, np.arange(len(examples)))
    state = {name: value.numpy() for name, value in net.state_dict().items()}
    vectors = state["vectors.weight"]
    deep = Deep(
        many,
        rows,
        vectors[: len(rows)],
        vectors[len(rows) :],
        state["inner.weight"].T,
        state["inner.bias"],
        state["outer.weight"].T,
        state["straight.weight"].T,
        state["straight.bias"],
        {},
    )
    parts = {name: values[:known] for name, values in parts.items()}
    return _stacked(fitted, examples[:known], deep, parts), parts["care"]


def _stacked(
    fitted: Fitted, examples: Sequence[Example], deep: Deep, parts: dict[str, np.ndarray]
) -> Fitted:
    """Return the model with shares and bounds fitted on both cross-validated outputs."""
    names = fitted.model.factors
    labels = Labels.of(examples, names)
    felt, coded, acted = (
        labels.read & asked for asked in (labels.felt, labels.coded, labels.acted)
    )
    weight, polarity, acts = labels.weight, labels.polarity, labels.acts
    first = {
        "sentiment": np.log(np.clip(fitted.sentiment, 1e-9, 1)),
        "presence": log_odds(fitted.presence),
        "acts": log_odds(fitted.acts),
        "polarity": np.log(np.clip(fitted.polarity, 1e-9, 1)),
    }
    there = coded[:, None] & (polarity >= 0)
    shares = {
        "sentiment": _share(
            first["sentiment"][felt],
            parts["sentiment"][felt],
            labels.sentiment[felt],
            weight[felt],
        ),
        "presence": _share(
            *(_two(x[coded]) for x in (first["presence"], parts["presence"])),
            labels.factors[coded].ravel(),
            np.repeat(weight[coded], len(names)),
        ),
        "acts": _share(
            *(_two(x[acted]) for x in (first["acts"], parts["acts"])),
            acts[acted].ravel(),
            np.repeat(weight[acted], len(ACTS)),
        ),
        "polarity": _share(
            first["polarity"][there],
            parts["polarity"][there],
            polarity[there],
            np.broadcast_to(weight[:, None], there.shape)[there],
        ),
    }
    both = {name: shares[name][0] * first[name] + shares[name][1] * parts[name] for name in PARTS}
    presence, acting = sigmoid(both["presence"]), sigmoid(both["acts"])
    bounds = {
        "factor": bound(presence[coded], labels.factors[coded]),
        "act": bound(acting[acted], acts[acted]),
    }
    model: Model = replace(fitted.model, bounds=bounds, deep=replace(deep, shares=shares))
    return replace(
        fitted,
        model=model,
        sentiment=softmax(both["sentiment"]),
        presence=presence,
        acts=acting,
        polarity=softmax(both["polarity"]),
    )


def _share(
    first: np.ndarray, second: np.ndarray, y: np.ndarray, weight: np.ndarray
) -> tuple[float, float]:
    """Return what the logits of two models, (n, classes), weigh together: least log-loss."""

    def loss(shares: np.ndarray) -> float:
        chances = softmax(shares[0] * first + shares[1] * second)
        return float(log_loss(y, chances, sample_weight=weight, labels=range(first.shape[1])))

    found = minimize(loss, [0.5, 0.5], method="Nelder-Mead", options={"xatol": 0.01})
    one, two = np.round(found.x, 3).tolist()
    return one, two


def _two(logits: np.ndarray) -> np.ndarray:
    """Return yes-or-no logits as those of two classes."""
    flat = logits.ravel()
    return np.column_stack([np.zeros_like(flat), flat])
