"""What is written as TOML is read as it was."""

from __future__ import annotations

from pathlib import Path

from feedback_miner.lexicon.toml import parse_toml, written


def test_entries_are_read_as_they_were_written() -> None:
    said = ['他说"太贵"', "换\n行", "a\\b", "\x00\x1f\x7f", "=1+1", "]] [[x]]"]
    entries = [{"term": one, "n": 3, "share": 0.25, "terms": said} for one in said]
    text = "\n".join(written("line", one | {"score": None}) for one in entries)
    assert parse_toml(text, Path("x.toml")) == {"line": entries}
