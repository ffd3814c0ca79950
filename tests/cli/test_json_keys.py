"""The keys of JSON that README tells scripts of are those that commands write, in that order."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from feedback_miner import cli

README = Path(__file__).parents[2] / "README.md"
EXPORT = (
    "编号,受理时间,意见\n"
    "1,2026-03-01 10:00,审批太慢了，不过利率低，我电话13812345678\n"
    "2,2026-03-02 10:00,催收天天打电话骚扰家人，再这样我投诉到银保监会\n"
)


def told(row: str) -> tuple[list[str], list[str]]:
    """Return the keys that README's row tells of, and those on request."""
    found = [line for line in README.read_text(encoding="utf-8").splitlines() if row in line]
    (cells,) = [line.strip("|").split("|") for line in found if line.startswith(f"| {row}")]
    return re.findall(r"`(\w+)`", cells[1]), re.findall(r"`([a-z_]+)`", cells[2])


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "a.csv"
    path.write_text(EXPORT, encoding="utf-8")
    return path


def run(path: Path, *arguments: object) -> list[dict[str, Any]]:
    """Run a command that writes to ``path`` and return its lines, or its one object."""
    assert cli.main([str(one) for one in arguments]) == 0
    text = path.read_text(encoding="utf-8")
    try:
        return [json.loads(text)]
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines()]


def test_a_line_of_annotate(export: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    keys, more = told("`annotate`, a verbatim")
    every = run(out, "annotate", export, "-o", out)
    assert all(list(line) == keys for line in every)
    first = every[0]
    for part in (first["sentiment"], *first["factors"].values()):
        assert list(part) == told("… its `sentiment`")[0]
    assert list(first["opinions"][0]) == told("… one of its `opinions`")[0]
    assert list(first["pii"][0]) == told("… one of its `pii`")[0]
    every = run(out, "annotate", export, "-o", out, "--explain", "--keep-pii")
    assert list(every[0]) == [*keys, *more]


def test_a_line_of_triage(export: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    keys, more = told("`triage -o X.jsonl`")
    assert [list(line) for line in run(out, "triage", export, "-o", out)] == [keys, keys]
    line = run(out, "triage", export, "-o", out, "--replies", "--keep-pii")[0]
    assert set(line) == {*keys, *more}


def test_what_redact_and_inspect_tell(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.json"
    keys, more = told("`redact --json`")
    assert cli.main(["redact", str(export), "-o", str(tmp_path / "b.csv"), "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out)) == keys
    book = openpyxl.Workbook()
    for line in EXPORT.splitlines():
        book.worksheets[0].append(line.split(","))
    book.save(tmp_path / "a.xlsx")
    given = ["redact", str(tmp_path / "a.xlsx"), "-o", str(tmp_path / "b.xlsx"), "--json"]
    assert cli.main(given) == 0
    assert list(json.loads(capsys.readouterr().out)) == [*keys, *more]
    (said,) = run(out, "inspect", export, "--json", "-o", out)
    assert list(said) == told("`inspect --json`")[0]
    assert list(said["sources"][0]) == told("… one of its `sources`")[0]
    assert list(said["columns"][0]) == told("… one of its `columns`")[0]


def test_a_finding_of_lexicon_check(tmp_path: Path) -> None:
    (tmp_path / "codebook.toml").write_text('id = "h"\n[[factor]]\nid = "room"\n', "utf-8")
    (tmp_path / "notes.tsv").write_text("x\n", encoding="utf-8")
    out = tmp_path / "out.jsonl"
    found = run(out, "lexicon", "check", "--codebook", tmp_path, "--json", "--all", "-o", out)
    assert list(found[0]) == told("`lexicon check --json`")[0]
