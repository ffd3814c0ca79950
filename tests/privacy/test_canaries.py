"""Personal data nowhere: canaries planted in every corner, and no output that holds one."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import openpyxl
import pytest

from feedback_miner import cli
from feedback_miner.text.dictionary import CACHE_VARIABLE


@pytest.fixture(scope="module")
def canaries() -> ModuleType:
    path = Path(__file__).parents[2] / "scripts" / "canaries.py"
    if not path.is_file():
        pytest.skip("scripts/ is not here")
    spec = importlib.util.spec_from_file_location("canaries", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["canaries"] = module
    spec.loader.exec_module(module)
    return module


def test_no_canary_gets_out(
    canaries: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    inputs, out = tmp_path / "in", tmp_path / "out"
    inputs.mkdir()
    out.mkdir()
    monkeypatch.setenv(CACHE_VARIABLE, str(out / "cache"))
    monkeypatch.setenv("TMPDIR", str(out))
    planted = canaries.plant(inputs, 12)
    table, ids, lines, book, later, _, _ = map(str, planted.files)
    phone = planted.values["phone"][0]
    runs = [
        ["analyze", table, "-o", f"{out}/a", "--samples", "100"],
        ["compare", table, later, "-o", f"{out}/c"],
        ["annotate", lines, "-o", f"{out}/n.jsonl", "--pseudonyms"],
        ["annotate", ids],
        ["inspect", book, "--write", f"{out}/survey.toml"],
        ["inspect", ids, "--json"],
        ["segment", table],
        ["redact", table, "-o", f"{out}/r.csv"],
        ["redact", book, "-o", f"{out}/r.xlsx"],
        ["redact", lines, "-o", "-"],
    ]
    for arguments in runs:
        assert cli.main(arguments) == 0, arguments
    assert cli.main(["analyze", f"{inputs}/{phone}.csv", "-o", f"{out}/e", "--debug"]) == 66
    assert cli.main(["annotate", table, "--codebook", phone, "--debug"]) == 78
    said = capfd.readouterr()
    (out / "stdout").write_text(said.out, encoding="utf-8")
    (out / "stderr").write_text(said.err, encoding="utf-8")
    assert canaries.search(out, planted.all()) == []


def test_kept_personal_data_is_marked_in_every_output(tmp_path: Path) -> None:
    export = tmp_path / "export.csv"
    export.write_text(
        "编号,意见,满意度\n"
        + "".join(f"{i},电话1381234{i:04}，太慢,{i % 5 + 1}\n" for i in range(40)),
        encoding="utf-8",
    )
    out = tmp_path / "out"
    assert cli.main(["analyze", str(export), "-o", str(out), "--keep-pii"]) == 0
    assert '"personal_data": "kept"' in (out / "summary.json").read_text("utf-8")
    assert '"personal_data": "kept"' in (out / "manifest.json").read_text("utf-8")
    assert "未去标识化" in (out / "report.html").read_text("utf-8")
    for name in ("responses", "opinions", "cases"):
        header = (out / f"{name}.csv").read_text("utf-8-sig").splitlines()[0]
        assert header.endswith(",personal_data")
    lines = tmp_path / "lines.jsonl"
    assert cli.main(["annotate", str(export), "-o", str(lines), "--keep-pii"]) == 0
    assert all('"personal_data": "kept"' in line for line in lines.read_text("utf-8").splitlines())
    assert cli.main(["annotate", str(export), "-o", str(lines)]) == 0
    assert "personal_data" not in lines.read_text("utf-8")


def test_a_survey_file_alone_keeps_nothing(tmp_path: Path) -> None:
    export, survey = tmp_path / "export.csv", tmp_path / "survey.toml"
    export.write_text("编号,意见\n1,我电话13812345678\n2,放款太慢\n", encoding="utf-8")
    assert cli.main(["inspect", str(export), "--write", str(survey)]) == 0
    survey.write_text(
        survey.read_text("utf-8").replace("keep_pii = false", "keep_pii = true"), "utf-8"
    )
    lines = tmp_path / "lines.jsonl"
    assert cli.main(["annotate", str(export), "--survey", str(survey), "-o", str(lines)]) == 0
    assert "13812345678" not in lines.read_text("utf-8")


def test_what_analysts_type_into_a_queue_is_masked_too(tmp_path: Path) -> None:
    export, queue = tmp_path / "export.csv", tmp_path / "cases.xlsx"
    export.write_text("编号,时间,投诉内容\n7,2026-03-01 09:00,催收天天打电话，太过分\n", "utf-8")
    assert cli.main(["triage", str(export), "-o", str(queue), "--now", "2026-03-02"]) == 0
    book = openpyxl.load_workbook(queue)
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[1]}
    own = sheet.max_column + 1
    for head, column, cell in (
        ("", heads["备注"], "已回电13812345678"),
        ("经办", own, "王建国"),
        ("13912345678的回访", own + 1, "身份证110105199003078511"),
    ):
        sheet.cell(1, column, head or "备注")
        sheet.cell(2, column, cell)
    book.save(queue)
    assert cli.main(["triage", str(export), "-o", str(queue), "--now", "2026-03-02"]) == 0
    rows = list(openpyxl.load_workbook(queue).worksheets[0].iter_rows(values_only=True))
    again = dict(zip(rows[0], rows[1], strict=True))
    assert again["备注"] == "已回电[手机号]"
    assert again["经办"] == "王建国"  # who handles the case
    assert again["[手机号]的回访"] == "身份证[身份证号]"


def test_labels_and_models_hold_no_personal_data(tmp_path: Path) -> None:
    gold, model = tmp_path / "own.gold.jsonl", tmp_path / "own.npz"
    lines = [
        {
            "id": str(n),
            "text": f"感谢客户经理冯淑芬，放款很快{n}" if n % 2 else f"我叫冯淑芬，利息太高{n}",
            "sentiment": "pos" if n % 2 else "neg",
            "factors": [["approval_speed", "pos"]] if n % 2 else [["rates", "neg"]],
        }
        for n in range(40)
    ]
    gold.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), "utf-8")
    assert cli.main(["train", str(gold), "-o", str(model), "--own-only"]) == 0
    with np.load(model, allow_pickle=False) as arrays:
        held = b"".join(arrays[name].tobytes() for name in arrays.files)
    assert "利息太".encode() in held or "放款".encode() in held
    assert "冯淑芬".encode() not in held
