"""Small statistics with intervals, each after its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

__all__ = [
    "CLEAR",
    "LEVEL",
    "Alpha",
    "Welch",
    "adjust",
    "alike",
    "clustered_net",
    "clustered_share",
    "counted",
    "cronbach_alpha",
    "design_effect",
    "effective",
    "mean_interval",
    "net_interval",
    "nps_interval",
    "nps_points",
    "pearson",
    "pearson_interval",
    "share",
    "share_interval",
    "taken",
    "weighted_error",
    "weighted_interval",
    "weighted_nps",
    "welch",
]

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Kind = TypeVar("Kind", bound=np.generic)
Groups = NDArray[np.int64]  # whose a value is: values of one group are alike
LEVEL = 0.95  # of intervals
CLEAR = 0.05  # p-value below which a difference is called clear
NPS_HIGH, NPS_LOW = 9, 6  # from which, and up to which, one promotes or detracts: Reichheld (2003)


def adjust(p: Array, use: NDArray[np.bool_] | None = None) -> Array:
    """Return p-values adjusted for the false discovery rate (Benjamini and Hochberg, 1995) over
    those that are known, and in ``use`` where that is given; nan for the others."""
    adjusted = np.full(len(p), np.nan)
    family = np.isfinite(p) if use is None else use & np.isfinite(p)
    if family.any():
        adjusted[family] = stats.false_discovery_control(p[family])
    return adjusted


def share_interval(count: float, n: float) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson, 1927); (nan, nan) where n is 0."""
    if n <= 0:
        return float("nan"), float("nan")
    low, high = proportion_confint(count, n, alpha=1 - LEVEL, method="wilson")
    return float(low), float(high)


def taken(values: NDArray[Kind] | None, members: NDArray[Any]) -> NDArray[Kind] | None:
    """Return what stands at ``members`` (flags or places) of weights or groups; None of None."""
    return None if values is None else values[members]


def effective(weights: Array) -> float:
    """Return the number of equally weighted values that ``weights`` are worth (Kish, 1965); 0 where
    none is above 0."""
    total = float(weights.sum())
    return total**2 / float((weights**2).sum()) if total > 0 else 0.0


def counted(
    flags: Flags, weights: Array | None, groups: Groups | None = None
) -> tuple[float, float]:
    """Return how many of an array are flagged and the base, both as effective numbers (Kish, 1965)
    where they have ``weights``; (0, 0) where none of these is above 0. Where they cluster in
    ``groups``, both are divided by their design effect (``alike``; Rao and Scott, 1992)."""
    if groups is not None:
        effect = alike(flags.astype(float), weights, groups)
        many, base = counted(flags, weights)
        return many / effect, base / effect
    if weights is None:
        return float(flags.sum()), float(len(flags))
    base = effective(weights)
    if not base:
        return 0.0, 0.0
    return float((weights * flags).sum()) / float(weights.sum()) * base, base


def share(
    flags: Flags, weights: Array | None, groups: Groups | None = None
) -> tuple[float, float, float]:
    """Return the (weighted) share of an array that is flagged with Wilson's (1927) 95 % interval,
    on Kish's (1965) effective base where there are ``weights``, and on that over the design effect
    (Rao and Scott, 1992) of ``groups``; nan of none."""
    many, base = counted(flags, weights, groups)
    low, high = share_interval(many, base)
    return many / base if base else float("nan"), low, high


def design_effect(values: Array, groups: NDArray[Any]) -> float:
    """Return the design effect of a mean of ``values`` that cluster in ``groups`` (one a value):
    the linearised variance of a ratio (Cochran, 1977) over that of as many independent values.

    Counts and bases are divided by it (Rao and Scott, 1992). 1 where nothing clusters or varies.
    """
    n = len(values)
    _, place = np.unique(groups, return_inverse=True)
    y, m = np.bincount(place, values), np.bincount(place).astype(float)
    clusters = len(y)
    simple = float(np.var(values)) / n if n else 0.0
    if clusters < 2 or clusters == n or simple <= 0:
        return 1.0
    mean = y.sum() / n
    clustered = clusters / (clusters - 1) * float(((y - mean * m) ** 2).sum()) / n**2
    # Few groups tell little of how alike their values are: then no gain is claimed.
    return max(clustered / simple, 1.0 if clusters < 30 else 0.25)


def alike(values: Array, weights: Array | None, groups: Groups) -> float:
    """Return the design effect of the (weighted) mean of values that cluster in ``groups``: its
    squared linearised error (Cochran, 1977) over that of as many values of nobody twice.

    1 or more, as groups that differ less than strangers do so by luck; the number of values where
    all are of one group, of which nothing tells how alike they are.
    """
    weights = np.ones(len(values)) if weights is None else weights
    _, simple, n = weighted_error(values, weights)
    _, clustered, many = weighted_error(values, weights, groups)
    if many < 2:
        return max(float(n), 1.0)
    return max((clustered / simple) ** 2, 1.0) if simple > 0 else 1.0


def mean_interval(values: Array) -> tuple[float, float, float]:
    """Return the mean and its 95 % t interval of a 1-D array; nan where it has too few values."""
    n = len(values)
    if n == 0:
        return float("nan"), float("nan"), float("nan")
    mean = float(np.mean(values))
    if n < 2:
        return mean, float("nan"), float("nan")
    half = float(stats.t.ppf(0.5 + LEVEL / 2, n - 1) * np.std(values, ddof=1) / np.sqrt(n))
    return mean, mean - half, mean + half


def weighted_interval(
    values: Array, weights: Array | None, groups: Groups | None = None
) -> tuple[float, float, float]:
    """Return the weighted mean of a 1-D array with its 95 % interval.

    The linearised (sandwich) error of a ratio of sums under sampling weights (Cochran, 1977);
    ``mean_interval`` where ``weights`` is None. Rows of weight 0 do not count. Values that cluster
    in ``groups`` have the error of as many groups, and no interval where all are of one.
    """
    if groups is not None:
        weights = np.ones(len(values)) if weights is None else weights
        mean, error, n = weighted_error(values, weights, groups)
        if n < 2:
            known = float(np.average(values, weights=weights)) if weights.sum() > 0 else mean
            return known, float("nan"), float("nan")
        half = float(stats.t.ppf(0.5 + LEVEL / 2, n - 1) * error)
        return mean, mean - half, mean + half
    if weights is None:
        return mean_interval(values)
    mean, error, n = weighted_error(values, weights)
    if n < 2:
        return mean_interval(values[weights > 0])
    half = float(stats.t.ppf(0.5 + LEVEL / 2, n - 1) * error)
    return mean, mean - half, mean + half


def weighted_error(
    values: Array, weights: Array, groups: Groups | None = None
) -> tuple[float, float, int]:
    """Return the weighted mean of a 1-D array, its linearised standard error (Cochran, 1977; with
    equal weights that of a simple mean), and the rows of positive weight; nan of fewer than two.

    Where the values cluster in ``groups`` their deviations are summed by group, and the groups of
    positive weight are returned in the place of the rows (Liang and Zeger, 1986)."""
    known = weights > 0
    values, weights, groups = values[known], weights[known], taken(groups, known)
    n = len(values) if groups is None else len(np.unique(groups))
    if n < 2:
        return float("nan"), float("nan"), n
    mean = float(np.average(values, weights=weights))
    if groups is not None:
        _, place = np.unique(groups, return_inverse=True)
        parts = np.bincount(place, weights * (values - mean))
        error = np.sqrt(n / (n - 1) * float((parts**2).sum())) / weights.sum()
        return mean, float(error), n
    error = np.sqrt(n / (n - 1) * float((weights**2 * (values - mean) ** 2).sum())) / weights.sum()
    return mean, float(error), n


class Welch(NamedTuple):
    """The difference of two means: its 95 % interval, test and degrees of freedom."""

    low: float
    high: float
    statistic: float
    p: float
    freedom: float


def welch(difference: float, one: float, other: float, n: float, m: float) -> Welch:
    """Return the t interval and the test of a difference of two means without equal variances
    (Welch, 1947). ``one`` and ``other`` are the means' squared standard errors, ``n`` and ``m``
    their bases, 2 or more; all nan where the errors are unknown or 0."""
    spread = one + other
    if not np.isfinite(spread) or spread <= 0:
        return Welch(*[float("nan")] * 5)
    freedom = float(spread**2 / (one**2 / (n - 1) + other**2 / (m - 1)))
    error = float(np.sqrt(spread))
    half = float(stats.t.ppf(0.5 + LEVEL / 2, freedom)) * error
    statistic = difference / error
    p = float(2 * stats.t.sf(abs(statistic), freedom))
    return Welch(difference - half, difference + half, statistic, p, freedom)


def net_interval(positive: float, negative: float, n: float) -> tuple[float, float, float]:
    """Return (positive - negative) / n with its 95 % interval, in [-1, 1].

    The adjusted Wald interval for a difference of paired proportions (Agresti and Min, 2005,
    Statistics in Medicine 24: add 1/2 to each cell), which is sound at small n.
    """
    if n <= 0:
        return float("nan"), float("nan"), float("nan")
    net = (positive - negative) / n
    p, q, m = positive + 0.5, negative + 0.5, n + 2.0
    centre = (p - q) / m
    half = float(stats.norm.ppf(0.5 + LEVEL / 2)) * np.sqrt((p + q) / m - centre**2) / np.sqrt(m)
    return net, max(-1.0, float(centre - half)), min(1.0, float(centre + half))


def clustered_share(flags: Flags, groups: NDArray[Any]) -> tuple[float, float]:
    """Return the 95 % interval of the share that is flagged of values that cluster in ``groups``
    (one a value): Wilson's (1927) of count and base over their ``design_effect`` (Rao and Scott,
    1992); nan of none."""
    effect = design_effect(flags.astype(float), groups)
    return share_interval(float(flags.sum()) / effect, len(flags) / effect)


def clustered_net(signs: Array, groups: NDArray[Any]) -> tuple[float, float, float]:
    """Return the mean of signs (1, 0, -1) that cluster in ``groups`` (one a value) with its 95 %
    interval: ``net_interval`` of counts and base over their ``design_effect``; nan of none.

    An effect below 1 is kept: who answers a question of praise and one of complaints gives one of
    each, so that nets of respondents differ less than those of as many strangers. That it is no
    luck of a few groups ``design_effect`` sees to.
    """
    effect = design_effect(signs, groups)
    positive, negative = float((signs > 0).sum()), float((signs < 0).sum())
    return net_interval(positive / effect, negative / effect, len(signs) / effect)


def nps_interval(promoters: float, detractors: float, n: float) -> tuple[float, float, float]:
    """Return the net promoter score with its 95 % interval, on -100 to 100 (Reichheld, 2003).

    The interval is ``net_interval``'s; Rocks (2016, arXiv:1611.04140) finds the adjusted Wald
    interval to cover as it should for NPS.
    """
    net, low, high = net_interval(promoters, detractors, n)
    return 100 * net, 100 * low, 100 * high


def nps_points(values: Array) -> Array:
    """Return what each answer of 0 to 10 adds to the net promoter score: 100 of a promoter, -100
    of a detractor, 0 of the others; nan of nan."""
    points = 100.0 * (values >= NPS_HIGH) - 100.0 * (values <= NPS_LOW)
    return np.where(np.isfinite(values), points, np.nan)


def weighted_nps(
    values: Array, weights: Array | None, groups: Groups | None = None
) -> tuple[float, float, float]:
    """Return the net promoter score of answers of 0 to 10 with its 95 % interval, on -100 to 100.

    ``nps_interval``; with ``weights`` that of the weighted shares on Kish's (1965) effective base.
    Answers of weight 0 do not count; nan of none. All are divided by the design effect of
    ``groups`` (``alike``).
    """
    promoters, base = counted(values >= NPS_HIGH, weights)
    detractors, _ = counted(values <= NPS_LOW, weights)
    effect = 1.0 if groups is None else alike(nps_points(values), weights, groups)
    return nps_interval(promoters / effect, detractors / effect, base / effect)


def pearson(x: Array, y: Array, weights: Array | None = None) -> float:
    """Return the (weighted) correlation of two 1-D arrays; nan where one does not vary."""
    w = np.ones(len(x)) if weights is None else weights
    x, y = x - np.average(x, weights=w), y - np.average(y, weights=w)
    spread = (w * x * x).sum() * (w * y * y).sum()
    return float((w * x * y).sum() / np.sqrt(spread)) if spread > 0 else float("nan")


def pearson_interval(
    x: Array, y: Array, weights: Array | None = None, groups: Groups | None = None
) -> tuple[float, float, float]:
    """Return the (weighted) correlation of two 1-D arrays with its 95 % interval (Fisher's z,
    1921), on Kish's (1965) effective base where there are ``weights``, over the design effect of
    its linearised parts (``alike``) where pairs cluster in ``groups``.

    nan where one side does not vary; an interval of nan of fewer than four pairs and of a
    correlation of 1.
    """
    r = pearson(x, y, weights)
    n = len(x) if weights is None else effective(weights)
    if groups is not None and np.isfinite(r):
        w = np.ones(len(x)) if weights is None else weights
        one, two = (
            (of - np.average(of, weights=w)) / np.sqrt(np.cov(of, aweights=w, ddof=0))
            for of in (x, y)
        )
        n /= alike(one * two - r * (one**2 + two**2) / 2, w, groups)
    if n < 4 or not abs(r) < 1:
        return r, float("nan"), float("nan")
    z, half = np.arctanh(r), stats.norm.ppf(0.5 + LEVEL / 2) / np.sqrt(n - 3)
    return r, float(np.tanh(z - half)), float(np.tanh(z + half))


@dataclass(frozen=True, slots=True)
class Alpha:
    """Cronbach's alpha, raw and standardised, with the raw one's 95 % interval."""

    raw: float
    standardised: float
    low: float
    high: float
    n: int


def cronbach_alpha(items: Array) -> Alpha:
    """Return Cronbach's alpha (1951) of an array of respondents x items without missing cells.

    The interval is Feldt's (1965). nan where there are fewer than two items or three rows, or
    where the items do not vary.
    """
    n, k = items.shape
    nan = float("nan")
    if k < 2 or n < 3:
        return Alpha(nan, nan, nan, nan, n)
    variances = items.var(axis=0, ddof=1)
    total = items.sum(axis=1).var(ddof=1)
    if total <= 0 or not variances.all():
        return Alpha(nan, nan, nan, nan, n)
    raw = float(k / (k - 1) * (1 - variances.sum() / total))
    correlations = np.corrcoef(items, rowvar=False)
    mean_r = float((correlations.sum() - k) / (k * (k - 1)))
    standardised = k * mean_r / (1 + (k - 1) * mean_r)
    df1, df2 = n - 1, (n - 1) * (k - 1)
    low = 1 - (1 - raw) * float(stats.f.ppf(0.5 + LEVEL / 2, df1, df2))
    high = 1 - (1 - raw) * float(stats.f.ppf(0.5 - LEVEL / 2, df1, df2))
    return Alpha(raw, standardised, low, high, n)
