"""The line that tells of texts suspected of irony: how many, counted as what, and where."""

from __future__ import annotations

import pandas as pd
import pytest

from feedback_miner import language
from feedback_miner.factors import suspected


def table(*marks: tuple[str, str, float]) -> tuple[pd.DataFrame, pd.DataFrame]:
    ids = [f"r{i}" for i in range(len(marks))]
    verbatims = pd.DataFrame(marks, columns=["suspect", "sentiment", "score"])
    verbatims = verbatims.assign(response_id=ids, valid=True)
    rows = pd.DataFrame({"response_id": ids, "source": "a.csv", "row": range(2, len(ids) + 2)})
    return verbatims, rows


def test_none_is_told_where_nothing_is_suspected() -> None:
    assert suspected(*table(("", "positive", 0.9))) == []


def test_counts_base_and_rows_are_told_those_in_doubt_first() -> None:
    verbatims, rows = table(
        ("irony", "negative", -0.6), ("", "positive", 0.9), ("irony", "positive", 0.15)
    )
    with language.speaking("zh"):
        (line,) = suspected(verbatims, rows)
    assert line.startswith("2 条疑似反话（有效文本 n=3）：1 条按负面计，0 条按中性计，1 条")
    assert "第 4、2 行" in line
    with language.speaking("en"):
        (line,) = suspected(verbatims, rows)
    assert "rows 4, 2" in line


@pytest.mark.parametrize("many", [5, 6])
def test_no_more_than_five_rows_are_named(many: int) -> None:
    with language.speaking("zh"):
        (line,) = suspected(*table(*[("irony", "negative", -0.5)] * many))
    assert ("等）" in line) == (many > 5)


def test_several_files_are_named_with_their_rows() -> None:
    verbatims, rows = table(("irony", "negative", -0.6), ("", "positive", 0.9))
    rows["source"] = ["a.csv", "b.csv"]
    with language.speaking("zh"):
        (line,) = suspected(verbatims, rows)
    assert "a.csv 第 2 行" in line
