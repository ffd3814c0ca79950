"""How much each theme matters for an outcome, over the models that tell anything."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from feedback_miner.drivers import bootstrap
from feedback_miner.drivers.effect_notes import TELLING
from feedback_miner.drivers.effects import Drawn
from feedback_miner.drivers.importance import stability

__all__ = ["Weights", "weigh"]

Array = NDArray[np.float64]


class Weights(NamedTuple):
    """How much the themes of an outcome matter: ``shares`` of each source's explained part by
    theme and base ``n`` by source, and by theme the ``importance``, its interval
    and its rank's."""

    shares: dict[str, dict[str, float]]
    n: dict[str, int]
    importance: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    ranks: dict[str, tuple[float, float]]

    def clear(self, theme: str) -> bool:
        """Whether the interval of a theme's rank keeps out of the lower half."""
        return len(self.ranks) > 1 and self.ranks[theme][1] <= (len(self.ranks) + 1) / 2


def weigh(outcome: str, effects: pd.DataFrame, fits: pd.DataFrame, drawn: Drawn) -> Weights:
    """Return how much each theme matters for an outcome, over the models that tell anything."""
    shares: dict[str, dict[str, float]] = {}
    explained: dict[str, float] = {}
    bases: dict[str, int] = {}
    samples: list[pd.DataFrame] = []
    for source in ("closed", "text"):
        part = effects[(effects["outcome"] == outcome) & (effects["source"] == source)]
        model = fits[(fits["outcome"] == outcome) & (fits["source"] == source)]
        # What explains next to nothing says nothing of importance.
        if not len(part) or float(model["r2_adjusted"].max()) < TELLING:
            continue
        theme_of = {
            str(row.driver): str((row.factor or row.driver) if source == "closed" else row.driver)
            for row in part.itertuples()
        }
        lmg = part.set_index("driver")["lmg"].clip(lower=0)
        explained[source], bases[source] = float(lmg.sum()), int(part["n"].max())
        summed = (lmg / explained[source]).groupby(theme_of).sum()
        shares[source] = {str(theme): float(share) for theme, share in summed.items()}
        samples.append(drawn[outcome, source].clip(lower=0).T.groupby(theme_of).sum(min_count=1).T)
    names = sorted({theme for part in shares.values() for theme in part})
    total = sum(explained.values())
    importance = {
        theme: sum(part.get(theme, 0.0) * explained[source] for source, part in shares.items())
        / total
        for theme in names
    }
    if not names:
        return Weights({}, {}, {}, {}, {})
    together = sum(part.reindex(columns=names, fill_value=0.0) for part in samples)
    values = together.to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = values / values.sum(axis=1, keepdims=True)
    low, high = bootstrap.percentiles(values)
    first, last, _ = stability(values, np.array(list(importance.values())))
    return Weights(
        shares,
        bases,
        importance,
        {theme: (float(low[i]), float(high[i])) for i, theme in enumerate(names)},
        {theme: (float(first[i]), float(last[i])) for i, theme in enumerate(names)},
    )
