"""From responses to verbatims: one row an open text."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from feedback_miner.errors import DataError
from feedback_miner.ingest.responses import Responses
from feedback_miner.ingest.unanswered import unanswered_cells
from feedback_miner.ingest.wording import question_of
from feedback_miner.language import t
from feedback_miner.privacy.rows import Known
from feedback_miner.survey import Survey

__all__ = ["extract", "require"]


def extract(
    responses: pd.DataFrame,
    survey: Survey,
    known: Mapping[str, tuple[Known, ...]],
) -> pd.DataFrame:
    """Return one row an open text that is not blank, nor said to be: response_id, question, kind,
    text, known (what its response tells of the person in columns of its own, by response_id:
    ``rows.known_of`` the table before it is masked).

    Rows follow the responses, and within one the questions of the survey. Where the text column
    is the contract's ``text`` and the export has a column ``question``, that names each row's
    question (as in gold files), and its wording gives the kind.
    """
    columns = [c for c in survey.with_role("text") if c.name in responses.columns]
    if any(column.name == "text" for column in columns):
        columns = [column for column in columns if column.name != "question"]
    parts = []
    for order, column in enumerate(columns):
        cells = responses[column.name].astype("str")
        filled = ~unanswered_cells(cells, "text")
        asked: pd.Series[str] | str = column.name
        kinds: pd.Series[str] | str = column.question
        if column.name == "text" and "question" in responses.columns:
            asked = responses.loc[filled, "question"].astype("str")
            kinds = asked.map(lambda words: question_of(words) if words else "remark")
        parts.append(
            pd.DataFrame(
                {
                    "response_id": responses.loc[filled, "response_id"].astype("str"),
                    "question": asked,
                    "kind": kinds,
                    "text": cells[filled],
                    "_order": order,
                }
            )
        )
    strings = ["response_id", "question", "kind", "text"]
    if not parts:
        return pd.DataFrame(columns=strings, dtype="str").assign(known=pd.Series(dtype=object))
    table = pd.concat(parts)
    table["_row"] = table.index
    table = table.sort_values(["_row", "_order"], kind="stable").reset_index(drop=True)
    told = [known.get(one, ()) for one in table["response_id"].tolist()]
    return table[strings].astype("str").assign(known=pd.Series(told, dtype=object))


def require(responses: Responses, survey: Survey) -> None:
    """Raise DataError where no column holds open texts, for commands that read nothing else."""
    if survey.with_role("text"):
        return
    raise DataError(
        t("没有找到文本列", "no column of texts was found"),
        file=", ".join(source.name for source in responses.sources),
        do=t(f"在 {survey.file} 里把它的 role 写成 text", f"give it the role text in {survey.file}")
        if survey.file and survey.columns
        else t("用 --survey 指明文本是哪一列", "name it by --survey"),
    )
