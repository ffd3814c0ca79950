"""``drivers`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feedback_miner import cli, resources

EXPORT = str(resources.corpora() / "loan_survey.csv")


def test_the_bundled_survey_gives_a_page_and_tables(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert cli.main(["drivers", EXPORT, "-o", str(out), "--samples", "100"]) == 0
    assert "932 份答卷" in capsys.readouterr().err
    assert {"drivers.html", "drivers.xlsx", "drivers.json", "drivers.csv", "priorities.csv"} <= {
        path.name for path in out.iterdir()
    }


def test_english(tmp_path: Path) -> None:
    out = tmp_path / "out"
    given = ["drivers", EXPORT, "-o", str(out), "--samples", "100", "--lang", "en"]
    assert cli.main(given) == 0
    page = (out / "drivers.html").read_text(encoding="utf-8")
    assert "Association, not cause" in page
    assert "Importance-performance matrix" in page


@pytest.mark.parametrize(
    ("more", "status", "says"),
    [
        (["--outcome", "没有这列"], 2, "没有这列"),
        (["--exclude", "lazy"], 2, "lazy"),
        (["--samples", "3"], 2, "samples"),
    ],
)
def test_wrong_words_are_one_clear_line(
    more: list[str],
    status: int,
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "out"
    assert cli.main(["drivers", EXPORT, "-o", str(out), *more]) == status
    error = capsys.readouterr().err
    assert says in error
    assert "Traceback" not in error
    assert not out.exists()


def test_a_survey_that_says_an_item_is_right_is_heard(tmp_path: Path) -> None:
    rows = ["编号,审批速度满意度,客服态度满意度,手续繁琐程度,总体满意度,意见"]
    for n in range(120):
        good, near = n * 7 % 5 + 1, min(5, n * 7 % 5 + 1 + n % 2)
        rows.append(f"{n},{good},{near},{6 - near},{good},审批太慢了{n}")
    export, survey = tmp_path / "e.csv", tmp_path / "survey.toml"
    export.write_text("\n".join(rows), encoding="utf-8")
    asked = ["drivers", str(export), "--sentiment", "rules", "--samples", "100"]
    assert cli.main([*asked, "-o", str(tmp_path / "a")]) == 0
    assert _against(tmp_path / "a") == ["手续繁琐程度"]
    assert cli.main(["inspect", str(export), "--write", str(survey)]) == 0
    assert "reversed = true" not in survey.read_text(encoding="utf-8").split("[options]")[1]
    assert cli.main([*asked, "--survey", str(survey), "-o", str(tmp_path / "b")]) == 0
    assert _against(tmp_path / "b") == []
    assert "按 reversed = false 照样计入" in (tmp_path / "b/drivers.json").read_text("utf-8")


def _against(out: Path) -> list[str]:
    found: list[str] = json.loads((out / "drivers.json").read_text("utf-8"))["against"]
    return found
