"""How far coders agree: Cohen's kappa of two, Krippendorff's alpha of any number."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from feedback_miner.learned.model import ACTS

__all__ = ["Agreement", "agreements", "alpha", "kappa"]

SAMPLES = 500
NONE = "-"
Units = Sequence[Sequence[str]]  # a unit's values, one a coder; "" where a coder gave none


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement on one question: Krippendorff's alpha, Cohen's kappa (two coders only, else nan),
    the share of units all agree on, each 95 % bootstrap interval over units (of alpha), and n,
    the units that two or more coders labelled. nan where nothing varies."""

    name: str
    alpha: float
    low: float
    high: float
    kappa: float
    agreed: float
    n: int


def alpha(units: Units) -> float:
    """Return Krippendorff's alpha for nominal values (Krippendorff, 2004, ch. 11): 1 less observed
    over expected disagreement, from the coincidences of values within units. Units with fewer
    than two values do not count; nan where there is one value only or none."""
    values = sorted({v for unit in units for v in unit if v})
    place = {v: i for i, v in enumerate(values)}
    together = np.zeros((len(values), len(values)))
    for unit in units:
        said = [place[v] for v in unit if v]
        if len(said) < 2:
            continue
        for a, one in enumerate(said):
            for b, other in enumerate(said):
                if a != b:
                    together[one, other] += 1 / (len(said) - 1)
    totals = together.sum(axis=1)
    n = totals.sum()
    if n < 2:
        return float("nan")
    expected = n * n - (totals**2).sum()
    observed = n - np.trace(together)
    return float(1 - (n - 1) * observed / expected) if expected else float("nan")


def kappa(units: Units) -> float:
    """Return Cohen's kappa (1960) of two coders; nan where there are not two or one value only."""
    pairs = [(unit[0], unit[1]) for unit in units if len(unit) == 2 and all(unit)]
    if not pairs:
        return float("nan")
    values = {v for pair in pairs for v in pair}
    n = len(pairs)
    observed = sum(a == b for a, b in pairs) / n
    chance = sum(sum(a == v for a, _ in pairs) * sum(b == v for _, b in pairs) for v in values) / (
        n * n
    )
    return (observed - chance) / (1 - chance) if chance < 1 else float("nan")


def agreements(
    coded: Mapping[str, Mapping[str, Mapping[str, Any]]], factors: Sequence[str], seed: int = 0
) -> list[Agreement]:
    """Return the coders' agreement on sentiment, each factor (polarity, or not there), all
    factors pooled, and each act. ``coded`` gives a gold line by coder and key."""
    coders = list(coded)
    keys = list(dict.fromkeys(key for labels in coded.values() for key in labels))

    def units(value: Callable[[Mapping[str, Any]], str]) -> list[list[str]]:
        rows = [[value(coded[c][key]) if key in coded[c] else "" for c in coders] for key in keys]
        return [row for row in rows if sum(map(bool, row)) > 1]

    questions: list[tuple[str, list[list[str]]]] = [
        ("valid", units(lambda line: str(line["valid"]))),
        ("sentiment", units(lambda line: line["sentiment"])),
    ]
    by_factor = [
        (f"factor.{f}", units(lambda line, f=f: _polarity(line, f)))  # type: ignore[misc]
        for f in factors
    ]
    questions.append(("factors", [unit for _, some in by_factor for unit in some]))
    questions += by_factor
    questions += [
        (f"act.{a}", units(lambda line, a=a: _does(line, a)))  # type: ignore[misc]
        for a in ACTS
    ]
    rng = np.random.default_rng(seed)
    return [_measured(name, found, rng) for name, found in questions if found]


def _polarity(line: Mapping[str, Any], factor: str) -> str:
    """Return a line's polarity of a factor, NONE where it is not there, "" where factors were not
    labelled."""
    return dict(line["factors"]).get(factor, NONE) if "factors" in line else ""


def _does(line: Mapping[str, Any], act: str) -> str:
    return ("yes" if act in line["acts"] else "no") if "acts" in line else ""


def _measured(name: str, units: list[list[str]], rng: np.random.Generator) -> Agreement:
    n = len(units)
    draws = np.array([alpha([units[i] for i in rng.integers(0, n, n)]) for _ in range(SAMPLES)])
    draws = draws[~np.isnan(draws)]
    low, high = np.percentile(draws, [2.5, 97.5]) if len(draws) else (np.nan, np.nan)
    same = sum(len({v for v in unit if v}) == 1 for unit in units) / n
    return Agreement(name, alpha(units), float(low), float(high), kappa(units), same, n)
