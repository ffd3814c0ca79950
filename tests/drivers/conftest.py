"""A survey built from arrays, taken through the drivers part."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest

from feedback_miner import drivers, factors, lexicon, ratings, topics
from feedback_miner.drivers import predictors
from feedback_miner.lexicon import Codebook
from feedback_miner.survey import Column, Construct, Options, Scale, Survey
from feedback_miner.tables import OPINIONS, VERBATIMS, frame


@dataclass
class Built:
    """Every table the drivers part reads."""

    responses: pd.DataFrame
    survey: Survey
    ratings: ratings.Ratings
    verbatims: pd.DataFrame
    opinions: pd.DataFrame
    factors: pd.DataFrame
    codebook: Codebook
    topics: topics.Topics

    def estimate(self) -> drivers.Drivers:
        return drivers.estimate(
            self.responses,
            self.ratings,
            self.verbatims,
            self.opinions,
            self.factors,
            self.topics,
            self.survey,
            self.codebook,
        )

    def predictors(self) -> predictors.Predictors:
        return predictors.prepare(self.ratings, self.opinions, self.verbatims, self.survey)


Build = Callable[..., Built]


def _build(
    scores: Mapping[str, Sequence[Any]],
    *,
    kinds: Mapping[str, str] | None = None,
    ends: Mapping[str, tuple[float, float]] | None = None,
    owners: Mapping[str, str] | None = None,
    said: Mapping[str, Sequence[int]] | None = None,
    texts: Sequence[str] | None = None,
    segments: Mapping[str, Sequence[str]] | None = None,
    weights: Sequence[Any] | None = None,
    constructs: Sequence[Construct] = (),
    **options: Any,
) -> Built:
    """``said`` maps a factor to -1, 0, +1 a response (0: not spoken of)."""
    n = len(next(iter(scores.values())))
    ids = [f"r{i}" for i in range(n)]
    table = pd.DataFrame({"response_id": ids, "source": ["x"] * n, "row": np.arange(n)})
    columns = []
    for name, values in scores.items():
        table[name] = ["" if v is None or v != v else f"{v:g}" for v in values]
        low, high = (ends or {}).get(name, (1, 5))
        columns.append(
            Column(
                name,
                "score",
                scale=Scale(low, high),
                outcome=(kinds or {}).get(name, ""),  # type: ignore[arg-type]
                factor=(owners or {}).get(name, ""),
            )
        )
    for name, cells in (segments or {}).items():
        table[name] = list(cells)
        columns.append(Column(name, "segment"))
    if weights is not None:
        table["weight"] = [str(w) for w in weights]
        columns.append(Column("weight", "weight"))
    survey = Survey(tuple(columns), Options(**{"samples": 200, **options}), tuple(constructs))
    codebook = lexicon.load()
    words = list(texts) if texts else ["话"] * n
    verbatims = frame(
        (
            {
                "response_id": ids[i],
                "question": "意见",
                "kind": "remark",
                "text": words[i],
                "valid": bool(said) or texts is not None,
                "sentiment": "neutral",
                "score": 0.0,
                "acts": [],
                "loyalty": "",
                "urgency": 0,
                "flags": [],
            }
            for i in range(n)
        ),
        VERBATIMS,
    )
    rows = []
    for factor, signs in (said or {}).items():
        sub = codebook.factor(factor).subfactors[0].id
        for i, sign in enumerate(signs):
            if sign:
                rows.append(
                    {
                        "response_id": ids[i],
                        "verbatim": i,
                        "question": "意见",
                        "factor": factor,
                        "subfactor": sub,
                        "polarity": "positive" if sign > 0 else "negative",
                        "score": 0.8 * sign,
                        "act": "",
                        "start": 0,
                        "end": 1,
                        "text": "话",
                        "evidence": [],
                    }
                )
    opinions = frame(rows, OPINIONS)
    read = ratings.read(table, survey)
    nothing = topics.Topics(
        table=frame([], {}),
        assignments=pd.DataFrame({"response_id": [], "topic": []}).astype({"topic": int}),
        curve=frame([], {}),
        notes=(),
    )
    scored = factors.aggregate(verbatims, opinions, read, table, survey, codebook)
    return Built(table, survey, read, verbatims, opinions, scored, codebook, nothing)


@pytest.fixture
def build() -> Build:
    """Return the builder."""
    return _build
