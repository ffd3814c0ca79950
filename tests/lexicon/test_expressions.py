"""Tables of named patterns: choices over lines, names that stand for lines above, faults told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from feedback_miner.errors import ConfigError
from feedback_miner.lexicon import expressions


def _table(folder: Path, *lines: str) -> Path:
    path = folder / "heard.tsv"
    path.write_text("\n".join(["# ours", "name\tpattern", *lines]) + "\n", encoding="utf-8")
    return path


def test_lines_of_one_name_are_choices(tmp_path: Path) -> None:
    found = expressions.read(_table(tmp_path, "thing\t发票|合同", "thing\t押金"))
    assert found["thing"].findall("押金和合同") == ["押金", "合同"]


def test_a_name_stands_for_all_that_is_above_it(tmp_path: Path) -> None:
    path = _table(tmp_path, "day\t今天|明天", "day\t后天", "late\t{day}.{0,2}不退")
    assert expressions.read(path)["late"].search("后天还不退")
    assert not expressions.read(path)["late"].search("后天")


def test_flags_are_heeded(tmp_path: Path) -> None:
    path = _table(tmp_path, "who\tagent")
    assert expressions.read(path, re.IGNORECASE)["who"].match("Agent")
    assert not expressions.read(path)["who"].match("Agent")


@pytest.mark.parametrize("line", ["late\t{day}不退", "late\t(不退"])
def test_a_fault_is_told_with_its_line(tmp_path: Path, line: str) -> None:
    path = _table(tmp_path, "what\t退", line)
    with pytest.raises(ConfigError) as error:
        expressions.read(path)
    assert "4" in str(error.value) and "heard.tsv" in str(error.value)


def test_bundled_tables_are_read() -> None:
    assert set(expressions.load("care/sequels")) == {"again", "noun"}
