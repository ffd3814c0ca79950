"""The tables between stages: their columns and types, and ``check``.

Every stage takes tables and returns new ones; nothing is changed in place. A schema maps a
column to a kind: ``str``, ``int``, ``count`` (an int that may be missing), ``float`` (may be
missing), ``bool``, ``list`` (of strings).
Tables may carry more columns than the schema names (segments, closed scores).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
from pandas.api import types

__all__ = [
    "CASES",
    "DRIVERS",
    "FACTORS",
    "ITEMS",
    "LABELS",
    "OPINIONS",
    "QUARANTINED",
    "RESPONSES",
    "TOPICS",
    "VERBATIMS",
    "check",
    "frame",
    "own_columns",
]

Schema = dict[str, str]

# One accepted row of an export; every column of the export follows as text, under its name.
RESPONSES: Schema = {"response_id": "str", "source": "str", "row": "int"}
QUARANTINED: Schema = {"source": "str", "row": "int", "reason": "str"}

LABELS = ("negative", "neutral", "positive")  # how a text or a span is meant

# One open text. ``text`` is redacted unless the user keeps personal data.
VERBATIMS: Schema = {
    "response_id": "str",
    "question": "str",
    "kind": "str",
    "text": "str",
    "valid": "bool",
    "sentiment": "str",
    "score": "float",
    "acts": "list",
    "loyalty": "str",
    "urgency": "int",
    "flags": "list",
}

# One span about one factor; ``verbatim`` is the row number of its verbatim (from 0);
# ``start`` and ``end`` count characters of the original text.
OPINIONS: Schema = {
    "response_id": "str",
    "verbatim": "int",
    "question": "str",
    "factor": "str",
    "subfactor": "str",
    "polarity": "str",
    "score": "float",
    "act": "str",
    "start": "int",
    "end": "int",
    "text": "str",
    "evidence": "list",
}

# One factor in one group of responses (``segment`` "" and ``level`` "" are everybody).
# Shares and nets are fractions with 95 % intervals; ``rating`` is the closed score on 0-100.
# ``positive``, ``neutral`` and ``negative`` add up to ``mentions``; ``both`` (praise in one answer,
# blame in another) is part of ``neutral``; ``complaints`` counts every response with a negative
# opinion, whatever else it says.
FACTORS: Schema = {
    "segment": "str",
    "level": "str",
    "factor": "str",
    "n": "int",
    "mentions": "int",
    "share": "float",
    "share_low": "float",
    "share_high": "float",
    "positive": "int",
    "neutral": "int",
    "negative": "int",
    "both": "int",
    "complaints": "int",
    "net": "float",
    "net_low": "float",
    "net_high": "float",
    "rating_n": "int",
    "rating": "float",
    "rating_low": "float",
    "rating_high": "float",
    "gap": "float",
}

# One closed question. ``floor`` and ``ceiling`` are the shares at the scale's two ends.
ITEMS: Schema = {
    "item": "str",
    "factor": "str",
    "outcome": "str",
    "low": "float",
    "high": "float",
    "reversed": "bool",
    "n": "int",
    "missing": "int",
    "mean": "float",
    "mean_low": "float",
    "mean_high": "float",
    "sd": "float",
    "rating": "float",
    "top2": "float",
    "bottom2": "float",
    "median": "float",
    "floor": "float",
    "ceiling": "float",
    "note": "str",
}

# One topic. ``n`` texts have it as their main one. ``factor`` is "" where the codebook lacks the
# topic; ``confidence``: the least share (95 %) of opinions there that are about the factor.
# ``status``: new, grown, shrunk, vanished against a saved model, or ""; ``x``, ``y``: its place on
# the map, in [-1, 1]; ``group``: topics alike have one number.
TOPICS: Schema = {
    "topic": "int",
    "name": "str",
    "words": "list",
    "phrases": "list",
    "n": "int",
    "share": "float",
    "factor": "str",
    "factor_share": "float",
    "confidence": "float",
    "nearest": "str",
    "mixed": "bool",
    "status": "str",
    "group": "int",
    "group_name": "str",
    "x": "float",
    "y": "float",
    "positive": "int",
    "neutral": "int",
    "negative": "int",
    "quotes": "list",
    "quote_ids": "list",
}

# The association of one driver with one outcome. ``coefficient`` is standardised, ``slope`` in
# points of the outcome a point of the driver, ``odds`` the proportional-odds ratio a standard
# deviation; ``importance`` (Johnson) and ``lmg`` are shares of R².
DRIVERS: Schema = {
    "outcome": "str",
    "driver": "str",
    "source": "str",
    "factor": "str",
    "n": "int",
    "correlation_n": "int",
    "correlation": "float",
    "correlation_low": "float",
    "correlation_high": "float",
    "spearman": "float",
    "coefficient": "float",
    "coefficient_low": "float",
    "coefficient_high": "float",
    "slope": "float",
    "slope_low": "float",
    "slope_high": "float",
    "p": "float",
    "odds": "float",
    "odds_low": "float",
    "odds_high": "float",
    "importance": "float",
    "importance_low": "float",
    "importance_high": "float",
    "lmg": "float",
    "lmg_low": "float",
    "lmg_high": "float",
    "rank_low": "float",
    "rank_high": "float",
    "vif": "float",
    "note": "str",
}

# One response in the care team's queue. ``line`` numbers the queue's lines (one a group, led by the
# case where ``lead`` is true); ``group`` is the id of its first member. ``due`` is the earliest of
# the internal target, the statutory day and, in open cases, the customer's deadline; ``days_left``
# counts calendar days to the statutory day;
# ``limit`` is the day by which the customer wants an answer, ``limit_words`` as he wrote it;
# ``overdue`` is "", statutory, internal or customer (his deadline alone is over); ``person`` a
# salted pseudonym, "" where unknown.
CASES: Schema = {
    "rank": "int",
    "response_id": "str",
    "urgency": "int",
    "flags": "list",
    "reason": "str",
    "factor": "str",
    "owner": "str",
    "due_hours": "float",
    "received": "str",
    "text": "str",
    "subfactor": "str",
    "category": "str",
    "due": "str",
    "statutory_due": "str",
    "statutory_days": "int",
    "days_left": "float",
    "overdue": "str",
    "limit": "str",
    "limit_words": "str",
    "status": "str",
    "status_given": "str",
    "closed_with": "str",
    "owner_given": "str",
    "channel": "str",
    "handler": "str",
    "extension": "str",
    "note": "str",
    "line": "int",
    "lead": "bool",
    "group": "str",
    "group_size": "int",
    "group_first": "str",
    "group_kind": "str",
    "person": "str",
    "person_cases": "int",
    "score": "float",
}

_DTYPES = {
    "str": "str",
    "int": "int64",
    "count": "Int64",
    "float": "float64",
    "bool": "bool",
    "list": "object",
}
_TESTS = {
    "str": types.is_string_dtype,
    "int": types.is_integer_dtype,
    "count": types.is_integer_dtype,
    "float": types.is_float_dtype,
    "bool": types.is_bool_dtype,
    "list": types.is_object_dtype,
}


def check(table: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Return ``table`` if it has every column of ``schema`` with its type.

    Raises TypeError, naming the column: a stage broke its word, which is our own fault.
    """
    for column, kind in schema.items():
        if column not in table.columns:
            raise TypeError(f"table lacks column {column!r}; it has {list(table.columns)}")
        if len(table) and not _TESTS[kind](table[column].dtype):
            raise TypeError(f"column {column!r} should be {kind}, is {table[column].dtype}")
    return table


def frame(rows: Iterable[Mapping[str, Any]], schema: Schema) -> pd.DataFrame:
    """Return a table of ``rows`` with the columns and types of ``schema``, even with no row."""
    every = list(rows)
    columns = {
        name: pd.Series([row.get(name) for row in every], dtype=_DTYPES[kind])
        for name, kind in schema.items()
    }
    return pd.DataFrame(columns, columns=list(schema))


def own_columns(responses: pd.DataFrame) -> list[str]:
    """Return the names of the exports' own columns in a table of RESPONSES, in order."""
    return [str(name) for name in responses.columns if name not in RESPONSES]
