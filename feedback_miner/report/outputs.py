"""Writing the outputs of an analysis, all of a folder or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from feedback_miner import language
from feedback_miner.analysis import Analysis
from feedback_miner.report import html, manifest, theming, workbook
from feedback_miner.report.export import (
    driver_tables,
    export_tables,
    topic_tables,
    write_csv,
    write_filled,
    write_json,
    write_parquet,
)
from feedback_miner.report.summary import summarise
from feedback_miner.store import Cleared, Staging, hashes
from feedback_miner.topics.proposals import render

__all__ = [
    "DRIVER_OUTPUTS",
    "OUTPUTS",
    "TABLES",
    "TOPIC_OUTPUTS",
    "write",
    "write_drivers",
    "write_topics",
]

TABLES = ("responses", "opinions", "factors", "topics", "drivers", "cases")
DRIVER_PARTS = (
    "personal_data",
    "counts",
    "items",
    "against",
    "nps",
    "reliability",
    "item_analysis",
    "structure",
    "careless",
    "main",
    "outcome_kinds",
    "fits",
    "drivers",
    "moved",
    "notes",
)
TOPIC_PARTS = ("counts", "topics", "topic_curve", "themes", "notes")
OUTPUTS = (
    "report.html",
    "report.xlsx",
    "summary.json",
    "manifest.json",
    "quarantine.csv",
    *(f"{name}.{form}" for name in TABLES for form in ("csv", "parquet")),
)
# What the parts may write: a table that has no rows is not written.
DRIVER_OUTPUTS = (
    *("drivers.html", "drivers.xlsx", "drivers.json"),
    *(f"{name}.csv" for name in workbook.DRIVER_SHEETS),
)
TOPIC_OUTPUTS = (
    *("topics.html", "topics.xlsx", "topics.json", "proposals.toml"),
    *(f"{name}.csv" for name in theming.TABLE_NAMES),
)


def write_drivers(analysis: Analysis, folder: str | Path) -> Cleared:
    """Write the drivers part alone: ``drivers.html``, ``drivers.xlsx``, ``drivers.json`` and each
    table that has rows as CSV, all of them or none. Returns which files of an earlier run went.

    Raises OutputError or StorageError where they cannot be written.
    """
    stage = Staging(folder, "drivers.json")
    with language.speaking(analysis.survey.options.language), stage as staging:
        summary = summarise(analysis)
        tables = driver_tables(analysis)
        write_filled(tables, staging)
        page = html.render(analysis, summary, "drivers_page.html.j2")
        (staging / "drivers.html").write_text(page, encoding="utf-8")
        workbook.write_tables(analysis, summary, tables, staging / "drivers.xlsx")
        _write_parts(summary, DRIVER_PARTS, staging / "drivers.json")
    return stage.cleared


def write_topics(analysis: Analysis, folder: str | Path) -> Cleared:
    """Write the topics part alone: ``topics.html``, ``topics.xlsx``, ``topics.json``, each table
    that has rows as CSV, and ``proposals.toml`` for ``lexicon accept``, all of them or none.
    Returns which files of an earlier run went.

    Raises OutputError or StorageError where they cannot be written.
    """
    stage = Staging(folder, "topics.json")
    with language.speaking(analysis.survey.options.language), stage as staging:
        summary = summarise(analysis)
        tables = topic_tables(analysis)
        write_filled(tables, staging)
        (staging / "proposals.toml").write_text(
            render(summary["themes"]["proposals"]), encoding="utf-8"
        )
        page = html.render(analysis, summary, "topics_page.html.j2")
        (staging / "topics.html").write_text(page, encoding="utf-8")
        workbook.write_tables(
            analysis, summary, tables, staging / "topics.xlsx", theming.TABLE_NAMES
        )
        _write_parts(summary, TOPIC_PARTS, staging / "topics.json")
    return stage.cleared


def _write_parts(summary: Mapping[str, Any], parts: Sequence[str], path: Path) -> None:
    """Write some parts of a summary, and the hashes of the outputs already beside it, by which a
    later run knows them again."""
    kept = {**{name: summary[name] for name in parts}, "outputs": hashes(path.parent)}
    write_json(kept, path)


def write(analysis: Analysis, folder: str | Path) -> Cleared:
    """Write every output of ``analyze`` into ``folder``, all of them or none.

    ``report.html``, ``report.xlsx``, ``summary.json``, ``manifest.json``, ``quarantine.csv`` and
    the tables as CSV and Parquet. Returns which files of an earlier run went. Raises OutputError
    or StorageError where they cannot be written.
    """
    stage = Staging(folder, "manifest.json")
    with language.speaking(analysis.survey.options.language), stage as staging:
        summary = summarise(analysis)
        tables = export_tables(analysis)
        for name in TABLES:
            write_csv(tables[name], staging / f"{name}.csv")
            write_parquet(tables[name], staging / f"{name}.parquet")
        write_csv(tables["quarantine"], staging / "quarantine.csv")
        write_json(summary, staging / "summary.json")
        (staging / "report.html").write_text(html.render(analysis, summary), encoding="utf-8")
        workbook.write(analysis, summary, tables, staging / "report.xlsx")
        write_json(manifest.describe(analysis, staging), staging / "manifest.json")
    return stage.cleared
