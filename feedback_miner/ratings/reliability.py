"""How well a scale's items hang together: item analysis and McDonald's omega."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from feedback_miner.ratings.minres import minres
from feedback_miner.ratings.statistics import cronbach_alpha

__all__ = ["ItemAnalysis", "item_analysis", "omega_total"]

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ItemAnalysis:
    """One item of a scale: its correlation with the sum of the others (corrected item-total
    correlation) and Cronbach's raw alpha of the others; nan where it cannot be told."""

    item_total: float
    alpha_if_deleted: float
    n: int


def item_analysis(items: Array) -> list[ItemAnalysis]:
    """Return one row an item of an array of respondents x items without missing cells.

    Corrected item-total correlation after Nunnally and Bernstein (1994). Alpha without an item
    needs two others.
    """
    n, k = items.shape
    nan = float("nan")
    if n < 3 or k < 2:
        return [ItemAnalysis(nan, nan, n) for _ in range(k)]
    covariance = np.cov(items, rowvar=False)
    variances = np.diag(covariance)
    total = float(covariance.sum())
    with_total = covariance.sum(axis=1)
    rows = []
    for i in range(k):
        others = total - 2 * with_total[i] + variances[i]  # variance of the sum of the others
        r = alpha = nan
        if variances[i] > 0 and others > 1e-12 * total:
            r = float((with_total[i] - variances[i]) / np.sqrt(variances[i] * others))
        rest = np.delete(variances, i)
        if k > 2 and others > 1e-12 * total and rest.all():
            alpha = float((k - 1) / (k - 2) * (1 - rest.sum() / others))
        rows.append(ItemAnalysis(r, alpha, n))
    return rows


def omega_total(items: Array) -> float:
    """Return McDonald's omega (1999) of an array of respondents x items without missing cells.

    The share of the sum's variance that the factor of a one-factor model makes up, on
    standardised items, fitted by minimum residuals (Harman and Jones, 1966). Two items are taken
    as equally good: omega is then the standardised alpha. nan where the items do not vary, the
    fit fails or an item's uniqueness falls to nothing (a Heywood case).
    """
    n, k = items.shape
    nan = float("nan")
    if n < 3 or k < 2 or not (np.ptp(items, axis=0) > 0).all():
        return nan
    if k == 2:
        return cronbach_alpha(items).standardised
    fit = minres(np.asarray(np.corrcoef(items, rowvar=False), dtype=np.float64), 1)
    if fit is None or fit.heywood.any():
        return nan
    common = float(fit.loadings.sum() ** 2)
    return common / (common + float(fit.uniqueness.sum()))
