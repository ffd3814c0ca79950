"""``lexicon``, ``label`` and the page of ``evaluate`` as users meet them."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from feedback_miner import cli, resources

PHONE = "13812345678"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "e.jsonl"
    said = ["利率太高了", "放款挺快", f"客服张伟{PHONE}态度差", "额度低", "还行"]
    lines = [{"id": i, "text": f"{said[i % 5]}{'，真的' * (i % 3)}"} for i in range(30)]
    path.write_text("\n".join(json.dumps(x, ensure_ascii=False) for x in lines), encoding="utf-8")
    return path


def test_explain_speaks_text_and_json(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert cli.main(["lexicon", "explain", f"利率太高，电话{PHONE}"]) == 0
    shown = capfdbinary.readouterr().out.decode()
    assert "aspects.tsv:" in shown
    assert PHONE not in shown
    assert cli.main(["lexicon", "explain", "利率太高", "--json"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["settled"]["factors"]["rates"]


def test_check_has_a_bound(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    folder = tmp_path / "h"
    folder.mkdir()
    (folder / "codebook.toml").write_text('id = "h"\n[[factor]]\nid = "room"\n', encoding="utf-8")
    (folder / "aspects.tsv").write_text(
        "term\tfactor\tsubfactor\n枕头\troom\t\n枕头\troom\t\n", encoding="utf-8"
    )
    assert cli.main(["lexicon", "check", "--codebook", str(folder), "--fail-on", "2"]) == 0
    assert cli.main(["lexicon", "check", "--codebook", str(folder), "--fail-on", "1"]) == 1
    assert "h/aspects.tsv:3" in capfdbinary.readouterr().out.decode()


def test_suggest_writes_a_table_without_personal_data(
    export: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    out = tmp_path / "s.tsv"
    assert cli.main(["lexicon", "suggest", str(export), "-o", str(out), "--least", "2"]) == 0
    text = out.read_text(encoding="utf-8")
    assert PHONE not in text
    assert "张伟" not in text
    assert all(len(line.split("\t")) == 10 for line in text.splitlines())


def test_label_there_and_back(
    export: Path, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    book, gold = tmp_path / "l.xlsx", tmp_path / "gold.jsonl"
    assert cli.main(["label", str(export), "-o", str(book), "--n", "6"]) == 0
    assert cli.main(["label", "--read", str(book)]) == 65  # nothing filled in yet
    opened = openpyxl.load_workbook(book)
    for sheet in opened.worksheets[:2]:
        at = {str(c.value).split()[0]: c.column for c in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, at["sentiment"]).value = "负面" if row % 2 else "正面"
    opened.save(book)
    capfdbinary.readouterr()
    assert cli.main(["label", "--read", str(book), "-o", str(gold)]) == 0
    assert "alpha" in capfdbinary.readouterr().err.decode()
    lines = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 6
    assert PHONE not in gold.read_text(encoding="utf-8")
    assert cli.main(["evaluate", str(gold), "--samples", "5"]) == 0
    opened.copy_worksheet(opened.worksheets[0]).title = "定稿"
    opened.save(book)
    capfdbinary.readouterr()
    assert cli.main(["label", "--read", str(book), "-o", str(gold)]) == 0
    told = capfdbinary.readouterr().err.decode()
    assert "2 位标注人与定稿" in told
    assert any(
        line.startswith("sentiment ") and "kappa    nan" not in line and "n=6" in line
        for line in told.splitlines()
    )  # Cohen's kappa is of two coders


def test_label_closes_the_loop(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    export, book = tmp_path / "e.jsonl", tmp_path / "l.xlsx"
    gold, lines, model = tmp_path / "g.jsonl", tmp_path / "lines.toml", tmp_path / "m.npz"
    days = [f"{i}号" for i in range(1, 29)]
    said = [f"{day}门口旋转门卡住了" for day in days] + [f"{day}放款挺快" for day in days]
    export.write_text(
        "\n".join(json.dumps({"id": i, "text": x}, ensure_ascii=False) for i, x in enumerate(said)),
        encoding="utf-8",
    )
    assert cli.main(["label", str(export), "-o", str(book), "--n", "56", "--coders", "1"]) == 0
    opened = openpyxl.load_workbook(book)
    sheet = opened.worksheets[0]
    at = {str(c.value).split()[0]: c.column for c in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        stuck = "旋转门" in sheet.cell(row, at["text"]).value
        sheet.cell(row, at["sentiment"]).value = "负面" if stuck else "正面"
        sheet.cell(row, at["service" if stuck else "approval_speed"]).value = (
            "负面" if stuck else "正面"
        )
    opened.save(book)
    capfdbinary.readouterr()
    back = ["label", "--read", str(book), "-o", str(gold), "--lines", str(lines)]
    assert cli.main([*back, "--train", str(model), "--own-only"]) == 0
    told = capfdbinary.readouterr().err.decode()
    assert "factor_micro_f1" in told
    assert "→" in told
    assert "旋转门" in lines.read_text(encoding="utf-8")
    assert cli.main(["lexicon", "accept", str(lines), "-o", str(tmp_path / "own")]) == 0
    out = tmp_path / "a.jsonl"
    assert cli.main(["annotate", str(export), "--model", str(model), "-o", str(out)]) == 0
    assert cli.main(["label", str(export), "--lines", str(lines), "-o", str(book)]) == 2


def test_what_is_learned_is_masked_even_where_the_labels_are_kept(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    export, book, lines = tmp_path / "e.jsonl", tmp_path / "l.xlsx", tmp_path / "lines.toml"
    said = [f"{i}号门口旋转门卡住了 {PHONE}" for i in range(1, 13)]
    said += [f"{i}号去过一次" for i in range(1, 13)]
    export.write_text(
        "\n".join(json.dumps({"id": i, "text": x}, ensure_ascii=False) for i, x in enumerate(said)),
        encoding="utf-8",
    )
    kept = ["--keep-pii", "--coders", "1", "--n", "24"]
    assert cli.main(["label", str(export), "-o", str(book), *kept]) == 0
    opened = openpyxl.load_workbook(book)
    sheet = next(s for s in opened.worksheets if "text" in str([c.value for c in s[1]]))
    at = {str(c.value).split()[0]: c.column for c in sheet[1] if c.value}
    for row in range(2, sheet.max_row + 1):
        stuck = "旋转门" in str(sheet.cell(row, at["text"]).value)
        sheet.cell(row, at["sentiment"]).value = "负面" if stuck else "中性"
        if stuck:
            sheet.cell(row, at["service"]).value = "负面"
    opened.save(book)
    back = ["label", "--read", str(book), "--keep-pii", "-o", str(tmp_path / "g.jsonl")]
    assert cli.main([*back, "--lines", str(lines)]) == 0
    assert "旋转门" in lines.read_text(encoding="utf-8")
    assert PHONE not in lines.read_text(encoding="utf-8")


def test_label_takes_one_or_the_other(tmp_path: Path) -> None:
    assert cli.main(["label"]) == 2
    assert cli.main(["label", "--read", str(tmp_path / "none.xlsx")]) == 66


def test_the_confusion_page_is_escaped_and_redacted(tmp_path: Path) -> None:
    gold, page = tmp_path / "g.jsonl", tmp_path / "e.html"
    lines = [
        {
            "id": "1",
            "text": f"<script>alert(1)</script>利率低{PHONE}",
            "sentiment": "neg",
            "factors": [["service", "neg"]],
        },
        {"id": "2", "text": "放款快", "sentiment": "pos", "factors": [["approval_speed", "pos"]]},
    ]
    gold.write_text("\n".join(json.dumps(x, ensure_ascii=False) for x in lines), encoding="utf-8")
    assert cli.main(["evaluate", str(gold), "--html", str(page), "--samples", "20"]) == 0
    html = page.read_text(encoding="utf-8")
    assert "<script>" not in html
    assert PHONE not in html
    assert 'class="confusion"' in html
    assert 'data-figure="factor_f1.service"' in html


def test_the_page_of_our_gold_counts_every_text(tmp_path: Path) -> None:
    gold = resources.corpora() / "complaints.gold.jsonl"
    page = tmp_path / "e.html"
    assert cli.main(["evaluate", str(gold), "--html", str(page), "--samples", "5"]) == 0
    n = len(gold.read_text(encoding="utf-8").splitlines())
    assert f"n={n}" in page.read_text(encoding="utf-8")


def test_a_codebook_grown_in_a_folder_of_a_bundled_name_is_named_as_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    line = '[[line]]\nterm = "叫号机"\nfactor = "service"\n'
    (tmp_path / "p.toml").write_text(line, encoding="utf-8")
    (tmp_path / "q.toml").write_text(line.replace("叫号机", "排号单"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["lexicon", "accept", "p.toml", "-o", "loan"]) == 0
    assert "--codebook ./loan" in capsys.readouterr().err
    assert cli.main(["lexicon", "accept", "q.toml", "-o", "loan"]) == 78
    assert "--codebook ./loan" in capsys.readouterr().err
    again = ["lexicon", "accept", "q.toml", "-o", "loan", "--codebook", "./loan"]
    assert cli.main(again) == 0
    aspects = (tmp_path / "loan" / "aspects.tsv").read_text(encoding="utf-8")
    assert "叫号机" in aspects and "排号单" in aspects
