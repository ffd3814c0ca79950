"""survey.toml: what is written is read back, what is wrong is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_miner import ingest
from feedback_miner.errors import ConfigError, MissingInputError
from feedback_miner.ingest import description
from feedback_miner.survey import OUTCOMES, QUESTION_KINDS, Column, Options, Scale, Survey

GOOD = """
[options]
codebook = "loan"

[[column]]
name = "编号"
role = "id"

[[column]]
name = "评分"
role = "score"
outcome = "satisfaction"

[column.scale]
low = 1
high = 5
missing = ["-99"]
labels = [["好", 5], ["差", 1]]
"""


def test_a_proposal_is_saved_with_its_reasons(tmp_path: Path) -> None:
    rows = "".join(f"{n},{n % 5 + 1},第{n}条意见，审批太慢了\n" for n in range(1, 60))
    (tmp_path / "a.csv").write_text("编号,总体满意度,意见\n" + rows, encoding="utf-8")
    found = ingest.propose(ingest.read([tmp_path / "a.csv"]))
    text = description.dump(found.survey, found)
    (tmp_path / "survey.toml").write_text(text, encoding="utf-8")
    assert description.load(tmp_path / "survey.toml") == found.survey
    assert all(finding.why in text for finding in found.columns)
    assert "审批太慢" not in text  # no customer's words in a configuration file
    again = ingest.read([tmp_path / "a.csv"], description.load(tmp_path / "survey.toml"))
    assert again.table["response_id"].tolist()[:2] == ["1", "2"]


names = st.text(min_size=1, max_size=12).filter(lambda s: s.isprintable() and s.strip() == s)
scales = st.builds(
    lambda low, width, labels, missing, turned: Scale(
        low, low + width, tuple((k, low) for k in labels), tuple(missing), turned
    ),
    st.sampled_from([0.0, 1.0, 0.5]),
    st.sampled_from([4.0, 9.0, 10.0]),
    st.lists(names, max_size=3, unique=True),
    st.lists(names, max_size=3),
    st.booleans(),
)
others = st.builds(
    Column,
    names,
    st.sampled_from(["id", "time", "segment", "multi", "text", "ignored", "channel", "duration"]),
    question=st.sampled_from(QUESTION_KINDS),
    group=names,
)
segments = st.builds(
    Column,
    names,
    st.sampled_from(["segment", "channel"]),
    missing=st.lists(names, max_size=3).map(tuple),
)
scored = st.builds(
    Column,
    names,
    st.just("score"),
    scale=scales,
    outcome=st.sampled_from(OUTCOMES),
    factor=st.sampled_from(["", "rates"]),
)
surveys = st.builds(
    Survey,
    st.lists(others | segments | scored, max_size=5, unique_by=lambda c: c.name).map(tuple),
    st.builds(Options, topics=st.integers(0, 30), keep_pii=st.booleans()),
)


@settings(max_examples=100, deadline=None)
@given(surveys)
def test_what_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, survey: Survey) -> None:
    path = tmp_path_factory.mktemp("survey") / "survey.toml"
    path.write_text(description.dump(survey), encoding="utf-8")
    assert description.load(path) == survey


def test_notepad_writes_a_bom_and_other_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "survey.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert [column.name for column in description.load(path).columns] == ["编号", "评分"]


@pytest.mark.parametrize(
    ("old", "new", "row", "column"),
    [
        ('role = "id"', 'role = "idd"', 7, "编号"),
        ('role = "id"', "role = 3", 7, "编号"),
        ('role = "id"', 'rolle = "id"', 7, "编号"),
        ('name = "编号"', 'nam = "编号"', 5, None),
        ('name = "编号"', 'name = "评分"', 10, "评分"),
        ('outcome = "satisfaction"', 'outcome = "joy"', 12, "评分"),
        ("low = 1", 'low = "one"', 15, "评分"),
        ("low = 1", "low = 9", 15, "评分"),
        ("low = 1", "low = nan", 15, "评分"),
        ('missing = ["-99"]', "missing = -99", 17, "评分"),
        ('role = "id"', 'role = "id"\nmissing = ["-3"]', 8, "编号"),
        ('codebook = "loan"', "header_rows = -1", 3, None),
        ('["好", 5]', '["好", 50]', 18, "评分"),
        ('["好", 5]', '["好"]', 18, "评分"),
        ('codebook = "loan"', "seed = -1", 3, None),
        ('codebook = "loan"', 'sed = "x"', 3, None),
        ('codebook = "loan"', 'sentiment = "guess"', 3, None),
        ('codebook = "loan"', 'workers = "2"', 3, None),
        ('codebook = "loan"', "codebook = ", 3, None),
        ("[options]", "[option]", 2, None),
    ],
)
def test_what_is_wrong_is_named(
    tmp_path: Path, old: str, new: str, row: int, column: str | None
) -> None:
    path = tmp_path / "survey.toml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        description.load(path)
    error = caught.value
    assert (error.exit_status, error.row, error.column) == (78, row, column)
    assert str(path) in str(error)
    assert "\n" not in str(error)


def test_a_survey_nested_too_deep_is_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "survey.toml"
    path.write_text(f"[options]\nminimum_n = {'[' * 5000}{']' * 5000}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="嵌套太深") as caught:
        description.load(path)
    assert "\n" not in str(caught.value)


def test_a_score_needs_a_scale(tmp_path: Path) -> None:
    path = tmp_path / "survey.toml"
    path.write_text('[[column]]\nname = "a"\nrole = "score"\n')
    with pytest.raises(ConfigError, match="low"):
        description.load(path)


def test_an_absent_survey(tmp_path: Path) -> None:
    with pytest.raises(MissingInputError):
        description.load(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes('name = "编号"'.encode("gbk"))
    with pytest.raises(ConfigError):
        description.load(tmp_path / "gbk.toml")
