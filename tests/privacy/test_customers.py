"""Whose rows they are is known inside and told nowhere."""

from __future__ import annotations

import json
import re
from pathlib import Path
from zipfile import ZipFile

import pytest

from feedback_miner.cli import main

NUMBER = re.compile(r"KH\d{4}XQ")


def _texts(path: Path) -> str:
    if path.suffix != ".xlsx":
        return path.read_bytes().decode("utf-8", "replace")
    with ZipFile(path) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


@pytest.mark.parametrize("keep", [(), ("--keep-pii",)])
def test_no_output_holds_a_customer_s_number(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], keep: tuple[str, ...]
) -> None:
    rows = [
        f"T{i:04},KH{7003 + i // 3}XQ,{('甲行', '乙行')[i // 3 % 2]},{(i // 3 * 7 + i) % 5 + 1},"
        f"{i * 5 % 5 + 1},第{i}次来，{('利率太高', '放款很快', '客服态度好')[i % 3]}"
        for i in range(180)
    ]
    path = tmp_path / "calls.csv"
    head = "工单号,客户号,分行,总体满意度,利率满意度,意见"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    out = tmp_path / "out"
    assert main(["analyze", str(path), "-o", str(out), *keep]) == 0
    assert main(["drivers", str(path), "-o", str(out / "d"), *keep]) == 0
    assert main(["inspect", str(path), "--json", "--write", str(out / "s.toml")]) == 0
    said = capfd.readouterr()
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert any("180 行来自 60 位客户" in note for note in summary["notes"])
    for told in (said.out, said.err, *(_texts(one) for one in out.rglob("*.*"))):
        assert not NUMBER.search(told)
