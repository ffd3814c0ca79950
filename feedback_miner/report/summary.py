"""The figures of an analysis as one JSON-ready dictionary: what report and workbook show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from feedback_miner import privacy
from feedback_miner.analysis import Analysis
from feedback_miner.ratings import conduct
from feedback_miner.ratings.statistics import clustered_net, clustered_share
from feedback_miner.ratings.structure import Structure
from feedback_miner.report import theming
from feedback_miner.report.marks import personal_data
from feedback_miner.report.plain import clean
from feedback_miner.triage.queue import times_of
from feedback_miner.triage.status import CLOSED

__all__ = ["records", "summarise", "topic_names"]

FEELINGS = ("positive", "neutral", "negative")
ASKS_PRAISE, ASKS_BLAME = {"like"}, {"improve", "dislike", "complaint"}  # kinds of open questions


def summarise(analysis: Analysis) -> dict[str, Any]:
    """Return counts, sentiment, factors, closed scores, drivers, topics and cases.

    Numbers are rounded to six digits; what cannot be told is null. ``cases`` counts the open ones
    by urgency and the closed; ``tickets`` tells that the responses are complaints.
    """
    verbatims = analysis.verbatims
    valid = verbatims[verbatims["valid"]]
    people = None
    if analysis.ratings.clusters is not None:
        people = dict(zip(analysis.ratings.ids, analysis.ratings.clusters.tolist(), strict=True))
    overall = analysis.factors[analysis.factors["segment"] == ""]
    names = {factor.id: factor.name for factor in analysis.codebook.factors}
    sources = analysis.responses.sources
    closed = analysis.cases["status"].isin(CLOSED)
    urgency = analysis.cases.loc[~closed, "urgency"]
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
                "counted": len(analysis.responses.table),
                "excluded": len(analysis.conduct) - len(analysis.responses.table),
            },
            "period": _period(analysis),
            "sentiment": _feeling(valid, people) | {"questions": _questions(valid, people)},
            "factors": [
                {"name": names[str(row["factor"])], **without(row, "segment", "level")}
                for row in records(overall)
            ],
            "items": records(analysis.ratings.items),
            "against": list(analysis.ratings.against),
            "nps": records(analysis.ratings.nps),
            "reliability": records(analysis.ratings.reliability),
            "item_analysis": records(analysis.ratings.item_analysis),
            "structure": _structure(analysis.drivers.structure),
            "careless": {reason: int(analysis.conduct[reason].sum()) for reason in conduct.REASONS},
            "main": analysis.drivers.main,
            "outcome_kinds": dict(analysis.drivers.kinds),
            "drivers": records(analysis.drivers.table),
            "fits": records(analysis.drivers.fit),
            "moved": {
                name: records(table)
                for name, table in analysis.drivers.tables().items()
                if name not in ("drivers", "fits", "loadings", "eigenvalues")
            },
            "topics": records(analysis.topics.table),
            "topic_curve": records(analysis.topics.curve),
            "themes": theming.sections(analysis),
            "cases": {
                **{str(u): int((urgency == u).sum()) for u in (3, 2, 1)},
                "closed": int(closed.sum()),
            },
            "tickets": _tickets(analysis),
            "notes": list(analysis.notes),
        }
    )
    options = analysis.survey.options
    figures["personal_data"] = personal_data(options)
    return figures if options.keep_pii else dict(privacy.tree(figures, options.salt))


def _tickets(analysis: Analysis) -> bool:
    """Tell whether the export is one of complaints: it asks for nothing else and has no scores."""
    kinds = {one.question for one in analysis.survey.with_role("text")}
    return kinds == {"complaint"} and analysis.ratings.items.empty


def _feeling(valid: pd.DataFrame, people: Mapping[str, int] | None) -> dict[str, Any]:
    """Return how many valid texts are positive, neutral and negative, and their net sentiment;
    the intervals allow for texts of one respondent being alike: a response, or a customer of
    several (``people`` by response_id)."""
    groups = valid["response_id"].to_numpy(dtype=str)
    if people is not None:
        groups = np.array([people[one] for one in groups])
    flags = {p: (valid["sentiment"] == p).to_numpy(dtype=bool) for p in FEELINGS}
    net, low, high = clustered_net(flags["positive"] * 1.0 - flags["negative"], groups)
    return {
        **{p: int(flag.sum()) for p, flag in flags.items()},
        "n": len(valid),
        **{
            f"{p}_share_{side}": end
            for p, flag in flags.items()
            for side, end in zip(("low", "high"), clustered_share(flag, groups), strict=True)
        },
        "net": net,
        "net_low": low,
        "net_high": high,
    }


def _questions(valid: pd.DataFrame, people: Mapping[str, int] | None) -> list[dict[str, Any]]:
    """Return each open question's feeling, where there is one that asks for praise and one that
    asks for complaints or wishes: their net together then tells how many answered which."""
    kinds = set(valid["kind"])
    if not (kinds & ASKS_PRAISE and kinds & ASKS_BLAME):
        return []
    return [
        {"question": str(question), "kind": str(own["kind"].iloc[0])} | _feeling(own, people)
        for question, own in valid.groupby("question", sort=False)
    ]


def _period(analysis: Analysis) -> dict[str, Any] | None:
    """Return the first and the last day of the responses and how many tell theirs."""
    told = times_of(analysis.responses.table, analysis.survey).values()
    times = [moment for moment in told if moment]
    if not times:
        return None
    return {"first": f"{min(times):%Y-%m-%d}", "last": f"{max(times):%Y-%m-%d}", "n": len(times)}


def topic_names(summary: Mapping[str, Any]) -> dict[str, str]:
    """Return each topic's name by its number as text."""
    return {str(row["topic"]): row["name"] for row in summary["topics"]}


def _structure(found: Structure | None) -> dict[str, Any] | None:
    """Return the factor analysis with one row an item and its loadings in order."""
    if found is None:
        return None
    rows = []
    for item, group in found.loadings.groupby("item", sort=False):
        rows.append(
            {
                "item": item,
                "name": group["name"].iloc[0],
                "communality": float(group["communality"].iloc[0]),
                "loadings": [
                    {
                        "factor": int(r.factor),
                        "loading": float(r.loading),
                        "primary": bool(r.primary),
                    }
                    for r in group.sort_values("factor").itertuples()
                ],
            }
        )
    plain = {
        name: getattr(found, name)
        for name in (
            "n",
            "kmo",
            "bartlett_chi2",
            "bartlett_df",
            "bartlett_p",
            "suggested",
            "factors",
            "correlation",
            "rotation",
        )
    }
    return {
        **plain,
        "variance": records(found.variance),
        "eigenvalues": records(found.eigenvalues),
        "phi": records(found.phi),
        "rows": rows,
    }


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows as dictionaries."""
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def without(row: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Return a row less some of its columns."""
    return {name: value for name, value in row.items() if name not in names}
