"""Files put in others' places are told from them, and what was read of them is read again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from feedback_miner.learned import semantic
from feedback_miner.stamps import stamp


def _swap(path: Path, text: str) -> None:
    """Put another file in the place of one, with its size and time of writing."""
    before = path.stat()
    new = path.with_name("new")
    new.write_text(text, encoding="utf-8")
    os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))
    new.replace(path)
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def test_another_file_of_the_same_time_and_size_is_another(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("one", encoding="utf-8")
    first = stamp(path), stamp(tmp_path)
    assert first == (stamp(path), stamp(tmp_path))
    _swap(path, "two")
    then = stamp(path), stamp(tmp_path)
    assert first[0] != then[0] and first[1] != then[1]
    path.unlink()
    assert stamp(path) == ()


def test_a_semantic_model_that_changed_is_loaded_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Told:
        def __init__(self, weights: Path, head: Path) -> None:
            self.said = weights.read_text("utf-8") + head.read_text("utf-8")

    monkeypatch.setattr(semantic, "Semantic", Told)
    weights, head = tmp_path / "w.bin", tmp_path / "h.npz"
    weights.write_text("one", encoding="utf-8")
    head.write_text("two", encoding="utf-8")
    first = semantic.load(weights, head)
    assert semantic.load(weights, head) is first
    _swap(head, "six")
    assert vars(semantic.load(weights, head)) == {"said": "onesix"}
