"""The package as a library: what is asked wrongly is refused where it is asked, in one line."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import feedback_miner as fm
from feedback_miner.errors import ConfigError, UsageError
from feedback_miner.ingest import description, propose, read
from feedback_miner.survey import Construct

README = Path(__file__).parents[1] / "README.md"
EXPORT = "编号,满意度,意见\n" + "".join(f"{i},{i % 5 + 1},审批太慢了第{i}次\n" for i in range(40))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"sentiment": "nonsense"}, "rules"),
        ({"sentiment": "combine"}, "combined"),
        ({"workers": 0}, "workers 不能小于 1"),
        ({"workers": True}, "int"),
        ({"samples": 0}, "samples 不能小于 1"),
        ({"language": "fr"}, "zh、en"),
        ({"codebook": 5}, "str"),
        ({"keep_pii": "no"}, "bool"),
    ],
)
def test_options_refuse_what_no_option_may_be(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        fm.Options(**given)
    assert f"Options.{next(iter(given))}" in str(caught.value) and words in str(caught.value)


def test_a_salt_that_is_no_text_is_not_shown() -> None:
    with pytest.raises(ConfigError) as caught:
        fm.Options(salt=12345)  # type: ignore[arg-type]
    assert "12345" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "a", "role": "scor"}, "是否想写 score？"),
        ({"name": "", "role": "text"}, "Column.name"),
        ({"name": "a", "role": "score", "outcome": "satisfied"}, "satisfaction"),
        ({"name": "a", "role": "text", "question": "x"}, "improve"),
        ({"name": "a", "role": "score", "scale": (1, 5)}, "Scale"),
        ({"name": "a", "role": "segment", "missing": "无"}, "Column.missing"),
    ],
)
def test_columns_refuse_what_no_column_may_be(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=r"Column\.") as caught:
        fm.Column(**given)
    assert words in str(caught.value)


SATISFIED = {"name": "满意度", "role": "score", "scale": fm.Scale(1, 5)}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"low": 5, "high": 1}, "Scale.low"),
        ({"low": 3, "high": 3}, "low 应小于 high"),
        ({"low": "1", "high": 5}, "Scale.low"),
        ({"low": 1, "high": float("nan")}, "Scale.high"),
        ({"low": 1, "high": 5, "labels": (("好", 50),)}, "不在标尺之内"),
        ({"low": 1, "high": 5, "labels": {"好": 5}}, "Scale.labels"),
        ({"low": 1, "high": 5, "missing": "-99"}, "Scale.missing"),
        ({"low": 1, "high": 5, "reversed": "no"}, "Scale.reversed"),
    ],
)
def test_scales_refuse_what_a_survey_file_may_not_say(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match=r"Scale\.") as caught:
        fm.Scale(**given)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "a", "role": "score"}, "标尺"),
        ({"name": "a", "role": "text", "outcome": "satisfaction"}, "只有评分列"),
        ({"name": "a", "role": "text", "missing": ("无",)}, "segment"),
    ],
)
def test_columns_need_what_their_role_needs(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigError, match="列「a」") as caught:
        fm.Column(**given)
    assert words in str(caught.value)


def test_surveys_refuse_what_a_survey_file_may_not_say() -> None:
    one, text = fm.Column(**SATISFIED), fm.Column("意见", "text")
    cause = Construct("质量", ("满意度",), ("忠诚",))
    for given, words in (
        ({"columns": (one, text, one)}, "列「满意度」"),
        ({"columns": [one]}, "Survey.columns"),
        ({"columns": (one,), "options": "loan"}, "Survey.options"),
        ({"columns": (one,), "constructs": (Construct("质量", ("速度",)),)}, "速度"),
        ({"columns": (one, text), "constructs": (Construct("质量", ("意见",)),)}, "意见"),
        ({"columns": (one,), "constructs": (cause,)}, "没有构念「忠诚」"),
        ({"columns": (one,), "constructs": (Construct("a", ("满意度",), ("a",)),)}, "路径成环"),
    ):
        with pytest.raises(ConfigError) as caught:
            fm.Survey(**given)  # type: ignore[arg-type]
        assert words in str(caught.value)
    assert fm.Survey((one, text), constructs=(Construct("质量", ("满意度",)),)).constructs


def test_paths_may_be_texts(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(EXPORT, encoding="utf-8")
    one, two = read(str(path)), read([path])
    assert one.table.equals(two.table)
    assert fm.Options(model=Path("mine.npz")).model == "mine.npz"  # type: ignore[arg-type]
    # A path is a folder, whereas the bare word names the bundled codebook.
    for given, kept in ((Path("loan"), "./loan"), (Path("my/loan"), "my/loan"), ("loan", "loan")):
        assert fm.Options(codebook=given).codebook == kept  # type: ignore[arg-type]


@pytest.mark.parametrize("given", [None, 5, b"a.csv", [b"a.csv"], [Path("a.csv"), 5]])
def test_what_is_no_path_is_refused(given: Any) -> None:
    with pytest.raises(UsageError, match="路径"):
        read(given)


def test_what_is_no_survey_no_options_no_text_is_refused() -> None:
    with pytest.raises(UsageError, match="Survey"):
        fm.analyze("a.csv", "survey.toml")  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="Options"):
        fm.Annotator("loan")  # type: ignore[arg-type]
    annotator = fm.Annotator(fm.Options(sentiment="rules"))
    with pytest.raises(UsageError, match="文本"):
        annotator.annotate(Path("a.csv"))  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="improve"):
        annotator.annotate("审批慢", kind="bogus")
    with pytest.raises(ConfigError, match="NoneType"):
        fm.load_codebook(None)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="annotate_many"):
        annotator.annotate_many(["审批慢"])  # type: ignore[list-item]
    for none in (None, float("nan")):
        with pytest.raises(UsageError, match="第 2 项"):
            annotator.annotate_many([("审批慢", "", "remark"), (none, "", "remark")])  # type: ignore[list-item]


def test_a_library_call_speaks_the_language_of_its_options(tmp_path: Path) -> None:
    with pytest.raises(fm.FeedbackMinerError) as caught:
        fm.analyze(str(tmp_path / "none.csv"), options=fm.Options(language="en"))
    assert "no such file" in str(caught.value)


def test_a_factor_of_a_survey_that_the_codebook_lacks_is_told_with_its_line(
    tmp_path: Path,
) -> None:
    path = tmp_path / "survey.toml"
    path.write_text(
        '[[column]]\nname = "满意度"\nrole = "score"\nfactor = "rate"\n'
        "[column.scale]\nlow = 1\nhigh = 5\n",
        encoding="utf-8",
    )
    export = tmp_path / "a.csv"
    export.write_text(EXPORT, encoding="utf-8")
    with pytest.raises(ConfigError, match="是否想写 rates？") as caught:
        fm.analyze(export, description.load(path))
    assert (caught.value.file, caught.value.row, caught.value.column) == (str(path), 4, "满意度")


def test_a_misspelled_key_of_a_survey_names_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "survey.toml"
    for text, near in (
        ('[optons]\ncodebook = "loan"\n', "options"),
        ('[options]\ncodebok = "loan"\n', "codebook"),
        ('[[column]]\nname = "a"\nrole = "text"\nquestoin = "like"\n', "question"),
        ('[[column]]\nname = "a"\nrole = "score"\nscale = { lo = 1, high = 5 }\n', "low"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ConfigError, match=f"是否想写 {near}？") as caught:
            description.load(path)
        assert caught.value.row


@pytest.mark.parametrize("name", sorted(set(fm.__all__) - {"__version__"}))
def test_a_public_name_is_there_and_says_what_it_is(name: str) -> None:
    found = getattr(fm, name)
    assert inspect.getdoc(found) and name in dir(fm)
    if inspect.isfunction(found):
        assert set(inspect.get_annotations(found)) == {
            *inspect.signature(found).parameters,
            "return",
        }


def test_what_readme_shows_of_the_library_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not README.is_file():
        pytest.skip("README.md is not here")
    monkeypatch.chdir(tmp_path)
    for name in ("export.csv", "earlier.csv"):
        Path(name).write_text(EXPORT, encoding="utf-8")
    pd.read_csv("export.csv").to_excel("export.xlsx", index=False)
    proposed = propose(read("export.csv"))
    Path("survey.toml").write_text(description.dump(proposed.survey, proposed), encoding="utf-8")
    section = README.read_text(encoding="utf-8").split("## As a library")[1].split("\n## ")[0]
    names: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", section, re.DOTALL):
        exec(block, names)
    made = ("out/report.html", "topics/topics.html", "queue.xlsx", "changes/compare.html")
    assert all(Path(one).is_file() for one in made)
    assert Path("masked.csv").read_text(encoding="utf-8") == EXPORT  # nothing personal is in it
