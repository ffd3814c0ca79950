"""Columns of an export that a survey does not name: nothing reads them."""

from __future__ import annotations

from feedback_miner.ingest.responses import Responses
from feedback_miner.language import t
from feedback_miner.survey import Survey

__all__ = ["note_unnamed", "unnamed"]

SHOWN = 5  # names in the note


def unnamed(responses: Responses, survey: Survey) -> list[str]:
    """Return the exports' columns that ``survey`` does not name, in order."""
    named = {column.name for column in survey.columns}
    return [name for name in responses.columns if name not in named]


def note_unnamed(responses: Responses, survey: Survey) -> tuple[str, ...]:
    """Say how many columns of the exports ``survey`` does not name; nothing where it names all."""
    names = unnamed(responses, survey)
    if not names:
        return ()
    n, shown = len(responses.columns), names[:SHOWN]
    more = t("等", " and so on") if len(names) > SHOWN else ""
    return (
        t(
            f"问卷描述没有写导出的 {len(names)} 列（n={n}），未分析：{'、'.join(shown)}{more}；"
            "inspect --survey 可看建议",
            f"the survey does not name {len(names)} columns of the export (n={n}), which are not "
            f"analysed: {', '.join(shown)}{more}; inspect --survey proposes what they are",
        ),
    )
