"""How outputs say what became of personal data: every one that keeps it is marked."""

from __future__ import annotations

import pandas as pd

from feedback_miner.language import t
from feedback_miner.survey import Options
from feedback_miner.triage.columns import label

__all__ = ["COLUMN", "KEPT", "marked", "personal_data", "text_name", "texts_told", "warning"]

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


def texts_told(options: Options) -> str:
    """Return the sentence of a page's last section about its texts."""
    if options.keep_pii:
        return t(
            "原文未经去标识化处理（--keep-pii）：本页含未遮盖的个人信息，请勿外传。",
            "Texts are NOT de-identified (--keep-pii): this page holds unmasked personal data, do "
            "not pass it on.",
        )
    return t(
        "原文经去标识化处理（不是匿名化）；自动识别不保证无遗漏。",
        "Texts are de-identified, which is not anonymised; recognition may miss some.",
    )


def text_name(options: Options) -> str:
    """Return the header of a queue's texts, which tells whether they are de-identified."""
    if options.keep_pii:
        return t("原文（未去标识化）", "Text (NOT de-identified)")
    return label("text")


def marked(table: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return a table with a last column that says so where personal data is kept."""
    return table.assign(**{COLUMN: KEPT}) if options.keep_pii else table
