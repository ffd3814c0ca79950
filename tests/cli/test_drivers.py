"""``drivers`` on the command line."""

from __future__ import annotations

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
