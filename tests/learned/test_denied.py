"""A text that does nothing but deny a bad thing is praise where no model knows its codebook."""

from pathlib import Path

import pytest

from feedback_miner.annotate import Annotator
from feedback_miner.survey import Options

BOOK = """
id = "clinic"
zh = "诊所"

[[factor]]
id = "nurse"
zh = "护士"
covers = "打针、态度"
terms = ["护士", "打针"]
"""


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Annotator:
    folder: Path = tmp_path_factory.mktemp("clinic")
    (folder / "codebook.toml").write_text(BOOK, encoding="utf-8")
    return Annotator(Options(codebook=str(folder)))


@pytest.mark.parametrize(
    "text", ["护士打针一点都不疼", "护士一点也不凶", "毫不拖沓", "不油不腻", "流程一点都不麻烦"]
)
def test_a_bad_thing_denied_is_welcome(reader: Annotator, text: str) -> None:
    said = reader.annotate(text)
    assert said.label == "positive"
    assert {v["label"] for v in said.factors().values()} <= {"positive"}


@pytest.mark.parametrize(
    "text",
    [
        "护士一点都不耐心",
        "护士一点都不温柔",
        "要是打针一点都不疼就好了",
        "打针一点都不疼？骗人的",
        "护士不冷不热",
    ],
)
def test_a_good_thing_denied_or_a_doubt_is_not(reader: Annotator, text: str) -> None:
    assert reader.annotate(text).label != "positive"
