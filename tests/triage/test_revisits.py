"""A closed case whose customer, called back, is not content is open again, and said to be."""

from __future__ import annotations

import pandas as pd
import pytest

from feedback_miner.triage import revisits


def export(*rows: tuple[str, str], header: str = "回访结果") -> pd.DataFrame:
    ids = [str(number) for number in range(len(rows))]
    status, cells = zip(*rows, strict=True)
    return pd.DataFrame({"response_id": ids, "处理状态": status, header: cells})


@pytest.mark.parametrize(
    "cell",
    ["不满意，客户要求重新处理", "客户不认可，将继续投诉", "款项仍未收到", "不太满意"],
)
def test_who_is_not_content_has_an_open_case(cell: str) -> None:
    given = export(("已办结", cell), ("已办结", "满意"), ("处理中", cell))
    assert revisits.stated(given) == {"0": "open", "1": "closed", "2": "progress"}
    cases = pd.DataFrame({"response_id": ["0", "1", "2"]})
    [note] = revisits.notes(cases, given)
    assert note.endswith("0") and "1 件" in note


@pytest.mark.parametrize(
    "cell", ["满意", "", "无人接听", "客户表示不再投诉", "没有不满意", "基本满意"]
)
def test_others_stay_closed(cell: str) -> None:
    given = export(("已办结", cell))
    assert revisits.stated(given) == {"0": "closed"}
    assert revisits.notes(pd.DataFrame({"response_id": ["0"]}), given) == []


def test_another_column_tells_nothing_of_it() -> None:
    assert revisits.stated(export(("已办结", "不满意"), header="诉求")) == {"0": "closed"}
