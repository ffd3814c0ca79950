"""Which cells of open questions become verbatims."""

from __future__ import annotations

import pandas as pd

from feedback_miner.survey import Column, Survey
from feedback_miner.verbatims import extract


def test_marks_that_no_person_wrote_are_no_verbatims() -> None:
    cells = ["审批太慢了", "(空)", "【跳过】", "未作答", "-3", "", "无", "我选择跳过这题"]
    table = pd.DataFrame(
        {"response_id": [str(n) for n in range(len(cells))], "source": "a", "row": 1, "意见": cells}
    )
    found = extract(table, Survey((Column("意见", "text"),)), {})
    assert found["text"].tolist() == ["审批太慢了", "无", "我选择跳过这题"]
