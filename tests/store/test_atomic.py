"""Outputs are whole or not there."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from feedback_miner.errors import OutputError
from feedback_miner.store import Staging, write_secret, write_text


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


def test_links_pipes_and_modes_stay_what_they_are(tmp_path: Path) -> None:
    real, link, pipe = tmp_path / "real.txt", tmp_path / "link.txt", tmp_path / "pipe"
    write_text(real, "old")
    real.chmod(0o600)
    link.symlink_to(real)
    write_text(link, "new")
    assert link.is_symlink() and real.read_text() == "new"
    assert real.stat().st_mode & 0o777 == 0o600  # who hid the old one hid the new one too
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    write_text(pipe, "through")
    reader.join(10)
    assert read == ["through"] and pipe.is_fifo()


def test_a_secret_that_could_not_be_written_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(Exception, match="No space"):
            write_secret(tmp_path / "salt", "x" * 64)
    assert list(tmp_path.iterdir()) == []
    write_secret(tmp_path / "salt", "x" * 64)
    with pytest.raises(OutputError):
        write_secret(tmp_path / "salt", "y" * 64)
    assert (tmp_path / "salt").read_text() == "x" * 64
