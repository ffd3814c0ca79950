"""The next wave: known topics counted again, and what changed, tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from feedback_miner.ratings.differences import shares
from feedback_miner.tables import frame
from feedback_miner.topics.emerging import RARE, Emerging
from feedback_miner.topics.saved import Known

__all__ = ["CHANGES", "changes"]

MEDIAN = 0.4549  # of chi-square with one degree of freedom
FEW = 5  # topics below which nothing tells how much shares wander by themselves
WIDEST = 2.0  # factor of variance at most: topics that do change must not hide each other
LEVEL = 0.05
Array = NDArray[np.float64]

# One topic in the wave a model was saved from (``base``) and in this one: counts of texts among
# ``texts_*`` valid ones, shares, the difference with its 95 % interval, and the test. Of a theme
# that came up since, whose texts in the base are not remembered, nothing of the base is told.
# ``n_new`` of a known topic counts texts that went over to a theme that has grown, as the base
# does. ``variance``: the factor by which intervals and p-values are widened (NaN: not tested).
CHANGES = {
    "topic": "int",
    "name": "str",
    "n_base": "count",
    "n_new": "int",
    "texts_base": "int",
    "texts_new": "int",
    "base": "float",
    "new": "float",
    "change": "float",
    "low": "float",
    "high": "float",
    "test": "str",
    "p": "float",
    "p_adjusted": "float",
    "variance": "float",
    "status": "str",
}


def changes(
    known: Sequence[Known],
    counts: Mapping[int, int],
    texts: tuple[int, int],
    fresh: Mapping[int, Emerging],
) -> pd.DataFrame:
    """Return CHANGES of the topics ``known``, by their ``counts`` in the new wave.

    Chi-square or Fisher's exact test of the two shares and Newcombe's (1998) interval (see
    ``ratings.differences``), both widened where shares wander more than independent texts would
    (copies, one event told by many; a model also fits its own wave best): the factor of variance
    is the median of the topics' chi-square over that of no change (genomic control: Devlin and
    Roeder, 1999), as most topics do not change. p-values are adjusted over the topics so that a
    wave of no change tells of any with a chance of 5 % (Holm, 1979). Topics in ``fresh`` have come
    up since and are new, or have grown, by their own test (``emerging``).
    """
    rows: list[dict[str, Any]] = []
    for one in known:
        n = int(counts.get(one.topic, 0))
        theme = fresh.get(one.topic)
        before = theme.before if theme else one.n
        found = shares((0, 0) if before is None else (before, texts[0]), (n, texts[1]))
        rows.append(
            {
                "topic": one.topic,
                "name": one.name,
                "n_base": before,
                "n_new": n,
                "texts_base": texts[0],
                "texts_new": texts[1],
                "base": found.base,
                "new": found.new,
                "change": found.change,
                "low": found.low,
                "high": found.high,
                "test": "" if before is None else found.test,
                "p": found.p,
            }
        )
    if not rows:
        return frame([], CHANGES)
    p = np.array([row["p"] for row in rows], dtype=float)
    use = np.array([row["topic"] not in fresh for row in rows])
    factor = _dispersion(p[use])
    p = stats.chi2.sf(stats.chi2.isf(p, 1) / factor, 1)
    for row, wider, q in zip(rows, p, _holm(p, use), strict=True):
        for side in ("low", "high"):
            row[side] = row["change"] + (row[side] - row["change"]) * float(np.sqrt(factor))
        row["p"], row["p_adjusted"] = float(wider), float(q)
        row["variance"] = factor if np.isfinite(wider) else float("nan")
        row["status"] = _status(row, q)
        if row["topic"] in fresh:
            row["status"] = "new" if fresh[row["topic"]].new else "grown"
    return frame(rows, CHANGES)


def _dispersion(p: Array) -> float:
    """Return by how much the variance of shares is larger than that of independent texts."""
    known = p[np.isfinite(p)]
    if len(known) < FEW:
        return 1.0
    return float(np.clip(np.median(stats.chi2.isf(known, 1)) / MEDIAN, 1.0, WIDEST))


def _holm(p: Array, use: NDArray[np.bool_]) -> Array:
    """Return p-values of ``use`` adjusted by Holm (1979); NaN for the others."""
    adjusted = np.full(len(p), np.nan)
    tested = np.flatnonzero(use & np.isfinite(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    steps = p[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted


def _status(row: Mapping[str, Any], q: float) -> str:
    if not q < LEVEL:
        return ""
    if row["change"] > 0:
        return "new" if row["base"] < RARE * row["new"] else "grown"
    return "vanished" if row["new"] < RARE * row["base"] else "shrunk"
