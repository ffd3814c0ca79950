"""The tables as users get them: redacted, flat, as CSV and Parquet."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from feedback_miner import privacy
from feedback_miner.analysis import Analysis
from feedback_miner.ingest.header import unique
from feedback_miner.language import t
from feedback_miner.ratings import conduct
from feedback_miner.report import theming
from feedback_miner.report.escape import csv_cell
from feedback_miner.report.marks import COLUMN, marked
from feedback_miner.survey import Options

__all__ = [
    "driver_tables",
    "export_tables",
    "namesakes",
    "topic_tables",
    "write_csv",
    "write_filled",
    "write_json",
    "write_parquet",
]


# What ``responses`` tells of each response, before and behind columns of the export.
LED = ("response_id", "source", "row")
ADDED = (
    "answers",
    "valid_answers",
    "sentiment_score",
    "urgency",
    "opinions",
    "topics",
    "suspect",
    COLUMN,
)


def export_tables(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """Return the tables by name. Personal data is masked in every text column unless kept."""
    options = analysis.survey.options
    tables = {
        "responses": _responses(analysis),
        "opinions": analysis.opinions.drop(columns=["rules", "total"]),
        "factors": analysis.factors,
        "topics": analysis.topics.table,
        "drivers": analysis.drivers.table,
        "cases": analysis.cases,
        "quarantine": analysis.responses.quarantined,
    }
    return {name: _shown(table, options) for name, table in tables.items()}


def driver_tables(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """Return the tables of the drivers part by name, masked as the others are, with the closed
    items, their reliability and the responses that look careless."""
    flagged = analysis.conduct[list(conduct.REASONS)].any(axis=1)
    tables = {
        "items": analysis.ratings.items,
        "reliability": analysis.ratings.reliability,
        "item_analysis": analysis.ratings.item_analysis,
        **analysis.drivers.tables(),
        "careless": analysis.conduct[flagged],
    }
    options = analysis.survey.options
    return {name: _shown(table, options) for name, table in tables.items()}


def topic_tables(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """Return the tables of the topics part by name, masked as the others are."""
    options = analysis.survey.options
    return {name: _shown(table, options) for name, table in theming.tables(analysis).items()}


def own_name(name: str) -> str:
    """Return the name a column of the export has in ``responses``: its own, marked where a column
    that we add is called so."""
    return name + t("（原列）", " (original)") if name in ADDED else name


def namesakes(analysis: Analysis) -> list[str]:
    """Return the names that columns of the export have in ``responses`` since ours, or one of ours
    and one marked before, have theirs; in the current language."""
    return [name for name, given in _named(analysis).items() if name != given]


def _named(analysis: Analysis) -> dict[str, str]:
    """Return the export's columns by the names they have in ``responses``, no two the same."""
    source = analysis.responses.table
    columns = [
        c for role in ("time", "segment", "channel") for c in analysis.survey.with_role(role)
    ]
    given = [c.name for c in columns if c.name in source.columns] + list(analysis.ratings.names)
    shown = unique([own_name(name) for name in given], (*LED, *ADDED))
    return dict(zip(shown, given, strict=True))


def _responses(analysis: Analysis) -> pd.DataFrame:
    """One row a response: its source, segments, closed scores and what its texts say."""
    source = analysis.responses.table
    table = source[list(LED)].copy()
    scores = analysis.ratings.scores[analysis.ratings.names]
    for name, given in _named(analysis).items():
        table[name] = scores[given].to_numpy() if given in scores else source[given]
    texts = analysis.verbatims
    said = texts[texts["valid"]].groupby("response_id")
    ids = table["response_id"].astype("str")
    additions: dict[str, Any] = {
        "answers": texts.groupby("response_id").size(),
        "valid_answers": said.size(),
        "sentiment_score": said["score"].mean(),
        "urgency": texts.groupby("response_id")["urgency"].max(),
        "opinions": analysis.opinions.groupby("response_id").size(),
    }
    for name, values in additions.items():
        column = ids.map(values)
        whole = name != "sentiment_score"
        table[name] = column.fillna(0).astype("int64") if whole else column.astype(float).round(4)
    topics = analysis.topics.assignments
    placed = topics[topics["topic"] > 0].groupby("response_id")["topic"]
    listed = {str(key): _distinct(group) for key, group in placed}
    table["topics"] = [listed.get(identifier, "") for identifier in ids]
    marks = texts[texts["suspect"].ne("")].groupby("response_id")["suspect"].first().to_dict()
    table["suspect"] = pd.Series([marks.get(one, "") for one in ids], table.index, dtype="str")
    return table


def _distinct(topics: pd.Series[int]) -> str:
    return "; ".join(str(topic) for topic in sorted(set(topics)))


def _shown(table: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return a table as users may see it: masked once more in every text column, whatever the
    stages before did; marked where personal data is kept."""
    if options.keep_pii:
        return marked(table, options)
    masked = table.copy()
    for name in table.columns:
        if name not in ("response_id", "group") and _is_text(table[name]):
            masked[name] = table[name].map(lambda value: privacy.tree(value, options.salt))
    masked.columns = pd.Index(privacy.mask_labels([str(name) for name in table.columns]))
    return masked


def _is_text(column: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_string_dtype(column.dtype) or column.dtype == object)


def _flat(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        value = "; ".join(map(str, value))
    return csv_cell(value) if isinstance(value, str) else value


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write UTF-8 with BOM, so that spreadsheets open it right; lists joined by "; "; what would
    become a formula is neutralised."""
    flat = table.copy()
    for name in table.columns:
        if _is_text(table[name]):
            flat[name] = table[name].map(_flat)
    flat.columns = [csv_cell(str(name)) for name in flat.columns]
    flat.to_csv(path, index=False, encoding="utf-8-sig", errors="replace", lineterminator="\r\n")


def write_filled(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    """Write each table that has rows as CSV, by its name."""
    for name, table in tables.items():
        if len(table):
            write_csv(table, folder / f"{name}.csv")


def write_json(value: Any, path: Path) -> None:
    """Write JSON that a person can read too: UTF-8, indented, a line break at its end."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write Parquet; lists stay lists."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = []
    for name in table.columns:
        column = table[name]
        if column.dtype == object:
            values = [list(v) if isinstance(v, (list, tuple)) else [] for v in column]
            arrays.append(pa.array(values, type=pa.list_(pa.string())))
        else:
            arrays.append(pa.Array.from_pandas(column))
    pq.write_table(pa.table(arrays, names=[str(name) for name in table.columns]), path)
