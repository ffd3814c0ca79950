"""What is named a workbook and is none: read as the text it is and told, or refused plainly."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from feedback_miner import ingest
from feedback_miner.errors import DataError


def test_text_that_is_named_a_workbook_is_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "答卷.xlsx"
    path.write_text("编号,意见\n1,放款太慢了\n2,利息有点高\n", encoding="utf-8")
    (source,) = ingest.read([path]).sources
    assert source.accepted == 2
    assert "名为工作簿" in source.notes[0]
    path.rename(tmp_path / "答卷.csv")
    (source,) = ingest.read([tmp_path / "答卷.csv"]).sources
    assert not any("名为工作簿" in note for note in source.notes)


def test_what_is_neither_workbook_nor_text_is_not_called_an_unknown_encoding(
    tmp_path: Path,
) -> None:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(random.Random(1).randbytes(3000))
    with pytest.raises(DataError, match="名为工作簿"):
        ingest.read([path])
