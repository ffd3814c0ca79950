"""What was found of the columns of an export: verdicts, findings, the whole inspection."""

from __future__ import annotations

from dataclasses import dataclass

from feedback_miner.survey import Column, Role, Survey

__all__ = ["LEVELS", "Finding", "Inspection", "Verdict", "ignored"]

LEVELS = 30  # more levels than this make no segment


@dataclass(frozen=True)
class Finding:
    """What was found of one column: its proposed description, why, the share of answered cells, how
    many different cells (of a sample, where there are many), up to three examples (answers only,
    none of personal data; raw, so redact those of open texts before showing them), and what the
    user should check."""

    column: Column
    why: str
    fill: float
    distinct: int
    examples: tuple[str, ...]
    warnings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The column's name."""
        return self.column.name

    @property
    def role(self) -> Role:
        """The column's proposed role."""
        return self.column.role


@dataclass(frozen=True)
class Inspection:
    """The proposed survey, what was found column by column, and what the user should check."""

    survey: Survey
    columns: tuple[Finding, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What a column is taken for, why, and what the user should check."""

    column: Column
    why: str
    warnings: tuple[str, ...] = ()


def ignored(name: str, why: str, *warnings: str) -> Verdict:
    """Return the verdict that a column is of no use, and why."""
    return Verdict(Column(name, "ignored"), why, tuple(warnings))
