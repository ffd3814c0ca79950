"""The next wave: known topics counted again, and what changed, tested."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from feedback_miner.tables import frame
from feedback_miner.topics.saved import Known

__all__ = ["CHANGES", "changes"]

RARE = 0.2  # share of its size in the other wave below which a topic is new or vanished
LEVEL = 0.05

# One topic in the wave a model was saved from (``base``) and in this one: counts of texts among
# ``texts_*`` valid ones, shares, the difference with its 95 % interval, and the test.
CHANGES = {
    "topic": "int",
    "name": "str",
    "n_base": "int",
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
    "status": "str",
}


def changes(
    known: Sequence[Known], counts: Mapping[int, int], texts: tuple[int, int], fresh: set[int]
) -> pd.DataFrame:
    """Return CHANGES of the topics ``known``, by their ``counts`` in the new wave.

    Chi-square or Fisher's exact test of the two shares and Newcombe's (1998) interval (see
    ``waves.statistics``); p-values adjusted over the topics so that of those told as changed no
    more than 5 % are false (Benjamini and Hochberg, 1995). Topics in ``fresh`` have come up since
    and are new by their own test (``emerging``).
    """
    from feedback_miner.waves.statistics import adjust, shares  # it needs this room itself

    rows: list[dict[str, Any]] = []
    for one in known:
        n = int(counts.get(one.topic, 0))
        found = shares((one.n, texts[0]), (n, texts[1]))
        rows.append(
            {
                "topic": one.topic,
                "name": one.name,
                "n_base": one.n,
                "n_new": n,
                "texts_base": texts[0],
                "texts_new": texts[1],
                "base": found.base,
                "new": found.new,
                "change": found.change,
                "low": found.low,
                "high": found.high,
                "test": found.test,
                "p": found.p,
            }
        )
    if not rows:
        return frame([], CHANGES)
    p = np.array([row["p"] for row in rows], dtype=float)
    use = np.array([row["topic"] not in fresh for row in rows])
    for row, q in zip(rows, adjust(p, use), strict=True):
        row["p_adjusted"] = q
        row["status"] = "new" if row["topic"] in fresh else _status(row, q)
    return frame(rows, CHANGES)


def _status(row: Mapping[str, Any], q: float) -> str:
    if not q < LEVEL:
        return ""
    if row["change"] > 0:
        return "new" if row["base"] < RARE * row["new"] else "grown"
    return "vanished" if row["new"] < RARE * row["base"] else "shrunk"
