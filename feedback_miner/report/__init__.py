"""Rendering an analysis: report, workbook, summary, tables and a manifest.

What writes whole reports needs every stage; it is loaded when first used, so that a command that
only escapes a cell or marks a page does not wait for statistics it never asks for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from feedback_miner.report.outputs import (
        DRIVER_OUTPUTS,
        OUTPUTS,
        TABLES,
        TOPIC_OUTPUTS,
        write,
        write_drivers,
        write_topics,
    )
    from feedback_miner.report.summary import summarise

__all__ = [
    "DRIVER_OUTPUTS",
    "OUTPUTS",
    "TABLES",
    "TOPIC_OUTPUTS",
    "summarise",
    "write",
    "write_drivers",
    "write_topics",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = "summary" if name == "summarise" else "outputs"
    return getattr(import_module(f"{__name__}.{module}"), name)
