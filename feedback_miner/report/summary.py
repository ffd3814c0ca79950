"""The figures of an analysis as one JSON-ready dictionary: what report and workbook show."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from feedback_miner.pipeline import Analysis
from feedback_miner.ratings.statistics import net_interval, share_interval

__all__ = ["records", "summarise"]

DIGITS = 4


def summarise(analysis: Analysis) -> dict[str, Any]:
    """Return counts, sentiment, factors, closed scores, drivers, topics and cases.

    Numbers are rounded to four digits; what cannot be told is null.
    """
    verbatims = analysis.verbatims
    valid = verbatims[verbatims["valid"]]
    counts = {p: int((valid["sentiment"] == p).sum()) for p in ("positive", "neutral", "negative")}
    net, low, high = net_interval(counts["positive"], counts["negative"], len(valid))
    overall = analysis.factors[analysis.factors["segment"] == ""]
    names = {factor.id: factor.name for factor in analysis.codebook.factors}
    sources = analysis.responses.sources
    urgency = analysis.cases["urgency"]
    figures: dict[str, Any] = clean(
        {
            "counts": {
                "read": sum(source.read for source in sources),
                "accepted": sum(source.accepted for source in sources),
                "quarantined": sum(source.quarantined for source in sources),
                "answers": len(verbatims),
                "valid": len(valid),
                "invalid": len(verbatims) - len(valid),
                "opinions": len(analysis.opinions),
                "cases": len(analysis.cases),
            },
            "sentiment": {
                **counts,
                "n": len(valid),
                **{
                    f"{p}_share_{side}": share_interval(c, len(valid))[i]
                    for p, c in counts.items()
                    for i, side in enumerate(("low", "high"))
                },
                "net": net,
                "net_low": low,
                "net_high": high,
            },
            "factors": [
                {"name": names[str(row["factor"])], **without(row, "segment", "level")}
                for row in records(overall)
            ],
            "items": records(analysis.ratings.items),
            "nps": records(analysis.ratings.nps),
            "reliability": records(analysis.ratings.reliability),
            "drivers": records(analysis.drivers.table),
            "fits": records(analysis.drivers.fit),
            "topics": records(analysis.topics.table),
            "topic_curve": records(analysis.topics.curve),
            "cases": {str(u): int((urgency == u).sum()) for u in (3, 2, 1)},
            "notes": list(analysis.notes),
        }
    )
    return figures


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows as dictionaries."""
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return a row less some of its columns."""
    return {name: value for name, value in row.items() if name not in names}


def clean(value: Any) -> Any:
    """Return plain, rounded, JSON-ready values; nan and infinity become None."""
    if isinstance(value, Mapping):
        return {key: clean(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(item) for item in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return round(value, DIGITS) if math.isfinite(value) else None
    return value
