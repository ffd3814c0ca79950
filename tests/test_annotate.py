"""Many texts at once are annotated as one by one, remembered or not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback_miner import annotate
from feedback_miner.annotate import Annotator, Item, records
from feedback_miner.errors import ConfigError
from feedback_miner.survey import Options

ITEMS = [
    ("利率太高了，客服态度很好", "", "remark"),
    ("催收天天打电话骚扰我全家，再不处理就投诉到银保监", "", "complaint"),
    ("无", "", "improve"),
    ("利率", "", "improve"),
    ("利率", "", "like"),
    ("", "", "remark"),
    ("利率太高了，客服态度很好", "", "remark"),
    ("审批慢" * 200, "", "remark"),
    ("我叫王小明，电话13800138000，等了三天", "", "remark"),
]


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return Annotator()


def test_many_equal_one_by_one(annotator: Annotator) -> None:
    many = annotator.annotate_many(ITEMS)
    again = annotator.annotate_many(ITEMS[::-1])[::-1]
    annotator.forget()
    assert many == again == [annotator.annotate(*item) for item in ITEMS]


def test_batches_and_a_short_memory_change_nothing(
    annotator: Annotator, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = annotator.annotate_many(ITEMS)
    annotator.forget()
    monkeypatch.setattr(annotate, "BATCH", 2)
    monkeypatch.setattr(annotate, "KEPT", 1)
    assert annotator.annotate_many(ITEMS) == wanted
    assert len(annotator._known) == 1


def _write(folder: Path, factor: str) -> None:
    """Write a codebook of one factor at once, as editors do."""
    (folder / "new").write_text(
        f'id = "h"\n[[factor]]\nid = "{factor}"\nterms = {{ plain = ["房间"] }}\n', encoding="utf-8"
    )
    (folder / "new").replace(folder / "codebook.toml")


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_is_of_one_codebook_whatever_is_edited_meanwhile(
    workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotate, "BATCH", 10)
    options = Options(codebook=str(tmp_path), workers=workers, sentiment="rules")
    _write(tmp_path, "room")

    def items() -> Iterator[Item]:
        _write(tmp_path, "hall")  # workers begin after this
        for number in range(80):
            yield f"房间很差{number}", "", "remark"

    for wanted in ("room", "hall"):  # the next run is of what was written
        found = [opinion.factor for one in records(items(), options) for opinion in one.opinions]
        assert found == [wanted] * 80


def test_a_codebook_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(Annotator):
        def __init__(self, options: Options | None = None) -> None:
            super().__init__(options)
            _write(tmp_path, "hall")

    monkeypatch.setattr(annotate, "Annotator", Slow)
    _write(tmp_path, "room")
    options = Options(codebook=str(tmp_path), sentiment="rules")
    with pytest.raises(ConfigError, match="读取时被改动"):
        list(records([("房间很差", "", "remark")], options))
