"""Careless responses are told of; they are left out on request only."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from feedback_miner import ratings
from feedback_miner.errors import UsageError
from feedback_miner.survey import Column, Options, Scale, Survey


def _export(exclude: str = "") -> tuple[pd.DataFrame, Survey]:
    rng = np.random.default_rng(0)
    table = pd.DataFrame({"response_id": [f"r{i}" for i in range(60)]})
    for j in range(6):
        table[f"q{j}"] = rng.integers(1, 6, 60).astype(str)
    table.loc[:2, [f"q{j}" for j in range(6)]] = "5"
    table["用时"] = ["100秒"] * 55 + ["9秒"] * 5
    columns = [Column(f"q{j}", "score", scale=Scale(1, 5)) for j in range(6)]
    survey = Survey((*columns, Column("用时", "duration")), Options(exclude=exclude))
    return table, survey


def test_nobody_is_left_out_unasked() -> None:
    found = ratings.screen(*_export())
    assert (found.excluded, len(found.table)) == (0, 60)
    assert found.conduct["straightlining"].sum() == 3
    assert found.conduct["speeding"].sum() == 5
    assert len(found.notes) == 2


def test_those_asked_for_are_left_out_and_told_of() -> None:
    found = ratings.screen(*_export("straightlining, speeding"))
    assert (found.excluded, len(found.table)) == (8, 52)
    assert len(found.ratings.scores) == 52
    assert len(found.conduct) == 60
    assert "剔除 8 份" in found.notes[-1]


def test_an_unknown_reason_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="lazy"):
        ratings.screen(*_export("lazy"))
