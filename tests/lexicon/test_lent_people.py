"""What is said of a person or a place that a factor names is about that factor."""

from pathlib import Path

import pytest

from feedback_miner import lexicon
from feedback_miner.sentiment.rules import RuleReader

BOOK = """
id = "club"
zh = "健身房"

[[factor]]
id = "trainer"
zh = "私教"
covers = "私教的态度、耐心"
terms = ["私教", "教练"]

[[factor]]
id = "desk"
zh = "前台"
covers = "登记"
terms = ["前台", "总台"]

[[factor]]
id = "bar"
zh = "水吧"
covers = "餐食"
terms = ["水吧", "沙拉"]
"""


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> RuleReader:
    folder: Path = tmp_path_factory.mktemp("club")
    (folder / "codebook.toml").write_text(BOOK, encoding="utf-8")
    return RuleReader(lexicon.load(str(folder)))


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("前台态度差", "desk"),
        ("前台很热情", "desk"),
        ("总台服务态度恶劣", "desk"),
        ("前台不耐烦", "desk"),
        ("前台总是笑眯眯的", "desk"),
        ("最没耐心的是前台", "desk"),
        ("水吧态度冷淡", "bar"),
        ("教练态度差", "trainer"),
        ("态度差", "trainer"),
        ("沙拉难吃态度差", "trainer"),
    ],
)
def test_attitude_goes_to_whom_the_clause_names(reader: RuleReader, text: str, factor: str) -> None:
    found = {f.factor for clause in reader.read(text) for f in clause.findings if f.value}
    assert factor in found
    assert found - {factor} <= ({"bar"} if "沙拉" in text else set())


def test_persons_side_by_side_are_both_meant(reader: RuleReader) -> None:
    found = {f.factor for clause in reader.read("教练前台都很好") for f in clause.findings}
    assert found == {"trainer", "desk"}
