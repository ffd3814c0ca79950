"""How outputs say what became of personal data: every one that keeps it is marked."""

from __future__ import annotations

import pandas as pd

from feedback_miner.language import t
from feedback_miner.survey import Options

__all__ = ["COLUMN", "KEPT", "marked", "personal_data", "warning"]

KEPT = "kept"
COLUMN = "personal_data"


def personal_data(options: Options) -> str:
    """Return ``kept``, ``pseudonyms`` or ``masked``: the field of summary, manifest and lines."""
    if options.keep_pii:
        return KEPT
    return "pseudonyms" if options.salt else "masked"


def warning() -> str:
    """Return the sentence that marks pages and workbooks."""
    return t(
        "含未遮盖的个人信息（未去标识化），请勿外传",
        "holds unmasked personal data (not de-identified): do not pass it on",
    )


def marked(table: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return a table with a last column that says so where personal data is kept."""
    return table.assign(**{COLUMN: KEPT}) if options.keep_pii else table
