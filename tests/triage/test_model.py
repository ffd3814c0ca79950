"""The model's file and arithmetic."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_miner import resources
from feedback_miner.errors import ConfigError
from feedback_miner.triage.model import COLUMNS, WHOLE, TriageModel, grams, windows

SHIPPED = resources.lexicons() / "models" / "triage.loan.npz"


def test_saved_and_loaded_it_says_the_same(tmp_path: Path) -> None:
    model = TriageModel.load(SHIPPED)
    model.save(tmp_path / "again.npz")
    again = TriageModel.load(tmp_path / "again.npz")
    said = model.probabilities("催收天天骂我", ["\0label=negative"])
    assert said.shape == (len(COLUMNS),)
    np.testing.assert_allclose(said, again.probabilities("催收天天骂我", ["\0label=negative"]))


def test_a_glance_equals_the_full_reading() -> None:
    model = TriageModel.load(SHIPPED)
    for text in ("利率太高了", "催收把我通讯录都打了一遍，我不想活了", "123"):
        told = ["\0label=negative", "\0act=complaint"]
        full = model.probabilities(text, told)[:2]
        odds = np.add(model.glance(told), model.voices([text])[0])
        quick = 1 / (1 + np.exp(-odds))
        np.testing.assert_allclose(full, quick, rtol=1e-3, atol=1e-4)


def test_a_damaged_file_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "bad.npz").write_bytes(b"not a zip")
    with pytest.raises(ConfigError):
        TriageModel.load(tmp_path / "bad.npz")


@given(st.text())
def test_grams_are_distinct_and_windows_cover_the_text(text: str) -> None:
    found = grams(text)
    assert len(found) == len(set(found))
    parts = windows(text)
    if len(text) <= WHOLE:
        assert parts == [text]
    assert {c for part in parts for c in part} >= {c for c in text if c not in "\n。！？!?"}
