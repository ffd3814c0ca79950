"""Outputs are whole or not there."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from feedback_miner.errors import BusyError, OutputError
from feedback_miner.store import Staging, atomic, hashes, write_secret, write_text


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


def _run(out: Path, **files: str) -> Staging:
    stage = Staging(out, "topics.json")
    with stage as folder:
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text)
        (folder / "topics.json").write_text(json.dumps({"outputs": hashes(folder)}))
    return stage


def test_what_an_earlier_run_wrote_and_this_one_does_not_goes(tmp_path: Path) -> None:
    out = tmp_path / "out"
    _run(out, a="1", b="2", c="3", d="4")
    (out / "c.csv").write_text("3, and a note of the analyst's")
    (out / "own.csv").write_text("the analyst's")
    (out / "manifest.json").write_text(json.dumps({"outputs": {"d.csv": _digest("4")}}))
    stage = _run(out, a="5")
    assert stage.cleared == (("b.csv",), ("c.csv",))
    assert {path.name for path in out.iterdir()} == {
        "a.csv", "c.csv", "d.csv", "own.csv", "topics.json", "manifest.json",
    }  # fmt: skip
    assert (out / "a.csv").read_text() == "5"


@pytest.mark.parametrize("record", ["{", "[]", '{"outputs": 3}', "[" * 100_000])
def test_a_record_that_is_none_removes_nothing(tmp_path: Path, record: str) -> None:
    (tmp_path / "b.csv").write_text("2")
    (tmp_path / "topics.json").write_text(record)
    assert _run(tmp_path, a="1").cleared == ((), ())
    assert (tmp_path / "b.csv").exists()


def test_a_record_reaches_no_file_outside_its_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "b.csv").write_text("2")
    (out / "link.csv").symlink_to(tmp_path / "b.csv")
    listed = {"../b.csv": _digest("2"), "link.csv": _digest("2"), "..": _digest("2")}
    (out / "topics.json").write_text(json.dumps({"outputs": listed}))
    assert _run(out, a="1").cleared == ((), ())
    assert (tmp_path / "b.csv").exists() and (out / "link.csv").is_symlink()


def test_a_run_that_fails_removes_nothing_of_an_earlier_one(tmp_path: Path) -> None:
    out = tmp_path / "out"
    _run(out, a="1", b="2")
    before = hashes(out)
    with pytest.raises(RuntimeError), Staging(out, "topics.json") as folder:
        (folder / "a.csv").write_text("5")
        raise RuntimeError
    assert hashes(out) == before


@pytest.mark.parametrize("file", ["a.csv", "c.csv", "topics.json"])
def test_a_folder_in_a_files_place_is_named_and_changes_nothing(tmp_path: Path, file: str) -> None:
    _run(tmp_path, a="1", b="2", c="3")
    (tmp_path / file).unlink()
    (tmp_path / file / "own").mkdir(parents=True)
    before = {p: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    with pytest.raises(OutputError) as caught:
        _run(tmp_path, a="5", c="6")
    assert caught.value.file == str(tmp_path / file) and caught.value.exit_status == 73
    assert {p: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()} == before


@pytest.mark.parametrize("at", ["a.csv", "b.csv", "c.csv", "n.csv", "topics.json"])
@pytest.mark.parametrize("error", [OSError(28, "No space left"), KeyboardInterrupt()])
@pytest.mark.parametrize("links", [True, False])
def test_what_fails_half_way_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str, error: BaseException, links: bool
) -> None:
    out = tmp_path / "out"
    _run(out, a="1", b="2", c="3")
    before = hashes(out)
    real = os.replace

    def broken(source: Path, target: Path) -> None:
        # In goes what stands in the staging folder; b.csv, which this run lacks, goes out.
        if source.name == at and (target.parent == out or source.parent == out):
            monkeypatch.setattr(os, "replace", real)
            raise error
        real(source, target)

    def no_links(*_: object, **__: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "replace", broken)
    if not links:
        monkeypatch.setattr(os, "link", no_links)
    with pytest.raises((Exception, KeyboardInterrupt)) as caught:
        _run(out, a="5", c="6", n="7")
    assert hashes(out) == before
    if isinstance(error, OSError):
        assert at in str(caught.value) and "No space" in str(caught.value)


def test_a_run_waits_for_another_that_moves_its_files_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic, "PATIENCE", 0.2)
    with atomic.alone(tmp_path, 0), pytest.raises(BusyError) as caught:
        _run(tmp_path, a="1")
    assert caught.value.exit_status == 75
    assert list(tmp_path.iterdir()) == []
    with atomic.alone(tmp_path, 0):
        monkeypatch.setattr(atomic, "PATIENCE", 30)
        other = threading.Thread(target=_run, args=(tmp_path,), kwargs={"a": "1"})
        other.start()
    other.join()
    assert (tmp_path / "a.csv").read_text() == "1"


def test_a_killed_run_leaves_nothing_to_the_next_and_a_live_one_keeps_its_own(
    tmp_path: Path,
) -> None:
    code = (
        "import sys, time; from pathlib import Path; from feedback_miner.store import Staging\n"
        "with Staging(Path(sys.argv[1])) as folder:\n"
        "    (folder / 'a.csv').write_text('1'); print(folder, flush=True); time.sleep(60)"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    try:
        dead, alive = (Path(run.stdout.readline().decode().strip()) for run in runs if run.stdout)
        runs[0].kill()
        runs[0].wait()
        (tmp_path / ".unfinished-notes").mkdir()  # a user's own
        with Staging(tmp_path):
            assert alive.is_dir() and not dead.exists()
        assert (alive / "a.csv").exists() and (tmp_path / ".unfinished-notes").is_dir()
    finally:
        for run in runs:
            run.kill()
            run.communicate()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


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
