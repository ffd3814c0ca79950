"""What an analysis found, all of it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from feedback_miner import drivers, ingest, ratings, topics
from feedback_miner.lexicon import Codebook
from feedback_miner.survey import Survey

__all__ = ["Analysis"]


@dataclass(frozen=True)
class Analysis:
    """Everything an analysis found; ``report`` renders it."""

    survey: Survey
    codebook: Codebook
    responses: ingest.Responses
    ratings: ratings.Ratings
    verbatims: pd.DataFrame
    opinions: pd.DataFrame
    factors: pd.DataFrame
    conduct: pd.DataFrame
    topics: topics.Topics
    drivers: drivers.Drivers
    cases: pd.DataFrame
    notes: tuple[str, ...]
