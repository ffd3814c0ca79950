"""Files given as exports that are something else: our own queue, text that is named a workbook."""

from __future__ import annotations

from collections.abc import Iterable

from feedback_miner.errors import DataError
from feedback_miner.ingest import Responses
from feedback_miner.ingest.misnamed import is_misnamed
from feedback_miner.ingest.responses import Source
from feedback_miner.language import t
from feedback_miner.triage.columns import KEY_OF

__all__ = ["refuse_queue", "require_texts"]

# Columns that no export has together: what we decided of each case, and how it was grouped.
_QUEUE = frozenset({"urgency", "category", "owner", "statutory_due", "group_size", "reason"})


def refuse_queue(responses: Responses) -> None:
    """Raise DataError where one of the exports is a queue that ``triage`` wrote: read once more as
    complaints it would lose what analysts wrote."""
    keys = {KEY_OF[name]: name for name in responses.columns if name in KEY_OF}
    if not keys.keys() >= _QUEUE:
        return
    table = responses.table
    filled = table.loc[table[keys["urgency"]].str.strip() != "", "source"]
    raise DataError(
        t(
            "这是 triage 写出的队列，不是投诉导出",
            "this is a queue that triage wrote, no export of complaints",
        ),
        file=str(filled.iloc[0]) if len(filled) else "",
        do=t(
            "要读回处理状态，用 --update 给它，导出另给",
            "to read statuses back give it by --update, beside the export",
        ),
    )


def require_texts(sources: Iterable[Source], valid: int) -> None:
    """Raise DataError where none of the answers says anything (``valid`` is their number) and a
    file is no workbook though named one: what was meant is not in it."""
    wrong = next(filter(is_misnamed, sources), None)
    if valid or wrong is None:
        return
    raise DataError(
        t(
            "名为工作簿，内容却不是，读不出一条投诉",
            "named a workbook, it is none and tells nothing",
        ),
        file=wrong.name,
        do=t("请重新导出为 XLSX 或 CSV", "export it again as XLSX or CSV"),
    )
