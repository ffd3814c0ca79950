"""Differences between two independent samples: interval, test, size, each after its source."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from feedback_miner.ratings.statistics import (
    Groups,
    net_interval,
    share_interval,
    weighted_error,
    welch,
)

__all__ = ["Difference", "means", "nets", "shares", "square_and_add"]

Array = NDArray[np.float64]
NAN = float("nan")
SMALL_EXPECTED = 5.0  # Cochran's (1954) rule for the chi-square test


@dataclass(frozen=True, slots=True)
class Difference:
    """``new`` less ``base`` with its 95 % interval, the test of no difference, and its size
    (``effect`` names the kind)."""

    base: float
    new: float
    low: float
    high: float
    test: str
    statistic: float
    p: float
    effect: str
    size: float

    @property
    def change(self) -> float:
        """New less base."""
        return self.new - self.base


def means(
    base: Array,
    new: Array,
    weights: tuple[Array, Array] | None = None,
    groups: tuple[Groups | None, Groups | None] = (None, None),
) -> Difference:
    """Compare two means (Welch, 1947): t interval and test without equal variances; Hedges' g
    (1981). With ``weights`` of either's values the errors are linearised (Cochran, 1977), and g is
    in weighted deviations, as unequal weights make errors larger, not people more different;
    values of weight 0 do not count. Errors are clustered where the values of a side are of
    ``groups`` (Liang and Zeger, 1986). nan where a side has fewer than two values or groups."""
    if weights is None:
        weights = np.ones(len(base)), np.ones(len(new))
    (before, one, n), (after, other, m) = map(weighted_error, (base, new), weights, groups)
    if n < 2 or m < 2:
        before, after = _alone(base, weights[0]), _alone(new, weights[1])
        return Difference(before, after, NAN, NAN, "welch", NAN, NAN, "g", NAN)
    change, error2 = after - before, one**2 + other**2
    if error2 < 1e-24 * max(1.0, before**2, after**2):  # nobody differs from anybody in a wave
        p = 1.0 if abs(change) < 1e-12 else 0.0
        return Difference(before, after, change, change, "welch", NAN, p, "g", NAN)
    low, high, statistic, p, _ = welch(change, one**2, other**2, n, m)
    n, m = (int((w > 0).sum()) for w in weights)  # answers, not groups: g is of people
    spread = sum(
        size * float(np.average((values - mean) ** 2, weights=w))
        for size, values, mean, w in (
            (n, base, before, weights[0]),
            (m, new, after, weights[1]),
        )
    )
    g = change / math.sqrt(spread / (n + m - 2)) * (1 - 3 / (4 * (n + m) - 9))
    return Difference(before, after, low, high, "welch", statistic, p, "g", g)


def _alone(values: Array, weights: Array) -> float:
    """Return the mean of what may be too few for an error; nan of none."""
    return float(np.average(values, weights=weights)) if weights.sum() > 0 else NAN


def square_and_add(
    base: tuple[float, float, float], new: tuple[float, float, float]
) -> tuple[float, float]:
    """Return the interval of new less base from each one's (estimate, low, high).

    Newcombe's (1998) method 10, for any estimates Zou and Donner (2008): the distances to the
    limits are squared and added.
    """
    (p, l1, u1), (q, l2, u2) = base, new
    change = q - p
    return (
        change - math.hypot(q - l2, u1 - p),
        change + math.hypot(u2 - q, p - l1),
    )


def shares(
    base: tuple[float, float], new: tuple[float, float], effective: tuple[float, float] = (1, 1)
) -> Difference:
    """Compare two shares, each given as (count, n): Newcombe's (1998) interval from Wilson's,
    chi-square test without correction (Pearson, 1900) or Fisher's exact one where a count
    expected is below 5, Cohen's h (1988).

    ``effective`` are the design effects of clustered counts, by which counts and bases are
    divided (Rao and Scott, 1992).
    """
    if base[1] <= 0 or new[1] <= 0:
        p = base[0] / base[1] if base[1] > 0 else NAN
        q = new[0] / new[1] if new[1] > 0 else NAN
        return Difference(p, q, NAN, NAN, "chi2", NAN, NAN, "h", NAN)
    (x, n), (y, m) = [
        (count / d, total / d) for (count, total), d in zip((base, new), effective, strict=True)
    ]
    p, q = x / n, y / m
    low, high = square_and_add((p, *share_interval(x, n)), (q, *share_interval(y, m)))
    together = (x + y) / (n + m)
    expected = min(min(together, 1 - together) * n, min(together, 1 - together) * m)
    if together in (0.0, 1.0):
        test, statistic, value = "fisher", NAN, 1.0
    elif expected < SMALL_EXPECTED:
        table = np.rint([[x, n - x], [y, m - y]])
        test, statistic = "fisher", NAN
        value = float(stats.fisher_exact(table).pvalue)
    else:
        test = "chi2"
        statistic = (q - p) ** 2 / (together * (1 - together) * (1 / n + 1 / m))
        value = float(stats.chi2.sf(statistic, 1))
    size = 2 * math.asin(math.sqrt(q)) - 2 * math.asin(math.sqrt(p))
    return Difference(p, q, low, high, test, statistic, value, "h", size)


def nets(
    base: tuple[float, float, float],
    new: tuple[float, float, float],
    effective: tuple[float, float] = (1, 1),
) -> Difference:
    """Compare two net scores, each given as (positive, negative, n), by the variance of a net score
    (Rocks, 2016).

    The interval squares and adds (Zou and Donner, 2008) each wave's adjusted Wald one (Agresti and
    Min, 2005). The test is the z test of the so adjusted net scores, held against Student's t
    with Welch's (1947) degrees of freedom, without which it is too bold at small bases; at large
    ones it is the same. The size is Hedges' g of -1, 0, 1.
    """
    if base[2] <= 0 or new[2] <= 0:
        p = (base[0] - base[1]) / base[2] if base[2] > 0 else NAN
        q = (new[0] - new[1]) / new[2] if new[2] > 0 else NAN
        return Difference(p, q, NAN, NAN, "net", NAN, NAN, "g", NAN)
    one = tuple(part / effective[0] for part in base)
    two = tuple(part / effective[1] for part in new)
    before, after = net_interval(*one), net_interval(*two)
    low, high = square_and_add(before, after)
    change = after[0] - before[0]
    (p, v), (q, w) = _adjusted(one), _adjusted(two)
    tested = welch(q - p, v, w, max(one[2], 2.0), max(two[2], 2.0))
    v, w = _spread(base), _spread(new)
    n, m = base[2], new[2]
    pooled = math.sqrt(((n - 1) * v + (m - 1) * w) / (n + m - 2)) if n + m > 2 else 0.0
    g = change / pooled * (1 - 3 / (4 * (n + m) - 9)) if pooled > 0 else NAN
    return Difference(before[0], after[0], low, high, "net", tested.statistic, tested.p, "g", g)


def _adjusted(cells: tuple[float, ...]) -> tuple[float, float]:
    """Return a net score and its squared error, 1/2 added to each cell (Agresti and Min, 2005)."""
    p, q, n = cells[0] + 0.5, cells[1] + 0.5, cells[2] + 2.0
    net = (p - q) / n
    return net, ((p + q) / n - net**2) / n


def _spread(cells: tuple[float, float, float]) -> float:
    """Return the variance of -1, 0, 1."""
    positive, negative, n = cells
    net = (positive - negative) / n
    return ((positive + negative) / n - net**2) * n / (n - 1) if n > 1 else 0.0
