"""Learn the trees of the second look at a possible name (``feedback_miner.privacy.secondlook``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier

from feedback_miner.privacy import names, namescore, secondlook

TREES = 60
RATE = 0.1
LEAVES = 8
LEAST = 20  # candidates in a leaf
SHARE = 0.7  # of the candidates that each tree sees
CACHED = (
    namescore.near, namescore.formed, namescore.reach, namescore.beside, namescore.at_most,
    names._ahead, secondlook._within, secondlook._beside,
)  # fmt: skip


@dataclass
class Looks:
    """What the second look sees of candidates, whether they are names, and what they weigh."""

    seen: list[tuple[float, ...]] = field(default_factory=list)
    names: list[bool] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)
    folds: list[int] = field(default_factory=list)

    def add(self, seen: tuple[float, ...], name: bool, weight: float, part: int) -> None:
        """Add a candidate."""
        self.seen.append(seen)
        self.names.append(name)
        self.weights.append(weight)
        self.folds.append(part)

    def __add__(self, other: Looks) -> Looks:
        return Looks(
            self.seen + other.seen,
            self.names + other.names,
            self.weights + other.weights,
            self.folds + other.folds,
        )

    def table(self) -> NDArray[np.float64]:
        """Return the candidates by their signs."""
        return np.array(self.seen, dtype=np.float64)


def _cleared() -> None:
    for function in CACHED:
        function.cache_clear()


@contextmanager
def scored_by(weights: Mapping[str, float]) -> Iterator[None]:
    """Score candidates by other weights than those in use."""
    with mock.patch.object(namescore, "weights", lambda: weights):
        _cleared()
        yield
    _cleared()


def fitted(looks: Looks, seed: int) -> GradientBoostingClassifier:
    """Return the trees learned from candidates."""
    model = GradientBoostingClassifier(
        n_estimators=TREES,
        learning_rate=RATE,
        max_leaf_nodes=LEAVES,
        max_depth=None,
        min_samples_leaf=LEAST,
        subsample=SHARE,
        random_state=seed,
    )
    return model.fit(looks.table(), looks.names, sample_weight=looks.weights)


def report(looks: Mapping[str, Looks], thresholds: Sequence[float], seed: int) -> None:
    """Print what is found at several thresholds, cross-validated over the folds."""
    every = sum(looks.values(), Looks())
    folds = np.array(every.folds)
    odds = np.zeros(len(folds))
    for part in np.unique(folds):
        among = np.flatnonzero(folds != part)
        rest = Looks(*([of[i] for i in among] for of in (every.seen, every.names, every.weights)))
        odds[folds == part] = fitted(rest, seed).decision_function(every.table()[folds == part])
    start = 0
    for source, own in looks.items():
        found, right = odds[start : (start := start + len(own.names))], np.array(own.names)
        alone = np.array(own.weights) == 1
        print(f"{source}: {int(right.sum())} names of {len(right)} candidates")
        for threshold in thresholds:
            over = found >= threshold
            print(f"  from {threshold:5}: {int((over & right).sum())} names,"
                  f" {int((over & ~right & alone).sum())} others")  # fmt: skip


def write(model: GradientBoostingClassifier, path: Path) -> None:
    """Write trees as a table (see ``secondlook.COLUMNS``); tree 0 is the score before any."""
    share = model.init_.class_prior_[1]
    lines = ["\t".join(secondlook.COLUMNS), f"0\t0\t-\t0\t0\t0\t{np.log(share / (1 - share)):.4f}"]
    for number, (one,) in enumerate(model.estimators_, start=1):
        tree = one.tree_
        for node in range(tree.node_count):
            low, high = tree.children_left[node], tree.children_right[node]
            if low < 0:
                value = RATE * tree.value[node, 0, 0]
                lines.append(f"{number}\t{node}\t-\t0\t0\t0\t{value:.4f}")
            else:
                feature = secondlook.FEATURES[tree.feature[node]]
                lines.append(
                    f"{number}\t{node}\t{feature}\t{tree.threshold[node]:.4f}\t{low}\t{high}\t0"
                )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
