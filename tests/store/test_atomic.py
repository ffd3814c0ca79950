"""Outputs are whole or not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from feedback_miner.errors import OutputError
from feedback_miner.store import Staging, write_text


def test_a_failed_write_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    write_text(path, "old")

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(Exception, match="No space"):
        write_text(path, "new")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_a_missing_folder_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError) as caught:
        write_text(tmp_path / "no" / "a.txt", "x")
    assert caught.value.exit_status == 73


def test_staged_files_come_together_or_not_at_all(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(RuntimeError), Staging(out) as folder:
        (folder / "one.txt").write_text("1")
        raise RuntimeError
    assert list(out.iterdir()) == []
    with Staging(out) as folder:
        (folder / "one.txt").write_text("1")
        (folder / "two.txt").write_text("2")
    assert sorted(p.name for p in out.iterdir()) == ["one.txt", "two.txt"]


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(OutputError), Staging(tmp_path / "out"):
        pass
